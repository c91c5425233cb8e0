// Which account stood against which (bảng đối ứng tài khoản): every đồng of an entry goes from an account
// that is credited to one that is debited.
//
// Where an entry has several postings on both sides, debits and credits are joined in the order in which they
// stand, memo accounts among themselves; entries that are made of pairs come out pair by pair.
//
// Invariants:
// (1) The movements of an entry debit and credit every posting exactly by its amount.
// (2) A storno's movement is that of its original with the amount below zero.

/// An amount that went from a credited account to a debited one.
public struct Movement: Hashable, Sendable {
    /// The posting on the debit side: where it went.
    public let debit: Posting
    /// The posting on the credit side: where it came from.
    public let credit: Posting
    /// How much, in minor units, above zero.
    public let minorUnits: Int64
}

extension JournalEntry {
    /// What went where, a movement for each pair of postings that meet.
    ///
    /// The postings of an entry balance in each currency; memo accounts balance among themselves, so
    /// the chart tells which postings can meet.
    public func movements(under chart: ChartOfAccounts) -> [Movement] {
        var movements: [Movement] = []
        var lanes: [Lane] = []
        for posting in postings {
            let isMemo = chart[posting.account]?.kind == .memo
            let currency = posting.amount.currency
            let found = lanes.firstIndex { $0.isMemo == isMemo && $0.currency == currency }
            let place = found ?? lanes.count
            if found == nil { lanes.append(Lane(isMemo: isMemo, currency: currency)) }
            lanes[place].add(posting, to: &movements)
        }
        return movements
    }

    /// Postings that can meet: of one currency, real or memo.
    private struct Lane {
        let isMemo: Bool
        let currency: Currency
        /// Postings of one side that wait for the other, with what is left of each.
        private var waiting: [(posting: Posting, left: Int64)] = []
        private var first = 0

        init(isMemo: Bool, currency: Currency) {
            self.isMemo = isMemo
            self.currency = currency
        }

        mutating func add(_ posting: Posting, to movements: inout [Movement]) {
            var left = posting.amount.minorUnits
            while left > 0, first < waiting.count, waiting[first].posting.side != posting.side {
                let other = waiting[first].posting
                let met = min(left, waiting[first].left)
                movements.append(
                    Movement(
                        debit: posting.side == .debit ? posting : other,
                        credit: posting.side == .credit ? posting : other,
                        minorUnits: met
                    )
                )
                left -= met
                waiting[first].left -= met
                if waiting[first].left == 0 { first += 1 }
            }
            if left > 0 { waiting.append((posting, left)) }
        }
    }
}

/// Sums of movements by debited and credited account, unit and currency.
public struct AccountCorrespondence: Sendable {
    /// What went from one account to another.
    public struct Row: Hashable, Sendable {
        /// The code of the unit.
        public let unit: String
        /// The account that was debited: where it went.
        public let debit: String
        /// The account that was credited: where it came from.
        public let credit: String
        /// How much, less what storno entries took back.
        public let amount: Money
    }

    private struct Key: Hashable {
        let unit: String
        let debit: String
        let credit: String
        let currency: Currency

        func precedes(_ other: Key) -> Bool {
            (unit, debit, credit, currency.code, currency.exponent)
                < (
                    other.unit, other.debit, other.credit, other.currency.code,
                    other.currency.exponent
                )
        }
    }

    private let chart: ChartOfAccounts
    private let period: ClosedRange<CivilDate>?
    private var sums: [Key: Int128] = [:]

    /// An empty table over all days of the books, or over those of a period.
    public init(chart: ChartOfAccounts, of period: ClosedRange<CivilDate>? = nil) {
        self.chart = chart
        self.period = period
    }

    /// Adds an entry; reservations and releases move nothing.
    public mutating func add(_ entry: JournalEntry) {
        guard entry.isBooked, period?.contains(entry.bookedOn) ?? true else { return }
        for movement in entry.movements(under: chart) {
            let amount = Int128(movement.minorUnits)
            let (to, from) = (movement.debit.account, movement.credit.account)
            let currency = movement.debit.amount.currency
            // A storno stands on the other sides: it takes back what its original moved.
            let key =
                entry.isStorno
                ? Key(unit: entry.unit, debit: from, credit: to, currency: currency)
                : Key(unit: entry.unit, debit: to, credit: from, currency: currency)
            sums[key, default: 0] += entry.isStorno ? -amount : amount
        }
    }

    /// The rows that are not zero, by unit, debited and credited account, and currency.
    ///
    /// - Throws: ``MoneyError/overflow`` when a sum does not fit in 64 bits.
    public func rows() throws(MoneyError) -> [Row] {
        var rows: [Row] = []
        for (key, sum) in sums.sorted(by: { $0.key.precedes($1.key) }) where sum != 0 {
            rows.append(
                Row(
                    unit: key.unit,
                    debit: key.debit,
                    credit: key.credit,
                    amount: try Money(exactly: sum, currency: key.currency)
                )
            )
        }
        return rows
    }
}
