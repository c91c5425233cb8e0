// Where money was last handed over to, and which payees' accounts were repaired.

import GRDB
package import Ledger

/// What the register was at a moment: a day of knowledge and the last step that counts.
package struct RegisterMoment: Hashable, Sendable {
    /// The last day of what is known.
    package let known: CivilDate
    /// The last step.
    package let step: Int64

    /// A moment.
    package init(known: CivilDate, step: Int64) {
        self.known = known
        self.step = step
    }
}

/// Where a person's money was last handed over to.
package struct LastHandOver: Hashable, Sendable {
    /// The payee's number.
    package let payee: Int64
    /// When the batch was frozen: the register of that moment has the account.
    package let moment: RegisterMoment
}

extension BooksReader {
    /// The last line of each person that was handed over in a batch frozen before a step.
    ///
    /// - Parameters:
    ///   - persons: The persons' numbers.
    ///   - step: The step.
    /// - Returns: By person; nobody who was never paid by these books.
    /// - Throws: ``StoreError``.
    package func lastHandOvers(
        persons: ClosedRange<Int64>,
        before step: Int64
    ) throws -> [Int64: LastHandOver] {
        // SQLite takes the other columns from the row that has the largest.
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT l.person, l.payee, b.known, b.step, max(l.row)
                FROM line l JOIN batch b ON b.rowid = l.batch
                WHERE l.person BETWEEN ? AND ? AND b.step < ?
                  AND EXISTS (SELECT 1 FROM handover h WHERE h.batch = l.batch)
                  AND NOT EXISTS (SELECT 1 FROM stopped_line x
                    WHERE x.batch = l.batch AND x.line = l.number)
                GROUP BY l.person
                """,
            arguments: [persons.lowerBound, persons.upperBound, step]
        )
        var found: [Int64: LastHandOver] = [:]
        while let row = try rows.next() {
            guard let known = CivilDate(iso: row["known"] as String) else {
                throw StoreError.damaged("batch: the day it knows is damaged")
            }
            found[row["person"]] = LastHandOver(
                payee: row["payee"],
                moment: RegisterMoment(known: known, step: row["step"])
            )
        }
        return found
    }

    /// The repairs that changed how a payee is paid, up to a step, by payee, in order.
    package func accountRepairs(
        through step: Int64
    ) throws -> [Int64: [(document: String, step: Int64)]] {
        var repairs: [Int64: [(document: String, step: Int64)]] = [:]
        for row in try Row.fetchAll(
            db,
            sql: """
                SELECT person, document, step FROM repair WHERE change > 0 AND step <= ?
                ORDER BY rowid
                """,
            arguments: [step]
        ) {
            repairs[row["person"], default: []].append((row["document"], row["step"]))
        }
        return repairs
    }
}
