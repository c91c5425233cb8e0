// Days as clerks write them: 2026-07-31 or 31/07/2026, nothing else; of a birth also what old papers have, the year alone
// or month and year.
//
// Unsafe: eight bytes are loaded as one number, within bounds that the span checks.

import Intake
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
        let span = unsafe bytes.span.bytes
        let word = ByteLanes.load(span, start)
        let last = UInt64(bytes[start + 8]) << 48 | UInt64(bytes[start + 9]) << 56
        // The eight digits as YYYYMMDD or DDMMYYYY, the first one lowest.
        let digits: UInt64
        let isISO: Bool
        if word & 0xFF00_00FF_0000_0000 == 0x2D00_002D_0000_0000 {
            digits = word & 0xFFFF_FFFF | word >> 8 & 0x0000_FFFF_0000_0000 | last
            isISO = true
        } else if word & 0x0000_FF00_00FF_0000 == 0x0000_2F00_002F_0000 {
            digits =
                word & 0xFFFF | word >> 8 & 0xFFFF_0000 | word >> 16 & 0x0000_FFFF_0000_0000
                | last
            isISO = false
        } else {
            return .noDate
        }
        guard let number = ByteLanes.number(digits).map({ Int($0) }) else { return .noDate }
        let date =
            isISO
            ? CivilDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
            : CivilDate(
                year: number % 10_000,
                month: number / 10_000 % 100,
                day: number / 1_000_000
            )
        return date.map { .day($0) } ?? .impossible
    }

    /// The first day on which somebody may be born of whom papers say the year, or month and year, alone:
    /// `1945`, `1945-05`, `05/1945`, also with noughts for what is not known (`00/05/1945`, `1945-00-00`).
    static func firstBirth(_ bytes: [UInt8], _ place: Range<Int>) -> CivilDate? {
        let text = bytes[place]
        let isISO = !text.contains(0x2F)
        let parts = text.split(
            separator: isISO ? 0x2D : 0x2F,
            omittingEmptySubsequences: false
        )
        let ordered = isISO ? Array(parts) : parts.reversed()
        guard (1...3).contains(ordered.count), ordered[0].count == 4,
            ordered.dropFirst().allSatisfy({ $0.count == 2 })
        else { return nil }
        var numbers: [Int] = []
        for part in ordered {
            var number = 0
            for digit in part {
                guard (0x30...0x39).contains(digit) else { return nil }
                number = number * 10 + Int(digit - 0x30)
            }
            numbers.append(number)
        }
        // A day that is there belongs to a whole date, which is right or wrong as such.
        guard numbers.count < 3 || numbers[2] == 0 else { return nil }
        let month = numbers.count > 1 && numbers[1] > 0 ? numbers[1] : 1
        return CivilDate(year: numbers[0], month: month, day: 1)
    }
}
