// Meritorious persons, who cares for others, facilities, what is paid once: amounts as their texts have them.

import Entitlement
import Intake
import Ledger
import Testing

@Suite struct MeritoriousTests {
    private let book = RuleBook.shipped

    private func claimed(_ category: String, born: String = "1950-01-10") -> Subject {
        Subject(born: born).claim(category, signed: "2022-01-10", certificate: "2021-12-10")
    }

    @Test func `case 22: the lonely mother of one martyr has both allowances, by table`() {
        let mother = claimed("merit-martyr").claim("merit-nurture", signed: "2022-01-10")
            .fact("martyrs", "1").fact("survivor", "parent-or-spouse").fact("alone", "yes")
        for owed in ["2024-08", "2025-08", "2026-02"] {
            let lines = book.assess(mother, owed).lines
            #expect(lines.map(\.amount) == [2_789_000, 2_231_000])
            #expect(lines.map(\.unverified) == [[], []])
            #expect(lines.map(\.source) == ["central", "central"])
        }
        // From July 2026 the amounts rise by a table that was not read: what is paid says so.
        let august = book.assess(mother, "2026-08").lines
        #expect(august.map(\.amount) == [2_789_000, 2_231_000])
        #expect(august.allSatisfy { $0.unverified == ["decree-321-2026/doubt/annexes"] })
        let asKnown = book.assess(mother, "2026-08", known: "2026-09-30").lines
        #expect(asKnown.map(\.unverified) == [[], []])
    }

    /// Degrees of injury with the amounts of both decrees.
    @Test(
        arguments: [
            ("merit-invalid", "21", 1_384_000, 1_878_000),
            ("merit-invalid", "41", 2_702_000, 3_667_000),
            ("merit-invalid", "61", 4_016_000, 5_450_000),
            ("merit-invalid", "81", 5_335_000, 7_240_000),
            ("merit-invalid", "100", 6_589_000, 8_941_000), ("merit-invalid", "20", 0, 0),
            ("merit-invalid-b", "21", 1_144_000, 1_552_000),
            ("merit-invalid-b", "41", 2_222_000, 3_015_000),
            ("merit-soldier", "40", 0, 0), ("merit-soldier", "41", 2_145_000, 2_911_000),
            ("merit-soldier", "50", 2_145_000, 2_911_000),
            ("merit-soldier", "51", 2_673_000, 3_627_000),
            ("merit-soldier", "91", 5_235_000, 7_104_000),
            ("merit-toxic", "40", 1_562_000, 2_120_000),
            ("merit-toxic", "41", 2_610_000, 3_542_000),
            ("merit-toxic", "81", 4_685_000, 6_358_000),
            ("merit-toxic-child", "80", 1_233_000, 1_673_000),
            ("merit-toxic-child", "81", 2_055_000, 2_789_000),
            ("merit-invalid-supplement", "80", 0, 0),
            ("merit-invalid-supplement", "81", 1_031_000, 1_399_000),
        ] as [(String, String, Int64, Int64)]
    )
    func `an amount stands in the table of its degree`(
        category: String,
        degree: String,
        before: Int64,
        after: Int64
    ) {
        let subject = claimed(category).fact("injury", degree)
        #expect(book.amount(subject, "2024-06") == before)
        #expect(book.amount(subject, "2024-07") == after)
        #expect(book.amount(subject, "2023-06") == 0)
    }

