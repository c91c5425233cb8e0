// Small tables that officers hand in, read whole: a fixed header, every fault in one go.

import Intake

/// A table with a fixed header.
enum CSVTable {
    /// One row: its line, and for each column of the header its text and 1-based column.
    struct TextRow {
        let line: Int
        let fields: [String]
        let columns: [Int]
    }

    /// Reads a table; the columns may stand in any order, none may lack, none is foreign.
    static func read(_ bytes: [UInt8], file: String, header: [String]) -> Reading<[TextRow]> {
        var reader = CSVReader(file: file, bytes: bytes)
        var row = TableRow()
        guard reader.next(&row) else {
            let empty = Diagnostic(
                .error,
                code: "file-empty",
                at: Location(file: file),
                Phrase(vi: "tệp rỗng hoặc không đọc được", en: "the file is empty or unreadable")
            )
            return Reading(value: [], diagnostics: reader.log.diagnostics + [empty])
        }
        let names = (0..<row.count).map { row.text(at: $0) }
        var faults: [Diagnostic] = []
        for name in header where names.filter({ $0 == name }).count != 1 {
            faults.append(
                Diagnostic(
                    .error,
                    code: "column-missing",
                    at: Location(file: file, line: 1, field: name),
                    Phrase(
                        vi: "phải có đúng một cột \(name)",
                        en: "exactly one column \(name) is wanted"
                    )
                )
            )
        }
        for (index, name) in names.enumerated() where !header.contains(name) {
            faults.append(
                Diagnostic(
                    .error,
                    code: "column-unknown",
                    at: Location(file: file, line: 1, column: index + 1, field: nil),
                    Phrase(vi: "cột lạ", en: "an unknown column")
                )
            )
        }
        guard faults.isEmpty else { return Reading(value: [], diagnostics: faults) }
        let places = header.map { name in names.firstIndex(of: name) ?? 0 }
        var rows: [TextRow] = []
        while reader.next(&row) {
            rows.append(
                TextRow(
                    line: row.line,
                    fields: places.map { row.text(at: $0) },
                    columns: places.map { $0 + 1 }
                )
            )
        }
        return Reading(value: rows, diagnostics: reader.log.diagnostics)
    }
}
