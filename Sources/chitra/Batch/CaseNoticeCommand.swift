import ArgumentParser
import BankFiles
import Intake
import Ledger
import Store
import Workflow

/// `chitra case notice`.
struct CaseNoticeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice",
        abstract:
            "Nội dung thông báo nộp trả, kèm mã VietQR. / What a notice of repayment says, with its VietQR.",
        discussion: """
            Chỉ dùng để người chi quá nộp trả vào tài khoản của đơn vị; không bao giờ dùng để chi tiền. Mã \
            là chữ: dùng máy in mã QR bất kỳ để in.
            For paying back into the unit's account only, never for paying out. The code is a text: any \
            QR printer makes the picture.
            """,
        aliases: ["thong-bao"]
    )

    @Argument(help: "Số hồ sơ. / The case's number.") var number: Int64
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// The notice as JSON.
    private struct View: Encodable {
        let number: Int64
        let amount: Int64
        let bank: String
        let account: String
        let holder: String
        let purpose: String
        let code: String
    }

    func run() throws {
        let open = try books.open(.read, try common.environment())
        let found = try open.books.query { try $0.cases() }.first { $0.number == number }
        guard let record = found else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "không có hồ sơ \(number)", en: "there is no case \(number)")
            )
        }
        guard record.isDecided, record.open > 0 else {
            throw StepRefusal(
                .notPermitted,
                Phrase(
                    vi: "hồ sơ \(number) chưa được quyết định, hoặc đã thu đủ",
                    en: "case \(number) is not decided yet, or nothing of it is open"
                ),
                hint: Phrase(
                    vi:
                        "chỉ gửi thông báo cho khoản đã có quyết định: chitra case decide \(number)",
                    en: "a notice goes out for what was decided: chitra case decide \(number)"
                )
            )
        }
        let accounts = try open.books.units().first { $0.code == record.unit }?.accounts.values
        guard let account = accounts?.first(where: { $0.provider == record.provider }),
            let bin = BIN(account.bank), let number = BankAccountNumber(account.account)
        else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "đơn vị \(record.unit) không còn tài khoản tại \(record.provider)",
                    en: "unit \(record.unit) has no account with \(record.provider)"
                )
            )
        }
        // The case's number and nothing else: a purpose must not tell what was paid for.
        let purpose = "NOP TRA HS \(record.number)"
        let code = try RepaymentCode(
            bank: bin,
            account: number,
            amount: record.open,
            purpose: purpose
        ).text
        let bank = BankDirectory.shipped.bank(bin)?.shortName ?? account.bank
        try show(record, bank, account, purpose, code)
    }

    private func show(
        _ record: CaseRecord,
        _ bank: String,
        _ account: UnitAccount,
        _ purpose: String,
        _ code: String
    ) throws {
        let console = common.console
        if common.json {
            let view = View(
                number: record.number,
                amount: record.open,
                bank: bank,
                account: account.account,
                holder: account.holder,
                purpose: purpose,
                code: code
            )
            return try console.json("case-notice", view)
        }
        console.say(
            Phrase(
                vi:
                    "nộp trả \(Money.vnd(record.open)) vào tài khoản \(account.account) tại \(bank), "
                    + "\(account.holder), nội dung: \(purpose)",
                en:
                    "pay \(Money.vnd(record.open).inEnglish) back into account \(account.account) at \(bank), "
                    + "\(account.holder), saying: \(purpose)"
            )
        )
        console.say(code)
    }
}
