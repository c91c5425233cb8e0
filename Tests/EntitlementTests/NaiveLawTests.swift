// The evaluator against the law written down by hand, on made-up people.

import Enrolment
import Entitlement
import Foundation
import Ledger
import Testing

/// Facts with the values that people are given.
private let values: [String: [String]] = [
    "severity": ["severe", "special"], "poverty": ["poor", "near-poor", "none"],
    "supporter": ["none", "welfare", "unable", "yes"], "schooling": ["yes", "no"],
    "children": ["0", "1", "2", "3"], "area": ["difficult", "none"], "income": ["none", "stable"],
    "pension": ["none", "yes"], "pregnant": ["yes", "no"], "nursing": ["none", "one", "several"],
    "cared": ["0", "1", "2"], "survivor": ["child", "adult-child", "parent-or-spouse"],
    "martyrs": ["1", "2", "3", "7"], "injury": ["21", "41", "50", "61", "81", "100"],
    "wounds": ["none", "special"],
    "suspended": [
        "unclaimed", "refuses", "detained", "no", "no", "no", "no", "no", "no", "no",
    ],
    "merit-suspended": [
        "prison", "away", "inquiry", "no", "no", "no", "no", "no", "no", "no",
    ],
]

/// Categories, with the ages in years at the time that people are made up around.
private let categories: [(code: String, age: ClosedRange<Int>)] = [
    ("5.1", 0...17), ("5.2", 14...24), ("5.3", 0...17), ("5.4", 20...70), ("5.5a", 57...85),
    ("5.5b", 73...82), ("5.5c", 77...90), ("5.5d", 58...90), ("5.6", 0...90), ("5.7", 0...5),
    ("5.8", 15...80), ("pension", 67...85), ("20.1", 0...17), ("20.2a", 18...45),
    ("20.2c", 20...80),
    ("25.1", 0...90), ("11", 0...90), ("13", 0...90), ("14", 0...90), ("gift-2025-09-02", 0...90),
    ("merit-martyr", 5...90), ("merit-invalid", 30...90), ("merit-soldier", 30...90),
    ("merit-invalid-carer", 30...90), ("merit-mother-carer", 60...95),
    ("merit-death-hero", 30...90), ("merit-funeral", 30...90),
]

/// Somebody with one to five claims, dated facts, perhaps an end, a move or a death.
private func somebody(_ source: inout FixedSource) -> Subject {
    let first = source.one(categories)
    let year = 2024 - Int.random(in: first.age, using: &source)
    let birth =
        CivilDate(
            year: year,
            month: Int.random(in: 1...12, using: &source),
            day: Int.random(in: 1...31, using: &source)
        ) ?? day("\(year)-03-01")
    var subject = Subject(born: birth.description)
    var chosen = [first.code]
    for _ in 0..<Int.random(in: 0...4, using: &source) {
        chosen.append(source.one([first.code, source.one(categories).code]))
    }
    for (number, category) in chosen.enumerated() {
        let listed = [day("2025-06-30"), day("2025-07-01"), day("2025-09-01")]
        let signed = source.one([source.day(), source.day(), source.one(listed)])
        let unit = source.one(["A001", "A001", "A001", "B001"])
        let known = signed.advanced(byDays: source.one([0, 0, 0, 3, 200]))
        var claim = Claim(
            category: category,
            unit: unit,
            decision: "\(number)",
            signed: signed,
            certificate: source.one([nil, signed.advanced(byDays: -source.one([0, 20, 70]))]),
            ended: nil,
            known: known
        )
        subject.claims.append(claim)
        guard source.one([true, false, false]) else { continue }
        let ended = max(signed, source.day())
        claim = claim.ending(
            on: ended,
            known: max(known, ended).advanced(byDays: source.one([1, 40]))
        )
        subject.claims.append(claim)
    }
    for name in values.keys.sorted() where source.one([true, true, true, false]) {
        for _ in 0..<source.one([1, 1, 2, 3]) {
            let from = source.one([birth, source.day(), day("2021-01-01")])
            subject = subject.fact(
                name,
                source.one(values[name] ?? []),
                from: from.description,
                known: from.advanced(byDays: source.one([0, 0, 60])).description
            )
        }
    }
    if source.one([true, false, false, false, false, false]) {
        let death = source.day()
        subject = subject.fact(
            "death",
            "",
            from: death.description,
            known: death.advanced(byDays: source.one([0, 90])).description
        )
    }
    return subject
}

