// Statements, the budget and an auditor's own SQL at a terminal.

import Foundation
import Testing

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct LedgerReportTests {
    @Test func `a statement runs to the balance that the trial balance has`() throws {
        let office = try Office.approved()
        let statement = try office.must("ledger statement --account RESERVED --unit NA01")
        let lines = statement.output.split(separator: "\n")
        #expect(lines[0].split(separator: " ").dropFirst().prefix(3) == ["day", "event", "debit"])
        #expect(lines[1].contains("opening"))
        let trial = try office.must("ledger trial-balance --json").output
        struct Trial: Decodable {
            struct Row: Decodable {
                let unit: String
                let account: String
                let balance: Int64
            }
            let value: [Row]
        }
        struct Statement: Decodable {
            struct Data: Decodable {
                struct Row: Decodable {
                    let entry: String
                    let balance: Int64
                }
                let opening: Int64
                let rows: [Row]
            }
            let value: Data
        }
        let rows = try JSONDecoder().decode(Trial.self, from: Foundation.Data(trial.utf8)).value
        for row in rows {
            let text = try office.must(
                "ledger statement --account \(row.account) --unit \(row.unit) --json"
            ).output
            let told = try JSONDecoder().decode(Statement.self, from: Foundation.Data(text.utf8))
                .value
            #expect(told.rows.last?.balance == row.balance, "\(row.account)")
            #expect(told.opening == 0)
            // What lies before a day is in the opening balance of the next.
            let later = try office.must(
                "ledger statement --account \(row.account) --unit \(row.unit) --from 2026-12-01 "
                    + "--json"
            ).output
            let after = try JSONDecoder().decode(Statement.self, from: Foundation.Data(later.utf8))
                .value
            #expect(after.opening == row.balance && after.rows.isEmpty, "\(row.account)")
        }
        #expect(rows.count > 4)
    }

    @Test func `the budget is what was granted, less what approved batches hold`() throws {
        let office = try Office.approved()
        struct Budget: Decodable {
            struct Row: Decodable {
                let granted: Int64
                let reserved: Int64
                let left: Int64
            }
            let value: [Row]
        }
        let text = try office.must("ledger budget --json").output
        let rows = try JSONDecoder().decode(Budget.self, from: Data(text.utf8)).value
        #expect(rows.map(\.granted) == [900_000_000, 900_000_000])
        #expect(rows.map(\.reserved) == [580_000, 870_000])
        #expect(rows.allSatisfy { $0.left == $0.granted - $0.reserved })
        let table = try office.must("ledger budget").output
        #expect(table.contains("899,420,000 VND"))
    }

    @Test func `budget lines are entered, and every report tells them`() throws {
        let office = try Office.ready()
        let none = try office.must("ledger budget-lines")
        #expect(none.errors.contains("no budget line is assigned yet"))
        let template = try office.must("ledger budget-lines --template")
        #expect(template.output.contains("NA01,2026,central,merit,,1,035,371,7150,,\n"))
        #expect(template.errors.contains("proposed and not verified"))
        let entered = try office.must(
            "ledger assign-lines lines.csv --key keys/chief-accountant.key"
        )
        #expect(entered.output.contains("social-assistance: 4-805-398-7151-12"))
        #expect(entered.errors.contains("chitra ledger budget --per line --books books"))
        let again = try office.must(
            "ledger assign-lines lines.csv --key keys/chief-accountant.key"
        )
        #expect(again.output.contains("(entered already)"))
        try office.must("ledger receive fees.csv --key keys/chief-accountant.key")
        let budget = try office.must("ledger budget --per line --per source").output
        #expect(budget.contains("4      805      398     –              12"))
        #expect(budget.contains("operating line  –"))
        struct Budget: Decodable {
            struct Row: Decodable {
                struct Codes: Decodable { let chapter: String? }
                let codes: Codes
                let granted: Int64
            }
            let value: [Row]
        }
        let json = try office.must("ledger budget --per chapter --json").output
        let rows = try JSONDecoder().decode(Budget.self, from: Data(json.utf8)).value
        #expect(rows.map(\.codes.chapter) == [nil, "035", "805"])
        #expect(rows.map(\.granted) == [10_000_000, 900_000_000, 900_000_000])
        let trial = try office.must("ledger trial-balance --per sector").output
        #expect(trial.contains("398     GRANTED"))
        let statement = try office.must(
            "ledger statement --account GRANTED --chapter 035 --json"
        ).output
        #expect(statement.contains("QD-2/2026") && !statement.contains("QD-1/2026"))
        for (format, tag) in [
            ("hledger", "chapter:805, sector:398, source-code:12"),
            ("ledger", "      ; chapter: 805\n      ; sector: 398\n      ; source-code: 12\n"),
            ("beancount", "      chapter: \"805\"\n      sector: \"398\"\n"),
        ] {
            let text = try office.must("ledger export --format \(format)").output
            #expect(text.contains(tag), "\(format)")
        }
        #expect(try office.must("ledger budget-lines").output.contains("QD-2/2026"))
        try office.approve()
        let used = try office.must("ledger budget --per economic-code")
        let line = used.output.split(separator: "\n").first { $0.contains("7151") } ?? ""
        #expect(
            line.split(separator: " ").filter { $0 != "VND" }
                == ["NA01", "2026", "7151", "0", "870,000", "-870,000", "0", "0"]
        )
        // Of an estimate for all contents nothing is overdrawn.
        #expect(!used.errors.contains("more is approved"))
        #expect(used.errors.contains(Self.belowZero))
        #expect(try office.must("ledger budget-lines --year 2027 --json").output.contains("[\n\n"))
    }

    private static let belowZero = "estimates and advances stand on the line of the source"

    @Test func `a programme's line in another sector is not overdrawn, and the table says why`()
        throws
    {
        let office = try Office.ready()
        try office.must("ledger assign-lines lines.csv --key keys/chief-accountant.key")
        try office.write(
            """
            unit,year,source,programme,valid_from,level,chapter,sector,economic_code,source_code,document
            NA01,2026,local,social-assistance,,4,805,371,7151,12,QD-9/2026

            """,
            "other.csv"
        )
        try office.must("ledger assign-lines other.csv --key keys/chief-accountant.key")
        try office.approve()
        let budget = try office.must("ledger budget --per line")
        #expect(budget.output.contains("-870,000 VND"))
        #expect(!budget.errors.contains("more is approved"))
        #expect(budget.errors.contains(Self.belowZero))
        #expect(try !office.must("ledger budget").errors.contains(Self.belowZero))
        #expect(
            try office.must("ledger budget --per line --lang vi").errors.contains(
                "dự toán và tạm ứng đứng ở dòng của nguồn"
            )
        )
    }

    @Test
    func `an account that there is not, days that run backwards and another basis are refused`()
        throws
    {
        let office = try Office()
        for (line, word) in [
            ("ledger statement --account BANK", "the chart has no account BANK; it has: CASH, "),
            (
                "ledger statement --account CASH --from 2026-12-01 --to 2026-11-01",
                "--from is not after --to"
            ),
            ("ledger trial-balance --by today", "--by is booking or value"),
            ("ledger statement --account CASH --from tomorrow", "--from is a day"),
            (
                "ledger trial-balance --groups --per line",
                "--groups and --per do not go together"
            ),
            ("ledger budget --per colour", "--per does not take colour; it takes: line, "),
            (
                "ledger statement --account EXP --chapter 85",
                "chapter 85 is not 3 digits of such a code"
            ),
            ("ledger export --format csv", "--format is hledger, ledger or beancount"),
        ] {
            let run = try office.run(line)
            #expect(run.code == 64, "\(line)")
            #expect(run.errors.contains(word), "\(run.errors)")
        }
    }

    @Test func `each program of the export is written for`() throws {
        let office = try Office.approved()
        for (format, beginning) in [
            ("hledger", "commodity 1000. VND"), ("ledger", "commodity VND\n    format 1000 VND"),
            ("beancount", "1970-01-01 commodity VND"),
        ] {
            let text = try office.must("ledger export --format \(format)").output
            #expect(text.contains(beginning))
            #expect(text.contains("NA0100001/approved") || text.contains("NA0100001%2Fapproved"))
        }
    }

    @Test func `an auditor asks a snapshot with sqlite3, and every question has its answer`() throws
    {
        let office = try Office.approved()
        func sql(_ options: [String]) throws -> String {
            let words = ["ledger", "sql", "--lang", "en"] + options
            return try Program.chitra.run(words, in: office.folder).output
        }
        try office.must("ledger snapshot copy.sqlite")
        try office.write(try sql([]), "questions.sql")
        let asked = try Program(path: "/usr/bin/sqlite3").run(
            ["-readonly", "-bail", "copy.sqlite", ".read questions.sql"],
            in: office.folder
        )
        #expect(asked.code == 0, "\(asked.errors)")
        #expect(asked.output.contains("NA0100001|payout|NA01|2026-11|"))
        #expect(asked.output.contains("NA0100001|account-holder|"))
        #expect(asked.output.contains("|batch submit|"))
        let json = try sql(["--json"])
        #expect(json.contains("\"schema\" : \"chitra/sql/1\""))
    }

    @Test func `groups, ages, counterparts and trails are asked for at a terminal`() throws {
        let office = try Office.approved()
        let trial = try office.must("ledger trial-balance --groups").output
        let owed = try #require(trial.range(of: "OWED"))
        let payable = try #require(trial.range(of: " PAY "))
        #expect(owed.lowerBound < payable.lowerBound)
        let ages = try office.must("ledger ageing --json").output
        #expect(ages.contains("\"schema\" : \"chitra/ageing/1\""))
        #expect(ages.contains("\"upTo30\" : "))
        let table = try office.must("ledger correspondence").output
        #expect(table.contains("EXP"))
        let trail = try office.must("ledger trail NA0100001/approved --onwards").output
        #expect(trail.contains("PAY"))
        let statement = try office.must("ledger statement --account EXP").output
        #expect(statement.contains("2026/00000"))
        let unknown = try office.run("ledger trail nothing")
        #expect(unknown.code == 64)
        #expect(unknown.errors.contains("the books have no entry nothing"))
    }

    @Test func `a unit's books are closed at a terminal, and the years are shown`() throws {
        let office = try Office.approved()
        let years = try office.must("ledger years").output
        #expect(years.contains("NA01") && years.contains("2026"))
        let command = "ledger close --unit NA01 --document BB-1 --key keys/chief-accountant.key"
        let early = try office.run(command + " --through 2999-01-01")
        #expect(early.code == 64, "\(early.errors)")
        let wrong = try office.run(command + " --through tomorrow")
        #expect(wrong.errors.contains("--through is a day"), "\(wrong.errors)")
    }
}
