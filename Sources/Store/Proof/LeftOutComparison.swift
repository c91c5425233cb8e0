// The rows of who was left out of batches, held against who would be left out.
//
// Invariants:
// (1) The first row that is another, or missing, or more, ends it.
// (2) Only the row that comes next is looked at.

/// Takes who was to be left out of each batch, in order, and compares.
package final class LeftOutComparison {
    private static let table = "left_out"

    private let cursor: RowCursor

    /// A comparison with the rows that a reader sees; it lives no longer than its transaction.
    ///
    /// - Throws: `DatabaseError`.
    package init(_ reader: BooksReader) throws { cursor = try RowCursor(reader.db, Self.table) }

    /// Begins with a batch: no row of a step before its own is left.
    ///
    /// - Parameter step: The step that froze it.
    /// - Throws: ``RowDifference``.
    package func begin(_ step: Int64) throws {
        guard cursor.step >= step else {
            throw RowDifference(table: Self.table, step: cursor.step)
        }
    }

    /// Expects a person.
    ///
    /// - Parameters:
    ///   - person: The person's number.
    ///   - cause: The code of the cause.
    ///   - batch: The row of the batch.
    ///   - step: The step that froze it.
    /// - Throws: ``RowDifference``, `DatabaseError`.
    package func take(_ person: Int64, cause: String, batch: Int64, step: Int64) throws {
        try cursor.take(step) { row in
            row.isWhole(3) && row.holds(batch, at: 0) && row.holds(person, at: 1)
                && row.holds(cause, at: 2)
        }
    }

    /// Ends it all: nothing is left over.
    ///
    /// - Throws: ``RowDifference``.
    package func finish() throws {
        guard cursor.step == .max else {
            throw RowDifference(table: Self.table, step: cursor.step)
        }
    }
}
