// Each kind of conflict once, by name: what made it, what money moved, what may not be done.

import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation
import Testing

@Suite struct ConflictTests {
    /// One transfer of 750,000 that was handed over.
    static func handedOver() throws -> (TestBooks, SentTransfer) {
        var books = TestBooks()
        let sample = transfer(1, 750_000)
        try books.approve(sample.parts)
        try books.advance(750_000)
        try books.handOver([sample])
        return (books, sample)
    }

    /// One that was booked.
    static func booked() throws -> (TestBooks, SentTransfer) {
        var (books, sample) = try handedOver()
        try books.take(.statement, [.entry(.debit, 750_000, of: sample)])
        return (books, sample)
    }

    /// One that was returned.
    static func returned() throws -> (TestBooks, SentTransfer) {
        var (books, sample) = try booked()
        try books.take(.statement, [.entry(.credit, 750_000, of: sample)])
        return (books, sample)
    }

    /// One that was rejected.
    static func rejected() throws -> (TestBooks, SentTransfer) {
        var (books, sample) = try handedOver()
        try books.take(.paymentStatus, [.word(.rejected, sample)])
        return (books, sample)
    }

    @Test func `not-ours: a payment or file that was not sent from here changes nothing`() throws {
        var (books, _) = try Self.handedOver()
        var foreign = BankFact(.rejected, place: 0)
        foreign.references.endToEnd = id(99).description
        var other = BankFact(.rejected, place: 0)
        other.references.endToEnd = "INVOICE-7"
        let file = BankFact.word(.rejected, file: "F9")
        let nameless = BankFact(.rejected, place: 0)
        let result = try books.take(.paymentStatus, [foreign, other, file, nameless])
        #expect(books.kinds() == [.notOurs, .notOurs, .notOurs, .notOurs])
        #expect(result.changes == [] && result.movements == [])
    }

    @Test func `duplicate-file: a file sent twice is not a file refused`() throws {
        var (books, _) = try Self.handedOver()
        var fact = BankFact.word(.rejected, file: "F1")
        fact.reason = "DUPL"
        let result = try books.take(.paymentStatus, [fact])
        #expect(books.kinds() == [.duplicateFile])
        #expect(result.changes == [] && result.movements == [])
    }

    @Test func `other-file: another month's answer changes nothing`() throws {
        var (books, sample) = try Self.handedOver()
        var fact = BankFact.word(.rejected, sample)
        fact.references.message = "F0"
        let result = try books.take(.paymentStatus, [fact])
        #expect(books.kinds() == [.otherFile])
        #expect(books.conflicts[0].file == "F0")
        #expect(result.changes == [] && result.movements == [])
    }

    @Test func `amount-differs: a word about another amount changes nothing`() throws {
        var (books, sample) = try Self.handedOver()
        var fact = BankFact.word(.rejected, sample)
        fact.amount = 75_000
        try books.take(.paymentStatus, [fact])
        #expect(books.kinds() == [.amountDiffers])
        #expect(books.status(sample) == .sent)
    }

    @Test func `amount-differs: a debit of another amount is set aside, and then comes back`()
        throws
    {
        var (books, sample) = try Self.handedOver()
        try books.take(.statement, [.entry(.debit, 7_500_000, of: sample, service: "A")])
        #expect(books.kinds() == [.amountDiffers])
        #expect(books.conflicts[0].setAside == 7_500_000)
        #expect(books.balances.sum("SUSP") == 7_500_000)
        #expect(books.status(sample) == .sent)
        // The payee may have it: a refusal does not open the lines.
        try books.take(.paymentStatus, [.word(.rejected, sample)])
        #expect(books.status(sample) == .sent)
        try books.take(.statement, [.entry(.credit, 7_500_000, of: sample, service: "B")])
        try books.take(.statement, [.entry(.debit, 750_000, of: sample, service: "C")])
        #expect(books.kinds() == [.amountDiffers, .rejectedAfterSettled, .strayReturned])
        #expect(books.status(sample) == .settled)
        #expect(books.balances.sum("SUSP") == 0)
    }

