// Turns judged claims into what is owed, and on demand into reasons.

package import Enrolment
import Intake
package import Ledger

/// What a person is owed of one right.
package struct OwedAmount: Sendable {
    /// The place of what it is for in ``LawOfMonth/rights``.
    package let right: Int
    /// Đồng, above zero.
    package let amount: Int64
}

/// What became of one person's claims; made once and used for many.
package struct Judgement: Sendable {
    var candidates: [Candidate] = []
    /// What is owed, in the rule book's order of categories, base first.
    package private(set) var owed: [OwedAmount] = []

    /// Nothing judged yet.
    package init() {}

    /// The claim that runs and gives nothing, where nothing is owed at all.
    private var cause: Candidate? {
        guard owed.isEmpty else { return nil }
        return candidates.first { $0.isOwn && $0.verdict.isRunning }
    }

    /// What tells the causes of one month's law apart; nil where there is none, or where it names a
    /// category that the rule book does not have.
    package var causeKey: Int? {
        guard let cause, cause.category != .max else { return nil }
        return (cause.category << 20 | (cause.winner ?? cause.hold ?? 0xFFFF)) << 8
            | cause.verdict.place
    }

    /// Takes what is owed out of the candidates.
    mutating func collect(_ columns: LawColumns) {
        while !owed.isEmpty { owed.removeLast() }
        for candidate in candidates where candidate.verdict == .paid && candidate.isOwn {
            let law = columns.categories[candidate.category]
            owed.append(
                OwedAmount(
                    right: law.baseRight(of: candidate),
                    amount: candidate.amount
                )
            )
            guard candidate.added > 0 else { continue }
            owed.append(
                OwedAmount(
                    right: law.supplementRight(of: candidate),
                    amount: candidate.added
                )
            )
        }
    }

    /// Why nothing is owed to a person whose claim runs; nil where something is, or none runs.
    package func cause(under law: LawOfMonth, _ terms: PageTerms) -> LeftOutCause? {
        cause.map { law.cause(of: $0, terms.page.claim($0.claim)) }
    }
}

extension LawOfMonth {
    /// Judges what a person of a page is owed for the month under the claims of the unit.
    ///
    /// - Parameters:
    ///   - place: The person's place in the page.
    ///   - terms: The page, read in the words of the same rule book.
    ///   - judgement: What becomes of it.
    package func judge(
        _ place: Int,
        of terms: PageTerms,
        into judgement: inout Judgement
    ) {
        precondition(terms.words === words, "a page was read by the rule book that judges")
        findCandidates(terms, at: place, into: &judgement.candidates)
        judgement.collect(columns)
    }

    /// What a person is owed for the month under the claims of a unit, with all that was
    /// considered.
    package func assess(_ person: Person, unit: String) -> Assessment {
        let terms = PageTerms(PersonPage(of: person), unit: unit, in: words)
        var judgement = Judgement()
        judge(0, of: terms, into: &judgement)
        let lines = lines(of: judgement)
        var causes: [LeftOutCause] = []
        var considered: [Consideration] = []
        let death = person.death(knownOn: register)
        for candidate in judgement.candidates {
            let claim = terms.page.claim(candidate.claim)
            considered.append(
                consideration(of: candidate, claim, among: judgement.candidates, death: death)
            )
            if lines.isEmpty, candidate.isOwn, candidate.verdict.isRunning {
                causes.append(cause(of: candidate, claim))
            }
        }
        return Assessment(lines: lines, considered: considered, causes: causes)
    }

    /// What a person is owed for the month under the claims of a unit: the lines alone.
    package func owedLines(_ person: Person, unit: String) -> [OwedLine] {
        var judgement = Judgement()
        let terms = PageTerms(PersonPage(of: person), unit: unit, in: words)
        judge(0, of: terms, into: &judgement)
        return lines(of: judgement)
    }

    private func lines(of judgement: Judgement) -> [OwedLine] {
        judgement.owed.map {
            OwedLine(right: rights[$0.right], month: month, amount: $0.amount)
        }
    }

    /// The unverified values in a base line.
    func unverified(_ candidate: Candidate) -> [String] {
        let law = columns.categories[candidate.category]
        return rights[law.baseRight(of: candidate)].unverified
    }
}

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
