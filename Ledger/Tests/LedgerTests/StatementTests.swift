// The statement of an account against the journal and the trial balance, over seeds.

import Ledger
import Testing

@Suite struct StatementTests {
    let chart: ChartOfAccounts

    init() throws { chart = try ChartOfAccounts(csv: chartText) }

    private func entry(
        _ key: String,
        _ amount: Int64,
        booked: String,
        value: String,
        from: String = "CASH",
        to: String = "ADV",
        provider: String? = nil
    ) throws -> JournalEntry {
        var bank = Dimensions(unit: "U1")
        bank.provider = provider
        return try JournalEntry(
            key: key,
            event: "advance",
            unit: "U1",
            bookedOn: day(booked),
            valueOn: day(value),
            document: "LC \(key)",
            postings: [.debit(from, .vnd(amount), bank), .credit(to, .vnd(amount), bank)]
        )
    }

    @Test func `the balance runs, by the day of the books or of the value`() throws {
        let entries = [
            try entry("a", 100, booked: "2026-11-02", value: "2026-11-30"),
            try entry("b", 30, booked: "2026-11-03", value: "2026-11-03", from: "DUE", to: "CASH"),
            try entry("c", 5, booked: "2026-11-04", value: "2026-11-01"),
        ]
        func shown(_ by: EntryDay) throws -> [String] {
            var statement = AccountStatement(of: "CASH", by: by)
            for entry in entries { statement.add(entry) }
            return try statement.rows().map {
                "\($0.key) \($0.debit.minorUnits) \($0.credit.minorUnits) \($0.balance.minorUnits)"
            }
        }
        #expect(try shown(.booking) == ["a 100 0 100", "b 0 30 70", "c 5 0 75"])
        #expect(try shown(.value) == ["c 5 0 5", "b 0 30 -25", "a 100 0 75"])
    }

    @Test func `a storno is below zero on the side that it takes back`() throws {
        let first = try entry("a", 100, booked: "2026-11-02", value: "2026-11-02")
        let back = try first.reversal(key: "z", bookedOn: day("2026-11-05"), document: "BB 2")
        var statement = AccountStatement(of: "ADV")
        statement.add(first)
        statement.add(back)
        let rows = try statement.rows()
        #expect(rows.map(\.credit.minorUnits) == [100, -100])
        #expect(rows.map(\.debit.minorUnits) == [0, 0])
        #expect(rows.map(\.reverses) == [nil, "a"])
        #expect(rows.last?.balance.isZero == true)
    }

    @Test func `days before the period are in the opening, days after it are not there`() throws {
        var statement = AccountStatement(
            of: "CASH",
            period: try day("2026-11-03")...day("2026-11-04")
        )
        for (key, date) in [("a", "2026-11-02"), ("b", "2026-11-03"), ("c", "2026-11-05")] {
            statement.add(try entry(key, 7, booked: date, value: date))
        }
        #expect(try statement.openingBalance().minorUnits == 7)
        #expect(try statement.rows().map(\.key) == ["b"])
        #expect(try statement.rows().last?.balance.minorUnits == 14)
    }

    @Test func `a filter passes over what is about something else`() throws {
        var filter = DimensionFilter(unit: "U1")
        filter.provider = "VCB"
        var statement = AccountStatement(of: "CASH", where: filter)
        statement.add(
            try entry("a", 1, booked: "2026-11-02", value: "2026-11-02", provider: "VCB")
        )
        statement.add(
            try entry("b", 2, booked: "2026-11-02", value: "2026-11-02", provider: "BIDV")
        )
        #expect(try statement.rows().map(\.key) == ["a"])
    }

    @Test func `a sum that does not fit is told`() throws {
        var statement = AccountStatement(of: "CASH")
        statement.add(try entry("a", .max, booked: "2026-11-02", value: "2026-11-02"))
        statement.add(try entry("b", 1, booked: "2026-11-02", value: "2026-11-02"))
        #expect(throws: MoneyError.overflow) { try statement.rows() }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `it agrees with the trial balance of the same days`(seed: UInt64) throws {
        let entries = try RandomEntries.many(200, seed: seed, currencies: [.vnd])
        let days = entries.map(\.bookedOn).sorted()
        let period = days[days.count / 4]...days[days.count * 3 / 4]
        var balance = TrialBalance(of: period)
        for entry in entries { balance.add(entry) }
        for row in try balance.rows() {
            var statement = AccountStatement(
                of: row.account,
                where: DimensionFilter(unit: row.unit),
                period: period
            )
            for entry in entries { statement.add(entry) }
            let rows = try statement.rows()
            #expect(try statement.openingBalance() == row.opening)
            #expect(rows.reduce(0) { $0 + $1.debit.minorUnits } == row.debitTurnover.minorUnits)
            #expect(rows.reduce(0) { $0 + $1.credit.minorUnits } == row.creditTurnover.minorUnits)
            #expect((rows.last?.balance ?? row.opening) == row.balance)
        }
    }
}
