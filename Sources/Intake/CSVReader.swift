// A strict reader of RFC 4180 tables, one chunk at a time.
//
// Invariants:
// (1) Memory does not grow with the file: one chunk and one row are held.
// (2) Nothing is guessed but the delimiter, once, from the header; what is not plain RFC 4180 in
//     UTF-8 is an error with its line and column.
// (3) A fault that leaves the rest unreadable (an open quote, UTF-16) ends the reading; any other
//     fault costs its own row only.
//
// Codes: file-unreadable, file-empty, encoding-utf16, encoding-utf8, nul-byte, quote-unclosed,
// quote-stray, line-ending, row-too-long, too-many-columns, ragged-row.

/// What a source of bytes gives when asked for more.
package enum Chunk: Sendable {
    /// Some bytes, at least one.
    case bytes([UInt8])
    /// There are no more.
    case end
    /// They could not be read, and why.
    case failed(Phrase)
}

/// How much of a table is accepted.
package struct TableLimits: Sendable {
    /// The most bytes of one row.
    package var rowBytes = 65_536
    /// The most columns.
    package var columns = 256
    /// The most findings that are kept.
    package var findings = 10_000
    /// Rows that stand before the header and are passed over.
    package var titleRows = 0

    /// The usual limits.
    package init() {}
}

/// A pull reader of CSV: comma, semicolon or tab; LF or CRLF; UTF-8 with or without a byte order mark.
package struct CSVReader: TableReader {
    /// The file's name as the user gave it.
    package let file: String
    /// What was found so far.
    package internal(set) var log: DiagnosticLog
    /// The delimiter found in the header; a comma before it was read.
    package internal(set) var delimiter: UInt8 = 0x2C

    let limits: TableLimits
    let pull: () -> Chunk
    var buffer: [UInt8] = []
    var position = 0
    var sourceEnded = false
    var stopped = false
    var started = false
    /// The 1-based number of the line that `position` is on.
    var line = 1
    /// Fields of the header; 0 before it was read.
    var width = 0

    /// A reader that asks for chunks when it needs them.
    ///
    /// - Parameters:
    ///   - file: The name for diagnostics.
    ///   - limits: How much is accepted.
    ///   - pull: Gives the next bytes each time it is called.
    package init(
        file: String,
        limits: TableLimits = TableLimits(),
        pull: @escaping () -> Chunk
    ) {
        self.file = file
        self.limits = limits
        self.pull = pull
        log = DiagnosticLog(limit: limits.findings)
    }

    /// A reader of bytes that are all there.
    package init(file: String, bytes: [UInt8], limits: TableLimits = TableLimits()) {
        var rest: [UInt8]? = bytes
        self.init(file: file, limits: limits) {
            defer { rest = nil }
            guard let bytes = rest, !bytes.isEmpty else { return .end }
            return .bytes(bytes)
        }
    }

    /// Reads the next good row; the first one is the header.
    package mutating func next(_ row: inout TableRow) -> Bool {
        if !started { start() }
        while !stopped {
            guard let isGood = parseRow(&row) else { return false }
            guard isGood, checkEncoding(row), checkShape(row) else {
                // Without a header no later row can be read.
                if width == 0 { stopped = true }
                continue
            }
            return true
        }
        return false
    }

    /// Takes the byte order mark off and finds the delimiter.
    private mutating func start() {
        started = true
        while buffer.count < 3, refill() {}
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        if position == buffer.count, !refill() {
            if !stopped { fail(CSVFinding.empty(file)) }
            return
        }
        skipTitles()
        if buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF]) {
            return fail(CSVFinding.utf16(file))
        }
        var isQuoted = false
        var counts = (comma: 0, semicolon: 0, tab: 0)
        var index = position
        while index - position <= limits.rowBytes {
            if index == buffer.count, !refill() { break }
            let byte = buffer[index]
            if byte == 0x22 { isQuoted.toggle() }
            if !isQuoted {
                if byte == 0x0A { break }
                if byte == 0x2C { counts.comma += 1 }
                if byte == 0x3B { counts.semicolon += 1 }
                if byte == 0x09 { counts.tab += 1 }
            }
            index += 1
        }
        let most = max(counts.comma, counts.semicolon, counts.tab)
        delimiter = most == counts.comma ? 0x2C : most == counts.semicolon ? 0x3B : 0x09
    }

    /// Passes over the rows before the header; each ends with its line.
    private mutating func skipTitles() {
        for _ in 0..<limits.titleRows {
            var length = 0
            while length <= limits.rowBytes {
                if position == buffer.count, !refill() { return }
                length += 1
                position += 1
                if buffer[position - 1] == 0x0A { break }
            }
            line += 1
        }
    }

    /// Appends the next chunk to the buffer, after dropping what was read; false at the end.
    mutating func refill() -> Bool {
        guard !sourceEnded else { return false }
        switch pull() {
        case .bytes(let bytes):
            if position == buffer.count, started, width > 0 {
                buffer = bytes
                position = 0
            } else {
                buffer.append(contentsOf: bytes)
            }
            return true
        case .end:
            sourceEnded = true
            return false
        case .failed(let reason):
            sourceEnded = true
            fail(
                Diagnostic(
                    .error,
                    code: "file-unreadable",
                    at: Location(file: file, line: line),
                    reason
                )
            )
            return false
        }
    }

    /// Notes a finding that ends the reading.
    mutating func fail(_ diagnostic: Diagnostic) {
        log.append(diagnostic)
        stopped = true
    }

    /// Whether the row has the header's number of fields.
    private mutating func checkShape(_ row: TableRow) -> Bool {
        if width == 0 {
            width = row.count
            return true
        }
        guard row.count != width else { return true }
        log.append(CSVFinding.ragged(file, row: row, expected: width))
        return false
    }

    /// Whether every field is UTF-8; a fault is noted for each field that is not.
    private mutating func checkEncoding(_ row: TableRow) -> Bool {
        // Field by field: the halves of a sequence that a delimiter cut would join up otherwise.
        var isGood = true
        func check(_ index: Int) {
            guard !UTF8Check.isValid(row.bytes, row.start(of: index)..<row.ends[index]) else {
                return
            }
            log.append(CSVFinding.encoding(file, line: row.line, column: index + 1))
            isGood = false
        }
        var suspect = row.suspect
        while suspect != 0 {
            let index = suspect.trailingZeroBitCount
            suspect &= suspect &- 1
            if index < row.count { check(index) }
        }
        // The last bit stands for all fields from there on.
        if row.count > 64, row.suspect >> 63 == 1 { for index in 64..<row.count { check(index) } }
        return isGood
    }
}
