// Rows of an XLSX workbook of one plain sheet.
//
// A spreadsheet keeps numbers as binary fractions, so an account number typed into a plain cell has
// already lost its leading zeros, and a date is a count of days. Each field therefore carries the
// kind of its cell, and whoever knows the columns says which kinds they take.
//
// Invariants:
// (1) The workbook has one sheet; formulas, truth values and errors come as `computed`.
// (2) Rows without any text are passed over; all others have as many fields as the header.
//
// Codes: sheet-unreadable, sheet-password, sheet-too-large, sheet-document-type, sheet-several,
// sheet-malformed, file-empty, too-many-columns, ragged-row.

/// A reader of one plain sheet.
package struct SheetReader: TableReader {
    /// The file's name as the user gave it.
    package let file: String
    /// What was found so far.
    package private(set) var log: DiagnosticLog
    private let limits: TableLimits
    private var sheet: SheetXML?
    private var strings: [String] = []
    private var dateStyles: Set<Int> = []
    private var line = 0
    private var width = 0

    /// Opens a workbook.
    ///
    /// - Parameters:
    ///   - file: The name for diagnostics.
    ///   - bytes: The whole file.
    ///   - limits: How much of the table is accepted.
    ///   - archiveLimits: How much of the archive is accepted.
    package init(
        file: String,
        bytes: [UInt8],
        limits: TableLimits = TableLimits(),
        archiveLimits: SheetLimits = SheetLimits()
    ) {
        self.file = file
        self.limits = limits
        log = DiagnosticLog(limit: limits.findings)
        do throws(SheetError) {
            let workbook = try SheetWorkbook(bytes, limits: archiveLimits)
            strings = workbook.strings
            dateStyles = workbook.dateStyles
            sheet = try SheetXML(workbook.sheet, part: workbook.sheetName)
        } catch {
            sheet = nil
            log.append(error.diagnostic(file: file, line: nil))
        }
    }

    /// Reads the next row that has text; the first one is the header.
    package mutating func next(_ row: inout TableRow) -> Bool {
        while let sheet {
            guard sheet.advance() else {
                if let failure = sheet.failure {
                    log.append(failure.diagnostic(file: file, line: line))
                } else if width == 0 {
                    log.append(CSVFinding.empty(file))
                }
                self.sheet = nil
                return false
            }
            guard sheet.isStart, sheet.name == "row" else { continue }
            let number = sheet.attribute("r").flatMap { Int($0) } ?? line + 1
            guard number > line, number <= 1_048_576 else {
                log.append(
                    SheetError.malformed(part: "row").diagnostic(file: file, line: line + 1)
                )
                self.sheet = nil
                return false
            }
            line = number
            guard line > limits.titleRows else { continue }
            guard let isFilled = readCells(&row, sheet), isFilled else { continue }
            if checkShape(&row) { return true }
        }
        return false
    }

    /// Reads the cells of the row; nil after a fault of the row, false when no cell has text.
    private mutating func readCells(_ row: inout TableRow, _ sheet: SheetXML) -> Bool? {
        row.begin(line: line)
        guard !sheet.isEmpty else { return false }
        var isFilled = false
        while sheet.advance() {
            if sheet.isEnd, sheet.name == "row" { return isFilled }
            guard sheet.isStart, sheet.name == "c" else { continue }
            let column =
                sheet.attribute("r").flatMap { SheetReader.column(of: $0) } ?? row.count + 1
            guard column > row.count, column <= limits.columns else {
                log.append(CSVFinding.tooManyColumns(file, line, limits.columns))
                self.sheet = nil
                return nil
            }
            while row.count < column - 1 { append("", .text, &row) }
            let (text, kind) = SheetCell(sheet).value(strings: strings, dateStyles: dateStyles)
            append(text, text.isEmpty ? .text : kind, &row)
            if !text.isEmpty { isFilled = true }
            if row.bytes.count > limits.rowBytes {
                log.append(CSVFinding.tooLong(file, line, limits.rowBytes))
                self.sheet = nil
                return nil
            }
        }
        return nil
    }

    private func append(_ text: String, _ kind: TableRow.CellKind, _ row: inout TableRow) {
        row.bytes.append(contentsOf: text.utf8)
        row.endField()
        row.kinds.append(kind)
    }

    /// Brings the row to the header's width: empty cells beyond it do not count.
    private mutating func checkShape(_ row: inout TableRow) -> Bool {
        while row.count > max(width, 1), row.isEmpty(at: row.count - 1) {
            row.removeLastField()
        }
        if width == 0 { width = row.count }
        while row.count < width { append("", .text, &row) }
        guard row.count == width else {
            log.append(CSVFinding.ragged(file, row: row, expected: width))
            return false
        }
        return true
    }

    /// The 1-based column of a cell reference such as `AB12`.
    static func column(of reference: String) -> Int? {
        var column = 0
        for byte in reference.utf8.prefix(4) {
            guard byte >= 0x41 && byte <= 0x5A else { break }
            column = column * 26 + Int(byte - 0x40)
        }
        return column > 0 && column <= 16_384 ? column : nil
    }
}
