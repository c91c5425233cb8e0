// Numbers of vouchers (số chứng từ ghi sổ): one series for each unit and year of the books, without a gap.
//
// A number follows from the order in which entries were posted, so nobody assigns it and nobody can leave
// one out: whoever reads the same journal counts the same numbers.
//
// Invariants:
// (1) The numbers of a series are 1, 2, 3 …, in the order in which its entries were posted.
// (2) An entry never changes its number: later entries only come after it.

/// The number of an entry among those of its unit and year.
public struct VoucherNumber: Hashable, Sendable, CustomStringConvertible {
    /// The code of the unit.
    public let unit: String
    /// The year of the day of the books.
    public let year: Int
    /// The place in the series, from 1.
    public let number: Int

    /// A number of a series.
    public init(unit: String, year: Int, number: Int) {
        precondition(number > 0, "a series begins with 1")
        self.unit = unit
        self.year = year
        self.number = number
    }

    /// The year and the number in six digits or more: `2026/000123`.
    public var description: String {
        let digits = String(number)
        return "\(year)/" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}

/// Counts voucher numbers over a stream of entries.
public struct VoucherNumbers: Sendable {
    private var last: [Series: Int] = [:]

    private struct Series: Hashable {
        let unit: String
        let year: Int
    }

    /// No entry counted yet.
    public init() {}

    /// The number of the next entry, in the order in which entries were posted.
    public mutating func next(_ entry: JournalEntry) -> VoucherNumber {
        next(unit: entry.unit, bookedOn: entry.bookedOn)
    }

    /// The number of the next entry, where only its unit and its day of the books are known.
    @discardableResult
    public mutating func next(unit: String, bookedOn: CivilDate) -> VoucherNumber {
        let series = Series(unit: unit, year: bookedOn.components.year)
        let number = last[series, default: 0] + 1
        last[series] = number
        return VoucherNumber(unit: series.unit, year: series.year, number: number)
    }
}
