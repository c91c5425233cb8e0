import ArgumentParser
import Disbursement
import Entitlement
import Intake
import Ledger
import Store
import Workflow

/// `chitra ledger move-sources`.
struct MoveSourcesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move-sources",
        abstract:
            "Điều chỉnh giữa các nguồn khi chỉ tỷ lệ nguồn thay đổi. / Only the split of sources changed.",
        discussion: """
            Người hưởng không được thêm; chi phí, dự toán giữ chỗ và phần đã thực chi chuyển nguồn. / \
            Persons are owed nothing; expense, reserve and what was spent move between sources.
            """,
        aliases: ["chuyen-nguon"]
    )

    @OptionGroup var scope: ScopeOptions
    @Option(help: "Văn bản điều chỉnh của Kho bạc. / The Treasury's paper.") var document: String
    @OptionGroup var law: LawOptions
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let (open, officer) = try books.open(as: key, environment)
        let reports = try MoveSources(environment, ruleBook: try law.book()).run(
            open,
            scope: try scope.scope(),
            document: document,
            officer: officer
        )
        if common.json {
            return try console.json("ledger-move-sources", reports.map { SourceView($0) })
        }
        for report in reports { show(report, console) }
    }

    private func show(_ report: SourceReport, _ console: Console) {
        let moves =
            report.expense.map { (Phrase(vi: "chi phí", en: "expense"), $0) }
            + report.spent.map { (Phrase(vi: "đã thực chi", en: "spent"), $0) }
        for (kind, move) in moves {
            let amount = console.money(move.amount)
            let (from, to) = (Words.source(move.from), Words.source(move.to))
            console.say(
                Phrase(
                    vi: "\(report.unit) \(move.year) \(kind.vietnamese): \(amount) từ "
                        + "\(from.vietnamese) sang \(to.vietnamese)",
                    en: "\(report.unit) \(move.year) \(kind.english): \(amount) from the "
                        + "\(from.english) to the \(to.english)"
                )
            )
        }
        if moves.isEmpty {
            console.say(
                Phrase(
                    vi: "\(report.unit): không có gì phải chuyển nguồn",
                    en: "\(report.unit): nothing to move"
                )
            )
        }
        if report.waiting > 0 {
            console.note(
                Phrase(
                    vi: "  \(console.money(report.waiting)) đã thực chi chờ thanh toán tạm "
                        + "ứng (chitra ledger clear)",
                    en: "  the spending of \(console.money(report.waiting)) waits until "
                        + "advances are cleared (chitra ledger clear)"
                )
            )
        }
        if report.elsewhere > 0 {
            console.note(
                Phrase(
                    vi: "  \(console.money(report.elsewhere)) của các tháng đã chi ngoài sổ "
                        + "này: không hạch toán",
                    en: "  \(console.money(report.elsewhere)) of months paid outside these "
                        + "books: not booked"
                )
            )
        }
    }
}

/// What moved for a unit, as JSON.
private struct SourceView: Encodable {
    /// A move.
    struct MoveView: Encodable {
        let programme: String
        let year: Int
        let from: String
        let to: String
        let amount: Int64

        init(_ move: SourceMove) {
            programme = move.programme
            year = move.year
            from = move.from
            to = move.to
            amount = move.amount
        }
    }

    let unit: String
    let expense: [MoveView]
    let spent: [MoveView]
    let waiting: Int64
    let elsewhere: Int64

    init(_ report: SourceReport) {
        unit = report.unit
        expense = report.expense.map { MoveView($0) }
        spent = report.spent.map { MoveView($0) }
        waiting = report.waiting
        elsewhere = report.elsewhere
    }
}
