// What the State Treasury pays itself from a unit's estimate: 6b paid directly, 8b and 8c returned on that way.
//
// Invariants:
// (1) No deposit and no advance moves: what leaves clearing is final funding at once, and spent.
// (2) What comes back is owed again in full, part by part, whatever the stage of its budget year.

import Ledger

/// Makes the pairs of direct payments.
package enum DirectPostings {
    /// Event 6b: the Treasury paid the payees (debit note).
    ///
    /// - Parameters:
    ///   - unit: The unit.
    ///   - year: The budget year of totals that have none of their own.
    ///   - provider: The provider's code of the Treasury.
    ///   - file: The file that was handed over.
    ///   - totals: What was paid.
    ///   - ownLines: The programmes by which the estimate was reserved.
    /// - Returns: The pairs.
    package static func paid(
        unit: String,
        year: Int,
        provider: String,
        file: String,
        totals: [BatchTotal],
        ownLines: Set<SourceYear> = []
    ) -> [PostingPair] {
        totals.flatMap { total in
            let budget = budget(unit, year, total, ownLines)
            let clearing = Dimensions.clearing(
                unit: unit,
                year: year,
                total: total,
                provider: provider,
                file: file
            )
            return [
                PostingPair("CLR", clearing, "FUND", budget, total.amount),
                PostingPair("SPENT", "MEMO", total.amount, budget),
            ]
        }
    }

    /// Events 8b and 8c: a payment of the Treasury came back to it.
    ///
    /// - Parameters:
    ///   - unit: The unit.
    ///   - year: The budget year of totals that have none of their own.
    ///   - totals: What came back.
    ///   - ownLines: The programmes by which the estimate was reserved.
    ///   - isSettled: Whether a budget year is settled: then the budget has the money for good, and the claim
    ///     is one whose money was given back.
    /// - Returns: The pairs.
    package static func returned(
        unit: String,
        year: Int,
        totals: [BatchTotal],
        ownLines: Set<SourceYear> = [],
        isSettled: (Int) -> Bool
    ) -> [PostingPair] {
        totals.flatMap { total in
            let claim = Dimensions.claim(unit: unit, year: year, total: total)
            guard !isSettled(total.year ?? year) else {
                return [PostingPair("GBK", claim, "PAY", claim, total.amount)]
            }
            let budget = budget(unit, year, total, ownLines)
            return [
                PostingPair("FUND", budget, "PAY", claim, total.amount),
                PostingPair("MEMO", "SPENT", total.amount, budget),
            ]
        }
    }

    private static func budget(
        _ unit: String,
        _ year: Int,
        _ total: BatchTotal,
        _ ownLines: Set<SourceYear>
    ) -> Dimensions {
        let year = total.year ?? year
        var budget = Dimensions.budget(unit: unit, year: year, source: total.source)
        let own = SourceYear(programme: total.programme, year: year, source: total.source)
        if ownLines.contains(own) { budget.programme = total.programme }
        return budget
    }
}
