// From which month a right is paid, from which a change counts, after which it stops.

import Entitlement
import Ledger
import Testing

@Suite struct TimingTests {
    private let book = RuleBook.shipped

    /// The first of the months from 2024-01 on in which a subject is owed something.
    private func firstMonth(_ subject: Subject) -> String? {
        (0..<40).map { month("2024-01").advanced(byMonths: $0).description }
            .first { book.amount(subject, $0) > 0 }
    }

    @Test func `under decree 20 disability starts in the month of the certificate`() {
        let subject = Subject(born: "1986-01-10")
            .claim("5.6", signed: "2025-05-20", certificate: "2025-03-28")
            .fact("severity", "severe", from: "2025-03-28")
        #expect(firstMonth(subject) == "2025-03")
    }

    @Test func `from July 2025 disability starts with the signature, and the doubt is on the line`()
    {
        let subject = Subject(born: "1986-01-10")
            .claim("5.6", signed: "2025-08-20", certificate: "2025-07-28")
            .fact("severity", "severe", from: "2025-07-28")
        #expect(firstMonth(subject) == "2025-08")
        let lines = book.assess(subject, "2025-08").lines
        #expect(lines.map(\.unverified) == [["decree-147-2025/start/disability-signature"]])
    }

    @Test func `5.5c starts at the eightieth birthday, however late the decision`() {
        let subject = Subject(born: "1944-10-20").claim("5.5c", signed: "2025-02-03")
        #expect(firstMonth(subject) == "2024-10")
        #expect(book.amount(subject, "2024-10") == 500_000)
    }

    @Test func `other rights start in the month of signature`() {
        let orphan = Subject(born: "2016-01-10").claim("5.1", signed: "2024-06-30")
        #expect(firstMonth(orphan) == "2024-06")
    }

    @Test func `a pension starts in its month although the birthday lies in it`() {
        let subject = Subject(born: "1950-09-05").claim("pension", signed: "2025-09-12")
        #expect(firstMonth(subject) == "2025-09")
    }

    @Test func `a pension signed ahead of the birthday starts in the month after it`() {
        let subject = Subject(born: "1950-09-20").claim("pension", signed: "2025-09-12")
        #expect(firstMonth(subject) == "2025-10")
    }

    @Test(arguments: [("2025-06-30", "2025-06"), ("2025-07-01", "2025-08")])
    func `a worse disability counts at once until June 2025, then a month later`(
        change: String,
        first: String
    ) {
        let subject = Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
            .fact("severity", "severe").fact("severity", "special", from: change)
        let raised = (0..<40).map { month("2024-07").advanced(byMonths: $0).description }
            .first { book.amount(subject, $0) == 1_000_000 }
        #expect(raised == first)
    }

    @Test(arguments: ["2024-09-11", "2025-09-11"])
    func `the month in which a condition falls away is owed, the next is not`(loss: String) {
        let subject = Subject(born: "1955-01-10").claim("5.5a", signed: "2023-01-10")
            .fact("poverty", "poor").fact("supporter", "none")
            .fact("poverty", "none", from: loss)
        let event = day(loss).month
        #expect(book.amount(subject, event.description) == 750_000)
        #expect(book.amount(subject, event.advanced(byMonths: 1).description) == 0)
    }

    @Test func `the month of death is owed in full, the next is not`() {
        let subject = Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
            .fact("severity", "severe").fact("death", "", from: "2025-09-01", known: "2025-11-02")
        #expect(book.amount(subject, "2025-09") == 750_000)
        #expect(book.amount(subject, "2025-10") == 0)
        #expect(book.assess(subject, "2025-10").causes.map(\.code) == ["died"])
        // Until the death was known the month was owed: what was paid is recovered, not hidden.
        #expect(book.amount(subject, "2025-10", known: "2025-11-01") == 750_000)
    }

    @Test
    func `a doubtful rule on changes needs acceptance in the month of a change, and in no other`() {
        let rule = "decree-131-2021/adjust/same-month-others"
        let parent = Subject(born: "1940-01-10")
            .claim("merit-martyr", signed: "2022-01-10", certificate: "2021-12-10")
            .fact("survivor", "parent-or-spouse", from: "2021-12-10")
            .fact("martyrs", "1", from: "2021-12-10").fact("martyrs", "2", from: "2025-03-15")
        let months = ["2025-02", "2025-03", "2025-04"].map { book.assess(parent, $0) }
        #expect(months.map { $0.lines.map(\.amount) } == [[2_789_000], [5_578_000], [5_578_000]])
        #expect(months.map { $0.lines.map(\.unverified) } == [[[]], [[rule]], [[]]])
        #expect(months.map { $0.considered[0].idle } == [[rule], [], [rule]])
        #expect(months.allSatisfy { $0.considered[0].grounds.contains(rule) })
        // A fourth martyr gives what three give: nothing hangs on the month.
        let fourth = parent.fact("martyrs", "3", from: "2025-05-02")
            .fact("martyrs", "4", from: "2025-06-02")
        #expect(book.assess(fourth, "2025-06").lines.map(\.unverified) == [[]])
        // Facts that say the same anew change nothing either.
        let again = parent.fact("martyrs", "2", from: "2025-07-02")
        #expect(book.assess(again, "2025-07").lines.map(\.unverified) == [[]])
    }

