// Stories of a payout from the decision to its end, through answers, postings and journal. Each must
// come out to the đồng, and what must always be true is looked at after every step.

import BankFiles
import Disbursement
import Ledger
import Reconciliation
import Testing

@Suite struct StoryTests {
    /// Postings of funds under a paper.
    private func funds(_ books: TestBooks, _ year: Int, _ date: String) -> FundPostings {
        FundPostings(chart: .shipped, paper: books.paper(year, date))
    }

    /// Postings of recoveries under a paper.
    private func recoveries(_ books: TestBooks, _ year: Int, _ date: String) -> RecoveryPostings {
        RecoveryPostings(chart: .shipped, paper: books.paper(year, date))
    }

    /// Event 9 for parts of the statement's year.
    private func clear(
        _ books: inout TestBooks,
        _ totals: [BatchTotal],
        year: Int = 2026,
        _ date: String = "2026-10-31"
    ) throws {
        let entry = try funds(books, year, date).cleared(key: books.key(), totals: totals)
        try books.book(entry) { $0.cleared += totals.reduce(0) { $0 + $1.amount } }
    }

    /// Books with one transfer of 750,000 that was approved, funded and handed over.
    private func handedOver(_ date: String = "2026-10-20") throws -> (TestBooks, SentTransfer) {
        var books = TestBooks()
        let sample = transfer(1, 750_000)
        try books.approve(sample.parts, date)
        try books.advance(750_000, date)
        try books.handOver([sample], date)
        return (books, sample)
    }

    @Test func `S1 through a provider: 750,000 are expense and funding, the rest is zero`() throws {
        var (books, sample) = try handedOver()
        try books.take(.paymentStatus, [.word(.accepted, sample)])
        try books.take(.notification, [.entry(.debit, 750_000, of: sample)])
        try books.take(.statement, [.entry(.debit, 750_000, of: sample)])
        try clear(&books, sample.parts)
        #expect(books.status(sample) == .settled)
        #expect(books.balances.sum("EXP") == 750_000)
        #expect(books.balances.sum("FUND") == -750_000)
        #expect(books.balances.rest(without: ["EXP", "FUND"]) == [])
        #expect(books.conflicts == [])
    }

    @Test func `S2 paid by the Treasury, returned, repaired and paid again counts once`() throws {
        var books = TestBooks()
        let first = transfer(1, [part(810_000)], file: "F1", isDirect: true)
        let second = transfer(2, [part(810_000)], file: "F2", isDirect: true)
        try books.approve(first.parts)
        func word(_ word: FactWord, _ sent: SentTransfer, _ date: String) throws {
            try books.take(.treasuryResults, on: date, [.cash(word, sent, on: date)])
        }
        try books.handOver([first], "2026-10-21")
        try word(.paid, first, "2026-10-22")
        #expect(books.status(first) == .settled)
        #expect(books.balances.sum("FUND") == -810_000)
        try word(.returned, first, "2026-10-26")
        #expect(books.status(first) == .returned)
        #expect(books.balances.sum("PAY") == -810_000)
        #expect(books.balances.sum("SPENT") == 0)
        try books.handOver([second], "2026-10-27")
        try word(.paid, second, "2026-10-28")
        #expect(books.balances.sum("EXP") == 810_000)
        #expect(books.balances.sum("FUND") == -810_000)
        #expect(books.balances.rest(without: ["EXP", "FUND"]) == [])
        #expect(books.conflicts == [])
    }

    @Test func `what comes back to the Treasury before it said that it paid is paid and back`()
        throws
    {
        var books = TestBooks()
        let sample = transfer(1, [part(810_000)], isDirect: true)
        try books.approve(sample.parts)
        try books.handOver([sample])
        try books.take(.treasuryResults, [.cash(.returned, sample, on: "2026-10-26")])
        #expect(books.status(sample) == .returned && books.position(sample).isBooked)
        #expect(books.balances.sum("PAY") == -810_000 && books.balances.sum("CLR") == 0)
        #expect(books.balances.sum("FUND") == 0)
    }

    @Test func `of a settled year the Treasury's return is a claim, and no late payment is booked`()
        throws
    {
        var books = TestBooks()
        var sample = transfer(1, [part(810_000)], isDirect: true)
        try books.approve(sample.parts)
        try books.handOver([sample])
        try books.take(.treasuryResults, [.cash(.paid, sample, on: "2026-10-22")])
        sample = transfer(1, [part(810_000)], isDirect: true, settledYears: [2026])
        books.sent[sample.id] = sample
        try books.take(.treasuryResults, [.cash(.returned, sample, on: "2027-05-20")])
        #expect(books.balances.sum("GBK") == 810_000 && books.balances.sum("FUND") == -810_000)
        #expect(books.balances.sum("PAY") == -810_000 && books.conflicts == [])

        var late = TestBooks()
        sample = transfer(1, [part(810_000)], isDirect: true)
        try late.approve(sample.parts)
        try late.handOver([sample])
        try late.take(.treasuryResults, [.cash(.unpaid, sample, on: "2026-10-22")])
        #expect(late.status(sample) == .rejected)
        late.sent[sample.id] = transfer(1, sample.parts, isDirect: true, settledYears: [2026])
        try late.take(.treasuryResults, [.cash(.paid, sample, on: "2026-10-23")])
        #expect(late.kinds() == [.creditedAfterRejected] && late.balances.sum("FUND") == 0)
    }

