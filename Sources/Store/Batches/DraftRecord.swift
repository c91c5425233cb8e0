// Drafts as the books have them.

import GRDB
package import Ledger

/// The newest draft of a unit and month.
package struct DraftRecord: Sendable {
    /// `draft`, `checked` or `submitted`.
    package let state: String
    /// The last day of what it knows.
    package let known: CivilDate
    /// Lines that were due.
    package let lineCount: Int
    /// VND of them.
    package let amount: Int64
    /// Lines that were held.
    package let heldCount: Int
    /// Persons left out.
    package let leftOutCount: Int
    /// Its digest, hexadecimal.
    package let digest: String
}

extension BooksReader {
    /// The newest draft of a unit and month; nil where there is none.
    package func draftRecord(unit: String, period: CalendarMonth) throws -> DraftRecord? {
        let row = try Row.fetchOne(
            db,
            sql: "SELECT * FROM draft WHERE unit = ? AND period = ? ORDER BY rowid DESC LIMIT 1",
            arguments: [unit, "\(period)"]
        )
        guard let row else { return nil }
        guard let known = CivilDate(iso: row["known"] as String) else {
            throw StoreError.damaged("draft: the day it knows is damaged")
        }
        return DraftRecord(
            state: row["state"],
            known: known,
            lineCount: row["line_count"],
            amount: row["amount"],
            heldCount: row["held_count"],
            leftOutCount: row["left_out_count"],
            digest: row["digest"]
        )
    }
}
