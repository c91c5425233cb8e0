// What every entry is held against before it is posted: chart, accounts, closed periods, budget years.
//
// The rules are data and a pure function. A journal in memory keeps the balances that they ask for; a store
// on disk may ask its own tables instead: `scopes(of:)` says which, `check(_:balances:)` judges.
//
// Invariants:
// (1) Rules name accounts and groups that the chart has.
// (2) A close only ever moves forward.
// (3) The first refusal in this order is told: chart, period, budget year, closed or frozen, balances; in the
//     order of postings and of rules.

/// What every entry is held against before it is posted.
public struct PostingRules: Sendable {
    /// The accounts.
    public let chart: ChartOfAccounts
    /// What accounts must never do.
    public let accountRules: [AccountRule]
    /// The budget years that are known; empty where years decide nothing.
    public let budgetYears: [BudgetYear]
    /// Until when accounts move in a budget year.
    public let yearRules: [YearRule]
    private var closedThrough: [String: CivilDate] = [:]

    /// Rules over a chart.
    ///
    /// - Parameters:
    ///   - chart: The accounts.
    ///   - accountRules: What accounts must never do, by accounts and groups of the chart.
    ///   - budgetYears: The years, each once.
    ///   - yearRules: Until when accounts move; they bind postings that name a budget year.
    public init(
        chart: ChartOfAccounts,
        accountRules: [AccountRule] = [],
        budgetYears: [BudgetYear] = [],
        yearRules: [YearRule] = []
    ) {
        precondition(
            accountRules.allSatisfy { chart[$0.account] != nil }
                && yearRules.allSatisfy { chart[$0.account] != nil },
            "a rule names an account of the chart"
        )
        precondition(
            Set(budgetYears.map(\.year)).count == budgetYears.count,
            "a budget year has its days once"
        )
        self.chart = chart
        self.accountRules = accountRules
        self.budgetYears = budgetYears
        self.yearRules = yearRules
    }

    /// The last closed day of a unit's books; nil while nothing was closed.
    public func lastClosedDay(of unit: String) -> CivilDate? { closedThrough[unit] }

    /// Closes a unit's books through a day: nothing is booked on it or before it any more.
    ///
    /// What turns out wrong later is corrected in the next period, with its own value date.
    ///
    /// - Throws: ``PostingRefusal/closedFurther(unit:through:)`` when they are closed through a
    ///   later day; the same day again changes nothing.
    public mutating func close(_ unit: String, through day: CivilDate) throws(PostingRefusal) {
        if let closed = closedThrough[unit], closed > day {
            throw .closedFurther(unit: unit, through: closed)
        }
        closedThrough[unit] = day
    }

    /// The balances that must be known to judge an entry, each once.
    public func scopes(of entry: JournalEntry) -> Set<BalanceScope> {
        var scopes: Set<BalanceScope> = []
        for posting in entry.postings {
            for rule in accountRules where rule.holds(on: entry.bookedOn) {
                if let scope = scope(of: posting, under: rule) { scopes.insert(scope) }
            }
        }
        return scopes
    }

    /// Judges an entry under the rules, given what stands in its scopes before it.
    ///
    /// Keys, storno entries and reservations are the journal's own affair.
    ///
    /// - Parameters:
    ///   - entry: The entry.
    ///   - balances: What stands in a scope before the entry.
    /// - Throws: ``PostingRefusal``: those of ``JournalEntry/check(against:)``, `periodClosed`,
    ///   `unknownYear`, `yearOver`, `accountClosed`, `accountFrozen`, `belowZero` or `aboveLimit`.
    public func check(
        _ entry: JournalEntry,
        balances: (BalanceScope) -> ScopeBalance
    ) throws(PostingRefusal) {
        try entry.check(against: chart)
        if let through = closedThrough[entry.unit], entry.bookedOn <= through {
            throw .periodClosed(unit: entry.unit, through: through, bookedOn: entry.bookedOn)
        }
        for posting in entry.postings { try checkYear(of: posting, in: entry) }
        for posting in entry.postings { try checkMovement(of: posting, in: entry) }
        try checkBalances(of: entry, balances: balances)
    }