@Suite struct NaiveLawTests {
    /// Five years and a half, over every change of rate and regime.
    private let months = (0..<66).map { month("2021-12").advanced(byMonths: $0) }
    private let days = ["2025-06-20", "2026-09-20", lately].map { day($0) }

    /// Half of the people live in Hanoi, the others where the country's rates hold or three more provinces'.
    private let places = [hanoi, national, hanoi, "79", hanoi, "22", hanoi, "08"]

    /// With `CHITRA_LAW_PERSONS` (`make law-model`) so many persons and every month; else some.
    @Test func `the evaluator and the law written by hand agree on made-up people`() {
        let environment = ProcessInfo.processInfo.environment
        let wanted = environment["CHITRA_LAW_PERSONS"].flatMap { Int($0) }
        let seed = environment["CHITRA_SEED"].flatMap { UInt64($0) } ?? 20_261_128
        var source = FixedSource(seed: seed)
        var (paid, lines, differing) = (0, 0, 0)
        var seen: Set<String> = []
        var (changing, ending, old) = (0, 0, 0)
        // Small groups, so that a long run holds few people at once.
        var left = wanted ?? 2_000
        let laws = cuts()
        while left > 0 {
            let people = (0..<min(left, 500)).map { _ in somebody(&source) }
            left -= people.count
            for (number, subject) in people.enumerated() {
                let (person, at) = (subject.person, number % places.count)
                let page = LawOfMonth.Reading(person, unit: "A001")
                var isTold = false
                for (index, month) in months.enumerated() {
                    guard wanted != nil || (index + number).isMultiple(of: 12) else { continue }
                    for (day, known) in days.enumerated() {
                        let law = laws[at][index][day]
                        let naive = NaiveLaw(place: places[at], month: month, known: known)
                        let found = page.lines(law)
                        let told = naive.owed(person, unit: "A001")
                        if found != told, !isTold, differing < 5 {
                            (isTold, differing) = (true, differing + 1)
                            Issue.record(
                                """
                                seed \(seed), \(month), known \(known), place \(places[at]): \
                                \(found), by hand \(told): \(subject)
                                """
                            )
                        }
                        lines += 1
                        paid += told.isEmpty ? 0 : 1
                        for line in told {
                            seen.insert(String(line.prefix { $0 != " " }))
                            if line.contains(" by a change") { changing += 1 }
                            if line.contains(" by an end") { ending += 1 }
                            if line.hasSuffix(" by an old paper") { old += 1 }
                        }
                    }
                }
            }
        }
        // Not two empty answers: much is owed, and under every category.
        #expect(paid * 8 > lines, "\(paid) of \(lines)")
        #expect(changing > 0 && ending > 0 && old > 0)
        if wanted ?? 2_000 >= 2_000 { #expect(seen == Set(categories.map(\.code))) }
    }

    /// The law of each place, month and known day.
    private func cuts() -> [[[LawOfMonth]]] {
        var made: [String: [[LawOfMonth]]] = [:]
        return places.map { place in
            let laws =
                made[place]
                ?? months.map { month in
                    days.map { LawOfMonth(.shipped, place: place, month: month, known: $0) }
                }
            made[place] = laws
            return laws
        }
    }
}

extension LawOfMonth {
    /// A person read once for many cuts of one rule book.
    fileprivate struct Reading {
        private let terms: PageTerms

        init(_ person: Person, unit: String) {
            terms = PageTerms(PersonPage(of: person), unit: unit, in: .shipped)
        }

        /// Category, kind and đồng of each line, and whether it rests on a rule on changes or on ends that is not
        /// verified; sorted.
        func lines(_ law: LawOfMonth) -> [String] {
            var judgement = Judgement()
            law.judge(0, of: terms, into: &judgement)
            return judgement.owed.map { owed in
                let right = law.rights[owed.right]
                func isDoubted(_ kind: String) -> Bool {
                    right.unverified.contains { $0.contains(kind) }
                }
                return "\(right.category) \(right.kind) \(owed.amount)"
                    + (isDoubted("/adjust/") ? " by a change" : "")
                    + (isDoubted("/stop/") ? " by an end" : "")
                    + (isDoubted("/window/") ? " by an old paper" : "")
            }.sorted()
        }
    }
}
