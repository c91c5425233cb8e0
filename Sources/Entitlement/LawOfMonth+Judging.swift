// Judges each claim of a person: started, running, conditions met, how much.
//
// Claims and facts are reached by index and never copied out: this runs once for each person and
// month of a whole country.
//
// Invariants:
// (1) Only claims and facts known at the end of the known day count.
// (2) The order of a person's claims never changes the result.

import Enrolment
import Ledger

extension LawOfMonth {
    /// The claims of a person with what became of each, ordered by category and decision.
    ///
    /// Claims of other units are judged too, for a right is paid once in the country, but only
    /// those of `unit` give lines.
    func candidates(of person: borrowing Person, unit: String) -> [Candidate] {
        var candidates: [Candidate] = []
        var death: CivilDate?
        for index in person.facts.indices where isText(person.facts[index].name, "death") {
            if person.facts[index].known <= known { death = person.facts[index].from }
        }
        for index in person.claims.indices where person.claims[index].known <= known {
            let isOwn = isText(person.claims[index].unit, unit)
            if person.claims.count > 1, isSuperseded(index, person.claims) { continue }
            var candidate = Candidate(claim: index, category: .max, isOwn: isOwn)
            for place in categories.indices
            where isText(categories[place].code, person.claims[index].category) {
                candidate = Candidate(claim: index, category: place, isOwn: isOwn)
            }
            if candidate.category == .max {
                guard isOwn else { continue }
                candidate.verdict = .unknownCategory
            } else {
                judge(&candidate, person, death: death)
            }
            candidates.append(candidate)
        }
        guard candidates.count > 1 else { return candidates }
        let claims = person.claims
        candidates.sort {
            $0.category == $1.category
                ? claims[$0.claim].precedes(claims[$1.claim]) : $0.category < $1.category
        }
        combine(&candidates, claims)
        return candidates
    }

    /// Whether two texts are one.
    ///
    /// Lengths differ most often, and cost less to compare.
    private func isText(_ one: String, _ other: String) -> Bool {
        one.utf8.count == other.utf8.count && one == other
    }

    private func isSuperseded(_ index: Int, _ claims: [Claim]) -> Bool {
        for other in claims.indices where other != index && claims[other].known <= known {
            if claims[other].updates(claims[index]) { return true }
        }
        return false
    }

    /// Finds whether a claim gives an amount in the month, by itself.
    private func judge(
        _ candidate: inout Candidate,
        _ person: borrowing Person,
        death: CivilDate?
    ) {
        let law = categories[candidate.category]
        guard let start = start(&candidate, law, person) else {
            candidate.verdict = .noRate
            return
        }
        candidate.start = start
        if start.first > closing {
            candidate.verdict = .notStarted
        } else if let ended = person.claims[candidate.claim].ended, isPast(ended, law) {
            candidate.verdict = .ended
        } else if let death, isPast(death, law) {
            candidate.verdict = .died
        } else if let lack = law.lack {
            candidate.verdict = lack == .expired ? .categoryExpired : .noRate
        } else {
            // The month opens on its eve, or with the event that starts the right in it.
            let opening = start.first > eve ? max(eve, start.judged) : eve
            price(&candidate, law, person, opening: opening)
        }
    }

    /// Whether a death or an end lies so far back that this month is not owed.
    private func isPast(_ event: CivilDate, _ law: CategoryLaw) -> Bool {
        event <= (law.stopsAtOnce ? closing : eve)
    }

