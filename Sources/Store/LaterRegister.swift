// Of whom something came to the register after a moment, and what a batch has for them.
//
// Invariants:
// (1) Where nothing came, one look at the imports tells; no page and no line is read.
// (2) Pages are not opened: their clear columns tell whom they are about. A page that was written whole
//     is about all of its persons.
// (3) Lines are found where they lie, in order of payee, and by the index of those who do not receive
//     themselves (decision 0041).

import Enrolment
import GRDB
package import Ledger

/// A line of a batch that was not stopped, with the right that it pays.
package struct RightLine: Hashable, Sendable {
    /// Its number in the batch.
    package let number: Int
    /// Whose right it is.
    package let person: Int64
    /// Who receives it.
    package let payee: Int64
    /// The programme's code.
    package let programme: String
    /// The category's code.
    package let category: String
    /// The month owed.
    package let month: CalendarMonth
    /// VND.
    package let amount: Int64
}

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

extension BooksReader {
    /// The lines of a batch that concern some persons, as whose right it is or as who receives it; lines
    /// that stop lists took away are left out.
    ///
    /// - Parameters:
    ///   - batch: The batch.
    ///   - persons: Ranges of numbers.
    /// - Returns: The lines in order of number.
    /// - Throws: `DatabaseError`; ``StoreError/damaged(_:)`` where a row cannot be a line.
    package func lines(
        of batch: BatchRecord,
        concerning persons: [ClosedRange<Int64>]
    ) throws -> [RightLine] {
        let rows = batch.firstLine..<batch.firstLine + Int64(batch.lineCount)
        var found: Set<Int64> = []
        for range in persons {
            try findReceived(range, rows, &found)
            try findOthers(range, rows, &found)
        }
        let stopped = try Int64.fetchSet(
            db,
            sql: "SELECT line FROM stopped_line WHERE batch = ?",
            arguments: [batch.row]
        )
        return try found.sorted().compactMap { row in
            let number = row - rows.lowerBound + 1
            return stopped.contains(number) ? nil : try line(row, number: Int(number))
        }
    }

    /// The rows that payees of a range receive: found by halving, for they lie in order of payee.
    private func findReceived(
        _ range: ClosedRange<Int64>,
        _ rows: Range<Int64>,
        _ found: inout Set<Int64>
    ) throws {
        let payees = try Scan(db, "SELECT payee FROM batch_line WHERE row = ?")
        func payee(_ row: Int64) throws -> Int64 {
            payees.bind(1, row)
            defer { payees.reset() }
            guard try payees.step() else { throw StoreError.damaged("batch_line: row \(row)") }
            return payees.integer(0)
        }
        var (low, high) = (rows.lowerBound, rows.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if try payee(middle) < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        while low < rows.upperBound, try payee(low) <= range.upperBound {
            found.insert(low)
            low += 1
        }
    }

    /// The rows of persons of a range for whom somebody else receives.
    private func findOthers(
        _ range: ClosedRange<Int64>,
        _ rows: Range<Int64>,
        _ found: inout Set<Int64>
    ) throws {
        let others = try Scan(
            db,
            """
            SELECT row FROM batch_line INDEXED BY batch_line_other_person
            WHERE person <> payee AND person BETWEEN ? AND ?
            """
        )
        others.bind(1, range.lowerBound)
        others.bind(2, range.upperBound)
        while try others.step() {
            if rows.contains(others.integer(0)) { found.insert(others.integer(0)) }
        }
    }

    private func line(_ row: Int64, number: Int) throws -> RightLine {
        let found = try Row.fetchOne(
            db,
            sql: """
                SELECT d.person, d.payee, d.month, d.amount, p.text AS programme, k.text AS category
                FROM batch_line d CROSS JOIN line_class c ON c.number = d.class
                  JOIN term p ON p.number = c.programme JOIN term k ON k.number = c.category
                WHERE d.row = ?
                """,
            arguments: [row]
        )
        guard let found else { throw StoreError.damaged("batch_line: row \(row)") }
        return RightLine(
            number: number,
            person: found["person"],
            payee: found["payee"],
            programme: found["programme"],
            category: found["category"],
            month: try StoredBounds.month(found["month"]),
            amount: try StoredBounds.sum(found["amount"])
        )
    }
}
