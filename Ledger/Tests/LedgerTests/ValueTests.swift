// Days, months, instants and money: what every module builds on.

import Ledger
import Testing

@Suite struct CivilDateTests {
    @Test func `every day of 1899 to 2101 goes to text and back in order`() throws {
        var expected = try day("1899-01-01")
        var count = 0
        for year in 1899...2101 {
            for month in 1...12 {
                for dayOfMonth in 1...31 {
                    guard let date = CivilDate(year: year, month: month, day: dayOfMonth) else {
                        #expect(dayOfMonth > 28)
                        continue
                    }
                    guard date == expected, date.components == (year, month, dayOfMonth),
                        CivilDate(iso: date.description) == date,
                        CivilDate(dayNumber: Int(date.dayNumber)) == date,
                        date.month == CalendarMonth(year: year, month: month)
                    else {
                        Issue.record("\(year)-\(month)-\(dayOfMonth) is \(date)")
                        return
                    }
                    expected = expected.advanced(byDays: 1)
                    count += 1
                }
            }
        }
        // 203 years, 49 of them leap years: 1900 and 2100 are not, 2000 is.
        #expect(count == 203 * 365 + 49)
    }

    @Test func `the first and the last day are those of the years`() {
        #expect(CivilDate(dayNumber: -62_091) == CivilDate(year: 1800, month: 1, day: 1))
        #expect(CivilDate(dayNumber: 376_199) == CivilDate(year: 2999, month: 12, day: 31))
        #expect(CivilDate(dayNumber: -62_092) == nil)
        #expect(CivilDate(dayNumber: 376_200) == nil)
        #expect(CivilDate(dayNumber: .max) == nil)
        #expect(CivilDate(iso: "1970-01-01")?.dayNumber == 0)
    }

    @Test(arguments: [
        "2023-02-29", "1900-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-04-31",
        "2026-1-1", "2026/01/01", "01-01-2026", "+026-01-01", "2026-01-01 ", "", "1799-12-31",
        "3000-01-01", "２０２６-01-01",
    ])
    func `what is no day is refused`(text: String) {
        #expect(CivilDate(iso: text) == nil)
    }

    @Test(arguments: [1904, 2000, 2024, 2096])
    func `a leap year has its day`(year: Int) throws {
        let leap = try #require(CivilDate(year: year, month: 2, day: 29))
        #expect(leap.advanced(byDays: 1) == CivilDate(year: year, month: 3, day: 1))
        #expect(leap.month.lastDay == leap)
    }

    @Test(arguments: [
        ("1946-11-27", "2026-11-26", 79), ("1946-11-27", "2026-11-27", 80),
        ("1946-11-27", "2026-11-28", 80), ("1946-12-01", "2026-11-30", 79),
        ("1944-02-29", "2024-02-28", 79), ("1944-02-29", "2024-02-29", 80),
        ("1944-02-29", "2026-02-28", 81), ("1944-02-29", "2026-03-01", 82),
        ("2026-01-31", "2026-01-31", 0), ("2010-01-01", "2025-12-31", 15),
    ])
    func `years are full on the birthday`(born: String, on: String, years: Int) throws {
        #expect(try day(born).fullYears(on: day(on)) == years)
    }

    @Test func `a day outside the years stops the process`() async {
        await #expect(processExitsWith: .failure) {
            let last = CivilDate(year: 2999, month: 12, day: 31)
            _ = last?.advanced(byDays: 1)
        }
    }
}

@Suite struct CalendarMonthTests {
    @Test func `every month goes to text and back, and joins its neighbours`() throws {
        var month = try #require(CalendarMonth(iso: "1899-01"))
        for year in 1899...2101 {
            for number in 1...12 {
                #expect(month == CalendarMonth(year: year, month: number))
                #expect(month.year == year && month.monthOfYear == number)
                #expect(CalendarMonth(iso: month.description) == month)
                let next = month.advanced(byMonths: 1)
                #expect(month.lastDay.advanced(byDays: 1) == next.firstDay)
                #expect(next.advanced(byMonths: -1) == month && month < next)
                month = next
            }
        }
    }

    @Test(arguments: ["2026-13", "2026-00", "2026-1", "2026/01", "2026-01-01", "", "1799-12"])
    func `what is no month is refused`(text: String) {
        #expect(CalendarMonth(iso: text) == nil)
    }

    @Test func `a month outside the years stops the process`() async {
        await #expect(processExitsWith: .failure) { _ = CalendarMonth(number: 12) }
    }
}

