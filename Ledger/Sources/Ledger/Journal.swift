// The journal in memory: entries in the order they were posted, and balances over them.
//
// It is the model that a store is held against, and enough for a small set of books; a store that
// holds millions of entries feeds ``TrialBalance`` row by row instead.
//
// Invariants:
// (1) Entries are only ever added.
// (2) A key names one entry for ever: posting it again changes nothing.
// (3) Every entry passed the rules, every storno its original and every use and release its reservation, on
//     the day it was posted.
// (4) The balances that the rules ask for are those of the entries, after every step.

/// What came of posting an entry.
public enum PostingAnswer: Hashable, Sendable {
    /// The entry was added; its position counts from 0.
    case posted(position: Int)
    /// The same entry stands at that position since an earlier time; nothing was added.
    case alreadyPosted(position: Int)

    /// Where the entry stands.
    public var position: Int {
        switch self {
        case .posted(let position), .alreadyPosted(let position): position
        }
    }
}

/// Entries in the order they were posted; append only.
public struct Journal: Sendable {
    /// All entries, in the order they were posted.
    public private(set) var entries: [JournalEntry] = []
    /// What the next entry is held against.
    public private(set) var rules: PostingRules
    private var positions: [String: Int] = [:]
    private var answers: [String: [Int]] = [:]
    private var balances: [BalanceScope: ScopeBalance] = [:]

    /// A journal without entries, under rules.
    public init(rules: PostingRules) { self.rules = rules }

    /// A journal without entries, under a chart and no other rule.
    public init(chart: ChartOfAccounts) { self.init(rules: PostingRules(chart: chart)) }

    /// Adds an entry, or finds that it was added before.
    ///
    /// The same key with the same content is answered with `alreadyPosted`, whatever the rules say
    /// by now; order of postings is content.
    ///
    /// - Throws: ``PostingRefusal``: `keyTaken`, `reversesUnknown` or one of
    ///   ``JournalEntry/checkReversal(of:reversedBefore:)``, `completesUnknown` or one of
    ///   ``JournalEntry/checkCompletion(of:completedBefore:)``, or one of
    ///   ``PostingRules/check(_:balances:)``; the journal is as it was then.
    @discardableResult
    public mutating func post(_ entry: JournalEntry) throws(PostingRefusal) -> PostingAnswer {
        if let position = positions[entry.key] {
            guard entries[position] == entry else { throw .keyTaken(entry.key) }
            return .alreadyPosted(position: position)
        }
        try rules.check(entry) { balances[$0, default: ScopeBalance()] }
        if let key = entry.reverses {
            guard let original = self[key] else { throw .reversesUnknown(key) }
            try entry.checkReversal(of: original, reversedBefore: reversals(of: key))
        }
        if let key = entry.role.completes {
            guard let reservation = self[key] else { throw .completesUnknown(key) }
            try entry.checkCompletion(of: reservation, completedBefore: completions(of: key))
        }
        let position = entries.count
        entries.append(entry)
        positions[entry.key] = position
        if let key = entry.reverses ?? entry.role.completes {
            answers[key, default: []].append(position)
        }
        count(entry)
        return .posted(position: position)
    }

    /// Closes a unit's books through a day.
    ///
    /// - Throws: ``PostingRefusal/closedFurther(unit:through:)``.
    public mutating func close(_ unit: String, through day: CivilDate) throws(PostingRefusal) {
        try rules.close(unit, through: day)
    }

    /// Holds the next entries against other rules; what is posted already stays.
    ///
    /// Closes are those of the new rules: a journal never opens a period again, so they must hold
    /// every close of the old ones.
    public mutating func adopt(_ rules: PostingRules) {
        for unit in Set(entries.map(\.unit)) {
            guard let closed = self.rules.lastClosedDay(of: unit) else { continue }
            precondition(
                rules.lastClosedDay(of: unit).map { $0 >= closed } ?? false,
                "a closed period is never opened again"
            )
        }
        self.rules = rules
        balances = [:]
        for entry in entries { count(entry) }
    }

    /// The entry of a key, or nil when there is none.
    public subscript(key: String) -> JournalEntry? {
        positions[key].map { entries[$0] }
    }

    /// The storno entries that take an entry back, in the order they were posted.
    public func reversals(of key: String) -> [JournalEntry] {
        answers[key, default: []].map { entries[$0] }.filter { $0.reverses == key }
    }

    /// The uses and releases of a reservation, in the order they were posted.
    public func completions(of key: String) -> [JournalEntry] {
        answers[key, default: []].map { entries[$0] }.filter { $0.role.completes == key }
    }

    /// What is booked and held in a scope that the rules watch; zero in any other.
    public func standing(in scope: BalanceScope) -> ScopeBalance {
        balances[scope, default: ScopeBalance()]
    }

    /// Debits less credits on an account or group, over the postings that a filter matches: a debit
    /// balance is above zero, a credit balance below.
    ///
    /// - Parameters:
    ///   - account: The code of an account or group.
    ///   - currency: The currency.
    ///   - filter: Which postings count.
    ///   - lastDay: The last day that counts; nil for all.
    ///   - day: The day by which entries count.
    /// - Returns: Debits less credits.
    /// - Throws: ``MoneyError/overflow`` when the balance does not fit in 64 bits.
    public func balance(
        of account: String,
        in currency: Currency = .vnd,
        where filter: DimensionFilter = DimensionFilter(),
        through lastDay: CivilDate? = nil,
        by day: EntryDay = .booking
    ) throws(MoneyError) -> Money {
        // 128 bits hold 2^64 amounts of 64 bits: the order of postings cannot matter.
        var sum: Int128 = 0
        for entry in entries where entry.isBooked {
            if let lastDay, day.of(entry) > lastDay { continue }
            for posting in entry.postings
            where posting.amount.currency == currency && filter.matches(posting.dimensions)
                && (posting.account == account || rules.chart.belongs(posting.account, to: account))
            {
                sum += Int128(posting.signedMinorUnits)
            }
        }
        return try Money(exactly: sum, currency: currency)
    }

    /// The trial balance over the whole journal, or with one period's turnover.
    public func trialBalance(of period: ClosedRange<CivilDate>? = nil) -> TrialBalance {
        var balance = TrialBalance(of: period)
        for entry in entries { balance.add(entry) }
        return balance
    }

    /// Counts an entry in the balances that the rules ask for.
    private mutating func count(_ entry: JournalEntry) {
        for (scope, change) in rules.changes(of: entry) {
            balances[scope, default: ScopeBalance()].add(change)
        }
    }
}

extension Money {
    /// The amount of a wide sum.
    ///
    /// - Throws: ``MoneyError/overflow`` when it does not fit in 64 bits.
    init(exactly sum: Int128, currency: Currency) throws(MoneyError) {
        guard let minorUnits = Int64(exactly: sum) else { throw .overflow }
        self.init(minorUnits: minorUnits, currency: currency)
    }
}
