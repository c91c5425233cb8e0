// The lines of some persons, as the rights that they pay.
//
// Invariants:
// (1) Lines are found where they lie, in order of payee, and by the index of those who do not receive
//     themselves (decision 0041): no pass over a batch.
// (2) A line that a stop list took away is left out.

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
        try lines(
            rows: batch.firstLine..<batch.firstLine + Int64(batch.lineCount),
            batch: batch.row,
            concerning: persons
        )
    }

    private func lines(
        rows: Range<Int64>,
        batch: Int64,
        concerning persons: [ClosedRange<Int64>]
    ) throws -> [RightLine] {
        var found: Set<Int64> = []
        for range in persons {
            try findReceived(range, rows, &found)
            try findOthers(range, rows, &found)
        }
        let stopped = try Int64.fetchSet(
            db,
            sql: "SELECT line FROM stopped_line WHERE batch = ?",
            arguments: [batch]
        )
        return try found.sorted().compactMap { row in
            let number = row - rows.lowerBound + 1
            return stopped.contains(number) ? nil : try line(row, number: Int(number))
        }
    }

    /// What the lines of a unit's own lists pay a person, those left out that are stopped, cancelled or paid
    /// again.
    ///
    /// - Parameters:
    ///   - person: The person whose rights they are.
    ///   - unit: The unit's code.
    /// - Returns: The lines, batch by batch.
    /// - Throws: As ``lines(of:concerning:)``.
    package func liveLines(of person: Int64, paidBy unit: String) throws -> [RightLine] {
        let batches = try Row.fetchAll(
            db,
            sql: """
                SELECT rowid AS batch_row, first_line, line_count FROM batch
                WHERE unit = ? AND line_count > 0
                  AND NOT EXISTS (SELECT 1 FROM cancellation c WHERE c.batch = batch.rowid)
                ORDER BY rowid
                """,
            arguments: [unit]
        )
        var found: [RightLine] = []
        for batch in batches {
            let (first, count): (Int64, Int64) = (batch["first_line"], batch["line_count"])
            guard (0...StoredBounds.rows).contains(first), (0...StoredBounds.rows).contains(count)
            else { throw StoreError.damaged("batch: its lines") }
            found += try lines(
                rows: first..<first + count,
                batch: batch["batch_row"],
                concerning: [person...person]
            ).filter { line in
                try line.person == person && !isReplaced(first + Int64(line.number) - 1)
            }
        }
        return found
    }

    private func isReplaced(_ row: Int64) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: "SELECT EXISTS (SELECT 1 FROM replaced_line WHERE row = ?)",
            arguments: [row]
        ) ?? false
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