    @Test func `amount-missing: an entry without an amount moves nothing`() throws {
        var (books, sample) = try Self.handedOver()
        var fact = BankFact.entry(.debit, 1, of: sample)
        fact.amount = nil
        try books.take(.statement, [fact])
        #expect(books.kinds() == [.amountMissing])
        #expect(books.status(sample) == .sent)
    }

    @Test func `other-payee: money to another account is set aside`() throws {
        var (books, sample) = try Self.handedOver()
        var fact = BankFact.entry(.debit, 750_000, of: sample)
        fact.counterAccount = payeeAccount(2).revealed
        try books.take(.statement, [fact])
        #expect(books.kinds() == [.otherPayee])
        #expect(books.status(sample) == .sent)
        fact.counterAccount = " 90 1000 001 "
        fact.references.service = "B"
        try books.take(.statement, [fact])
        #expect(books.status(sample) == .settled)
    }

    @Test func `other-account: crossed banks are set aside where they happened`() throws {
        var (books, sample) = try Self.handedOver()
        try books.take(.statement, [.entry(.debit, 750_000, of: sample, in: Own.ctg)])
        #expect(books.kinds() == [.otherAccount])
        #expect(books.conflicts[0].account == Own.ctg)
        #expect(books.balances.sum("SUSP", provider: "CTG") == 750_000)
        #expect(books.balances.sum("CASH", provider: "VCB") == 750_000)
        #expect(books.status(sample) == .sent)
        // Another unit's account: set aside in the books of that unit.
        try books.take(.statement, [.entry(.debit, 750_000, of: sample, in: Own.other)])
        #expect(books.balances.sum("SUSP", unit: "U002") == 750_000)
        #expect(books.balances.sum("CASH", unit: "U001", provider: "VCB") == 750_000)
    }

    /// Books with a transfer that lies in a frozen file and was not handed over.
    private static func frozen() -> (TestBooks, SentTransfer) {
        let sample = transfer(1, [part(750_000)], isHandedOver: false)
        var books = TestBooks()
        books.sent[sample.id] = sample
        books.files[sample.file] = [sample.id]
        return (books, sample)
    }

    @Test func `debited-before-hand-over: set aside under the transfer's name, and back again`()
        throws
    {
        var (books, sample) = Self.frozen()
        try books.take(.statement, [.entry(.debit, 750_000, of: sample)])
        #expect(books.kinds() == [.debitedBeforeHandOver])
        #expect(books.conflicts.map(\.transfer) == [sample.id])
        #expect(books.kinds().map(\.forbidsPayment) == [true])
        #expect(books.balances.sum("SUSP") == 750_000)
        #expect(books.position(sample).strayDebit == 750_000)
        #expect(!books.position(sample).isBooked)
        try books.take(.statement, [.entry(.credit, 750_000, of: sample)])
        #expect(books.kinds() == [.debitedBeforeHandOver, .strayReturned])
        #expect(books.balances.sum("SUSP") == 0)
    }

    @Test func `debited-before-hand-over: a lump sum for a file that was not handed over`() throws {
        var (books, sample) = Self.frozen()
        var lump = BankFact.entry(.debit, 750_000)
        lump.references.message = sample.file
        try books.take(.statement, [lump])
        #expect(books.kinds() == [.debitedBeforeHandOver])
        #expect(books.conflicts.map(\.file) == [sample.file])
        #expect(books.balances.sum("SUSP") == 750_000)
    }

    @Test
    func `reported-before-hand-over: words of a transfer or file that nobody sent move nothing`()
        throws
    {
        var (books, sample) = Self.frozen()
        try books.take(.paymentStatus, [.word(.credited, sample)])
        try books.take(.paymentStatus, [.word(.rejected, file: sample.file)])
        #expect(books.kinds() == [.reportedBeforeHandOver, .reportedBeforeHandOver])
        #expect(books.status(sample) == .sent)
        try books.take(.notification, [.entry(.debit, 750_000, of: sample)])
        #expect(books.status(sample) == .sent)
    }

