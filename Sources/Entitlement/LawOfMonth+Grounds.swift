// Which values of the law a result rests on: what an explanation cites, and what tests are counted by.
//
// Invariants:
// (1) A ground held in the month and was known on the day, or an earlier month's decision started by it.
// (2) Each stands once, in the order in which a decision would name them: start, rule, rate, supplement,
//     change, end, other rights, doubts.

import Enrolment
import Ledger

extension LawOfMonth {
    /// The values that the result of a claim rests on.
    func grounds(
        of candidate: Candidate,
        _ claim: Claim,
        among others: [Candidate],
        death: CivilDate?
    ) -> [LawSource] {
        guard candidate.category < categories.count else { return [] }
        let law = categories[candidate.category]
        var found: [LawSource] = []
        // Who moved starts by the end at the old place, whatever the rule on starts says.
        let isMoved = candidate.start.map { $0.judged < $0.first } ?? false
        if candidate.start != nil, !isMoved, candidate.span < law.starts.count {
            found.append(law.starts[candidate.span].source)
        }
        if candidate.amount > 0 {
            let priced = law.rules[candidate.rule]
            found += [priced.rule.source, priced.rate.source]
            if candidate.added > 0, let supplement = law.supplement {
                found.append(supplement.source)
                found += law.supplementDoubts
            }
        }
        switch candidate.verdict {
        case .paid, .lowerThanOther, .excludedByOther, .conditionNotMet, .paperExpired:
            // What is paid once and asks for nothing is not adjusted by what is said of monthly rights.
            let isMeant = !law.isOnce || !law.isAdjustGeneral || asks(law, candidate)
            if let adjust = law.adjustSource, isMeant {
                found.append(adjust)
            }
        case .ended, .died:
            if let stop = law.stopSource { found.append(stop) }
        case .categoryExpired:
            if let end = law.endSource { found.append(end) }
        default: break
        }
        found += ending(candidate, claim, death)
        found += relations(of: candidate, among: others)
        switch (candidate.verdict, candidate.hold) {
        case (.suspended, let hold?): found.append(law.suspensions[hold].source)
        case (.paperExpired, let hold?): found.append(windows[hold].source)
        default: break
        }
        if candidate.amount > 0 { found += law.rules[candidate.rule].doubts }
        var grounds: [LawSource] = []
        for source in found where !grounds.contains(where: { $0.id == source.id }) {
            grounds.append(source)
        }
        return grounds
    }

    /// What says that a month is owed, or not, in which something ends.
    private func ending(
        _ candidate: Candidate,
        _ claim: Claim,
        _ death: CivilDate?
    ) -> [LawSource] {
        let law = categories[candidate.category]
        var found: [LawSource] = []
        // A right that ran and lost its conditions stops as one that was ended does.
        if candidate.verdict == .conditionNotMet, !law.isOnce, let stop = law.stopSource,
            let start = candidate.start, start.first <= eve.dayNumber
        {
            found.append(stop)
        }
        if candidate.verdict == .paid, let stop = law.stopSource,
            candidate.timing & law.bit(of: stop) != 0
                || (!law.isOnce
                    && [claim.ended, death].contains { $0.map { $0.month == month } ?? false })
        {
            found.append(stop)
        }
        if candidate.verdict == .paid {
            found += windows.map(\.source).filter { candidate.timing & law.bit(of: $0) != 0 }
        }
        return found
    }

    /// Whether the rule that was met asks for an age or a fact, so that the day counts on which it is judged.
    private func asks(_ law: CategoryLaw, _ candidate: Candidate) -> Bool {
        guard candidate.amount > 0 else { return true }
        let rule = law.rules[candidate.rule].rule
        return rule.ageFrom > 0 || rule.ageBelow != nil || !rule.conditions.isEmpty
            || rule.by != nil || rule.per != nil
    }

    /// What joins or parts the claim and the person's other rights.
    private func relations(of candidate: Candidate, among others: [Candidate]) -> [LawSource] {
        switch candidate.verdict {
        case .excludedByOther:
            return categories[candidate.category].exclusions.filter { exclusion in
                candidate.winner.map { exclusion.excludedBy.contains($0) } ?? false
            }.map(\.source)
        case .lowerThanOther:
            guard let winner = candidate.winner else { return [] }
            return joining(candidate.category, winner)
        case .paid:
            // A right that stands beside another which would shut it out but for an exception.
            return others.filter { $0.verdict == .paid && $0.category != candidate.category }
                .flatMap { other in
                    together.filter {
                        ($0.category == candidate.category && $0.with.contains(other.category))
                            || ($0.category == other.category
                                && $0.with.contains(candidate.category))
                    }.map(\.source)
                }
        default: return []
        }
    }

    /// The rules under which only the higher of two categories is paid.
    private func joining(_ one: Int, _ other: Int) -> [LawSource] {
        highest.filter { rule in
            let members = rule.members(of: definitions)
            return members.contains(one) && members.contains(other)
        }.map(\.source)
    }
}
