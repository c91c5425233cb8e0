// Balances from finished pieces of the journal against sums over every posting.

import GRDB
import Ledger
import Testing

@testable import Store

/// A made-up journal in books: entries of several units, days, sources and persons, stornos among them.
private struct MadeUpJournal {
    let shelf: Shelf
    private(set) var entries: [JournalEntry] = []
    private var state: UInt64

    init(seed: UInt64) throws {
        shelf = try Shelf()
        state = seed
    }

    /// A number below a bound (xorshift64*).
    private mutating func next(_ bound: UInt64) -> Int64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return Int64((state &* 2_685_821_657_736_338_717) >> 33) % Int64(bound)
    }

    /// Posts entries in one step.
    mutating func post(_ count: Int) throws {
        var made: [JournalEntry] = []
        for _ in 0..<count { made.append(try entry(made)) }
        let books = try shelf.openToWrite()
        let key = "step/\(entries.count)"
        try books.step(StepInfo(key: key, verb: "test", at: shelf.now, officer: "")) {
            try $0.post(contentsOf: made)
        }
        entries += made
    }

    private mutating func entry(_ before: [JournalEntry]) throws -> JournalEntry {
        let number = entries.count + before.count
        let first = try #require(CivilDate(iso: "2026-01-01")).dayNumber
        func day(_ offset: Int64) throws -> CivilDate {
            try #require(CivilDate(dayNumber: Int(first) + Int(offset)))
        }
        // Days mostly ascend, and some lie far off.
        let base = Int64(number) / 40
        let (booked, value) = (try day(base + next(3)), try day(max(0, base - next(60))))
        if next(9) == 0, let original = (entries + before).last, original.reverses == nil {
            return try JournalEntry(
                key: "entry/\(number)",
                event: "test",
                unit: original.unit,
                bookedOn: booked,
                valueOn: value,
                document: "D",
                postings: original.postings.map(\.swapped),
                reverses: original.key
            )
        }
        let unit = "U\(1_000 + next(3))"
        var postings: [Posting] = []
        for _ in 0...next(4) {
            var dimensions = Dimensions(unit: unit)
            if next(2) == 0 { dimensions.source = ["local", "central"][Int(next(2))] }
            if next(3) == 0 { dimensions.budgetYear = 2026 }
            if next(3) == 0 { dimensions.provider = "bank" }
            if next(5) == 0 { dimensions.person = next(50) + 1 }
            let amount = Money.vnd(next(1_000_000) + 1)
            let accounts = ["CASH", "ADV", "PAY", "CLR"]
            postings.append(try .debit(accounts[Int(next(4))], amount, dimensions))
            postings.append(try .credit(accounts[Int(next(4))], amount, dimensions))
        }
        return try JournalEntry(
            key: "entry/\(number)",
            event: "test",
            unit: unit,
            bookedOn: booked,
            valueOn: value,
            document: "D",
            postings: postings
        )
    }

    /// Debits less credits, posting by posting.
    func balance(
        _ account: String,
        _ unit: String,
        through last: LastDay? = nil,
        where matches: (Dimensions) -> Bool = { _ in true }
    ) -> Int64 {
        entries.filter { entry in last.map { $0.by.of(entry) <= $0.day } ?? true }
            .flatMap(\.postings)
            .filter {
                $0.account == account && $0.dimensions.unit == unit && matches($0.dimensions)
            }
            .reduce(0) { $0 + $1.signedMinorUnits }
    }
}

