// What live lines cover, read in order of person for as many persons as fit a page.
//
// Invariants:
// (1) A line is live that no stop list took away, whose batch is not cancelled, and that no live line
//     pays again.
// (2) Rows are read once each, as numbers; words are looked up once a class of lines.

package import Disbursement
import GRDB
import Ledger

/// What live lines cover, for reading page by page.
package final class CoveredLines {
    /// Lines of this batch and later ones do not count, but those of its own that are paid again.
    private let limit: Int64
    private let cancelled: Set<Int64>
    /// The rows of lines that are stopped, or that live lines pay again.
    private let gone: Set<Int64>
    /// The rows of the limit's own lines that pay others again.
    private let repeated: Set<Int64>
    private var columns = CoveredColumns()
    /// The place of each class of lines in the columns' table, by its number.
    private var places: [UInt32] = []
    /// Over the lines read so far, also those that cover nothing before the limit.
    private var doubles: DoubleRights?

    fileprivate init(_ db: Database, before batch: BatchRecord?) throws {
        doubles = batch == nil ? nil : try DoubleRights(db)
        limit = batch?.row ?? .max
        cancelled = try Int64.fetchSet(db, sql: "SELECT batch FROM cancellation")
        gone = try Int64.fetchSet(
            db,
            sql: """
                SELECT row FROM replaced_line WHERE by_batch <= ?
                UNION ALL SELECT b.first_line + x.line - 1
                  FROM stopped_line x JOIN batch b ON b.rowid = x.batch
                """,
            arguments: [limit]
        )
        repeated = try Int64.fetchSet(
            db,
            sql: """
                SELECT r.row FROM repeated_line r CROSS JOIN batch_line d ON d.row = r.row
                WHERE d.batch = ?
                """,
            arguments: [limit]
        )
        try readClasses(db)
    }

    private func readClasses(_ db: Database) throws {
        let words = try Words(db)
        let rows = try Scan(
            db,
            "SELECT number, programme, category, kind, source FROM line_class ORDER BY number"
        )
        while try rows.step() {
            // Numbers run from 1: what lies far above them is somebody else's row.
            guard case let number = Int(rows.integer(0)), number >= places.count,
                number < places.count + 1_000_000
            else { throw StoreError.damaged("line_class: a number") }
            places += Array(repeating: .max, count: number - places.count)
            places.append(
                columns.place(
                    of: CoveredClass(
                        programme: try words[rows.integer(1)],
                        category: try words[rows.integer(2)],
                        kind: try words[rows.integer(3)],
                        source: try words[rows.integer(4)]
                    )
                )
            )
        }
    }

    /// The rights that more than one live line covers in the same cause, among the persons that were
    /// read; only where a batch was named.
    package func doubleCount() -> Int {
        guard var doubles else { preconditionFailure("doubles are counted for a batch") }
        return doubles.count()
    }

    fileprivate func read(_ db: Database, _ persons: ClosedRange<Int64>) throws -> CoveredColumns {
        columns.removeRows()
        let rows = try Scan(
            db,
            """
            SELECT person, month, amount, class, batch, row
            FROM batch_line WHERE person BETWEEN ? AND ? ORDER BY person
            """
        )
        rows.bind(1, persons.lowerBound)
        rows.bind(2, persons.upperBound)
        while try rows.step() {
            let (batch, row) = (rows.integer(4), rows.integer(5))
            try doubles?.add(
                person: rows.integer(0),
                month: rows.integer(1),
                lineClass: rows.integer(3),
                row: row,
                batch: batch
            )
            guard batch < limit || (batch == limit && repeated.contains(row)),
                !cancelled.contains(batch), !gone.contains(row)
            else { continue }
            guard let number = Int(exactly: rows.integer(3)), places.indices.contains(number),
                places[number] != .max
            else { throw StoreError.damaged("batch_line: a class") }
            let isAdded = columns.add(
                person: rows.integer(0),
                month: try StoredBounds.month(rows.integer(1)).number,
                class: places[number],
                amount: try StoredBounds.sum(rows.integer(2))
            )
            guard isAdded else { throw StoreError.damaged("batch_line: an amount") }
        }
        for amount in columns.amounts { _ = try StoredBounds.sum(amount) }
        return columns
    }
}

extension BooksReader {
    /// What live lines of all batches and units cover.
    ///
    /// - Parameter batch: Where one is named: what covered its new lines when it was frozen, as far
    ///   as it still does: lines of batches before it, and those of its own that are paid again.
    /// - Returns: What is read page by page.
    /// - Throws: `StoreError`.
    package func coveredLines(before batch: BatchRecord? = nil) throws -> CoveredLines {
        try CoveredLines(db, before: batch)
    }

    /// What is covered for persons of a range of numbers.
    ///
    /// - Throws: ``StoreError`` for a line of unknown words, or a month or sum that cannot be.
    package func covered(
        persons: ClosedRange<Int64>,
        by lines: CoveredLines
    ) throws -> CoveredColumns {
        try lines.read(db, persons)
    }
}

extension Books {
    /// What live lines of all batches and units cover, for reading page by page.
    package func coveredLines(before batch: BatchRecord? = nil) throws -> CoveredLines {
        try query { try $0.coveredLines(before: batch) }
    }

    /// What is covered for persons of a range of numbers.
    package func covered(
        persons: ClosedRange<Int64>,
        by lines: CoveredLines
    ) throws -> CoveredColumns {
        try query { try $0.covered(persons: persons, by: lines) }
    }
}
