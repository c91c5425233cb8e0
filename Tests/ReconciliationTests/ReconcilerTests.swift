// Names, lump sums, awaited entries, order, repetition: the ways in which answers speak.

import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation
import Testing

@Suite struct ReconcilerTests {
    /// Transfers of 1, 2, … đồng, approved, funded and handed over in one file.
    private func ladder(_ count: Int) throws -> (TestBooks, [SentTransfer]) {
        var books = TestBooks()
        let list = (1...count).map { transfer($0, Int64($0)) }
        let sum = list.reduce(0) { $0 + $1.amount }
        try books.approve([part(sum)])
        try books.advance(sum)
        try books.handOver(list)
        return (books, list)
    }

    @Test func `1,002 payments of 1 to 1,002 đồng, 30 % of them returned, come out right`() throws {
        var (books, list) = try ladder(1_002)
        #expect(books.balances.sum("CLR") == -502_503)
        try books.take(.statement, list.map { .entry(.debit, $0.amount, of: $0) })
        #expect(books.balances.sum("CLR") == 0)
        #expect(books.bank["VCB"] == 0)
        var generator = FixedGenerator(state: 1_002)
        let back = Array(list.shuffled(using: &generator).prefix(301))
        try books.take(.statement, back.map { .entry(.credit, $0.amount, of: $0, service: "R") })
        let sum = back.reduce(0) { $0 + $1.amount }
        #expect(books.balances.sum("CASH") == sum)
        #expect(books.balances.sum("PAY") == -sum)
        #expect(list.count { books.status($0) == .returned } == 301)
        #expect(list.count { books.status($0) == .settled } == 701)
        #expect(books.conflicts == [])
        // One entry for each event, file and day.
        let answers = books.journal.entries.filter { $0.key.hasPrefix("answer/") }
        #expect(answers.map(\.event) == ["booked", "returned"])
        #expect(answers.allSatisfy { $0.postings.count == 2 })
    }

    @Test func `25 rows: 20 paid, 3 without an answer, 2 returned`() throws {
        var (books, list) = try ladder(25)
        try books.take(.paymentStatus, list[..<22].map { .word(.accepted, $0) })
        try books.take(.statement, list[..<22].map { .entry(.debit, $0.amount, of: $0) })
        try books.take(.paymentStatus, list[..<20].map { .word(.credited, $0) })
        try books.take(.statement, list[20..<22].map { .entry(.credit, $0.amount, of: $0) })
        #expect(list[..<20].allSatisfy { books.status($0) == .credited })
        #expect(list[20..<22].allSatisfy { books.status($0) == .returned })
        #expect(list[22...].allSatisfy { books.status($0) == .sent })
        #expect(books.balances.sum("CLR") == -(23 + 24 + 25))
        #expect(books.balances.sum("PAY") == -(21 + 22))
        #expect(books.balances.sum("CASH") == 21 + 22 + 23 + 24 + 25)
        var table = MonthTable(decided: [part(325)])
        for sent in list {
            let position = books.position(sent)
            table.add(sent.parts[0], in: .of(position.status, afterFailure: .open))
        }
        let row = try #require(table.rows.first)
        #expect(row.amount(in: .credited) == 210)
        #expect(row.amount(in: .openAgain) == 43)
        #expect(row.amount(in: .onItsWay) == 72)
        #expect(table.differences == [])
    }

    @Test func `the same answer a thousand times counts once`() throws {
        var (books, list) = try ladder(20)
        let word = answer(.paymentStatus, list.map { .word(.accepted, $0) })
        let statement = answer(
            .statement,
            list.map { .entry(.debit, $0.amount, of: $0) }
                + [.entry(.credit, 7, of: list[6]), .entry(.credit, 99)]
        )
        try books.take(word, on: day("2026-10-24"))
        try books.take(statement, on: day("2026-10-25"))
        let once = books.journal.entries
        let conflicts = books.kinds()
        for _ in 0..<1_000 {
            try books.take(word, on: day("2026-10-24"))
            try books.take(statement, on: day("2026-10-26"))
        }
        #expect(books.journal.entries == once)
        #expect(books.kinds() == conflicts)
        #expect(conflicts == [.unidentified])
    }

    @Test func `crossed banks, another month, bigger than sent: the ledger stays, conflicts stand`()
        throws
    {
        var (books, sample) = try ConflictTests.booked()
        let before = books.balances.sum("PAY")
        var otherMonth = BankFact.word(.rejected, sample)
        otherMonth.references.message = "F0"
        try books.take(.paymentStatus, [otherMonth])
        try books.take(.statement, [.entry(.debit, 750_000, of: sample, in: Own.ctg)])
        try books.take(.statement, [.entry(.debit, 900_000, of: sample, service: "X")])
        #expect(books.kinds() == [.otherFile, .debitedTwice, .debitedTwice])
        #expect(books.balances.sum("PAY") == before)
        #expect(books.balances.sum("CLR") == 0)
        #expect(books.status(sample) == .settled)
        #expect(books.balances.sum("SUSP") == 750_000 + 900_000)
    }

