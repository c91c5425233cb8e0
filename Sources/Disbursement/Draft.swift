// A draft: the lines due now of one unit, what is held, and who is left out.
//
// Invariants:
// (1) Lines due and held lie in canonical order, persons left out in order of number.
// (2) A line is due or held, never both.

package import Entitlement
import Ledger

/// A person with a running claim and no line for the period.
package struct LeftOut: Hashable, Sendable {
    /// The person.
    package let person: Int64
    /// The cause, as the rule book names it.
    package let cause: LeftOutCause

    /// A person left out.
    package init(person: Int64, cause: LeftOutCause) {
        self.person = person
        self.cause = cause
    }
}

/// A right of which more is covered than is owed.
package struct OverPaid: Hashable, Sendable {
    /// What is covered.
    package let covered: CoveredRight
    /// VND covered above what is owed; more than zero.
    package let excess: Int64
}

/// What counts as a whole: a person's programme of one month.
private struct ProgrammeMonth: Hashable {
    let person: Int64
    let programme: String
    let month: CalendarMonth

    init(_ right: CoveredRight) {
        person = right.person
        programme = right.programme
        month = right.month
    }
}

/// The result of drafting: lines due now in canonical order, what is held, who is left out.
package struct Draft: Sendable {
    /// What the draft was made for.
    package let scope: DraftScope
    /// The lines due now, in canonical order.
    package internal(set) var lines = LineColumns()
    /// The lines held back, in canonical order.
    package internal(set) var held = HeldLines()
    /// The persons left out, in order of number.
    package internal(set) var leftOut = LeftOutPersons()
    /// The rights that are over-paid.
    package internal(set) var overPaid: [OverPaid] = []
    /// VND that a source owes to another because its part of a right grew while the whole did not,
    /// by the source that owes; persons are owed nothing of it.
    package internal(set) var shifted: [String: Int64] = [:]
    /// The same in full, by programme, month and source: what is added to a source's part of what was
    /// covered, below zero where it is taken from it.
    package internal(set) var moves: [SourcePart: Int64] = [:]
    /// VND that the open estimate of a source lacks for its lines, which are held for it.
    package private(set) var shortfalls: [Shortfall] = []
    /// The ids of unverified values, by the rule of the lines that hang on them.
    var unverified: [String: Set<String>] = [:]

    /// An empty draft.
    init(scope: DraftScope) { self.scope = scope }

    /// A funding source whose open estimate is too small.
    package struct Shortfall: Hashable, Sendable {
        /// The source.
        package let source: String
        /// VND that its lines need.
        package let wanted: Int64
        /// VND that is granted and not reserved.
        package let open: Int64
        /// VND that lacks.
        package var lacking: Int64 { wanted - open }
    }

    /// The unverified values of the rule book that the lines due hang on, in order of id; what is
    /// held or was approved before hangs on nothing now.
    package var doubts: [String] {
        let rules = zip(lines.table, lines.amountsByRight(newOnly: true)).lazy
            .filter { $0.1 > 0 }.map(\.0.rule)
        return Set(rules.flatMap { unverified[$0] ?? [] }).sorted()
    }

    /// VND of all lines.
    package var amount: Int64 { lines.amount }

    /// VND of the lines that the estimate has not approved before, by funding source in order of
    /// code.
    package var newAmountBySource: [(source: String, amount: Int64)] {
        let sums = zip(lines.table, lines.amountsByRight(newOnly: true)).filter { $0.1 > 0 }
        return Dictionary(sums.map { ($0.0.source, $0.1) }, uniquingKeysWith: +)
            .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Takes in lines that came back and are paid again, and those of them that are held.
    package mutating func add(returned: LineColumns, held: HeldLines) {
        for index in returned.indices { lines.append(index, of: returned) }
        for index in held.indices {
            self.held.append(index, of: held.lines, cause: held.causes[index])
        }
        if !returned.isEmpty { lines.sort() }
        if !held.isEmpty { self.held.sort() }
    }

    /// Takes of what is over-paid the part that is this unit's; nothing of a right that others over-paid.
    ///
    /// - Parameter own: VND that the unit's own lines of a right pay above what the unit owes: asked once
    ///   for each person, programme and month.
    package mutating func keepOverPaid(
        own: (CoveredRight) throws -> Int64
    ) rethrows {
        var left: [ProgrammeMonth: Int64] = [:]
        var kept: [OverPaid] = []
        for over in overPaid {
            let right = ProgrammeMonth(over.covered)
            let rest = try left[right] ?? own(over.covered)
            let excess = min(over.excess, rest)
            left[right] = rest - excess
            if excess > 0 { kept.append(OverPaid(covered: over.covered, excess: excess)) }
        }
        overPaid = kept
    }

    /// Holds lines, whatever else holds them.
    package mutating func hold(_ cause: HoldCause, where isHeld: (DueLine) -> Bool) {
        for index in held.indices where isHeld(held.lines[index]) { held.set(cause, at: index) }
        hold(cause, at: lines.indices.filter { isHeld(lines[$0]) })
    }

    /// Holds the lines at some places, in order.
    private mutating func hold(_ cause: HoldCause, at places: [Int]) {
        guard !places.isEmpty else { return }
        for place in places { held.append(place, of: lines, cause: cause) }
        held.sort()
        var kept: [UInt32] = []
        kept.reserveCapacity(lines.count - places.count)
        var next = places[...]
        for place in lines.indices {
            if next.first == place { next.removeFirst() } else { kept.append(UInt32(place)) }
        }
        lines.take(kept)
    }

    /// Holds every new line of a funding source whose open estimate does not cover all of them.
    ///
    /// - Parameter open: VND of the estimate that is granted and not reserved, by source.
    package mutating func holdWithoutEstimate(open: [String: Int64]) {
        shortfalls = newAmountBySource.filter { $0.amount > open[$0.source] ?? 0 }.map {
            Shortfall(source: $0.source, wanted: $0.amount, open: open[$0.source] ?? 0)
        }
        guard !shortfalls.isEmpty else { return }
        let short = Set(shortfalls.map(\.source))
        hold(.estimateShort) { !$0.isApprovedBefore && short.contains($0.source) }
    }
}