    /// What an entry changes in each scope that a rule watches.
    func changes(of entry: JournalEntry) -> [BalanceScope: ScopeBalance] {
        var changes: [BalanceScope: ScopeBalance] = [:]
        for posting in entry.postings {
            var counted: Set<BalanceScope> = []
            for rule in accountRules {
                guard let scope = scope(of: posting, under: rule), counted.insert(scope).inserted
                else { continue }
                changes[scope, default: ScopeBalance()].add(posting, role: entry.role)
            }
        }
        return changes
    }

    private func checkYear(of posting: Posting, in entry: JournalEntry) throws(PostingRefusal) {
        guard !budgetYears.isEmpty, let number = posting.dimensions.budgetYear else { return }
        guard let year = budgetYears.first(where: { $0.year == number }) else {
            throw .unknownYear(number)
        }
        guard let kind = chart[posting.account]?.kind else { return }
        let phase = year.phase(on: entry.bookedOn)
        let grows = posting.side == kind.normalSide && !entry.isStorno
        for rule in yearRules where chart.belongs(posting.account, to: rule.account) {
            guard phase <= (grows ? rule.lastGrowth : rule.lastDecrease) else {
                throw .yearOver(account: posting.account, year: number, phase: phase)
            }
        }
    }

    private func checkMovement(of posting: Posting, in entry: JournalEntry) throws(PostingRefusal) {
        for rule in accountRules where rule.holds(on: entry.bookedOn) {
            guard chart.belongs(posting.account, to: rule.account),
                rule.filter.matches(posting.dimensions)
            else { continue }
            switch rule.demand {
            case .neverBelowZero, .neverAbove: break
            case .closed:
                throw .accountClosed(posting.account, since: rule.from ?? entry.bookedOn)
            case .frozen(let side) where side == posting.side:
                throw .accountFrozen(posting.account, side: side)
            case .frozen: break
            }
        }
    }

    private func checkBalances(
        of entry: JournalEntry,
        balances: (BalanceScope) -> ScopeBalance
    ) throws(PostingRefusal) {
        let changes = changes(of: entry)
        for posting in entry.postings {
            for rule in accountRules where rule.holds(on: entry.bookedOn) {
                guard let scope = scope(of: posting, under: rule), let change = changes[scope],
                    let side = chart[rule.account]?.kind.normalSide
                else { continue }
                let before = balances(scope)
                var after = before
                after.add(change)
                try judge(rule, scope, side: side, before: before, after: after)
            }
        }
    }

    /// Holds one balance against one rule; what an entry does not make worse passes.
    private func judge(
        _ rule: AccountRule,
        _ scope: BalanceScope,
        side: Side,
        before: ScopeBalance,
        after: ScopeBalance
    ) throws(PostingRefusal) {
        func money(_ amount: Int128) -> Money {
            Money(minorUnits: Int64(clamping: amount), currency: scope.currency)
        }
        let unit = scope.filter.unit ?? ""
        switch rule.demand {
        case .neverBelowZero:
            let lowest = after.lowest(on: side)
            guard lowest >= 0 || lowest >= before.lowest(on: side) else {
                throw .belowZero(account: rule.account, unit: unit, balance: money(lowest))
            }
        case .neverAbove(let limit):
            let highest = after.highest(on: side)
            guard highest <= Int128(limit.minorUnits) || highest <= before.highest(on: side) else {
                throw .aboveLimit(
                    account: rule.account,
                    unit: unit,
                    limit: limit,
                    balance: money(highest)
                )
            }
        case .closed, .frozen: break
        }
    }

    /// The balance that a rule asks for when a posting moves it; nil when the posting does not.
    private func scope(of posting: Posting, under rule: AccountRule) -> BalanceScope? {
        switch rule.demand {
        case .closed, .frozen: return nil
        case .neverAbove(let limit) where limit.currency != posting.amount.currency: return nil
        case .neverAbove, .neverBelowZero: break
        }
        guard rule.filter.matches(posting.dimensions),
            chart.belongs(posting.account, to: rule.account)
        else { return nil }
        var filter = DimensionFilter(posting.dimensions, only: rule.separately)
        filter.narrow(to: rule.filter)
        return BalanceScope(
            account: rule.account,
            currency: posting.amount.currency,
            filter: filter,
            absent: rule.separately.subtracting(posting.dimensions.named)
        )
    }
}