    @Test func `returned twice, then reissued: the second return stays unidentified`() throws {
        var (books, sample) = try ConflictTests.returned()
        try books.take(.statement, [.entry(.credit, 750_000, of: sample, service: "B")])
        #expect(books.position(sample).mayBeReissued)
        let again = transfer(2, 750_000, file: "F2")
        books.replace(sample)
        try books.handOver([again])
        try books.take(.statement, [.entry(.debit, 750_000, of: again)])
        #expect(books.balances.sum("PAY") == 0)
        #expect(books.balances.sum("CLR") == 0)
        #expect(books.balances.sum("SUSP") == -750_000)
        #expect(books.kinds() == [.returnedTwice])
    }

    @Test func `returned, reissued, and the first is credited after all: a case is proposed`()
        throws
    {
        var (books, sample) = try ConflictTests.returned()
        let again = transfer(2, 750_000, file: "F2")
        books.replace(sample)
        try books.handOver([again])
        try books.take(.statement, [.entry(.debit, 750_000, of: again)])
        let once = books.journal.entries
        try books.take(.paymentStatus, [.word(.credited, sample)])
        #expect(books.journal.entries == once)
        #expect(books.kinds() == [.creditedAfterReturned])
        #expect(books.conflicts[0].proposesCase)
        #expect(books.status(again) == .settled)
    }

    @Test func `a transfer is found by instruction and by whole words of the free text`() throws {
        var (books, list) = try ladder(4)
        var byInstruction = BankFact.entry(.debit, 1)
        byInstruction.references.instruction = " \(list[0].id.description.lowercased()) "
        var byText = BankFact.entry(.debit, 2)
        byText.narrative = "CT DI/\(list[1].id)/TRO CAP T10;\(list[1].id)"
        var notAWord = BankFact.entry(.debit, 3)
        notAWord.narrative = "REF9\(list[2].id)"
        var wrongCheck = BankFact.entry(.debit, 4)
        let right = list[3].id.description
        wrongCheck.narrative = right.dropLast() + (right.last == "A" ? "B" : "A")
        try books.take(.statement, [byInstruction, byText, notAWord, wrongCheck])
        #expect(list.map(books.status) == [.settled, .settled, .sent, .sent])
        #expect(books.kinds() == [.unidentified, .unidentified])
    }

    @Test func `words about a file or group are about each of its transfers`() throws {
        var (books, list) = try ladder(3)
        try books.take(.paymentStatus, [.word(.received, file: "F1")])
        try books.take(.paymentStatus, [.word(.partlyAccepted, file: "F1")])
        #expect(list.allSatisfy { books.status($0) == .sent })
        try books.take(.paymentStatus, [.word(.accepted, file: "F1")])
        #expect(list.allSatisfy { books.status($0) == .accepted })
        try books.take(.paymentStatus, [.word(.pending, file: nil, group: "F1-1")])
        #expect(list.allSatisfy { books.status($0) == .pending })
        try books.take(.statement, [.entry(.debit, 1, of: list[0])])
        try books.take(.paymentStatus, [.word(.rejected, file: "F1", group: "F1-1")])
        #expect(list.map(books.status) == [.settled, .rejected, .rejected])
        #expect(books.kinds() == [.rejectedAfterSettled])
        #expect(books.balances.sum("PAY") == -5)
    }

    @Test func `a lump debit means what was not refused, or all; a lump return what was booked`()
        throws
    {
        var (books, list) = try ladder(5)
        try books.take(.paymentStatus, [.word(.rejected, list[4])])
        var lump = BankFact.entry(.debit, 10, service: "A")
        lump.references.message = "F1"
        lump.count = 4
        try books.take(.notification, [lump])
        #expect(list[..<4].allSatisfy { books.status($0) == .settled })
        #expect(books.balances.sum("CASH") == 15)
        try books.take(.statement, [lump])
        #expect(list[..<4].allSatisfy { books.position($0).isBooked })
        #expect(books.status(list[4]) == .rejected)
        #expect(books.balances.sum("CASH") == 5)
        try books.take(.statement, [.entry(.credit, 1, of: list[0])])
        var back = BankFact.entry(.credit, 9, service: "B")
        back.references.group = "F1-1"
        try books.take(.statement, [back])
        #expect(list[..<4].allSatisfy { books.status($0) == .returned })
        #expect(books.balances.sum("PAY") == -15)
        #expect(books.conflicts == [])
    }

    @Test func `a lump debit of all takes the refusals back, with a conflict each`() throws {
        var (books, list) = try ladder(3)
        try books.take(.paymentStatus, [.word(.rejected, list[2])])
        var lump = BankFact.entry(.debit, 6)
        lump.references.group = "F1-1"
        try books.take(.statement, [lump])
        #expect(books.kinds() == [.bookedAfterRejected])
        #expect(list.allSatisfy { books.status($0) == .settled })
        #expect(books.balances.sum("CASH") == 0)
    }

