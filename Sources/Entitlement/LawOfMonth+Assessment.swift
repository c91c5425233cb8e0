// Turns judged claims into lines, and on demand into reasons.

package import Enrolment
import Intake
package import Ledger

extension RuleBook {
    /// What a person is owed for a month, with all that was considered.
    ///
    /// - Parameters:
    ///   - person: The person of the register; what became known later is left out here.
    ///   - unit: The unit that asks: only its claims give lines.
    ///   - place: The code of the unit's province, such as `01`.
    ///   - month: The month owed.
    ///   - known: The day at whose end law and register were known.
    /// - Returns: The lines of the unit, every claim with its reason, and the causes of nothing.
    package func assess(
        _ person: Person,
        unit: String,
        place: String,
        month: CalendarMonth,
        known: CivilDate
    ) -> Assessment {
        LawOfMonth(self, place: place, month: month, known: known).assess(person, unit: unit)
    }

    /// The lines of ``assess(_:unit:place:month:known:)`` alone.
    ///
    /// For many persons make one ``LawOfMonth`` and ask that.
    package func owedLines(
        _ person: Person,
        unit: String,
        place: String,
        month: CalendarMonth,
        known: CivilDate
    ) -> [OwedLine] {
        LawOfMonth(self, place: place, month: month, known: known).owedLines(person, unit: unit)
    }
}

extension LawOfMonth {
    /// What a person is owed for the month under the claims of a unit, with all that was
    /// considered.
    package func assess(_ person: Person, unit: String) -> Assessment {
        let candidates = candidates(of: person, unit: unit)
        let lines = lines(of: candidates)
        var causes: [LeftOutCause] = []
        var considered: [Consideration] = []
        considered.reserveCapacity(candidates.count)
        for candidate in candidates {
            let claim = person.claims[candidate.claim]
            considered.append(consideration(of: candidate, claim))
            if lines.isEmpty, candidate.isOwn, candidate.verdict.isRunning {
                causes.append(cause(of: candidate, claim))
            }
        }
        return Assessment(lines: lines, considered: considered, causes: causes)
    }

    /// What a person is owed for the month under the claims of a unit: the lines alone.
    package func owedLines(_ person: Person, unit: String) -> [OwedLine] {
        lines(of: candidates(of: person, unit: unit))
    }

    private func lines(of candidates: [Candidate]) -> [OwedLine] {
        var lines: [OwedLine] = []
        for candidate in candidates where candidate.verdict == .paid && candidate.isOwn {
            let law = categories[candidate.category]
            lines.append(
                OwedLine(
                    right: law.baseRight(rule: candidate.rule, span: candidate.span),
                    month: month,
                    amount: candidate.amount
                )
            )
            guard candidate.added > 0,
                let right = law.supplementRight(rule: candidate.rule, span: candidate.span)
            else { continue }
            lines.append(OwedLine(right: right, month: month, amount: candidate.added))
        }
        return lines
    }

    /// The unverified values in a base line.
    func unverified(_ candidate: Candidate) -> [String] {
        categories[candidate.category].unverified(rule: candidate.rule, span: candidate.span)
    }
}
