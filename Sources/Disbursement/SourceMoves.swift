// What moves between funding sources when only the split of what was paid changes.
//
// A city tops a pension up to a fixed total; the centre's rate grows with effect from months that were paid:
// the person is owed nothing, the centre owes the city. The moves of a programme and year are nothing in sum.
//
// Invariants:
// (1) Parts of one programme and year that are moved balance; what does not is no move and is left out.
// (2) What was moved before is not moved again: only the difference is.
// (3) The lines of a move come to its amount.

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
    /// The budget lines between which it goes; none for those of both sources.
    package private(set) var lines: [Line] = []

    /// A part of a move, between two budget lines.
    package struct Line: Hashable, Sendable {
        /// The programme whose own line is relieved; nil for the line of the source.
        package let from: String?
        /// The programme whose own line bears it; nil for the line of the source.
        package let to: String?
        /// VND, more than zero.
        package let amount: Int64
    }

    /// What moves on the own line of a programme.
    package struct Share: Hashable, Sendable {
        /// The programme.
        package let programme: String
        /// VND that are added, below zero what is taken.
        package fileprivate(set) var amount: Int64

        /// A share.
        package init(programme: String, amount: Int64) {
            self.programme = programme
            self.amount = amount
        }
    }

    /// The same moves, with the budget lines between which they go.
    ///
    /// - Parameters:
    ///   - moves: The moves.
    ///   - shares: What moves on own lines, by the moves' programme, year and source; what they do not have
    ///     moves on the line of the source.
    /// - Returns: The moves in their order.
    package static func onLines(
        _ moves: [SourceMove],
        shares: [SourceYear: [Share]]
    ) -> [SourceMove] {
        var left = shares
        func take(_ amount: Int64, of place: SourceYear, sign: Int64) -> [(String?, Int64)] {
            var (rest, parts) = (amount, [(String?, Int64)]())
            var own = left[place] ?? []
            for index in own.indices {
                let part = min(rest, sign * own[index].amount)
                guard part > 0 else { continue }
                own[index].amount -= sign * part
                rest -= part
                parts.append((own[index].programme, part))
            }
            left[place] = own
            return rest > 0 ? parts + [(nil, rest)] : parts
        }
        return moves.map { move in
            func place(_ source: String) -> SourceYear {
                SourceYear(programme: move.programme, year: move.year, source: source)
            }
            var givers = take(move.amount, of: place(move.from), sign: -1)
            var takers = take(move.amount, of: place(move.to), sign: 1)
            var found = move
            found.lines = []
            while let giver = givers.first, let taker = takers.first {
                let part = min(giver.1, taker.1)
                found.lines.append(Line(from: giver.0, to: taker.0, amount: part))
                givers[0].1 -= part
                takers[0].1 -= part
                if givers[0].1 == 0 { givers.removeFirst() }
                if takers[0].1 == 0 { takers.removeFirst() }
            }
            return found
        }
    }

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