    @Test func `a pension refused for a change of its month says that the rule was not read`() {
        let rule = "decree-176-2025/adjust/next-month"
        let young = Subject(born: "1950-09-20").claim("pension", signed: "2025-09-12")
        let september = book.assess(young, "2025-09").considered[0]
        #expect(september.verdict == .conditionNotMet)
        #expect(september.idle == [] && september.grounds.contains(rule))
        let october = book.assess(young, "2025-10")
        #expect(october.lines.map(\.unverified) == [[]])
        #expect(october.considered[0].idle == [rule])
    }

    @Test func `after the end of decree 147 a change alone waits for acceptance`() {
        let rule = "decree-147-2025/adjust/next-month-assumed"
        let child = Subject(born: "2011-04-20").claim("5.1", signed: "2023-01-10")
            .fact("severity", "severe", from: "2020-01-01").claim("5.6", signed: "2023-01-10")
        func asked(_ month: String) -> [Bool] {
            book.assess(child, month).lines.map { $0.unverified.contains(rule) }
        }
        // The sixteenth birthday: 2.0 until the end of April, then 1.5; had it counted at once, April too.
        #expect(book.assess(child, "2027-04").lines.map(\.amount) == [1_080_000])
        #expect(["2027-03", "2027-04", "2027-05"].map(asked) == [[false], [true], [false]])
    }

    @Test
    func `a month that a doubtful rule on ends gives waits for acceptance, and no other does`() {
        let pension = "decree-176-2025/stop/month-after"
        let old = Subject(born: "1940-01-10").claim("pension", signed: "2025-07-04")
        func asked(_ subject: Subject, _ rule: String, _ months: [String]) -> [Bool?] {
            months.map { month in
                book.assess(subject, month).lines.first.map { $0.unverified.contains(rule) }
            }
        }
        let months = ["2026-01", "2026-02", "2026-03"]
        let dead = old.fact("death", "", from: "2026-02-11")
        #expect(asked(dead, pension, months) == [false, true, nil])
        // The part that the city adds hangs on it as well.
        let february = book.assess(dead, "2026-02", place: hanoi).lines
        #expect(february.map(\.amount) == [500_000, 150_000])
        #expect(february.allSatisfy { $0.unverified.contains(pension) })
        let ended = old.claim(
            "pension",
            signed: "2025-07-04",
            ended: "2026-02-28",
            known: "2026-02-28"
        )
        #expect(asked(ended, pension, months) == [false, true, nil])
        // A condition that is lost: a pension from the insurance.
        let insured = old.fact("pension", "none").fact("pension", "yes", from: "2026-02-01")
        #expect(asked(insured, pension, months) == [false, true, nil])
        // The same said anew is no end.
        let again = old.fact("pension", "none").fact("pension", "none", from: "2026-02-01")
        #expect(asked(again, pension, months) == [false, false, false])
        // Until the death is known nothing hangs on it.
        let late = old.fact("death", "", from: "2026-02-11", known: "2026-03-02")
        let before = book.assess(late, "2026-02", known: "2026-03-01").lines
        #expect(before.allSatisfy { !$0.unverified.contains(pension) })
        // Circular 02/2021 and decree 147/2025 say it of social assistance.
        let cared = Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
            .fact("severity", "severe").fact("death", "", from: "2026-02-11")
        #expect(book.assess(cared, "2026-02").lines.map(\.unverified) == [[]])
    }