    @Test
    func `every status is paid, and every supplement and carer beside it, the highest carer once`()
    {
        let invalid = claimed("merit-invalid").claim(
            "merit-invalid-supplement",
            signed: "2022-01-10"
        )
        .claim("merit-invalid-carer", signed: "2022-01-10")
        .claim("merit-mother-carer", signed: "2022-02-10").claim(
            "merit-mother",
            signed: "2022-02-10"
        )
        .claim("merit-mother-supplement", signed: "2022-02-10")
        .claim("5.6", signed: "2022-01-10").fact("severity", "severe")
        .fact("injury", "85").fact("wounds", "special")
        let assessment = book.assess(invalid, "2025-09")
        let paid = Dictionary(
            uniqueKeysWithValues: assessment.lines.map { ($0.category, $0.amount) }
        )
        #expect(
            paid == [
                "5.6": 1_000_000, "merit-invalid": 7_601_000, "merit-invalid-supplement": 2_867_000,
                "merit-invalid-carer": 3_582_000, "merit-mother": 8_367_000,
                "merit-mother-supplement": 2_337_000,
            ]
        )
        let carer = assessment.considered.first { $0.category == "merit-mother-carer" }
        #expect(carer?.verdict == .lowerThanOther)
        #expect(carer?.amount == 2_789_000)
    }

    @Test func `a pension is paid beside a war invalid's allowance`() {
        let subject = claimed("merit-invalid", born: "1945-01-10").fact("injury", "21")
            .claim("pension", signed: "2025-07-10")
        #expect(book.assess(subject, "2025-09").lines.map(\.amount) == [1_878_000, 500_000])
    }

    @Test func `a survivor is paid from the month after the death, a child until eighteen`() {
        let spouse = Subject(born: "1960-01-10")
            .claim("merit-invalid-survivor", signed: "2025-03-20", certificate: "2025-01-31")
            .fact("survivor", "parent-or-spouse")
        #expect(book.amount(spouse, "2025-01") == 0)
        #expect(book.amount(spouse, "2025-02") == 1_565_000)
        let child = Subject(born: "2007-05-20")
            .claim("merit-martyr", signed: "2024-03-20", certificate: "2024-01-31")
            .fact("survivor", "child").fact("martyrs", "2")
        #expect(book.amount(child, "2025-05") == 5_578_000)
        #expect(book.amount(child, "2025-06") == 0)
        let student = child.fact("survivor", "adult-child", from: "2025-05-20")
        #expect(book.amount(student, "2025-06") == 5_578_000)
    }

    @Test func `the degree found by the board counts from the month of its record`() {
        let subject = Subject(born: "1990-01-10")
            .claim("merit-invalid", signed: "2025-06-10", certificate: "2025-04-28")
            .fact("injury", "30", from: "2025-04-28").fact("injury", "45", from: "2026-02-10")
        #expect(book.amount(subject, "2025-03") == 0)
        #expect(book.amount(subject, "2025-04") == 2_683_000)
        #expect(book.amount(subject, "2026-01") == 2_683_000)
        #expect(book.amount(subject, "2026-02") == 4_024_000)
    }

    @Test func `seniority is counted, and an amount of a table explains itself`() {
        let subject = claimed("merit-detached").claim("merit-seniority", signed: "2022-01-10")
            .fact("seniority", "12")
        let considered = book.assess(subject, "2025-09").considered
        #expect(considered.map(\.amount) == [3_117_000, 6_348_000])
        #expect(considered[1].steps.map(\.base) == [529_000])
        #expect(considered[1].steps.map(\.count) == [12])
        let invalid = claimed("merit-invalid").fact("injury", "45")
        let steps = book.assess(invalid, "2025-09").considered.flatMap(\.steps)
        #expect(steps.map(\.base) == [4_024_000])
        #expect(steps.map(\.count) == [1])
        #expect(steps.map(\.amount) == [4_024_000])
    }
}

@Suite struct CareTests {
    private let book = RuleBook.shipped
    private let columns = ["2023-06", "2024-08", "2025-08", "2026-02", "2026-08"]

    @Test func `case 4: who cares has a line of their own, on the national base`() {
        let mother = Subject(born: "1960-01-10").claim("20.2c", signed: "2022-01-10")
            .fact("cared", "1")
        let owed: [Int64] = [360_000, 500_000, 500_000, 500_000, 540_000]
        for place in [national, hanoi] {
            #expect(columns.map { book.amount(mother, $0, place: place) } == owed)
        }
        #expect(book.amount(mother.fact("cared", "2", from: "2026-01-31"), "2026-02") == 1_000_000)
    }

    @Test func `case 6: a foster child has the allowance and the foster money, by age`() {
        let child = Subject(born: "2022-03-15").claim("5.1", signed: "2022-06-10")
            .claim("20.1", signed: "2022-06-10")
        let lines = book.assess(child, "2025-08").lines
        #expect(lines.map(\.category) == ["20.1", "5.1"])
        #expect(lines.map(\.amount) == [1_250_000, 1_250_000])
        #expect(lines.map(\.programme) == ["care-support", "social-assistance"])
        #expect(book.assess(child, "2026-03").lines.map(\.amount) == [1_250_000, 1_250_000])
        #expect(book.assess(child, "2026-04").lines.map(\.amount) == [750_000, 750_000])
    }

    @Test(
        arguments: [
            ("yes", "none", 750_000), ("no", "one", 750_000), ("yes", "one", 1_000_000),
            ("no", "several", 1_000_000), ("yes", "several", 1_000_000), ("no", "none", 0),
        ] as [(String, String, Int64)]
    )
    func `a disabled mother has care money beside her own`(
        pregnant: String,
        nursing: String,
        care: Int64
    ) {
        let mother = Subject(born: "1995-01-10").claim("5.6", signed: "2023-01-10")
            .claim("20.2a", signed: "2023-01-10").fact("severity", "severe")
            .fact("pregnant", pregnant).fact("nursing", nursing)
        #expect(book.amount(mother, "2025-08") == 750_000 + care)
        let absent = Subject(born: "1995-01-10").claim("20.2a", signed: "2023-01-10")
            .fact("pregnant", pregnant).fact("nursing", nursing)
        #expect(book.amount(absent, "2025-08") == 0)
    }

