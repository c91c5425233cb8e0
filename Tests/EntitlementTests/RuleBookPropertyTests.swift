// What holds for every person and month: made with a fixed seed, so a failure comes again.

import Enrolment
import Entitlement
import Intake
import Ledger
import Testing

/// A small generator with a fixed seed (SplitMix64).
struct FixedSource: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A day of the years 2020 to 2027.
    mutating func day() -> CivilDate {
        Ledger.CivilDate(dayNumber: Int.random(in: 18_262...20_818, using: &self))
            ?? EntitlementTests.day("2020-01-01")
    }

    /// One of some.
    mutating func one<Item>(_ items: [Item]) -> Item {
        items[Int.random(in: items.indices, using: &self)]
    }
}

/// The categories of monthly assistance and pension: what comes later must not change who is made up.
private let claimable = [
    "5.1", "5.2", "5.3", "5.4", "5.5a", "5.5b", "5.5c", "5.5d", "5.6", "5.7", "5.8", "pension",
]

/// The facts that their rules ask for.
private let asked = [
    "area", "children", "income", "pension", "poverty", "schooling", "severity", "supporter",
]

/// A person with up to five claims and dated facts of every kind.
private func anybody(_ source: inout FixedSource, _ book: RuleBook) -> Subject {
    let year = Int.random(in: 1930...2024, using: &source)
    let born = CivilDate(year: year, month: Int.random(in: 1...12, using: &source), day: 28)
    var subject = Subject(born: (born ?? day("1930-01-01")).description)
    for _ in 0..<Int.random(in: 1...5, using: &source) {
        let signed = source.day()
        let ended = source.one([true, false, false]) ? source.day() : nil
        subject = subject.claim(
            source.one(claimable),
            signed: signed.description,
            certificate: source.one([true, false]) ? source.day().description : nil,
            ended: ended.map { max($0, signed).description },
            unit: source.one(["A001", "A001", "B001"]),
            known: max(signed, source.day()).description
        )
    }
    for fact in book.facts where asked.contains(fact.name) {
        for _ in 0..<Int.random(in: 0...2, using: &source) {
            let value = fact.count == nil ? source.one(fact.values) : source.one(["1", "2", "5"])
            let from = source.one([born ?? day("1930-01-01"), source.day()])
            subject = subject.fact(
                fact.name,
                value,
                from: from.description,
                known: source.day().description
            )
        }
    }
    if source.one([true, false, false, false]) {
        let from = source.day().description
        subject = subject.fact("death", "", from: from, known: source.day().description)
    }
    return subject
}

/// The months and known days that persons are looked at in.
private let months = ["2021-07", "2023-06", "2024-07", "2025-06", "2025-07", "2026-01", "2026-08"]

@Suite struct RuleBookPropertyTests {
    private let book = RuleBook.shipped

    private func people(_ count: Int, seed: UInt64) -> [Person] {
        var source = FixedSource(seed: seed)
        return (0..<count).map { _ in anybody(&source, book).person }
    }

    private func without(_ folders: [String]) throws -> RuleBook {
        let files = RuleBook.shippedFiles.filter { file in
            !folders.contains { file.path.contains($0) }
        }
        return try #require(RuleBook.read(files: files).value)
    }

    @Test(arguments: [
        ("2026-10-04", ["decree-335-2026"]),
        ("2025-11-26", ["decree-335-2026", "resolution-63-2025"]),
        (
            "2025-06-30",
            [
                "decree-335-2026", "resolution-63-2025", "decree-176-2025", "decree-147-2025",
                "council-hochiminh-2025",
            ]
        ),
    ])
    func `a law that is not known yet changes no earlier answer`(
        known: String,
        later: [String]
    ) throws {
        let earlier = try without(later)
        let people = people(400, seed: 20_260_705)
        var paid = 0
        for owed in months {
            for place in [national, hanoi] {
                let now = book.cut(owed, place: place, known: known)
                let then = earlier.cut(owed, place: place, known: known)
                for person in people {
                    let lines = now.owedLines(person, unit: "A001")
                    #expect(lines == then.owedLines(person, unit: "A001"))
                    paid += lines.count
                }
            }
        }
        #expect(paid > 200)
    }

