// Hand-over between units (event 22) and the turn of the year (event 21): entries that carry what stands on
// accounts to another unit or year, each balance on its own.
//
// Invariants:
// (1) After a hand-over every account of the old unit but the one for hand-overs stands at zero, and the
//     successor has the same balance in the same dimensions.
// (2) Over both units the account for hand-overs nets to zero.
// (3) Memo balances go against the contra of memo accounts on each side: nothing stands against a real account.

/// A balance in all its dimensions.
public struct DimensionedBalance: Hashable, Sendable {
    /// The code of the account.
    public let account: String
    /// The dimensions.
    public let dimensions: Dimensions
    /// Debits less credits; never zero.
    public let balance: Money

    /// A balance, which is not zero.
    public init(account: String, dimensions: Dimensions, balance: Money) {
        precondition(!balance.isZero, "a balance that stands is not zero")
        self.account = account
        self.dimensions = dimensions
        self.balance = balance
    }
}

extension Journal {
    /// What stands on the accounts of a unit, in all dimensions, in the order in which they were first used.
    ///
    /// - Throws: ``MoneyError/overflow`` when a balance does not fit in 64 bits.
    public func balances(ofUnit unit: String) throws(MoneyError) -> [DimensionedBalance] {
        struct Key: Hashable {
            let account: String
            let dimensions: Dimensions
            let currency: Currency
        }
        var order: [Key] = []
        var sums: [Key: Int128] = [:]
        for entry in entries where entry.unit == unit && entry.isBooked {
            for posting in entry.postings {
                let key = Key(
                    account: posting.account,
                    dimensions: posting.dimensions,
                    currency: posting.amount.currency
                )
                if sums[key] == nil { order.append(key) }
                sums[key, default: 0] += Int128(posting.signedMinorUnits)
            }
        }
        var balances: [DimensionedBalance] = []
        for key in order {
            let sum = sums[key, default: 0]
            guard sum != 0 else { continue }
            balances.append(
                DimensionedBalance(
                    account: key.account,
                    dimensions: key.dimensions,
                    balance: try Money(exactly: sum, currency: key.currency)
                )
            )
        }
        return balances
    }
}

/// The paper under which balances are carried.
public struct CarryingPaper: Hashable, Sendable {
    /// The key of the entry, or what its keys begin with.
    public let key: String
    /// The day of the books.
    public let day: CivilDate
    /// The paper: minutes of the hand-over, the decision to carry.
    public let document: String

    /// A paper.
    public init(key: String, day: CivilDate, document: String) {
        self.key = key
        self.day = day
        self.document = document
    }
}

/// Makes the entries that carry balances to another unit or year.
public enum BalanceCarrying {
    /// The two entries of a hand-over by minutes: what the old unit gives and what the successor takes.
    ///
    /// - Parameters:
    ///   - balances: What stands on the old unit's accounts, of that unit alone, as
    ///     ``Journal/balances(ofUnit:)`` tells.
    ///   - successor: The code of the unit that takes over.
    ///   - handOver: The code of the account that hand-overs net to zero on.
    ///   - chart: The chart; its memo accounts are carried against their own contra.
    ///   - paper: The minutes.
    /// - Returns: The old unit's entry and the successor's; nil when nothing stands anywhere.
    /// - Throws: ``PostingRefusal`` of an entry that cannot be made.
    public static func handOver(
        _ balances: [DimensionedBalance],
        to successor: String,
        through handOver: String,
        chart: ChartOfAccounts,
        paper: CarryingPaper
    ) throws(PostingRefusal) -> (given: JournalEntry, taken: JournalEntry)? {
        guard let unit = balances.first?.dimensions.unit else { return nil }
        precondition(
            balances.allSatisfy { $0.dimensions.unit == unit } && unit != successor,
            "one unit hands over to another"
        )
        var (given, taken): ([Posting], [Posting]) = ([], [])
        for row in balances where row.account != handOver {
            let side: Side = row.balance.minorUnits > 0 ? .credit : .debit
            guard let amount = row.balance.magnitude else {
                throw .overflow(unit: unit, currency: row.balance.currency)
            }
            let closing = try Posting(
                account: row.account,
                side: side,
                amount: amount,
                dimensions: row.dimensions
            )
            given.append(closing)
            taken.append(try closing.swapped.moved(to: successor))
            // Memo balances add up to zero among themselves and need no other side.
            guard chart[row.account]?.kind != .memo else { continue }
            let other = try Posting(
                account: handOver,
                side: side.opposite,
                amount: amount,
                dimensions: Dimensions(unit: unit)
            )
            given.append(other)
            taken.append(try other.swapped.moved(to: successor))
        }
        guard !given.isEmpty else { return nil }
        func entry(
            _ suffix: String,
            _ unit: String,
            _ postings: [Posting]
        ) throws(PostingRefusal)
            -> JournalEntry
        {
            try JournalEntry(
                key: "\(paper.key)/\(suffix)",
                event: "hand-over-of-unit",
                unit: unit,
                bookedOn: paper.day,
                valueOn: paper.day,
                document: paper.document,
                postings: postings
            )
        }
        return (try entry("given", unit, given), try entry("taken", successor, taken))
    }