    @Test func `a lump sum with the right sum and another count is not taken apart`() throws {
        var (books, list) = try ladder(3)
        var lump = BankFact.entry(.debit, 6)
        lump.references.message = "F1"
        lump.count = 2
        try books.take(.statement, [lump])
        #expect(books.kinds() == [.lumpSumDiffers])
        #expect(list.allSatisfy { books.status($0) == .sent })
    }

    @Test func `an advance that was booked by its paper is matched, and moves no money again`()
        throws
    {
        var (books, _) = try ladder(3)
        books.accounts[Own.vcb] = OwnAccount(
            number: Own.vcb,
            unit: "U001",
            provider: "VCB",
            year: 2026,
            awaited: [
                AwaitedEntry(key: "a", isCredit: true, amount: 6),
                AwaitedEntry(key: "b", isCredit: true, amount: 6),
                AwaitedEntry(key: "c", isCredit: false, amount: 4),
            ]
        )
        let result = try books.take(
            .statement,
            [
                .entry(.credit, 6, service: "1"), .entry(.credit, 6, service: "2"),
                .entry(.credit, 6, service: "3"), .entry(.debit, 4, service: "4"),
            ]
        )
        #expect(result.matches.map(\.entry.key) == ["c", "a", "b"])
        #expect(books.kinds() == [.unidentified])
        #expect(books.balances.sum("SUSP") == -6)
        #expect(books.balances.sum("CASH") == 12)
    }

    @Test func `a fee that names a transfer is a fee, and interest is owed to the budget`() throws {
        var (books, list) = try ladder(2)
        var fee = BankFact.entry(.debit, 2, of: list[1])
        fee.nature = .fee
        var interest = BankFact.entry(.debit, 1)
        interest.nature = .interest
        try books.take(.statement, [fee, interest])
        #expect(books.status(list[1]) == .sent)
        #expect(books.balances.sum("REC") == 2)
        // Interest is never a debit that we know of.
        #expect(books.kinds() == [.unidentified])
    }

    @Test func `more than what is open of a case is set aside, over several entries too`() throws {
        var (books, sample) = try ConflictTests.booked()
        let overPaid = OverPayment(number: 9, person: 7, year: 2026, open: [part(600_000)])
        let recovery = RecoveryPostings(chart: .shipped, paper: books.paper(2026, "2026-11-01"))
        try books.book(
            try recovery.overPaymentDecided(
                key: books.key(),
                case: overPaid,
                isYearSettled: false
            )
        )
        books.sent[sample.id]?.overPayment = overPaid
        try books.take(
            .statement,
            [
                .entry(.credit, 500_000, of: sample, service: "A"),
                .entry(.credit, 250_000, of: sample, service: "B"),
            ]
        )
        #expect(books.balances.sum("REC") == 0)
        #expect(books.balances.sum("SUSP") == -150_000)
        #expect(books.kinds() == [.returnedMore])
        #expect(books.status(sample) == .settled)
    }

    @Test func `entries carry the value day, the day of the books and the right dimensions`() throws
    {
        var (books, list) = try ladder(3)
        var facts = list.map { BankFact.entry(.debit, $0.amount, of: $0) }
        facts[2].valueOn = day("2026-10-26")
        try books.take(.statement, on: "2026-10-27", facts)
        let entries = books.journal.entries.filter { $0.event == "booked" }
        #expect(
            entries.map(\.key) == [
                "answer/N1/booked/F1/2026-10-25", "answer/N1/booked/F1/2026-10-26",
            ]
        )
        #expect(entries.map(\.valueOn) == [day("2026-10-25"), day("2026-10-26")])
        #expect(entries.allSatisfy { $0.bookedOn == day("2026-10-27") })
        let clearing = entries[0].postings[0].dimensions
        #expect(clearing.file == "F1" && clearing.provider == "VCB" && clearing.budgetYear == 2026)
        #expect(clearing.programme == "BTXH" && clearing.source == "398")
        let cash = entries[0].postings[1].dimensions
        #expect(cash == .cash(unit: "U001", provider: "VCB", source: "398"))
    }

    @Test func `amounts at the end of 64 bits stop nothing`() throws {
        var (books, sample) = try ConflictTests.handedOver()
        for service in ["A", "B"] {
            let fact = BankFact.entry(.debit, .max, of: sample, service: service)
            let result = try Reconciler(book: books, answer: "X", bookedOn: day("2026-10-25"))
                .apply(answer(.statement, [fact]))
            #expect(result.conflicts.map(\.kind) == [.amountDiffers])
            if let change = result.changes.last { books.positions[sample.id] = change.to }
            #expect(books.position(sample).strayDebit == .max)
        }
        let both = try Reconciler(book: books, answer: "X", bookedOn: day("2026-10-25"))
            .apply(
                answer(
                    .statement,
                    ["C", "D"].map { .entry(.debit, .max, of: sample, service: $0) }
                )
            )
        let postings = AnswerPostings(
            chart: .shipped,
            answer: "X",
            bookedOn: day("2026-10-25"),
            document: "SK"
        )
        #expect(throws: PostingRefusal.overflow(unit: "U001", currency: .vnd)) {
            try postings.entries(of: both.movements)
        }
    }
}
