import ArgumentParser
import Disbursement
import Entitlement
import Intake
import Ledger
import Store
import Workflow

/// `chitra batch arrears`.
struct ArrearsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "arrears",
        abstract:
            "Truy lĩnh chờ quyết định: xem, hoặc ghi quyết định. / Arrears that wait for a decision.",
        discussion: """
            Không nêu --person: liệt kê những khoản đề xuất. Có --person: ghi quyết định; bản lập sau \
            sẽ chi. / Without --person what is proposed is listed; with it a decision is entered, and \
            the next draft pays.
            """,
        aliases: ["truy-linh"]
    )

    @OptionGroup var scope: ScopeOptions
    @Option(
        help: """
            Ngày cuối của những gì được biết khi liệt kê; không nêu: hôm nay. / The last day of what \
            is known, for the list; else today.
            """
    )
    var known: String?
    @Option(help: "Số của người hưởng. / The person's number.") var person: Int64?
    @Option(help: "Mã chế độ. / The programme's code.") var programme: String?
    @Option(help: "Tháng đầu được truy lĩnh. / The first month.") var from: String?
    @Option(help: "Tháng cuối được truy lĩnh. / The last month.") var through: String?
    @Option(help: "Tổng số đồng được truy lĩnh. / VND in all.") var amount: Int64?
    @Option(help: "Số quyết định. / The decision's number.") var decision: String?
    @Option(help: "Ngày ký. / The day of signature.") var signed: String?
    @Option(help: "Họ tên người ký. / Who signed.") var signer: String?
    @Option(help: "Khóa của người lập. / The maker's key.") var key: String?
    @OptionGroup var law: LawOptions
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        if let person { try decide(person) } else { try list() }
    }

    /// Shows what is proposed.
    private func list() throws {
        let environment = try common.environment()
        let console = common.console
        let open = try books.open(.read, environment)
        let scope = try scope.scope()
        let known = try known.map { try day($0, option: "--known") } ?? environment.now.date
        let drafts = try DraftAssembly(open: open, ruleBook: try law.book()).drafts(
            units: try scope.records(open.books),
            period: scope.period,
            known: known
        )
        let printer = DraftPrinter(console: console, open: open)
        if common.json {
            let proposed = drafts.flatMap { ProposedArrears.of($0) }.map { ArrearsView($0) }
            return try console.json("batch-arrears", proposed)
        }
        let isEmpty = try drafts.map { try printer.showProposed($0) }.allSatisfy { !$0 }
        if isEmpty {
            console.note(
                Phrase(vi: "không có khoản nào chờ quyết định", en: "nothing waits for a decision")
            )
        }
    }

    /// Enters a decision.
    private func decide(_ person: Int64) throws {
        guard let programme, let from, let through, let amount, let decision, let signed,
            let signer, let key, scope.unit.count == 1
        else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "ghi quyết định cần đủ: --unit, --person, --programme, --from, --through, "
                        + "--amount, --decision, --signed, --signer, --key",
                    en: "a decision is entered with all of: --unit, --person, --programme, --from, "
                        + "--through, --amount, --decision, --signed, --signer, --key"
                )
            )
        }
        let environment = try common.environment()
        let console = common.console
        let (first, last) = (
            try month(from, option: "--from"), try month(through, option: "--through")
        )
        guard first <= last else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "--from sau --through", en: "--from lies after --through")
            )
        }
        let open = try books.open(.write, environment)
        let months = try DecideArrears(environment, ruleBook: try law.book()).run(
            open,
            order: ArrearsOrder(
                unit: scope.unit[0],
                person: person,
                programme: programme,
                months: first...last,
                amount: amount,
                decision: decision,
                signed: try day(signed, option: "--signed"),
                signer: signer
            ),
            officer: try OfficerKey.load(path: key, books: open.books, at: environment.now)
        )
        let count = console.count(months.count, vi: "tháng", en: "month")
        console.say(
            months.isEmpty
                ? Phrase(
                    vi: "quyết định \(decision) đã ghi từ trước",
                    en: "decision \(decision) was entered before"
                )
                : Phrase(
                    vi: "người số \(person): \(count), \(console.money(amount)) theo quyết định "
                        + decision,
                    en: "person \(person): \(count), \(console.money(amount)) by decision "
                        + decision
                )
        )
        console.next("chitra batch draft --period \(scope.period)")
    }
}

/// Proposed arrears as JSON.
private struct ArrearsView: Encodable {
    /// A month of them.
    struct MonthView: Encodable {
        let month: String
        let amount: Int64
    }

    let unit: String
    let person: Int64
    let programme: String
    let amount: Int64
    let months: [MonthView]

    init(_ proposed: ProposedArrears) {
        unit = proposed.unit
        person = proposed.person
        programme = proposed.programme
        amount = proposed.amount
        months = proposed.months.map { MonthView(month: "\($0.month)", amount: $0.amount) }
    }
}