    /// The first month of a claim and the day of the event that sets it.
    private func start(
        _ candidate: inout Candidate,
        _ law: CategoryLaw,
        _ person: borrowing Person
    ) -> RightStart? {
        var day = person.claims[candidate.claim].signed
        guard let span = law.start(signed: day) else { return nil }
        candidate.span = span
        switch law.starts[span].event {
        case .signature: break
        case .certificate: day = person.claims[candidate.claim].certificate ?? day
        case .birthday(let age): day = birthday(age, of: person.birth) ?? day
        }
        var start = RightStart(first: day, judged: day)
        guard person.claims.count > 1 else { return start }
        // A right that moved is paid by the new unit from the month after the old one's last
        // (decree 20/2021 article 8.4.d), whatever the start rule says.
        let claims = person.claims
        for other in claims.indices where other != candidate.claim && claims[other].known <= known {
            guard let ended = claims[other].ended,
                isText(claims[other].category, claims[candidate.claim].category),
                claims[other].precedes(claims[candidate.claim]), !isSuperseded(other, claims)
            else { continue }
            let next = law.lastOwed(eventIn: ended.month).advanced(byMonths: 1).firstDay
            guard next.month > start.first.month else { continue }
            start = RightStart(first: next, judged: next.advanced(byDays: -1))
        }
        return start
    }

    /// The day on which somebody is that old; 1 March for 29 February in a common year.
    private func birthday(_ age: Int, of birth: CivilDate) -> CivilDate? {
        let (year, month, day) = birth.components
        return CivilDate(year: year + age, month: month, day: day)
            ?? CivilDate(year: year + age, month: 3, day: 1)
    }

    /// Finds the rule that the person meets, and its amount.
    private func price(
        _ candidate: inout Candidate,
        _ law: CategoryLaw,
        _ person: borrowing Person,
        opening: CivilDate
    ) {
        // A change that counts in its own month is seen on the last day. One that takes the right
        // away counts from the month after, so the state at the month's opening still pays it.
        var met: (rule: Int, count: Int64)?
        if law.countsAtOnce { met = ruleMet(law, person, on: closing) }
        if met == nil, law.keepsMonth { met = ruleMet(law, person, on: opening) }
        guard let met else {
            candidate.verdict = .conditionNotMet
            return
        }
        candidate.rule = met.rule
        candidate.count = met.count
        // At most 10^12 × 999 (see EntitlementRule).
        candidate.amount = law.rules[met.rule].amount * met.count
        candidate.added = law.supplement?.added(to: candidate.amount) ?? 0
    }

    /// The rule of a category that a person meets on a day, and the number it counts.
    private func ruleMet(
        _ law: CategoryLaw,
        _ person: borrowing Person,
        on day: CivilDate
    ) -> (rule: Int, count: Int64)? {
        let age = person.birth.fullYears(on: day)
        for index in law.rules.indices {
            let rule = law.rules[index]
            guard age >= rule.ageFrom, age < rule.ageBelow else { continue }
            var meets = true
            for condition in rule.conditions where meets {
                meets = self.meets(condition, person, on: day)
            }
            guard meets else { continue }
            guard let per = rule.per else { return (index, 1) }
            guard let fact = fact(per.name, person, on: day),
                let count = FactDefinition.number(person.facts[fact].value),
                per.bounds.contains(count), count > 0
            else { continue }
            return (index, Int64(count))
        }
        return nil
    }

    private func meets(
        _ condition: Condition,
        _ person: borrowing Person,
        on day: CivilDate
    ) -> Bool {
        guard let fact = fact(condition.fact, person, on: day) else {
            return condition.metWhenAbsent
        }
        for index in condition.values.indices
        where isText(condition.values[index], person.facts[fact].value) {
            return true
        }
        return false
    }

    /// Index of what a fact says on a day, as known: of those that began, the latest, and of two of
    /// one day the one that became known later.
    private func fact(_ name: String, _ person: borrowing Person, on day: CivilDate) -> Int? {
        var best: Int?
        for index in person.facts.indices where isText(person.facts[index].name, name) {
            let (from, known) = (person.facts[index].from, person.facts[index].known)
            guard known <= self.known, from <= day else { continue }
            if let best {
                let (otherFrom, otherKnown) = (person.facts[best].from, person.facts[best].known)
                if (from, known) < (otherFrom, otherKnown) { continue }
            }
            best = index
        }
        return best
    }
}
