// The checks of the rows of a file, one row at a time, field by field.
//
// Invariants:
// (1) The checks run in the order of the columns in RegisterColumn and all of them run: a fault in
//     one field hides none in another.
// (2) A row is good only where no check found an error.
// (3) A good row costs no text and no array: fields are places in the row's bytes, words are looked up
//     by their bytes. Texts are made where something is odd, and for what is wrong.
//
// What an `end` or `death` row has beyond its own columns is left alone, except the identity, which
// is then held against the register: files often carry all columns in every row.

import Intake
import Ledger

/// The checks, and what they made of the row.
struct RowChecks {
    let header: RegisterHeader
    let context: RegisterContext
    let file: String
    /// The row, for the table to fill.
    var row = TableRow()
    /// What words mean that were met before.
    var words: KnownWords
    /// What was found in the row, in the order of the checks.
    var findings: [Diagnostic] = []
    /// Whether one of them is an error.
    var isRefused = false
    /// The numbers of the row.
    var fields = RowFields()
    /// The texts of the row in the order of `RowText`, once it is good.
    var texts: [UInt8] = []
    /// Facts as a record has them.
    var factBytes: [UInt8] = []
    /// The places of the names of the row's facts.
    var factNames: [Int] = []
    /// Whether the text that was read last had nothing odd in it.
    var isPlain = true

    init(header: RegisterHeader, context: RegisterContext, file: String) {
        self.header = header
        self.context = context
        self.file = file
        words = KnownWords(context)
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

    /// Where the text of a column is, in NFC without outer blanks; nil where it is empty or refused.
    mutating func text(_ column: RegisterColumn, limit: Int = 200) -> Range<Int>? {
        guard let index = header.field(column) else { return nil }
        var start = row.start(of: index)
        var end = row.ends[index]
        guard start < end else { return nil }
        guard row.kinds.isEmpty || accept(row.kinds[index], column) else { return nil }
        while start < end, row.bytes[start] == 0x20 { start += 1 }
        while start < end, row.bytes[end - 1] == 0x20 { end -= 1 }
        guard start < end else { return nil }
        guard end - start <= limit else {
            note(.textTooLong, column, "\(limit)")
            return nil
        }
        isPlain = TextFault.isPlain(row.bytes, start..<end)
        return isPlain ? start..<end : oddText(start..<end, column)
    }

    private mutating func oddText(_ place: Range<Int>, _ column: RegisterColumn) -> Range<Int>? {
        let text = NFC.normalised(string(place))
        if let fault = TextFault.inText(text) {
            note(fault, column)
            return nil
        }
        return row.keep(text.utf8)
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
    func string(_ place: Range<Int>) -> String { String(decoding: row.bytes[place], as: UTF8.self) }

    /// Whether a column's field has bytes at all.
    func isFilled(_ column: RegisterColumn) -> Bool {
        guard let index = header.field(column) else { return false }
        var start = row.start(of: index)
        let end = row.ends[index]
        while start < end, row.bytes[start] == 0x20 { start += 1 }
        return start < end
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
        switch RowDate.read(row.bytes, place) {
        case .day(let day): return day
        case .impossible: note(.dateImpossible, column)
        case .noDate: note(.dateFormat, column)
        }
        return nil
    }

    /// Runs all checks on the row; false where one found an error.
    mutating func check() -> Bool {
        if !findings.isEmpty { findings.removeAll() }
        isRefused = false
        fields = RowFields()
        fields.line = UInt32(truncatingIfNeeded: row.line)
        guard isFilled(.event) else {
            note(.fieldMissing, .event, "?")
            return false
        }
        guard let word = text(.event) else { return false }
        guard let event = words.event(row.bytes, word) else {
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
            event == .enrol || event == .end ? self.claim(event, identity?.birth) : 0..<0
        let takesMore = event == .enrol || event == .change
        factBytes.removeAll(keepingCapacity: true)
        if takesMore { facts() }
        from(event)
        let document =
            event == .enrol
            ? text(.document, limit: 100) : needed(.document, for: event, limit: 100)
        let payee = takesMore ? self.payee(nationalID) : nil
        let account = takesMore ? way() : nil
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
        texts.removeAll(keepingCapacity: true)
        take(identity?.name, .name)
        take(household, .household)
        take(decision, .decision)
        take(document, .document)
        take(payee, .payeeName)
        take(account, .account)
        texts.append(contentsOf: factBytes)
        fields.lengths[RowText.facts.rawValue] = UInt16(factBytes.count)
        return true
    }

    private mutating func take(_ place: Range<Int>?, _ text: RowText) {
        guard let place else { return }
        texts.append(contentsOf: row.bytes[place])
        fields.lengths[text.rawValue] = UInt16(place.count)
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
