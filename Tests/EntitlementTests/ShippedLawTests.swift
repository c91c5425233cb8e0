// The rule files that ship: whole, honest about what is not certain, and able to explain.

import Entitlement
import Intake
import Ledger
import Testing

@Suite struct ShippedLawTests {
    private let book = RuleBook.shipped

    @Test func `the shipped files have no fault`() {
        let reading = RuleBook.read(files: RuleBook.shippedFiles.reversed())
        #expect(reading.diagnostics.map { $0.text(in: .english) } == [])
        #expect(reading.value?.files.map(\.path) == book.files.map(\.path))
        #expect(book.files.map(\.path) == book.files.map(\.path).sorted())
    }

    @Test func `the categories and programmes are those of the law`() {
        let codes = [
            "5.1", "5.2", "5.3", "5.4", "5.5a", "5.5b", "5.5c", "5.5d", "5.6", "5.7", "5.8",
            "pension",
        ]
        let monthly = book.categories.filter { $0.programme.hasPrefix("social-") }
        #expect(monthly.map(\.code) == codes)
        #expect(
            book.programmes.map(\.code) == [
                "care-support", "facility-care", "gift", "merit", "merit-one-off", "one-off",
                "social-assistance", "social-pension",
            ]
        )
        let once = book.categories.filter(\.isOnce)
        #expect(Set(once.map(\.programme)) == ["gift", "merit-one-off", "one-off"])
    }

    @Test func `a register can ask which values a fact may have`() {
        #expect(book.fact(named: "severity")?.values == ["severe", "special"])
        #expect(book.fact(named: "supporter")?.values == ["none", "unable", "welfare", "yes"])
        #expect(book.fact(named: "children")?.accepts("3") == true)
        #expect(book.fact(named: "children")?.accepts("x") == false)
        #expect(book.fact(named: "death")?.accepts("") == true)
        #expect(book.fact(named: "height") == nil)
    }

    @Test func `every unverified value is a warning with its place and both languages`() {
        let warnings = book.check()
        #expect(warnings.count == book.unverifiedValues.count)
        #expect(warnings.allSatisfy { $0.severity == .warning && $0.location.line != nil })
        let ids = book.unverifiedValues.map(\.id)
        #expect(ids.contains("resolution-09-2021-hanoi/rate/base"))
        #expect(ids.contains("resolution-63-2025-hanoi/doubt/supplement-2026-07"))
        #expect(ids.contains("decree-335-2026/doubt/coefficients"))
        #expect(!ids.contains("decree-20-2021/rate/base"))
    }

    @Test func `coefficients after June 2026 are doubted but for the one that was confirmed`() {
        let adult = Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
            .fact("severity", "severe")
        let child = Subject(born: "2016-01-10").claim("5.6", signed: "2023-01-10")
            .fact("severity", "severe")
        let doubt = ["decree-335-2026/doubt/coefficients"]
        #expect(book.assess(adult, "2026-08").lines.map(\.unverified) == [[]])
        #expect(book.assess(child, "2026-08").lines.map(\.unverified) == [doubt])
        #expect(book.assess(child, "2026-06").lines.map(\.unverified) == [[]])
        #expect(book.assess(child, "2026-08", known: "2026-09-20").lines.map(\.unverified) == [[]])
    }

    @Test func `an amount explains itself in both languages`() {
        let subject = Subject(born: "1948-01-10").claim("5.6", signed: "2024-01-10")
            .claim("pension", signed: "2025-07-10").fact("severity", "severe")
        let phrases = book.explanation(
            of: subject.person,
            unit: "A001",
            place: national,
            month: month("2026-08"),
            known: day(lately)
        )
        let english = phrases.map(\.english).joined(separator: "\n")
        let vietnamese = phrases.map(\.vietnamese).joined(separator: "\n")
        #expect(english.contains("540,000 × 2.0 = 1,080,000 đồng"))
        #expect(vietnamese.contains("540.000 × 2,0 = 1.080.000 đồng"))
        #expect(
            english.contains("articles 5.6, 6.1.e of decree 20/2021/NĐ-CP, valid from July 2021")
        )
        #expect(english.contains("known from 5 October 2026"))
        #expect(english.contains("only the highest is paid: 5.6 is not lower than social pension"))
        #expect(vietnamese.contains("chỉ được hưởng một mức cao nhất"))
        #expect(vietnamese.contains("diện 5.6 cao hơn hoặc bằng trợ cấp hưu trí xã hội"))
        #expect(
            english.contains("not verified (article 6 of decree 335/2026/NĐ-CP): the full text")
        )
        #expect(english.contains("owed by this unit: 1,080,000 đồng"))
    }

    @Test func `a step says rate, coefficient and count`() {
        let subject = Subject(born: "1986-01-10").claim("5.4", signed: "2023-01-10")
            .fact("poverty", "poor").fact("children", "3")
        let steps = book.assess(subject, "2025-09").considered.flatMap(\.steps)
        #expect(steps.map(\.base) == [500_000])
        #expect(steps.map(\.thousandths) == [1_000])
        #expect(steps.map(\.count) == [3])
        #expect(steps.map(\.amount) == [1_500_000])
        #expect(steps.map(\.rule) == ["decree-20-2021/5.4/per-child"])
    }
}
