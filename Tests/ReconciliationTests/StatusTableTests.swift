// Every status against every word: what becomes of it, what money moves, what conflict is made.

import BankFiles
import Reconciliation
import Testing

@Suite struct StatusTableTests {
    /// For each status a line; for each word, in the order of `FactWord.allCases`, what comes of it:
    /// the new status' word or `.` for none, then `+6a`, `+7`, `+8a`, `+20` for money, `!kind` for a
    /// conflict.
    static let accountTable = """
        sent      . accepted . pending rejected+7 settled credited . . . . . settled+6a .+20!returned-before-booked . . .
        accepted  . . . pending rejected+7 settled credited . . . . . settled+6a .+20!returned-before-booked . . .
        pending   . accepted . . rejected+7 settled credited . . . . . settled+6a .+20!returned-before-booked . . .
        settled   . . . . .!rejected-after-settled . credited . . . . . .+20!debited-twice returned+8a . . .
        credited  . . . . .!rejected-after-settled . . . . . . . .+20!debited-twice returned+8a . . .
        rejected  . . . . . .!settled-after-rejected .!credited-after-rejected . . . . . settled+7r+6a!booked-after-rejected .+20!returned-before-booked . . .
        returned  . . . . . . .!credited-after-returned . . . . . .+20!debited-twice .+20!returned-twice . . .
        """

    /// The same for cash; a bank's words about it are of no use.
    static let cashTable = """
        sent      . ! . ! ! ! ! . ! ! ! ! .+20!wrong-way .+20!wrong-way paid+6a unpaid+7 .
        paid      . ! . ! ! ! ! . ! ! ! ! .+20!wrong-way .+20!wrong-way . .!unpaid-after-paid .
        unpaid    . ! . ! ! ! ! . ! ! ! ! .+20!wrong-way .+20!wrong-way paid+7r+6a . .
        """

    private static let events: [MovementKind: String] = [
        .booked: "+6a", .refused: "+7", .unrefused: "+7r", .returned: "+8a",
        .unidentifiedDebit: "+20", .unidentifiedCredit: "+20",
    ]

    /// A transfer that answers have brought to a status.
    private func books(_ status: TransferStatus, isCash: Bool) throws -> (TestBooks, SentTransfer) {
        var books = TestBooks()
        let sample = transfer(1, [part(750_000)], isCash: isCash)
        try books.approve(sample.parts)
        try books.advance(750_000, provider: isCash ? "POST" : "VCB")
        try books.handOver([sample])
        switch status {
        case .sent: break
        case .accepted: try books.take(.paymentStatus, [.word(.accepted, sample)])
        case .pending: try books.take(.paymentStatus, [.word(.pending, sample)])
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
        isCash: Bool,
        family: AnswerFamily? = nil
    ) throws -> String {
        var (books, sample) = try books(status, isCash: isCash)
        let isEntry = word == .debit || word == .credit
        let isCashWord = word == .paid || word == .unpaid
        // Another reason and bank's name, so that no fact was known before.
        let fact: BankFact =
            isEntry
            ? .entry(word, 750_000, of: sample, service: "X")
            : isCashWord
                ? .cash(word, sample, on: "2026-11-02") : .word(word, sample, reason: "X")
        let family =
            family ?? (isEntry ? .statement : isCashWord ? .cashResults : .paymentStatus)
        let result = try books.take(family, on: "2026-11-03", [fact])
        let after = books.status(sample)
        var text = after == status ? "." : after.rawValue
        text += result.movements.map { Self.events[$0.kind] ?? "+?" }.joined()
        text += result.conflicts.map { "!\($0.kind.rawValue)" }.joined()
        return text
    }

    private func check(_ table: String, isCash: Bool) throws -> Int {
        var count = 0
        for line in table.split(separator: "\n") {
            let cells = line.split(separator: " ").map(String.init)
            let status = try #require(TransferStatus(rawValue: cells[0]))
            #expect(cells.count == FactWord.allCases.count + 1)
            for (word, cell) in zip(FactWord.allCases, cells.dropFirst()) {
                var expected = cell == "!" ? ".!wrong-way" : cell
                if !isCash && (word == .paid || word == .unpaid) { expected = ".!wrong-way" }
                let found = try outcome(status, word, isCash: isCash)
                #expect(found == expected, "\(status) and \(word)")
                count += 1
            }
        }
        return count
    }

    @Test func `every word does to every status of an account transfer what the table says`() throws
    {
        #expect(try check(Self.accountTable, isCash: false) == 7 * 17)
    }

    @Test func `every word does to every status of a cash payout what the table says`() throws {
        #expect(try check(Self.cashTable, isCash: true) == 3 * 17)
    }

    @Test func `a notification moves no money: its debit is a word, its credit a promise`() throws {
        for status in [TransferStatus.sent, .accepted, .pending] {
            #expect(
                try outcome(status, .debit, isCash: false, family: .notification) == "settled"
            )
        }
        for status in [TransferStatus.settled, .credited, .returned] {
            #expect(try outcome(status, .debit, isCash: false, family: .notification) == ".")
        }
        #expect(
            try outcome(.rejected, .debit, isCash: false, family: .notification)
                == ".!settled-after-rejected"
        )
        for status in TransferStatus.allCases where status != .paid && status != .unpaid {
            #expect(try outcome(status, .credit, isCash: false, family: .notification) == ".")
        }
    }

    @Test func `a promised return is remembered until it comes`() throws {
        var (books, sample) = try books(.settled, isCash: false)
        try books.take(.notification, [.entry(.credit, 750_000, of: sample)])
        #expect(books.position(sample).isReturnAnnounced)
        #expect(books.status(sample) == .settled)
        try books.take(.statement, [.entry(.credit, 750_000, of: sample)])
        #expect(!books.position(sample).isReturnAnnounced)
        #expect(books.status(sample) == .returned)
    }

    @Test func `settled and credited by word alone are booked by the statement later`() throws {
        var (books, sample) = try books(.accepted, isCash: false)
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