    @Test func `account-not-ours: an entry of a foreign account moves nothing`() throws {
        var (books, sample) = try Self.handedOver()
        try books.take(.statement, [.entry(.debit, 750_000, of: sample, in: "999999")])
        #expect(books.kinds() == [.accountNotOurs])
        #expect(books.balances.sum("CLR") == -750_000)
    }

    @Test func `rejected-after-settled: the money must be seen coming back`() throws {
        var (books, sample) = try Self.booked()
        try books.take(.paymentStatus, [.word(.rejected, sample)])
        #expect(books.kinds() == [.rejectedAfterSettled])
        #expect(books.kinds()[0].forbidsPayment)
        #expect(books.status(sample) == .settled)
        try books.take(.statement, [.entry(.credit, 750_000, of: sample)])
        #expect(books.status(sample) == .returned)
        #expect(books.balances.sum("PAY") == -750_000)
    }

    @Test func `settled-after-rejected warns before the statement does`() throws {
        var (books, sample) = try Self.rejected()
        books.replace(sample)
        try books.take(.paymentStatus, [.word(.settled, sample)])
        #expect(books.kinds() == [.settledAfterRejected])
        #expect(books.conflicts[0].proposesCase)
        #expect(books.status(sample) == .rejected)
    }

    @Test func `booked-after-rejected: the refusal is taken back when nothing was paid anew`()
        throws
    {
        var (books, sample) = try Self.rejected()
        #expect(books.balances.sum("PAY") == -750_000)
        try books.take(.statement, [.entry(.debit, 750_000, of: sample)])
        #expect(books.kinds() == [.bookedAfterRejected])
        #expect(!books.conflicts[0].proposesCase)
        #expect(books.status(sample) == .settled)
        #expect(books.balances.sum("PAY") == 0)
        #expect(books.balances.sum("CASH") == 0)
        #expect(books.journal.entries.count { $0.isStorno } == 1)
    }

    @Test func `booked-after-rejected: set aside when the lines were paid anew`() throws {
        var (books, sample) = try Self.rejected()
        let again = transfer(2, 750_000, file: "F2")
        books.replace(sample)
        try books.handOver([again])
        try books.advance(750_000)
        try books.take(.statement, [.entry(.debit, 750_000, of: again)])
        try books.take(.statement, [.entry(.debit, 750_000, of: sample)])
        #expect(books.kinds() == [.bookedAfterRejected])
        #expect(books.conflicts[0].proposesCase)
        #expect(books.conflicts[0].setAside == 750_000)
        #expect(books.status(sample) == .rejected)
        #expect(!books.position(sample).mayBeReissued)
        #expect(books.balances.sum("SUSP") == 750_000)
        #expect(books.balances.sum("PAY") == 0)
    }

    @Test func `booked-after-rejected: what came back before meets the debit that is set aside`()
        throws
    {
        var (books, sample) = try Self.rejected()
        books.replace(sample)
        try books.take(.statement, [.entry(.credit, 740_000, of: sample)])
        #expect(books.position(sample).suspended == 740_000)
        try books.take(.statement, [.entry(.debit, 750_000, of: sample)])
        #expect(books.kinds() == [.returnedBeforeBooked, .bookedAfterRejected])
        #expect(books.position(sample).suspended == 0)
        #expect(books.position(sample).strayDebit == 10_000)
        #expect(books.balances.sum("SUSP") == 10_000)
    }

    @Test func `debited-twice: a debit after the return forbids paying again`() throws {
        var (books, sample) = try Self.returned()
        #expect(books.position(sample).mayBeReissued)
        try books.take(.statement, [.entry(.debit, 750_000, of: sample, service: "B")])
        #expect(books.kinds() == [.debitedTwice])
        #expect(books.status(sample) == .returned)
        #expect(!books.position(sample).mayBeReissued)
    }

