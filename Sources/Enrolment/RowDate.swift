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
    static func read(_ text: String) -> RowDate {
        let bytes = Array(text.utf8)
        guard bytes.count == 10 else { return .noDate }
        let fields: (ArraySlice<UInt8>, ArraySlice<UInt8>, ArraySlice<UInt8>)
        if bytes[4] == 0x2D, bytes[7] == 0x2D {
            fields = (bytes[0..<4], bytes[5..<7], bytes[8..<10])
        } else if bytes[2] == 0x2F, bytes[5] == 0x2F {
            fields = (bytes[6..<10], bytes[3..<5], bytes[0..<2])
        } else {
            return .noDate
        }
        guard let year = number(fields.0), let month = number(fields.1),
            let day = number(fields.2)
        else { return .noDate }
        guard let date = CivilDate(year: year, month: month, day: day) else { return .impossible }
        return .day(date)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard digit >= 0x30 && digit <= 0x39 else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return value
    }
}
