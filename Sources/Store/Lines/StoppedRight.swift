// What stop lists took away, as rows say it.
//
// Invariant: a stop list of a batch that was cancelled later counts too: its cause did not end with
// the batch.

import GRDB
package import Ledger

/// One right of a person that a stop list took away.
package struct StoppedRight: Hashable, Sendable {
    /// The person.
    package let person: Int64
    /// Who would have received it.
    package let payee: Int64
    /// The programme's code.
    package let programme: String
    /// The month owed.
    package let month: CalendarMonth
    /// The cause as the stop list names it.
    package let cause: String
    /// The last day of what the batch knew.
    package let known: CivilDate
    /// The step that froze the batch: what the register held then is what the batch paid by.
    package let step: Int64
}

extension BooksReader {
    /// Every right that a stop list took away, in order of batch and line.
    package func stoppedRights() throws -> [StoppedRight] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT l.person, l.payee, p.text AS programme, l.month, s.cause, b.known, b.step
                FROM stopped_line x
                  JOIN stop s ON s.batch = x.batch AND s.number = x.stop
                  JOIN batch b ON b.rowid = x.batch
                  CROSS JOIN batch_line l ON l.row = b.first_line + x.line - 1
                    AND l.batch = b.rowid
                  CROSS JOIN line_class c ON c.number = l.class
                  JOIN term p ON p.number = c.programme
                ORDER BY l.row
                """
        ).map { row in
            guard let known = CivilDate(iso: row["known"] as String) else {
                throw StoreError.damaged("batch: the day it knows is damaged")
            }
            return StoppedRight(
                person: row["person"],
                payee: row["payee"],
                programme: row["programme"],
                month: CalendarMonth(number: row["month"]),
                cause: row["cause"],
                known: known,
                step: row["step"]
            )
        }
    }
}
