// Properties that hold for every journal: tried on random ones, with fixed seeds.

import Ledger
import Testing

@Suite struct JournalTests {
    let chart: ChartOfAccounts

    init() throws { chart = try ChartOfAccounts(csv: chartText) }

    private func journal(_ entries: [JournalEntry]) throws -> Journal {
        var journal = Journal(chart: chart)
        for entry in entries {
            let answer = try journal.post(entry)
            #expect(answer == .posted(position: journal.entries.count - 1))
        }
        return journal
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `debits equal credits, in memo accounts too`(seed: UInt64) throws {
        let journal = try journal(RandomEntries.many(300, seed: seed))
        let balance = journal.trialBalance()
        #expect(balance.isBalanced)
        let rows = try balance.rows()
        #expect(rows.count > 30)
        for unit in RandomEntries.units {
            let ofUnit = rows.filter { $0.unit == unit }
            #expect(ofUnit.reduce(0) { $0 + $1.balance.minorUnits } == 0)
            let memo = ofUnit.filter { RandomEntries.memo.contains($0.account) }
            #expect(memo.reduce(0) { $0 + $1.balance.minorUnits } == 0)
            #expect(memo.contains { !$0.balance.isZero })
        }
        for total in try balance.totals() {
            #expect(total.debitTurnover == total.creditTurnover)
            #expect(total.balance.isZero)
        }
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func `the order of entries does not change the trial balance`(seed: UInt64) throws {
        let entries = try RandomEntries.many(200, seed: seed)
        var generator = SeededGenerator(state: seed)
        var forward = TrialBalance()
        for entry in entries { forward.add(entry) }
        var shuffled = TrialBalance()
        for entry in entries.shuffled(using: &generator) { shuffled.add(entry) }
        #expect(forward == shuffled)
        #expect(try forward.rows() == shuffled.rows())
    }

    @Test(arguments: [21, 22, 23] as [UInt64])
    func `an entry posted twice is posted once`(seed: UInt64) throws {
        let entries = try RandomEntries.many(100, seed: seed)
        var journal = try journal(entries)
        let before = journal.entries
        for (position, entry) in entries.enumerated().reversed() {
            let answer = try journal.post(entry)
            #expect(answer == .alreadyPosted(position: position))
        }
        #expect(journal.entries == before)
    }

    @Test(arguments: [31, 32, 33] as [UInt64])
    func `a storno of everything brings balances and turnovers back to zero`(seed: UInt64) throws {
        let entries = try RandomEntries.many(120, seed: seed).filter { !$0.isStorno }
        var journal = try journal(entries)
        let original = journal.trialBalance()
        for entry in entries {
            let storno = try entry.reversal(
                key: "storno \(entry.key)",
                bookedOn: entry.bookedOn,
                document: "BB"
            )
            #expect(storno.isStorno)
            #expect(storno.event == entry.event)
            try journal.post(storno)
        }
        #expect(original.isBalanced)
        for row in try journal.trialBalance().rows() {
            #expect(row.debitTurnover.isZero && row.creditTurnover.isZero && row.balance.isZero)
        }
    }

    @Test(arguments: [41, 42, 43] as [UInt64])
    func `every row is its opening and its turnovers, and periods join`(seed: UInt64) throws {
        let journal = try journal(RandomEntries.many(300, seed: seed))
        let (first, middle) = (try day("2026-01-01"), try day("2026-01-20"))
        let last = try day("2026-12-31")
        let early = try journal.trialBalance(of: first...middle).rows()
        let late = try journal.trialBalance(of: middle.advanced(byDays: 1)...last).rows()
        let whole = try journal.trialBalance().rows()
        #expect(journal.trialBalance(of: middle...last).isBalanced)
        for row in early + late + whole {
            let sum = try row.opening.adding(row.debitTurnover).subtracting(row.creditTurnover)
            #expect(sum == row.balance)
        }
        for row in whole {
            let before = early.first { $0.unit == row.unit && $0.account == row.account }
            let after = late.first { $0.unit == row.unit && $0.account == row.account }
            #expect(after?.balance ?? before?.balance == row.balance)
            #expect(after?.opening ?? before?.balance == before?.balance ?? .vnd(0))
            let turnover =
                (before?.debitTurnover.minorUnits ?? 0) + (after?.debitTurnover.minorUnits ?? 0)
            #expect(turnover == row.debitTurnover.minorUnits)
        }
    }

    @Test func `balances by any subset of dimensions add up to the balance of the account`() throws
    {
        let journal = try journal(RandomEntries.many(300, seed: 51))
        for account in RandomEntries.real {
            var sum: Int64 = 0
            for unit in RandomEntries.units {
                let ofUnit = try journal.balance(of: account, where: DimensionFilter(unit: unit))
                let row = try journal.trialBalance().rows()
                    .first { $0.unit == unit && $0.account == account }
                #expect(row?.balance == ofUnit)
                sum += ofUnit.minorUnits
            }
            #expect(try journal.balance(of: account) == .vnd(sum))
        }
        let postings = journal.entries.flatMap(\.postings)
        for example in postings.prefix(60) {
            let filter = DimensionFilter(example.dimensions)
            let expected = postings.filter {
                $0.account == example.account && filter.matches($0.dimensions)
            }
            #expect(expected.contains(example))
            #expect(
                try journal.balance(of: example.account, where: filter).minorUnits
                    == expected.reduce(0) { $0 + $1.signedMinorUnits }
            )
        }
    }

    @Test func `a filter asks for what it names and for nothing else`() {
        var dimensions = Dimensions(unit: "U1")
        dimensions.budgetYear = 2026
        dimensions.source = "398"
        dimensions.programme = "BTXH"
        dimensions.provider = "VCB"
        dimensions.file = "F1"
        dimensions.person = 7
        #expect(DimensionFilter().matches(dimensions))
        #expect(DimensionFilter(dimensions).matches(dimensions))
        #expect(!DimensionFilter(dimensions).matches(Dimensions(unit: "U1")))
        let changes: [(inout DimensionFilter) -> Void] = [
            { $0.unit = "U2" }, { $0.budgetYear = 2027 }, { $0.source = "399" },
            { $0.programme = "NCC" }, { $0.provider = "BIDV" }, { $0.file = "F2" },
            { $0.person = 8 },
        ]
        for change in changes {
            var filter = DimensionFilter()
            change(&filter)
            #expect(!filter.matches(dimensions))
            #expect(!filter.matches(Dimensions(unit: "U1")))
        }
    }

    @Test func `currencies balance each for itself`() throws {
        let dollar = Currency(code: "USD", exponent: 2)
        let unit = Dimensions(unit: "U1")
        let cent = Money(minorUnits: 100, currency: dollar)
        let error = #expect(throws: PostingRefusal.self) {
            try JournalEntry(
                key: "k",
                event: "x",
                unit: "U1",
                bookedOn: day("2026-01-01"),
                valueOn: day("2026-01-01"),
                document: "",
                postings: [.debit("CASH", .vnd(100), unit), .credit("PAY", cent, unit)]
            )
        }
        #expect(error == .unbalanced(unit: "U1", debit: .vnd(100), credit: .vnd(0)))
        let journal = try journal(
            RandomEntries.many(200, seed: 61, currencies: [.vnd, dollar])
        )
        #expect(try journal.trialBalance().totals().count == 6)
        #expect(journal.trialBalance().isBalanced)
    }