    @Test func `whoever lives in a facility has no monthly allowance, the rest of the law stands`()
    {
        let child = Subject(born: "2022-03-15").claim("5.1", signed: "2022-06-10")
            .claim("25.1", signed: "2023-02-10")
        #expect(book.amount(child, "2023-01") == 900_000)
        #expect(book.assess(child, "2023-02").lines.map(\.amount) == [1_800_000])
        #expect(book.assess(child, "2026-04").lines.map(\.amount) == [2_000_000])
        let lost = book.assess(child, "2026-04").considered.first { $0.category == "5.1" }
        #expect(lost?.verdict == .excludedByOther)
    }

    @Test(
        arguments: [
            ("20.1d", "elderly-taken-in", "2", 1_500_000),
            ("20.2d", "adults-taken-in", "1", 750_000),
            ("20.2d-child", "children-taken-in", "1", 1_250_000),
        ] as [(String, String, String, Int64)]
    )
    func `who takes in others is paid for each`(
        category: String,
        fact: String,
        count: String,
        amount: Int64
    ) {
        let carer = Subject(born: "1980-01-10").claim(category, signed: "2023-01-10")
            .fact(fact, count)
        #expect(book.amount(carer, "2025-08", place: hanoi) == amount)
    }
}

@Suite struct OneOffTests {
    private let book = RuleBook.shipped

    @Test func `a funeral is paid once, for the month of its decision, to the dead person's claim`()
    {
        let dead = Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
            .claim("11", signed: "2025-10-07").fact("severity", "severe")
            .fact("death", "", from: "2025-09-20")
        let paid = ["2025-09", "2025-10", "2025-11"].map { book.amount(dead, $0) }
        #expect(paid == [750_000, 10_000_000, 0])
        let later = book.assess(dead, "2025-11").considered.first { $0.category == "11" }
        #expect(later?.verdict == .paidOnce)
        #expect(later?.reason.english == "11 is owed once, for October 2025")
    }

    @Test func `of two funerals the higher is paid`() {
        let dead = Subject(born: "1940-01-10").claim("11", signed: "2025-10-07")
            .claim("14", signed: "2025-10-07").claim("pension-funeral", signed: "2025-10-07")
            .fact("death", "", from: "2025-09-20")
        #expect(book.assess(dead, "2025-10").lines.map(\.category) == ["14"])
        #expect(book.amount(dead, "2025-10") == 25_000_000)
    }

    @Test(
        arguments: [
            ("lost", 40_000_000), ("moved", 30_000_000), ("damaged", 20_000_000), ("whole", 0),
        ] as [(String, Int64)]
    )
    func `a house is a fixed sum for the household`(house: String, amount: Int64) {
        let head = Subject(born: "1980-01-10").claim("15", signed: "2025-10-07").fact(
            "house",
            house
        )
        #expect(book.amount(head, "2025-10", place: hanoi) == amount)
        #expect(book.amount(head, "2025-11", place: hanoi) == 0)
    }

    @Test func `a one-off is doubted for its month, a funeral after a rise for its level`() {
        let dead = Subject(born: "1940-01-10").claim("11", signed: "2024-08-07")
        #expect(
            book.assess(dead, "2024-08").lines.map(\.unverified)
                == [["decree-20-2021/doubt/funeral-month", "decree-20-2021/start/one-off"]]
        )
        let hurt = Subject(born: "1990-01-10").claim("13", signed: "2024-08-07")
        #expect(book.assess(hurt, "2024-08").lines.map(\.amount) == [5_000_000])
        #expect(
            book.assess(hurt, "2024-08").lines.map(\.unverified)
                == [["decree-20-2021/start/one-off"]]
        )
    }

    @Test func `food under emergency protection is counted by days`() {
        let child = Subject(born: "2020-01-10").claim("emergency-care", signed: "2025-10-07")
            .fact("emergency-days", "31")
        #expect(book.amount(child, "2025-10") == 1_860_000)
    }

    @Test func `a gift is a flat sum for its months, and says what was not read`() {
        let citizen = Subject(born: "2025-08-01").claim("gift-2025-09-02", signed: "2025-09-01")
        let lines = book.assess(citizen, "2025-09").lines
        #expect(lines.map(\.amount) == [100_000])
        #expect(lines.map(\.programme) == ["gift"])
        #expect(lines[0].unverified.contains("resolution-263-2025/rate/gift"))
        #expect(book.amount(citizen, "2025-10") == 0)
        let late = Subject(born: "2025-08-01").claim("gift-2025-09-02", signed: "2025-10-01")
        #expect(book.assess(late, "2025-10").causes.map(\.code) == ["category-expired"])
        let tet = Subject(born: "1940-01-10").claim("gift-tet-2026", signed: "2026-02-01")
            .claim("pension", signed: "2025-07-10")
        #expect(book.assess(tet, "2026-02").lines.map(\.amount) == [400_000, 500_000])
    }
}