    @Test
    func `S3 a fee, a fee taken by mistake and interest leave the deposit as the bank has it`()
        throws
    {
        var (books, _) = try handedOver()
        var recovery = recoveries(books, 2026, "2026-10-23")
        try books.book(
            try recovery.feeDue(key: books.key(), provider: "VCB", amount: 8_100_000)
        )
        var taken = BankFact.entry(.debit, 22_000, on: "2026-10-24", service: "A")
        taken.nature = .fee
        try books.take(.statement, on: "2026-10-24", [taken])
        #expect(books.balances.sum("CASH") == 728_000)
        #expect(books.balances.sum("REC", provider: "VCB") == 22_000)
        var refund = BankFact.entry(.credit, 22_000, on: "2026-10-25", service: "B")
        refund.nature = .fee
        var interest = BankFact.entry(.credit, 31_000, on: "2026-10-25", service: "C")
        interest.nature = .interest
        try books.take(.statement, on: "2026-10-25", [refund, interest])
        #expect(books.balances.sum("CASH") == 781_000)
        recovery = recoveries(books, 2026, "2026-10-26")
        try books.book(
            try recovery.feePaid(
                key: books.key(),
                provider: "VCB",
                source: "341",
                amount: 8_100_000
            )
        )
        try books.book(
            try recovery.remitted(key: books.key(), provider: "VCB", amount: 31_000),
            bank: -31_000
        )
        #expect(books.balances.sum("CASH") == 750_000)
        #expect(books.balances.sum("FEE") == 8_100_000)
        #expect(books.balances.sum("FUND", source: "341") == -8_100_000)
        #expect(
            books.balances.rest(without: ["CASH", "FEE", "FUND", "EXP", "CLR", "ADV"]) == []
        )
        #expect(books.conflicts == [])
    }

    @Test func `S4 returned in December, carried, and paid once in February`() throws {
        var (books, sample) = try handedOver("2026-12-05")
        try books.take(
            .statement,
            on: "2026-12-06",
            [.entry(.debit, 750_000, of: sample, on: "2026-12-06")]
        )
        try books.take(
            .statement,
            on: "2026-12-10",
            [.entry(.credit, 750_000, of: sample, on: "2026-12-10")]
        )
        let fund = funds(books, 2027, "2027-01-31")
        try books.book(
            try fund.advanceCarried(key: books.key(), from: 2026, totals: sample.parts)
        )
        try books.book(try fund.claimsCarried(key: books.key(), from: 2026, totals: sample.parts))
        #expect(books.balances.sum("PAY") == -750_000)
        #expect(books.balances.sum("ADV", year: 2027) == -750_000)
        let again = transfer(2, sample.parts, batch: 2, file: "F2", year: 2027)
        books.replace(sample)
        try books.handOver([again], "2027-02-03")
        try books.take(
            .statement,
            on: "2027-02-04",
            [.entry(.debit, 750_000, of: again, on: "2027-02-04")]
        )
        try clear(&books, again.parts, year: 2027, "2027-02-28")
        #expect(books.balances.sum("EXP", year: 2026) == 750_000)
        #expect(books.balances.sum("FUND", year: 2027) == -750_000)
        #expect(books.balances.sum("RESERVED", year: 2026) == 0)
        #expect(books.balances.rest(without: ["EXP", "FUND"]) == [])
        #expect(books.balances.keys("PAY").allSatisfy { books.balances.sum($0) == 0 })
    }

    @Test func `S5 given back after the year was settled is owed and paid once in the next`() throws
    {
        var (books, sample) = try handedOver("2026-12-20")
        try books.take(
            .statement,
            on: "2026-12-23",
            [.entry(.debit, 750_000, of: sample, on: "2026-12-23")]
        )
        try clear(&books, sample.parts, "2026-12-31")
        try books.take(
            .statement,
            on: "2027-05-20",
            [.entry(.credit, 750_000, of: sample, on: "2027-05-20")]
        )
        try books.book(
            try funds(books, 2026, "2027-05-25").givenBack(
                key: books.key(),
                provider: "VCB",
                totals: sample.parts,
                stage: .settled
            ),
            bank: -750_000
        )
        #expect(books.balances.sum("CASH") == 0)
        #expect(books.balances.sum("PAY") == -750_000)
        try books.book(
            try funds(books, 2027, "2027-06-20").owedAgain(
                key: books.key(),
                from: 2026,
                totals: sample.parts
            )
        )
        let again = transfer(2, sample.parts, batch: 2, file: "F2", year: 2027)
        books.replace(sample)
        try books.advance(750_000, year: 2027, "2027-06-21")
        try books.handOver([again], "2027-06-22")
        try books.take(
            .statement,
            on: "2027-06-23",
            [.entry(.debit, 750_000, of: again, on: "2027-06-23")]
        )
        try clear(&books, again.parts, year: 2027, "2027-06-30")
        for year in [2026, 2027] {
            #expect(books.balances.sum("EXP", year: year) == 750_000)
            #expect(books.balances.sum("FUND", year: year) == -750_000)
        }
        #expect(books.balances.rest(without: ["EXP", "FUND"]) == [])
        #expect(books.balances.keys("PAY").allSatisfy { books.balances.sum($0) == 0 })
    }

    @Test func `S6 an over-payment repaid at the Treasury lowers expense and funding`() throws {
        var (books, sample) = try handedOver()
        try books.take(.statement, [.entry(.debit, 750_000, of: sample)])
        try clear(&books, sample.parts)
        let overPaid = OverPayment(number: 1, person: 7, year: 2026, open: [part(540_000)])
        let recovery = recoveries(books, 2026, "2026-11-20")
        try books.book(
            try recovery.overPaymentDecided(
                key: books.key(),
                case: overPaid,
                isYearSettled: false
            )
        )
        #expect(books.balances.sum("REC", person: 7) == 540_000)
        try books.book(
            try recovery.recoveredAtTreasury(
                key: books.key(),
                case: overPaid,
                totals: overPaid.open,
                stage: .spent
            )
        )
        #expect(books.balances.sum("EXP") == 210_000)
        #expect(books.balances.sum("FUND") == -210_000)
        #expect(books.balances.rest(without: ["EXP", "FUND"]) == [])
    }

    /// November and December of a dead person, 810,000 each, booked, credited and cleared.
    private func paidAfterDeath() throws -> (TestBooks, [SentTransfer]) {
        var books = TestBooks()
        let months = [transfer(1, 810_000, file: "F1"), transfer(2, 810_000, file: "F2")]
        for sample in months {
            try books.approve(sample.parts)
            try books.advance(810_000)
            try books.handOver([sample])
            try books.take(.statement, [.entry(.debit, 810_000, of: sample)])
            try books.take(.paymentStatus, [.word(.credited, sample)])
            try clear(&books, sample.parts)
        }
        return (books, months)
    }

    @Test func `S8 paid after a death: recalled, repaid in parts, the rest written off`() throws {
        var (books, months) = try paidAfterDeath()
        var heirs = OverPayment(number: 1, person: 7, year: 2026, open: [part(1_620_000)])
        let recovery = recoveries(books, 2026, "2026-12-09")
        try books.book(
            try recovery.overPaymentDecided(key: books.key(), case: heirs, isYearSettled: false)
        )
        for sample in months { books.sent[sample.id]?.overPayment = heirs }
        try books.take(
            .statement,
            on: "2026-12-12",
            [.entry(.credit, 500_000, of: months[1], on: "2026-12-12")]
        )
        #expect(books.status(months[1]) == .credited)
        #expect(books.balances.sum("REC") == 1_120_000)
        #expect(books.balances.sum("CASH") == 500_000)
        _ = heirs.take(500_000)
        try books.book(
            try funds(books, 2026, "2026-12-15").givenBack(
                key: books.key(),
                provider: "VCB",
                totals: [part(500_000)],
                stage: .spent
            ),
            bank: -500_000
        )
        for instalment: Int64 in [200_000, 110_000] {
            try books.book(
                try recovery.recoveredAtTreasury(
                    key: books.key(),
                    case: heirs,
                    totals: heirs.take(instalment),
                    stage: .spent
                )
            )
        }
        #expect(heirs.openAmount == 810_000)
        try books.book(
            try recovery.writtenOff(
                key: books.key(),
                case: heirs,
                totals: heirs.open,
                isYearSettled: false
            )
        )
        #expect(books.balances.sum("REC") == 0)
        #expect(books.balances.sum("LOSS") == 810_000)
        #expect(books.balances.sum("EXP") == 0)
        #expect(books.balances.sum("FUND") == -810_000)
        #expect(books.balances.rest(without: ["LOSS", "FUND"]) == [])
        #expect(books.conflicts == [])
    }

    @Test func `S9 the month of death goes to the heir once the first transfer came back`() throws {
        var (books, sample) = try handedOver()
        try books.take(.statement, [.entry(.debit, 750_000, of: sample)])
        try books.take(.statement, [.entry(.credit, 750_000, of: sample, on: "2026-10-28")])
        #expect(books.position(sample).mayBeReissued)
        let toHeir = transfer(2, sample.parts, batch: 2, file: "F2")
        books.replace(sample)
        try books.handOver([toHeir], "2026-11-02")
        try books.take(.statement, [.entry(.debit, 750_000, of: toHeir, on: "2026-11-03")])
        #expect(books.balances.sum("PAY") == 0)
        #expect(books.balances.sum("CASH") == 0)
        #expect(books.balances.sum("EXP") == 750_000)
        #expect(books.balances.rest(without: ["EXP", "ADV"]) == [])
    }
}