    @Test func `what became known later changes no earlier answer`() {
        var source = FixedSource(seed: 7)
        for _ in 0..<150 {
            var subject = anybody(&source, book)
            let known = source.day()
            let before = subject
            let later = known.advanced(byDays: 1).description
            subject = subject.fact("severity", "special", from: "2021-01-01", known: later)
                .fact("poverty", "poor", from: "2021-01-01", known: later)
                .fact("death", "", from: "2021-01-01", known: later)
                .claim("5.6", signed: "2021-08-01", known: later)
            let owed = source.one(months)
            #expect(
                book.assess(subject, owed, known: known.description).lines
                    == book.assess(before, owed, known: known.description).lines
            )
        }
    }

    @Test func `the order of claims changes nothing`() {
        var source = FixedSource(seed: 11)
        for owed in months {
            let law = book.cut(owed, place: hanoi)
            for person in people(400, seed: 11) {
                var shuffled = person
                shuffled.claims.shuffle(using: &source)
                let one = law.assess(person, unit: "A001")
                let other = law.assess(shuffled, unit: "A001")
                #expect(one.lines == other.lines)
                #expect(one.considered == other.considered)
                #expect(one.causes == other.causes)
            }
        }
    }

    @Test func `a higher coefficient never pays less`() throws {
        let files = RuleBook.shippedFiles.map { file in
            (path: file.path, text: file.text.replacing("= \"1.5\"", with: "= \"1.7\""))
        }
        let higher = try #require(RuleBook.read(files: files).value)
        var raised = 0
        for owed in months {
            let (lower, upper) = (book.cut(owed), higher.cut(owed))
            for person in people(800, seed: 13) {
                // Another unit's right may win by it; then this unit pays nothing.
                guard person.claims.allSatisfy({ $0.unit == "A001" }) else { continue }
                let before = lower.owedLines(person, unit: "A001").reduce(0) { $0 + $1.amount }
                let after = upper.owedLines(person, unit: "A001").reduce(0) { $0 + $1.amount }
                #expect(after >= before)
                raised += after > before ? 1 : 0
            }
        }
        #expect(raised > 20)
    }

    @Test func `lines are above zero, one of a kind, and no single right beats them`() {
        for owed in months {
            let law = book.cut(owed, place: hanoi)
            for person in people(600, seed: 17) {
                let result = law.assess(person, unit: "A001")
                let total = result.lines.reduce(Int64(0)) { $0 + $1.amount }
                #expect(result.lines.allSatisfy { $0.amount > 0 })
                #expect(
                    Set(result.lines.map { "\($0.category) \($0.kind)" }).count
                        == result.lines.count
                )
                let paid = result.considered.filter { $0.verdict == .paid }
                #expect(paid.reduce(0) { $0 + $1.amount } >= total)
                for lost in result.considered where lost.verdict == .lowerThanOther {
                    #expect(paid.contains { $0.amount > 0 })
                    #expect(lost.amount <= paid.reduce(0) { $0 + $1.amount })
                }
                #expect(result.causes.isEmpty || result.lines.isEmpty)
            }
        }
    }

    @Test func `one cut of the law gives the same lines as one for each person`() {
        let law = book.cut("2026-08", place: hanoi)
        for person in people(60, seed: 19) {
            let lines = law.owedLines(person, unit: "A001")
            #expect(lines == law.assess(person, unit: "A001").lines)
            #expect(
                lines
                    == book.owedLines(
                        person,
                        unit: "A001",
                        place: hanoi,
                        month: month("2026-08"),
                        known: day(lately)
                    )
            )
        }
    }

    /// People as ``anybody``, some with a later word on one of their decisions.
    private func amended(_ count: Int, seed: UInt64) -> [Person] {
        var source = FixedSource(seed: seed &+ 1)
        return people(count, seed: seed).map { person in
            guard source.one([true, false]) else { return person }
            var person = person
            let claim = source.one(person.claims)
            let ended = max(claim.signed, source.day())
            person.claims.append(claim.ending(on: ended, known: max(ended, source.day())))
            return person
        }
    }

    @Test func `the judgement of made-up people stays what it was, to the last word`() {
        var code: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ text: String) {
            for byte in text.utf8 { code = (code ^ UInt64(byte)) &* 0x100_0000_01b3 }
            code = (code ^ 0xFF) &* 0x100_0000_01b3
        }
        let people = amended(300, seed: 20_261_127)
        for owed in months + ["2026-11"] {
            for (place, known) in [(national, lately), (hanoi, lately), (hanoi, "2025-09-20")] {
                let law = book.cut(owed, place: place, known: known)
                for (person, unit) in people.flatMap({ [($0, "A001"), ($0, "B001")] }) {
                    let result = law.assess(person, unit: unit)
                    for line in result.lines {
                        add("\(line.programme) \(line.category) \(line.kind) \(line.source)")
                        add("\(line.rule) \(line.amount) \(line.month) \(line.unverified)")
                    }
                    for item in result.considered {
                        add("\(item.category) \(item.amount) \(item.verdict) \(item.outcome)")
                        add(item.reason.vietnamese + item.reason.english)
                        add("\(item.articles) \(item.unverified)")
                        for step in item.steps {
                            add("\(step.rule) \(step.rate ?? "") \(step.base) \(step.amount)")
                            add("\(step.thousandths) \(step.count)")
                        }
                    }
                    for cause in result.causes {
                        add("\(cause.code) \(cause.category) \(cause.phrase.english)")
                    }
                }
            }
        }
        #expect(code == 7_149_639_822_699_376_292)
    }
}
