// The statement of an account (sổ chi tiết tài khoản): what moved it, and its balance after each entry.
//
// It holds a row for each entry of the period that touches the account, never the others, so a store
// can feed it a journal of any length.
//
// Invariants:
// (1) balance of a row = balance of the row before + debit - credit; the first follows the opening.
// (2) A storno lowers the side that it takes back: its row has an amount below zero there.
// (3) Rows stand in the order of the day asked for, those of one day as they were posted.
// (4) Opening, turnovers and closing are those of a trial balance over the same postings and days.

/// The day by which an entry counts.
public enum EntryDay: String, Hashable, Sendable, CaseIterable {
    /// The day of the books (ngày ghi sổ).
    case booking
    /// The day on which the event had its effect (ngày giá trị).
    case value

    /// That day of an entry.
    public func of(_ entry: JournalEntry) -> CivilDate {
        self == .booking ? entry.bookedOn : entry.valueOn
    }
}

/// What moved an account in a period.
public struct AccountStatement: Sendable {
    /// One entry's effect on the account.
    public struct Row: Hashable, Sendable {
        /// The entry's key.
        public let key: String
        /// The event that posted it.
        public let event: String
        /// The day of the books.
        public let bookedOn: CivilDate
        /// The day on which it had its effect.
        public let valueOn: CivilDate
        /// The paper that proves it.
        public let document: String
        /// The key of the entry that it takes back; nil for all others.
        public let reverses: String?
        /// Debits, less what a storno takes back of them.
        public let debit: Money
        /// Credits, less what a storno takes back of them.
        public let credit: Money
        /// Debits less credits from the beginning of the books to this entry.
        public let balance: Money
    }

    /// The code of the account.
    public let account: String
    /// The currency; postings in others are passed over.
    public let currency: Currency
    /// Which postings count.
    public let filter: DimensionFilter
    /// The days that are shown; nil for all.
    public let period: ClosedRange<CivilDate>?
    /// The day by which entries count.
    public let day: EntryDay
    private var opening: Int128 = 0
    private var movements: [Movement] = []

    /// One entry, before its balance is known.
    private struct Movement {
        let entry: JournalEntry
        let debit: Int128
        let credit: Int128
    }

    /// An empty statement.
    ///
    /// - Parameters:
    ///   - account: The code of the account.
    ///   - currency: The currency.
    ///   - filter: Which postings count; all of the account by itself.
    ///   - period: The days that are shown; what counts earlier is in the opening balance.
    ///   - day: The day by which entries count.
    public init(
        of account: String,
        in currency: Currency = .vnd,
        where filter: DimensionFilter = DimensionFilter(),
        period: ClosedRange<CivilDate>? = nil,
        by day: EntryDay = .booking
    ) {
        self.account = account
        self.currency = currency
        self.filter = filter
        self.period = period
        self.day = day
    }

    /// Adds an entry, in the order in which entries were posted; reservations and releases move nothing.
    public mutating func add(_ entry: JournalEntry) {
        guard entry.isBooked else { return }
        if let period, day.of(entry) > period.upperBound { return }
        var (debit, credit): (Int128, Int128) = (0, 0)
        var isTouched = false
        for posting in entry.postings
        where posting.account == account && posting.amount.currency == currency
            && filter.matches(posting.dimensions)
        {
            isTouched = true
            let amount = Int128(posting.amount.minorUnits)
            switch (posting.side, entry.isStorno) {
            case (.debit, false): debit += amount
            case (.credit, false): credit += amount
            case (.debit, true): credit -= amount
            case (.credit, true): debit -= amount
            }
        }
        guard isTouched else { return }
        if let period, day.of(entry) < period.lowerBound {
            opening += debit - credit
        } else {
            movements.append(Movement(entry: entry, debit: debit, credit: credit))
        }
    }

    /// Debits less credits before the period; zero where no period was named.
    ///
    /// - Throws: ``MoneyError/overflow`` when it does not fit in 64 bits.
    public func openingBalance() throws(MoneyError) -> Money {
        try Money(exactly: opening, currency: currency)
    }

    /// The rows, each with its running balance.
    ///
    /// - Throws: ``MoneyError/overflow`` when an amount or balance does not fit in 64 bits.
    public func rows() throws(MoneyError) -> [Row] {
        let ordered = movements.enumerated().sorted {
            let (left, right) = (day.of($0.element.entry), day.of($1.element.entry))
            return left == right ? $0.offset < $1.offset : left < right
        }
        var balance = opening
        var rows: [Row] = []
        rows.reserveCapacity(ordered.count)
        for (_, movement) in ordered {
            balance += movement.debit - movement.credit
            let entry = movement.entry
            rows.append(
                Row(
                    key: entry.key,
                    event: entry.event,
                    bookedOn: entry.bookedOn,
                    valueOn: entry.valueOn,
                    document: entry.document,
                    reverses: entry.reverses,
                    debit: try Money(exactly: movement.debit, currency: currency),
                    credit: try Money(exactly: movement.credit, currency: currency),
                    balance: try Money(exactly: balance, currency: currency)
                )
            )
        }
        return rows
    }
}
