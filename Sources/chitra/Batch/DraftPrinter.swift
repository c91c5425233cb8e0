// Shows drafts: totals by programme and source, and everybody held or left out, with the cause.

import Disbursement
import Enrolment
import Entitlement
import Intake
import Ledger
import Store
import Workflow

/// Prints drafts; names print as masks.
struct DraftPrinter {
    let console: Console
    let open: OpenBooks

    /// A draft as JSON.
    private struct View: Encodable {
        let unit: String
        let period: String
        let known: String
        let lines: Int
        let amount: Int64
        let held: [String: Int]
        let proposed: Int64
        let leftOut: [String: Int]
        let overPaid: Int
        let digest: String
        let accounts: AccountReviewView?
        /// What banks said of the accounts; nil where nobody asked.
        let confirmations: AccountConfirmationsView?
    }

    /// Shows what a checker looks at: totals, exceptions, and where money goes that did not before.
    func showChecked(_ reports: [DraftReport], asJSON: Bool) throws {
        let reviews = try reports.map { try PayeeAccounts(open).review($0.draft) }
        let told = try reports.map { try AccountConfirmations.of($0.draft, open) }
        if asJSON {
            return try console.json(
                "batch-draft",
                zip(zip(reports, reviews), told).map {
                    view($0.0, AccountReviewView($0.1), $1.map { AccountConfirmationsView($0) })
                }
            )
        }
        try show(reports, asJSON: false)
        try showExceptions(reports)
        for (report, review) in zip(reports, reviews) where !report.draft.lines.isEmpty {
            AccountPrinter(console: console).show(review, of: report.unit.code)
        }
        for (report, told) in zip(reports, told) {
            guard let told else { continue }
            AccountPrinter(console: console).show(told, of: report.unit.code)
        }
    }

    /// Shows each draft's totals.
    func show(_ reports: [DraftReport], asJSON: Bool) throws {
        if asJSON {
            return try console.json("batch-draft", reports.map { view($0) })
        }
        for report in reports {
            let draft = report.draft
            let lines = console.count(draft.lines.count, vi: "dòng", en: "line")
            let amount = console.money(draft.amount)
            let held = console.number(draft.held.count)
            let leftOut = console.number(draft.leftOut.count)
            console.say(
                Phrase(
                    vi: "\(report.unit.code) \(report.unit.name): \(lines), \(amount); "
                        + "giữ lại \(held), ngoài danh sách \(leftOut)",
                    en: "\(report.unit.code) \(report.unit.name): \(lines), \(amount); "
                        + "\(held) held, \(leftOut) left out"
                )
            )
            for total in BatchTotal.of(draft.lines) {
                let right = words(total.programme, total.source)
                console.say("  \(right)  \(console.money(total.amount))")
            }
            for short in draft.shortfalls { show(short, report.unit.code) }
            showProposedSum(draft)
            for (source, amount) in draft.shifted.sorted(by: { $0.key < $1.key }) {
                let (name, sum) = (Words.source(source), console.money(amount))
                console.say(
                    Phrase(
                        vi: "  \(name.vietnamese) phải hoàn nguồn khác \(sum); "
                            + "người hưởng không được thêm (chitra ledger move-sources "
                            + "--period \(draft.scope.period))",
                        en: "  the \(name.english) owes other sources \(sum); "
                            + "persons are owed nothing of it (chitra ledger move-sources "
                            + "--period \(draft.scope.period))"
                    )
                )
            }
            if !draft.doubts.isEmpty {
                console.say(
                    Phrase(
                        vi:
                            "  dựa trên quy định chưa xác minh: \(draft.doubts.joined(separator: ", "))",
                        en: "  hangs on unverified rules: \(draft.doubts.joined(separator: ", "))"
                    )
                )
            }
        }
    }

