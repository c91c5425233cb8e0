// Bank days, ways between banks, and the code on a notice of repayment.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

struct BusinessCalendarTests {
    private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(iso: text)) }

    @Test(arguments: [
        ("2026-11-27", true), ("2026-11-28", false), ("2026-11-29", false), ("2026-11-30", true),
        // Tết of 2026: from the last day of the old year, a Monday.
        ("2026-02-13", true), ("2026-02-16", false), ("2026-02-20", false), ("2026-02-23", true),
        ("2026-09-02", false), ("2026-04-27", false),
    ])
    func `bank days are those of the table`(text: String, isBankDay: Bool) throws {
        #expect(BusinessCalendar.shipped.isBankDay(try day(text)) == isBankDay)
    }

    @Test func `a weekend on which banks work is a bank day, and an unknown year is told`() throws {
        let saturday = try day("2026-01-10")
        let calendar = BusinessCalendar(years: [2026], holidays: [], working: [saturday])
        #expect(calendar.isBankDay(saturday) && !BusinessCalendar.shipped.isBankDay(saturday))
        let later = try day("2027-01-11")
        #expect(calendar.isKnown(saturday) && !calendar.isKnown(later))
    }

    @Test(arguments: [
        // Frozen on a Friday: paid on the Monday, and after the cut-off a day later.
        ("2026-11-27T09:00:00+07:00", nil as String?, "2026-11-01", "2026-11-30"),
        ("2026-11-27T15:59:00+07:00", "16:00", "2026-11-01", "2026-11-30"),
        ("2026-11-27T16:00:00+07:00", "16:00", "2026-11-01", "2026-12-01"),
        // On a Saturday the order is Monday's, and paid on Tuesday.
        ("2026-11-28T09:00:00+07:00", "16:00", "2026-11-01", "2026-12-01"),
        // Not before the period, and not in Tết.
        ("2026-11-27T09:00:00+07:00", nil, "2026-12-05", "2026-12-07"),
        ("2026-02-13T09:00:00+07:00", "16:00", "2026-02-01", "2026-02-23"),
        ("2026-02-13T17:00:00+07:00", "16:00", "2026-02-01", "2026-02-24"),
    ])
    func `the requested day is one on which the bank can pay`(
        moment: String,
        cutOff: String?,
        wanted: String,
        expected: String
    ) throws {
        let minutes = cutOff.map { (Int($0.prefix(2)) ?? 0) * 60 }
        let requested = BusinessCalendar.shipped.requestedDay(
            at: try #require(Instant(iso: moment)),
            cutOff: minutes,
            notBefore: try day(wanted)
        )
        #expect("\(requested)" == expected)
    }

    @Test func `bank days are counted without holidays`() throws {
        let calendar = BusinessCalendar.shipped
        #expect(calendar.count(after: try day("2026-02-13"), through: try day("2026-02-24")) == 2)
        #expect(calendar.count(after: try day("2026-02-24"), through: try day("2026-02-13")) == 0)
    }

    @Test(arguments: [
        ("2026-02-16", "2025-02-16", "calendar-day"), ("2026-02-16", "2026-02-30", "calendar-day"),
        ("year = 2027", "year = 2026", "calendar-year-twice"),
        ("working =", "worked =", "data-unknown-key"),
    ])
    func `a calendar with a fault is refused`(from: String, to: String, code: String) throws {
        let path = repository.appending(path: "Sources/BankFiles/Data/calendar.toml")
        let text = try String(contentsOf: path, encoding: .utf8)
        let reading = BusinessCalendar.read(text.replacing(from, with: to), file: "c.toml")
        #expect(reading.value == nil && reading.codes.contains(code), "\(reading.codes)")
    }
}

