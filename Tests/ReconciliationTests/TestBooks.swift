// Books that keep what answers make: positions, journal, conflicts; and what must always be true.
//
// Invariant: after every step `violations` is looked at, so that a story cannot pass through a wrong
// state on its way to a right end.

import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation
import Testing

/// Books in memory.
struct TestBooks: TransferBook {
    static let unit = "U001"
    /// Each transfer, in order of ids within its file.
    var sent: [TransferID: SentTransfer] = [:]
    var files: [String: [TransferID]] = [:]
    var positions: [TransferID: TransferPosition] = [:]
    var accounts: [String: OwnAccount] = [:]
    var journal = Journal(chart: .shipped)
    var conflicts: [Conflict] = []
    var balances = Balances()
    /// What the bank has by its own account: provider → đồng.
    var bank: [String: Int64] = [:]
    var tally = Tally()
    /// Đồng of the transfers of each file that positions say are on their way.
    private var inFlight: [String: Int64] = [:]
    private var failed: Int64 = 0
    private var knownFacts: Set<String> = []
    private(set) var answerCount = 0
    private var paperCount = 0

    /// Sums that the test itself adds up from what it says happened.
    struct Tally {
        var approved: Int64 = 0
        var withdrawn: Int64 = 0
        var handedOver: Int64 = 0
        var ended: Int64 = 0
        var netted: Int64 = 0
        var drawn: Int64 = 0
        var cleared: Int64 = 0
        var advanceGivenBack: Int64 = 0
    }

    init() {
        for (number, unit, provider) in [
            (Own.vcb, "U001", "VCB"), (Own.ctg, "U001", "CTG"), (Own.other, "U002", "VCB"),
            (Own.post, "U001", "POST"),
        ] {
            accounts[number] = OwnAccount(
                number: number,
                unit: unit,
                provider: provider,
                year: 2026
            )
        }
    }

    func transfer(_ id: TransferID) throws -> SentTransfer? { sent[id] }

    func transfers(message: String?, group: String?) throws -> [SentTransfer] {
        let file = message ?? group.map { String($0.dropLast(2)) } ?? ""
        return files[file, default: []].compactMap { sent[$0] }
            .filter { group == nil || $0.group == group }
    }

    func batch(_ code: BatchCode) throws -> SentBatch? {
        let members = sent.values.filter { code.contains($0.id) }
        guard let last = members.map(\.id.number).max() else { return nil }
        var portions: [SentBatch.Portion] = []
        var amounts = [Int64](repeating: 0, count: last + 1)
        var places = [UInt16](repeating: 0, count: last + 1)
        for transfer in members {
            let portion = SentBatch.Portion(
                message: transfer.file,
                group: transfer.group,
                way: transfer.way
            )
            if !portions.contains(portion) { portions.append(portion) }
            amounts[transfer.id.number] = transfer.amount
            places[transfer.id.number] = UInt16(portions.firstIndex(of: portion) ?? 0)
        }
        return SentBatch(
            code: code,
            isHandedOver: members.allSatisfy(\.isHandedOver),
            portions: portions,
            amounts: amounts,
            places: places
        )
    }

    func batch(message: String?, group: String?) throws -> SentBatch? {
        let file = message ?? group.map { String($0.dropLast(2)) } ?? ""
        return try files[file]?.first.flatMap { try batch($0.batch) }
    }

    func positions(of code: BatchCode) throws -> SharedColumn<TransferPosition> {
        let last = sent.keys.filter { code.contains($0) }.map(\.number).max() ?? 0
        var column = SharedColumn<TransferPosition>(count: last)
        for (id, position) in positions where code.contains(id) {
            column.set(id.number, to: position)
        }
        return column
    }

    func account(_ number: String, at bank: BIN?) throws -> OwnAccount? { accounts[number] }

    func position(_ transfer: SentTransfer) -> TransferPosition {
        positions[transfer.id] ?? TransferPosition()
    }

    func status(_ transfer: SentTransfer) -> TransferStatus { position(transfer).status }

    func kinds() -> [ConflictKind] { conflicts.map(\.kind) }

    // MARK: Answers

    /// Takes an answer as the program does: facts that came before are left out.
    @discardableResult
    mutating func take(
        _ family: AnswerFamily,
        on date: String = "2026-10-25",
        _ facts: [BankFact]
    ) throws -> ReconciledAnswer {
        try take(answer(family, facts), on: day(date))
    }

