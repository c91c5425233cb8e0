// Register files: rows of enrolments, changes, ends and deaths, as CSV or as one plain sheet.
//
// Format: a header row with the columns of RegisterColumn in any order, in English or Vietnamese;
// one row for each event. Days as 2026-07-31 or 31/07/2026.
//
// Invariants:
// (1) One reading finds all faults: header, then rows in order with the checks of a row in the order
//     of the columns, then rows against each other.
// (2) Good rows are kept as they are read (RowSpool), before the file's last fault is known; nothing of
//     them may be used where the reading is refused.
// (3) Memory does not grow with the file.

package import Intake

/// What a reading of a register file came to.
package struct RegisterSummary: Hashable, Sendable {
    /// Rows that were kept.
    package var rows = 0
    /// Rows that were refused for faults of their own.
    package var refused = 0
}

/// A reader of register files.
package enum RegisterReader {
    /// Reads a table, and keeps each row that passed its own checks.
    ///
    /// - Parameters:
    ///   - table: The table; it is read to its end.
    ///   - context: What the checks are made against.
    ///   - scratch: Where rows are kept that do not fit in memory.
    ///   - workers: Who checks rows.
    ///   - limit: How many findings are kept.
    ///   - persons: Takes each person of the file once, in order of IDs, in pieces: the ID's digits in the upper
    ///     half, the place of the first mention in the lower one.
    /// - Returns: The rows, and all findings in the order of invariant (1).
    /// - Throws: What the scratch throws.
    package static func read(
        _ table: inout some TableReader,
        context: RegisterContext,
        scratch: any Scratch,
        workers: some Workers = OneWorker(),
        limit: Int = 10_000,
        persons: ([RunKey]) -> Void = { _ in }
    ) throws -> Reading<RegisterFile> {
        var log = DiagnosticLog(limit: limit)
        var file = RegisterFile(name: table.file, scratch: scratch)
        var row = TableRow()
        guard table.next(&row) else {
            return Reading(value: file, diagnostics: table.log.diagnostics)
        }
        let header = RegisterHeader(row, file: table.file, log: &log)
        if log.isRefused { return Reading(value: file, diagnostics: log.diagnostics) }
        var comparison = FileChecks(scratch, limit: limit)
        try check(
            &table,
            &row,
            RowChecks(header: header, context: context, file: table.file),
            workers: workers
        ) { checked in
            log.append(contentsOf: checked.findings)
            file.summary.rows += checked.rows
            file.summary.refused += checked.refused
            try comparison.add(checked.mentions, from: file.spool.end)
            try file.spool.append(checked.records)
        }
        file.words = RowWords(context)
        var piece: [RunKey] = []
        let compared = try comparison.findings(file: table.file, header: header) { group in
            try file.visit(group)
            piece.append(RunKey(high: group[0].high, low: RegisterFile.first(group).bits))
            guard piece.count == personsOfPiece else { return }
            persons(piece)
            piece.removeAll(keepingCapacity: true)
        }
        if !piece.isEmpty { persons(piece) }
        file.seal(comparison.people)
        log.append(contentsOf: compared)
        return Reading(value: file, diagnostics: log.diagnostics)
    }

    /// How many persons are a piece.
    package static let personsOfPiece = 4_096

    /// How many rows are a piece of work, and how many pieces are handed out at a time.
    private static let rowsOfPiece = 512
    private static let piecesOfWave = 8

    /// Checks the rows of a table, a wave at a time: while one is checked, what was made of the one
    /// before is taken, and the next one is read.
    private static func check(
        _ table: inout some TableReader,
        _ row: inout TableRow,
        _ checks: RowChecks,
        workers: some Workers,
        take: (CheckedRows) throws -> Void
    ) throws {
        var taken = 0
        func wave() -> [TableRows] {
            var pieces: [TableRows] = []
            while pieces.count < piecesOfWave,
                let rows = table.rows(rowsOfPiece, &row, taken: &taken)
            {
                pieces.append(rows)
            }
            return pieces
        }
        var checkers = [RowChecks](repeating: checks, count: piecesOfWave)
        var checked: [CheckedRows] = []
        var pieces = wave()
        while !pieces.isEmpty {
            var next: [TableRows] = []
            var failure: (any Error)?
            let results = workers.map(
                pieces.count,
                alongside: {
                    do { for rows in checked { try take(rows) } } catch { failure = error }
                    if failure == nil { next = wave() }
                },
                { [pieces, checkers] index in
                    var checker = checkers[index]
                    let checked = checker.check(pieces[index])
                    return (checker, checked)
                }
            )
            if let failure { throw failure }
            for (index, result) in results.enumerated() { checkers[index] = result.0 }
            checked = results.map(\.1)
            pieces = next
        }
        for rows in checked { try take(rows) }
    }

    /// Reads the bytes of a file, a workbook or CSV by its first bytes.
    ///
    /// - Throws: What the scratch or `pull` throws.
    package static func read(
        file: String,
        source: FileSource,
        context: RegisterContext,
        scratch: any Scratch,
        workers: some Workers = OneWorker(),
        persons: ([RunKey]) -> Void = { _ in }
    ) throws -> Reading<RegisterFile> {
        func read(_ table: inout some TableReader) throws -> Reading<RegisterFile> {
            try self.read(
                &table,
                context: context,
                scratch: scratch,
                workers: workers,
                persons: persons
            )
        }
        switch source {
        case .sheet(let bytes):
            var sheet = SheetReader(file: file, bytes: bytes)
            return try read(&sheet)
        case .table(let pull):
            var table = CSVReader(file: file, pull: pull)
            return try read(&table)
        }
    }

    /// The header row of a register file, in English, with a line end: the start of a template.
    package static var header: [String] { RegisterColumn.allCases.map(\.rawValue) }
}

/// The bytes of a register file.
package enum FileSource {
    /// A workbook, whole.
    case sheet([UInt8])
    /// CSV, in pieces.
    case table(() -> Chunk)

    /// Whether a file that begins so is a workbook: "PK" is a ZIP archive, D0 CF an old workbook, which
    /// the sheet reader explains.
    package static func isSheet(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x50, 0x4B]) || bytes.starts(with: [0xD0, 0xCF])
    }
}
