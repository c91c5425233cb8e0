// Budget years: until when a year's estimate is spent, adjusted, and what comes back lowers it.
//
// A year is spent until its last day, adjusted for some weeks after it, and settled (quyết toán) when its
// accounts were approved. Between adjustment and settlement nothing new is spent, but what comes back is
// still less spending; after settlement the year is never touched again: what comes back is owed to the
// state budget, and a claim is a claim on the new year. The days are dated data, never code.
//
// Invariants:
// (1) A year's days follow each other: opens, spending ends, adjustment ends, is settled.
// (2) A phase is a pure function of the year and the day.

/// The days of one budget year.
public struct BudgetYear: Hashable, Sendable {
    /// What a budget year allows on a day; each phase allows no more than the one before it.
    public enum Phase: String, Hashable, Sendable, CaseIterable, Comparable {
        /// The year has begun: its estimate is spent.
        case open
        /// The year is over, its accounts are adjusted: what belongs to it is still booked.
        case adjustment
        /// Nothing new is booked; what comes back is less spending of the year.
        case ended
        /// The accounts were approved: nothing of the year changes any more.
        case settled

        /// Whether a phase comes before another.
        public static func < (left: Phase, right: Phase) -> Bool { left.order < right.order }

        private var order: Int {
            switch self {
            case .open: 0
            case .adjustment: 1
            case .ended: 2
            case .settled: 3
            }
        }
    }

    /// The number of the year, such as 2026.
    public let year: Int
    /// The last day of spending, in Viet Nam 31 December.
    public let spendingEnds: CivilDate
    /// The last day of the adjustment period, for a commune 31 January of the next year.
    public let adjustmentEnds: CivilDate
    /// The day on which the accounts were approved; nil while they are not.
    public let settledOn: CivilDate?

    /// The days of a year, in their order.
    ///
    /// The settlement may come at any time after spending ended.
    public init(
        year: Int,
        spendingEnds: CivilDate,
        adjustmentEnds: CivilDate,
        settledOn: CivilDate? = nil
    ) {
        precondition(spendingEnds <= adjustmentEnds, "a year is adjusted after it was spent")
        precondition(settledOn.map { $0 > spendingEnds } ?? true, "a year is settled after its end")
        self.year = year
        self.spendingEnds = spendingEnds
        self.adjustmentEnds = adjustmentEnds
        self.settledOn = settledOn
    }

    /// What the year allows on a day.
    public func phase(on day: CivilDate) -> Phase {
        if let settledOn, day >= settledOn { return .settled }
        if day > adjustmentEnds { return .ended }
        return day > spendingEnds ? .adjustment : .open
    }
}

/// Until which phase of its budget year an account takes postings.
public struct YearRule: Hashable, Sendable {
    /// The code of the account or group.
    public let account: String
    /// The last phase in which it may grow: an ordinary posting on its normal side.
    public let lastGrowth: BudgetYear.Phase
    /// The last phase in which it may shrink: a storno, or a posting on the other side.
    public let lastDecrease: BudgetYear.Phase

    /// A rule of an account or group; it never grows longer than it shrinks.
    public init(
        account: String,
        lastGrowth: BudgetYear.Phase,
        lastDecrease: BudgetYear.Phase
    ) {
        precondition(lastGrowth <= lastDecrease, "what comes back comes later than what goes out")
        self.account = account
        self.lastGrowth = lastGrowth
        self.lastDecrease = lastDecrease
    }
}
