// Of whom something came to the register after a moment.
//
// Invariants:
// (1) Where nothing came, one look at the imports tells; no page is read.
// (2) Pages are not opened: their clear columns tell whom they are about. A page that was written whole
//     is about all of its persons.

import Enrolment
import GRDB
package import Ledger

extension RegisterStore {
    /// The persons of whom anything came to the register after a moment.
    ///
    /// - Parameters:
    ///   - then: The moment: what was known later, or taken in later, counts.
    ///   - known: The last day of what counts.
    /// - Returns: Ranges of numbers, ascending, none touching another; a range holds whole pages where
    ///   pages were written whole.
    /// - Throws: `DatabaseError`.
    package func laterPersons(
        since then: RegisterMoment,
        known: CivilDate
    ) throws -> [ClosedRange<Int64>] {
        let pageCount = try self.pageCount()
        return try booksRead { db in
            let first = try Int64.fetchOne(
                db,
                sql: """
                    SELECT min(step) FROM register_import
                    WHERE known <= ?1 AND (known > ?2 OR step > ?3)
                    """,
                arguments: ["\(known)", "\(then.known)", then.step]
            )
            guard let first else { return [] }
            func isLater(_ rows: borrowing Scan) -> Bool {
                let day = rows.text(1)
                return day <= "\(known)" && (day > "\(then.known)" || rows.integer(0) > then.step)
            }
            var ranges: [ClosedRange<Int64>] = []
            // From the newest row back to the first import that counts: steps ascend with the rows.
            let pages = try Scan(
                db,
                "SELECT step, known, page FROM register_page ORDER BY rowid DESC"
            )
            while try pages.step(), pages.integer(0) >= first {
                guard isLater(pages) else { continue }
                guard (0..<pageCount).contains(pages.integer(2)) else {
                    throw StoreError.damaged("register_page: a page")
                }
                ranges.append(PersonPage.numbers(ofPage: pages.integer(2)))
            }
            let changes = try Scan(
                db,
                "SELECT step, known, person FROM register_change ORDER BY sequence DESC"
            )
            while try changes.step(), changes.integer(0) >= first {
                // A change of nobody only parts two pages that were written whole.
                let person = changes.integer(2)
                guard isLater(changes), person != 0 else { continue }
                guard (1...StoredBounds.rows).contains(person) else {
                    throw StoreError.damaged("register_change: a person")
                }
                ranges.append(person...person)
            }
            return Self.joined(ranges)
        }
    }

    /// Ranges in order, those that overlap or touch made one.
    private static func joined(_ ranges: [ClosedRange<Int64>]) -> [ClosedRange<Int64>] {
        var joined: [ClosedRange<Int64>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, range.lowerBound <= last.upperBound + 1 {
                joined[joined.count - 1] =
                    last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return joined
    }
}
