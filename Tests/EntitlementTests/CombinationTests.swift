// Several rights of one person, rights of several units, and what a province adds.

import Entitlement
import Intake
import Ledger
import Testing

@Suite struct CombinationTests {
    private let book = RuleBook.shipped

    @Test func `only the highest of two rights is paid`() {
        let subject = Subject(born: "1955-01-10").claim("5.5a", signed: "2023-01-10")
            .claim("5.6", signed: "2024-01-10").fact("poverty", "poor").fact("supporter", "none")
            .fact("severity", "special")
        let assessment = book.assess(subject, "2025-09")
        #expect(assessment.lines.map(\.category) == ["5.6"])
        #expect(assessment.lines.map(\.amount) == [1_250_000])
        #expect(assessment.considered.map(\.verdict) == [.lowerThanOther, .paid])
    }

    @Test func `of two equal rights the earlier decision stays`() {
        let parent = Subject(born: "1950-01-10").fact("poverty", "poor", from: "2025-07-01")
            .fact("children", "1")
        let first = parent.claim("5.4", signed: "2025-07-10").claim("pension", signed: "2025-08-10")
        let second = parent.claim("5.4", signed: "2025-08-10").claim(
            "pension",
            signed: "2025-07-10"
        )
        #expect(book.assess(first, "2025-09").lines.map(\.category) == ["5.4"])
        #expect(book.assess(second, "2025-09").lines.map(\.category) == ["pension"])
    }

    @Test func `a single parent has 5.4 beside the higher of two others`() {
        let subject = Subject(born: "1955-01-10").claim("5.4", signed: "2023-01-10")
            .claim("5.5a", signed: "2023-01-10").claim("5.6", signed: "2023-01-10")
            .claim("pension", signed: "2025-07-10").fact("poverty", "poor")
            .fact("supporter", "none").fact("severity", "severe").fact("children", "1")
        let lines = book.assess(subject, "2025-09").lines
        #expect(lines.map(\.category) == ["5.4", "5.6"])
        #expect(lines.map(\.amount) == [500_000, 1_000_000])
    }

    @Test func `5.4 and a pension are not paid together: only the highest is`() {
        let subject = Subject(born: "1950-01-10").claim("5.4", signed: "2023-01-10")
            .claim("pension", signed: "2025-07-10").fact("poverty", "poor").fact("children", "2")
        #expect(book.assess(subject, "2025-09").lines.map(\.category) == ["5.4"])
    }

    @Test func `while the old unit has not stopped, the new one pays nothing and says why`() {
        let subject = Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10", unit: "A001")
            .claim("5.6", signed: "2025-10-28", unit: "B001").fact("severity", "severe")
        let new = book.assess(subject, "2025-12", unit: "B001")
        #expect(new.lines.isEmpty)
        #expect(new.causes.map(\.code) == ["claim-elsewhere"])
        #expect(book.amount(subject, "2025-12", unit: "A001") == 750_000)
    }

    @Test func `two decisions on one right at one unit give one line`() {
        let subject = Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
            .claim("5.6", signed: "2024-02-10").fact("severity", "severe")
        let assessment = book.assess(subject, "2025-09")
        #expect(assessment.lines.count == 1)
        #expect(assessment.considered.map(\.verdict) == [.paid, .sameRight])
        #expect(assessment.causes.isEmpty)
    }