    /// Names everybody held, left out or over-paid, with the cause.
    func showExceptions(_ reports: [DraftReport]) throws {
        for report in reports {
            let draft = report.draft
            try showProposed(draft)
            for held in draft.held where held.cause != .decisionNeeded {
                let line = held.line
                console.say(
                    "\(report.unit.code) \(try who(line.person, draft)) \(line.month) "
                        + "\(words(line.programme, line.source)) \(console.money(line.amount)): "
                        + "[\(held.cause.rawValue)] "
                        + held.cause.phrase.text(in: console.language)
                )
            }
            for left in draft.leftOut {
                console.say(
                    "\(report.unit.code) \(try who(left.person, draft)): [\(left.cause.code)] "
                        + left.cause.phrase.text(in: console.language)
                )
            }
            for over in draft.overPaid {
                let excess = console.money(over.excess)
                let words = Phrase(
                    vi: "đã chi quá \(excess); không bù trừ, chờ quyết định",
                    en: "over-paid by \(excess); not netted, waits for a decision"
                )
                console.say(
                    "\(report.unit.code) \(try who(over.covered.person, draft)) \(over.covered.month): "
                        + "[over-paid] \(words.text(in: console.language))"
                )
            }
        }
    }

    /// Names the arrears that wait for a decision: who, which months, how much.
    ///
    /// - Returns: Whether there are any.
    @discardableResult
    func showProposed(_ draft: Draft) throws -> Bool {
        let all = ProposedArrears.of(draft)
        for proposed in all {
            let months = proposed.months.map { "\($0.month) \(console.money($0.amount))" }
            console.say(
                "\(proposed.unit) \(try who(proposed.person, draft)) "
                    + "\(Words.programme(proposed.programme).text(in: console.language)) "
                    + "(\(proposed.programme)) \(console.money(proposed.amount)): "
                    + months.joined(separator: "; ") + ": [\(HoldCause.decisionNeeded.rawValue)] "
                    + HoldCause.decisionNeeded.phrase.text(in: console.language)
            )
        }
        return !all.isEmpty
    }

    /// How much waits for a decision, in a draft's totals.
    private func showProposedSum(_ draft: Draft) {
        let all = ProposedArrears.of(draft)
        guard !all.isEmpty else { return }
        let persons = console.count(Set(all.map(\.person)).count, vi: "người", en: "person")
        let sum = console.money(all.reduce(0) { $0 + $1.amount })
        console.say(
            Phrase(
                vi: "  đề xuất truy lĩnh \(sum) của \(persons): chờ quyết định "
                    + "(chitra batch arrears --period \(draft.scope.period))",
                en: "  arrears of \(sum) are proposed for \(persons): they wait for a "
                    + "decision (chitra batch arrears --period \(draft.scope.period))"
            )
        )
    }

    /// A programme and source for people; what differs in the rows of one person and month.
    private func words(_ programme: String, _ source: String) -> String {
        "\(Words.programme(programme).text(in: console.language)), "
            + Words.source(source).text(in: console.language)
    }

    private func show(_ short: Draft.Shortfall, _ unit: String) {
        let source = Words.source(short.source)
        let (open, wanted) = (console.money(short.open), console.money(short.wanted))
        let lacking = console.money(short.lacking)
        console.say(
            Phrase(
                vi: "  \(source.vietnamese) (\(short.source)): dự toán còn \(open), cần \(wanted), "
                    + "thiếu \(lacking); các khoản của nguồn này được giữ lại",
                en:
                    "  \(source.english) (\(short.source)): the estimate has \(open), needs \(wanted), "
                    + "\(lacking) short; the lines of this source are held"
            )
        )
        console.note(
            Phrase(
                vi: "  có văn bản giao dự toán cho \(unit) thì nạp: chitra ledger receive FILE",
                en: "  with a paper that grants it to \(unit), run: chitra ledger receive FILE"
            )
        )
    }

    private func view(
        _ report: DraftReport,
        _ accounts: AccountReviewView? = nil,
        _ confirmations: AccountConfirmationsView? = nil
    ) -> View {
        let draft = report.draft
        return View(
            unit: report.unit.code,
            period: "\(draft.scope.period)",
            known: "\(draft.scope.known)",
            lines: draft.lines.count,
            amount: draft.amount,
            held: Dictionary(draft.held.map { ($0.cause.rawValue, 1) }, uniquingKeysWith: +),
            proposed: ProposedArrears.of(draft).reduce(0) { $0 + $1.amount },
            leftOut: Dictionary(draft.leftOut.map { ($0.cause.code, 1) }, uniquingKeysWith: +),
            overPaid: draft.overPaid.count,
            digest: report.digest,
            accounts: accounts,
            confirmations: confirmations
        )
    }

    private func who(_ number: Int64, _ draft: Draft) throws -> String {
        let person = try open.register.person(number, known: draft.scope.known)
        return "#\(number) \(person.map { "\($0.name)" } ?? "?")"
    }
}
