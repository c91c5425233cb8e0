// The checks of one row, field by field.
//
// Invariants:
// (1) The checks run in the order of the columns in RegisterColumn and all of them run: a fault in
//     one field hides none in another.
// (2) A row is made only where no check found an error.
//
// What an `end` or `death` row has beyond its own columns is left alone, except the identity, which
// is then held against the register: files often carry all columns in every row.

import Intake
import Ledger

/// The checks of a row in progress.
struct RowChecks {
    let row: TableRow
    let header: RegisterHeader
    let context: RegisterContext
    let file: String
    /// What was found, in the order of the checks.
    var findings: [Diagnostic] = []
    /// Whether one of them is an error.
    var isRefused = false

    init(_ row: TableRow, header: RegisterHeader, context: RegisterContext, file: String) {
        self.row = row
        self.header = header
        self.context = context
        self.file = file
    }

    /// Notes a finding of a column.
    mutating func note(_ code: RegisterCode, _ column: RegisterColumn, _ detail: String = "") {
        findings.append(code.at(header.place(column, line: row.line, file: file), detail))
        if code.severity == .error { isRefused = true }
    }

    /// The text of a column in NFC without outer blanks; nil where it is empty or was refused.
    mutating func text(_ column: RegisterColumn, limit: Int = 200) -> String? {
        guard let index = header.field(column), !row.isEmpty(at: index) else { return nil }
        switch row.kind(at: index) {
        case .text: break
        case .number:
            if column.isDate { return refuse(.cellDate, column) }
            if column.isCode { return refuse(.cellNumber, column) }
        case .date: return refuse(.cellDate, column)
        case .computed: return refuse(.cellComputed, column)
        }
        var bytes = row[index]
        while bytes.first == 0x20 { bytes.removeFirst() }
        while bytes.last == 0x20 { bytes.removeLast() }
        guard !bytes.isEmpty else { return nil }
        guard bytes.count <= limit else { return refuse(.textTooLong, column, "\(limit)") }
        let text = NFC.normalised(String(decoding: bytes, as: UTF8.self))
        if let fault = TextFault.inText(text) { return refuse(fault, column) }
        return text
    }

    /// Whether a column's field has bytes at all.
    func isFilled(_ column: RegisterColumn) -> Bool {
        guard let index = header.field(column) else { return false }
        return row[index].contains { $0 != 0x20 }
    }

    /// The text of a column that the event needs.
    mutating func needed(
        _ column: RegisterColumn,
        for event: RegisterEvent,
        limit: Int = 200
    ) -> String? {
        if !isFilled(column) {
            note(.fieldMissing, column, event.rawValue)
            return nil
        }
        return text(column, limit: limit)
    }

    mutating func refuse(
        _ code: RegisterCode,
        _ column: RegisterColumn,
        _ detail: String = ""
    ) -> String? {
        note(code, column, detail)
        return nil
    }

    mutating func refuse(_ fault: TextFault, _ column: RegisterColumn) -> String? {
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
        return nil
    }

    /// The day of a column; nil where it is empty or was refused.
    mutating func date(_ column: RegisterColumn) -> CivilDate? {
        guard let text = text(column) else { return nil }
        switch RowDate.read(text) {
        case .day(let day): return day
        case .impossible: note(.dateImpossible, column)
        case .noDate: note(.dateFormat, column)
        }
        return nil
    }

    /// Runs all checks; nil where one found an error.
    mutating func check() -> RegisterRow? {
        guard isFilled(.event) else {
            note(.fieldMissing, .event, "?")
            return nil
        }
        guard let word = text(.event) else { return nil }
        guard let event = RegisterEvent(rawValue: word) ?? RegisterEvent(word: word) else {
            note(.eventUnknown, .event)
            return nil
        }
        let nationalID = self.nationalID(.nationalID, for: event)
        let identity = self.identity(nationalID, event)
        let household = text(.household, limit: 64) ?? ""
        let claim = event == .enrol || event == .end ? self.claim(event, identity?.birth) : nil
        let takesMore = event == .enrol || event == .change
        let facts = takesMore ? self.facts() : []
        let from = self.from(event, hasFacts: !facts.isEmpty)
        let document =
            (event == .enrol
                ? text(.document, limit: 100) : needed(.document, for: event, limit: 100)) ?? ""
        let payee = takesMore ? self.payee(nationalID) : .unsaid
        let way = takesMore ? self.way() : nil
        if event == .change, facts.isEmpty, payee == .unsaid, way == nil, identity == nil,
            household.isEmpty, !isRefused
        {
            note(.changeEmpty, .event)
        }
        guard !isRefused, let nationalID else { return nil }
        return RegisterRow(
            line: row.line,
            event: event,
            nationalID: nationalID,
            identity: identity,
            household: household,
            claim: claim,
            facts: facts,
            from: from,
            document: document,
            payee: payee,
            way: way
        )
    }

    /// The day from which an event counts.
    private mutating func from(_ event: RegisterEvent, hasFacts: Bool) -> CivilDate? {
        let isNeeded = event == .end || event == .death || (event == .change && hasFacts)
        if isNeeded, !isFilled(.from) { note(.fieldMissing, .from, event.rawValue) }
        let day = date(.from)
        // An end or a fact may be decided ahead; a death may not.
        if event == .death, let day, day > context.known {
            note(.dateInFuture, .from, context.known.description)
        }
        return day
    }
}
