// The month's table: every đồng in one column.

import Disbursement
import Reconciliation
import Testing

@Suite struct MonthTableTests {
    @Test func `every status has a column, and a failure stands where it was taken up`() {
        let columns = TransferStatus.allCases.map {
            MonthTable.Column.of($0, afterFailure: .open).rawValue
        }
        #expect(
            columns == [
                "on-its-way", "on-its-way", "on-its-way", "settled", "credited", "open-again",
                "open-again", "credited", "open-again",
            ]
        )
        let after: [(MonthTable.AfterFailure, MonthTable.Column)] = [
            (.open, .openAgain), (.reissued, .reissued), (.carried, .carried), (.ended, .ended),
        ]
        for (failure, column) in after {
            #expect(MonthTable.Column.of(.returned, afterFailure: failure) == column)
            #expect(MonthTable.Column.of(.paid, afterFailure: failure) == .credited)
        }
        let phrases = Set(MonthTable.Column.allCases.map(\.phrase))
        #expect(phrases.count == MonthTable.Column.allCases.count)
    }

    @Test func `rows are by programme and source, and what is missing or doubled is said`() {
        var table = MonthTable(decided: [
            part(900, "NCC"), part(500, "BTXH"), part(70, "BTXH", source: "city"),
            part(100, "BTXH"),
        ])
        #expect(
            table.rows.map { "\($0.programme) \($0.source) \($0.decided)" } == [
                "BTXH 398 600", "BTXH city 70", "NCC 398 900",
            ]
        )
        #expect(table.differences.count == 3)
        table.add(part(600, "BTXH"), in: .settled)
        table.add(part(70, "BTXH", source: "city"), in: .carried)
        table.add(part(400, "NCC"), in: .notHandedOver)
        table.add(part(500, "NCC"), in: .withdrawn)
        #expect(table.differences == [])
        table.add(part(1, "NCC"), in: .reissued)
        table.add(part(5, "GIFT"), in: .ended)
        #expect(
            table.differences.map { "\($0.programme) \($0.missing)" } == ["GIFT -5", "NCC -1"]
        )
    }
}
