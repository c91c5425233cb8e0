// The lines of a batch on their way into the books, and the digest that binds them.
//
// Invariants:
// (1) A batch's lines are written in one go, in the order of their numbers, which is one of payees; its
//     row follows them.
// (2) The digest is over what is bound to the rows, so reading them back must give it again.
// (3) The leaf of a step names the digest of each of its batches, in the order of their rows.

package import Disbursement
import GRDB
package import Signing

/// One digest over the lines of a batch: each is eight numbers of eight bytes, big-endian, in the
/// order of the columns of `batch_line`.
struct LineDigest {
    private let hasher = SHA256()
    private var words: [Int64] = []
    /// The number of lines taken so far.
    private(set) var count = 0

    init() {}

    /// Takes lines.
    mutating func add(_ rows: LineRows) {
        rows.withCells { cells in
            if words.count < cells.count { words = Array(repeating: 0, count: cells.count) }
            var bigEndian = words.mutableSpan
            for index in cells.indices { bigEndian[index] = cells[index].bigEndian }
            unsafe words.withUnsafeBytes {
                unsafe hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<(cells.count * 8)]))
            }
        }
        count += rows.count
    }

    /// The digest of all lines taken; nothing is taken after it.
    mutating func finish() -> Digest { hasher.finish() }
}

/// Writes the lines of one batch.
package final class LineWriter {
    /// The row that the batch must get.
    package let batch: Int64
    /// The row of the first line.
    package let firstLine: Int64
    private let writer: StepWriter
    private let statement: Scan
    private let rows = LineRows()
    private var digest = LineDigest()
    private var lastPayee = Int64.min

    init(_ writer: StepWriter) throws {
        self.writer = writer
        batch = try writer.reader.lastBatchRow() + 1
        firstLine = try writer.reader.lastLineRow() + 1
        try rows.feed(writer.db)
        statement = try Scan(writer.db, "INSERT INTO batch_line SELECT * FROM chitra_feed")
    }

    /// The number of lines written so far.
    package var count: Int { digest.count + rows.count }

    /// Writes the next line.
    ///
    /// - Parameters:
    ///   - person: Whose right it is.
    ///   - payee: Who receives.
    ///   - lineClass: The number of its class (``StepWriter/lineClass(of:provider:)``).
    ///   - month: The number of the month owed.
    ///   - amount: VND, more than zero.
    ///   - transfer: The transfer's number in the batch.
    /// - Throws: What the database throws.
    package func write(
        person: Int64,
        payee: Int64,
        lineClass: Int64,
        month: Int32,
        amount: Int64,
        transfer: Int64
    ) throws {
        precondition(amount > 0, "a line is more than zero")
        precondition(payee >= lastPayee, "lines come in order of payee")
        lastPayee = payee
        let row = firstLine + Int64(count)
        rows.append([row, batch, transfer, person, payee, lineClass, Int64(month), amount])
        if rows.isFull { try flush() }
    }

    private func flush() throws {
        digest.add(rows)
        try statement.run()
        rows.removeAll()
    }

    /// Says that the line written last pays another one again.
    ///
    /// - Parameters:
    ///   - origin: The row of the line that it pays again.
    ///   - replaces: The id of that line's transfer.
    /// - Throws: What the database throws.
    package func repeats(origin: Int64, replaces: String) throws {
        precondition(origin > 0 && !replaces.isEmpty && count > 0, "it replaces a line of a batch")
        try writer.insertRow(
            firstLine + Int64(count) - 1,
            "repeated_line",
            ["origin", "replaces"],
            [origin, replaces]
        )
    }

    /// Writes what waits; nothing is written after it.
    ///
    /// - Returns: The digest over the lines written.
    /// - Throws: What the database throws.
    package func finish() throws -> Digest {
        try flush()
        let (count, value) = (count, digest.finish())
        writer.linesWritten.append((count, value))
        return value
    }
}

extension StepWriter {
    /// A writer of the lines of the batch whose row is written next.
    ///
    /// - Throws: What the database throws.
    package func lineWriter() throws -> LineWriter {
        try LineWriter(self)
    }

    /// The number of what lines of a right share, made when it is new.
    package func lineClass(of right: LineRight, provider: String) throws -> Int64 {
        let key = LineClassKey(right: right, provider: provider)
        if let known = lineClasses[key] { return known }
        let words = try [
            right.programme, right.category, right.kind, right.source, right.cause, right.rule,
        ].map { try term($0) }
        let values = words + [Int64(right.year), try term(provider)]
        let found = try Int64.fetchOne(
            db,
            sql: """
                SELECT number FROM line_class WHERE programme = ? AND category = ? AND kind = ?
                  AND source = ? AND cause = ? AND rule = ? AND year = ? AND provider = ?
                """,
            arguments: StatementArguments(values)
        )
        let number =
            try found
            ?? insert(
                "line_class",
                [
                    "programme", "category", "kind", "source", "cause", "rule", "year", "provider",
                ],
                values
            )
        lineClasses[key] = number
        return number
    }
}

/// What tells the classes of lines apart.
struct LineClassKey: Hashable {
    let right: LineRight
    let provider: String
}
