// The checks of the rows of a file, one row at a time, field by field.
//
// Invariants:
// (1) The checks run in the order of the columns in RegisterColumn and all of them run: a fault in
//     one field hides none in another.
// (2) A row is good only where no check found an error.
// (3) What is found and kept of a row does not depend on the rows looked at before it.
// (4) Methods are mutating even where they change nothing: else each call copies the checks.
// (5) A good row costs no text and no array: fields are places in the row's bytes, words are looked up
//     by their bytes. Texts are made where something is odd, and for what is wrong.
//
// What an `end` or `death` row has beyond its own columns is left alone, except the identity, which
// is then held against the register: files often carry all columns in every row.

import Intake
import Ledger

/// The checks, and what they made of the row.
struct RowChecks: Sendable {
    private let header: RegisterHeader
    let context: RegisterContext
    private let file: String
    /// The field of each column; -1 where the file has none.
    private let fieldOfColumn: [Int]
    private let width: Int
    /// The rows that are looked at.
    var rows = TableRows()
    /// The row in hand, and the first of its fields among those of all rows.
    private var row = TableRows.Row(line: 0, start: 0, suspect: 0)
    private var firstField = 0
    /// What words mean that were met before.
    var words: KnownWords
    /// What was found in the rows, in the order of the checks.
    private var findings: [Diagnostic] = []
    /// Whether an error was found in the row.
    var isRefused = false
    /// The numbers of the row.
    var fields = RowFields()
    /// Facts as a record has them.
    var factBytes: [UInt8] = []
    /// The places of the names of the row's facts.
    var factNames: [Int] = []
    /// Whether the text that was read last had nothing odd in it.
    var isPlain = true
    /// The good rows.
    private var kept = CheckedRows()

    init(header: RegisterHeader, context: RegisterContext, file: String) {
        self.header = header
        self.context = context
        self.file = file
        fieldOfColumn = header.fields
        width = header.width
        words = KnownWords(context)
    }

    /// Checks rows.
    ///
    /// - Parameter rows: Rows as wide as the header.
    /// - Returns: The good ones, and what was found in all of them.
    mutating func check(_ rows: TableRows) -> CheckedRows {
        self.rows = rows
        kept = CheckedRows(like: rows)
        firstField = 0
        var next = 0
        func takeFindings(before row: Int) {
            while next < rows.findings.count, rows.findings[next].row <= row {
                findings.append(rows.findings[next].finding)
                next += 1
            }
        }
        for (index, row) in rows.rows.enumerated() {
            if next < rows.findings.count { takeFindings(before: index) }
            self.row = row
            if check() { kept.rows += 1 } else { kept.refused += 1 }
            firstField += width
        }
        takeFindings(before: rows.rows.count)
        kept.findings = findings
        findings = []
        self.rows = TableRows()
        defer { kept = CheckedRows() }
        return kept
    }

    /// Notes a finding of a column.
    mutating func note(_ code: RegisterCode, _ column: RegisterColumn, _ detail: String = "") {
        findings.append(code.at(header.place(column, line: row.line, file: file), detail))
        if code.severity == .error { isRefused = true }
    }

    /// Notes what is wrong with the text of a column.
    mutating func note(_ fault: TextFault, _ column: RegisterColumn) {
        findings.append(
            Diagnostic(
                .error,
                code: fault.code,
                at: header.place(column, line: row.line, file: file),
                fault.message,
                hint: fault.hint
            )
        )
        isRefused = true
    }

    /// Where the bytes of a field are.
    @inline(__always)
    private mutating func place(of index: Int) -> Range<Int> {
        let field = firstField + index
        let start = row.start + (index == 0 ? 0 : rows.ends[field - 1] + 1)
        return start..<row.start + rows.ends[field]
    }

    /// A place without outer blanks.
    @inline(__always)
    mutating func trimmed(_ place: Range<Int>) -> Range<Int> {
        var (start, end) = (place.lowerBound, place.upperBound)
        while start < end, rows.bytes[start] == 0x20 { start += 1 }
        while start < end, rows.bytes[end - 1] == 0x20 { end -= 1 }
        return start..<end
    }

    /// Where the text of a column is, in NFC without outer blanks; nil where it is empty or refused.
    mutating func text(_ column: RegisterColumn, limit: Int = 200) -> Range<Int>? {
        let index = fieldOfColumn[column.ordinal]
        guard index >= 0 else { return nil }
        let place = place(of: index)
        guard !place.isEmpty else { return nil }
        let isSuspect = row.suspect >> UInt64(min(index, 63)) & 1 == 1
        guard !isSuspect, rows.bytes[place.lowerBound] != 0x20,
            rows.bytes[place.upperBound - 1] != 0x20, place.count <= limit, rows.kinds.isEmpty,
            !TextFault.mayBeginFormula(rows.bytes[place.lowerBound])
        else { return closeText(place, firstField + index, column, limit) }
        isPlain = true
        return place
    }

