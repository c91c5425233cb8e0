// Days as clerks write them: 2026-07-31 or 31/07/2026, nothing else.
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
}
