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
        let leftOut: [String: Int]
        let overPaid: Int
        let digest: String
    }

    /// Shows each draft's totals.
    func show(_ reports: [DraftReport], asJSON: Bool) throws {
        if asJSON {
            return try console.json("batch-draft", reports.map(view))
        }
        for report in reports {
            let draft = report.draft
            console.say(
                console.language == .vietnamese
                    ? "\(report.unit.code) \(report.unit.name): \(draft.lines.count) dòng, \(Money.vnd(draft.amount)); giữ lại \(draft.held.count), ngoài danh sách \(draft.leftOut.count)"
                    : "\(report.unit.code) \(report.unit.name): \(draft.lines.count) lines, \(Money.vnd(draft.amount)); \(draft.held.count) held, \(draft.leftOut.count) left out"
            )
            for total in BatchTotal.of(draft.lines) {
                console.say("  \(total.programme)  \(total.source)  \(Money.vnd(total.amount))")
            }
            for (source, amount) in draft.shifted.sorted(by: { $0.key < $1.key }) {
                console.say(
                    Phrase(
                        vi:
                            "  nguồn \(source) phải hoàn nguồn khác \(Money.vnd(amount)); người hưởng không được thêm",
                        en:
                            "  source \(source) owes other sources \(Money.vnd(amount)); persons are owed nothing of it"
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
            for held in draft.held {
                console.say(
                    "\(report.unit.code) \(try who(held.line.person, draft)) \(held.line.month) "
                        + "\(Money.vnd(held.line.amount)): [\(held.cause.rawValue)] "
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
                let words = Phrase(
                    vi: "đã chi quá \(Money.vnd(over.excess)); không bù trừ, chờ quyết định",
                    en: "over-paid by \(Money.vnd(over.excess)); not netted, waits for a decision"
                )
                console.say(
                    "\(report.unit.code) \(try who(over.covered.person, draft)) \(over.covered.month): "
                        + "[over-paid] \(words.text(in: console.language))"
                )
            }
        }
    }

    private func view(_ report: DraftReport) -> View {
        let draft = report.draft
        return View(
            unit: report.unit.code,
            period: "\(draft.scope.period)",
            known: "\(draft.scope.known)",
            lines: draft.lines.count,
            amount: draft.amount,
            held: Dictionary(draft.held.map { ($0.cause.rawValue, 1) }, uniquingKeysWith: +),
            leftOut: Dictionary(draft.leftOut.map { ($0.cause.code, 1) }, uniquingKeysWith: +),
            overPaid: draft.overPaid.count,
            digest: report.digest
        )
    }

    private func who(_ number: Int64, _ draft: Draft) throws -> String {
        let person = try open.register.person(number, known: draft.scope.known)
        return "#\(number) \(person.map { "\($0.name)" } ?? "?")"
    }
}
