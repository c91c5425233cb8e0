// Codes of the budget, the table of assignments, and balances by budget line.

import Ledger
import Testing

@Suite struct BudgetLineTests {
    private func codes(_ text: String) throws -> BudgetCodes {
        try #require(BudgetCodes(text), "\(text)")
    }

    private func assignment(
        _ text: String,
        programme: String? = nil,
        from: String,
        unit: String = "U1",
        year: Int = 2026
    ) throws -> BudgetLineAssignment {
        BudgetLineAssignment(
            line: BudgetLine(unit: unit, budgetYear: year, codes: try codes(text)),
            source: "local",
            programme: programme,
            from: try day(from)
        )
    }

    @Test(arguments: ["4-805-398-7151-12", "1-024-371-–-01", "2-999-001-0001-99"])
    func `codes say what they were made of`(_ text: String) throws {
        let found = try codes(text)
        #expect(found.description == text)
        let texts = text.split(separator: "-").map { $0 == "–" ? nil : String($0) }
        #expect(BudgetCodes.Field.allCases.map { found.text(of: $0) } == texts)
    }

    @Test(arguments: [
        ("5-805-398-7151-12", BudgetCodes.Field.level), ("0-805-398-7151-12", .level),
        ("4-85-398-7151-12", .chapter), ("4-000-398-7151-12", .chapter),
        ("4-805-3980-7151-12", .sector), ("4-805-39x-7151-12", .sector),
        ("4-805-398-715-12", .economicCode), ("4-805-398-0000-12", .economicCode),
        ("4-805-398-7151-1", .sourceCode), ("4-805-398-7151-1٢", .sourceCode),
    ])
    func `a text that is no code is refused`(_ text: String, _ field: BudgetCodes.Field) throws {
        let texts = text.split(separator: "-").map { String($0) }
        let place = try #require(BudgetCodes.Field.allCases.firstIndex(of: field))
        #expect(throws: BudgetCodeRefusal(field: field, text: texts[place])) {
            try BudgetCodes(
                level: texts[0],
                chapter: texts[1],
                sector: texts[2],
                economicCode: texts[3],
                sourceCode: texts[4]
            )
        }
    }

    @Test func `the programme's own line counts first, then the latest day, then the last word`()
        throws
    {
        var table = BudgetLineTable()
        var estimate = Dimensions(unit: "U1")
        estimate.budgetYear = 2026
        estimate.source = "local"
        var pension = estimate
        pension.programme = "pension"
        func line(_ dimensions: Dimensions, _ text: String) throws -> String? {
            table.assigned(dimensions, on: try day(text)).codes?.description
        }
        #expect(try line(pension, "2026-10-01") == nil)
        table.add(try assignment("4-805-398-–-12", from: "2026-01-01"))
        table.add(try assignment("4-805-398-7151-12", programme: "pension", from: "2026-03-01"))
        table.add(try assignment("4-806-398-–-12", from: "2026-07-01"))
        #expect(try line(estimate, "2025-12-31") == nil)
        #expect(try line(pension, "2026-02-28") == "4-805-398-–-12")
        #expect(try line(pension, "2026-08-01") == "4-805-398-7151-12")
        #expect(try line(estimate, "2026-06-30") == "4-805-398-–-12")
        #expect(try line(estimate, "2026-07-01") == "4-806-398-–-12")
        table.add(try assignment("4-807-398-–-12", from: "2026-01-01"))
        #expect(try line(estimate, "2026-06-30") == "4-807-398-–-12", "the last word")
        #expect(try line(estimate, "2026-07-01") == "4-806-398-–-12", "the latest day")
        for change in [
            { (other: inout Dimensions) in other.budgetYear = 2027 },
            { $0.source = "central" }, { $0.source = nil }, { $0.budgetYear = nil },
        ] {
            var other = estimate
            change(&other)
            #expect(try line(other, "2026-08-01") == nil)
        }
    }

    @Test func `balances by budget line add up to those of the accounts`() throws {
        let entries = try RandomEntries.many(600, seed: 7)
        var journal = Journal(chart: try ChartOfAccounts(csv: chartText))
        for entry in entries { try journal.post(entry) }
        let period = try day("2026-02-01")...day("2026-03-01")
        var parted = DimensionedTrialBalance(
            by: [.budgetYear, .level, .chapter, .sector, .economicCode, .sourceCode],
            of: period
        )
        for entry in journal.entries { parted.add(entry) }
        let rows = try parted.rows()
        #expect(Set(rows.map(\.part.codes)).count == 3)
        var sums: [String: Int64] = [:]
        for row in rows {
            let account = row.account
            let amounts = [
                account.opening, account.debitTurnover, account.creditTurnover, account.balance,
            ]
            for (place, amount) in amounts.enumerated() {
                sums["\(account.unit) \(account.account) \(place)", default: 0] += amount.minorUnits
            }
        }
        for row in try journal.trialBalance(of: period).rows() {
            let amounts = [row.opening, row.debitTurnover, row.creditTurnover, row.balance]
            for (place, amount) in amounts.enumerated() {
                #expect(sums["\(row.unit) \(row.account) \(place)"] == amount.minorUnits)
            }
        }
        var filter = DimensionFilter(unit: "U001")
        try filter.codes.name(.sector, "371")
        try filter.codes.name(.chapter, "035")
        let asked = try journal.balance(of: "PAY", where: filter)
        let told = rows.filter {
            $0.account.unit == "U001" && $0.account.account == "PAY"
                && $0.part.codes[.sector] == "371"
        }
        #expect(!asked.isZero)
        // The trial balance ends with its period.
        let throughPeriod = try journal.balance(
            of: "PAY",
            where: filter,
            through: period.upperBound
        )
        #expect(told.reduce(0) { $0 + $1.account.balance.minorUnits } == throughPeriod.minorUnits)
    }

    @Test func `a hand-over and a storno stay on their line`() throws {
        var dimensions = Dimensions(unit: "U1")
        dimensions.budgetYear = 2026
        dimensions.source = "local"
        dimensions.codes = try codes("4-805-398-–-12")
        let granted = try JournalEntry(
            key: "g1",
            event: "estimate",
            unit: "U1",
            bookedOn: day("2026-10-01"),
            valueOn: day("2026-10-01"),
            document: "QD-1",
            postings: [
                .debit("GRANTED", .vnd(900), dimensions), .credit("MEMO", .vnd(900), dimensions),
            ]
        )
        #expect(try granted.moved(to: "U2").postings[0].dimensions.codes == dimensions.codes)
        let storno = try granted.reversal(
            key: "g1/storno",
            bookedOn: day("2026-10-02"),
            document: "QD-2"
        )
        #expect(storno.postings[0].dimensions.budgetLine == dimensions.budgetLine)
        #expect(dimensions.budgetLine?.budgetYear == 2026)
        var other = dimensions
        other.codes = try codes("4-805-398-7151-12")
        let wrong = try JournalEntry(
            key: "g1/other",
            event: "withdrawn",
            unit: "U1",
            bookedOn: day("2026-10-02"),
            valueOn: day("2026-10-02"),
            document: "QD-2",
            postings: [.credit("GRANTED", .vnd(900), other), .debit("MEMO", .vnd(900), other)],
            reverses: "g1"
        )
        var journal = Journal(chart: try ChartOfAccounts(csv: chartText))
        try journal.post(granted)
        #expect(throws: PostingRefusal.self) { try journal.post(wrong) }
    }
}
