// What is proposed where a bank names no transfer of ours, and what is not.

import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation
import Testing

@Suite struct ProposalTests {
    /// Forty transfers of one batch in file F1, of 100,001 to 100,040 đồng, and one in cash.
    private static func handedOver() throws -> (books: TestBooks, sent: [SentTransfer]) {
        var books = TestBooks()
        let sent = (1...40).map { transfer($0, 100_000 + Int64($0)) }
        let cash = transfer(41, [part(90_000)], file: "C1", isCash: true)
        let total = sent.reduce(0) { $0 + $1.amount }
        try books.approve([part(total + cash.amount)])
        try books.advance(total)
        try books.advance(cash.amount, provider: "POST")
        try books.handOver(sent)
        try books.handOver([cash])
        return (books, sent)
    }

    private static func proposal(
        _ fact: BankFact,
        _ family: AnswerFamily = .statement,
        in books: TestBooks
    ) throws -> TransferProposal? {
        try TransferProposer(book: books, answer: answer(family, [fact])).byName(fact)
    }

    /// An entry that names no transfer but by a text.
    private static func entry(
        _ word: FactWord,
        _ amount: Int64,
        named text: String? = nil,
        narrative: String? = nil,
        account: String = Own.vcb
    ) -> BankFact {
        var fact = BankFact.entry(word, amount, in: account)
        fact.references.endToEnd = text
        fact.narrative = narrative
        return fact
    }

