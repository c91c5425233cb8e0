// The first and last month, the first known day and the birthdays of every dated value, made from the data.
//
// For each value somebody is made up whom it is for; then it must count on its day and not the day before.

import Enrolment
import Ledger
import Synchronization
import Testing

@testable import Entitlement

private let book = RuleBook.shipped
/// Cuts of the law, each made once.
private let cuts = Mutex<[String: LawOfMonth]>([:])

/// Somebody whom a rule is for in a month, with a decision signed before it.
private func somebody(
    _ rule: EntitlementRule,
    in owed: CalendarMonth,
    signed: CivilDate?
) -> Subject {
    let age = max(rule.ageFrom, 0)
    let born = owed.lastDay.advanced(byDays: -365 * age - age / 4 - 150)
    let category = book.categories[rule.category]
    let decided = signed ?? (category.isOnce ? owed.firstDay : owed.firstDay.advanced(byDays: -70))
    var subject = Subject(born: born.description)
    subject.claims.append(
        Claim(
            category: category.code,
            unit: "A001",
            decision: "1",
            signed: decided,
            certificate: nil,
            ended: nil,
            known: born
        )
    )
    for condition in rule.conditions {
        subject = subject.fact(condition.fact, condition.values[0])
        subject = subject.fact(
            condition.fact,
            condition.values[0],
            from: owed.firstDay.advanced(byDays: -20).description,
            known: born.description
        )
    }
    if let counted = rule.by ?? rule.per {
        let table = book.rates.first { $0.series == rule.series }?.table
        let bounds = table?.bounds ?? 1...1
        let first = bounds.first { (table?.amount(at: $0) ?? 1) > 0 } ?? bounds.lowerBound
        subject = subject.fact(counted.name, "\(first)")
    }
    return subject
}

/// What the results for somebody rest on, the law known on a day and the register whole.
private func grounds(
    _ subject: Subject,
    _ owed: CalendarMonth,
    place: String?,
    known: CivilDate
) -> [String] {
    let place = place ?? national
    let key = "\(place) \(owed) \(known)"
    let law = cuts.withLock { cuts in
        if let law = cuts[key] { return law }
        let law = LawOfMonth(
            book,
            place: place,
            month: owed,
            known: known,
            register: day("2090-01-01")
        )
        cuts[key] = law
        return law
    }
    // That a rule has ended rests on the rule, too.
    return law.assess(subject.person, unit: "A001").considered
        .filter { $0.verdict != .categoryExpired }.flatMap(\.grounds)
}

/// A rule that is in force in a month under a place.
private func rule(
    _ owed: CalendarMonth,
    known: CivilDate,
    where isMeant: (EntitlementRule) -> Bool
) -> EntitlementRule? {
    book.rules.first { isMeant($0) && book.holds($0, in: owed, known: known) }
}

/// Holds a value to its months and its known day.
///
/// Of a rule that is older than its rates the first month is that of the first rate, known from that one's day.
private func expectBounds(
    _ source: LawSource,
    place: String?,
    usedFrom first: CivilDate = day("2000-01-01"),
    in firstMonth: CalendarMonth? = nil,
    _ subject: (CalendarMonth) -> Subject?
) {
    let known = day("2090-01-01")
    func counts(_ owed: CalendarMonth, _ known: CivilDate) -> Bool? {
        subject(owed).map { grounds($0, owed, place: place, known: known).contains(source.id) }
    }
    let before = source.from.advanced(byMonths: -1)
    #expect(counts(before, known) ?? false == false, "\(source.id), the month before")
    #expect(counts(source.from, source.known.advanced(byDays: -1)) != true, "\(source.id), unknown")
    #expect(
        counts(firstMonth ?? source.from, max(source.known, first)) == true,
        "\(source.id), its first month and day"
    )
    if let last = source.to {
        #expect(counts(last, known) == true, "\(source.id), its last month")
        #expect(counts(last.advanced(byMonths: 1), known) != true, "\(source.id), the month after")
    }
}

@Suite struct BoundaryTests {
    private let known = day("2090-01-01")

