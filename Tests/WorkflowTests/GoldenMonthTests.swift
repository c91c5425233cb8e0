// Worked examples of the law, from the register to the frozen batch.

import Disbursement
import Foundation
import GRDB
import Intake
import Ledger
import Store
import Testing
import Workflow

/// Rows of an opening list for months of 2026.
func paid(
    _ person: Townsman,
    _ months: ClosedRange<Int>,
    unit: String,
    programme: String = "social-assistance",
    category: String = "5.6",
    kind: String = "base",
    source: String = "local",
    _ amount: Int
) -> [String] {
    months.map { month in
        "\(person.id),\(unit),\(programme),\(category),2026-\(month < 10 ? "0" : "")\(month),"
            + "\(kind),\(source),\(amount)"
    }
}

struct GoldenMonthTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")

    private func severelyDisabled(in unit: String) -> RegisterLine {
        .enrol(lan, "5.6", unit: unit, signed: "2025-03-05", facts: "severity=severe")
            .account("1028722532310")
    }

    @Test func `a month further ahead than the next is not drafted`() throws {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register([severelyDisabled(in: "NA01")])
        #expect(try town.draft("2026-12").count == 1)
        for month in ["2027-01", "2027-06", "2100-12"] {
            #expect(try refusal { _ = try town.draft(month) } == .usage, "\(month)")
        }
    }

    @Test func `books whose clock runs ahead of this machine's still prove`() throws {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register([severelyDisabled(in: "NA01")])
        try town.receive([
            "estimate,NA01,2026,local,,5000000,QD-1,2026-01-05",
            "advance,NA01,2026,local,vietinbank,5000000,RDT-1,2026-11-20",
        ])
        _ = try town.runMonth("2026-11")
        // The certificates of these books are younger than this day.
        town.now = morning("2026-01-05")
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `E5: four months' arrears and the month go in one transfer of five lines`() throws {
        let town = try Household()
        try town.register([severelyDisabled(in: "NA01")])
        try town.opening(paid(lan, 7...10, unit: "NA01", 750_000))
        try town.receiveEnough()
        let drafts = try town.draft("2026-11", known: "2026-11-22", units: ["NA01"])
        let draft = try #require(drafts.first)
        #expect(drafts.count == 1)
        #expect(draft.lines.map(\.amount) == [60_000, 60_000, 60_000, 60_000, 810_000])
        #expect(
            draft.lines.map { "\($0.month)" } == (7...11).map { "2026-\($0 < 10 ? "0" : "")\($0)" }
        )
        #expect(
            draft.lines.map(\.cause) == Array(repeating: "difference-1", count: 4) + ["regular"]
        )
        try town.check("2026-11", units: ["NA01"])
        let sheet = try #require(try town.submit("2026-11", units: ["NA01"]).first)
        #expect(sheet.lineCount == 5)
        #expect(sheet.transferCount == 1)
        #expect(sheet.amount == 1_050_000)
        #expect(sheet.files.map(\.amount) == [1_050_000])
    }

    @Test func `E5: a run that knows only August pays 750,000`() throws {
        let town = try Household(
            BooksKind(firstMonth: "2026-08", recomputeFrom: "2026-07"),
            on: "2026-08-20"
        )
        try town.register([severelyDisabled(in: "NA01")])
        try town.opening(paid(lan, 7...7, unit: "NA01", 750_000))
        try town.receiveEnough()
        let draft = try #require(try town.draft("2026-08", units: ["NA01"]).first)
        #expect(draft.lines.map(\.amount) == [750_000])
    }

    @Test func `E7: in Hanoi the same months bring no arrears`() throws {
        let town = try Household()
        try town.register([severelyDisabled(in: "CM01")])
        try town.opening(paid(lan, 7...10, unit: "CM01", 975_000))
        try town.receiveEnough()
        let draft = try #require(try town.draft("2026-11", units: ["CM01"]).first)
        #expect(draft.lines.map(\.amount) == [975_000])
        #expect(draft.overPaid.isEmpty)
        #expect(draft.held.isEmpty)
    }

    @Test func `an opening list of two units is one step, and each has its lines`() throws {
        let hoa = Townsman(2, "Lê Thị Hoa", born: "1980-01-02")
        let town = try Household()
        try town.register([
            severelyDisabled(in: "NA01"),
            .enrol(hoa, "5.6", unit: "CM01", signed: "2026-06-01", facts: "severity=severe")
                .account("1028722532311"),
        ])
        try town.opening(
            paid(lan, 7...10, unit: "NA01", 750_000) + paid(hoa, 7...9, unit: "CM01", 975_000)
        )
        #expect(try town.verify().findings.isEmpty)
        let counts = try town.read { open in
            try open.books.read { db in
                try Int.fetchAll(
                    db,
                    sql: """
                        SELECT count(*) FROM line l JOIN batch b ON b.rowid = l.batch
                        WHERE b.kind = 'opening' GROUP BY b.unit ORDER BY b.unit
                        """
                )
            }
        }
        #expect(counts == [3, 4])
    }

    @Test func `E12: a grandmother receives for two orphans and herself in one transfer`() throws {
        let grandmother = Townsman(2, "Trần Thị Nghĩa", born: "1949-05-03")
        let elder = Townsman(3, "Bùi Minh Quân", born: "2018-04-08", sex: "male")
        let younger = Townsman(4, "Bùi Thuỳ Nhã", born: "2024-02-07")
        let town = try Household()
        let account = "1028722532311"
        try town.register([
            .enrol(
                grandmother,
                "pension",
                unit: "NA01",
                signed: "2026-11-10",
                facts: "pension=none"
            )
            .account(account),
            .enrol(elder, "5.1", unit: "NA01", signed: "2026-11-10").payee(grandmother)
                .account(account),
            .enrol(younger, "5.1", unit: "NA01", signed: "2026-11-10").payee(grandmother)
                .account(account),
        ])
        try town.receiveEnough()
        let sheet = try #require(try town.freeze("2026-11", units: ["NA01"]).first)
        let batch = try #require(try town.batches().first)
        let lines = try town.lines(batch)
        #expect(lines.map(\.line.amount) == [540_000, 810_000, 1_350_000])
        #expect(Set(lines.map(\.line.person)).count == 3)
        #expect(Set(lines.map(\.line.payee)) == [try town.number(grandmother)])
        #expect(Set(lines.map(\.transfer)) == [1])
        #expect(sheet.transferCount == 1)
        #expect(sheet.amount == 2_700_000)
        let file = try #require(sheet.files.first)
        #expect(file.transferCount == 1)
        let order = String(
            decoding: try town.content(sheet.code).read(file.path),
            as: UTF8.self
        )
        #expect(order.contains("2700000"))
        #expect(!order.contains("810000"))
        #expect(order.contains(account))
    }

    @Test func `case 12: a disabled poor mother has two lines of one programme, paid once each`()
        throws
    {
        let town = try Household()
        func rows(_ categories: [String]) -> [RegisterLine] {
            categories.map {
                .enrol(
                    lan,
                    $0,
                    unit: "NA01",
                    signed: "2025-03-05",
                    facts: "severity=severe;poverty=poor;children=2"
                ).account("1028722532310")
            }
        }
        try town.register(rows(["5.6", "5.4"]))
        // The months before were paid for the disability alone.
        try town.opening(paid(lan, 7...9, unit: "NA01", 750_000))
        try town.receiveEnough()
        // No list says why 5.4 was not paid, nor October: a decision does.
        let draft = try #require(try town.draft("2026-11", units: ["NA01"]).first)
        #expect(
            draft.lines.map(\.amount).sorted() == [60_000, 60_000, 60_000, 810_000, 1_080_000]
        )
        try town.decide(lan, ("2026-07", "2026-10"), 5_130_000, by: "30/QĐ-UBND")
        let sheets = try town.runMonth("2026-11")
        // July to September 60,000 and 1,080,000; October and November 810,000 and 1,080,000.
        #expect(sheets.map(\.amount) == [7_200_000])
        #expect(sheets.map(\.lineCount) == [10])
        #expect(try town.balance("EXP") == 7_200_000)
        let report = try town.verify()
        #expect(report.findings.isEmpty, "\(report.findings)")
        #expect(try town.draft("2026-11", units: ["NA01"]).first?.lines.isEmpty == true)
    }

    @Test func `case 12: an opening list has both categories of a month`() throws {
        let town = try Household()
        try town.register(
            ["5.6", "5.4"].map {
                .enrol(
                    lan,
                    $0,
                    unit: "NA01",
                    signed: "2025-03-05",
                    facts: "severity=severe;poverty=poor;children=2"
                ).account("1028722532310")
            }
        )
        try town.opening(
            paid(lan, 7...10, unit: "NA01", 750_000)
                + paid(lan, 7...10, unit: "NA01", category: "5.4", 1_000_000)
        )
        try town.receiveEnough()
        let draft = try #require(try town.draft("2026-11", units: ["NA01"]).first)
        #expect(draft.amount == 2_450_000)
        #expect(draft.lines.count == 10)
    }
}