    @Test func `Hanoi adds to the pension up to its own level, from the city's money`() {
        let subject = Subject(born: "1945-01-10").claim("pension", signed: "2025-07-10")
        func parts(_ owed: String, _ known: String) -> [String] {
            book.assess(subject, owed, place: hanoi, known: known).lines.map {
                "\($0.kind) \($0.source) \($0.amount)"
            }
        }
        #expect(parts("2025-12", lately) == ["base central 500000"])
        #expect(
            parts("2026-02", lately) == ["base central 500000", "supplement city 150000"]
        )
        #expect(
            parts("2026-08", "2026-09-20") == ["base central 500000", "supplement city 150000"]
        )
        #expect(
            parts("2026-08", lately) == ["base central 540000", "supplement city 110000"]
        )
    }

    @Test
    func
        `the doubts about the pension's rate and the supplement are on their lines from July 2026`()
    {
        let subject = Subject(born: "1945-01-10").claim("pension", signed: "2025-07-10")
        let january = book.assess(subject, "2026-01", place: hanoi).lines
        let august = book.assess(subject, "2026-08", place: hanoi).lines
        #expect(january.map(\.unverified) == [[], []])
        #expect(
            august.map(\.unverified) == [
                ["decree-335-2026/rate/pension"],
                [
                    "decree-335-2026/rate/pension",
                    "resolution-63-2025-hanoi/doubt/supplement-2026-07",
                ],
            ]
        )
    }

    @Test func `a fixed supplement is a matter of data`() throws {
        let files = RuleBook.shippedFiles.map { file in
            (
                path: file.path,
                text: file.path.hasSuffix("63-2025-hanoi/pension.toml")
                    ? file.text.replacing("top-up-to", with: "fixed-add")
                        .replacing("650_000", with: "150_000")
                    : file.text
            )
        }
        let fixed = try #require(RuleBook.read(files: files).value)
        let subject = Subject(born: "1945-01-10").claim("pension", signed: "2025-07-10")
        #expect(fixed.amount(subject, "2026-08", place: hanoi) == 690_000)
        #expect(fixed.amount(subject, "2026-08") == 540_000)
    }

    @Test(arguments: [("near-poor", "none"), ("poor", "unable"), ("near-poor", "unable")])
    func `Hanoi reaches further than 5.5a from January 2026`(poverty: String, supporter: String) {
        let subject = Subject(born: "1940-01-10").claim("5.5a", signed: "2025-12-10")
            .fact("poverty", poverty).fact("supporter", supporter)
        #expect(book.amount(subject, "2025-12", place: hanoi) == 0)
        #expect(book.amount(subject, "2026-01", place: hanoi) == 1_300_000)
        #expect(book.amount(subject, "2026-01") == 0)
        #expect(book.assess(subject, "2026-01").causes.map(\.code) == ["condition-not-met"])
    }

    @Test func `Hanoi's old base gives way to the higher national one`() {
        let subject = Subject(born: "1986-01-10").claim("5.6", signed: "2022-01-10")
            .fact("severity", "severe")
        #expect(book.amount(subject, "2021-12", place: hanoi) == 0)
        #expect(book.amount(subject, "2022-01", place: hanoi) == 660_000)
        #expect(book.amount(subject, "2024-06", place: hanoi) == 660_000)
        #expect(book.amount(subject, "2024-07", place: hanoi) == 750_000)
        let before = book.assess(subject, "2024-06", place: hanoi).lines
        #expect(before.map(\.unverified) == [["resolution-09-2021-hanoi/rate/base"]])
        #expect(book.assess(subject, "2024-07", place: hanoi).lines.map(\.unverified) == [[]])
    }

    @Test func `a missing fact meets no condition, but pension and poverty count as none`() {
        let disabled = Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
        #expect(book.assess(disabled, "2025-09").causes.map(\.code) == ["condition-not-met"])
        let elderly = Subject(born: "1940-01-10").claim("pension", signed: "2025-07-10")
        #expect(book.amount(elderly, "2025-09") == 500_000)
        #expect(book.amount(elderly.fact("pension", "yes"), "2025-09") == 0)
        let younger = Subject(born: "1953-01-10").claim("pension", signed: "2025-07-10")
        #expect(book.amount(younger, "2025-09") == 0)
        #expect(book.amount(younger.fact("poverty", "near-poor"), "2025-09") == 500_000)
    }

    @Test(arguments: ["0", "31", "x", "", "-1", "1.0"])
    func `a number of children that cannot be counts as none`(children: String) {
        let subject = Subject(born: "1986-01-10").claim("5.4", signed: "2023-01-10")
            .fact("poverty", "poor").fact("children", children)
        #expect(book.amount(subject, "2025-09") == 0)
    }

    @Test func `a category that the rule book does not have is said, not passed over`() {
        let subject = Subject(born: "1986-01-10").claim("9.9", signed: "2023-01-10")
        let assessment = book.assess(subject, "2025-09")
        #expect(assessment.lines.isEmpty)
        #expect(assessment.causes.map(\.code) == ["unknown-category"])
        #expect(book.assess(subject, "2025-09", unit: "B001").causes.isEmpty)
    }

    @Test func `the single right of article 5.5d and 5.8 come out by their coefficients`() {
        let taken = Subject(born: "1950-01-10").claim("5.5d", signed: "2023-01-10")
            .fact("poverty", "poor").fact("supporter", "none")
        #expect(book.amount(taken, "2025-09") == 1_500_000)
        let poor = Subject(born: "1986-01-10").claim("5.8", signed: "2023-01-10")
            .fact("poverty", "poor").fact("income", "none")
        #expect(book.amount(poor, "2025-09") == 750_000)
        #expect(book.amount(poor.fact("income", "stable"), "2025-09") == 0)
    }
}