    @Test func `every rule counts from its first month and known day to its last`() {
        for rule in book.rules {
            let rates = book.rates.filter { $0.series == rule.series }.map(\.source)
            let first = rule.pricedFrom.flatMap { month in rates.first { $0.from == month } }
            #expect((first == nil) == (rule.pricedFrom == nil), "\(rule.source.id), its first rate")
            expectBounds(
                rule.source,
                place: rule.place,
                usedFrom: first?.known ?? day("2000-01-01"),
                in: rule.pricedFrom
            ) { somebody(rule, in: $0, signed: nil) }
        }
    }

    @Test func `every rate counts from its first month and known day`() throws {
        for rate in book.rates {
            let user = rule(rate.source.from, known: known) {
                $0.series == rate.series && (rate.place == nil || $0.scope == .local)
                    && $0.place == nil
            }
            let found = try #require(user, "\(rate.source.id)")
            expectBounds(rate.source, place: rate.place, usedFrom: found.source.known) {
                somebody(found, in: $0, signed: nil)
            }
        }
    }

    @Test func `every doubt and supplement counts from its first month to its last`() throws {
        for doubt in book.doubts {
            guard let rule = book.rules.first(where: { doubt.concerns($0) }) else { continue }
            expectBounds(doubt.source, place: rule.place) { somebody(rule, in: $0, signed: nil) }
        }
        for supplement in book.supplements {
            let rule = try #require(book.rules.first { $0.category == supplement.category })
            expectBounds(supplement.source, place: supplement.place) {
                somebody(rule, in: $0, signed: nil)
            }
        }
    }

