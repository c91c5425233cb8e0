// What moves between funding sources when only the split of what was paid changes.
//
// A city tops a pension up to a fixed total; the centre's rate grows with effect from months that were paid:
// the person is owed nothing, the centre owes the city. The moves of a programme and year are nothing in sum.
//
// Invariants:
// (1) Parts of one programme and year that are moved balance; what does not is no move and is left out.
// (2) What was moved before is not moved again: only the difference is.

package import Ledger

/// The part that a source has in a programme's month.
package struct SourcePart: Hashable, Sendable {
    /// The programme.
    package let programme: String
    /// The month owed.
    package let month: CalendarMonth
    /// The funding source.
    package let source: String

    /// A part.
    package init(programme: String, month: CalendarMonth, source: String) {
        self.programme = programme
        self.month = month
        self.source = source
    }
}

/// One amount that goes from a source's part to another's.
package struct SourceMove: Hashable, Sendable {
    /// The programme.
    package let programme: String
    /// The budget year.
    package let year: Int
    /// The source that is relieved.
    package let from: String
    /// The source that bears it.
    package let to: String
    /// VND, more than zero.
    package let amount: Int64

    /// The moves that bring sources from what was moved to what is wanted.
    ///
    /// - Parameters:
    ///   - wanted: By programme, year and source what is added, below zero what is taken.
    ///   - done: The same of what was moved before.
    /// - Returns: In order of programme, year and sources; none of a programme and year that is not balanced.
    package static func between(
        wanted: [SourceYear: Int64],
        done: [SourceYear: Int64]
    ) -> [SourceMove] {
        var rest = wanted
        for (part, amount) in done { rest[part, default: 0] -= amount }
        let groups = Dictionary(grouping: rest.filter { $0.value != 0 }) {
            SourceYear(programme: $0.key.programme, year: $0.key.year, source: "")
        }
        var moves: [SourceMove] = []
        for (group, parts) in groups.sorted(by: { $0.key < $1.key })
        where parts.reduce(0, { $0 + $1.value }) == 0 {
            let sorted = parts.sorted { $0.key < $1.key }
            var givers = sorted.filter { $0.value < 0 }.map { ($0.key.source, -$0.value) }
            for taker in sorted where taker.value > 0 {
                var wanted = taker.value
                while wanted > 0, let giver = givers.first {
                    let part = min(wanted, giver.1)
                    moves.append(
                        SourceMove(
                            programme: group.programme,
                            year: group.year,
                            from: giver.0,
                            to: taker.key.source,
                            amount: part
                        )
                    )
                    wanted -= part
                    givers[0].1 -= part
                    if givers[0].1 == 0 { givers.removeFirst() }
                }
            }
        }
        return moves
    }
}

/// The part that a source has in a programme's year.
package struct SourceYear: Hashable, Comparable, Sendable {
    /// The programme.
    package let programme: String
    /// The budget year.
    package let year: Int
    /// The funding source.
    package let source: String

    /// A part.
    package init(programme: String, year: Int, source: String) {
        self.programme = programme
        self.year = year
        self.source = source
    }

    /// In order of programme, year and source.
    package static func < (left: SourceYear, right: SourceYear) -> Bool {
        (left.programme, left.year, left.source) < (right.programme, right.year, right.source)
    }
}
