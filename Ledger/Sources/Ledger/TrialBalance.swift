// The trial balance (bảng cân đối số phát sinh): an accumulator over a stream of entries.
//
// It holds one record for each unit, account and currency, never the entries, so a store can feed
// it a journal of any length.
//
// Invariants:
// (1) A storno lowers the turnover of the side that it takes back; it never raises the other one.
// (2) balance = opening + debit turnover - credit turnover, in every row.
// (3) The order in which entries are added changes nothing.

/// Turnovers and balances by unit, account and currency.
public struct TrialBalance: Hashable, Sendable {
    /// One account of one unit in one currency.
    public struct Row: Hashable, Sendable {
        /// The code of the unit.
        public let unit: String
        /// The code of the account.
        public let account: String
        /// Debits less credits before the period; zero where no period was named.
        public let opening: Money
        /// Debits of the period, less what storno entries took back of them.
        public let debitTurnover: Money
        /// Credits of the period, less what storno entries took back of them.
        public let creditTurnover: Money
        /// Debits less credits at the end of the period: above zero for a debit balance.
        public let balance: Money
    }

    /// All accounts of one unit in one currency.
    public struct Total: Hashable, Sendable {
        /// The code of the unit.
        public let unit: String
        /// The sum of the opening balances: zero in sound books.
        public let opening: Money
        /// The sum of the debit turnovers.
        public let debitTurnover: Money
        /// The sum of the credit turnovers: the same in sound books.
        public let creditTurnover: Money
        /// The sum of the balances: zero in sound books.
        public let balance: Money
    }

    /// The days whose turnover is shown; nil for all.
    ///
    /// What was booked earlier is in `opening`, what was booked later is left out.
    public let period: ClosedRange<CivilDate>?
    private var sums: [RowKey: Sums] = [:]

    /// An empty trial balance over all days, or over those of a period.
    public init(of period: ClosedRange<CivilDate>? = nil) { self.period = period }

    /// Adds all postings of an entry; reservations and releases move nothing.
    public mutating func add(_ entry: JournalEntry) {
        guard entry.isBooked else { return }
        for posting in entry.postings {
            add(posting, bookedOn: entry.bookedOn, isStorno: entry.isStorno)
        }
    }

    /// Adds one posting, as a store reads it: whether the whole is balanced, ``isBalanced`` says.
    public mutating func add(_ posting: Posting, bookedOn: CivilDate, isStorno: Bool) {
        if let period, bookedOn > period.upperBound { return }
        let key = RowKey(
            unit: posting.dimensions.unit,
            account: posting.account,
            currency: posting.amount.currency
        )
        let amount = Int128(posting.amount.minorUnits)
        let isOpening = period.map { bookedOn < $0.lowerBound } ?? false
        switch (isOpening, posting.side, isStorno) {
        case (true, .debit, _): sums[key, default: Sums()].opening += amount
        case (true, .credit, _): sums[key, default: Sums()].opening -= amount
        case (false, .debit, false): sums[key, default: Sums()].debit += amount
        case (false, .credit, false): sums[key, default: Sums()].credit += amount
        case (false, .debit, true): sums[key, default: Sums()].credit -= amount
        case (false, .credit, true): sums[key, default: Sums()].debit -= amount
        }
    }

    /// Adds what an account turned over, as a store has it that keeps sums of a finished past.
    ///
    /// - Parameters:
    ///   - account: The code of the account.
    ///   - unit: The code of the unit.
    ///   - debit: Debits, less what storno entries took back of them.
    ///   - credit: Credits, less what storno entries took back of them, in the same currency.
    public mutating func add(
        turnoverOf account: String,
        unit: String,
        debit: Money,
        credit: Money
    ) {
        precondition(debit.currency == credit.currency, "a turnover has one currency")
        let key = RowKey(unit: unit, account: account, currency: debit.currency)
        sums[key, default: Sums()].debit += Int128(debit.minorUnits)
        sums[key, default: Sums()].credit += Int128(credit.minorUnits)
    }

    /// Says that a part of what was added lies before the period: it is opening balance, not turnover.
    ///
    /// - Parameters:
    ///   - account: The code of the account.
    ///   - unit: The code of the unit.
    ///   - debit: Debits before the period, less what storno entries took back of them.
    ///   - credit: Credits before the period, likewise, in the same currency.
    public mutating func move(
        turnoverToOpeningOf account: String,
        unit: String,
        debit: Money,
        credit: Money
    ) {
        precondition(debit.currency == credit.currency, "a turnover has one currency")
        let key = RowKey(unit: unit, account: account, currency: debit.currency)
        let (debits, credits) = (Int128(debit.minorUnits), Int128(credit.minorUnits))
        sums[key, default: Sums()].opening += debits - credits
        sums[key, default: Sums()].debit -= debits
        sums[key, default: Sums()].credit -= credits
    }

