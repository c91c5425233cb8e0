// The days on which the simulated bank works: a plain rule, no law of holidays.
//
// Invariant: every search ends, for of seven days in a row beyond the last holiday one is a bank day.

package import Ledger

/// Monday to Friday, but for the holidays that are named.
package struct BankCalendar: Sendable {
    /// Days on which the bank is closed besides Saturdays and Sundays.
    package let holidays: Set<CivilDate>

    /// A calendar.
    package init(holidays: Set<CivilDate> = []) { self.holidays = holidays }

    /// Whether the bank works on a day.
    package func isBankDay(_ day: CivilDate) -> Bool {
        // Day 0, 1970-01-01, was a Thursday; counted from Monday it is day 3.
        let weekday = ((Int(day.dayNumber) + 3) % 7 + 7) % 7
        return weekday < 5 && !holidays.contains(day)
    }

    /// The day itself, or the next bank day after it.
    package func onOrAfter(_ day: CivilDate) -> CivilDate {
        var day = day
        while !isBankDay(day) { day = day.advanced(byDays: 1) }
        return day
    }

    /// The bank day that many bank days after a bank day.
    package func advance(_ day: CivilDate, by count: Int) -> CivilDate {
        precondition(count >= 0, "answers come after what they answer")
        var day = onOrAfter(day)
        for _ in 0..<count { day = onOrAfter(day.advanced(byDays: 1)) }
        return day
    }

    /// The bank days from one day to another, both included.
    package func days(from first: CivilDate, through last: CivilDate) -> [CivilDate] {
        guard first <= last else { return [] }
        return (Int(first.dayNumber)...Int(last.dayNumber)).compactMap {
            CivilDate(dayNumber: $0)
        }.filter(isBankDay)
    }
}
