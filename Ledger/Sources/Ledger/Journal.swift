// The journal in memory: entries in the order they were posted, and balances over them.
//
// It is the model that a store is held against, and enough for a small set of books; a store that
// holds millions of entries feeds ``TrialBalance`` row by row instead.
//
// Invariants:
// (1) Entries are only ever added.
// (2) A key names one entry for ever: posting it again changes nothing.
// (3) Every entry passed its chart, and every storno its original, on the day it was posted.

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
    private var positions: [String: Int] = [:]
    private var reversals: [String: [Int]] = [:]

    /// A journal without entries.
    public init() {}

    /// Adds an entry, or finds that it was added before.
    ///
    /// The same key with the same content is answered with `alreadyPosted`, whatever the chart says
    /// by now; order of postings is content.
    ///
    /// - Throws: ``PostingRefusal``: `keyTaken`, a refusal of ``JournalEntry/check(against:)``,
    ///   `reversesUnknown` or one of ``JournalEntry/checkReversal(of:reversedBefore:)``; the journal
    ///   is as it was then.
    @discardableResult
    public mutating func post(
        _ entry: JournalEntry,
        chart: ChartOfAccounts
    ) throws(PostingRefusal) -> PostingAnswer {
        if let position = positions[entry.key] {
            guard entries[position] == entry else { throw .keyTaken(entry.key) }
            return .alreadyPosted(position: position)
        }
        try entry.check(against: chart)
        if let key = entry.reverses {
            guard let original = self[key] else { throw .reversesUnknown(key) }
            try entry.checkReversal(of: original, reversedBefore: reversals(of: key))
        }
        let position = entries.count
        entries.append(entry)
        positions[entry.key] = position
        if let key = entry.reverses { reversals[key, default: []].append(position) }
        return .posted(position: position)
    }

    /// The entry of a key, or nil when there is none.
    public subscript(key: String) -> JournalEntry? {
        positions[key].map { entries[$0] }
    }

    /// The storno entries that take an entry back, in the order they were posted.
    public func reversals(of key: String) -> [JournalEntry] {
        reversals[key, default: []].map { entries[$0] }
    }

    /// Debits less credits on an account, over the postings that a filter matches: a debit balance
    /// is above zero, a credit balance below.
    ///
    /// - Throws: ``MoneyError/overflow`` when the balance does not fit in 64 bits.
    public func balance(
        of account: String,
        in currency: Currency = .vnd,
        where filter: DimensionFilter = DimensionFilter()
    ) throws(MoneyError) -> Money {
        // 128 bits hold 2^64 amounts of 64 bits: the order of postings cannot matter.
        var sum: Int128 = 0
        for entry in entries {
            for posting in entry.postings
            where posting.account == account && posting.amount.currency == currency
                && filter.matches(posting.dimensions)
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
