// Worked examples of the law with their case numbers: a rule book that disagrees is wrong.

import Entitlement
import Foundation
import Intake
import Ledger
import Testing

/// The columns of the table: ages and facts are as of each month.
private let columns = ["2023-06", "2024-08", "2025-08", "2026-02", "2026-08"]

/// The table that the cases were taken from, where the test data lies.
private let workedExamples: String = {
    let named = ProcessInfo.processInfo.environment["CHITRA_TEST_DATA"]
    let beside = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared").standardizedFileURL.path
    return "\(named ?? beside)/domain/golden.md"
}()

/// A row: facts for a month, and what is owed in each column.
private struct Row: Sendable, CustomTestStringConvertible {
    let number: Int
    let place: String
    let owed: [Int64]
    let subject: @Sendable (_ month: String) -> Subject

    var testDescription: String { "case \(number)" }
}

/// Somebody who reached an age half a year before a month.
private func aged(_ years: Int, in owed: String) -> Subject {
    let middle = month(owed).advanced(byMonths: -6 - 12 * years)
    return Subject(born: "\(middle)-10")
}

/// The first day of the year before a month: a decision that runs for long.
private func longAgo(_ owed: String) -> String {
    "\(month(owed).advanced(byMonths: -4))-05"
}

private let rows: [Row] = [
    Row(number: 1, place: national, owed: [540_000, 750_000, 750_000, 750_000, 810_000]) {
        aged(40, in: $0).claim("5.6", signed: longAgo($0)).fact("severity", "severe")
    },
    Row(number: 3, place: hanoi, owed: [880_000, 1_000_000, 1_000_000, 1_300_000, 1_300_000]) {
        aged(10, in: $0).claim("5.6", signed: longAgo($0)).fact("severity", "severe")
    },
    Row(number: 4, place: national, owed: [720_000, 1_000_000, 1_000_000, 1_000_000, 1_080_000]) {
        aged(40, in: $0).claim("5.6", signed: longAgo($0)).fact("severity", "special")
    },
    Row(number: 6, place: national, owed: [900_000, 1_250_000, 1_250_000, 1_250_000, 1_350_000]) {
        aged(2, in: $0).claim("5.1", signed: longAgo($0))
    },
    Row(number: 7, place: national, owed: [540_000, 750_000, 750_000, 750_000, 810_000]) {
        aged(19, in: $0).claim("5.2", signed: longAgo($0)).fact("schooling", "yes")
    },
    Row(number: 9, place: national, owed: [900_000, 1_250_000, 1_250_000, 1_250_000, 1_350_000]) {
        aged(3, in: $0).claim("5.3", signed: longAgo($0)).fact("poverty", "poor")
    },
    Row(number: 10, place: national, owed: [1_080_000, 1_500_000, 1_500_000, 1_500_000, 1_620_000])
    {
        aged(45, in: $0).claim("5.4", signed: longAgo($0)).fact("poverty", "near-poor")
            .fact("children", "3")
    },
    Row(number: 12, place: national, owed: [1_260_000, 1_750_000, 1_750_000, 1_750_000, 1_890_000])
    {
        aged(35, in: $0).claim("5.6", signed: longAgo($0)).claim("5.4", signed: longAgo($0))
            .fact("severity", "severe").fact("poverty", "poor").fact("children", "2")
    },
    Row(number: 14, place: hanoi, owed: [660_000, 750_000, 750_000, 975_000, 975_000]) {
        aged(66, in: $0).claim("5.5a", signed: longAgo($0)).fact("poverty", "poor")
            .fact("supporter", "none")
    },
    Row(number: 16, place: national, owed: [360_000, 500_000, 500_000, 500_000, 540_000]) {
        aged(83, in: $0).claim("5.5c", signed: "2022-03-05").claim("pension", signed: "2025-07-04")
    },
    Row(number: 18, place: national, owed: [0, 0, 0, 500_000, 540_000]) {
        aged(76, in: $0).claim("pension", signed: "2025-09-12")
    },
    Row(number: 20, place: national, owed: [720_000, 1_000_000, 1_000_000, 1_000_000, 1_080_000]) {
        aged(78, in: $0).claim("5.6", signed: longAgo($0)).claim("pension", signed: longAgo($0))
            .fact("severity", "severe")
    },
    Row(number: 25, place: national, owed: [720_000, 1_000_000, 1_000_000, 1_000_000, 1_080_000]) {
        aged(2, in: $0).claim("5.7", signed: longAgo($0)).claim("5.6", signed: longAgo($0))
            .fact("poverty", "near-poor").fact("area", "difficult").fact("severity", "severe")
    },
]

@Suite struct GoldenCasesTests {
    private let book = RuleBook.shipped

    @Test(arguments: rows)
    private func `a golden case comes out to the đồng in every column`(row: Row) {
        for (column, owed) in zip(columns, row.owed) {
            let amount = book.amount(row.subject(column), column, place: row.place)
            #expect(amount == owed, "case \(row.number), \(column)")
        }
    }

