// The trial balance with what postings are about beside the account: balances by budget line, chapter, sector,
// economic code, source or any other dimension.
//
// It holds a row for each combination that occurs, never the entries, so a store can feed it a journal of any
// length.
//
// Invariants:
// (1) The rows of an account add up to its row in a ``TrialBalance`` over the same entries and days.
// (2) What leaves a dimension out has rows of its own, in which the dimension is open.

/// Turnovers and balances of accounts, apart by dimensions.
public struct DimensionedTrialBalance: Sendable {
    /// One account of one unit, in the part of it that agrees in the dimensions asked for.
    public struct Row: Hashable, Sendable {
        /// What the part is about; the unit stands in the account's row.
        public let part: DimensionFilter
        /// The account's opening, turnovers and balance in that part.
        public let account: TrialBalance.Row
    }

    /// The dimensions of which each combination has a row of its own, beside the unit.
    public let dimensions: Set<Dimension>
    /// The days whose turnover is shown; nil for all.
    public let period: ClosedRange<CivilDate>?
    /// The day by which entries count.
    public let day: EntryDay
    private var parts: [DimensionFilter: TrialBalance] = [:]

    /// An empty trial balance.
    ///
    /// - Parameters:
    ///   - dimensions: The dimensions that stand apart; units do in any case.
    ///   - period: The days whose turnover is shown; what counts earlier is in the opening balance.
    ///   - day: The day by which entries count.
    public init(
        by dimensions: Set<Dimension>,
        of period: ClosedRange<CivilDate>? = nil,
        by day: EntryDay = .booking
    ) {
        self.dimensions = dimensions.subtracting([.unit])
        self.period = period
        self.day = day
    }

    /// Adds all postings of an entry; reservations and releases move nothing.
    public mutating func add(_ entry: JournalEntry) {
        guard entry.isBooked else { return }
        let counted = day.of(entry)
        for posting in entry.postings {
            let part = DimensionFilter(posting.dimensions, only: dimensions)
            parts[part, default: TrialBalance(of: period)]
                .add(posting, bookedOn: counted, isStorno: entry.isStorno)
        }
    }

    /// The rows by unit, then by what they are about, then by account and currency.
    ///
    /// - Throws: ``MoneyError/overflow`` when a sum does not fit in 64 bits.
    public func rows() throws(MoneyError) -> [Row] {
        var rows: [Row] = []
        for (part, balance) in parts.sorted(by: { $0.key.precedes($1.key) }) {
            for account in try balance.rows() { rows.append(Row(part: part, account: account)) }
        }
        // Within a part the rows are in order already: only units are drawn together.
        let placed = rows.enumerated().sorted {
            ($0.element.account.unit, $0.offset) < ($1.element.account.unit, $1.offset)
        }
        return placed.map(\.element)
    }
}