@Suite struct InstantTests {
    @Test(arguments: [
        ("2026-10-05T00:00:00+07:00", 1_791_133_200), ("2026-10-04T17:00:00Z", 1_791_133_200),
        ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1),
    ])
    func `an instant is read with its zone`(text: String, seconds: Int64) throws {
        let instant = try #require(Instant(iso: text))
        #expect(instant.seconds == seconds)
        #expect(Instant(iso: instant.description) == instant)
        #expect(Instant(seconds: seconds) == instant)
    }

    @Test func `every day of 1899 to 2101 ends at its last second in Viet Nam`() throws {
        var date = try day("1899-01-01")
        let last = try day("2101-12-31")
        while date <= last {
            let end = Instant(endOf: date)
            guard end.date == date,
                Instant(seconds: end.seconds + 1)?.date == date.advanced(byDays: 1),
                end.description == "\(date)T23:59:59+07:00", Instant(iso: end.description) == end
            else {
                Issue.record("\(date) ends at \(end)")
                return
            }
            date = date.advanced(byDays: 1)
        }
    }

    @Test func `the first and the last second are those of the years`() throws {
        let first = try #require(Instant(iso: "1800-01-01T00:00:00+07:00"))
        #expect(first.date == CivilDate(year: 1800, month: 1, day: 1))
        #expect(Instant(seconds: first.seconds - 1) == nil)
        let last = Instant(endOf: try day("2999-12-31"))
        #expect(Instant(seconds: last.seconds) == last)
        #expect(Instant(seconds: last.seconds + 1) == nil)
        #expect(Instant(seconds: .max) == nil)
        #expect(Instant(seconds: .min) == nil)
    }

    @Test(arguments: [
        "2026-10-05T24:00:00Z", "2026-10-05T00:60:00Z", "2026-10-05T00:00:60Z", "2026-10-05",
        "2026-10-05T00:00:00", "2026-10-05T00:00:00+08:00", "2026-10-05 00:00:00Z",
    ])
    func `what is no instant is refused`(text: String) {
        #expect(Instant(iso: text) == nil)
    }
}

@Suite struct MoneyTests {
    @Test(arguments: [
        "5.000.000", "5,000,000", "-5", "+5", " 5", "5 ", "5e6", "0x10", "", "٥", "5\u{0}",
    ])
    func `what is not digits only is refused`(text: String) {
        #expect(throws: MoneyError.notDigits) { try Money(digits: text.utf8, currency: .vnd) }
    }

    @Test(arguments: [
        ("0", "0"), ("750000", "750.000"), ("1050000", "1.050.000"), ("999", "999"),
        ("999999999999999999", "999.999.999.999.999.999"), ("000000000000000001", "1"),
    ])
    func `digits are read whole and printed in groups`(text: String, printed: String) throws {
        #expect(try Money(digits: text.utf8, currency: .vnd).grouped == printed)
    }

    @Test func `English papers part thousands by commas`() {
        #expect(Money.vnd(1_050_000).inEnglish == "1,050,000 VND")
        #expect(Money.vnd(-1_050).groupedInEnglish == "-1,050")
        let dollar = Currency(code: "USD", exponent: 2)
        let money = Money(minorUnits: 105_025, currency: dollar)
        #expect(money.groupedInEnglish == "1,050.25")
        #expect(money.grouped == "1.050,25")
    }

    @Test func `nineteen digits do not fit`() {
        #expect(throws: MoneyError.overflow) {
            try Money(digits: "1000000000000000000".utf8, currency: .vnd)
        }
    }

    @Test func `sums that do not fit are errors`() throws {
        #expect(throws: MoneyError.overflow) { try Money.vnd(.max).adding(.vnd(1)) }
        #expect(throws: MoneyError.overflow) { try Money.vnd(.min).subtracting(.vnd(1)) }
        #expect(throws: MoneyError.overflow) { try Money.vnd(0).subtracting(.vnd(.min)) }
        #expect(try Money.vnd(.max).adding(.vnd(.min)) == .vnd(-1))
        #expect(Money.vnd(.min).grouped == "-9.223.372.036.854.775.808")
    }

    @Test func `two currencies never meet in a sum`() {
        let dollar = Currency(code: "USD", exponent: 2)
        #expect(throws: MoneyError.currencyMismatch(.vnd, dollar)) {
            try Money.vnd(1).adding(Money(minorUnits: 1, currency: dollar))
        }
        #expect(Money(minorUnits: 105_025, currency: dollar).grouped == "1.050,25")
        #expect(Money(minorUnits: -5, currency: dollar).description == "-0,05 USD")
    }

    @Test func `a currency that is none stops the process`() async {
        await #expect(processExitsWith: .failure) { _ = Currency(code: "vnd", exponent: 0) }
        await #expect(processExitsWith: .failure) { _ = Currency(code: "VND", exponent: 5) }
    }
}

@Suite struct PreconditionTests {
    @Test func `an account of no code or name stops the process`() async {
        await #expect(processExitsWith: .failure) {
            _ = Account(code: "cash", kind: .asset, vietnameseName: "a", englishName: "a")
        }
        await #expect(processExitsWith: .failure) {
            _ = Account(code: "CASH", kind: .asset, vietnameseName: "", englishName: "a")
        }
        await #expect(processExitsWith: .failure) {
            let cash = Account(code: "CASH", kind: .asset, vietnameseName: "a", englishName: "a")
            _ = ChartOfAccounts(accounts: [cash, cash])
        }
    }

    @Test func `a posting without a unit and an entry without a key stop the process`() async {
        await #expect(processExitsWith: .failure) { _ = Dimensions(unit: "") }
        await #expect(processExitsWith: .failure) {
            let date = CivilDate(year: 2026, month: 1, day: 1)
            _ = try date.map {
                try JournalEntry(
                    key: "",
                    event: "approve",
                    unit: "U1",
                    bookedOn: $0,
                    valueOn: $0,
                    document: "",
                    postings: []
                )
            }
        }
    }
}