struct PaymentRailTests {
    @Test func `each way takes what it takes, and a bank may take less`() throws {
        let rails = PaymentRails.shipped
        let fast = try #require(rails.rail("napas-247"))
        let (scb, mb) = (try #require(BIN("970429")), try #require(BIN("970422")))
        #expect(rails.takes(499_999_999, fast, to: mb) && !rails.takes(500_000_000, fast, to: mb))
        #expect(rails.takes(10_000_000, fast, to: scb) && !rails.takes(10_000_001, fast, to: scb))
        #expect(rails.rail(for: 499_999_999, to: mb)?.id == "napas-247")
        #expect(rails.rail(for: 10_000_001, to: scb)?.id == "ibps-low")
        #expect(rails.rail(for: 500_000_000, to: mb)?.id == "ibps-high")
        #expect(rails.rail("ibps-low")?.cutOff == 960 && fast.cutOff == nil)
    }

    @Test(arguments: [
        ("cut_off = \"16:00\"", "cut_off = \"25:00\"", "data-wrong-value"),
        ("most = 499_999_999", "most = 0", "data-wrong-value"),
        ("rail = \"napas-247\"", "rail = \"swift\"", "rail-unknown"),
    ])
    func `a table of ways with a fault is refused`(from: String, to: String, code: String) throws {
        let path = repository.appending(path: "Sources/BankFiles/Data/rails.toml")
        let text = try String(contentsOf: path, encoding: .utf8)
        let reading = PaymentRails.read(text.replacing(from, with: to), file: "r.toml")
        #expect(reading.value == nil && reading.codes.contains(code), "\(reading.codes)")
    }

    @Test func `a profile names a way that there is`() throws {
        let text = try #require(ProviderProfile.shippedText(id: "bidv"))
        #expect(try Sample.profile("bidv").rail?.id == "napas-247")
        let wrong = text.replacing("napas-247", with: "fast")
        #expect(ProviderProfile.read(wrong, file: "a.toml").codes == ["data-wrong-value"])
        let timed = text.replacing("name_cap", with: "cut_off = \"15:30\"\nname_cap")
        #expect(ProviderProfile.read(timed, file: "a.toml").value?.cutOff == 930)
    }
}

struct RepaymentCodeTests {
    @Test(arguments: [
        (
            "970436", "1026806174", 399_000 as Int64?, "LE PHU THACH" as String?,
            "NB123ABC LE PHU THACH" as String?,
            "00020101021238540010A00000072701240006970436011010268061740208QRIBFTTA5303704540639900058"
                + "02VN5912LE PHU THACH62250821NB123ABC LE PHU THACH63049F78"
        ),
        (
            "970416", "257678859", 10_000, nil, "Chuyen tien",
            "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA53037045405100005802"
                + "VN62150811Chuyen tien630453E6"
        ),
        (
            "970416", "257678859", nil, nil, nil,
            "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F"
        ),
    ])
    func `the code is that of other makers`(
        bank: String,
        account: String,
        amount: Int64?,
        holder: String?,
        purpose: String?,
        expected: String
    ) throws {
        let code = try RepaymentCode(
            bank: try #require(BIN(bank)),
            account: try #require(BankAccountNumber(account)),
            amount: amount,
            holder: holder,
            purpose: purpose
        )
        #expect(code.text == expected)
    }

    @Test func `what does not fit is refused`() throws {
        let bank = try #require(BIN("970416"))
        let account = try #require(BankAccountNumber("257678859"))
        #expect(throws: RepaymentCode.Refusal.amount) {
            try RepaymentCode(bank: bank, account: account, amount: 0)
        }
        for text in ["", "NGUYEN THI MINH KHAI VAN AN", "Lê", "A\nB", "A&B"] {
            #expect(throws: RepaymentCode.Refusal.purpose) {
                try RepaymentCode(bank: bank, account: account, amount: 1, purpose: text)
            }
            #expect(throws: RepaymentCode.Refusal.holder) {
                try RepaymentCode(bank: bank, account: account, amount: 1, holder: text)
            }
        }
    }
}
