// Rule files with faults: each has its code and its line, and all come in one go.

import Entitlement
import Intake
import Ledger
import Testing

/// A small rule book without a fault.
private let good = """
    [instrument]
    number = "1/2021"
    title = { vi = "thử", en = "test" }

    [[programme]]
    code = "help"
    title = { vi = "trợ giúp", en = "help" }

    [[fact]]
    name = "poverty"
    title = { vi = "hộ nghèo", en = "poor" }
    values = ["poor", "none"]

    [[category]]
    code = "H1"
    programme = "help"
    title = { vi = "người cần giúp", en = "in need" }
    article = "1"

    [[rate]]
    name = "base"
    series = "help-base"
    amount = 100_000
    article = "1"
    valid_from = "2021-07"
    known_from = "2021-07-01"
    verified = true

    [[rule]]
    name = "adult"
    category = "H1"
    series = "help-base"
    base = "local"
    coefficient = "1.5"
    source = "local"
    age_from = 16
    when = { poverty = ["poor"] }
    article = "2"
    valid_from = "2021-07-01"
    known_from = "2021-07-01"
    verified = true

    [[start]]
    name = "signature"
    event = "signature"
    article = "3"
    valid_from = "2021-07"
    known_from = "2021-07-01"
    verified = true

    [[adjust]]
    name = "same"
    effect = "same-month"
    article = "3"
    valid_from = "2021-07"
    known_from = "2021-07-01"
    verified = true

    [[stop]]
    name = "after"
    effect = "next-month"
    article = "3"
    valid_from = "2021-07"
    known_from = "2021-07-01"
    verified = true

    """

/// A change of the good file, and what it must lead to.
private struct Fault: Sendable, CustomTestStringConvertible {
    let code: String
    let line: Int?
    let change: String
    let to: String

    var testDescription: String { "\(code): \(to)" }

    init(_ code: String, _ line: Int?, _ change: String, _ to: String) {
        self.code = code
        self.line = line
        self.change = change
        self.to = to
    }
}

private let dated = """
    article = "4"
    valid_from = "2021-07"
    known_from = "2021-07-01"
    verified = true

    """

/// A second rule of the category, from an age on and under conditions.
private func secondRule(_ coefficient: String, _ more: String) -> String {
    """
    [[rule]]
    name = "second"
    category = "H1"
    series = "help-base"
    base = "local"
    coefficient = "\(coefficient)"
    source = "local"
    \(more)

    """ + dated
}

