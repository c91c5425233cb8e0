// Files of facts: read strictly, assessed as persons of a register are.

import Enrolment
import Entitlement
import Intake
import Ledger
import Testing

/// A file with one person.
private let good = """
    {
      "schema": "chitra/law-facts/1",
      "place": "19",
      "months": ["2026-06", "2026-08"],
      "known": "2026-11-22",
      "persons": [
        {
          "id": "case 1",
          "birth": "1986-01-10",
          "claims": [{ "category": "5.6", "signed": "2023-01-10" }],
          "facts": [{ "name": "severity", "value": "severe", "from": "2023-01-05" }]
        }
      ]
    }
    """

@Suite struct FactSheetTests {
    private let book = RuleBook.shipped

    private func read(_ text: String) -> Reading<[FactSheet]> {
        FactSheet.read(Array(text.utf8), file: "facts.json", under: book)
    }

    @Test func `a person is assessed for each month as the register's would be`() throws {
        let reading = read(good)
        #expect(reading.diagnostics.map { $0.text(in: .english) } == [])
        let sheet = try #require(reading.value.first)
        let amounts = sheet.assess(under: book).map { $0.lines.map(\.amount) }
        #expect(amounts == [[750_000], [810_000]])
        let subject = Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
            .fact("severity", "severe", from: "2023-01-05")
        #expect(sheet.assess(under: book)[1].lines == book.assess(subject, "2026-08").lines)
    }

    @Test func `what a person says goes before what stands at the top`() throws {
        let text = good.replacing(
            "\"birth\": \"1986-01-10\",",
            with: "\"birth\": \"1986-01-10\", \"place\": \"01\", \"known\": \"2026-09-30\","
        )
        let sheet = try #require(read(text).value.first)
        #expect(sheet.assess(under: book).map { $0.lines.map(\.amount) } == [[975_000], [975_000]])
        #expect("\(sheet.known)" == "2026-09-30")
    }

    @Test(arguments: [
        ("json-syntax", 5, "\"known\": \"2026-11-22\"", "\"known\": 2026-11-22"),
        ("schema-unknown", 2, "law-facts/1", "law-facts/2"),
        ("missing-member", 7, "\"known\": \"2026-11-22\",", ""),
        ("missing-member", 7, "\"birth\": \"1986-01-10\",", ""),
        ("bad-month", 4, "2026-06", "2026-13"), ("bad-months", 1, "\"2026-06\", \"2026-08\"", ""),
        ("bad-date", 9, "1986-01-10", "1986-02-30"), ("wrong-type", 8, "\"case 1\"", "1"),
        ("unknown-category", 10, "\"5.6\"", "\"9.9\""),
        ("unknown-fact", 11, "\"severity\"", "\"height\""),
        ("unknown-fact-value", 11, "\"severe\"", "\"mild\""),
        ("unknown-member", 10, "\"signed\":", "\"sgined\":"),
        ("missing-member", 10, "\"signed\":", "\"sgined\":"),
        ("wrong-type", 10, "[{ \"category\"", "[3, { \"category\""),
        ("wrong-type", 6, "\"persons\": [", "\"persons\": 5, \"more\": ["),
    ])
    func `a fault is named with its line, and nothing is assessed`(
        code: String,
        line: Int,
        change: String,
        to: String
    ) {
        #expect(good.contains(change))
        let reading = read(good.replacing(change, with: to, maxReplacements: 1))
        #expect(reading.value.isEmpty)
        let found = reading.diagnostics.first { $0.code == code }
        #expect(found?.location.line == line, "\(reading.diagnostics.map(\.code))")
        #expect(found?.location.column != nil)
    }

    @Test(arguments: [
        ("\"place\": \"19\"", "\"place\": \"99\"", "unknown-place"),
        ("\"place\": \"19\"", "\"place\": \"Hà Nội\"", "unknown-place"),
        ("\"known\": \"2026-11-22\"", "\"known\": \"2026-02-30\"", "bad-date"),
        ("\"months\": [\"2026-06\", \"2026-08\"]", "\"months\": []", "bad-months"),
    ])
    func `one fault is told once`(change: String, to: String, code: String) {
        #expect(good.contains(change))
        #expect(read(good.replacing(change, with: to)).diagnostics.map(\.code) == [code])
    }

    @Test func `many who ask for the same month share one cut of the law`() throws {
        let sheet = try #require(read(good).value.first)
        var laws = LawCuts(book)
        let alone = sheet.assess(under: book).map(\.lines)
        for _ in 0..<3 { #expect(sheet.assess(with: &laws).map(\.lines) == alone) }
        let (place, owed, known) = ("19", month("2026-06"), day("2026-11-22"))
        #expect(
            laws.law(place: place, month: owed, known: known)
                === laws.law(place: place, month: owed, known: known)
        )
        #expect(
            laws.law(place: place, month: owed, known: known)
                !== laws.law(place: "01", month: owed, known: known)
        )
    }

    @Test func `an id that stands twice is refused`() {
        let person = "{\"id\":\"a\",\"birth\":\"1986-01-10\"}"
        let text = """
            {"schema":"chitra/law-facts/1","place":"19","months":["2026-06"],
            "known":"2026-11-22","persons":[\(person),\(person)]}
            """
        #expect(read(text).diagnostics.map(\.code) == ["id-twice"])
    }

    @Test func `no diagnostic repeats what the file says of a person`() {
        let text = good.replacing("\"severe\"", with: "\"NGUYỄN\"")
            .replacing("\"id\": \"case 1\"", with: "\"NGUYỄN\": \"case 1\"")
        let found = read(text).diagnostics
        #expect(found.count == 3)
        #expect(!found.contains { $0.text(in: .vietnamese).contains("NGUYỄN") })
    }
}

