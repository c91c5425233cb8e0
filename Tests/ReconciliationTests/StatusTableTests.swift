// Every status against every word: what becomes of it, what money moves, what conflict is made.

import BankFiles
import Reconciliation
import Testing

@Suite struct StatusTableTests {
    /// For each status a line; for each word, in the order of `FactWord.allCases`, what comes of it:
    /// the new status' word or `.` for none, then `+6a`, `+7`, `+8a`, `+20` for money, `!kind` for a
    /// conflict.
    static let accountTable = """
        sent      . accepted . pending rejected+7 settled credited . . . . . settled+6a .+20!returned-before-booked . . ! .
        accepted  . . . pending rejected+7 settled credited . . . . . settled+6a .+20!returned-before-booked . . ! .
        pending   . accepted . . rejected+7 settled credited . . . . . settled+6a .+20!returned-before-booked . . ! .
        settled   . . . . .!rejected-after-settled . credited . . . . . .+20!debited-twice returned+8a . . ! .
        credited  . . . . .!rejected-after-settled . . . . . . . .+20!debited-twice returned+8a . . ! .
        rejected  . . . . . .!settled-after-rejected .!credited-after-rejected . . . . . settled+7r+6a!booked-after-rejected .+20!returned-before-booked . . ! .
        returned  . . . . . . .!credited-after-returned . . . . . .+20!debited-twice .+20!returned-twice . . ! .
        """

    /// The same for cash; a bank's words about it are of no use.
    static let cashTable = """
        sent      . ! . ! ! ! ! . ! ! ! ! .+20!wrong-way .+20!wrong-way paid+6a unpaid+7 ! .
        paid      . ! . ! ! ! ! . ! ! ! ! .+20!wrong-way .+20!wrong-way . .!unpaid-after-paid ! .
        unpaid    . ! . ! ! ! ! . ! ! ! ! .+20!wrong-way .+20!wrong-way paid+7r+6a . ! .
        """

    /// The same for what the Treasury pays from the estimate: its own list alone says anything of it.
    static let directTable = """
        sent      . ! . ! ! ! ! . ! ! ! ! .+20!other-account .+20!other-account settled+6b rejected+7 returned+6b+8b .
        settled   . ! . ! ! ! ! . ! ! ! ! .+20!debited-twice .+20!other-account . .!unpaid-after-paid returned+8b .
        rejected  . ! . ! ! ! ! . ! ! ! ! .+20!other-account .+20!other-account settled+7r+6b . . .
        returned  . ! . ! ! ! ! . ! ! ! ! .+20!debited-twice .+20!other-account .!credited-after-returned . . .
        """

    private static let events: [MovementKind: String] = [
        .booked: "+6a", .refused: "+7", .unrefused: "+7r", .returned: "+8a",
        .unidentifiedDebit: "+20", .unidentifiedCredit: "+20", .paidDirectly: "+6b",
        .returnedDirectly: "+8b",
    ]

    /// A transfer that answers have brought to a status.
    private func books(
        _ status: TransferStatus,
        _ way: TransferWay
    ) throws -> (TestBooks, SentTransfer) {
        var books = TestBooks()
        let isDirect = way == .estimate
        let sample = transfer(1, [part(750_000)], isCash: way == .cash, isDirect: isDirect)
        try books.approve(sample.parts)
        if !isDirect { try books.advance(750_000, provider: way == .cash ? "POST" : "VCB") }
        try books.handOver([sample])
        func list(_ word: FactWord) throws {
            try books.take(.treasuryResults, [.cash(word, sample, on: "2026-10-24")])
        }
        switch status {
        case .sent: break
        case .accepted: try books.take(.paymentStatus, [.word(.accepted, sample)])
        case .pending: try books.take(.paymentStatus, [.word(.pending, sample)])
        case .settled where isDirect: try list(.paid)
        case .rejected where isDirect: try list(.unpaid)
        case .returned where isDirect: try list(.returned)
        case .settled: try books.take(.statement, [.entry(.debit, 750_000, of: sample)])
        case .credited:
            try books.take(.statement, [.entry(.debit, 750_000, of: sample)])
            try books.take(.paymentStatus, [.word(.credited, sample)])
        case .rejected: try books.take(.paymentStatus, [.word(.rejected, sample)])
        case .returned:
            try books.take(.statement, [.entry(.debit, 750_000, of: sample)])
            try books.take(.statement, [.entry(.credit, 750_000, of: sample)])
        case .paid: try books.take(.cashResults, [.cash(.paid, sample, on: "2026-10-24")])
        case .unpaid: try books.take(.cashResults, [.cash(.unpaid, sample, on: "2026-10-24")])
        }
        #expect(books.status(sample) == status)
        return (books, sample)
    }

