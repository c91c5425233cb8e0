// A strict reader of tables in columns of fixed width, as banks send them in .txt files.
//
// Invariants:
// (1) A column is so many characters of UTF-8, not bytes; blanks around a field are no part of it.
// (2) A line that is longer than its columns is an error, and so is a shorter one without its line
//     feed: a field that was cut must never be read as a shorter one. Blanks at a line's end may be gone.
// (3) The first row that is handed out has the headings that the reader was given.
//
// Codes: file-empty, encoding-utf16, encoding-utf8, nul-byte, fixed-row-length.

/// A reader of a table whose columns have widths.
package struct FixedWidthReader: TableReader {
    /// A column.
    package struct Column: Sendable {
        /// What is handed out as its heading.
        let heading: String
        /// Its characters.
        let width: Int

        /// A column; traps on a width below 1.
        package init(heading: String, width: Int) {
            precondition(width > 0, "a column has at least one character")
            self.heading = heading
            self.width = width
        }
    }

    /// The file's name as the user gave it.
    package let file: String
    /// What was found so far.
    package private(set) var log: DiagnosticLog

    private let columns: [Column]
    private let bytes: [UInt8]
    private var position = 0
    private var line = 0
    private var titleRows: Int
    private var hasHeader = false
    private var isStopped = false

    /// A reader of bytes that are all there.
    ///
    /// - Parameters:
    ///   - file: The name for diagnostics.
    ///   - bytes: The file.
    ///   - columns: All columns, in order.
    ///   - limits: How much is accepted; all lines before the first row are titles.
    package init(file: String, bytes: [UInt8], columns: [Column], limits: TableLimits) {
        self.file = file
        self.bytes = bytes
        self.columns = columns
        titleRows = limits.titleRows
        log = DiagnosticLog(limit: limits.findings)
        if bytes.isEmpty {
            stop(CSVFinding.empty(file))
        } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            stop(CSVFinding.utf16(file))
        } else if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            position = 3
        }
    }

    private mutating func stop(_ finding: Diagnostic) {
        log.append(finding)
        isStopped = true
    }

    /// Reads the next good row; the first one is the headings.
    package mutating func next(_ row: inout TableRow) -> Bool {
        guard !isStopped else { return false }
        if !hasHeader {
            hasHeader = true
            row.begin(line: 0)
            for column in columns {
                row.bytes.append(contentsOf: column.heading.utf8)
                row.endField()
            }
            return true
        }
        while let range = nextLine() {
            if titleRows > 0 {
                titleRows -= 1
            } else if !bytes[range].allSatisfy({ $0 == 0x20 }), read(range, into: &row) {
                return true
            }
        }
        return false
    }

    /// The bytes of the next line without its end.
    private mutating func nextLine() -> Range<Int>? {
        guard position < bytes.count else { return nil }
        let start = position
        let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        position = end + 1
        line += 1
        return start..<(end > start && bytes[end - 1] == 0x0D ? end - 1 : end)
    }

    private mutating func read(_ range: Range<Int>, into row: inout TableRow) -> Bool {
        guard UTF8Check.isValid(bytes, range) else {
            report(
                "encoding-utf8",
                Phrase(vi: "dòng không phải UTF-8", en: "the line is not UTF-8")
            )
            return false
        }
        guard !bytes[range].contains(0) else {
            report("nul-byte", Phrase(vi: "dòng có byte 0", en: "the line has a byte 0"))
            return false
        }
        row.begin(line: line)
        var index = range.lowerBound
        var left = 0
        for column in columns {
            let start = index
            left = column.width
            while left > 0, index < range.upperBound {
                _ = UTF8Check.scalar(bytes, &index)
                left -= 1
            }
            append(start..<index, to: &row)
        }
        guard index == range.upperBound, left == 0 || range.upperBound < bytes.count else {
            reportLength()
            return false
        }
        return true
    }

    /// Appends a field without the blanks around it.
    private func append(_ range: Range<Int>, to row: inout TableRow) {
        var (first, end) = (range.lowerBound, range.upperBound)
        while first < end, bytes[first] == 0x20 { first += 1 }
        while end > first, bytes[end - 1] == 0x20 { end -= 1 }
        row.bytes.append(contentsOf: bytes[first..<end])
        row.endField()
    }

    private mutating func reportLength() {
        report(
            "fixed-row-length",
            Phrase(
                vi: "dòng dài hoặc ngắn hơn các cột của mẫu",
                en: "the line is longer or shorter than the columns of its profile"
            ),
            hint: Phrase(
                vi: "tệp bị cắt, hoặc độ rộng cột trong mẫu không đúng",
                en: "the file is cut off, or the widths of the profile are wrong"
            )
        )
    }

    private mutating func report(_ code: String, _ message: Phrase, hint: Phrase? = nil) {
        log.append(
            Diagnostic(
                .error,
                code: code,
                at: Location(file: file, line: line),
                message,
                hint: hint
            )
        )
    }
}
