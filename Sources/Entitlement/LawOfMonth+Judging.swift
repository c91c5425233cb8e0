// Judges each claim of a person: started, running, conditions met, how much.
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
    func candidates(of person: Person, unit: String) -> [Candidate] {
        var candidates: [Candidate] = []
        let death = person.death(knownOn: known)?.month
        for (index, claim) in person.claims.enumerated() where claim.known <= known {
            let isOwn = claim.unit == unit
            guard !isSuperseded(claim, in: person) else { continue }
            guard let category = categories.firstIndex(where: { $0.code == claim.category }) else {
                if isOwn {
                    var unknown = Candidate(claim: index, category: .max, isOwn: true)
                    unknown.verdict = .unknownCategory
                    candidates.append(unknown)
                }
                continue
            }
            var candidate = Candidate(claim: index, category: category, isOwn: isOwn)
            judge(&candidate, claim, of: person, death: death)
            candidates.append(candidate)
        }
        guard candidates.count > 1 else { return candidates }
        candidates.sort {
            $0.category == $1.category
                ? person.claims[$0.claim].precedes(person.claims[$1.claim])
                : $0.category < $1.category
        }
        combine(&candidates, person.claims)
        return candidates
    }

    private func isSuperseded(_ claim: Claim, in person: Person) -> Bool {
        guard person.claims.count > 1 else { return false }
        return person.claims.contains { $0.known <= known && $0.updates(claim) }
    }

    /// Finds whether a claim gives an amount in the month, by itself.
    private func judge(
        _ candidate: inout Candidate,
        _ claim: Claim,
        of person: Person,
        death: CalendarMonth?
    ) {
        let law = categories[candidate.category]
        guard let start = start(of: claim, category: candidate.category, person: person) else {
            candidate.verdict = .noRate
            return
        }
        candidate.start = (start.month, start.day)
        candidate.doubtfulStart = start.doubtful
        if month < start.month {
            candidate.verdict = .notStarted
        } else if let ended = claim.ended, month > law.lastOwed(eventIn: ended.month) {
            candidate.verdict = .ended
        } else if let death, month > law.lastOwed(eventIn: death) {
            candidate.verdict = .died
        } else if let lack = law.lack {
            candidate.verdict = lack == .expired ? .categoryExpired : .noRate
        } else {
            price(&candidate, law, person, opening: opening(start))
        }
    }

    /// The day on which the month's first right is judged: the eve of the month, or the day of the
    /// event that starts the right in it.
    private func opening(
        _ start: (month: CalendarMonth, day: CivilDate, doubtful: String?)
    )
        -> CivilDate
    {
        let eve = month.firstDay.advanced(byDays: -1)
        return start.month == month ? max(eve, start.day) : eve
    }

    /// The first month of a claim and the day of the event that sets it.
    private func start(
        of claim: Claim,
        category: Int,
        person: Person
    ) -> (month: CalendarMonth, day: CivilDate, doubtful: String?)? {
        let law = categories[category]
        guard let rule = law.start(signed: claim.signed, category: category, known: known)
        else { return nil }
        var day = claim.signed
        switch rule.event {
        case .signature: break
        case .certificate: day = claim.certificate ?? claim.signed
        case .birthday(let age): day = birthday(age, of: person.birth) ?? claim.signed
        }
        var month = day.month
        // A right that moved is paid by the new unit from the month after the old one's last
        // (decree 20/2021 article 8.4.d), whatever the start rule says.
        for earlier in person.claims where earlier.known <= known && earlier.precedes(claim) {
            guard let ended = earlier.ended, earlier.category == claim.category,
                !isSuperseded(earlier, in: person)
            else { continue }
            let next = law.lastOwed(eventIn: ended.month).advanced(byMonths: 1)
            if next > month {
                month = next
                day = next.firstDay.advanced(byDays: -1)
            }
        }
        return (month, day, rule.source.doubt == nil ? nil : rule.source.id)
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
        _ person: Person,
        opening: CivilDate
    ) {
        // A change that counts in its own month is seen on the last day. One that takes the right
        // away counts from the month after, so the state at the month's opening still pays it.
        let closing = month.lastDay
        var met: (rule: Int, count: Int64)?
        if law.adjust?.effect == .sameMonth { met = ruleMet(law, person, on: closing) }
        if met == nil, law.adjust?.effect == .nextMonth || law.stop?.effect == .nextMonth {
            met = ruleMet(law, person, on: opening)
        }
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

    /// The first rule of a category that a person meets on a day, and the number it counts.
    private func ruleMet(
        _ law: CategoryLaw,
        _ person: Person,
        on day: CivilDate
    ) -> (rule: Int, count: Int64)? {
        let age = person.birth.fullYears(on: day)
        for (index, priced) in law.rules.enumerated() {
            let rule = priced.rule
            guard age >= rule.ageFrom, rule.ageBelow.map({ age < $0 }) ?? true else { continue }
            let meets = rule.conditions.allSatisfy { condition in
                value(of: condition.fact, person, on: day).map {
                    condition.values.contains($0)
                } ?? condition.metWhenAbsent
            }
            guard meets else { continue }
            guard let per = rule.per else { return (index, 1) }
            guard let text = value(of: per.name, person, on: day),
                let count = FactDefinition.number(text), per.bounds.contains(count), count > 0
            else { continue }
            return (index, Int64(count))
        }
        return nil
    }

    /// What a fact says on a day, as known: of those that began, the latest, and of two of one day
    /// the one that became known later.
    private func value(of name: String, _ person: Person, on day: CivilDate) -> String? {
        var best: Int?
        for (index, fact) in person.facts.enumerated()
        where fact.name == name && fact.known <= known && fact.from <= day {
            if let found = best {
                let other = person.facts[found]
                if (fact.from, fact.known) < (other.from, other.known) { continue }
            }
            best = index
        }
        return best.map { person.facts[$0].value }
    }
}
