// Budget lines of a unit: entered with a paper, told by every report, never changed behind closed days.

import Disbursement
import Foundation
import GRDB
import Intake
import Ledger
import Store
import Testing

@testable import Workflow

extension Household {
    /// Assigns budget lines: `unit,year,source,programme,valid_from,level,chapter,sector,economic_code,
    /// source_code,document`.
    @discardableResult
    func assignLines(
        _ rows: [String],
        by role: String = "chief-accountant"
    ) throws -> AssignmentReport {
        let header = AssignBudgetLines.header.joined(separator: ",")
        let path = try input(([header] + rows).joined(separator: "\n") + "\n")
        return try write { open in
            try AssignBudgetLines(environment).run(open, path: path, officer: try key(role, open))
        }
    }
}

struct BudgetLineBooksTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let thu = Townsman(5, "Đỗ Thị Thu", born: "1946-01-02")
    private static let local = "NA01,2026,local,,,4,805,398,,12,QĐ-1/2026"
    private static let assistance =
        "NA01,2026,local,social-assistance,,4,805,398,7151,12,QĐ-1/2026"
    private static let central = "NA01,2026,central,,,1,035,398,,12,QĐ-1/2026"

    private static func town() throws -> Household {
        try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
    }

    /// A frozen month of a disabled person, paid by the commune, and a pensioner, paid by the centre.
    private func frozen() throws -> (town: Household, batch: String) {
        let town = try Self.town()
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                .account("1028722532310"),
            .enrol(thu, "pension", unit: "NA01", signed: "2026-10-05", facts: "pension=none")
                .account("1028722532314"),
        ])
        try town.receiveEnough(on: "2026-11-20")
        return (town, try #require(try town.freeze("2026-11").first).code)
    }

    /// Reserved or spent by line: `4-805-398-7151-12 810000`.
    private func sums(
        _ town: Household,
        _ amount: KeyPath<BudgetSheet.Row, Int64>
    ) throws -> [String] {
        try town.read { open in
            try LedgerReports(open.books)
                .budget(by: BudgetCodes.Field.allCases, bySource: false).rows()
                .filter { $0[keyPath: amount] != 0 }
                .map { row in
                    row.codes.map { $0 ?? "–" }.joined(separator: "-")
                        + " \(row[keyPath: amount])"
                }
        }
    }

    private func faults(_ body: () throws -> Void) throws -> [String] {
        do { try body() } catch let refusal as StepRefusal {
            return refusal.diagnostics.map { "\($0.location.field ?? "") \($0.code)" }
        }
        return []
    }

    @Test func `a month is reserved and spent by line, and the books verify`() throws {
        let (town, _) = try frozen()
        try town.assignLines([Self.local, Self.assistance, Self.central])
        try town.approveAll("2026-11")
        #expect(
            try sums(town, \.reserved) == ["1-035-398-–-12 540000", "4-805-398-7151-12 810000"]
        )
        #expect(
            try sums(town, \.granted)
                == [
                    "–-–-–-–-– 2000000000", "1-035-398-–-12 2000000000",
                    "4-805-398-–-12 2000000000",
                ],
            "the city's estimate is on no line"
        )
        try town.issue("2026-11")
        town.now = morning("2026-12-01")
        try town.take(try town.simulate(through: "2026-11-30") { _ in })
        try town.reconcile()
        try town.clearAdvance("TT-1")
        #expect(try sums(town, \.spent) == ["1-035-398-–-12 540000", "4-805-398-7151-12 810000"])
        // A source has the sums that it would have without lines.
        for source in ["local": 810_000, "central": 540_000] as [String: Int64] {
            for account in ["RESERVED", "SPENT", "EXP"] {
                #expect(try town.balance(account, source: source.key) == source.value)
            }
            #expect(try town.balance("FUND", source: source.key) == -source.value)
            #expect(try town.balance("ADVANCED", source: source.key) % 500_000_000 != 0)
        }
        let parted = try town.read { open in
            try LedgerReports(open.books).trialBalance(by: [.economicCode]).rows()
        }
        let spent = parted.first {
            $0.account.account == "FUND" && $0.part.codes[.economicCode] == "7151"
        }
        #expect(spent?.account.balance == .vnd(-810_000))
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `what is withdrawn is taken from the line on which it was reserved`() throws {
        let (town, batch) = try frozen()
        try town.assignLines([Self.local, Self.assistance])
        try town.approveAll("2026-11")
        _ = try town.stop(batch, lan, from: "2026-11", cause: .other, by: "maker", "checker")
        #expect(try sums(town, \.reserved) == ["–-–-–-–-– 540000"])
        #expect(try town.balance("RESERVED", source: "local") == 0)
        let (later, other) = try frozen()
        try later.approveAll("2026-11")
        try later.assignLines([Self.local, Self.assistance])
        _ = try later.stop(other, lan, from: "2026-11", cause: .other, by: "maker", "checker")
        #expect(try sums(later, \.reserved) == ["–-–-–-–-– 540000"], "it was reserved by source")
        #expect(try later.verify().findings.isEmpty)
    }

    @Test func `the month's report tells what is owed by line`() throws {
        let (town, _) = try frozen()
        try town.assignLines([Self.local, Self.assistance])
        try town.approveAll("2026-11")
        let owed = try town.monthReport("2026-11").withdrawals.flatMap { withdrawal in
            withdrawal.owedByLine.map { line in
                "\(withdrawal.source) \(line.codes.map { "\($0)" } ?? "–") \(line.amount)"
            }
        }
        #expect(owed == ["central – 540000", "local 4-805-398-7151-12 810000"])
    }

    @Test func `the view for auditors and the reports find the same line`() throws {
        let (town, _) = try frozen()
        try town.assignLines([
            Self.local, Self.assistance, Self.central,
            "NA01,2026,local,,2026-11-21,4,806,398,,13,QĐ-2/2026",
            "NA01,2026,central,,2026-11-23,1,024,371,,12,QĐ-2/2026",
        ])
        try town.assignLines(["NA01,2026,central,,,1,036,398,,12,QĐ-3/2026"])
        try town.approveAll("2026-11")
        town.now = morning("2026-11-24")
        try town.receive(
            ["central", "local"].map { "estimate,NA01,2026,\($0),,1000,QD-9,2026-11-24" }
        )
        try town.read { open in
            var told: [String] = []
            try open.books.query { reader in
                try reader.forEachEntry { entry in
                    for posting in entry.postings {
                        told.append(
                            "\(entry.key) \(posting.account) "
                                + (posting.dimensions.codes.map { "\($0)" } ?? "")
                        )
                    }
                }
            }
            let seen = try open.books.read { db in
                try String.fetchAll(
                    db,
                    sql: """
                        SELECT key || ' ' || account || ' ' || coalesce(level || '-' || chapter
                          || '-' || sector || '-' || coalesce(economic_code, '–') || '-'
                          || source_code, '')
                        FROM readable_posting ORDER BY entry
                        """
                )
            }
            #expect(told.sorted() == seen.sorted())
            let lines = Set(told.compactMap { $0.split(separator: " ").dropFirst(2).first })
            #expect(
                lines == [
                    "4-805-398-–-12", "4-805-398-7151-12", "1-036-398-–-12", "4-806-398-–-13",
                    "1-024-371-–-12",
                ]
            )
            let replaced = try open.books.read { db in
                try String.fetchAll(
                    db,
                    sql: "SELECT chapter FROM readable_budget_line WHERE stands = 0"
                )
            }
            #expect(replaced == ["035"])
        }
    }

    @Test func `the same file again changes nothing, another word of the same paper is refused`()
        throws
    {
        let town = try Self.town()
        #expect(try town.assignLines([Self.local]).assignments.map(\.isKnown) == [false])
        let standing = try town.standing()
        #expect(try town.assignLines([Self.local]).assignments.map(\.isKnown) == [true])
        #expect(try town.standing() == standing)
        let other = Self.local.replacing("805", with: "806")
        #expect(try faults { try town.assignLines([other]) } == ["document line-otherwise"])
        try town.assignLines([other.replacing("QĐ-1/", with: "QĐ-2/")])
        #expect(try refusal { try town.assignLines([Self.central], by: "maker") } == .notPermitted)
    }

    @Test func `every fault of a file is told in one go`() throws {
        let town = try Self.town()
        let found = try faults {
            try town.assignLines([
                "XX,2026,local,,,4,805,398,,12,QĐ-1",
                "NA01,26,state,pensions,2026-13-01,5,85,39x,715,1,",
                "NA01,2026,local,,,4,805,398,0000,12,QĐ-1", Self.local, Self.local,
            ])
        }
        #expect(
            found == [
                "unit unit-unknown", "source source-unknown", "programme programme-unknown",
                "year year-invalid", "valid_from date-invalid", "level budget-code",
                "chapter budget-code", "sector budget-code", "economic_code budget-code",
                "source_code budget-code", "document document-missing",
                "economic_code budget-code", "source row-duplicate",
            ]
        )
        let warned = try town.assignLines([Self.local.replacing(",805,", with: ",035,")])
        #expect(warned.warnings.map(\.code) == ["chapter-level"])
    }

    private func close(_ town: Household, through last: String) throws {
        _ = try town.write { open in
            try ClosePeriod(town.environment).close(
                open,
                unit: "NA01",
                through: day(last),
                document: "BB-1",
                officer: try town.key("chief-accountant", open)
            )
        }
    }

    @Test func `what closed days were told to be on stays, and a forged row is found`() throws {
        let town = try Self.town()
        try town.receive(["estimate,NA01,2026,local,,1000,QD-9,2026-01-05"])
        try town.assignLines([Self.local])
        try close(town, through: "2026-10-31")
        let late = Self.local.replacing(",,4,805", with: ",,4,806")
            .replacing("QĐ-1/", with: "QĐ-2/")
        #expect(try faults { try town.assignLines([late]) } == ["valid_from line-closed"])
        // A source of which nothing was told, and the days to come, are open.
        try town.assignLines([Self.central, late.replacing("local,,,", with: "local,,2026-11-01,")])
        #expect(try town.verify().findings.isEmpty)
        // Somebody who has the log's key writes what the step refuses.
        try forge(town, "QĐ-9/2026", of: "nobody", by: "")
        let found = try town.verify().findings
        #expect(found.map(\.place) == Array(repeating: "budget_line NA01 4-899-398-–-12", count: 2))
        #expect(
            found.map(\.message.english) == [
                "no chief accountant of the unit entered it",
                "it changes the line of days that were closed by then",
            ]
        )
    }

    /// A row as a program would write it that lies: the log is right.
    private func forge(
        _ town: Household,
        _ document: String,
        of officer: String,
        by step: String
    )
        throws
    {
        let codes = try BudgetCodes(
            level: "4",
            chapter: "899",
            sector: "398",
            economicCode: nil,
            sourceCode: "12"
        )
        _ = try town.write { open in
            try open.books.step(
                StepInfo(
                    key: "test/\(document)",
                    verb: "ledger assign-lines",
                    at: town.now,
                    officer: step
                )
            ) { writer in
                try writer.insert(
                    BudgetLineRecord(
                        assignment: BudgetLineAssignment(
                            line: BudgetLine(unit: "NA01", budgetYear: 2026, codes: codes),
                            source: "local",
                            from: day("2026-01-01")
                        ),
                        document: document,
                        officer: officer
                    )
                )
            }
        }
    }

    @Test func `a row in the name of who had left, or of who did not do the step, is found`() throws
    {
        let town = try Self.town()
        let gone = try town.officer("chief-accountant").fingerprint
        try town.assignLines([Self.local])
        try town.succeed("chief-accountant", by: ("maker", "account-holder"), as: "second")
        #expect(try town.verify().findings.isEmpty)
        try forge(town, "QĐ-8/2026", of: gone, by: "")
        try forge(
            town,
            "QĐ-9/2026",
            of: try town.officer("chief-accountant").fingerprint,
            by: try town.officer("maker").fingerprint
        )
        #expect(
            try town.verify().findings.map(\.message.english)
                == Array(repeating: "no chief accountant of the unit entered it", count: 2)
        )
    }

    @Test(arguments: [
        "UPDATE budget_line SET chapter = '806' WHERE rowid = 1",
        "UPDATE budget_line SET valid_from = '2026-07-01' WHERE rowid = 1",
        "UPDATE budget_line SET sector = 'x' WHERE rowid = 1",
        "DELETE FROM budget_line WHERE rowid = 2",
        """
        INSERT INTO budget_line SELECT step, unit, year, source, 'merit', valid_from, level, chapter, sector,
          economic_code, source_code, document, officer FROM budget_line WHERE rowid = 1
        """,
    ])
    func `a row that somebody edits is found`(_ sql: String) throws {
        let town = try Self.town()
        try town.assignLines([Self.local, Self.central])
        #expect(try town.verify().findings.isEmpty)
        try town.edit(sql)
        let report = try town.verify()
        #expect(!report.findings.isEmpty)
        #expect(report.firstStep?.verb == "ledger assign-lines")
    }

    @Test func `a row of codes that are none is a finding even where the log proves it`() throws {
        let town = try Self.town()
        try town.assignLines([Self.local])
        _ = try town.write { open in
            try open.books.step(
                StepInfo(key: "test/forged", verb: "test", at: town.now, officer: "")
            ) { writer in
                try writer.insert(
                    "budget_line",
                    [
                        "unit", "year", "source", "programme", "valid_from", "level", "chapter",
                        "sector", "economic_code", "source_code", "document", "officer",
                    ],
                    ["NA01", 2026, "local", "", "2026-01-01", "9", "1", "x", "", "", "QĐ", ""]
                )
            }
        }
        #expect(try town.verify().findings.contains { $0.place == "budget_line" })
        #expect(throws: StoreError.self) { try sums(town, \.granted) }
    }

    @Test
    func `the table to fill in has what stands and what is proposed, and is taken once filled`()
        throws
    {
        let town = try Self.town()
        try town.assignLines([Self.local])
        let text = try town.read { try AssignBudgetLines.template($0, year: 2026) }
        let rows = text.split(separator: "\n").map { String($0) }
        #expect(rows.count == 1 + 1 + BudgetLineProposal.shipped.count - 1)
        #expect(rows[1] == "NA01,2026,local,,2025-01-01,4,805,398,,12,QĐ-1/2026")
        #expect(rows.contains("NA01,2026,central,merit,,1,035,371,7150,,"))
        // Nothing that was only proposed is taken: it has no paper, and codes are missing.
        let found = try faults { try town.assignLines(Array(rows.dropFirst())) }
        #expect(found.contains("document document-missing"))
        #expect(found.contains("source_code budget-code"))
        let filled = rows[1...].filter { $0.hasSuffix("7150,,") }
            .map { $0.replacing("7150,,", with: "7150,12,QĐ-4/2026") }
        #expect(try town.assignLines([rows[1]] + filled).assignments.map(\.isKnown).first == true)
    }
}