    /// The same, for a field that wants a closer look.
    @inline(never)
    private mutating func closeText(
        _ whole: Range<Int>,
        _ field: Int,
        _ column: RegisterColumn,
        _ limit: Int
    ) -> Range<Int>? {
        guard field >= rows.kinds.count || accept(rows.kinds[field], column) else { return nil }
        let place = trimmed(whole)
        guard !place.isEmpty else { return nil }
        guard place.count <= limit else {
            note(.textTooLong, column, "\(limit)")
            return nil
        }
        if TextFault.beginsFormula(rows.bytes, place) {
            note(TextFault.formula, column)
            return nil
        }
        isPlain = TextFault.isPlain(rows.bytes, place)
        return isPlain ? place : oddText(place, column)
    }

    private mutating func oddText(_ place: Range<Int>, _ column: RegisterColumn) -> Range<Int>? {
        let text = NFC.normalised(string(place))
        if let fault = TextFault.inText(text) {
            note(fault, column)
            return nil
        }
        return rows.keep(text.utf8)
    }

    private mutating func accept(_ kind: TableRow.CellKind, _ column: RegisterColumn) -> Bool {
        switch kind {
        case .text: return true
        case .number:
            if column.isDate {
                note(.cellDate, column)
            } else if column.isCode {
                note(.cellNumber, column)
            } else {
                return true
            }
        case .date: note(.cellDate, column)
        case .computed: note(.cellComputed, column)
        }
        return false
    }

    /// The text at a place, for what is odd or wrong.
    mutating func string(_ place: Range<Int>) -> String {
        String(decoding: rows.bytes[place], as: UTF8.self)
    }

    /// Whether a column's field has more than blanks.
    mutating func isFilled(_ column: RegisterColumn) -> Bool {
        let index = fieldOfColumn[column.ordinal]
        guard index >= 0 else { return false }
        let place = place(of: index)
        guard !place.isEmpty else { return false }
        return rows.bytes[place.lowerBound] != 0x20 || !trimmed(place).isEmpty
    }

    /// Where the text of a column is that the event needs.
    mutating func needed(
        _ column: RegisterColumn,
        for event: RegisterEvent,
        limit: Int = 200
    ) -> Range<Int>? {
        if !isFilled(column) {
            note(.fieldMissing, column, event.rawValue)
            return nil
        }
        return text(column, limit: limit)
    }

    /// The day of a column; nil where it is empty or was refused.
    mutating func date(_ column: RegisterColumn) -> CivilDate? {
        guard let place = text(column) else { return nil }
        switch RowDate.read(rows.bytes, place) {
        case .day(let day): return day
        case .impossible: note(.dateImpossible, column)
        case .noDate: note(.dateFormat, column)
        }
        return nil
    }

    /// Runs all checks on the row; false where one found an error.
    private mutating func check() -> Bool {
        isRefused = false
        fields = RowFields()
        fields.line = UInt32(truncatingIfNeeded: row.line)
        guard isFilled(.event) else {
            note(.fieldMissing, .event, "?")
            return false
        }
        guard let word = text(.event) else { return false }
        guard let event = words.event(rows.bytes, word) else {
            note(.eventUnknown, .event)
            return false
        }
        return check(event)
    }

    private mutating func check(_ event: RegisterEvent) -> Bool {
        fields.event = event.ordinal
        let nationalID = self.nationalID(.nationalID, for: event)
        let identity = self.identity(nationalID, event)
        let household = text(.household, limit: 64) ?? 0..<0
        let decision =
            event.hasClaim ? self.claim(event, identity?.birth) : 0..<0
        if event == .change { categoryOfPayee() }
        let takesMore = event == .enrol || event == .change
        factBytes.removeAll(keepingCapacity: true)
        if takesMore { facts() }
        from(event)
        let document =
            event == .enrol
            ? text(.document, limit: 100) : needed(.document, for: event, limit: 100)
        let payee = takesMore ? self.payee(nationalID) : nil
        let account = takesMore ? way() : nil
        let signer = text(.signer, limit: 100)
        let decisionSigner = event == .correct ? text(.decisionSigner, limit: 100) : nil
        unused(by: event)
        if event == .change, fields.factCount == 0, fields.payee == 0, fields.way == 0,
            identity == nil, household.isEmpty, !isRefused
        {
            note(.changeEmpty, .event)
        }
        guard !isRefused, let nationalID else { return false }
        fields.nationalID = nationalID.value
        if let identity {
            fields.hasIdentity = 1
            fields.birth = identity.birth.dayNumber
            fields.sex = identity.sex.rawValue
        }
        kept.append(
            fields,
            RowTexts(
                name: identity?.name,
                household: household,
                decision: decision,
                document: document,
                payeeName: payee?.name,
                account: account,
                signer: signer,
                decisionSigner: decisionSigner
            ),
            of: rows.bytes,
            facts: factBytes,
            hashes: (identity?.hash ?? 0, payee?.hash ?? 0)
        )
        return true
    }

    /// The day from which an event counts.
    private mutating func from(_ event: RegisterEvent) {
        let isNeeded =
            event == .end || event == .death || (event == .change && fields.factCount > 0)
        if isNeeded, !isFilled(.from) { note(.fieldMissing, .from, event.rawValue) }
        guard let day = date(.from) else { return }
        // An end or a fact may be decided ahead; a death may not.
        if event == .death, day > context.known {
            note(.dateInFuture, .from, context.known.description)
        }
        fields.from = day.dayNumber
    }
}
