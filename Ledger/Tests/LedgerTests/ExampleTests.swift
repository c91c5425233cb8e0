// The examples of the documentation, run. Each block of code in an article stands in this file word for word
// (a test holds the two together), so an example that no longer works cannot stay in print.

import Foundation
import Ledger
import Testing

@Suite struct ExampleTests {
    let october1: CivilDate
    let october20: CivilDate
    let october21: CivilDate
    let october31: CivilDate
    let december10: CivilDate
    let december31: CivilDate
    let january31: CivilDate

    init() throws {
        october1 = try day("2026-10-01")
        october20 = try day("2026-10-20")
        october21 = try day("2026-10-21")
        october31 = try day("2026-10-31")
        december10 = try day("2026-12-10")
        december31 = try day("2026-12-31")
        january31 = try day("2027-01-31")
    }

    /// The journal of the article on posting entries.
    private func posted() throws -> Journal {
        let chart = try ChartOfAccounts(
            csv: """
                code,parent,kind,name_vi,name_en,mapping
                EXP,,expense,Chi trợ cấp,Benefit expense,
                OWED,,liability,Còn phải chi,Owed or on its way,
                PAY,OWED,liability,Phải trả,Payable,
                CLR,OWED,liability,Đang chờ xử lý,In clearing,
                """
        )
        var journal = Journal(chart: chart)
        var person = Dimensions(unit: "U1")
        person.person = 7
        let approved = try JournalEntry(
            key: "batch-1/approved",
            event: "approved",
            unit: "U1",
            bookedOn: october20,
            valueOn: october20,
            document: "QD-12",
            postings: [
                .debit("EXP", .vnd(750_000), person),
                .credit("PAY", .vnd(750_000), person),
            ]
        )
        try journal.post(approved)
        let answer = try journal.post(approved)
        // answer is .alreadyPosted(position: 0)
        #expect(answer == .alreadyPosted(position: 0))
        let withdrawn = try JournalEntry(
            key: "batch-1/withdrawn",
            event: "withdrawn",
            unit: "U1",
            bookedOn: october21,
            valueOn: october21,
            document: "BB-2",
            postings: [
                .debit("PAY", .vnd(250_000), person),
                .credit("EXP", .vnd(250_000), person),
            ],
            reverses: "batch-1/approved"
        )
        try journal.post(withdrawn)
        let owed = try journal.balance(of: "OWED")
        // owed is -500.000 VND: a credit balance
        #expect(owed.description == "-500.000 VND")
        return journal
    }

    @Test func `posting entries`() throws {
        #expect(try posted().entries.count == 2)
    }

    @Test func `rules at the door`() throws {
        let chart = try ChartOfAccounts(csv: chartText)
        let rules = PostingRules(
            chart: chart,
            accountRules: [
                AccountRule(account: "CASH", demand: .neverBelowZero, separately: [.provider]),
                AccountRule(account: "OWED", demand: .neverAbove(.vnd(50_000_000))),
            ],
            budgetYears: [
                BudgetYear(year: 2026, spendingEnds: december31, adjustmentEnds: january31)
            ],
            yearRules: [
                YearRule(account: "EXP", lastGrowth: .adjustment, lastDecrease: .ended)
            ]
        )
        var journal = Journal(rules: rules)
        let deposit = Dimensions(unit: "U1")
        let payment = try JournalEntry(
            key: "file-1/booked",
            event: "booked",
            unit: "U1",
            bookedOn: october20,
            valueOn: october20,
            document: "SK-1",
            postings: [
                .debit("CLR", .vnd(500), deposit), .credit("CASH", .vnd(500), deposit),
            ]
        )
        do {
            try journal.post(payment)
        } catch {
            // error is .belowZero(account: "CASH", unit: "U1", balance: -500 VND)
        }
        #expect(throws: PostingRefusal.belowZero(account: "CASH", unit: "U1", balance: .vnd(-500)))
        {
            try journal.post(payment)
        }
        #expect(journal.entries.isEmpty)
        try journal.close("U1", through: october31)
        #expect(journal.rules.lastClosedDay(of: "U1") == october31)
    }

    @Test func `reservations`() throws {
        var journal = Journal(chart: try ChartOfAccounts(csv: chartText))
        let deposit = Dimensions(unit: "U1")
        let hold = try JournalEntry(
            key: "file-1/held",
            event: "held",
            unit: "U1",
            bookedOn: october20,
            valueOn: october20,
            document: "QD-12",
            postings: [
                .debit("CLR", .vnd(1_000), deposit),
                .credit("CASH", .vnd(1_000), deposit),
            ],
            role: .reservation(until: october31)
        )
        try journal.post(hold)
        let use = try JournalEntry(
            key: "file-1/booked",
            event: "booked",
            unit: "U1",
            bookedOn: october21,
            valueOn: october21,
            document: "SK-44",
            postings: [
                .debit("CLR", .vnd(400), deposit),
                .credit("CASH", .vnd(400), deposit),
            ],
            role: .use(of: "file-1/held")
        )
        try journal.post(use)
        let rest = try hold.release(
            key: "file-1/released",
            bookedOn: october31,
            document: "BB-3",
            completedBefore: journal.completions(of: "file-1/held")
        )
        // rest lets go of 600 VND
        #expect(rest?.postings.first?.amount == .vnd(600))
        if let rest { try journal.post(rest) }
        #expect(try journal.balance(of: "CASH") == .vnd(-400))
    }

