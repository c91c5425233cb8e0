// From which budget lines money is given back that was spent before its year is settled.
//
// Invariants:
// (1) What came back leaves the line on which it was spent, the first transfers first: they are carried first.
// (2) No line gives more than was spent on it; what no transfer explains leaves the line of the source first.

import Disbursement
import Ledger
import Store

/// Finds the budget lines of money that is given back after its clearing.
enum GivenBackLines {
    /// What an order takes from each line.
    ///
    /// - Parameters:
    ///   - order: What is given back; no more than was spent.
    ///   - day: The day of the books.
    ///   - open: The books.
    /// - Returns: Totals in order of programme, under the empty one what leaves the line of the source.
    /// - Throws: `StoreError`.
    static func totals(
        of order: GiveBackOrder,
        on day: CivilDate,
        open: OpenBooks
    ) throws -> [BatchTotal] {
        let claims = try OpenClaims(unit: order.unit, year: order.year, on: day, open: open)
        var (before, standing) = try open.books.query { reader in
            let units = try reader.family(of: order.unit)
            return (
                try reader.givenBackByProgramme(
                    units: units,
                    year: order.year,
                    source: order.source
                ),
                try reader.balancesByProgramme(
                    account: "SPENT",
                    units: units,
                    year: order.year,
                    source: order.source
                )
            )
        }
        var rest = order.amount
        var taken: [String: Int64] = [:]
        func take(_ amount: Int64, _ line: String) {
            let part = min(amount, rest, standing[line] ?? 0)
            guard part > 0 else { return }
            standing[line, default: 0] -= part
            taken[line, default: 0] += part
            rest -= part
        }
        for (line, amount) in claims.clearedParts(of: order.source) {
            let gone = min(amount, max(0, before[line] ?? 0))
            before[line, default: 0] -= gone
            take(amount - gone, line)
        }
        for line in standing.keys.sorted() { take(rest, line) }
        if rest > 0 { taken["", default: 0] += rest }
        return taken.sorted { $0.key < $1.key }.map {
            BatchTotal(programme: $0.key, source: order.source, amount: $0.value)
        }
    }

    /// The programmes of totals, as those that have a line of their own.
    static func own(_ totals: [BatchTotal], year: Int) -> Set<SourceYear> {
        Set(
            totals.filter { !$0.programme.isEmpty }.map {
                SourceYear(programme: $0.programme, year: year, source: $0.source)
            }
        )
    }
}

extension OpenClaims {
    /// What of a source was cleared and came back, in order of transfers, by the programme on whose own
    /// line it was spent; under the empty one that of the source.
    func clearedParts(of source: String) -> [(line: String, amount: Int64)] {
        family.flatMap(\.lines).filter { isCleared($0) && $0.line.line.source == source }.map {
            (isReservedByProgramme($0) ? $0.line.line.programme : "", $0.line.line.amount)
        }
    }
}
