// What a journal can be asked: sums of groups, balances of a day, ages, counterparts, trails, vouchers.

import Ledger
import Testing

@Suite struct ReportTests {
    private func journal(_ text: String) throws -> Journal {
        var script = try LedgerScript()
        #expect(try script.run(text) == [])
        return script.journal
    }

    private static let month = """
        with source=398
        2026-10-01 w1 advance C2
          CASH 900 provider=VCB
          ADV -900
        2026-10-05 a1 approve QD-1
          EXP 300 person=1
          PAY -300 person=1
          EXP 500 person=2
          PAY -500 person=2
        2026-10-06 h1 hand-over F1
          PAY 300 person=1
          PAY 500 person=2
          CLR -800 file=F1
        2026-10-07 b1 booked SK-1
          CLR 800 file=F1
          CASH -800 provider=VCB
        2026-11-05 r1 returned BC-1
          CASH 500 provider=VCB
          PAY -500 person=2
        2026-11-20 a2 approve QD-2
          EXP 200 person=2
          PAY -200 person=2

        """

    @Test func `a group shows the sum of its members, before them`() throws {
        let journal = try journal(ReportTests.month)
        let chart = journal.rules.chart
        let rows = try journal.trialBalance().rows(groupedBy: chart)
        let shown = rows.map { "\($0.account) \($0.balance.minorUnits)" }
        #expect(
            shown == ["CASH 600", "ADV -900", "EXP 1000", "OWED -700", "PAY -700", "CLR 0"]
        )
        let owed = try #require(rows.first { $0.account == "OWED" })
        #expect(owed.debitTurnover == .vnd(1600))
        #expect(owed.creditTurnover == .vnd(2300))
        #expect(try journal.balance(of: "OWED") == .vnd(-700))
        #expect(chart.lineage(of: "PAY") == ["PAY", "OWED"])
        #expect(chart.members(of: "OWED").map(\.code) == ["PAY", "CLR"])
    }

    @Test func `a balance is asked for as of any day of the books or of the value`() throws {
        var journal = try journal(ReportTests.month)
        let late = try JournalEntry(
            key: "late",
            event: "booked",
            unit: "U1",
            bookedOn: day("2026-12-01"),
            valueOn: day("2026-10-31"),
            document: "SK-9",
            postings: [
                .debit("CLR", .vnd(50), Dimensions(unit: "U1")),
                .credit("CASH", .vnd(50), Dimensions(unit: "U1")),
            ]
        )
        try journal.post(late)
        let table: [(String, EntryDay, Int64)] = [
            ("2026-09-30", .booking, 0), ("2026-10-01", .booking, 900), ("2026-10-06", .value, 900),
            ("2026-10-31", .booking, 100), ("2026-10-31", .value, 50), ("2026-11-05", .value, 550),
            ("2026-11-30", .booking, 600), ("2026-12-01", .booking, 550),
        ]
        for (through, by, expected) in table {
            let found = try journal.balance(of: "CASH", through: day(through), by: by)
            #expect(found == .vnd(expected), "\(through) by \(by)")
        }
    }

    @Test func `what is owed is as old as the day it was owed`() throws {
        let journal = try journal(ReportTests.month)
        let pay = try #require(journal.rules.chart["PAY"])
        var report = AgeingReport(of: pay, by: [.person], on: try day("2026-12-10"))
        for entry in journal.entries { report.add(entry) }
        let rows = try report.rows()
        #expect(rows.map(\.part.person) == [2])
        #expect(rows.first?.open == [.vnd(200), .vnd(500), .vnd(0), .vnd(0)])
        #expect(rows.first?.oldest == (try day("2026-11-05")))
        #expect(rows.first?.inAdvance == .vnd(0))
    }

    @Test func `a storno settles its own original, not the oldest`() throws {
        let journal = try journal(
            """
            2026-10-01 a1 approve QD
              EXP 10
              PAY -10
            2026-11-01 a2 approve QD
              EXP 20
              PAY -20
            2026-12-01 s1 withdraw BB of a2
              PAY 15
              EXP -15
            2026-12-02 h1 hand-over F
              PAY 30
              CLR -30
            2026-12-03 a3 approve QD
              EXP 5
              PAY -5
            """
        )
        let pay = try #require(journal.rules.chart["PAY"])
        func open(_ on: String) throws -> [AgeingReport.Row] {
            var report = AgeingReport(of: pay, by: [], bands: [30], on: try day(on))
            for entry in journal.entries { report.add(entry) }
            return try report.rows()
        }
        #expect(try open("2026-12-01").first?.open == [.vnd(5), .vnd(10)])
        #expect(try open("2026-12-02").first?.open == [.vnd(0), .vnd(0)])
        #expect(try open("2026-12-02").first?.inAdvance == .vnd(15))
        #expect(try open("2026-12-03").first?.inAdvance == .vnd(10))
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `ages add up to the balance of each part`(seed: UInt64) throws {
        let chart = try ChartOfAccounts(csv: chartText)
        var journal = Journal(chart: chart)
        for entry in try RandomEntries.many(300, seed: seed) { try journal.post(entry) }
        let pay = try #require(chart["PAY"])
        let through = try day("2026-01-30")
        var report = AgeingReport(of: pay, by: [.unit, .person], on: through)
        for entry in journal.entries { report.add(entry) }
        let rows = try report.rows()
        #expect(rows.count > 4)
        for row in rows where row.part.person != nil {
            let balance = try journal.balance(of: "PAY", where: row.part, through: through)
            let open = row.open.reduce(0) { $0 + $1.minorUnits }
            #expect(open - row.inAdvance.minorUnits == -balance.minorUnits)
        }
    }

    @Test func `every đồng goes from an account that is credited to one that is debited`() throws {
        let journal = try journal(
            ReportTests.month + """
                2026-11-21 s1 withdraw BB of a2
                  PAY 50 person=2
                  EXP -50 person=2
                """
        )
        var table = AccountCorrespondence(chart: journal.rules.chart)
        for entry in journal.entries { table.add(entry) }
        let rows = try table.rows().map { "\($0.debit) \($0.credit) \($0.amount.minorUnits)" }
        #expect(
            rows == [
                "CASH ADV 900", "CASH PAY 500", "CLR CASH 800", "EXP PAY 950", "PAY CLR 800",
            ]
        )
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `movements meet every posting exactly`(seed: UInt64) throws {
        let chart = try ChartOfAccounts(csv: chartText)
        for entry in try RandomEntries.many(200, seed: seed) {
            var left: [Posting: Int64] = [:]
            for posting in entry.postings {
                left[posting, default: 0] += posting.amount.minorUnits
            }
            for movement in entry.movements(under: chart) {
                left[movement.debit, default: 0] -= movement.minorUnits
                left[movement.credit, default: 0] -= movement.minorUnits
                #expect(movement.minorUnits > 0)
                #expect(movement.debit.side == .debit && movement.credit.side == .credit)
                let memo = [movement.debit, movement.credit].map {
                    RandomEntries.memo.contains($0.account)
                }
                #expect(memo[0] == memo[1])
            }
            #expect(left.values.allSatisfy { $0 == 0 })
        }
    }

    @Test func `a đồng is followed back to the budget and on to the person`() throws {
        let journal = try journal(
            ReportTests.month + """
                2026-11-30 c1 clear C2-B
                  ADV 900
                  FUND -900
                """
        )
        var trail = MoneyTrail(chart: journal.rules.chart)
        for entry in journal.entries { trail.add(entry) }
        func told(_ key: String, _ direction: MoneyTrail.Direction) -> [String] {
            trail.trail(of: key, direction).map {
                "\($0.depth) \($0.key) \($0.from)>\($0.to) \($0.minorUnits)"
            }
        }
        #expect(
            told("b1", .back) == ["0 b1 CASH>CLR 800", "1 w1 ADV>CASH 800", "2 c1 FUND>ADV 800"]
        )
        #expect(
            told("b1", .on) == [
                "0 b1 CASH>CLR 800", "1 h1 CLR>PAY 300", "1 h1 CLR>PAY 500",
                "2 a1 PAY>EXP 300", "2 a1 PAY>EXP 500",
            ]
        )
        #expect(trail.trail(of: "nothing", .on) == [])
    }

    @Test func `a circle of movements ends`() throws {
        let journal = try journal(
            """
            2026-10-01 x1 turn QD
              CASH 10
              REC -10
            2026-10-01 x2 turn QD
              REC 10
              CASH -10
            """
        )
        var trail = MoneyTrail(chart: journal.rules.chart)
        for entry in journal.entries { trail.add(entry) }
        #expect(trail.trail(of: "x1", .back, depth: 1_000).map(\.key) == ["x1", "x2"])
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `a trail and its ends add up to the amount`(seed: UInt64) throws {
        let chart = try ChartOfAccounts(csv: chartText)
        let entries = try RandomEntries.many(200, seed: seed)
        var trail = MoneyTrail(chart: chart, separately: [.unit])
        for entry in entries { trail.add(entry) }
        for entry in entries.prefix(80) {
            for direction in [MoneyTrail.Direction.back, .on] {
                var byDepth: [Int: Int64] = [:]
                for step in trail.trail(of: entry.key, direction, depth: 5) {
                    #expect(step.minorUnits > 0)
                    byDepth[step.depth, default: 0] += step.minorUnits
                }
                for depth in 1...5 {
                    #expect(byDepth[depth, default: 0] <= byDepth[depth - 1, default: 0])
                }
            }
        }
    }

    @Test func `vouchers count each unit and year without a gap`() throws {
        let entries = try RandomEntries.many(3_000, seed: 5)
        var numbers = VoucherNumbers()
        var series: [String: [Int]] = [:]
        for entry in entries {
            let voucher = numbers.next(entry)
            #expect(voucher.unit == entry.unit)
            series["\(voucher.unit) \(voucher.year)", default: []].append(voucher.number)
        }
        #expect(series.count == 6)
        for numbers in series.values { #expect(numbers == Array(1...numbers.count)) }
        #expect(VoucherNumber(unit: "U1", year: 2026, number: 123).description == "2026/000123")
        #expect(
            VoucherNumber(unit: "U1", year: 2026, number: 1_234_567).description == "2026/1234567"
        )
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `sub-accounts hold what a dictionary holds`(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        var packed = SubAccounts()
        var plain: [Int64: Int64] = [:]
        for _ in 0..<20_000 {
            let number = Int64.random(in: -3_000...3_000, using: &generator)
            let amount = Int64.random(in: -500...500, using: &generator)
            try packed.add(number, amount)
            plain[number, default: 0] += amount
        }
        #expect(packed.count == plain.count)
        #expect(packed.total == plain.values.reduce(0) { $0 + Int128($1) })
        let rows = plain.filter { $0.value != 0 }.sorted { $0.key < $1.key }
        #expect(packed.rows().map(\.number) == rows.map(\.key))
        #expect(packed.rows().map(\.balance) == rows.map(\.value))
        for (number, balance) in plain { #expect(packed[number] == balance) }
        #expect(packed[9_999] == 0)
        #expect(throws: MoneyError.overflow) {
            try packed.add(7, .max)
            try packed.add(7, .max)
        }
    }

    @Test func `a unit hands over everything by minutes, and the hand-overs net to zero`() throws {
        var journal = try journal(
            ReportTests.month + """
                2026-11-25 e1 grant QD
                  GRANTED 9000
                  MEMO -9000
                """
        )
        let before = try journal.balances(ofUnit: "U1")
        let pair = try #require(
            try BalanceCarrying.handOver(
                before,
                to: "U9",
                through: "HO",
                chart: journal.rules.chart,
                paper: CarryingPaper(key: "BB-7", day: day("2026-12-01"), document: "BB-7")
            )
        )
        try journal.post(pair.given)
        try journal.post(pair.taken)
        let left = try journal.balances(ofUnit: "U1")
        #expect(left == [])
        let given = DimensionFilter(unit: "U1")
        #expect(journal.trialBalance().isBalanced)
        #expect(try journal.balance(of: "HO", where: given).isZero)
        #expect(try journal.balance(of: "HO") == .vnd(0))
        for row in before {
            var filter = DimensionFilter(row.dimensions, only: Set(Dimension.allCases))
            filter.unit = "U9"
            #expect(try journal.balance(of: row.account, where: filter) == row.balance)
        }
        let rows = try journal.trialBalance().totals()
        #expect(rows.allSatisfy { $0.balance.isZero })
    }

    @Test func `advances are carried into the next budget year, each source for itself`() throws {
        var journal = try journal(
            """
            with year=2026
            2026-10-01 w1 advance C2
              CASH 70
              ADV -70 source=1
            2026-10-02 w2 advance C2
              CASH 30
              ADV -30 source=2
            2026-10-03 c1 clear C2-B
              ADV 30 source=2
              FUND -30 source=2
            """
        )
        let carried = try #require(
            try BalanceCarrying.toNextYear(
                try journal.balances(ofUnit: "U1"),
                of: "ADV",
                from: 2026,
                paper: CarryingPaper(key: "y1", day: day("2027-01-31"), document: "QD-9")
            )
        )
        #expect(carried.postings.count == 2)
        try journal.post(carried)
        var filter = DimensionFilter(unit: "U1")
        filter.budgetYear = 2026
        #expect(try journal.balance(of: "ADV", where: filter).isZero)
        filter.budgetYear = 2027
        filter.source = "1"
        #expect(try journal.balance(of: "ADV", where: filter) == .vnd(-70))
    }
}