    /// The first amount of each column of a row in the table of worked examples.
    private static func told(_ cells: [Substring]) -> [Int64?] {
        var amounts: [Int64?] = []
        for cell in cells {
            let text = cell.trimmingPrefix { $0 == " " || $0 == "*" }
            let digits = text.prefix { $0.isNumber || $0 == "," }.filter { $0 != "," }
            let before = amounts.last ?? nil
            amounts.append(text.hasPrefix("same") ? before : Int64(String(digits)))
        }
        return amounts
    }

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: workedExamples),
            "the table of worked examples is not there"
        )
    )
    func `every case here has the figures of the table of worked examples, column by column`()
        throws
    {
        let text = try String(contentsOfFile: workedExamples, encoding: .utf8)
        var found: Set<Int> = []
        for line in text.split(separator: "\n") where line.hasPrefix("| ") {
            let cells = line.split(separator: "|")
            guard cells.count == 8, let number = Int(cells[0].filter(\.isNumber)),
                let row = rows.first(where: { $0.number == number })
            else { continue }
            found.insert(number)
            #expect(Self.told(Array(cells[3...].prefix(5))) == row.owed, "case \(number)")
        }
        #expect(found == Set(rows.map(\.number)))
        #expect(found.isSuperset(of: [1, 3, 7, 9, 14, 16, 18, 20, 25]))
    }

    @Test func `case 12 gives a line for each of the two rights`() {
        let subject = Subject(born: "1991-01-10").claim("5.6", signed: "2024-01-05")
            .claim("5.4", signed: "2024-01-05").fact("severity", "severe").fact("poverty", "poor")
            .fact("children", "2")
        let lines = book.assess(subject, "2026-02").lines
        #expect(lines.map(\.category) == ["5.4", "5.6"])
        #expect(lines.map(\.amount) == [1_000_000, 750_000])
    }

    @Test func `case 16 moves from 5.5c to the pension in July 2025`() {
        let subject = Subject(born: "1942-02-10").claim("5.5c", signed: "2022-03-05")
            .claim("pension", signed: "2025-07-04")
        let june = book.assess(subject, "2025-06").lines
        let july = book.assess(subject, "2025-07").lines
        #expect(june.map(\.category) == ["5.5c"])
        #expect(june.map(\.source) == ["local"])
        #expect(july.map(\.category) == ["pension"])
        #expect(july.map(\.source) == ["central"])
        #expect(july.map(\.programme) == ["social-pension"])
    }

    @Test func `case 18 starts in the month of signature`() {
        let subject = Subject(born: "1949-02-10").claim("pension", signed: "2025-09-12")
        #expect(book.amount(subject, "2025-08") == 0)
        #expect(book.amount(subject, "2025-09") == 500_000)
    }

    @Test func `case 20 says why the pension is not paid`() {
        let subject = Subject(born: "1948-02-10").claim("5.6", signed: "2024-01-05")
            .claim("pension", signed: "2025-08-05").fact("severity", "severe")
        let assessment = book.assess(subject, "2025-09")
        let pension = assessment.considered.first { $0.category == "pension" }
        #expect(pension?.verdict == .lowerThanOther)
        #expect(pension?.outcome == .lost)
        #expect(pension?.amount == 500_000)
        #expect(pension?.reason.english.contains("5.6") == true)
        #expect(assessment.causes.isEmpty)
    }

    @Test func `case 25 says that 5.6 keeps out of 5.7`() {
        let subject = Subject(born: "2024-01-10").claim("5.7", signed: "2024-05-05")
            .claim("5.6", signed: "2024-05-05").fact("poverty", "near-poor")
            .fact("area", "difficult").fact("severity", "severe")
        let toddler = book.assess(subject, "2025-09").considered.first { $0.category == "5.7" }
        #expect(toddler?.verdict == .excludedByOther)
    }

    @Test func `case E1: the fourth birthday counts in its month under the old rule`() {
        let orphan = Subject(born: "2021-03-15").claim("5.1", signed: "2022-01-10")
        #expect(book.amount(orphan, "2025-02") == 1_250_000)
        #expect(book.amount(orphan, "2025-03") == 750_000)
    }

    @Test func `case E3: the sixtieth birthday counts from the month after under the new rule`() {
        let subject = Subject(born: "1965-11-20").claim("5.6", signed: "2023-01-10")
            .fact("severity", "severe")
        #expect(book.amount(subject, "2025-11") == 750_000)
        #expect(book.amount(subject, "2025-12") == 1_000_000)
    }

    @Test func `case E5: what was known in September stays, what is known in November is higher`() {
        let subject = Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
            .fact("severity", "severe")
        for owed in ["2026-07", "2026-08", "2026-09", "2026-10"] {
            #expect(book.amount(subject, owed, known: "2026-09-20") == 750_000)
            #expect(book.amount(subject, owed, known: "2026-10-04") == 750_000)
            #expect(book.amount(subject, owed, known: "2026-10-05") == 810_000)
            #expect(book.amount(subject, owed, known: "2026-11-22") == 810_000)
        }
        #expect(book.amount(subject, "2026-11") == 810_000)
        #expect(book.amount(subject, "2026-06") == 750_000)
    }

    @Test func `case E7: Hanoi's own base is higher, so nothing changes`() {
        let subject = Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
            .fact("severity", "severe")
        for owed in ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10"] {
            for known in ["2026-09-20", "2026-11-22"] {
                #expect(book.amount(subject, owed, place: hanoi, known: known) == 975_000)
            }
        }
    }

    @Test func `case E9: the old unit pays the month of the move, the new one from the next`() {
        let subject = Subject(born: "1986-01-10")
            .claim("5.6", signed: "2023-01-10", ended: "2025-10-20", unit: "A001")
            .claim("5.6", signed: "2025-10-28", unit: "B001").fact("severity", "severe")
        let paid = ["2025-09", "2025-10", "2025-11", "2025-12"].map { owed in
            ["A001", "B001"].map { book.amount(subject, owed, unit: $0) }
        }
        #expect(paid == [[750_000, 0], [750_000, 0], [0, 750_000], [0, 750_000]])
    }
}
