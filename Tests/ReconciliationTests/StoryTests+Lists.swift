// Stories of lists: cash at the post office, the end of the year, two sources, a household.

import BankFiles
import Disbursement
import Ledger
import Reconciliation
import Testing

@Suite struct ListStoryTests {
    /// Forty cash payouts of 540,000 that the post office got.
    private func postOffice() throws -> (TestBooks, [SentTransfer]) {
        var books = TestBooks()
        let list = (1...40).map { transfer($0, [part(540_000)], isCash: true) }
        try books.approve([part(21_600_000)])
        try books.advance(21_600_000, provider: "POST")
        try books.handOver(list)
        var facts = list[..<37].map { BankFact.cash(.paid, $0, on: "2026-10-28") }
        facts += list[37...].map { BankFact.cash(.unpaid, $0, on: "2026-10-28") }
        try books.take(.cashResults, on: "2026-10-29", facts)
        return (books, list)
    }

    @Test
    func `S11 forty cash lines: 37 paid, 3 unpaid, and the next withdrawal is that much less`()
        throws
    {
        let (books, list) = try postOffice()
        #expect(list[..<37].allSatisfy { books.status($0) == .paid })
        #expect(list[37...].allSatisfy { books.status($0) == .unpaid })
        #expect(books.balances.sum("CLR") == 0)
        #expect(books.balances.sum("CASH") == 1_620_000)
        #expect(books.balances.sum("PAY") == -1_620_000)
        let need = WithdrawalNeed(
            approved: 21_600_000,
            carried: 1_620_000,
            withProvider: books.balances.sum("CASH") + books.balances.sum("CLR")
        )
        #expect(need.amount == 21_600_000 + 1_620_000 - 1_620_000)
        #expect(need.excess == 0)
    }

    @Test func `S11 paid after all and not carried yet: the refusal is taken back`() throws {
        var (books, list) = try postOffice()
        try books.take(
            .cashResults,
            on: "2026-11-02",
            [.cash(.paid, list[38], on: "2026-10-30")]
        )
        #expect(books.status(list[38]) == .paid)
        #expect(books.balances.sum("PAY") == -1_080_000)
        #expect(books.balances.sum("CASH") == 1_080_000)
        #expect(books.conflicts == [])
        let row = try books.journal.trialBalance().rows().first { $0.account == "PAY" }
        // A storno: what was never owed again is no turnover.
        #expect(row?.creditTurnover == .vnd(21_600_000 + 1_080_000))
        let storno = try #require(books.journal.entries.last { $0.isStorno })
        #expect(storno.reverses == "answer/N1/rejected/F1/2026-10-28")
    }

    @Test func `S11 paid after it was carried is a conflict, and nothing moves`() throws {
        var (books, list) = try postOffice()
        let next = transfer(41, [part(540_000)], batch: 2, file: "F2", isCash: true)
        try books.handOver([next], "2026-11-01")
        books.replace(list[38])
        let before = books.journal.entries.count
        try books.take(
            .cashResults,
            on: "2026-11-02",
            [.cash(.paid, list[38], on: "2026-10-30")]
        )
        #expect(books.journal.entries.count == before)
        #expect(books.kinds() == [.paidAfterCarry])
        #expect(books.conflicts[0].proposesCase)
        #expect(books.conflicts[0].transfer == list[38].id)
        try books.take(.cashResults, on: "2026-11-29", [.cash(.paid, next, on: "2026-11-28")])
        #expect(books.balances.sum("PAY") == -1_080_000)
    }

    /// What a story of the year's end does on 31 January.
    enum YearEnd: CaseIterable {
        /// The unit asks, the advance is carried.
        case carried
        /// Given back before 15 February, and drawn anew.
        case givenBack
        /// The Treasury takes it from the new year by itself.
        case moved
    }