private let faults: [Fault] = [
    Fault("toml-syntax", 2, "number = \"1/2021\"", "number = 1/2021"),
    Fault("unknown-table", 43, "[[start]]", "[[begin]]"),
    Fault("unknown-key", 36, "age_from = 16", "age_form = 16"),
    Fault("missing-key", 29, "article = \"2\"\n", ""),
    Fault("missing-key", 20, "article = \"1\"\nvalid", "valid"),
    Fault("wrong-type", 36, "age_from = 16", "age_from = \"16\""),
    Fault("wrong-type", 23, "amount = 100_000", "amount = 0"),
    Fault("wrong-type", 23, "amount = 100_000", "amount = 2_000_000_000"),
    Fault("wrong-type", 23, "amount = 100_000", "amount = 100_000.5"),
    Fault("wrong-type", 7, "vi = \"trợ giúp\"", "fr = \"aide\""),
    Fault("bad-month", 39, "valid_from = \"2021-07-01\"", "valid_from = \"2021-07-15\""),
    Fault("bad-month", 39, "valid_from = \"2021-07-01\"", "valid_from = \"2021-13\""),
    Fault("bad-date", 40, "known_from = \"2021-07-01\"\nverified = true\n\n[[start", ""),
    Fault("missing-doubt", 41, "verified = true\n\n[[start", "verified = false\n\n[[start"),
    Fault("bad-coefficient", 34, "\"1.5\"", "\"1,5\""),
    Fault("bad-coefficient", 34, "\"1.5\"", "\"0\""),
    Fault("bad-coefficient", 34, "\"1.5\"", "\"1.2345\""),
    Fault("bad-coefficient", 34, "\"1.5\"", "\"-1.5\""),
    Fault("fraction-of-dong", 29, "amount = 100_000", "amount = 100_001"),
    Fault("unknown-fact", 37, "{ poverty = [\"poor\"] }", "{ wealth = [\"poor\"] }"),
    Fault("unknown-fact-value", 37, "{ poverty = [\"poor\"] }", "{ poverty = [\"por\"] }"),
    Fault("unknown-category", 31, "category = \"H1\"", "category = \"H2\""),
    Fault("unknown-programme", 16, "programme = \"help\"", "programme = \"halp\""),
    Fault("unknown-series", 32, "series = \"help-base\"\nbase", "series = \"base\"\nbase"),
    Fault("unknown-word", 33, "base = \"local\"", "base = \"regional\""),
    Fault("unknown-word", 35, "source = \"local\"", "source = \"huyện\""),
    Fault(
        "unused-series",
        nil,
        "[[stop]]",
        "[[rate]]\nname = \"misspelt\"\nseries = \"halp-base\"\nplace = \"31\"\namount = 200_000\n"
            + dated + "\n[[stop]]"
    ),
    Fault("ages-empty", nil, "age_from = 16", "age_from = 16\nage_below = 16"),
    Fault(
        "period-empty",
        nil,
        "valid_from = \"2021-07-01\"",
        "valid_from = \"2021-07\"\nvalid_to = \"2021-06\""
    ),
    Fault(
        "missing-instrument",
        nil,
        "[instrument]\nnumber = \"1/2021\"\ntitle = { vi = \"thử\", en = \"test\" }\n",
        ""
    ),
    Fault(
        "law-gap",
        nil,
        "effect = \"same-month\"",
        "effect = \"same-month\"\nvalid_to = \"2025-06\""
    ),
    Fault("law-gap", nil, "amount = 100_000", "amount = 100_000\nvalid_to = \"2025-06\""),
    Fault(
        "duplicate-id",
        nil,
        "[[stop]]",
        "[[programme]]\ncode = \"help\"\ntitle = { vi = \"a\", en = \"b\" }\n\n[[stop]]"
    ),
    Fault("fact-without-kind", nil, "values = [\"poor\", \"none\"]", "count_from = 3"),
    Fault("start-age", nil, "event = \"signature\"", "event = \"birthday\""),
    Fault("rules-overlap", nil, "[[stop]]", secondRule("2.0", "age_from = 60") + "\n[[stop]]"),
    Fault(
        "rates-overlap",
        nil,
        "[[stop]]",
        "[[rate]]\nname = \"other\"\nseries = \"help-base\"\namount = 200_000\n" + dated
            + "\n[[stop]]"
    ),
    Fault(
        "timing-overlap",
        nil,
        "[[stop]]",
        "[[stop]]\nname = \"same\"\neffect = \"same-month\"\n" + dated + "\n[[stop]]"
    ),
    Fault(
        "unknown-rule",
        nil,
        "[[stop]]",
        "[[end]]\nname = \"none\"\nrules = [\"law-1/H1/child\"]\n" + dated + "\n[[stop]]"
    ),
    Fault("table-unfit", nil, "amount = 100_000", "amounts = { \"1-3\" = 100_000 }"),
    Fault("bad-amounts", 23, "amount = 100_000", "amounts = { \"3-1\" = 100_000 }"),
    Fault("bad-amounts", 23, "amount = 100_000", "amounts = { \"0\" = 100_000 }"),
    Fault("bad-amounts", 23, "amount = 100_000", "amounts = { \"1-2-3\" = 100_000 }"),
    Fault("bad-amounts", 23, "amount = 100_000", "amounts = { \"1\" = 2_000_000_000 }"),
    Fault("wrong-type", 23, "amount = 100_000", "amounts = { \"1\" = \"100\" }"),
    Fault("wrong-type", 23, "amount = 100_000", "amounts = {}"),
    Fault("amount-twice", 23, "amount = 100_000", "amounts = { \"1-3\" = 1_000, \"3\" = 2_000 }"),
    Fault(
        "amount-twice",
        24,
        "amount = 100_000",
        "amount = 100_000\namounts = { \"1\" = 100_000 }"
    ),
    Fault(
        "table-of-place",
        23,
        "amount = 100_000",
        "place = \"31\"\namounts = { \"1\" = 100_000 }"
    ),
    Fault("unknown-fact", nil, "age_from = 16", "age_from = 16\nby = \"poverty\""),
    Fault(
        "missing-key",
        nil,
        "[[stop]]",
        "[[highest_only]]\nname = \"none\"\n" + dated + "\n[[stop]]"
    ),
    Fault(
        "missing-key",
        nil,
        "[[stop]]",
        "[[exclusion]]\nname = \"none\"\nexcluded_by = [\"H1\"]\n" + dated + "\n[[stop]]"
    ),
    Fault("missing-doubt", nil, "[[stop]]", "[[doubt]]\nname = \"none\"\n" + dated + "\n[[stop]]"),
    Fault(
        "together-doubt",
        nil,
        "[[stop]]",
        "[[together]]\nname = \"both\"\ncategory = \"H1\"\nwith = [\"H1\"]\n"
            + dated.replacing("true", with: "false\ndoubt = { vi = \"a\", en = \"b\" }")
            + "\n[[stop]]"
    ),
    Fault(
        "unknown-supplement",
        nil,
        "[[stop]]",
        "[[doubt]]\nname = \"none\"\nsupplements = [\"law-1/supplement/none\"]\n" + dated
            + "\n[[stop]]"
    ),
    Fault(
        "start-day",
        nil,
        "event = \"signature\"",
        "event = \"signature\"\nday_of = { vi = \"chết\", en = \"they died\" }"
    ),
    Fault(
        "payee-title",
        18,
        "en = \"in need\" }",
        "en = \"in need\" }\npayee_title = { vi = \"chủ hộ\", en = \"the head\" }"
    ),
    Fault("law-gap", nil, "valid_from = \"2021-07-01\"", "valid_from = \"2021-01\""),
]