struct JournalSumTests {
    @Test(arguments: [1, 7_919] as [UInt64])
    func `balances of any day are those of the postings, beyond two pieces and across steps`(
        _ seed: UInt64
    ) throws {
        var journal = try MadeUpJournal(seed: seed)
        // Steps that end before a piece does, in the middle of one, and beyond the next.
        for count in [1, 1_500, 200, 2_600] { try journal.post(count) }
        let books = try journal.shelf.openToWrite()
        let last = try books.query { try $0.lastPosting() }
        #expect(last > 2 * JournalPiece.length, "\(last) postings, seed \(seed)")
        for unit in ["U1000", "U1001", "U1002"] {
            for account in ["CASH", "ADV", "PAY", "CLR", "FUND"] {
                #expect(
                    try books.balance(account: account, unit: unit)
                        == journal.balance(account, unit)
                )
                #expect(
                    try books.balance(account: account, unit: unit, year: 2026, source: "local")
                        == journal.balance(account, unit) {
                            $0.budgetYear == 2026 && $0.source == "local"
                        }
                )
                for text in ["2025-12-31", "2026-01-20", "2026-02-14", "2026-03-31", "2027-01-01"] {
                    let day = day(text)
                    #expect(
                        try books.query {
                            try $0.balance(
                                account: account,
                                unit: unit,
                                provider: "bank",
                                through: day
                            )
                        }
                            == journal.balance(
                                account,
                                unit,
                                through: LastDay(day, by: .value)
                            ) { $0.provider == "bank" },
                        "\(account) \(unit) \(text)"
                    )
                }
            }
        }
        let debits = journal.entries.flatMap(\.postings).filter { $0.side == .debit }
            .reduce(Int64(0)) { $0 + $1.amount.minorUnits }
        #expect(try books.query { try $0.turnover() } == debits)
        var read: [JournalEntry] = []
        try books.query { try $0.forEachEntry { read.append($0) } }
        #expect(read == journal.entries)
        #expect(try BooksVerifier(books: books).verify().findings.isEmpty)
    }

    @Test func `turnovers through a day are those of a trial balance`() throws {
        var journal = try MadeUpJournal(seed: 3)
        for count in [3_000, 900] { try journal.post(count) }
        let books = try Books.open(folder: journal.shelf.folder, access: .read)
        for by in EntryDay.allCases {
            for last in [nil, day("2026-02-20")] {
                var naive = TrialBalance()
                for entry in journal.entries where last.map({ by.of(entry) <= $0 }) ?? true {
                    naive.add(entry)
                }
                var summed = TrialBalance()
                for turnover in try books.query({ reader in
                    try reader.turnovers(through: last.map { LastDay($0, by: by) })
                }) {
                    summed.add(
                        turnoverOf: turnover.account,
                        unit: turnover.unit,
                        debit: turnover.debit,
                        credit: turnover.credit
                    )
                }
                #expect(try summed.rows() == naive.rows())
            }
        }
    }

    @Test func `entries that move an account come, the others are told of`() throws {
        var journal = try MadeUpJournal(seed: 11)
        try journal.post(300)
        let books = try Books.open(folder: journal.shelf.folder, access: .read)
        var (given, passed): ([String], Int) = ([], 0)
        try books.query {
            try $0.forEachEntry(on: "ADV", of: "U1001", skipped: { _, _ in passed += 1 }) {
                given.append($0.key)
            }
        }
        let wanted = journal.entries.filter { entry in
            entry.unit == "U1001" && entry.postings.contains { $0.account == "ADV" }
        }
        #expect(given == wanted.map(\.key) && !given.isEmpty)
        #expect(passed == journal.entries.count - wanted.count)
    }

    @Test(arguments: [
        "UPDATE piece_sum SET debit = debit + 1, credit = credit + 1 WHERE row = 2",
        "UPDATE journal_piece SET value_through = '2026-01-01'",
        "UPDATE journal_piece SET debits = debits - 1",
        "DELETE FROM piece_sum WHERE row = (SELECT max(row) FROM piece_sum)",
    ])
    func `sums that were written over with the log's key are found`(_ sql: String) throws {
        var journal = try MadeUpJournal(seed: 5)
        try journal.post(2_000)
        let folder = journal.shelf.folder
        // Whoever has the log's key writes the whole log again over the rows as they are now.
        let database = try DatabaseQueue(path: "\(folder)/books.sqlite")
        try database.write { db in
            let table = sql.contains("piece_sum") ? "piece_sum" : "journal_piece"
            for verb in ["update", "delete"] {
                try db.execute(sql: "DROP TRIGGER \(table)_no_\(verb)")
            }
            try db.execute(sql: sql)
            try #require(db.changesCount == 1)
        }
        let classes = try database.read { try PostingClasses(all: $0) }
        var findings: [BooksFinding] = []
        var steps: BooksVerifier.StepDigests = [:]
        let books = try Books.open(folder: folder, access: .read)
        let verifier = BooksVerifier(books: books)
        _ = try database.read {
            try verifier.postingDigests($0, classes, &steps, &findings)
        }
        #expect(!findings.isEmpty && findings.allSatisfy { $0.place == "journal_piece" })
        try database.close()
    }
}