    @Test(arguments: YearEnd.allCases)
    func `S12 unpaid at the end of the year: what is owed never falls`(_ end: YearEnd) throws {
        var books = TestBooks()
        let list = transfer(1, [part(810_000)], isCash: true)
        try books.approve(list.parts, "2026-12-10")
        try books.advance(810_000, provider: "POST", "2026-12-12")
        try books.handOver([list], "2026-12-14")
        try books.take(.cashResults, on: "2027-01-30", [.cash(.unpaid, list, on: "2027-01-29")])
        #expect(books.balances.sum("PAY") == -810_000)
        let fund = FundPostings(chart: .shipped, paper: books.paper(2027, "2027-01-31"))
        if end == .givenBack {
            let old = FundPostings(chart: .shipped, paper: books.paper(2026, "2027-02-10"))
            try books.book(
                try old.givenBack(
                    key: books.key(),
                    provider: "POST",
                    totals: list.parts,
                    stage: .advanced
                ),
                bank: -810_000,
                at: "POST"
            ) { $0.advanceGivenBack += 810_000 }
            #expect(books.balances.sum("PAY") == -810_000)
            try books.advance(810_000, provider: "POST", year: 2027, "2027-02-20")
        } else {
            try books.book(
                try fund.advanceCarried(key: books.key(), from: 2026, totals: list.parts)
            )
        }
        #expect(books.balances.sum("PAY") == -810_000)
        try books.book(try fund.claimsCarried(key: books.key(), from: 2026, totals: list.parts))
        #expect(books.balances.sum("PAY") == -810_000)
        let next = transfer(2, list.parts, batch: 2, file: "F2", year: 2027, isCash: true)
        books.replace(list)
        try books.handOver([next], "2027-02-22")
        try books.take(.cashResults, on: "2027-02-25", [.cash(.paid, next, on: "2027-02-24")])
        try books.book(try fund.cleared(key: books.key(), totals: next.parts)) {
            $0.cleared += 810_000
        }
        #expect(books.balances.sum("EXP", year: 2026) == 810_000)
        #expect(books.balances.sum("FUND", year: 2027) == -810_000)
        #expect(books.balances.rest(without: ["EXP", "FUND"]) == [])
    }

    @Test func `S14 two sources in one transfer, one of them late, are each right to the đồng`()
        throws
    {
        var books = TestBooks()
        let central = part(540_000, source: "398")
        let city = part(110_000, source: "city")
        // The city's estimate is not open: its line is held, the other is paid.
        let first = transfer(1, [central])
        try books.approve([central])
        try books.advance(540_000, source: "398")
        try books.handOver([first])
        try books.take(.statement, [.entry(.debit, 540_000, of: first)])
        // Open now: the held line and the next month's two in one transfer, which comes back short.
        let second = transfer(
            2,
            [central, part(220_000, source: "city")],
            batch: 2,
            file: "F2"
        )
        try books.approve(second.parts)
        try books.advance(540_000, source: "398")
        try books.advance(220_000, source: "city")
        try books.handOver([second])
        try books.take(.statement, [.entry(.debit, 760_000, of: second, on: "2026-11-25")])
        try books.take(.statement, [.entry(.credit, 755_000, of: second, on: "2026-11-27")])
        #expect(books.balances.sum("PAY", source: "398") == -540_000)
        #expect(books.balances.sum("PAY", source: "city") == -220_000)
        #expect(books.balances.sum("REC", provider: "VCB") == 5_000)
        #expect(books.balances.sum("CASH", source: "398") == 540_000)
        #expect(books.balances.sum("CASH", source: "city") == 215_000)
        // The bank makes good what it kept.
        var refund = BankFact.entry(.credit, 5_000, on: "2026-11-28")
        refund.nature = .fee
        try books.take(.statement, [refund])
        #expect(books.balances.sum("REC") == 0)
        let third = transfer(3, second.parts, batch: 3, file: "F3")
        books.replace(second)
        try books.handOver([third])
        try books.take(.statement, [.entry(.debit, 760_000, of: third, on: "2026-12-02")])
        let fund = FundPostings(chart: .shipped, paper: books.paper(2026, "2026-12-31"))
        try books.book(
            try fund.cleared(key: books.key(), totals: first.parts + third.parts)
        ) { $0.cleared += 1_300_000 }
        #expect(books.balances.sum("FUND", source: "398") == -1_080_000)
        #expect(books.balances.sum("FUND", source: "city") == -220_000)
        #expect(books.balances.sum("EXP", source: "city") == 2 * city.amount)
        #expect(books.balances.rest(without: ["EXP", "FUND"]) == [])
    }

    @Test func `S15 a household of four, one paid elsewhere: three are paid, once each`() throws {
        var books = TestBooks()
        let postings = BatchPostings(chart: .shipped, paper: books.paper(2026, "2026-10-20"))
        let decided = [part(400_000, "GIFT")]
        try books.post(try postings.approved(batch: "B1", totals: decided))
        books.tally.approved += 400_000
        try books.post(
            try postings.withdrawn(batch: "B1", stop: 1, totals: [part(100_000, "GIFT")])
        )
        books.tally.withdrawn += 100_000
        books.expectAlwaysTrue()
        let head = transfer(1, [part(300_000, "GIFT")])
        try books.advance(300_000)
        try books.handOver([head])
        try books.take(.statement, [.entry(.debit, 300_000, of: head)])
        #expect(books.balances.sum("EXP") == 300_000)
        #expect(books.balances.sum("PAY") == 0)
        #expect(books.balances.sum("CASH") == 0)
        var table = MonthTable(decided: decided)
        table.add(part(100_000, "GIFT"), in: .withdrawn)
        #expect(table.differences.map(\.missing) == [300_000])
        table.add(
            part(300_000, "GIFT"),
            in: .of(books.status(head), afterFailure: .open)
        )
        #expect(table.differences == [])
        #expect(table.rows[0].amount(in: .settled) == 300_000)
    }
}
