// What a stop list took away does not come back by itself.
//
// Invariants:
// (1) As long as the register says of a person and their payee what the batch paid by, the stopped
//     right waits; once it says something new, the law decides again.
// (2) A cause that goes on (a death, a move) holds the later months too; another one only those
//     that were stopped.

import Disbursement
import Enrolment
import Ledger
import Store

/// The stops that nothing in the register has explained yet.
struct StandingStops {
    /// A right of one month.
    private struct Right: Hashable {
        let person: Int64
        let programme: String
        let month: CalendarMonth
    }

    private var rights: Set<Right> = []
    private var firstMonth: [Int64: CalendarMonth] = [:]

    /// Reads the stops of all batches and holds the register against what each batch paid by.
    ///
    /// - Throws: `StoreError`.
    init(open: OpenBooks, known: CivilDate) throws {
        let stopped = try open.books.query { try $0.stoppedRights() }
        let byStep = Dictionary(grouping: stopped) { $0.step }.sorted { $0.key < $1.key }
        for (step, ofBatch) in byStep {
            let then = try open.register.persons(
                Set(ofBatch.flatMap { [$0.person, $0.payee] }),
                known: ofBatch[0].known,
                through: step
            )
            for right in ofBatch {
                let now = try open.register.person(right.person, known: known)
                // A paper on arrears or netting says nothing of why the line was stopped.
                guard let now,
                    now.withoutPaymentPapers == then[right.person]?.withoutPaymentPapers,
                    now.isPaid(to: right.payee),
                    try open.register.person(right.payee, known: known)?.withoutPaymentPapers
                        == then[right.payee]?.withoutPaymentPapers
                else { continue }
                add(right)
            }
        }
    }

    private mutating func add(_ right: StoppedRight) {
        rights.insert(
            Right(person: right.person, programme: right.programme, month: right.month)
        )
        if StopCause(rawValue: right.cause)?.goesOn ?? false {
            let first = firstMonth[right.person] ?? right.month
            firstMonth[right.person] = min(first, right.month)
        }
    }

    /// Whether nothing waits.
    var isEmpty: Bool { rights.isEmpty && firstMonth.isEmpty }

    /// Whether a line waits for the register.
    func holds(_ line: DueLine) -> Bool {
        firstMonth[line.person].map { line.month >= $0 } ?? false
            || rights.contains(
                Right(person: line.person, programme: line.programme, month: line.month)
            )
    }
}
