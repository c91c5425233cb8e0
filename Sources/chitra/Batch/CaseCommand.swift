import ArgumentParser
import Intake
import Ledger
import Store
import Workflow

/// `chitra case`.
struct CaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case",
        abstract: "Hồ sơ chi quá: đề nghị, quyết định, thu hồi. / Over-payment cases.",
        subcommands: [
            CaseListCommand.self, CaseProposeCommand.self, CaseDecideCommand.self,
            CaseNoticeCommand.self, CaseRecoverCommand.self, CaseNetCommand.self,
            CaseUndoNettingCommand.self, CaseWriteOffCommand.self,
        ],
        aliases: ["ho-so"]
    )

    /// Prints one case.
    static func show(_ record: CaseRecord, _ console: Console) {
        let state: Phrase
        if !record.isDecided {
            state = Phrase(vi: "chờ quyết định", en: "proposed")
        } else if record.open > 0 {
            state = Phrase(vi: "đang thu hồi", en: "decided")
        } else {
            state = Phrase(vi: "đã xong", en: "settled")
        }
        console.say(
            Phrase(
                vi: "hồ sơ \(record.number)  \(record.unit)  #\(record.person)  [\(record.cause)]  "
                    + "\(Money.vnd(record.amount))  còn phải thu \(Money.vnd(record.open))  "
                    + state.vietnamese,
                en: "case \(record.number)  \(record.unit)  #\(record.person)  [\(record.cause)]  "
                    + "\(Money.vnd(record.amount).inEnglish)  open \(Money.vnd(record.open).inEnglish)  "
                    + state.english
            )
        )
    }
}

/// `chitra case list`.
struct CaseListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Các hồ sơ. / The cases.",
        aliases: ["danh-sach"]
    )

    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// A case as JSON.
    private struct View: Encodable {
        let number: Int64
        let unit: String
        let person: Int64
        let cause: String
        let amount: Int64
        let open: Int64
        let isDecided: Bool
    }

    func run() throws {
        let open = try books.open(.read, try common.environment())
        let cases = try open.books.query { try $0.cases() }
        if common.json {
            return try common.console.json(
                "cases",
                cases.map {
                    View(
                        number: $0.number,
                        unit: $0.unit,
                        person: $0.person,
                        cause: $0.cause,
                        amount: $0.amount,
                        open: $0.open,
                        isDecided: $0.isDecided
                    )
                }
            )
        }
        if cases.isEmpty {
            common.console.say(Phrase(vi: "không có hồ sơ nào", en: "there is no case"))
        }
        for record in cases { CaseCommand.show(record, common.console) }
    }
}

/// `chitra case propose`.
struct CaseProposeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "propose",
        abstract: "Đề nghị thu hồi. / Propose a recovery.",
        aliases: ["de-nghi"]
    )

    @Option(help: "Mã lệnh đã chi quá. / The transfer that over-paid.") var transfer: String
    @Option(help: "Số của người hưởng. / The person's number.") var person: Int64
    @Option(help: "Số đồng, chỉ chữ số. / VND, digits only.") var amount: Int64
    @Option(help: "Nguyên nhân: death, … / The cause: death, …") var cause: String
    @Option(help: "Văn bản. / The paper.") var document: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let (open, officer) = try books.open(as: key, environment)
        let number = try OverPaymentCases(environment).propose(
            open,
            proposal: CaseProposal(
                transfer: transfer,
                person: person,
                amount: amount,
                cause: cause,
                document: document
            ),
            officer: officer
        )
        common.console.say(
            Phrase(
                vi: "hồ sơ \(number): đề nghị thu hồi \(Money.vnd(amount))",
                en: "case \(number): \(Money.vnd(amount).inEnglish) proposed to be recovered"
            )
        )
        common.console.next(
            "chitra case decide \(number) --document … --key account-holder.key"
        )
    }
}

/// `chitra case decide`.
struct CaseDecideCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide",
        abstract: "Quyết định thu hồi. / Decide that it is owed back.",
        aliases: ["quyet-dinh"]
    )

    @Argument(help: "Số hồ sơ. / The case's number.") var number: Int64
    @Option(help: "Quyết định. / The decision.") var document: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let (open, officer) = try books.open(as: key, environment)
        let record = try OverPaymentCases(environment).decide(
            open,
            number: number,
            document: document,
            officer: officer
        )
        CaseCommand.show(record, common.console)
        common.console.next(
            "chitra case recover \(number) --amount … --document … --key chief-accountant.key"
        )
    }
}

/// `chitra case recover`.
struct CaseRecoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract:
            "Ghi tiền thu hồi: tại Kho bạc, hoặc khoản có chưa rõ nguồn. / Enter what was recovered.",
        aliases: ["thu-hoi"]
    )

    @Argument(help: "Số hồ sơ. / The case's number.") var number: Int64
    @Option(help: "Số đồng đã nộp tại Kho bạc. / VND paid in at the Treasury.") var amount: Int64?
    @Option(help: "Số của khoản có chưa rõ nguồn. / The unidentified credit's conflict number.")
    var conflict: Int64?
    @Option(help: "Văn bản. / The paper.") var document: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let outcome: CaseOutcome
        switch (amount, conflict) {
        case (let amount?, nil): outcome = .recoveredAtTreasury(amount)
        case (nil, let conflict?): outcome = .recoveredByConflict(conflict)
        default:
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "chọn một: --amount (tại Kho bạc) hoặc --conflict (đã vào tài khoản)",
                    en: "one of: --amount (at the Treasury), --conflict (came into the account)"
                )
            )
        }
        let (open, officer) = try books.open(as: key, environment)
        let record = try OverPaymentCases(environment).settle(
            open,
            number: number,
            outcome: outcome,
            document: document,
            officer: officer
        )
        CaseCommand.show(record, common.console)
        common.console.next("chitra case list")
    }
}

/// `chitra case write-off`.
struct CaseWriteOffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write-off",
        abstract: "Xóa nợ theo quyết định. / Give it up, by decision.",
        aliases: ["xoa-no"]
    )

    @Argument(help: "Số hồ sơ. / The case's number.") var number: Int64
    @Option(help: "Số đồng. / VND.") var amount: Int64
    @Option(help: "Quyết định. / The decision.") var document: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let (open, officer) = try books.open(as: key, environment)
        let record = try OverPaymentCases(environment).settle(
            open,
            number: number,
            outcome: .writtenOff(amount),
            document: document,
            officer: officer
        )
        CaseCommand.show(record, common.console)
        common.console.next("chitra case list")
    }
}