    /// The entry that carries what stands on an account of a budget year to the next one.
    ///
    /// - Parameters:
    ///   - balances: What stands there, of one unit.
    ///   - account: The account that is carried, such as advances not cleared.
    ///   - year: The budget year that ends.
    ///   - paper: The decision to carry.
    /// - Returns: The entry; nil when nothing stands on the account in that year.
    /// - Throws: ``PostingRefusal`` of an entry that cannot be made.
    public static func toNextYear(
        _ balances: [DimensionedBalance],
        of account: String,
        from year: Int,
        paper: CarryingPaper
    ) throws(PostingRefusal) -> JournalEntry? {
        var postings: [Posting] = []
        for row in balances where row.account == account && row.dimensions.budgetYear == year {
            guard let amount = row.balance.magnitude else {
                throw .overflow(unit: row.dimensions.unit, currency: row.balance.currency)
            }
            let closing = try Posting(
                account: account,
                side: row.balance.minorUnits > 0 ? .credit : .debit,
                amount: amount,
                dimensions: row.dimensions
            )
            var next = row.dimensions
            next.budgetYear = year + 1
            postings.append(closing)
            postings.append(
                try Posting(
                    account: account,
                    side: closing.side.opposite,
                    amount: amount,
                    dimensions: next
                )
            )
        }
        guard let unit = postings.first?.dimensions.unit else { return nil }
        return try JournalEntry(
            key: paper.key,
            event: "carried-to-next-year",
            unit: unit,
            bookedOn: paper.day,
            valueOn: paper.day,
            document: paper.document,
            postings: postings
        )
    }
}

extension JournalEntry {
    /// The same entry in the books of another unit: of the one that took over.
    ///
    /// - Parameter unit: The code of that unit; never empty.
    /// - Returns: The entry.
    /// - Throws: ``PostingRefusal``, as its making does.
    public func moved(to unit: String) throws(PostingRefusal) -> JournalEntry {
        guard unit != self.unit else { return self }
        var moved: [Posting] = []
        moved.reserveCapacity(postings.count)
        for posting in postings { moved.append(try posting.moved(to: unit)) }
        return try JournalEntry(
            key: key,
            event: event,
            unit: unit,
            bookedOn: bookedOn,
            valueOn: valueOn,
            document: document,
            postings: moved,
            role: role
        )
    }
}

extension Money {
    /// The amount without its sign; nil for the one amount of 64 bits that has none.
    fileprivate var magnitude: Money? {
        Int64(exactly: minorUnits.magnitude).map { Money(minorUnits: $0, currency: currency) }
    }
}

extension Posting {
    /// The same posting in another unit.
    fileprivate func moved(to unit: String) throws(PostingRefusal) -> Posting {
        var other = Dimensions(unit: unit)
        other.budgetYear = dimensions.budgetYear
        other.source = dimensions.source
        other.programme = dimensions.programme
        other.provider = dimensions.provider
        other.file = dimensions.file
        other.person = dimensions.person
        other.codes = dimensions.codes
        return try Posting(account: account, side: side, amount: amount, dimensions: other)
    }
}
