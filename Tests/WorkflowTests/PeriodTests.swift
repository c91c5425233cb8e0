// Closed periods, the turn of a budget year and its settlement, on the books themselves.

import BankSimulator
import Disbursement
import GRDB
import Intake
import Ledger
import Store
import Testing
import Workflow

struct PeriodTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let hoa = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")

    /// A paid month of two people, 1,620,000 đồng, cleared.
    private func paid() throws -> (town: Household, batch: String) {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        func disabled(_ person: Townsman) -> RegisterLine {
            .enrol(person, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
        }
        try town.register([
            disabled(lan).account("1028722532310"), disabled(hoa).account("1028722532311"),
        ])
        try town.receive([
            "estimate,NA01,2026,local,,2000000000,QD-1,2026-01-05",
            "advance,NA01,2026,local,vietinbank,5000000,RDT-1,2026-11-20",
        ])
        let sheet = try #require(try town.runMonth("2026-11").first)
        town.now = morning("2026-12-01")
        let files = try town.simulate(through: "2026-11-30") { terms in
            terms.credits = [
                FundsCredit(
                    account: "1500211000000",
                    day: day("2026-11-20"),
                    amount: 5_000_000,
                    reference: "RDT-1"
                )
            ]
        }
        try town.take(files)
        try town.reconcile()
        try town.clearAdvance("TT-1")
        return (town, sheet.code)
    }

    private func close(_ town: Household, _ through: String) throws -> Bool {
        try town.write { open in
            try ClosePeriod(town.environment).close(
                open,
                unit: "NA01",
                through: day(through),
                document: "BB-1",
                officer: try town.key("chief-accountant", open)
            )
        }
    }

    private func settle(_ town: Household, _ on: String) throws -> Bool {
        try town.write { open in
            try ClosePeriod(town.environment).settle(
                open,
                unit: "NA01",
                year: 2026,
                settledOn: day(on),
                document: "QT-2026",
                officer: try town.key("chief-accountant", open)
            )
        }
    }

    private func carry(_ town: Household) throws -> [Int64] {
        try town.write { open in
            try ClosePeriod(town.environment).carryAdvance(
                open,
                unit: "NA01",
                year: 2026,
                document: "QD-31",
                officer: try town.key("chief-accountant", open)
            ).map(\.amount)
        }
    }

    /// Balances of one year.
    private func balance(_ town: Household, _ account: String, _ year: Int) throws -> Int64 {
        try town.read { try $0.books.balance(account: account, unit: "NA01", year: year) }
    }

    @Test
    func `a paper of a closed period is booked on the first open day and counts from its own`()
        throws
    {
        let (town, _) = try paid()
        #expect(try close(town, "2026-11-30"))
        #expect(try !close(town, "2026-11-30"))
        #expect(try refusal { _ = try close(town, "2026-11-29") } == .dataErrors)
        #expect(try refusal { _ = try close(town, "2026-12-01") } == .usage)
        try town.receive(["advance,NA01,2026,local,vietinbank,1000,RDT-7,2026-11-25"])
        let days = try town.read { open in
            try open.books.read { db in
                try Row.fetchAll(
                    db,
                    sql: "SELECT booked_on, value_on FROM entry ORDER BY number DESC LIMIT 1"
                ).map { "\($0["booked_on"] as String) \($0["value_on"] as String)" }
            }
        }
        #expect(days == ["2026-12-01 2026-11-25"])
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `a period of which there is no statement at all is not closed`() throws {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        town.now = morning("2026-12-05")
        // Without money there is nothing to state.
        #expect(try close(town, "2026-10-31"))
        try town.receive([
            "estimate,NA01,2026,local,,2000000000,QD-1,2026-01-05",
            "advance,NA01,2026,local,vietinbank,5000000,RDT-1,2026-11-20",
        ])
        #expect(try close(town, "2026-11-19"))
        #expect(try refusal { _ = try close(town, "2026-11-30") } == .reconciliationDiffers)
        try town.takeStatement("A", on: "2026-11-30", opening: 0, [.init(amount: 5_000_000)])
        #expect(try close(town, "2026-11-30"))
    }

    @Test func `a period of which a statement is missing is not closed`() throws {
        let (town, _) = try paid()
        let last = try #require(
            try town.read { try $0.books.query { try $0.statements() } }.last {
                $0.provider == "vietinbank"
            }
        )
        #expect(last.through == day("2026-11-30"))
        func take(_ name: String, _ day: String, _ entries: [Int64], after: Int64) throws {
            var statement = MadeUpStatement(
                entries: entries.map { MadeUpStatement.Entry(amount: $0) },
                opening: last.closing + after,
                name: name
            )
            statement.day = day
            try town.take([statement.file])
            try town.reconcile()
        }
        town.now = morning("2026-12-05")
        try take("D3", "2026-12-03", [], after: 700)
        // What lies between the last of November and the third may belong to any day between.
        #expect(try refusal { _ = try close(town, "2026-12-01") } == .reconciliationDiffers)
        #expect(try refusal { _ = try close(town, "2026-12-04") } == .reconciliationDiffers)
        #expect(try close(town, "2026-11-30"))
        try take("D2", "2026-12-02", [700], after: 0)
        #expect(try close(town, "2026-12-01"))
        #expect(try close(town, "2026-12-03"))
        // No statement reaches the fourth: what the bank booked on it is not known.
        #expect(try refusal { _ = try close(town, "2026-12-04") } == .reconciliationDiffers)
        try take("D4", "2026-12-04", [], after: 700)
        #expect(try close(town, "2026-12-04"))
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `nothing is booked in a closed period, whatever the step`() throws {
        let (town, _) = try paid()
        #expect(try close(town, "2026-11-30"))
        let before = try town.standing()
        var dimensions = Dimensions(unit: "NA01")
        dimensions.budgetYear = 2026
        let entry = try JournalEntry(
            key: "test/late",
            event: "test",
            unit: "NA01",
            bookedOn: day("2026-11-30"),
            valueOn: day("2026-11-30"),
            document: "X",
            postings: [
                .debit("GRANTED", .vnd(1), dimensions), .credit("MEMO", .vnd(1), dimensions),
            ]
        )
        let error = StoreError.periodClosed(
            unit: "NA01",
            through: day("2026-11-30"),
            bookedOn: day("2026-11-30")
        )
        #expect(throws: error) {
            try town.write { open in
                try open.books.step(
                    StepInfo(key: "test", verb: "test", at: town.now, officer: "")
                ) { try $0.post(entry) }
            }
        }
        #expect(try town.standing() == before)
    }

    @Test func `the advance is carried in January, the year is settled, and then it stands still`()
        throws
    {
        let (town, batch) = try paid()
        let transfer = try town.transfer(lan, in: batch)
        let number = try town.propose(transfer, try town.number(lan), 810_000)
        try town.decideCase(number, by: "account-holder")
        #expect(try balance(town, "ADV", 2026) == -3_380_000)
        #expect(try refusal { _ = try carry(town) } == .usage)
        town.now = morning("2027-01-20")
        #expect(try refusal { _ = try settle(town, "2027-01-20") } == .usage)
        #expect(try carry(town) == [3_380_000])
        #expect(try carry(town) == [])
        #expect(try balance(town, "ADV", 2026) == 0)
        #expect(try balance(town, "ADV", 2027) == -3_380_000)
        #expect(try balance(town, "ADVANCED", 2027) == 3_380_000)
        town.now = morning("2027-06-30")
        #expect(try balance(town, "EXP", 2026) == 810_000)
        #expect(try settle(town, "2027-06-30"))
        #expect(try !settle(town, "2027-06-30"))
        #expect(try refusal { _ = try settle(town, "2027-06-29") } == .dataErrors)
        // What was decided and is not recovered is owed to the budget from now on.
        #expect(try balance(town, "EXP", 2026) == 1_620_000)
        #expect(try balance(town, "FUND", 2026) == -1_620_000)
        #expect(try balance(town, "DUE", 2026) == -810_000)
        let left = try town.settle(
            number,
            .recoveredAtTreasury(500_000),
            by: "chief-accountant",
            document: "NT-1"
        )
        #expect(left.open == 310_000)
        #expect(
            try town.settle(number, .writtenOff(310_000), by: "account-holder", document: "QD-2")
                .open == 0
        )
        for (account, expected) in [
            ("EXP", 1_620_000), ("FUND", -1_620_000), ("DUE", 0), ("REC", 0), ("LOSS", 0),
        ] as [(String, Int64)] {
            #expect(try balance(town, account, 2026) == expected, "\(account)")
        }
        #expect(try town.verify().findings.isEmpty)
        try town.expectHledgerAgrees()
    }

    @Test func `a year with an open advance is not settled`() throws {
        let (town, _) = try paid()
        town.now = morning("2027-06-30")
        #expect(try refusal { _ = try settle(town, "2027-06-30") } == .approvalMissing)
        // Too late to carry: the adjustment is over.
        #expect(try refusal { _ = try carry(town) } == .usage)
        try town.giveBack(
            GiveBackOrder(
                unit: "NA01",
                provider: "vietinbank",
                year: 2026,
                source: "local",
                amount: 3_380_000,
                document: "NT-9",
                isCleared: false
            )
        )
        #expect(try settle(town, "2027-06-30"))
        let state = try town.read { open in
            try ClosePeriod(town.environment).states(open, units: []).first
        }
        #expect(state?.year.phase(on: town.now.date) == .settled)
        #expect(state?.advance == 0)
    }

    @Test func `only the chief accountant closes, of a unit that there is`() throws {
        let (town, _) = try paid()
        let code = try refusal {
            _ = try town.write { open in
                try ClosePeriod(town.environment).close(
                    open,
                    unit: "NA01",
                    through: day("2026-11-30"),
                    document: "BB-1",
                    officer: try town.key("maker", open)
                )
            }
        }
        #expect(code == .notPermitted)
    }
}