    /// The rows, by unit, then account, then currency.
    ///
    /// - Throws: ``MoneyError/overflow`` when a sum does not fit in 64 bits.
    public func rows() throws(MoneyError) -> [Row] {
        var rows: [Row] = []
        for key in sums.keys.sorted() {
            let sums = sums[key, default: Sums()]
            rows.append(
                Row(
                    unit: key.unit,
                    account: key.account,
                    opening: try Money(exactly: sums.opening, currency: key.currency),
                    debitTurnover: try Money(exactly: sums.debit, currency: key.currency),
                    creditTurnover: try Money(exactly: sums.credit, currency: key.currency),
                    balance: try Money(exactly: sums.balance, currency: key.currency)
                )
            )
        }
        return rows
    }

    /// The rows with those of the groups: a group shows the sum of its members.
    ///
    /// A group stands before its members, those that belong to nothing in the order of the chart;
    /// accounts that the chart does not have come last. By unit, account as said, then currency.
    ///
    /// - Throws: ``MoneyError/overflow`` when a sum does not fit in 64 bits.
    public func rows(groupedBy chart: ChartOfAccounts) throws(MoneyError) -> [Row] {
        var grouped = self
        for (key, value) in sums {
            for group in chart.lineage(of: key.account).dropFirst() {
                let groupKey = RowKey(unit: key.unit, account: group, currency: key.currency)
                grouped.sums[groupKey, default: Sums()].add(value)
            }
        }
        var places: [String: Int] = [:]
        func place(_ account: Account) {
            places[account.code] = places.count
            for member in chart.members(of: account.code) { place(member) }
        }
        for account in chart.accounts where account.parent == nil { place(account) }
        let rows = try grouped.rows()
        return rows.enumerated().sorted { left, right in
            let (first, second) = (left.element, right.element)
            guard first.unit == second.unit else { return left.offset < right.offset }
            let (here, there) = (
                places[first.account] ?? .max, places[second.account] ?? .max
            )
            return here == there ? left.offset < right.offset : here < there
        }.map(\.element)
    }

    /// The totals, by unit, then currency.
    ///
    /// - Throws: ``MoneyError/overflow`` when a sum does not fit in 64 bits.
    public func totals() throws(MoneyError) -> [Total] {
        let totals = totalSums
        var result: [Total] = []
        for key in totals.keys.sorted() {
            let sums = totals[key, default: Sums()]
            result.append(
                Total(
                    unit: key.unit,
                    opening: try Money(exactly: sums.opening, currency: key.currency),
                    debitTurnover: try Money(exactly: sums.debit, currency: key.currency),
                    creditTurnover: try Money(exactly: sums.credit, currency: key.currency),
                    balance: try Money(exactly: sums.balance, currency: key.currency)
                )
            )
        }
        return result
    }

    /// Whether debits equal credits in every unit and currency, before the period and in it.
    public var isBalanced: Bool {
        totalSums.values.allSatisfy { $0.opening == 0 && $0.debit == $0.credit }
    }

    /// The sums of all accounts of a unit and currency, under an empty account code.
    private var totalSums: [RowKey: Sums] {
        var totals: [RowKey: Sums] = [:]
        for (key, value) in sums {
            let total = RowKey(unit: key.unit, account: "", currency: key.currency)
            totals[total, default: Sums()].add(value)
        }
        return totals
    }
}

/// What a row is about.
private struct RowKey: Hashable, Comparable {
    let unit: String
    let account: String
    let currency: Currency

    static func < (left: RowKey, right: RowKey) -> Bool {
        (left.unit, left.account, left.currency.code, left.currency.exponent)
            < (right.unit, right.account, right.currency.code, right.currency.exponent)
    }
}

/// The sums of a row in minor units, wide enough for any number of 64-bit amounts.
private struct Sums: Hashable {
    var opening: Int128 = 0
    var debit: Int128 = 0
    var credit: Int128 = 0

    var balance: Int128 { opening + debit - credit }

    mutating func add(_ other: Sums) {
        opening += other.opening
        debit += other.debit
        credit += other.credit
    }
}