    @Test func `asking a journal`() throws {
        let journal = try posted()
        let payable = try #require(journal.rules.chart["PAY"])
        let endOfOctober = try journal.balance(of: "OWED", through: october31, by: .value)

        var statement = AccountStatement(of: "PAY", period: october1...october31)
        for entry in journal.entries { statement.add(entry) }
        let rows = try statement.rows()
        var ages = AgeingReport(of: payable, by: [.person], bands: [30, 60, 90], on: december10)
        for entry in journal.entries { ages.add(entry) }
        let open = try ages.rows()
        var trail = MoneyTrail(chart: journal.rules.chart)
        for entry in journal.entries { trail.add(entry) }
        let sources = trail.trail(of: "file-1/booked", .back)
        #expect(endOfOctober == .vnd(-500_000))
        #expect(rows.map(\.balance.minorUnits) == [-750_000, -500_000])
        #expect(open.first?.open == [.vnd(0), .vnd(500_000), .vnd(0), .vnd(0)])
        #expect(sources.isEmpty)
    }

    /// A journal with one approval.
    private func approved(_ owed: Dimensions, reserved hold: Dimensions) throws -> Journal {
        var journal = Journal(chart: try ChartOfAccounts(csv: chartText))
        try journal.post(
            JournalEntry(
                key: "batch-1/approved",
                event: "approved",
                unit: "U1",
                bookedOn: october20,
                valueOn: october20,
                document: "QD-12",
                postings: [
                    .debit("EXP", .vnd(750_000), owed), .credit("PAY", .vnd(750_000), owed),
                    .debit("RESERVED", .vnd(750_000), hold), .credit("MEMO", .vnd(750_000), hold),
                ]
            )
        )
        return journal
    }

    @Test func `budget lines`() throws {
        let granted = try BudgetCodes(
            level: "4",
            chapter: "805",
            sector: "398",
            economicCode: nil,
            sourceCode: "12"
        )
        let pension = try BudgetCodes(
            level: "4",
            chapter: "805",
            sector: "398",
            economicCode: "7451",
            sourceCode: "12"
        )
        var table = BudgetLineTable()
        for (codes, programme) in [(granted, nil), (pension, "social-pension")] {
            table.add(
                BudgetLineAssignment(
                    line: BudgetLine(unit: "U1", budgetYear: 2026, codes: codes),
                    source: "local",
                    programme: programme,
                    from: october1
                )
            )
        }
        var estimate = Dimensions(unit: "U1")
        estimate.budgetYear = 2026
        estimate.source = "local"
        var expense = estimate
        expense.programme = "social-pension"
        let line = table.assigned(expense, on: october20).codes
        // line is 4-805-398-7451-12
        #expect(line?.description == "4-805-398-7451-12")
        let journal = try approved(
            table.assigned(expense, on: october20),
            reserved: table.assigned(estimate, on: october20)
        )
        var balances = DimensionedTrialBalance(by: [.sector, .economicCode])
        for entry in journal.entries { balances.add(entry) }
        let byLine = try balances.rows()
        var filter = DimensionFilter(unit: "U1")
        try filter.codes.name(.economicCode, "7451")
        let spent = try journal.balance(of: "EXP", where: filter)
        // spent is 750.000 VND
        #expect(spent == .vnd(750_000))
        #expect(byLine.map { $0.part.codes[.economicCode] } == [nil, nil, "7451", "7451"])
        #expect(byLine.map(\.account.account) == ["MEMO", "RESERVED", "EXP", "PAY"])
    }

    @Test func `every block of code of the articles stands in this file`() throws {
        let here = URL(filePath: #filePath)
        let articles = here.appending(path: "../../../Sources/Ledger/Ledger.docc").standardized
        let names = try FileManager.default.contentsOfDirectory(atPath: articles.path())
        func lines(_ text: String) -> [String] {
            text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let code = lines(try String(contentsOf: here, encoding: .utf8)).joined(separator: "\n")
        var blocks = 0
        for name in names.sorted() where name.hasSuffix(".md") {
            let text = try String(contentsOf: articles.appending(path: name), encoding: .utf8)
            for part in text.components(separatedBy: "```swift\n").dropFirst() {
                let block = part.components(separatedBy: "```")[0]
                blocks += 1
                #expect(code.contains(lines(block).joined(separator: "\n")), "\(name): \(block)")
            }
        }
        #expect(blocks >= 10)
    }
}
