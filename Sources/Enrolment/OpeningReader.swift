// Opening lists: `national_id,unit,programme,category,month,kind,source,amount,document`, in any
// order of columns, as CSV or one plain sheet.
//
// Invariants:
// (1) All nine columns and all their fields are needed; nothing is guessed.
// (2) No line lies in an open month; no line is there twice (person, programme,
//     category, month, kind, source).
// (3) Rows are handed on before the last fault is known, as with RegisterReader.

package import Intake
import Ledger

/// A reader of opening lists.
package enum OpeningReader {
    /// Reads a table, and hands on each row that passed its own checks.
    ///
    /// - Returns: The number of rows handed on, and all findings; refused as a whole on any error.
    package static func read(
        _ table: inout some TableReader,
        context: OpeningContext,
        _ body: (OpeningRow) -> Void
    ) -> Reading<Int> {
        var log = DiagnosticLog()
        var row = TableRow()
        var taken = 0
        var count = 0
        func takeTableFindings(_ other: DiagnosticLog) {
            log.append(contentsOf: other.diagnostics[taken...])
            taken = other.diagnostics.count
        }
        guard table.next(&row) else {
            return Reading(value: 0, diagnostics: table.log.diagnostics)
        }
        let header = OpeningHeader(row, file: table.file, log: &log)
        if log.isRefused { return Reading(value: 0, diagnostics: log.diagnostics) }
        var lines = OpeningLines()
        while table.next(&row) {
            takeTableFindings(table.log)
            var checks = OpeningChecks(
                row: row,
                fields: header.fields,
                file: table.file,
                context: context
            )
            let good = checks.check()
            log.append(contentsOf: checks.findings)
            guard let good else { continue }
            count += 1
            lines.add(good)
            body(good)
        }
        takeTableFindings(table.log)
        log.append(contentsOf: lines.duplicates(file: table.file, fields: header.fields))
        return Reading(value: count, diagnostics: log.diagnostics)
    }

    /// Reads the bytes of a file whose rows fit in memory.
    package static func rows(
        file: String,
        bytes: [UInt8],
        context: OpeningContext
    ) -> Reading<[OpeningRow]> {
        var rows: [OpeningRow] = []
        let diagnostics: [Diagnostic]
        if bytes.starts(with: [0x50, 0x4B]) || bytes.starts(with: [0xD0, 0xCF]) {
            var sheet = SheetReader(file: file, bytes: bytes)
            diagnostics = read(&sheet, context: context) { rows.append($0) }.diagnostics
        } else {
            var table = CSVReader(file: file, bytes: bytes)
            diagnostics = read(&table, context: context) { rows.append($0) }.diagnostics
        }
        return Reading(value: rows, diagnostics: diagnostics)
    }

    /// The header row of an opening list.
    package static var header: [String] { OpeningColumn.allCases.map(\.rawValue) }
}

/// Where the columns of an opening list are.
struct OpeningHeader {
    private(set) var fields: [OpeningColumn: Int] = [:]

    init(_ row: TableRow, file: String, log: inout DiagnosticLog) {
        for index in 0..<row.count {
            let place = Location(file: file, line: row.line, column: index + 1)
            let key = ComparisonKey.heading(row.text(at: index))
            guard let column = OpeningColumn(rawValue: key) else {
                log.append(OpeningCode.columnUnknown.at(place))
                continue
            }
            if fields.updateValue(index, forKey: column) != nil {
                log.append(OpeningCode.columnDuplicate.at(place, column.rawValue))
            }
        }
        for column in OpeningColumn.allCases where fields[column] == nil {
            let place = Location(file: file, line: row.line)
            log.append(OpeningCode.columnMissing.at(place, column.rawValue))
        }
    }
}

/// The lines of an opening list, to find those that are there twice.
private struct OpeningLines {
    private var keys: [RunKey] = []
    private var words: [[String]: UInt64] = [:]

    mutating func add(_ row: OpeningRow) {
        let texts = [row.programme, row.category, row.kind, row.source]
        let word = words[texts] ?? UInt64(words.count)
        words[texts] = word
        // Person 40 bits, words 24 | month 32, line 32: exact as long as the words are few.
        keys.append(
            RunKey(
                high: row.nationalID.digits << 24 | word & 0xFF_FFFF,
                low: UInt64(row.month.number) << 32 | UInt64(UInt32(truncatingIfNeeded: row.line))
            )
        )
    }

    mutating func duplicates(file: String, fields: [OpeningColumn: Int]) -> [Diagnostic] {
        var found: [(line: Int, first: Int)] = []
        var spare: [RunKey] = []
        KeySort.sort(&keys, &spare)
        var first = 0
        for (place, key) in keys.enumerated().dropFirst() {
            if key.high != keys[first].high || key.low >> 32 != keys[first].low >> 32 {
                first = place
            } else {
                found.append((Int(key.low & 0xFFFF_FFFF), Int(keys[first].low & 0xFFFF_FFFF)))
            }
        }
        let column = fields[.nationalID].map { $0 + 1 }
        return found.sorted { $0.line < $1.line }.map { line, first in
            let place = Location(
                file: file,
                line: line,
                column: column,
                field: OpeningColumn.nationalID.rawValue
            )
            return OpeningCode.duplicate.at(place, "\(first)")
        }
    }
}