    @Test func `a cut id is proposed where one transfer fits, and moves nothing`() throws {
        var (books, sent) = try Self.handedOver()
        let whole = "\(sent[6].id)"
        for length in 10...15 {
            // Without the sum twelve characters fit all forty; with it, one.
            let fact = Self.entry(.debit, sent[6].amount, named: String(whole.prefix(length)))
            #expect(
                try Self.proposal(fact, in: books)
                    == TransferProposal(sent[6].id, on: .cutID),
                "\(length)"
            )
        }
        let fact = Self.entry(.debit, sent[6].amount, named: String(whole.prefix(13)))
        let before = books.balances.sum("CLR", file: "F1")
        try books.take(.statement, [fact])
        #expect(books.kinds() == [.unidentified])
        #expect(books.status(sent[6]) == .sent && books.balances.sum("CLR", file: "F1") == before)
        // Once it is booked by its whole id, nothing is left to propose.
        try books.take(.statement, [.entry(.debit, sent[6].amount, of: sent[6])])
        #expect(books.status(sent[6]) == .settled)
        #expect(try Self.proposal(fact, in: books) == nil)
    }

    @Test func `where two transfers fit a cut id, none is proposed`() throws {
        let (books, sent) = try Self.handedOver()
        // The beginning of 1 to 35; a word of status tells no sum.
        var word = BankFact(.rejected, place: 0)
        word.references.message = "F1"
        word.references.endToEnd = String("\(sent[6].id)".prefix(14))
        #expect(try Self.proposal(word, .paymentStatus, in: books) == nil)
        word.references.endToEnd = String("\(sent[6].id)".prefix(15))
        #expect(
            try Self.proposal(word, .paymentStatus, in: books)
                == TransferProposal(sent[6].id, on: .cutID)
        )
        // Under another file it is another payment.
        word.references.message = "F2"
        #expect(try Self.proposal(word, .paymentStatus, in: books) == nil)
        // Two names of two transfers.
        var both = Self.entry(.debit, sent[6].amount)
        both.references.endToEnd = String("\(sent[6].id)".prefix(15))
        #expect(try Self.proposal(both, in: books)?.transfer == sent[6].id)
        var twin = books
        twin.sent[id(7, batch: 2)] = transfer(7, [part(sent[6].amount)], batch: 2)
        both.references.instruction = String("\(id(7, batch: 2))".prefix(15))
        #expect(try Self.proposal(both, in: twin) == nil)
    }

    @Test func `an id among other characters or in pieces is proposed`() throws {
        let (books, sent) = try Self.handedOver()
        let (whole, sum) = ("\(sent[2].id)", sent[2].amount)
        let named = [
            "EREF+\(whole)", "\(whole.prefix(5)) \(whole.dropFirst(5))", "\(whole)-01",
            "\(whole.prefix(9)).\(whole.dropFirst(9).lowercased())",
        ]
        for text in named {
            #expect(
                try Self.proposal(Self.entry(.debit, sum, named: text), in: books)
                    == TransferProposal(sent[2].id, on: .id),
                "\(text)"
            )
        }
        let pieces = "TRO CAP T11 \(whole.prefix(7)) \(whole.dropFirst(7)) CAM ON"
        #expect(
            try Self.proposal(Self.entry(.debit, sum, narrative: pieces), in: books)
                == TransferProposal(sent[2].id, on: .id)
        )
        let cut = "TRO CAP T11 \(whole.prefix(15).lowercased())"
        #expect(
            try Self.proposal(Self.entry(.debit, sum, narrative: cut), in: books)
                == TransferProposal(sent[2].id, on: .cutID)
        )
        // The one place for a reference in an MT.
        var entry = Self.entry(.debit, sum)
        entry.references.group = String(whole.prefix(15))
        #expect(try Self.proposal(entry, in: books)?.transfer == sent[2].id)
    }

    @Test func `nothing is proposed that does not agree with what the bank told`() throws {
        var (books, sent) = try Self.handedOver()
        let name = String("\(sent[2].id)".prefix(15))
        let sum = sent[2].amount
        func proposed(_ fact: BankFact) throws -> Bool {
            try Self.proposal(fact, in: books) != nil
        }
        #expect(try proposed(Self.entry(.debit, sum, named: name)))
        #expect(try !proposed(Self.entry(.debit, sum + 1, named: name)))
        #expect(try !proposed(Self.entry(.debit, sum, named: name, account: Own.ctg)))
        #expect(try !proposed(Self.entry(.debit, sum, named: name, account: "999")))
        var other = Self.entry(.debit, sum, named: name)
        other.counterAccount = "\(payeeAccount(3).revealed)"
        #expect(try proposed(other))
        other.counterAccount = "\(payeeAccount(4).revealed)"
        #expect(try !proposed(other))
        // Nothing comes back that did not leave; then a part of it may.
        let back = Self.entry(.credit, sum - 5_500, named: name)
        #expect(try !proposed(back))
        try books.take(.statement, [.entry(.debit, sum, of: sent[2])])
        #expect(try proposed(back))
        #expect(try !proposed(Self.entry(.credit, sum + 1, named: name)))
        #expect(try !proposed(Self.entry(.debit, sum, named: name)))
        // Cash, and what was not handed over.
        let cash = String("\(id(41))".prefix(15))
        #expect(try !proposed(Self.entry(.debit, 90_000, named: cash)))
        books.sent[id(42)] = transfer(42, [part(50_000)], file: "F3", isHandedOver: false)
        let frozen = String("\(id(42))".prefix(15))
        #expect(try !proposed(Self.entry(.debit, 50_000, named: frozen)))
    }

    @Test func `an entry without an id is proposed by account and sum, where one transfer fits`()
        throws
    {
        var (books, sent) = try Self.handedOver()
        let all = sent.map(\.id)
        func proposed(_ fact: BankFact) throws -> TransferProposal? {
            try TransferProposer(book: books, answer: answer(.statement, [fact]))
                .byPayee(fact, among: all + [id(50)])
        }
        var entry = Self.entry(.debit, sent[9].amount)
        #expect(try proposed(entry) == nil)
        entry.counterAccount = " \(payeeAccount(10).revealed) "
        #expect(try proposed(entry) == TransferProposal(sent[9].id, on: .payee))
        entry.amount = sent[8].amount
        #expect(try proposed(entry) == nil)
        // Another payment of the same sum to the same account.
        entry.amount = sent[9].amount
        books.sent[id(50)] = SentTransfer(
            id: id(50),
            batch: "U001-1",
            unit: "U001",
            year: 2026,
            file: "F1",
            group: "F1-1",
            provider: "VCB",
            account: Own.vcb,
            payeeAccount: payeeAccount(10),
            parts: sent[9].parts
        )
        #expect(try proposed(entry) == nil)
        books.sent[id(50)] = nil
        try books.take(.statement, [.entry(.debit, sent[9].amount, of: sent[9])])
        #expect(try proposed(entry) == nil)
    }
}
