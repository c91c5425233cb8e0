// A day of the Gregorian calendar without a time zone, and a month of it.
//
// Invariants:
// (1) A CivilDate names a day that exists, in the years 1800 to 2999.
// (2) Order and distance of dates are those of `dayNumber`.

/// A day of the proleptic Gregorian calendar, without a time or a zone.
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01; negative before it.
    public let dayNumber: Int32

    /// The years that dates are accepted in: nobody alive was born before, no batch comes after.
    public static let years = 1800...2999

    /// The day of that number since 1970-01-01, or nil outside ``years``.
    public init?(dayNumber: Int) {
        guard (-62_091...376_199).contains(dayNumber) else { return nil }
        self.dayNumber = Int32(dayNumber)
    }

    /// The day of a year, month and day of month, or nil where there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard CivilDate.years.contains(year), (1...12).contains(month),
            (1...CivilDate.days(inMonth: month, of: year)).contains(day)
        else { return nil }
        // Days from civil: years begin in March, so that the leap day is the last of its year.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        dayNumber = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// Reads `YYYY-MM-DD`, digits and hyphens only, or gives nil.
    public init?(iso text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D,
            let year = CivilDate.number(bytes[0..<4]), let month = CivilDate.number(bytes[5..<7]),
            let day = CivilDate.number(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The number of days of a month of a year.
    public static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2:
            (year.isMultiple(of: 4) && !year.isMultiple(of: 100)) || year.isMultiple(of: 400)
                ? 29 : 28
        default: 31
        }
    }

    /// The value of a run of ASCII digits, or nil when another byte is in it.
    static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in bytes {
            guard byte >= 0x30 && byte <= 0x39 else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }

    /// Year, month (1 to 12) and day of month (1 to 31).
    ///
    /// By C. Neri and L. Schneider, "Euclidean affine functions and their application to calendar
    /// algorithms" (2023): years begin in March, and a division is a product's upper half.
    public var components: (year: Int, month: Int, day: Int) {
        // Never negative: years begin at 1800. Nothing leaves 32 bits, for they end at 2999.
        let days = UInt32(Int(dayNumber) + 719_468)
        let quarters = 4 * days + 3
        let century = quarters / 146_097
        let dayOfCentury = quarters % 146_097 / 4
        let product = 2_939_745 * UInt64(4 * dayOfCentury + 3)
        let yearOfCentury = UInt32(product >> 32)
        let dayOfYear = UInt32(truncatingIfNeeded: product) / 2_939_745 / 4
        let monthAndDay = 2_141 * dayOfYear + 197_913
        let month = monthAndDay >> 16
        let day = (monthAndDay & 0xFFFF) / 2_141 + 1
        // January and February are the last months of the year before.
        let isNext = dayOfYear >= 306
        let year = 100 * century + yearOfCentury + (isNext ? 1 : 0)
        return (Int(year), Int(isNext ? month - 12 : month), Int(day))
    }

    /// The month that the day lies in.
    public var month: CalendarMonth {
        let (year, month, _) = components
        return CalendarMonth(number: Int32(year * 12 + month - 1))
    }

    /// The day that many days later; earlier when negative.
    ///
    /// A result outside ``years`` is a programmer's error and stops the process.
    public func advanced(byDays days: Int) -> CivilDate {
        guard let date = CivilDate(dayNumber: Int(dayNumber) + days) else {
            preconditionFailure("a date stays within the years 1800 to 2999")
        }
        return date
    }

    /// Full years from this day of birth to a later day; the birthday itself counts.
    ///
    /// Born on 29 February, a year is full on 1 March of a year without that day.
    public func fullYears(on day: CivilDate) -> Int {
        let (birthYear, birthMonth, birthDay) = components
        let (year, month, dayOfMonth) = day.components
        let reached = (month, dayOfMonth) >= (birthMonth, birthDay)
        return year - birthYear - (reached ? 0 : 1)
    }

    /// Earlier days come first.
    public static func < (left: CivilDate, right: CivilDate) -> Bool {
        left.dayNumber < right.dayNumber
    }

    /// `YYYY-MM-DD`.
    public var description: String {
        let (year, month, day) = components
        return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
}

/// A month of the Gregorian calendar: what an allowance is owed for.
public struct CalendarMonth: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Months since year 0: `year * 12 + month - 1`.
    public let number: Int32

    /// The month of that number.
    public init(number: Int32) {
        precondition(
            CivilDate.years.contains(Int(number) / 12),
            "a month lies in the years of CivilDate"
        )
        self.number = number
    }

    /// The month of a year, or nil where there is no such month.
    public init?(year: Int, month: Int) {
        guard CivilDate.years.contains(year), (1...12).contains(month) else { return nil }
        number = Int32(year * 12 + month - 1)
    }

    /// Reads `YYYY-MM`, or gives nil.
    public init?(iso text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 7, bytes[4] == 0x2D, let year = CivilDate.number(bytes[0..<4]),
            let month = CivilDate.number(bytes[5..<7])
        else { return nil }
        self.init(year: year, month: month)
    }

    /// The calendar year.
    public var year: Int { Int(number) / 12 }

    /// The month of the year, 1 to 12.
    public var monthOfYear: Int { Int(number) % 12 + 1 }

    /// The first day.
    public var firstDay: CivilDate {
        guard let day = CivilDate(year: year, month: monthOfYear, day: 1) else {
            preconditionFailure("every month has a first day")
        }
        return day
    }

    /// The last day.
    public var lastDay: CivilDate {
        firstDay.advanced(byDays: CivilDate.days(inMonth: monthOfYear, of: year) - 1)
    }

    /// The month that many months later; earlier when negative.
    public func advanced(byMonths months: Int) -> CalendarMonth {
        CalendarMonth(number: number + Int32(months))
    }

    /// Earlier months come first.
    public static func < (left: CalendarMonth, right: CalendarMonth) -> Bool {
        left.number < right.number
    }

    /// `YYYY-MM`.
    public var description: String {
        "\(year)-\(monthOfYear < 10 ? "0" : "")\(monthOfYear)"
    }
}
