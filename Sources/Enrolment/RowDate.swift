// Days as clerks write them: 2026-07-31 or 31/07/2026, nothing else.

import Ledger

/// What a text is, as a day.
enum RowDate: Equatable {
    /// A day.
    case day(CivilDate)
    /// Of the right form, but no such day.
    case impossible
    /// Of another form.
    case noDate

    /// Reads `YYYY-MM-DD` or `DD/MM/YYYY`.
    static func read(_ bytes: [UInt8], _ place: Range<Int>) -> RowDate {
        guard place.count == 10 else { return .noDate }
        let start = place.lowerBound
        let fields: (year: Int, month: Int, day: Int)
        if bytes[start + 4] == 0x2D, bytes[start + 7] == 0x2D {
            fields = (start, start + 5, start + 8)
        } else if bytes[start + 2] == 0x2F, bytes[start + 5] == 0x2F {
            fields = (start + 6, start + 3, start)
        } else {
            return .noDate
        }
        guard let century = number(bytes, fields.year), let years = number(bytes, fields.year + 2),
            let month = number(bytes, fields.month), let day = number(bytes, fields.day)
        else { return .noDate }
        guard let date = CivilDate(year: century * 100 + years, month: month, day: day) else {
            return .impossible
        }
        return .day(date)
    }

    /// The number of two digits.
    private static func number(_ bytes: [UInt8], _ place: Int) -> Int? {
        let tens = bytes[place] &- 0x30
        let ones = bytes[place + 1] &- 0x30
        return tens < 10 && ones < 10 ? Int(tens) * 10 + Int(ones) : nil
    }
}