    @Test func `one posting more or less shows in the trial balance`() throws {
        var balance = TrialBalance()
        for entry in try RandomEntries.many(20, seed: 71) { balance.add(entry) }
        #expect(balance.isBalanced)
        let stray = try Posting.debit("CASH", .vnd(1), Dimensions(unit: "U001"))
        balance.add(stray, bookedOn: try day("2026-01-01"), isStorno: false)
        #expect(!balance.isBalanced)
    }

    @Test func `sums beyond 64 bits are errors, never traps`() throws {
        var balance = TrialBalance()
        let posting = try Posting.debit("CASH", .vnd(.max), Dimensions(unit: "U1"))
        for _ in 0..<3 { balance.add(posting, bookedOn: try day("2026-01-01"), isStorno: false) }
        #expect(throws: MoneyError.overflow) { try balance.rows() }
        #expect(throws: MoneyError.overflow) { try balance.totals() }
    }

    @Test func `a storno is held against its own original only`() throws {
        let entries = try RandomEntries.many(9, seed: 81).filter { !$0.isStorno }
        let storno = try entries[0].reversal(
            key: "s",
            bookedOn: entries[0].bookedOn,
            document: ""
        )
        #expect(
            throws: PostingRefusal.reversesOther(named: entries[0].key, given: entries[1].key)
        ) {
            try storno.checkReversal(of: entries[1], reversedBefore: [])
        }
        #expect(throws: PostingRefusal.reversesOther(named: nil, given: entries[0].key)) {
            try storno.checkReversal(of: entries[0], reversedBefore: [entries[1]])
        }
    }
}