    @Test func `every start rule counts for decisions signed in its months`() throws {
        for start in book.starts {
            let (first, source) = (start.source.from, start.source)
            let found = rule(first, known: known) {
                start.categories.contains($0.category)
                    || (start.categories.isEmpty && book.categories[$0.category].code == "5.8")
            }
            // Some categories have no amount as early as the rule on their start.
            guard
                let rule = found
                    ?? book.rules.first(where: { start.categories.contains($0.category) })
            else {
                Issue.record("\(source.id) is for nobody")
                continue
            }
            func counts(_ signed: CivilDate, _ known: CivilDate) -> Bool {
                let owed = max(first, rule.pricedFrom ?? rule.source.from)
                return grounds(
                    somebody(rule, in: owed, signed: signed),
                    owed,
                    place: nil,
                    known: known
                ).contains(source.id)
            }
            #expect(counts(first.firstDay, known), "\(source.id), its first day")
            let isFirst = !book.index.starts[rule.category].contains {
                $0.source.from < first && $0.source.id != source.id
            }
            // A decision older than all rules starts by the first of them.
            #expect(
                counts(first.firstDay.advanced(byDays: -1), known) == isFirst,
                "\(source.id), the day before"
            )
            #expect(!counts(first.firstDay, source.known.advanced(byDays: -1)), "\(source.id)")
            if let last = source.to {
                #expect(counts(last.lastDay, known), "\(source.id), its last day")
                #expect(!counts(last.lastDay.advanced(byDays: 1), known), "\(source.id), after")
            }
        }
    }

    @Test func `every adjust and stop rule counts in its months`() throws {
        for (source, categories) in book.adjusts.map({ ($0.source, $0.categories) }) {
            expectTiming(source, categories, among: book.adjusts.map(\.source)) { $0 }
        }
        for (source, categories) in book.stops.map({ ($0.source, $0.categories) }) {
            // A claim that ended long ago rests on the rule about its stop.
            expectTiming(source, categories, among: book.stops.map(\.source)) { subject in
                var ended = subject
                ended.claims = subject.claims.map {
                    $0.ending(on: $0.signed.advanced(byDays: -400), known: $0.known)
                }
                return ended
            }
        }
    }

    private func expectTiming(
        _ source: LawSource,
        _ categories: [Int],
        among others: [LawSource],
        _ change: (Subject) -> Subject
    ) {
        let rules = book.rules.filter {
            categories.contains($0.category)
                || (categories.isEmpty && book.categories[$0.category].code == "5.8")
        }
        let earliest = rules.min {
            ($0.pricedFrom ?? $0.source.from) < ($1.pricedFrom ?? $1.source.from)
        }
        guard let rule = earliest else {
            Issue.record("\(source.id) is for nobody")
            return
        }
        func counts(_ owed: CalendarMonth, _ known: CivilDate) -> Bool {
            let subject = change(somebody(rule, in: owed, signed: nil))
            return grounds(subject, owed, place: nil, known: known).contains(source.id)
        }
        let first = max(source.from, rule.pricedFrom ?? rule.source.from)
        #expect(counts(first, known), "\(source.id), its first month")
        #expect(!counts(source.from.advanced(byMonths: -1), known), "\(source.id), before")
        #expect(!counts(first, source.known.advanced(byDays: -1)), "\(source.id), not known yet")
        if let last = source.to {
            // A later text of the same instrument takes its place from the day on which it is known.
            let later = others.filter {
                $0.instrument == source.instrument && $0.from <= last && $0.supersedes(source)
            }.map(\.known).min()
            let until = later?.advanced(byDays: -1) ?? known
            #expect(counts(last, until), "\(source.id), its last month")
            #expect(later == nil || !counts(last, known), "\(source.id), its place was taken")
            #expect(!counts(last.advanced(byMonths: 1), known), "\(source.id), after")
        }
    }

    @Test func `every suspension and window counts from its first month and known day`() throws {
        for suspension in book.suspensions {
            let found = rule(suspension.source.from, known: known) {
                suspension.categories.contains($0.category)
            }
            let rule = try #require(
                found ?? book.rules.first { suspension.categories.contains($0.category) }
            )
            let first = max(suspension.source.from, rule.source.from)
            let subject = somebody(rule, in: first, signed: nil)
                .fact(suspension.fact, suspension.values[0])
            func counts(_ owed: CalendarMonth, _ known: CivilDate) -> Bool {
                grounds(subject, owed, place: nil, known: known).contains(suspension.source.id)
            }
            #expect(counts(first, known), "\(suspension.source.id)")
            #expect(!counts(suspension.source.from.advanced(byMonths: -1), known))
            #expect(!counts(first, suspension.source.known.advanced(byDays: -1)))
        }
        for window in book.windows {
            let rule = try #require(
                rule(window.source.from, known: known) { rule in
                    // Of an age at which a paper of the day of birth is old, or of any age.
                    (rule.ageFrom >= 16 || (rule.ageFrom == 0 && rule.ageBelow == nil))
                        && rule.conditions.contains {
                            $0.fact == window.fact && window.values.contains($0.values[0])
                        }
                }
            )
            var old = somebody(rule, in: window.source.from, signed: nil)
            let shown = try #require(rule.conditions.first { $0.fact == window.fact })
            if rule.ageFrom == 0 { old.birth = day("1970-01-01") }
            old.facts.removeAll { $0.name == window.fact }
            old = old.fact(window.fact, shown.values[0], from: old.birth.description)
            expectBounds(window.source, place: nil) { _ in old }
        }
    }

    @Test(arguments: ["2025-06", "2026-06"])
    func `the birthday of every rule counts on its day, not on the day before`(owed: String) throws
    {
        let owed = month(owed)
        // Under decree 20 the last day of the month counts, under decree 147 the day before the month.
        let isAtOnce = owed < month("2025-07")
        var seen = 0
        for rule in book.rules where rule.ageFrom > 0 && rule.ageFrom < 100 {
            guard book.holds(rule, in: owed, known: known) else { continue }
            let code = book.categories[rule.category].code
            // Whose right starts with the birthday has it in the very month.
            guard !code.hasPrefix("merit"), code != "5.5b", code != "5.5c" else { continue }
            let judged = isAtOnce ? owed.lastDay : owed.firstDay.advanced(byDays: -1)
            for (shift, isMet) in [(-1, true), (0, true), (1, false)] {
                let (year, month, dayOfMonth) = judged.advanced(byDays: shift).components
                let born = CivilDate(year: year - rule.ageFrom, month: month, day: dayOfMonth)
                var subject = somebody(rule, in: owed, signed: nil)
                subject.birth = try #require(born)
                let cited = grounds(subject, owed, place: rule.place, known: known)
                #expect(cited.contains(rule.source.id) == isMet, "\(rule.source.id) \(shift)")
                seen += 1
            }
        }
        #expect(seen > 30)
    }
}
