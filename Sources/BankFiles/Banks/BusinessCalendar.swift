// The days on which banks work, as dated data.
//
// Invariants:
// (1) A holiday is data with its year and source; nothing here computes a lunar calendar.
// (2) In a year that the data lacks only Saturdays and Sundays are free, and `isKnown` says so.

package import Intake
package import Ledger
import TOMLKit

/// The bank days of the years that are known.
package struct BusinessCalendar: Sendable {
    private let years: Set<Int>
    private let holidays: Set<CivilDate>
    private let working: Set<CivilDate>

    /// A calendar.
    ///
    /// - Parameters:
    ///   - years: The years whose holidays are known.
    ///   - holidays: Days on which no bank works.
    ///   - working: Saturdays and Sundays on which banks work.
    package init(years: Set<Int>, holidays: Set<CivilDate>, working: Set<CivilDate> = []) {
        self.years = years
        self.holidays = holidays
        self.working = working
    }

    /// The calendar that ships with the program.
    package static let shipped: BusinessCalendar = {
        guard let file = BankFilesData.files.first(where: { $0.path == "calendar.toml" }),
            let calendar = read(file.text, file: file.path).value
        else { preconditionFailure("the shipped calendar.toml is sound") }
        return calendar
    }()

    /// Whether the holidays of a day's year are known.
    package func isKnown(_ day: CivilDate) -> Bool { years.contains(day.month.year) }

    /// Whether banks work on a day.
    package func isBankDay(_ day: CivilDate) -> Bool {
        // Day 0, 1970-01-01, was a Thursday; counted from Monday it is day 3.
        let weekday = ((Int(day.dayNumber) + 3) % 7 + 7) % 7
        return weekday < 5 ? !holidays.contains(day) : working.contains(day)
    }

    /// The day itself, or the next bank day after it.
    package func onOrAfter(_ day: CivilDate) -> CivilDate {
        var day = day
        while !isBankDay(day) { day = day.advanced(byDays: 1) }
        return day
    }

    /// The bank day that many bank days after a day; 0 is the day itself or the next one.
    package func day(_ count: Int, after day: CivilDate) -> CivilDate {
        precondition(count >= 0, "a requested day does not lie in the past")
        var day = count == 0 ? onOrAfter(day) : day
        for _ in 0..<count { day = onOrAfter(day.advanced(byDays: 1)) }
        return day
    }

    /// How many bank days lie after one day, up to another.
    package func count(after first: CivilDate, through last: CivilDate) -> Int {
        guard first < last else { return 0 }
        var (day, count) = (first, 0)
        while day < last {
            day = day.advanced(byDays: 1)
            if isBankDay(day) { count += 1 }
        }
        return count
    }

    /// The first day on which a bank can pay what it is handed at a moment.
    ///
    /// - Parameters:
    ///   - moment: When the content is frozen.
    ///   - cutOff: Minutes after midnight in Viet Nam until which a day's orders still count as that
    ///     day's; nil where the bank names none.
    ///   - wanted: Not before this day.
    /// - Returns: A bank day.
    package func requestedDay(
        at moment: Instant,
        cutOff: Int?,
        notBefore wanted: CivilDate
    ) -> CivilDate {
        let today = moment.date
        // An order is never for the day of its making: people still have to sign it.
        guard let cutOff else { return max(onOrAfter(wanted), day(1, after: today)) }
        let isInTime = isBankDay(today) && moment.minuteOfDay < cutOff
        let counted = isInTime ? today : onOrAfter(today.advanced(byDays: 1))
        return max(onOrAfter(wanted), day(1, after: counted))
    }
}

extension Instant {
    /// Minutes after midnight in Viet Nam, UTC+7.
    var minuteOfDay: Int {
        let seconds = (seconds % 86_400 + 86_400 + 7 * 3_600) % 86_400
        return Int(seconds / 60)
    }
}

extension BusinessCalendar {
    /// Reads a calendar; all faults are found in one go, and with one there is none.
    package static func read(_ text: String, file: String) -> Reading<BusinessCalendar?> {
        var reader = DataReader(file: file)
        var years: Set<Int> = []
        var days: (holidays: Set<CivilDate>, working: Set<CivilDate>) = ([], [])
        if let root = reader.parse(text) {
            reader.refuseKeys(of: root, at: "", except: ["year"])
            for (index, table) in reader.tables("year", of: root, at: "").enumerated() {
                let path = "year[\(index + 1)]."
                let known = ["year", "verified", "source", "holidays", "working"]
                reader.refuseKeys(of: table, at: path, except: known)
                _ = reader.string("source", of: table, at: path)
                _ = reader.boolean("verified", of: table, at: path)
                guard let year = reader.integer("year", of: table, at: path, in: 2000...2999) else {
                    continue
                }
                if !years.insert(year).inserted {
                    reader.report(
                        "calendar-year-twice",
                        path + "year",
                        Phrase(vi: "năm này có hai lần", en: "this year is here twice")
                    )
                }
                for day in Self.days("holidays", table, path, year, &reader) {
                    days.holidays.insert(day)
                }
                for day in Self.days("working", table, path, year, &reader) {
                    days.working.insert(day)
                }
            }
        }
        guard reader.diagnostics.isEmpty else {
            return Reading(value: nil, diagnostics: reader.diagnostics)
        }
        let calendar = BusinessCalendar(
            years: years,
            holidays: days.holidays,
            working: days.working
        )
        return Reading(value: calendar, diagnostics: [])
    }

    private static func days(
        _ key: String,
        _ table: TOMLTable,
        _ path: String,
        _ year: Int,
        _ reader: inout DataReader
    ) -> [CivilDate] {
        reader.strings(key, of: table, at: path).compactMap { text in
            guard let day = CivilDate(iso: text), day.month.year == year else {
                reader.report(
                    "calendar-day",
                    path + key,
                    Phrase(
                        vi: "\(text) không phải ngày của năm \(year), dạng \(year)-02-16",
                        en: "\(text) is no day of \(year), such as \(year)-02-16"
                    )
                )
                return nil
            }
            return day
        }
    }
}