    @Test func `debited-twice: the second debit is set aside, and met by what comes back first`()
        throws
    {
        var (books, sample) = try Self.booked()
        try books.advance(750_000)
        try books.take(.statement, [.entry(.debit, 750_000, of: sample, service: "B")])
        #expect(books.kinds() == [.debitedTwice])
        #expect(books.balances.sum("SUSP") == 750_000)
        // One came back: the payee may have the other, so nothing is owed again.
        try books.take(.statement, [.entry(.credit, 750_000, of: sample, service: "C")])
        #expect(books.kinds() == [.debitedTwice, .strayReturned])
        #expect(books.status(sample) == .settled)
        #expect(!books.position(sample).mayBeReissued)
        #expect(books.balances.sum("SUSP") == 0)
        #expect(books.balances.sum("PAY") == 0)
        // Both came back: now it is.
        try books.take(.statement, [.entry(.credit, 750_000, of: sample, service: "D")])
        #expect(books.status(sample) == .returned)
        #expect(books.position(sample).mayBeReissued)
        #expect(books.balances.sum("PAY") == -750_000)
    }

    @Test func `returned-before-booked: set aside until it is seen leaving`() throws {
        var (books, sample) = try Self.handedOver()
        try books.take(.statement, [.entry(.credit, 750_000, of: sample)])
        #expect(books.kinds() == [.returnedBeforeBooked])
        #expect(books.position(sample).suspended == 750_000)
        #expect(books.balances.sum("SUSP") == -750_000)
        try books.take(.statement, [.entry(.debit, 750_000, of: sample)])
        #expect(books.status(sample) == .returned)
        #expect(books.balances.sum("SUSP") == 0)
        #expect(books.balances.sum("PAY") == -750_000)
        #expect(books.balances.sum("CASH") == 750_000)
        // Nobody knew its funding source when it came: the deposit has it again.
        #expect(
            books.balances.sum("CASH", source: try #require(sample.parts.first).source) == 750_000
        )
    }

    @Test func `returned-before-booked in one answer is no conflict: debits come first`() throws {
        var (books, sample) = try Self.handedOver()
        try books.take(
            .statement,
            [.entry(.credit, 740_000, of: sample), .entry(.debit, 750_000, of: sample)]
        )
        #expect(books.conflicts == [])
        #expect(books.status(sample) == .returned)
        #expect(books.balances.sum("REC", provider: "VCB") == 10_000)
        #expect(books.balances.sum("PAY") == -750_000)
    }

    @Test func `returned-twice: the second is set aside`() throws {
        var (books, sample) = try Self.returned()
        try books.take(.statement, [.entry(.credit, 750_000, of: sample, service: "B")])
        #expect(books.kinds() == [.returnedTwice])
        #expect(books.balances.sum("SUSP") == -750_000)
        #expect(books.balances.sum("PAY") == -750_000)
    }

    @Test func `returned-more: bigger than sent, the rest is set aside`() throws {
        var (books, sample) = try Self.booked()
        try books.take(.statement, [.entry(.credit, 760_000, of: sample)])
        #expect(books.kinds() == [.returnedMore])
        #expect(books.conflicts[0].setAside == 10_000)
        #expect(books.status(sample) == .returned)
        #expect(books.balances.sum("PAY") == -750_000)
        #expect(books.balances.sum("SUSP") == -10_000)
    }

    @Test func `credited-after-rejected and credited-after-returned forbid paying again`() throws {
        for (start, sample) in [try Self.rejected(), try Self.returned()] {
            var books = start
            let kind: ConflictKind =
                books.status(sample) == .rejected ? .creditedAfterRejected : .creditedAfterReturned
            try books.take(.paymentStatus, [.word(.credited, sample, reason: "1")])
            books.replace(sample)
            try books.take(.paymentStatus, [.word(.credited, sample, reason: "2")])
            #expect(books.kinds() == [kind, kind])
            #expect(books.conflicts.map(\.proposesCase) == [false, true])
            #expect(kind.forbidsPayment)
        }
    }

    @Test func `unpaid-after-paid and wrong-way change nothing`() throws {
        var books = TestBooks()
        let cash = transfer(1, [part(540_000)], isCash: true)
        let account = transfer(2, [part(540_000)], file: "F2")
        try books.approve([part(1_080_000)])
        try books.advance(540_000)
        try books.advance(540_000, provider: "POST")
        try books.handOver([cash])
        try books.handOver([account])
        try books.take(.cashResults, [.cash(.paid, cash, on: "2026-10-25")])
        try books.take(.cashResults, [.cash(.unpaid, cash, on: "2026-10-26")])
        try books.take(.cashResults, [.cash(.paid, account, on: "2026-10-26")])
        try books.take(.paymentStatus, [.word(.rejected, cash)])
        #expect(books.kinds() == [.unpaidAfterPaid, .wrongWay, .wrongWay])
        #expect(books.status(cash) == .paid)
        #expect(books.status(account) == .sent)
    }