@Suite struct RuleFileTests {
    private func read(_ text: String) -> Reading<RuleBook?> {
        RuleBook.read(files: [("law/law-1/all.toml", text)])
    }

    @Test func `the good file is taken`() {
        let reading = read(good)
        #expect(reading.diagnostics.map { $0.text(in: .english) } == [])
        #expect(reading.value?.categories.map(\.code) == ["H1"])
    }

    @Test(arguments: faults)
    private func `a fault is named with its line`(fault: Fault) {
        #expect(good.contains(fault.change))
        let to =
            fault.code == "bad-date"
            ? "known_from = \"2021-02-29\"\nverified = true\n\n[[start" : fault.to
        let reading = read(good.replacing(fault.change, with: to, maxReplacements: 1))
        #expect(reading.value == nil)
        let found = reading.diagnostics.first { $0.code == fault.code }
        #expect(found != nil, "\(reading.diagnostics.map(\.code))")
        if let line = fault.line { #expect(found?.location.line == line) }
        #expect(found?.location.file == "law/law-1/all.toml")
    }

    @Test func `a rule that is older than the rates that were read says from when it has one`()
        throws
    {
        // Without priced_from it is refused: see the faults.
        let older = good.replacing(
            "valid_from = \"2021-07-01\"",
            with: "valid_from = \"2021-01\"\npriced_from = \"2021-07\""
        )
        let reading = read(older)
        #expect(reading.diagnostics.map { $0.text(in: .english) } == [])
        let book = try #require(reading.value)
        let subject = Subject(born: "1986-01-10").claim("H1", signed: "2021-01-10")
            .fact("poverty", "poor")
        #expect(book.amount(subject, "2021-07") == 150_000)
        #expect(book.assess(subject, "2021-06").considered.map(\.verdict) == [.noRate])
    }

    @Test func `all faults come in one go, in order of line`() {
        let text = good.replacing("age_from = 16", with: "age_form = 16")
            .replacing("amount = 100_000", with: "amount = \"much\"")
            .replacing("effect = \"next-month\"", with: "effect = \"never\"")
        let found = read(text).diagnostics
        #expect(
            Set(found.map(\.code)).isSuperset(of: ["unknown-key", "wrong-type", "unknown-word"])
        )
        #expect(found.map { $0.location.line ?? 0 } == found.map { $0.location.line ?? 0 }.sorted())
    }

