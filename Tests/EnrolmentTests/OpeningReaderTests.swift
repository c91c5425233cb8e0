// OpeningReader: each finding with its code and place.

import Intake
import Ledger
import Testing

@testable import Enrolment

@Suite struct OpeningReaderTests {
    private static let good = [
        "001186000001", "CM01", "social-assistance", "5.6", "2026-06", "own", "local", "975000",
        "DS-6",
    ]

    private func read(_ text: String) throws -> Reading<[OpeningRow]> {
        let context = OpeningContext(
            units: try UnitDirectory.shipped(),
            programmes: ["social-assistance"],
            categories: ["5.6"],
            kinds: ["own", "care"],
            sources: ["local", "central"],
            firstOpenMonth: try #require(CalendarMonth(year: 2026, month: 7))
        )
        return OpeningReader.rows(file: "o.csv", bytes: Array(text.utf8), context: context)
    }

    private func file(_ rows: [[String]]) -> String {
        var writer = CSVWriter()
        writer.row(OpeningReader.header)
        for row in rows { writer.row(row) }
        return String(decoding: writer.take(), as: UTF8.self)
    }

    @Test func `a good row comes out whole`() throws {
        let reading = try read(file([Self.good]))
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.value.first?.amount == .vnd(975_000))
        #expect(reading.value.first?.month == CalendarMonth(year: 2026, month: 6))
        #expect(reading.value.first?.unit == "CM01")
    }

    @Test(arguments: [
        (1, "", "opening-field-missing"), (1, "00118600000", "opening-id"),
        (1, "003186000001", "opening-id"), (2, "10015", "opening-unit-unknown"),
        (3, "x", "opening-word-unknown"), (4, "5.9", "opening-word-unknown"),
        (5, "06/2026", "opening-month"), (5, "2026-07", "opening-month-open"),
        (6, "x", "opening-word-unknown"), (7, "x", "opening-word-unknown"),
        (8, "975.000", "opening-amount"), (8, "0", "opening-amount"), (8, "-5", "opening-amount"),
        (8, "9999999999999999999", "opening-amount"),
        (9, String(repeating: "x", count: 201), "opening-text-too-long"),
        (9, "DS\u{202E}", "text-control"),
    ])
    func `each fault is found at its place, alone`(column: Int, text: String, code: String) throws {
        var row = Self.good
        row[column - 1] = text
        let other = ["001090000002"] + Self.good.dropFirst()
        let reading = try read(file([other, row]))
        #expect(reading.diagnostics.map(\.code) == [code])
        #expect(reading.diagnostics.first?.location.line == 3)
        #expect(reading.diagnostics.first?.location.column == column)
        #expect(reading.value.count == 1)
    }

    @Test func `the same line twice is an error, another month or source is not`() throws {
        var month = Self.good
        month[4] = "2026-05"
        var source = Self.good
        source[6] = "central"
        let reading = try read(file([Self.good, month, source, Self.good]))
        #expect(reading.diagnostics.map(\.code) == ["opening-duplicate"])
        #expect(reading.diagnostics.first?.location.line == 5)
    }

    @Test func `the header has exactly the nine columns`() throws {
        let reading = try read("national_id,unit,programme,unit,weather\n")
        #expect(
            reading.diagnostics.map(\.code)
                == ["opening-column-duplicate", "opening-column-unknown"]
                + Array(repeating: "opening-column-missing", count: 6)
        )
    }

    @Test func `every code has words of its own in both languages`() {
        for code in OpeningCode.allCases {
            let finding = code.at(Location(file: "o.csv"))
            #expect(finding.message.vietnamese != finding.message.english)
            #expect(finding.hint != nil)
        }
    }
}
