// The ageing of what is owed (phân tích tuổi nợ): for each person, file or other part of an account, how
// long its open amounts have stood there.
//
// What raises the account on its normal side opens an item; what lowers it settles the oldest items first.
// A storno settles the items of the entry that it takes back before all others.
//
// Invariants:
// (1) open items - paid in advance = the balance on the normal side, of each part at each time.
// (2) An item is as old as the days from the day of its entry to the day of the report.
// (3) Entries after the day of the report change nothing.

/// How long open amounts of an account have stood there, by its parts.
public struct AgeingReport: Sendable {
    /// One part of the account.
    public struct Row: Hashable, Sendable {
        /// The dimensions that it is about.
        public let part: DimensionFilter
        /// What is open, one amount for each age band and a last one for what is older.
        public let open: [Money]
        /// What was paid before it was owed: the balance on the other side.
        public let inAdvance: Money
        /// The day of the oldest open item; nil when nothing is open.
        public let oldest: CivilDate?
    }

    /// The code of the account.
    public let account: String
    /// The side on which an amount opens.
    public let side: Side
    /// The currency.
    public let currency: Currency
    /// The last day of each age band but the last, counted in days: `[30, 60, 90]` are four bands.
    public let bands: [Int]
    /// The day of the report.
    public let day: CivilDate
    private let separately: Set<Dimension>
    private let entryDay: EntryDay
    private var parts: [DimensionFilter: Part] = [:]

    fileprivate struct Item {
        let key: String
        let day: CivilDate
        var amount: Int128
    }

    fileprivate struct Part {
        var items: [Item] = []
        /// How many items at the front are settled.
        var settled = 0
        var inAdvance: Int128 = 0
    }

    /// An empty report.
    ///
    /// - Parameters:
    ///   - account: The account; its normal side is the one on which amounts open.
    ///   - currency: The currency; postings in others are passed over.
    ///   - separately: The dimensions of which each combination is a part.
    ///   - bands: The last day of each age band but the last: above zero, ascending.
    ///   - day: The day of the report.
    ///   - entryDay: The day by which entries count.
    public init(
        of account: Account,
        in currency: Currency = .vnd,
        by separately: Set<Dimension>,
        bands: [Int] = [30, 60, 90],
        on day: CivilDate,
        by entryDay: EntryDay = .booking
    ) {
        precondition(
            zip([0] + bands, bands).allSatisfy { $0 < $1 },
            "age bands are above zero and ascending"
        )
        self.account = account.code
        self.side = account.kind.normalSide
        self.currency = currency
        self.separately = separately
        self.bands = bands
        self.day = day
        self.entryDay = entryDay
    }

    /// Adds an entry, in the order in which entries were posted.
    public mutating func add(_ entry: JournalEntry) {
        let entryDay = entryDay.of(entry)
        guard entry.isBooked, entryDay <= day else { return }
        for posting in entry.postings
        where posting.account == account && posting.amount.currency == currency {
            let part = DimensionFilter(posting.dimensions, only: separately)
            let amount = Int128(posting.amount.minorUnits)
            if posting.side == side {
                parts[part, default: Part()].open(amount, key: entry.key, day: entryDay)
            } else {
                parts[part, default: Part()].settle(amount, first: entry.reverses)
            }
        }
    }

    /// The parts on which something is open or paid in advance, by their dimensions.
    ///
    /// - Throws: ``MoneyError/overflow`` when an amount does not fit in 64 bits.
    public func rows() throws(MoneyError) -> [Row] {
        var rows: [Row] = []
        for (filter, part) in parts.sorted(by: { $0.key.precedes($1.key) }) {
            var sums = [Int128](repeating: 0, count: bands.count + 1)
            var oldest: CivilDate?
            for item in part.items[part.settled...] where item.amount > 0 {
                let age = Int(day.dayNumber) - Int(item.day.dayNumber)
                sums[bands.firstIndex { age <= $0 } ?? bands.count] += item.amount
                oldest = min(oldest ?? item.day, item.day)
            }
            guard oldest != nil || part.inAdvance > 0 else { continue }
            var open: [Money] = []
            for sum in sums { open.append(try Money(exactly: sum, currency: currency)) }
            rows.append(
                Row(
                    part: filter,
                    open: open,
                    inAdvance: try Money(exactly: part.inAdvance, currency: currency),
                    oldest: oldest
                )
            )
        }
        return rows
    }
}

extension AgeingReport.Part {
    fileprivate mutating func open(_ amount: Int128, key: String, day: CivilDate) {
        let covered = min(amount, inAdvance)
        inAdvance -= covered
        if amount > covered { items.append(.init(key: key, day: day, amount: amount - covered)) }
    }

    fileprivate mutating func settle(_ amount: Int128, first key: String?) {
        var left = amount
        if let key {
            for place in items.indices where items[place].key == key {
                left -= items[place].take(left)
            }
        }
        while left > 0, settled < items.count {
            left -= items[settled].take(left)
            if items[settled].amount == 0 { settled += 1 }
        }
        inAdvance += left
    }
}

extension AgeingReport.Item {
    /// Takes as much of an amount as the item has.
    fileprivate mutating func take(_ wanted: Int128) -> Int128 {
        let taken = min(amount, wanted)
        amount -= taken
        return taken
    }
}

extension DimensionFilter {
    /// The order of rows: by the dimensions as they are declared, what is left open first.
    func precedes(_ other: DimensionFilter) -> Bool {
        let texts = [
            (unit, other.unit), (source, other.source), (programme, other.programme),
            (provider, other.provider), (file, other.file),
        ]
        for (left, right) in texts where left != right { return (left ?? "") < (right ?? "") }
        if budgetYear != other.budgetYear {
            return (budgetYear ?? .min) < (other.budgetYear ?? .min)
        }
        if codes != other.codes { return codes.precedes(other.codes) }
        return (person ?? .min) < (other.person ?? .min)
    }
}
