import ArgumentParser
import Disbursement
import Entitlement
import Intake
import Ledger
import Store
import Workflow

/// `chitra case net`.
struct CaseNetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "net",
        abstract:
            "Bù trừ vào tháng sau, chỉ theo quyết định hoặc văn bản đồng ý. / Net, by paper only.",
        discussion: """
            Không có quyết định (--decision) hoặc văn bản đồng ý (--consent) thì không bao giờ bù trừ. Danh \
            sách của tháng đó chi ít đi, không dưới 0; phần còn lại vẫn ở hồ sơ cho tháng sau.
            Without a decision or a written consent nothing is ever netted. The month's list pays less, \
            never below zero; the rest stays in the case for the next month.
            """,
        aliases: ["bu-tru"]
    )

    @Argument(help: "Số hồ sơ. / The case's number.") var number: Int64
    @Option(help: "Tháng bù trừ, chưa lập danh sách. / The month, not listed yet.")
    var period: String
    @Option(help: "Số đồng, nhiều nhất. / VND, at most.") var amount: Int64
    @Option(help: "Số quyết định cho bù trừ. / The decision's number.") var decision: String?
    @Option(help: "Số văn bản đồng ý bù trừ. / The written consent's number.") var consent: String?
    @Option(help: "Ngày ký. / The day of signature.") var signed: String
    @Option(help: "Họ tên người ký. / Who signed.") var signer: String
    @Flag(
        help: """
            Nhận các quy định chưa xác minh mà tháng đó dựa vào. / Accept the unverified rules that \
            the month hangs on.
            """
    )
    var acceptUnverified = false
    @OptionGroup var law: LawOptions
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// A netting as JSON.
    private struct View: Encodable {
        let code: String
        let amount: Int64
        let stillDue: Int64
        let open: Int64
    }

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let order = try order()
        let (open, officer) = try books.open(as: key, environment)
        let report = try NetOverPayment(environment, ruleBook: try law.book()).run(
            open,
            order: order,
            officer: officer,
            acceptsDoubts: acceptUnverified
        )
        if common.json {
            return try console.json(
                "case-netted",
                View(
                    code: report.code,
                    amount: report.amount,
                    stillDue: report.stillDue,
                    open: report.record.open
                )
            )
        }
        let rest = report.record.open
        console.say(
            report.wasKnown
                ? Phrase(
                    vi: "\(report.code): đã ghi từ trước, \(console.money(report.amount))",
                    en: "\(report.code): was entered before, \(console.money(report.amount))"
                )
                : Phrase(
                    vi: "\(report.code): bù trừ \(console.money(report.amount)) vào "
                        + "\(order.month); tháng này còn chi \(console.money(report.stillDue)); hồ sơ còn phải thu "
                        + console.money(rest),
                    en: "\(report.code): \(console.money(report.amount)) netted from "
                        + "\(order.month); \(console.money(report.stillDue)) of the month is still paid; open of the "
                        + "case: \(console.money(rest))"
                )
        )
        CaseCommand.show(report.record, console)
        console.next("chitra batch draft --period \(order.month)")
    }

    private func order() throws -> NettingOrder {
        let ground: NettingGround
        let paper: String
        switch (decision, consent) {
        case (let number?, nil): (ground, paper) = (.decision, number)
        case (nil, let number?): (ground, paper) = (.consent, number)
        default:
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "bù trừ cần đúng một trong hai: --decision (quyết định) hoặc --consent "
                        + "(văn bản đồng ý)",
                    en: "netting needs one of the two: --decision or --consent (in writing)"
                )
            )
        }
        return NettingOrder(
            caseNumber: number,
            month: try month(period, option: "--period"),
            amount: amount,
            ground: ground,
            paper: paper,
            signed: try day(signed, option: "--signed"),
            signer: signer
        )
    }
}

/// `chitra case undo-netting`.
struct CaseUndoNettingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo-netting",
        abstract:
            "Hủy một lần bù trừ: tháng đó được chi lại, hồ sơ mở lại. / Take a netting back.",
        aliases: ["huy-bu-tru"]
    )

    @Argument(help: "Mã lần bù trừ. / The netting's code.") var code: String
    @Option(help: "Nguyên nhân. / The cause.") var cause: String
    @Option(help: "Văn bản. / The paper.") var document: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let (open, officer) = try books.open(as: key, environment)
        let record = try NetOverPayment(environment, ruleBook: .shipped).undo(
            open,
            code: code,
            cause: cause,
            document: document,
            officer: officer
        )
        CaseCommand.show(record, common.console)
        common.console.next("chitra case list")
    }
}