@Suite struct LawValueTests {
    private let book = RuleBook.shipped

    @Test func `every dated value is listed once, in words of both languages`() {
        let values = book.values
        #expect(Set(values.map(\.source.id)).count == values.count)
        #expect(values.allSatisfy { !$0.says.vietnamese.isEmpty && !$0.says.english.isEmpty })
        #expect(values.count { $0.source.doubt != nil } == book.unverifiedValues.count)
        let names = Set(book.instruments.map(\.id))
        #expect(values.allSatisfy { names.contains($0.source.instrument) })
    }

    @Test func `what is said of a category is whole`() {
        let said = book.values.filter { $0.categories.contains("5.6") }.map(\.says.english)
        #expect(said.contains("base of social assistance: 540,000 đồng, the whole country"))
        #expect(
            said.contains(
                "1.5 × base of social assistance (the national one, or the province's where higher); "
                    + "conditions: from the age of 16, below 60; degree of disability: severe; paid "
                    + "from the local budget"
            )
        )
        #expect(said.contains("not with 25.1"))
        #expect(said.contains("from the month of the certificate"))
        let table = book.values.first { $0.source.id == "decree-77-2024/rate/invalid" }
        #expect(
            table?.says.english == "war invalid: table of 21–100, 1,878,000 to 8,941,000 đồng"
        )
        #expect(table?.categories == ["merit-death-invalid", "merit-invalid"])
    }
}

@Suite struct LawComparisonTests {
    private func page() -> PersonPage {
        let subjects = [
            Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
                .fact("severity", "severe"),
            Subject(born: "1945-01-10").claim("pension", signed: "2025-07-10"),
            Subject(born: "1945-01-10").claim("pension", signed: "2025-07-10", unit: "B001"),
            Subject(born: "2016-01-10").claim("5.1", signed: "2023-01-10"),
        ]
        return PersonPage(
            index: PersonPage.index(of: 1),
            persons: subjects.enumerated().map { $1.person(number: Int64($0) + 1) }
        )
    }

    private func compare(
        _ one: LawComparison.Side,
        _ other: LawComparison.Side,
        _ place: String
    )
        -> LawComparison
    {
        var comparison = LawComparison(
            from: one,
            to: other,
            unit: "A001",
            place: place,
            months: [month("2026-06"), month("2026-08")],
            register: day("2026-11-22")
        )
        comparison.add(page())
        return comparison
    }

    @Test func `two days show what became known between them, for the unit's persons`() {
        let september = LawComparison.Side(book: .shipped, known: day("2026-09-20"))
        let november = LawComparison.Side(book: .shipped, known: day("2026-11-22"))
        let found = compare(september, november, national)
        #expect(found.persons == 3)
        #expect(found.differences.map(\.category) == ["5.6", "pension", "5.1"])
        #expect(found.differences.map(\.before) == [750_000, 500_000, 750_000])
        #expect(found.differences.map(\.after) == [810_000, 540_000, 810_000])
        #expect(found.differences.allSatisfy { $0.month == month("2026-08") })
        #expect(compare(november, november, national).differences.isEmpty)
        let back = compare(november, september, national).differences
        #expect(back.map(\.before) == found.differences.map(\.after))
    }

    @Test func `the parts of a right are held apart`() {
        let september = LawComparison.Side(book: .shipped, known: day("2026-09-20"))
        let november = LawComparison.Side(book: .shipped, known: day("2026-11-22"))
        let parts = compare(september, november, hanoi).differences
        #expect(parts.map(\.kind) == ["base", "supplement"])
        #expect(parts.map { $0.after - $0.before } == [40_000, -40_000])
    }

    @Test func `both sides hear the same register, whatever its day`() {
        let side = LawComparison.Side(book: .shipped, known: day("2026-11-22"))
        var comparison = LawComparison(
            from: LawComparison.Side(book: .shipped, known: day("2025-06-30")),
            to: side,
            unit: "A001",
            place: national,
            months: [month("2025-08")],
            register: day("2025-07-09")
        )
        // The pension was known on the day after: on neither side is it owed.
        comparison.add(page())
        #expect(comparison.differences.isEmpty)
    }

    @Test func `two rule books show what one file changes`() throws {
        let text = """
            [instrument]
            number = "1/2026"
            title = { vi = "thử", en = "test" }

            [[rate]]
            name = "base"
            series = "assistance-base"
            place = "19"
            amount = 700_000
            article = "1"
            valid_from = "2026-08"
            known_from = "2026-07-01"
            verified = true

            """
        let files = RuleBook.shippedFiles + [("law/resolution-1-2026/rates.toml", text)]
        let other = try #require(RuleBook.read(files: files).value)
        let known = day("2026-11-22")
        let found = compare(
            LawComparison.Side(book: .shipped, known: known),
            LawComparison.Side(book: other, known: known),
            national
        )
        #expect(found.differences.map(\.after) == [1_050_000, 1_050_000])
        #expect(found.differences.map(\.before) == [810_000, 810_000])
    }
}
