// From what is owed to what is due now: the draft of one unit's batch.
//
//   due now = owed, as known on D, for each month from `recomputeFrom` to the period
//             − what live lines already cover of the same right
//
// Invariants:
// (1) Nothing is due twice: a right is due for what is owed above what is covered, never more.
// (2) A programme's right of one month counts as a whole: what is covered above what is owed is
//     named as over-paid and never netted; a shift between funding sources pays nobody.
// (3) Every due line is a line of the batch or is held with a cause; every person of the unit with
//     a running claim and no line for the period is left out with a cause.
// (4) The result depends on the persons and the rule book only, never on their order.

package import Enrolment
package import Entitlement
package import Ledger

/// What a draft is made for.
package struct DraftScope: Sendable {
    /// The unit's four-character code.
    package let unit: String
    /// The unit's province code, for the local rates.
    package let place: String
    /// The month that is paid.
    package let period: CalendarMonth
    /// The first month that is computed again.
    package let recomputeFrom: CalendarMonth
    /// The last day of what is known.
    package let known: CivilDate

    /// A scope; the period is not before the first month.
    package init(
        unit: String,
        place: String,
        period: CalendarMonth,
        recomputeFrom: CalendarMonth,
        known: CivilDate
    ) {
        precondition(recomputeFrom <= period, "a period is not before the first open month")
        self.unit = unit
        self.place = place
        self.period = period
        self.recomputeFrom = recomputeFrom
        self.known = known
    }
}