    @Test func `paid-after-carry proposes a case`() throws {
        var books = TestBooks()
        let cash = transfer(1, [part(540_000)], isCash: true)
        try books.approve(cash.parts)
        try books.advance(540_000, provider: "POST")
        try books.handOver([cash])
        try books.take(.cashResults, [.cash(.unpaid, cash, on: "2026-10-25")])
        books.replace(cash)
        try books.take(.cashResults, [.cash(.paid, cash, on: "2026-10-26")])
        #expect(books.kinds() == [.paidAfterCarry])
        #expect(books.conflicts[0].proposesCase)
        #expect(books.status(cash) == .unpaid)
    }

    @Test func `lump-sum-differs: a lump sum is never spread`() throws {
        var books = TestBooks()
        let list = [transfer(1, 750_000), transfer(2, 810_000)]
        try books.approve([part(1_560_000)])
        try books.advance(1_560_000)
        try books.handOver(list)
        var fact = BankFact.entry(.debit, 1_500_000)
        fact.references.message = "F1"
        try books.take(.statement, [fact])
        #expect(books.kinds() == [.lumpSumDiffers])
        #expect(books.balances.sum("SUSP") == 1_500_000)
        #expect(list.allSatisfy { books.status($0) == .sent })
    }

    @Test func `unidentified: a debit or credit that nothing explains, explained later`() throws {
        var (books, _) = try Self.handedOver()
        try books.take(
            .statement,
            [.entry(.credit, 90_000, service: "A"), .entry(.debit, 20_000, service: "B")]
        )
        // Debits are taken first.
        #expect(books.kinds() == [.unidentified, .unidentified])
        #expect(books.conflicts.map(\.setAside) == [20_000, 90_000])
        #expect(books.balances.sum("SUSP") == -70_000)
        let recovery = RecoveryPostings(chart: .shipped, paper: books.paper(2026, "2026-11-01"))
        let due = Disbursement.OverPayment(
            number: 1,
            person: 7,
            year: 2026,
            open: [part(90_000)]
        )
        try books.book(
            try recovery.overPaymentDecided(key: books.key(), case: due, isYearSettled: false)
        )
        let receivable = due.receivable(unit: "U001", total: part(90_000))
        try books.book(
            try recovery.explained(
                key: books.key(),
                provider: "VCB",
                direction: .debit,
                account: ("REC", receivable),
                amount: 90_000
            )
        )
        #expect(books.balances.sum("SUSP") == 20_000)
        #expect(books.balances.sum("REC") == 0)
    }

    @Test func `ambiguous: several different ids are never a choice`() throws {
        var books = TestBooks()
        let list = [transfer(1, 750_000), transfer(2, 750_000)]
        try books.approve([part(1_500_000)])
        try books.advance(1_500_000)
        try books.handOver(list)
        var fact = BankFact.entry(.debit, 750_000)
        fact.narrative = "CHI TRA \(list[0].id), \(list[1].id)"
        try books.take(.statement, [fact])
        var word = BankFact.word(.rejected, list[0])
        word.references.instruction = list[1].id.description
        try books.take(.paymentStatus, [word])
        #expect(books.kinds() == [.ambiguous, .ambiguous])
        #expect(list.allSatisfy { books.status($0) == .sent })
        #expect(books.balances.sum("SUSP") == 750_000)
    }

    @Test func `every kind has words in both languages and a hint, each its own`() {
        let phrases = Set(ConflictKind.allCases.map(\.phrase))
        #expect(phrases.count == ConflictKind.allCases.count)
        #expect(ConflictKind.allCases.allSatisfy { !$0.hint.vietnamese.isEmpty })
        #expect(Set(TransferStatus.allCases.map(\.phrase)).count == TransferStatus.allCases.count)
    }
}