    /// Takes an answer as the program does.
    @discardableResult
    mutating func take(_ whole: BankAnswer, on date: CivilDate) throws -> ReconciledAnswer {
        var answer = whole
        answer.facts = whole.facts.filter {
            knownFacts.insert(whole.key(of: $0)).inserted
        }
        answerCount += 1
        let name = "N\(answerCount)"
        let result = try Reconciler(book: self, answer: name, bookedOn: date).apply(answer)
        let postings = AnswerPostings(
            chart: .shipped,
            answer: name,
            bookedOn: date,
            document: "SK-\(answerCount)"
        )
        for entry in try postings.entries(of: result.movements) { try post(entry) }
        for step in result.steps { follow(step) }
        conflicts += result.conflicts
        noteBank(answer, result)
        expectAlwaysTrue()
        return result
    }

    /// The bank's own account of an answer, from its facts alone.
    private mutating func noteBank(_ answer: BankAnswer, _ result: ReconciledAnswer) {
        let shown = Set(result.matches.map(\.fact))
        for (index, fact) in answer.facts.enumerated() where !shown.contains(index) {
            let amount = fact.amount ?? 0
            switch (answer.family, fact.word) {
            case (.statement, .debit), (.statement, .credit):
                guard let account = accounts[fact.account ?? ""], account.unit == Self.unit else {
                    continue
                }
                bank[account.provider, default: 0] += fact.word == .debit ? -amount : amount
            case (.cashResults, .paid):
                // The provider's deposit falls by what it says it paid out and we took as such.
                guard result.movements.contains(where: { $0.fact == index && $0.kind == .booked })
                else { continue }
                bank["POST", default: 0] -= amount
            default: continue
            }
        }
    }

    private mutating func follow(_ step: ChangeStep) {
        switch step {
        case .single(let change): set(change.transfer, change.to)
        case .common(let change):
            var numbers = NumberSet.Cursor(change.transfers)
            while let (number, _) = numbers.next() {
                guard let transfer = sent[TransferID(batch: change.batch, number: number)] else {
                    continue
                }
                #expect(position(transfer) == change.from)
                set(transfer, change.to)
            }
        }
    }

    mutating func set(_ transfer: SentTransfer, _ position: TransferPosition) {
        let before = self.position(transfer)
        func flying(_ position: TransferPosition) -> Bool {
            !position.isBooked && !position.status.hasFailed
        }
        if flying(before) { inFlight[transfer.file, default: 0] -= transfer.amount }
        if flying(position) { inFlight[transfer.file, default: 0] += transfer.amount }
        if before.status.hasFailed { failed -= transfer.amount }
        if position.status.hasFailed { failed += transfer.amount }
        positions[transfer.id] = position
    }

    mutating func post(_ entry: JournalEntry) throws {
        let answer = try journal.post(entry)
        guard case .posted = answer else { return }
        balances.add(entry)
    }

    // MARK: Steps of people

    /// A paper of the unit.
    func paper(_ year: Int, _ date: String) -> BookingPaper {
        BookingPaper(unit: Self.unit, year: year, day: day(date), document: "VB")
    }

    /// A key that was not used.
    mutating func key() -> String {
        paperCount += 1
        return "paper/\(paperCount)"
    }

    /// Event 2.
    mutating func approve(
        _ totals: [BatchTotal],
        year: Int = 2026,
        _ date: String = "2026-10-20"
    )
        throws
    {
        let postings = BatchPostings(chart: .shipped, paper: paper(year, date))
        try post(try postings.approved(batch: key(), totals: totals))
        tally.approved += totals.reduce(0) { $0 + $1.amount }
        expectAlwaysTrue()
    }

    /// Event 4; the money is in the bank.
    mutating func advance(
        _ amount: Int64,
        source: String = "398",
        provider: String = "VCB",
        year: Int = 2026,
        _ date: String = "2026-10-22"
    ) throws {
        let postings = BatchPostings(chart: .shipped, paper: paper(year, date))
        try post(
            try postings.advanceReceived(
                key: key(),
                source: source,
                provider: provider,
                amount: amount
            )
        )
        bank[provider, default: 0] += amount
        tally.drawn += amount
        expectAlwaysTrue()
    }