    @Test func `who is paid by a list or paper whose own time is over waits for acceptance`() {
        func asked(_ subject: Subject, _ rule: String, _ months: [String]) -> [Bool?] {
            months.map { month in
                book.assess(subject, month).lines.first.map { $0.unverified.contains(rule) }
            }
        }
        // The list of 2026 ends with it; sixty days are this program's own, then the line waits.
        let list = "decision-24-2021/window/poverty-list"
        let poor = Subject(born: "1980-05-10").claim("5.8", signed: "2023-01-10")
            .fact("income", "none", from: "2022-12-20")
            .fact("poverty", "poor", from: "2025-12-14")
        let months = ["2026-12", "2027-01", "2027-02", "2027-03", "2027-04"]
        #expect(asked(poor, list, months) == [false, false, true, true, nil])
        #expect(book.assess(poor, "2027-02").considered[0].grounds.contains(list))
        #expect(!book.assess(poor, "2027-01").considered[0].grounds.contains(list))
        // The new list shows its own year; that it shows the months before it, too, is an assumption.
        let next = poor.fact("poverty", "poor", from: "2027-04-20", known: "2027-04-20")
        func told(_ month: String) -> Bool? {
            book.assess(next, month, known: "2027-05-31").lines.first
                .map { $0.unverified.contains(list) }
        }
        #expect(
            ["2027-01", "2027-02", "2027-04", "2027-05"].map(told) == [false, true, true, false]
        )
        // A paper of August shows six months, until January; a month longer counts by grace.
        let study = "decree-20-2021/window/study-paper"
        let pupil = Subject(born: "2008-05-10").claim("5.2", signed: "2024-06-10")
            .fact("schooling", "yes", from: "2026-08-12")
        #expect(asked(pupil, study, ["2027-02", "2027-03", "2027-04"]) == [false, true, nil])
    }

    @Test func `survivors whose condition falls away are paid for the month by a doubtful rule`() {
        let rules = ["adjust/same-month-others", "stop/month-after"].map { "decree-131-2021/\($0)" }
        let parent = Subject(born: "1940-01-10")
            .claim("merit-martyr", signed: "2022-01-10", certificate: "2021-12-10")
            .fact("survivor", "parent-or-spouse", from: "2021-12-10")
            .fact("martyrs", "1", from: "2021-12-10")
        let dead = parent.fact("death", "", from: "2025-03-15")
        #expect(book.assess(dead, "2025-03").lines.map(\.unverified) == [[rules[1]]])
        // On the day of a death another martyr was recognised: both rules decide.
        let both = dead.fact("martyrs", "2", from: "2025-03-15")
        #expect(book.assess(both, "2025-03").lines.map(\.amount) == [5_578_000])
        #expect(book.assess(both, "2025-03").lines.map(\.unverified) == [rules])
        let lost = parent.fact("survivor", "none", from: "2025-03-15")
        #expect(book.assess(lost, "2025-03").lines.map(\.unverified) == [[rules[1]]])
        #expect(book.assess(lost, "2025-04").lines.isEmpty)
    }

    @Test func `nothing is owed to somebody without a claim`() {
        let subject = Subject(born: "1940-01-10").fact("severity", "severe").fact("poverty", "poor")
        let assessment = book.assess(subject, "2025-09")
        #expect(assessment.lines.isEmpty)
        #expect(assessment.considered.isEmpty)
        #expect(assessment.causes.isEmpty)
    }

    @Test func `5.5b and 5.5c expire in July 2025 and say so`() {
        let subject = Subject(born: "1948-01-10").claim("5.5b", signed: "2024-01-10")
            .fact("poverty", "near-poor").fact("area", "difficult")
        #expect(book.amount(subject, "2025-06") == 500_000)
        let july = book.assess(subject, "2025-07")
        #expect(july.lines.isEmpty)
        #expect(july.causes.map(\.code) == ["category-expired"])
        #expect(july.considered.map(\.outcome) == [.expired])
    }

    @Test func `a decision that a later record ends stops after the month of its end`() {
        let subject = Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
            .claim("5.6", signed: "2023-01-10", ended: "2025-08-15", known: "2025-09-03")
            .fact("severity", "severe")
        #expect(book.amount(subject, "2025-08") == 750_000)
        #expect(book.amount(subject, "2025-09") == 0)
        #expect(book.amount(subject, "2025-09", known: "2025-09-02") == 750_000)
    }

    @Test func `the birthday belongs to the age, and 29 February has one on 1 March`() {
        let subject = Subject(born: "2009-02-28").claim("5.6", signed: "2023-01-10")
            .fact("severity", "severe")
        #expect(book.amount(subject, "2025-01") == 1_000_000)
        #expect(book.amount(subject, "2025-02") == 750_000)
        let leap = Subject(born: "1944-02-29").claim("5.5c", signed: "2024-03-20")
        #expect(firstMonth(leap) == "2024-02")
        let later = Subject(born: "2008-02-29").claim("5.1", signed: "2023-01-10")
        #expect(book.amount(later, "2024-02") == 540_000)
        #expect(book.amount(later, "2024-03") == 0)
    }
}
