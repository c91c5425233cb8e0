// A journal entry: postings that belong to one event of one unit.
//
// Invariants:
// (1) An entry has postings of one unit, and balances in each currency.
// (2) The sum of each side fits in 64 bits.
// (3) An entry is a value that never changes; a mistake is taken back by a storno entry.

/// What one event posts in one unit; balanced by construction.
public struct JournalEntry: Hashable, Sendable {
    /// The idempotency key, never empty: kept for ever, and the entry's name in every report.
    public let key: String
    /// The event that posted it, such as `approve`.
    public let event: String
    /// The code of the unit whose books it stands in.
    public let unit: String
    /// The day of the books (ngày ghi sổ).
    public let bookedOn: CivilDate
    /// The day on which the event had its effect, such as the bank's value date.
    public let valueOn: CivilDate
    /// The paper that proves it: number and date of a decision, a statement, a manifest digest.
    public let document: String
    /// The postings, in the order they were given in.
    public let postings: [Posting]
    /// What it does to balances, and the entry that it takes back or completes.
    public let role: EntryRole

    /// The key of the entry that this one takes back in whole or in part; nil for all others.
    public var reverses: String? {
        if case .storno(let key) = role { key } else { nil }
    }

    /// Whether the entry takes another one back, so that it lowers turnover.
    public var isStorno: Bool { reverses != nil }

    /// Whether its postings move balances: those of a reservation or a release do not.
    public var isBooked: Bool {
        switch role {
        case .ordinary, .storno, .use: true
        case .reservation, .release: false
        }
    }

    /// An entry of balanced postings.
    ///
    /// Accounts are held against a chart by ``check(against:)``, a storno against its original by
    /// ``checkReversal(of:reversedBefore:)``; ``Journal/post(_:)`` does both.
    ///
    /// - Throws: ``PostingRefusal``: `empty`, `mixesUnits`, `overflow` or `unbalanced`, the first
    ///   that holds in this order; currencies in the order of the postings.
    public init(
        key: String,
        event: String,
        unit: String,
        bookedOn: CivilDate,
        valueOn: CivilDate,
        document: String,
        postings: [Posting],
        role: EntryRole
    ) throws(PostingRefusal) {
        precondition(!key.isEmpty, "an entry has a key")
        precondition(!unit.isEmpty, "an entry belongs to a unit")
        guard !postings.isEmpty else { throw .empty }
        // By index through a span: an element that is taken out copies ten references.
        let span = postings.span
        for index in span.indices where span[index].dimensions.unit != unit {
            throw .mixesUnits(entry: unit, posting: span[index].dimensions.unit)
        }
        for sums in try SideSums.byCurrency(of: postings, in: unit) where sums.debit != sums.credit
        {
            throw .unbalanced(unit: unit, debit: sums.debit, credit: sums.credit)
        }
        self.key = key
        self.event = event
        self.unit = unit
        self.bookedOn = bookedOn
        self.valueOn = valueOn
        self.document = document
        self.postings = postings
        self.role = role
    }

    /// An ordinary entry, or the storno of the entry whose key is given.
    ///
    /// - Throws: ``PostingRefusal``: `empty`, `mixesUnits`, `overflow` or `unbalanced`.
    public init(
        key: String,
        event: String,
        unit: String,
        bookedOn: CivilDate,
        valueOn: CivilDate,
        document: String,
        postings: [Posting],
        reverses: String? = nil
    ) throws(PostingRefusal) {
        try self.init(
            key: key,
            event: event,
            unit: unit,
            bookedOn: bookedOn,
            valueOn: valueOn,
            document: document,
            postings: postings,
            role: reverses.map { .storno(of: $0) } ?? .ordinary
        )
    }

    /// Holds the entry against a chart.
    ///
    /// - Throws: ``PostingRefusal/unknownAccount(_:)``, ``PostingRefusal/accountIsGroup(_:)``, or
    ///   ``PostingRefusal/memoAgainstReal(unit:debit:credit:)`` when the postings on memo accounts do
    ///   not balance among themselves.
    public func check(against chart: ChartOfAccounts) throws(PostingRefusal) {
        // An entry has few accounts, however many postings: a scan beats a look-up in the chart.
        var known: [(code: String, isMemo: Bool)] = []
        var memo: [Posting] = []
        let span = postings.span
        for index in span.indices {
            let place: Int
            if let found = known.firstIndex(where: { $0.code == span[index].account }) {
                place = found
            } else {
                let code = span[index].account
                guard let account = chart[code] else { throw .unknownAccount(code) }
                guard !chart.isGroup(code) else { throw .accountIsGroup(code) }
                place = known.count
                known.append((code, account.kind == .memo))
            }
            if known[place].isMemo { memo.append(span[index]) }
        }
        for sums in try SideSums.byCurrency(of: memo, in: unit) where sums.debit != sums.credit {
            throw .memoAgainstReal(unit: unit, debit: sums.debit, credit: sums.credit)
        }
    }
}

/// What stands on each side, in one currency.
private struct SideSums {
    var debit: Money
    var credit: Money

    /// The sums of postings, a currency each, in the order in which currencies first occur.
    static func byCurrency(
        of postings: [Posting],
        in unit: String
    ) throws(PostingRefusal) -> [SideSums] {
        // An entry has one currency, rarely two: a scan beats a dictionary.
        var sums: [(currency: Currency, debit: Int64, credit: Int64)] = []
        let span = postings.span
        for index in span.indices {
            let place: Int
            if let found = sums.firstIndex(where: {
                $0.currency == span[index].amount.currency
            }) {
                place = found
            } else {
                place = sums.count
                sums.append((span[index].amount.currency, 0, 0))
            }
            let amount = span[index].amount.minorUnits
            let isDebit = span[index].side == .debit
            let (sum, overflow) = (isDebit ? sums[place].debit : sums[place].credit)
                .addingReportingOverflow(amount)
            guard !overflow else { throw .overflow(unit: unit, currency: sums[place].currency) }
            if isDebit { sums[place].debit = sum } else { sums[place].credit = sum }
        }
        return sums.map { sums in
            SideSums(
                debit: Money(minorUnits: sums.debit, currency: sums.currency),
                credit: Money(minorUnits: sums.credit, currency: sums.currency)
            )
        }
    }
}
