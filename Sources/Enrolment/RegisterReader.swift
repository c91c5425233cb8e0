// Register files: rows of enrolments, changes, ends and deaths, as CSV or as one plain sheet.
//
// Format: a header row with the columns of RegisterColumn in any order, in English or Vietnamese;
// one row for each event. Days as 2026-07-31 or 31/07/2026.
//
// Invariants:
// (1) One reading finds all faults: header, then rows in order with the checks of a row in the order
//     of the columns, then rows against each other.
// (2) Rows are handed on as they are read, before the file's last fault is known: whoever takes them
//     keeps them apart until `read` says that there was no error.
// (3) Memory does not grow with the texts of the file, see FileChecks.

package import Intake

/// What a reading of a register file came to.
package struct RegisterSummary: Hashable, Sendable {
    /// Rows that were handed on.
    package var rows = 0
    /// Rows that were refused for faults of their own.
    package var refused = 0
}

/// A reader of register files.
package enum RegisterReader {
    /// Reads a table, and hands on each row that passed its own checks.
    ///
    /// - Parameters:
    ///   - table: The table; it is read to its end.
    ///   - context: What the checks are made against.
    ///   - limit: How many findings are kept.
    ///   - body: Takes each good row, in order.
    /// - Returns: The counts, and all findings in the order of invariant (1). When the reading is
    ///   refused, nothing of the file may be used.
    package static func read(
        _ table: inout some TableReader,
        context: RegisterContext,
        limit: Int = 10_000,
        _ body: (RegisterRow) -> Void
    ) -> Reading<RegisterSummary> {
        var log = DiagnosticLog(limit: limit)
        var summary = RegisterSummary()
        var row = TableRow()
        var taken = 0
        func takeTableFindings(_ other: DiagnosticLog) {
            guard other.diagnostics.count > taken else { return }
            log.append(contentsOf: other.diagnostics[taken...])
            taken = other.diagnostics.count
        }
        guard table.next(&row) else {
            takeTableFindings(table.log)
            return Reading(value: summary, diagnostics: log.diagnostics)
        }
        let header = RegisterHeader(row, file: table.file, log: &log)
        if log.isRefused { return Reading(value: summary, diagnostics: log.diagnostics) }
        var fileChecks = FileChecks()
        while table.next(&row) {
            takeTableFindings(table.log)
            var checks = RowChecks(row, header: header, context: context, file: table.file)
            let good = checks.check()
            log.append(contentsOf: checks.findings)
            if let good {
                summary.rows += 1
                fileChecks.add(good)
                body(good)
            } else {
                summary.refused += 1
            }
        }
        takeTableFindings(table.log)
        log.append(contentsOf: fileChecks.findings(file: table.file, header: header))
        return Reading(value: summary, diagnostics: log.diagnostics)
    }

    /// Reads a table whose rows fit in memory.
    package static func rows(
        _ table: inout some TableReader,
        context: RegisterContext
    ) -> Reading<[RegisterRow]> {
        var rows: [RegisterRow] = []
        let summary = read(&table, context: context) { rows.append($0) }
        return Reading(value: rows, diagnostics: summary.diagnostics)
    }

    /// Reads the bytes of a file, a workbook or CSV by its first bytes.
    package static func rows(
        file: String,
        bytes: [UInt8],
        context: RegisterContext
    ) -> Reading<[RegisterRow]> {
        // "PK": a ZIP archive; D0 CF: an old workbook, which the sheet reader explains.
        if bytes.starts(with: [0x50, 0x4B]) || bytes.starts(with: [0xD0, 0xCF]) {
            var sheet = SheetReader(file: file, bytes: bytes)
            return rows(&sheet, context: context)
        }
        var table = CSVReader(file: file, bytes: bytes)
        return rows(&table, context: context)
    }

    /// The header row of a register file, in English, with a line end: the start of a template.
    package static var header: [String] { RegisterColumn.allCases.map(\.rawValue) }
}