/// Makes a draft, person by person.
package struct DraftMaker {
    private let scope: DraftScope
    private let ruleBook: RuleBook
    private var draft: Draft
    private var laws: [CalendarMonth: LawOfMonth] = [:]
    private var shared = LineRights()
    private var rights: [RightKey: LineRight] = [:]

    /// A right of the law, which lives as long as `laws`, and how many live lines it has already.
    private struct RightKey: Hashable {
        let owed: ObjectIdentifier
        let earlierLines: Int
    }

    /// Begins an empty draft.
    package init(scope: DraftScope, ruleBook: RuleBook) {
        self.scope = scope
        self.ruleBook = ruleBook
        draft = Draft(scope: scope)
    }

    /// Takes one person of the register.
    ///
    /// - Parameters:
    ///   - person: The person, as known on the scope's day.
    ///   - covered: What live lines of all units already cover for this person.
    ///   - hold: Why this person's payee cannot be paid now, or nil.
    package mutating func add(
        _ person: Person,
        covered: [CoveredRight],
        hold: HoldCause?
    ) {
        guard person.claims.contains(where: { $0.unit == scope.unit }) else { return }
        var month = scope.recomputeFrom
        while month <= scope.period {
            let law = self.law(of: month)
            let owed = law.owedLines(person, unit: scope.unit)
            take(owed, of: person, month: month, covered: covered, hold: hold)
            // The reasons cost more than the lines, so only who has none is asked for them.
            if month == scope.period && owed.isEmpty,
                let cause = law.assess(person, unit: scope.unit).causes.first
            {
                draft.leftOut.append(person.number, cause)
            }
            month = month.advanced(byMonths: 1)
        }
    }

    /// The law of a month at the scope's place, cut once.
    private mutating func law(of month: CalendarMonth) -> LawOfMonth {
        if let law = laws[month] { return law }
        let law = LawOfMonth(ruleBook, place: scope.place, month: month, known: scope.known)
        laws[month] = law
        return law
    }

    /// Compares what is owed for one month with what is covered, programme by programme.
    private mutating func take(
        _ owed: [OwedLine],
        of person: Person,
        month: CalendarMonth,
        covered: [CoveredRight],
        hold: HoldCause?
    ) {
        let coveredNow = covered.filter { $0.month == month }
        var cause = hold
        for right in coveredNow where right.amount > 0 {
            guard !owed.contains(where: { $0.programme == right.programme }) else { continue }
            draft.overPaid.append(OverPaid(covered: right, excess: right.amount))
            cause = .paidOtherwise
        }
        for programme in Self.programmes(of: owed) {
            let lines = owed.filter { $0.programme == programme }
            let rights = coveredNow.filter { $0.programme == programme }
            for (line, amount) in due(lines, rights, month: month) {
                let earlier = rights.reduce(0) {
                    $1.kind == line.kind && $1.source == line.source
                        && ($1.category == line.category
                            || !lines.contains(where: $1.isSameRight(as:)))
                        ? $0 + $1.lineCount : $0
                }
                let dueLine = DueLine(
                    person: person.number,
                    payee: person.payee,
                    right: right(of: line.right, earlierLines: earlier),
                    month: month,
                    amount: amount
                )
                if let cause {
                    draft.held.append(dueLine, cause: cause)
                } else {
                    draft.lines.append(dueLine)
                }
            }
        }
    }

    /// The programmes of lines, each once, in order.
    private static func programmes(of owed: [OwedLine]) -> [String] {
        guard let first = owed.first else { return [] }
        if owed.allSatisfy({ $0.programme == first.programme }) { return [first.programme] }
        return Set(owed.map(\.programme)).sorted()
    }

    /// The right of a line: one object for all whom a rule pays.
    private mutating func right(of owed: OwedRight, earlierLines: Int) -> LineRight {
        let key = RightKey(owed: ObjectIdentifier(owed), earlierLines: earlierLines)
        if let known = rights[key] { return known }
        let right = shared.shared(
            programme: owed.programme,
            category: owed.category,
            kind: owed.kind,
            source: owed.source,
            cause: earlierLines == 0 ? "regular" : "difference-\(earlierLines)",
            rule: owed.rule,
            year: scope.period.year
        )
        draft.unverified[owed.rule, default: []].formUnion(owed.unverified)
        rights[key] = right
        return right
    }

    /// What is due of one programme and month: what is owed in all above what is covered in all,
    /// laid on the lines that are owed more than they are covered.
    ///
    /// A line whose source shrank while another grew (a higher central rate under a city's fixed
    /// total) is a shift between sources: the person is owed nothing, the sources are.
    private mutating func due(
        _ lines: [OwedLine],
        _ rights: [CoveredRight],
        month: CalendarMonth
    ) -> [(OwedLine, Int64)] {
        if rights.isEmpty { return lines.map { ($0, $0.amount) } }
        let owedTotal = lines.reduce(0) { $0 + $1.amount }
        let coveredTotal = rights.reduce(0) { $0 + $1.amount }
        var left = max(owedTotal - coveredTotal, 0)
        // What was paid under a category that is owed no more covers lines of its kind and source.
        var spare: [[String]: Int64] = [:]
        for right in rights where !lines.contains(where: right.isSameRight(as:)) {
            spare[[right.kind, right.source], default: 0] += right.amount
        }
        var due: [(OwedLine, Int64)] = []
        for line in lines {
            var covered = rights.first { $0.isSameRight(as: line) }?.amount ?? 0
            let pool = spare[[line.kind, line.source], default: 0]
            let used = min(pool, max(line.amount - covered, 0))
            spare[[line.kind, line.source]] = pool - used
            covered += used
            guard line.amount > covered else { continue }
            let amount = min(line.amount - covered, left)
            left -= amount
            let shifted = line.amount - covered - amount
            if shifted > 0 {
                draft.shifted[line.source, default: 0] += shifted
            }
            if amount > 0 { due.append((line, amount)) }
        }
        if coveredTotal > owedTotal, let right = rights.max(by: { $0.amount < $1.amount }) {
            draft.overPaid.append(OverPaid(covered: right, excess: coveredTotal - owedTotal))
        }
        return due
    }

    /// The draft of all persons taken.
    package func finished() -> Draft {
        var draft = draft
        draft.lines.sort()
        draft.held.sort()
        draft.leftOut.sort()
        draft.overPaid.sort {
            ($0.covered.person, $0.covered.month) < ($1.covered.person, $1.covered.month)
        }
        return draft
    }
}

extension CoveredRight {
    /// Whether a line of the same programme and month is the right that this covers.
    fileprivate func isSameRight(as line: OwedLine) -> Bool {
        category == line.category && kind == line.kind && source == line.source
    }
}
