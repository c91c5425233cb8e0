// A table with a fixed header, read whole: every fault in one go.
//
// Invariant: a row that is handed out has a text for each column that was asked for, in that order.

import Intake

/// Reads the tables of a hand-over, the plan and the credits.
enum InputTable {
    /// One row.
    struct Row {
        /// The 1-based line.
        let line: Int
        /// A text for each column that was asked for.
        let fields: [String]
    }

    /// Reads the named columns; others may stand beside them only when `others` says so.
    static func read(
        _ bytes: [UInt8],
        file: String,
        columns: [String],
        others: Bool = false
    ) -> Reading<[Row]> {
        var reader = CSVReader(file: file, bytes: bytes)
        var row = TableRow()
        guard reader.next(&row) else {
            return Reading(value: [], diagnostics: reader.log.diagnostics)
        }
        let header = (0..<row.count).map { row.text(at: $0) }
        let places = columns.compactMap { header.firstIndex(of: $0) }
        guard places.count == columns.count, Set(header).count == header.count,
            others || header.count == columns.count
        else {
            let names = columns.joined(separator: ",")
            return Reading(
                value: [],
                diagnostics: [
                    HandoverFinding.error(
                        "table-header",
                        file,
                        line: 1,
                        Phrase(
                            vi: "dòng tiêu đề phải có các cột \(names)",
                            en: "the header must have the columns \(names)"
                        ),
                        hint: Phrase(
                            vi: "sửa dòng đầu của tệp cho đúng tên cột",
                            en: "put the first line of the file right"
                        )
                    )
                ]
            )
        }
        var rows: [Row] = []
        while reader.next(&row) {
            rows.append(Row(line: row.line, fields: places.map { row.text(at: $0) }))
        }
        return Reading(value: rows, diagnostics: reader.log.diagnostics)
    }
}