    /// Event 5.
    mutating func handOver(_ transfers: [SentTransfer], _ date: String = "2026-10-23") throws {
        guard let first = transfers.first else { return }
        let postings = BatchPostings(chart: .shipped, paper: paper(first.year, date))
        var sums: [[String]: Int64] = [:]
        for part in transfers.flatMap(\.parts) {
            sums[[part.programme, part.source], default: 0] += part.amount
        }
        let totals = sums.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
            BatchTotal(programme: $0.key[0], source: $0.key[1], amount: $0.value)
        }
        try post(
            try postings.handedOver(
                batch: first.batch,
                file: first.file,
                provider: first.provider,
                totals: totals
            )
        )
        for transfer in transfers {
            sent[transfer.id] = transfer
            files[transfer.file, default: []].append(transfer.id)
            inFlight[transfer.file, default: 0] += transfer.amount
            tally.handedOver += transfer.amount
        }
        expectAlwaysTrue()
    }

    /// Marks a transfer's lines as paid anew.
    mutating func replace(_ transfer: SentTransfer) { sent[transfer.id]?.isReplaced = true }

    /// An entry of funds or recoveries, and what it does to bank and tallies.
    mutating func book(
        _ entry: JournalEntry,
        bank change: Int64 = 0,
        at provider: String = "VCB",
        _ note: (inout Tally) -> Void = { _ in }
    ) throws {
        try post(entry)
        bank[provider, default: 0] += change
        note(&tally)
        expectAlwaysTrue()
    }

    // MARK: What must always be true

    /// Fails the test for each thing that is not true.
    func expectAlwaysTrue(_ place: SourceLocation = #_sourceLocation) {
        let violations = violations()
        #expect(violations == [], sourceLocation: place)
    }

    /// Each thing that is not true.
    func violations() -> [String] {
        var found: [String] = []
        func hold(_ what: String, _ left: Int64, _ right: Int64) {
            if left != right { found.append("\(what): \(left) is not \(right)") }
        }
        hold("all accounts", balances.total, 0)
        for file in files.keys.sorted() {
            hold("CLR \(file)", -balances.sum("CLR", file: file), inFlight[file, default: 0])
        }
        let owed =
            tally.approved - tally.withdrawn - tally.handedOver + failed - tally.netted
            - tally.ended
        hold("PAY", -balances.sum("PAY"), owed)
        for key in balances.keys("PAY") where balances.sum(key) > 0 {
            found.append("PAY is below zero in \(key)")
        }
        for provider in ["CTG", "POST", "VCB"] {
            let cash = balances.sum("CASH", unit: Self.unit, provider: provider)
            hold("CASH \(provider)", cash, bank[provider, default: 0])
        }
        hold(
            "ADV",
            -balances.sum("ADV"),
            tally.drawn - tally.cleared - tally.advanceGivenBack
        )
        for (year, source) in balances.budgets {
            let real =
                -balances.sum("ADV", year: year, source: source)
                - balances.sum("FUND", year: year, source: source)
            let memo =
                balances.sum("SPENT", year: year, source: source)
                + balances.sum("ADVANCED", year: year, source: source)
            hold("FUND + ADV of \(year) \(source)", real, memo)
        }
        return found
    }
}

/// Balances that are kept entry by entry, debits above zero.
struct Balances {
    /// What a balance is kept by.
    struct Key: Hashable, CustomStringConvertible {
        let account: String
        let dimensions: Dimensions

        var description: String {
            "\(account) \(dimensions.budgetYear ?? 0) \(dimensions.source ?? "") "
                + "\(dimensions.programme ?? "")"
        }
    }

    private var sums: [String: [Dimensions: Int64]] = [:]
    private var files: [String: Int64] = [:]
    private(set) var total: Int64 = 0
    private var budgetSet: Set<[String]> = []

    mutating func add(_ entry: JournalEntry) {
        for posting in entry.postings {
            let amount = posting.signedMinorUnits
            sums[posting.account, default: [:]][posting.dimensions, default: 0] += amount
            total += amount
            if let file = posting.dimensions.file {
                files["\(posting.account) \(file)", default: 0] += amount
            }
            if let year = posting.dimensions.budgetYear, let source = posting.dimensions.source {
                budgetSet.insert(["\(year)", source])
            }
        }
    }

    /// Budget years and sources that were posted to.
    var budgets: [(year: Int, source: String)] {
        budgetSet.sorted { $0.lexicographicallyPrecedes($1) }.map { (Int($0[0]) ?? 0, $0[1]) }
    }

    /// The sum on an account in a file.
    func sum(_ account: String, file: String) -> Int64 { files["\(account) \(file)"] ?? 0 }

    func sum(_ key: Key) -> Int64 { sums[key.account]?[key.dimensions] ?? 0 }

    func keys(_ account: String) -> [Key] {
        sums[account, default: [:]].keys.map { Key(account: account, dimensions: $0) }
    }

    /// The sum on an account over all that is named.
    func sum(
        _ account: String,
        unit: String? = nil,
        year: Int? = nil,
        source: String? = nil,
        provider: String? = nil,
        person: Int64? = nil
    ) -> Int64 {
        var filter = DimensionFilter(unit: unit)
        filter.budgetYear = year
        filter.source = source
        filter.provider = provider
        filter.person = person
        return sums[account, default: [:]].reduce(0) {
            filter.matches($1.key) ? $0 + $1.value : $0
        }
    }

    /// Accounts that are not at zero, but for the ones named and memo accounts.
    func rest(without named: Set<String>) -> [String] {
        let memo: Set = ["GRANTED", "RESERVED", "ADVANCED", "SPENT", "OPENING", "MEMO"]
        return sums.keys.sorted().filter {
            !named.contains($0) && !memo.contains($0) && sum($0) != 0
        }
    }
}
