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
    /// The lines of a column's sum, where it is more than one.
    var lines: (@Sendable (Int64) -> [Int64])?
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
    Row(
        number: 12,
        place: national,
        owed: [1_260_000, 1_750_000, 1_750_000, 1_750_000, 1_890_000],
        lines: { [$0 / 35 * 20, $0 / 35 * 15] },
        subject: {
            aged(35, in: $0).claim("5.6", signed: longAgo($0)).claim("5.4", signed: longAgo($0))
                .fact("severity", "severe").fact("poverty", "poor").fact("children", "2")
        }
    ),
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

/// The rows of the table, a case for each column.
let goldenCases: [LawCase] =
    rows.flatMap { row in
        zip(columns, row.owed).map { column, owed in
            LawCase(
                "golden \(row.number), \(column)",
                row.subject(column),
                [column: row.lines?(owed) ?? (owed == 0 ? [] : [owed])],
                place: row.place
            )
        }
    } + storyCases

/// A disabled adult with a coefficient of 1.5.
private let adult = Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
    .fact("severity", "severe")

/// The events of the second table, and what the first says of more than one line.
private let storyCases: [LawCase] = [
    LawCase(
        "golden 4: the mother's line for care at home",
        Subject(born: "1960-01-10").claim("20.2c", signed: "2023-01-10").fact("cared", "1"),
        [
            "2023-06": [360_000], "2024-08": [500_000], "2025-08": [500_000], "2026-02": [500_000],
            "2026-08": [540_000],
        ]
    ),
    LawCase(
        "golden 6: the child's line and the foster parent's",
        Subject(born: "2023-05-10").claim("20.1", signed: "2023-05-20")
            .claim("5.1", signed: "2023-05-20"),
        [
            "2023-06": [900_000, 900_000], "2024-08": [1_250_000, 1_250_000],
            "2026-08": [1_350_000, 1_350_000],
        ]
    ),
    LawCase(
        "golden 22: the lonely mother of one martyr",
        Subject(born: "1950-01-10")
            .claim("merit-martyr", signed: "2022-01-10", certificate: "2021-12-10")
            .claim("merit-nurture", signed: "2022-01-10", certificate: "2021-12-10")
            .fact("martyrs", "1").fact("survivor", "parent-or-spouse").fact("alone", "yes"),
        [
            "2024-08": [2_789_000, 2_231_000], "2025-08": [2_789_000, 2_231_000],
            "2026-02": [2_789_000, 2_231_000],
        ]
    ),
    LawCase(
        "golden E1: the fourth birthday counts in its month under the old rule",
        Subject(born: "2021-03-15").claim("5.1", signed: "2022-01-10"),
        ["2025-02": [1_250_000], "2025-03": [750_000]]
    ),
    LawCase(
        "golden E3: the sixtieth birthday counts from the month after under the new rule",
        Subject(born: "1965-11-20").claim("5.6", signed: "2023-01-10").fact("severity", "severe"),
        ["2025-11": [750_000], "2025-12": [1_000_000]]
    ),
    LawCase(
        "golden E5: as known on 4 October",
        adult,
        ["2026-07": [750_000], "2026-10": [750_000]],
        known: "2026-10-04"
    ),
    LawCase(
        "golden E5: as known on 5 October and in November",
        adult,
        ["2026-06": [750_000], "2026-07": [810_000], "2026-10": [810_000], "2026-11": [810_000]],
        known: "2026-10-05"
    ),
    LawCase(
        "golden E7: Hanoi's own base is higher",
        adult,
        ["2026-06": [975_000], "2026-07": [975_000], "2026-11": [975_000]],
        place: hanoi
    ),
    LawCase(
        "golden E9: the old unit pays the month of the move",
        adult.claim("5.6", signed: "2023-01-10", ended: "2025-10-20", known: "2025-10-20")
            .claim("5.6", signed: "2025-10-28", unit: "B001"),
        ["2025-10": [750_000], "2025-11": []],
        verdicts: ["5.6": .paid]
    ),
    LawCase(
        "golden E12: the grandmother's own pension",
        Subject(born: "1949-05-03").claim("pension", signed: "2025-11-10"),
        ["2025-11": [500_000], "2026-11": [540_000]]
    ),
    LawCase(
        "golden E12: the elder orphan",
        Subject(born: "2018-04-08").claim("5.1", signed: "2025-11-10"),
        ["2025-11": [750_000], "2026-11": [810_000]]
    ),
    LawCase(
        "golden E12: the younger orphan",
        Subject(born: "2024-02-07").claim("5.1", signed: "2025-11-10"),
        ["2025-11": [1_250_000], "2026-11": [1_350_000]]
    ),
]

@Suite struct GoldenCasesTests {
    private let book = RuleBook.shipped

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

    /// The number in the first cell of a row of a table, such as `12` or `E5`.
    private static func number(_ line: Substring) -> String? {
        guard line.hasPrefix("| ") else { return nil }
        let cell = line.dropFirst(2).prefix { $0 != " " && $0 != "|" }
        let digits = cell.hasPrefix("E") ? cell.dropFirst() : cell
        return !digits.isEmpty && digits.allSatisfy(\.isNumber) ? String(cell) : nil
    }

    /// The numbers that cases here go by.
    private static let tested = Set(
        goldenCases.compactMap { $0.name.split(separator: " ").dropFirst().first }
            .map { String($0.prefix { $0.isNumber || $0 == "E" }) }
    )

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: workedExamples),
            "the table of worked examples is not there"
        )
    )
    func `no worked example and no event lacks a case of its number`() throws {
        let text = try String(contentsOfFile: workedExamples, encoding: .utf8)
        let told = text.split(separator: "\n").compactMap(Self.number)
        #expect(told.count > 15 && told.contains("E12"))
        #expect(Set(told).count == told.count)
        #expect(Set(told).symmetricDifference(Self.tested).sorted() == [])
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
