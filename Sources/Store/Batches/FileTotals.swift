// What a payment file pays by programme, source and budget year: what is booked when it is handed over.
//
// Invariants:
// (1) The totals of a file come to its sum; they are written with it and never change.
// (2) Those of a provider's files together are what its lines come to, less what was stopped.

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
            guard amount > 0, amount <= rest else {
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

    /// The files of a batch with their totals, which come to what the batch comes to.
    ///
    /// For a batch that stands as its last signature found it: that one made the rows again out of the
    /// lines (`FrozenAgain`), and the log has proven them since.
    ///
    /// - Parameter batch: A batch without a stop list.
    /// - Returns: The files as they are handed over, in order of path.
    /// - Throws: ``StoreError/damaged(_:)`` where invariant (1) does not hold, totals are of no file, or
    ///   the files do not come to the batch's sum.
    package func filesWithTotals(
        of batch: BatchRecord
    ) throws -> [(file: FileRecord, totals: [BatchTotal])] {
        precondition(batch.stopCount == 0, "a stop list took lines away")
        let files = try frozenFiles(of: batch)
        var rest = batch.amount
        for (file, _) in files {
            guard file.amount <= rest else { throw StoreError.damaged("file: \(file.path)") }
            rest -= file.amount
        }
        guard rest == 0 else { throw StoreError.damaged("file: \(batch.code)") }
        try requireFiles(ofTotalsOf: batch)
        return files.map { ($0.0, $0.1) }
    }

    /// The files of a batch with their totals, held against its lines and their own names.
    ///
    /// - Parameters:
    ///   - batch: The batch.
    ///   - lines: Its lines.
    /// - Returns: The files as they are handed over, in order of path.
    /// - Throws: ``StoreError/damaged(_:)`` where invariant (1) or (2) does not hold, a file is not
    ///   named after its provider and message, or totals are of no file.
    package func filesWithTotals(
        of batch: BatchRecord,
        _ lines: StoredLines
    ) throws -> [(file: FileRecord, totals: [BatchTotal])] {
        let files = try files(of: batch).map { ($0, try totals(of: $0, batch: batch)) }
        var rest: [TotalKey: Int64] = [:]
        for (provider, byRight) in lines.amountsByProvider() {
            for total in BatchTotal.of(rights: zip(lines.lines.table, byRight)) {
                rest[TotalKey(provider, total), default: 0] += total.amount
            }
        }
        for (file, totals) in files {
            guard file.path.hasPrefix("files/\(file.provider)/\(file.message).") else {
                throw StoreError.damaged("file: \(file.path)")
            }
            for total in totals {
                let key = TotalKey(file.provider, total)
                guard let left = rest[key], left >= total.amount else {
                    throw StoreError.damaged("file_total: \(file.path)")
                }
                rest[key] = left - total.amount
            }
        }
        guard rest.values.allSatisfy({ $0 == 0 }) else {
            throw StoreError.damaged("file_total: the files are not what the lines come to")
        }
        try requireFiles(ofTotalsOf: batch)
        return files
    }

    /// Totals of a file that is not there would be booked by nobody, and found by nobody either.
    private func requireFiles(ofTotalsOf batch: BatchRecord) throws {
        let stray = try String.fetchOne(
            db,
            sql: """
                SELECT path FROM file_total t WHERE batch = ?
                  AND NOT EXISTS (SELECT 1 FROM file f
                    WHERE t.stop = 0 AND f.batch = t.batch AND f.path = t.path)
                  AND NOT EXISTS (SELECT 1 FROM stop_file s
                    WHERE s.batch = t.batch AND s.stop = t.stop AND s.path = t.path)
                """,
            arguments: [batch.row]
        )
        if let stray { throw StoreError.damaged("file_total: \(stray)") }
    }
}

/// What totals are summed by.
private struct TotalKey: Hashable {
    let provider: String
    let programme: String
    let source: String
    let year: Int?

    init(_ provider: String, _ total: BatchTotal) {
        self.provider = provider
        programme = total.programme
        source = total.source
        year = total.year
    }
}
