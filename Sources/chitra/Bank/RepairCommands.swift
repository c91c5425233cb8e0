import ArgumentParser
import Disbursement
import Entitlement
import Intake
import Ledger
import Store
import Workflow

/// `chitra batch repair`.
struct RepairCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair",
        abstract:
            "Sửa thông tin nhận tiền của khoản bị trả lại. / Put right the data of a payment that came back.",
        aliases: ["sua"]
    )

    @Argument(help: "Mã lệnh bị trả lại. / The transfer that came back.") var transfer: String
    @Option(help: "Mã BIN của ngân hàng mới. / The BIN of the new bank.") var bank: String?
    @Option(help: "Số tài khoản mới. / The new account number.") var account: String?
    @Flag(help: "Nhận tiền mặt từ nay. / In cash from now on.") var cash = false
    @Flag(
        help: "Giữ nguyên: ngân hàng báo chi lại được. / The same data: the bank says it will work."
    )
    var unchanged = false
    @Option(help: "Văn bản làm căn cứ. / The paper that shows it.") var document: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let way: RepairedWay
        switch (bank, account, cash, unchanged) {
        case (let bank?, let account?, false, false): way = .account(bank: bank, number: account)
        case (nil, nil, true, false): way = .cash
        case (nil, nil, false, true): way = .unchanged
        default:
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "chọn một: --bank cùng --account, --cash, hoặc --unchanged",
                    en: "one of: --bank with --account, --cash, --unchanged"
                )
            )
        }
        let (open, officer) = try books.open(as: key, environment)
        try RepairTransfer(environment).run(
            open,
            id: transfer,
            way: way,
            document: document,
            officer: officer
        )
        common.console.say(
            Phrase(vi: "\(transfer): đã sửa thông tin", en: "\(transfer): repaired")
        )
        common.console.next(
            "chitra batch reissue --period \(try MonthProgress.lastMonth(open)) --key maker.key"
        )
    }
}

/// `chitra batch reissue`.
struct ReissueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reissue",
        abstract:
            "Chi lại trong tháng những khoản bị trả lại. / Pay again, this month, what came back.",
        aliases: ["chi-lai"]
    )

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var law: LawOptions
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let (open, officer) = try books.open(as: key, environment)
        var isHeld = false
        let reports = try ReissueLines(environment, ruleBook: try law.book()).reissue(
            open,
            scope: try scope.scope(),
            officer: officer,
            tell: { show($0, console) },
            wait: { waiting in
                isHeld = true
                console.note("\(waiting.transfer): \(waiting.cause.text(in: console.language))")
            }
        )
        guard !reports.isEmpty else {
            return console.say(
                isHeld
                    ? Phrase(
                        vi: "chưa chi lại được khoản nào; lý do từng khoản nêu trên",
                        en: "nothing can be paid again yet; what holds each is said above"
                    )
                    : Phrase(
                        vi: "không có khoản nào phải chi lại trong tháng \(scope.period)",
                        en: "nothing of \(scope.period) has to be paid again"
                    )
            )
        }
        console.next(try MonthProgress(open, scope: try scope.scope()).next)
    }

    private func show(_ report: SubmitReport, _ console: Console) {
        let sheet = report.sheet
        console.say(
            Phrase(
                vi: "\(sheet.code) \(sheet.unitName): chi lại \(sheet.lineCount) dòng, "
                    + "\(sheet.transferCount) lệnh, \(Money.vnd(sheet.amount)); giữ lại "
                    + "\(report.draft.held.count) dòng",
                en: "\(sheet.code) \(sheet.unitName): \(sheet.lineCount) lines again, "
                    + "\(sheet.transferCount) transfers, \(Money.vnd(sheet.amount).inEnglish); "
                    + "\(report.draft.held.count) lines held"
            )
        )
    }
}

/// `chitra batch carry`.
struct CarryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "carry",
        abstract:
            "Chuyển những khoản chưa chi được sang danh sách sau. / Put what came back on the next list.",
        aliases: ["chuyen-ky"]
    )

    @OptionGroup var scope: ScopeOptions
    @Option(help: "Văn bản làm căn cứ. / The paper.") var document: String
    @OptionGroup var law: LawOptions
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let (open, officer) = try books.open(as: key, environment)
        _ = try ReissueLines(environment, ruleBook: try law.book()).carry(
            open,
            scope: try scope.scope(),
            document: document,
            officer: officer
        ) { report in
            console.say(
                Phrase(
                    vi: "\(report.unit): chuyển \(report.transferCount) lệnh, "
                        + "\(Money.vnd(report.amount)) sang danh sách sau",
                    en: "\(report.unit): \(report.transferCount) transfers, "
                        + "\(Money.vnd(report.amount).inEnglish) carried to the next list"
                )
            )
            for id in report.waiting {
                console.say(
                    Phrase(
                        vi: "  \(id): chờ quyết định mâu thuẫn (chitra reconcile decide)",
                        en: "  \(id): waits for a conflict to be decided (chitra reconcile decide)"
                    )
                )
            }
        }
        console.next("chitra batch close --period \(scope.period) --key chief-accountant.key")
    }
}

/// `chitra batch close`.
struct CloseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Khóa lô: không còn gì dang dở. / Close what has nothing open.",
        aliases: ["khoa"]
    )

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let (open, officer) = try books.open(as: key, environment)
        let reports = try CloseBatch(environment).run(
            open,
            scope: try scope.scope(),
            officer: officer
        ) { report in
            let words = report.obstacles.map { $0.text(in: console.language) }
            console.say(
                "\(report.batch): "
                    + (words.isEmpty
                        ? Phrase(vi: "đã khóa", en: "closed").text(in: console.language)
                        : words.joined(separator: "; "))
            )
        }
        guard reports.allSatisfy(\.obstacles.isEmpty) else {
            throw StepRefusal(
                .reconciliationDiffers,
                Phrase(
                    vi: "còn lô chưa khóa được",
                    en: "some batches cannot be closed yet"
                ),
                hint: Phrase(
                    vi: "xem tình hình: chitra reconcile status --period \(scope.period)",
                    en: "see: chitra reconcile status --period \(scope.period)"
                )
            )
        }
    }
}
