// What an account must never do: stand below zero, exceed a limit, or move while it is closed or frozen.
//
// Invariants:
// (1) A balance is judged in the worst case: what is held of it counts as gone, what is held for it as there.
// (2) An entry that makes nothing worse is never refused for a balance that was wrong before it.

/// A demand on an account or group, on some days, for some of its postings.
public struct AccountRule: Hashable, Sendable {
    /// What is demanded.
    public enum Demand: Hashable, Sendable {
        /// The balance never stands on the other side than the account's normal one.
        case neverBelowZero
        /// The balance on the normal side never exceeds an amount, in that currency.
        case neverAbove(Money)
        /// No posting at all.
        case closed
        /// No posting on one side.
        case frozen(Side)
    }

    /// The code of the account, or of a group: then all its members together.
    public let account: String
    /// What is demanded.
    public let demand: Demand
    /// Which postings it is about; all of the account by itself.
    public let filter: DimensionFilter
    /// The dimensions of which each combination has a balance of its own.
    public let separately: Set<Dimension>
    /// The first day of the books on which it holds; nil for from the beginning.
    public let from: CivilDate?
    /// The last day on which it holds; nil for ever.
    public let through: CivilDate?

    /// A demand on an account or group.
    ///
    /// - Parameters:
    ///   - account: The code of an account or group of the chart.
    ///   - demand: What is demanded.
    ///   - filter: Which postings it is about.
    ///   - separately: The dimensions of which each combination has a balance of its own; units
    ///     are apart in any case.
    ///   - from: The first day of the books on which it holds.
    ///   - through: The last day on which it holds.
    public init(
        account: String,
        demand: Demand,
        filter: DimensionFilter = DimensionFilter(),
        separately: Set<Dimension> = [],
        from: CivilDate? = nil,
        through: CivilDate? = nil
    ) {
        if case .neverAbove(let limit) = demand {
            precondition(limit.minorUnits >= 0, "a limit is not below zero")
        }
        if let from, let through { precondition(from <= through, "a rule begins before it ends") }
        self.account = account
        self.demand = demand
        self.filter = filter
        self.separately = separately.union([.unit])
        self.from = from
        self.through = through
    }

    /// Whether it holds on a day of the books.
    public func holds(on day: CivilDate) -> Bool {
        (from.map { $0 <= day } ?? true) && (through.map { day <= $0 } ?? true)
    }
}

/// A balance that a rule is about: one account or group, currency, and combination of dimensions.
public struct BalanceScope: Hashable, Sendable {
    /// The code of the account or group.
    public let account: String
    /// The currency.
    public let currency: Currency
    /// Which postings are summed.
    public let filter: DimensionFilter
    /// The dimensions that these postings leave out: what names them stands in another scope.
    public let absent: Set<Dimension>

    /// A scope of an account or group.
    public init(
        account: String,
        currency: Currency,
        filter: DimensionFilter,
        absent: Set<Dimension> = []
    ) {
        self.account = account
        self.currency = currency
        self.filter = filter
        self.absent = absent
    }

    /// Whether postings in these dimensions are summed in the scope.
    public func matches(_ dimensions: Dimensions) -> Bool {
        filter.matches(dimensions) && absent.isDisjoint(with: dimensions.named)
    }
}

/// What stands in a scope, and what reservations hold there, in minor units.
public struct ScopeBalance: Hashable, Sendable {
    /// Debits less credits that are booked.
    public var booked: Int128 = 0
    /// Debits that reservations hold.
    public var heldDebit: Int128 = 0
    /// Credits that reservations hold.
    public var heldCredit: Int128 = 0

    /// Nothing booked and nothing held.
    public init() {}

    /// The least that can come of it, on a side: what is held against it counts as gone.
    func lowest(on side: Side) -> Int128 {
        side == .debit ? booked - heldCredit : -booked - heldDebit
    }

    /// The most that can come of it, on a side: what is held for it counts as there.
    func highest(on side: Side) -> Int128 {
        side == .debit ? booked + heldDebit : -booked + heldCredit
    }

    /// Counts a posting of an entry of some role.
    mutating func add(_ posting: Posting, role: EntryRole) {
        let amount = Int128(posting.amount.minorUnits)
        switch role {
        case .ordinary, .storno: break
        case .reservation: hold(amount, posting.side)
        case .use, .release: hold(-amount, posting.side)
        }
        switch role {
        case .ordinary, .storno, .use: booked += Int128(posting.signedMinorUnits)
        case .reservation, .release: break
        }
    }

    /// Adds what another balance holds.
    mutating func add(_ other: ScopeBalance) {
        booked += other.booked
        heldDebit += other.heldDebit
        heldCredit += other.heldCredit
    }

    private mutating func hold(_ amount: Int128, _ side: Side) {
        switch side {
        case .debit: heldDebit += amount
        case .credit: heldCredit += amount
        }
    }
}
