// Many rows of a table in one buffer, for those who look at rows on several threads.
//
// Invariants:
// (1) Between a field and the next of its row lies one other byte.
// (2) All rows have as many fields as the first.
// (3) What the reader found stands before the row that came after it.

/// Rows of a table.
package struct TableRows: Sendable {
    /// A row among the others.
    package struct Row: Sendable {
        /// Its 1-based line.
        package let line: Int
        /// Where its first field begins in ``TableRows/bytes``.
        package let start: Int
        /// The fields, of the first 64, that may have anything but printable ASCII.
        package let suspect: UInt64

        /// A row's place.
        package init(line: Int, start: Int, suspect: UInt64) {
            self.line = line
            self.start = start
            self.suspect = suspect
        }
    }

    /// The bytes of all rows.
    package private(set) var bytes: [UInt8] = []
    /// The rows.
    package private(set) var rows: [Row] = []
    /// For each field of each row, where it ends, counted from the row's start.
    package private(set) var ends: [Int] = []
    /// The kind of each field; fields behind the last one are text.
    package private(set) var kinds: [TableRow.CellKind] = []
    /// What the reader found before a row, or after the last one.
    package private(set) var findings: [(row: Int, finding: Diagnostic)] = []

    /// No rows.
    package init() {}

    /// No rows yet, with room for as many like one.
    init(_ most: Int, like row: TableRow) {
        bytes.reserveCapacity(most * (row.bytes.count + 32))
        rows.reserveCapacity(most)
        ends.reserveCapacity(most * row.count)
    }

    /// Whether there is neither a row nor a finding.
    package var isEmpty: Bool { rows.isEmpty && findings.isEmpty }

    /// Takes a copy of a row.
    mutating func append(_ row: TableRow) {
        let start = bytes.count
        rows.append(Row(line: row.line, start: start, suspect: row.suspect))
        if row.gap == 1 {
            bytes.append(row.bytes, 0..<row.bytes.count)
            ends.append(contentsOf: row.ends)
        } else {
            for index in 0..<row.count {
                bytes.append(contentsOf: row[index])
                ends.append(bytes.count - start)
                bytes.append(0)
            }
        }
        guard !row.kinds.isEmpty else { return }
        kinds.append(contentsOf: repeatElement(.text, count: ends.count - row.count - kinds.count))
        kinds.append(contentsOf: row.kinds)
    }

    mutating func append(_ finding: Diagnostic) { findings.append((rows.count, finding)) }

    /// Keeps another form of a text of a row.
    ///
    /// - Returns: Where it lies in ``bytes``.
    package mutating func keep(_ text: some Collection<UInt8>) -> Range<Int> {
        let start = bytes.count
        bytes.append(contentsOf: text)
        return start..<bytes.count
    }
}

extension TableReader {
    /// Reads some rows, with what was found before them and, at the end, after them.
    ///
    /// - Parameters:
    ///   - most: How many rows.
    ///   - row: Room for one.
    ///   - taken: How many findings of the log were taken so far.
    /// - Returns: The rows; nil where nothing is left.
    package mutating func rows(
        _ most: Int,
        _ row: inout TableRow,
        taken: inout Int
    ) -> TableRows? {
        var rows = TableRows(most, like: row)
        while rows.rows.count < most {
            let isRow = next(&row)
            while taken < log.diagnostics.count {
                rows.append(log.diagnostics[taken])
                taken += 1
            }
            guard isRow else { break }
            rows.append(row)
        }
        return rows.isEmpty ? nil : rows
    }
}