    /// What comes of a word, in the words of the table.
    private func outcome(
        _ status: TransferStatus,
        _ word: FactWord,
        _ way: TransferWay,
        family: AnswerFamily? = nil
    ) throws -> String {
        var (books, sample) = try books(status, way)
        let isEntry = word == .debit || word == .credit
        let isListWord = word == .paid || word == .unpaid || word == .returned
        let list: AnswerFamily =
            way == .estimate || word == .returned ? .treasuryResults : .cashResults
        // Another reason and bank's name, so that no fact was known before.
        let fact: BankFact =
            isEntry
            ? .entry(word, 750_000, of: sample, service: "X")
            : isListWord
                ? .cash(word, sample, on: "2026-11-02") : .word(word, sample, reason: "X")
        let family =
            family ?? (isEntry ? .statement : isListWord ? list : .paymentStatus)
        let result = try books.take(family, on: "2026-11-03", [fact])
        let after = books.status(sample)
        var text = after == status ? "." : after.rawValue
        text += result.movements.map { Self.events[$0.kind] ?? "+?" }.joined()
        text += result.conflicts.map { "!\($0.kind.rawValue)" }.joined()
        return text
    }

    private func check(_ table: String, _ way: TransferWay) throws -> Int {
        var count = 0
        for line in table.split(separator: "\n") {
            let cells = line.split(separator: " ").map(String.init)
            let status = try #require(TransferStatus(rawValue: cells[0]))
            #expect(cells.count == FactWord.allCases.count + 1)
            for (word, cell) in zip(FactWord.allCases, cells.dropFirst()) {
                var expected = cell == "!" ? ".!wrong-way" : cell
                if way == .account, word == .paid || word == .unpaid {
                    expected = ".!wrong-way"
                }
                let found = try outcome(status, word, way)
                #expect(found == expected, "\(status) and \(word)")
                count += 1
            }
        }
        return count
    }

    @Test func `every word does to every status of an account transfer what the table says`() throws
    {
        #expect(try check(Self.accountTable, .account) == 7 * 18)
    }

    @Test func `every word does to every status of a direct payment what the table says`() throws {
        #expect(try check(Self.directTable, .estimate) == 4 * 18)
    }

    @Test func `a list of cash says nothing of what the Treasury pays`() throws {
        for word in [FactWord.paid, .unpaid] {
            #expect(try outcome(.sent, word, .estimate, family: .cashResults) == ".!wrong-way")
            #expect(try outcome(.sent, word, .cash, family: .treasuryResults) == ".!wrong-way")
        }
    }

    @Test func `every word does to every status of a cash payout what the table says`() throws {
        #expect(try check(Self.cashTable, .cash) == 3 * 18)
    }

    @Test func `a notification moves no money: its debit is a word, its credit a promise`() throws {
        for status in [TransferStatus.sent, .accepted, .pending] {
            #expect(
                try outcome(status, .debit, .account, family: .notification) == "settled"
            )
        }
        for status in [TransferStatus.settled, .credited, .returned] {
            #expect(try outcome(status, .debit, .account, family: .notification) == ".")
        }
        #expect(
            try outcome(.rejected, .debit, .account, family: .notification)
                == ".!settled-after-rejected"
        )
        for status in TransferStatus.allCases where status != .paid && status != .unpaid {
            #expect(try outcome(status, .credit, .account, family: .notification) == ".")
        }
    }

    @Test func `a promised return is remembered until it comes`() throws {
        var (books, sample) = try books(.settled, .account)
        try books.take(.notification, [.entry(.credit, 750_000, of: sample)])
        #expect(books.position(sample).isReturnAnnounced)
        #expect(books.status(sample) == .settled)
        try books.take(.statement, [.entry(.credit, 750_000, of: sample)])
        #expect(!books.position(sample).isReturnAnnounced)
        #expect(books.status(sample) == .returned)
    }

    @Test func `settled and credited by word alone are booked by the statement later`() throws {
        var (books, sample) = try books(.accepted, .account)
        try books.take(.paymentStatus, [.word(.settled, sample)])
        #expect(!books.position(sample).isBooked)
        #expect(books.balances.sum("CLR") == -750_000)
        try books.take(.paymentStatus, [.word(.rejected, sample)])
        #expect(books.kinds() == [.rejectedAfterSettled])
        try books.take(.paymentStatus, [.word(.credited, sample)])
        try books.take(.statement, [.entry(.debit, 750_000, of: sample)])
        #expect(books.status(sample) == .credited)
        #expect(books.position(sample).isBooked)
        #expect(books.balances.sum("CASH") == 0)
    }

    @Test func `unknown is shown when no word came in time, and only while it is open`() {
        let requested = day("2026-10-23")
        func shown(_ status: TransferStatus, _ today: String, word: String? = nil) -> ShownStatus {
            ShownStatus(
                status,
                requested: requested,
                lastWord: word.map(day),
                patience: 3,
                today: day(today)
            )
        }
        #expect(shown(.sent, "2026-10-26") == .known(.sent))
        #expect(shown(.sent, "2026-10-27") == .unknown)
        #expect(shown(.pending, "2026-10-27", word: "2026-10-25") == .known(.pending))
        #expect(shown(.pending, "2026-10-29", word: "2026-10-25") == .unknown)
        #expect(shown(.accepted, "2026-10-26", word: "2026-10-20") == .known(.accepted))
        for status in TransferStatus.allCases where !status.isOpen {
            #expect(shown(status, "2027-10-27") == .known(status))
        }
    }
}
