// What the reader of register files makes of a spreadsheet's cells.

import Ledger
import Testing

@testable import Enrolment
@testable import Intake

/// A table of one good row below its header, with one cell of another kind.
private struct OneCellTable: TableReader {
    let file = "r.xlsx"
    let log = DiagnosticLog()
    let column: RegisterColumn
    let text: String
    let kind: TableRow.CellKind
    private var line = 0

    init(_ column: RegisterColumn, _ text: String, _ kind: TableRow.CellKind) {
        self.column = column
        self.text = text
        self.kind = kind
    }

    mutating func next(_ row: inout TableRow) -> Bool {
        line += 1
        guard line <= 2 else { return false }
        row.begin(line: line)
        let texts = line == 1 ? RegisterReader.header : RegisterSample.line([column: text])
        for (place, text) in texts.enumerated() {
            row.bytes.append(contentsOf: text.utf8)
            row.endField()
            let isChanged = line == 2 && place + 1 == RegisterSample.column(column)
            row.kinds.append(isChanged ? kind : .text)
        }
        return true
    }
}

@Suite struct SheetCellTests {
    @Test(arguments: [
        (RegisterColumn.nationalID, "1186000001", TableRow.CellKind.number, "cell-number"),
        (.account, "1234567890123", .number, "cell-number"),
        (.bank, "970436", .number, "cell-number"),
        (.unit, "10015", .number, "cell-number"),
        (.birthDate, "31472", .number, "cell-date"),
        (.birthDate, "31472", .date, "cell-date"),
        (.signed, "46000", .date, "cell-date"),
        (.decision, "12", .computed, "cell-computed"),
    ])
    func `a cell that may have lost something is refused with the reason`(
        column: RegisterColumn,
        text: String,
        kind: TableRow.CellKind,
        code: String
    ) throws {
        var table = OneCellTable(column, text, kind)
        let reading = try RegisterSample.read(&table)
        #expect(reading.diagnostics.map(\.code) == [code])
        #expect(reading.diagnostics.first?.location.column == RegisterSample.column(column))
        #expect(reading.value.isEmpty)
    }

    @Test func `a number where any text may stand is taken as it reads`() throws {
        var table = OneCellTable(.household, "17", .number)
        let reading = try RegisterSample.read(&table)
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.value.first?.household == "17")
    }
}
