// On which budget lines the parts of sources move: those on which the months were reserved.
//
// Invariants:
// (1) What is taken of a month is taken from the line on which its lists reserved it; where they did on both, from
//     that of the source first.
// (2) What is added is on the line on which the month's lists reserved that source; where they reserved
//     nothing of it, on the line that the programme has when the expense is moved.
// (3) Spending goes where the reservation did.

import Disbursement
import Ledger
import Store

/// Finds the lines of moves between sources.
struct MovedLines {
    private let reserved: [SourcePart: ReservedPart]
    private let assigned: Set<SourceYear>
    private let moved: [String: [SourceYear: Int64]]

    /// The lines of a unit.
    ///
    /// - Throws: `StoreError`.
    init(_ reader: BooksReader, unit: String) throws {
        reserved = try reader.reservedParts(unit: unit)
        assigned = try reader.ownLines(unit: unit)
        moved = try ["EXP", "RESERVED", "FUND"].reduce(into: [:]) {
            $0[$1] = try reader.movedSources(unit: unit, account: $1)
        }
    }

    /// What entries moved of the expense before, by programme.
    var expense: [SourceYear: Int64] { moved["EXP"] ?? [:] }

    /// What entries moved of the spending before, of all programmes together.
    var spent: [SourceYear: Int64] {
        (moved["FUND"] ?? [:]).reduce(into: [:]) {
            let all = SourceYear(programme: "", year: $1.key.year, source: $1.key.source)
            $0[all, default: 0] += $1.value
        }
    }

    /// What of a part moves on the programme's own line.
    ///
    /// - Parameters:
    ///   - amount: VND that is added, below zero what is taken.
    ///   - part: The part.
    ///   - year: The budget year.
    /// - Returns: VND of it.
    func own(of amount: Int64, _ part: SourcePart, in year: Int) -> Int64 {
        guard let held = reserved[part] else {
            let place = SourceYear(programme: part.programme, year: year, source: part.source)
            // What was moved before stays where it was put.
            let isOwn =
                expense[place] == nil
                ? assigned.contains(place) : moved["RESERVED"]?[place] != nil
            return isOwn ? amount : 0
        }
        if amount > 0 { return held.bySource == 0 ? amount : 0 }
        return -min(max(0, -amount - held.bySource), held.byProgramme)
    }

    /// Moves of the expense with the lines on which it is reserved.
    ///
    /// - Parameters:
    ///   - moves: The moves.
    ///   - own: What is wanted on own lines, by programme, year and source.
    /// - Returns: The same moves.
    func reserving(_ moves: [SourceMove], own: [SourceYear: Int64]) -> [SourceMove] {
        SourceMove.onLines(
            moves,
            shares: rest(of: own, "RESERVED").mapValues { [$0] }
        )
    }

    /// Moves of the spending, of all programmes together, with the lines on which it is spent.
    ///
    /// - Parameters:
    ///   - moves: The moves.
    ///   - own: What is wanted on own lines, by programme, year and source.
    /// - Returns: The same moves.
    func spending(_ moves: [SourceMove], own: [SourceYear: Int64]) -> [SourceMove] {
        let sorted = rest(of: own, "FUND").sorted { $0.key < $1.key }
        return SourceMove.onLines(
            moves,
            shares: Dictionary(grouping: sorted) {
                SourceYear(programme: "", year: $0.key.year, source: $0.key.source)
            }.mapValues { $0.map(\.value) }
        )
    }

    /// What is wanted on own lines and was not moved there.
    private func rest(
        of own: [SourceYear: Int64],
        _ account: String
    ) -> [SourceYear: SourceMove.Share] {
        var rest = own
        for (place, amount) in moved[account] ?? [:] where !place.programme.isEmpty {
            rest[place, default: 0] -= amount
        }
        return rest.reduce(into: [:]) {
            $0[$1.key] = SourceMove.Share(programme: $1.key.programme, amount: $1.value)
        }
    }
}
