// Shows what the register denies of a frozen batch; persons are numbers.

import Intake
import Store
import Workflow

/// Prints whom the register denies since a batch was frozen.
struct RegisterPrinter {
    let console: Console
    /// Whether it is said beside the result, to stderr: before a signature nothing is done yet.
    var isNote = false

    private func say(_ text: String) { isNote ? console.note(text) : console.say(text) }

    /// Shows each line with its person, payee, sum and cause; nothing where nothing is denied.
    ///
    /// - Parameter review: What was found.
    func show(_ review: RegisterReview) {
        if !review.denied.isEmpty {
            let lines = console.count(review.denied.count, vi: "dòng", en: "line")
            let excess = console.money(review.excess)
            let open = console.number(Set(review.open.map(\.line.person)).count)
            say(
                Phrase(
                    vi: "\(review.batch) sổ ghi thêm sau khi trình: \(lines) chi thừa \(excess) "
                        + "so với mức nay được hưởng; số người chưa xử lý: \(open)",
                    en: "\(review.batch) the register learnt more since it was submitted: "
                        + "\(excess) too much in \(lines); persons that are open: \(open)"
                ).text(in: console.language)
            )
            for denied in review.denied { show(denied, review) }
        }
        guard !review.toDead.isEmpty else { return }
        let lines = console.count(review.toDead.count, vi: "dòng", en: "line")
        say(
            Phrase(
                vi: "\(review.batch) \(lines) trả cho người đã chết, của tháng còn được hưởng",
                en: "\(review.batch) \(lines) of months still owed to persons who died"
            ).text(in: console.language)
        )
        for line in review.toDead { show(line, review) }
    }

    private func show(_ denied: DeniedLine, _ review: RegisterReview) {
        let line = denied.line
        var words = [
            "  \(console.number(line.number))", "#\(line.person) → #\(line.payee)",
            "\(line.month)", console.money(line.amount),
        ]
        if denied.excess > 0 { words.append("−" + console.money(denied.excess)) }
        words.append("[\(denied.code)] \(denied.cause.text(in: console.language))")
        if denied.excess > 0, review.accepted.contains(line.person) {
            words.append(
                Phrase(vi: "(đã nhận trách nhiệm chi)", en: "(accepted)")
                    .text(in: console.language)
            )
        }
        say(words.joined(separator: "  "))
    }
}

/// What the register denies, as JSON.
struct RegisterReviewView: Encodable {
    private struct Line: Encodable {
        let line: Int
        let person: Int64
        let payee: Int64
        let programme: String
        let month: String
        let amount: Int64
        let excess: Int64
        let code: String
        let isAccepted: Bool
    }

    private let known: String
    private let excess: Int64
    private let lines: [Line]
    private let toDead: [Line]

    init(_ review: RegisterReview) {
        func view(_ denied: DeniedLine) -> Line {
            Line(
                line: denied.line.number,
                person: denied.line.person,
                payee: denied.line.payee,
                programme: denied.line.programme,
                month: "\(denied.line.month)",
                amount: denied.line.amount,
                excess: denied.excess,
                code: denied.code,
                isAccepted: denied.excess > 0 && review.accepted.contains(denied.line.person)
            )
        }
        known = "\(review.known)"
        excess = review.excess
        lines = review.denied.map(view)
        toDead = review.toDead.map(view)
    }
}