    @Test func `rules of one category may part by age or by condition`() {
        let byAge = good.replacing("age_from = 16", with: "age_from = 16\nage_below = 60")
            .replacing("[[stop]]", with: secondRule("2.0", "age_from = 60") + "\n[[stop]]")
        #expect(read(byAge).diagnostics.map(\.code) == [])
        let other = secondRule("2.0", "when = { poverty = [\"none\"] }")
        let byFact = good.replacing("[[stop]]", with: other + "\n[[stop]]")
        #expect(read(byFact).diagnostics.map(\.code) == [])
    }

    @Test func `a council adds a category, a fact and its rule without a compiler`() throws {
        let council = """
            [instrument]
            number = "7/2027"
            title = { vi = "nghị quyết", en = "resolution" }

            [[fact]]
            name = "storm"
            title = { vi = "mất nhà vì bão", en = "lost the house in a storm" }
            values = ["yes"]

            [[category]]
            code = "C1"
            programme = "help"
            title = { vi = "người bị bão", en = "hit by a storm" }
            article = "2"

            [[rule]]
            name = "storm"
            category = "C1"
            place = "31"
            series = "help-base"
            base = "local"
            coefficient = "0.75"
            source = "city"
            when = { storm = ["yes"] }
            article = "2"
            valid_from = "2023-01"
            known_from = "2023-01-01"
            verified = true

            """
        let reading = RuleBook.read(files: [
            ("law/resolution-7/all.toml", council), ("law/law-1/all.toml", good),
        ])
        #expect(reading.diagnostics.map { $0.text(in: .english) } == [])
        let book = try #require(reading.value)
        let subject = Subject(born: "1986-01-10").claim("C1", signed: "2023-03-10")
            .fact("storm", "yes")
        #expect(book.amount(subject, "2023-03", place: "31") == 75_000)
        #expect(book.amount(subject, "2023-03") == 0)
        let lines = book.assess(subject, "2023-03", place: "31").lines
        #expect(lines.map(\.rule) == ["resolution-7/C1/storm"])
        #expect(book.fact(named: "storm")?.accepts("yes") == true)
        #expect(book.fact(named: "storm")?.accepts("no") == false)
    }

    @Test func `a later text ends a rule and sets another, from its month and its known day`()
        throws
    {
        let later = """
            [instrument]
            number = "2/2025"
            title = { vi = "sửa đổi", en = "amendment" }

            [[end]]
            name = "adult"
            rules = ["law-1/H1/adult"]
            article = "1"
            valid_from = "2025-01"
            known_from = "2025-03-01"
            verified = true

            [[rule]]
            name = "adult"
            category = "H1"
            series = "help-base"
            base = "local"
            coefficient = "2.0"
            source = "local"
            age_from = 16
            when = { poverty = ["poor"] }
            article = "1"
            valid_from = "2025-01"
            known_from = "2025-03-01"
            verified = true

            """
        let reading = RuleBook.read(files: [
            ("law/law-1/all.toml", good), ("law/law-2/all.toml", later),
        ])
        #expect(reading.diagnostics.map { $0.text(in: .english) } == [])
        let book = try #require(reading.value)
        let subject = Subject(born: "1986-01-10").claim("H1", signed: "2023-03-10")
            .fact("poverty", "poor")
        #expect(book.amount(subject, "2025-01", known: "2025-02-28") == 150_000)
        #expect(book.amount(subject, "2025-01", known: "2025-03-01") == 200_000)
        #expect(book.amount(subject, "2024-12", known: "2025-03-01") == 150_000)
    }
}
