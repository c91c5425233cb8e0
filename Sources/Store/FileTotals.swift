// What a payment file pays by programme, source and budget year: what is booked when it is handed over.
//
// Invariant: the totals of a file come to its sum; they are written with it and never change.

package import Disbursement
import GRDB

extension StepWriter {
    /// Writes the totals of a payment file.
    ///
    /// - Throws: What the database throws.
    package func insert(
        _ totals: [BatchTotal],
        ofFile path: String,
        batch: Int64,
        stop: Int
    ) throws {
        for total in totals {
            guard let year = total.year else { preconditionFailure("a line has a budget year") }
            try insert(
                "file_total",
                ["batch", "stop", "path", "programme", "source", "year", "amount"],
                [batch, stop, path, total.programme, total.source, year, total.amount]
            )
        }
    }
}

extension BooksReader {
    /// The files that a batch was frozen with, whatever a stop list made of them, and their totals.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` where totals do not come to their file's sum.
    package func frozenFiles(of batch: BatchRecord) throws -> [(FileRecord, [BatchTotal])] {
        try files(of: batch, stop: 0).map { ($0, try totals(of: $0, batch: batch)) }
    }

    /// The totals of a payment file, in order of programme, source and budget year.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` where they do not come to its sum.
    package func totals(of file: FileRecord, batch: BatchRecord) throws -> [BatchTotal] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT programme, source, year, amount FROM file_total
                WHERE batch = ? AND stop = ? AND path = ? ORDER BY rowid
                """,
            arguments: [batch.row, file.stop, file.path]
        )
        var rest = file.amount
        let totals = try rows.map { row in
            let amount: Int64 = row["amount"]
            guard (1...rest).contains(amount) else {
                throw StoreError.damaged("file_total: \(file.path)")
            }
            rest -= amount
            return BatchTotal(
                programme: row["programme"],
                source: row["source"],
                year: row["year"],
                amount: amount
            )
        }
        guard rest == 0 else { throw StoreError.damaged("file_total: \(file.path)") }
        return totals
    }
}
