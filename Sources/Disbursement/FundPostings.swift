// The entries between a unit and the budget after its files are handed over.
//
// Events are numbered as in the accounting of a payout: 6b, 8b and 8c in `DirectPostings`, 9 advance cleared, 10a to 10c money given back, 11 owed again in a later
// year, 21 advance carried at the end of a year.
//
// Invariants:
// (1) Funding and advance of a year and source together are what the memo accounts spent and
//     advanced say: an event that moves one moves the other.
// (2) Giving money back never ends a claim.
// (3) What moves a claim to another year leaves the sum that is owed as it was.

package import Ledger

/// Makes the entries of funds.
package struct FundPostings {
    private let chart: ChartOfAccounts
    private let paper: BookingPaper

    /// Postings under one paper.
    package init(chart: ChartOfAccounts, paper: BookingPaper) {
        self.chart = chart
        self.paper = paper
    }

    /// Event 9: an advance is cleared for lines that are proven paid, once per line.
    package func cleared(key: String, totals: [BatchTotal]) throws(PostingRefusal) -> JournalEntry {
        // An advance is drawn for a source; on which line it was spent is told once it is cleared.
        let pairs = spending(totals).flatMap { spent, amount in
            let drawn = Dimensions.budget(
                unit: paper.unit,
                year: paper.year,
                source: spent.source ?? ""
            )
            return [
                PostingPair("ADV", drawn, "FUND", spent, amount),
                PostingPair("SPENT", spent, "ADVANCED", drawn, amount),
            ]
        }
        return try entry(key, "cleared", pairs)
    }

    /// Events 10a to 10c: money is given back to the budget; the claims stay.
    ///
    /// - Parameters:
    ///   - key: The idempotency key.
    ///   - provider: The provider whose deposit it leaves.
    ///   - totals: What is given back.
    ///   - stage: What the money was: an advance (10a), spent (10b), of a settled year (10c).
    /// - Returns: The entry.
    /// - Throws: `PostingRefusal`.
    package func givenBack(
        key: String,
        provider: String,
        totals: [BatchTotal],
        stage: BudgetStage
    ) throws(PostingRefusal) -> JournalEntry {
        var pairs: [PostingPair] = []
        for total in totals {
            let cash = Dimensions.cash(unit: paper.unit, provider: provider, source: total.source)
            let budget = budget(total)
            switch stage {
            case .advanced:
                pairs.append(PostingPair("ADV", budget, "CASH", cash, total.amount))
                pairs.append(PostingPair("MEMO", "ADVANCED", total.amount, budget))
            case .spent:
                pairs.append(PostingPair("FUND", budget, "CASH", cash, total.amount))
                pairs.append(PostingPair("MEMO", "SPENT", total.amount, budget))
            case .settled:
                pairs.append(PostingPair("GBK", claim(total), "CASH", cash, total.amount))
            }
        }
        return try entry(key, "given-back", pairs)
    }

    /// Event 11: claims of a settled year whose money was given back are owed in the paper's year.
    ///
    /// The expense is the new year's, and so is what is owed, that the new year's files can pay it.
    ///
    /// - Parameters:
    ///   - key: The idempotency key.
    ///   - year: The settled year.
    ///   - totals: What is owed again.
    ///   - shares: What was given back, as it stands on its account, as much of each source at least; nil
    ///     where it stands as the totals say.
    /// - Returns: The entry.
    /// - Throws: `PostingRefusal`.
    package func owedAgain(
        key: String,
        from year: Int,
        totals: [BatchTotal],
        givenBackAs shares: [BatchTotal]? = nil
    ) throws(PostingRefusal) -> JournalEntry {
        var pairs: [PostingPair] = []
        for (total, standing) in Self.parted(totals, by: shares ?? totals) {
            let back = Dimensions.claim(unit: paper.unit, year: year, total: standing)
            pairs.append(PostingPair("EXP", claim(total), "GBK", back, standing.amount))
        }
        for total in totals {
            let old = Dimensions.claim(unit: paper.unit, year: year, total: total)
            pairs.append(PostingPair("PAY", old, "PAY", claim(total), total.amount))
            pairs.append(PostingPair("RESERVED", "MEMO", total.amount, budget(total)))
        }
        return try entry(key, "owed-again", pairs)
    }

    /// Which part of what was given back each total takes: of its own programme first.
    private static func parted(
        _ totals: [BatchTotal],
        by shares: [BatchTotal]
    ) -> [(total: BatchTotal, standing: BatchTotal)] {
        var left = shares.map(\.amount)
        var parts: [(total: BatchTotal, standing: BatchTotal)] = []
        for isOwn in [true, false] {
            for total in totals {
                var wanted =
                    total.amount
                    - parts.reduce(0) { $0 + ($1.total == total ? $1.standing.amount : 0) }
                for (place, share) in shares.enumerated()
                where share.source == total.source && (share.programme == total.programme) == isOwn
                {
                    let part = min(wanted, left[place])
                    guard part > 0 else { continue }
                    wanted -= part
                    left[place] -= part
                    parts.append(
                        (
                            total,
                            BatchTotal(
                                programme: share.programme,
                                source: share.source,
                                amount: part
                            )
                        )
                    )
                }
                precondition(isOwn || wanted == 0, "no more is owed again than was given back")
            }
        }
        return parts
    }

    /// Event 21: an advance that is not cleared is carried to the paper's year, or taken from it.
    package func advanceCarried(
        key: String,
        from year: Int,
        totals: [BatchTotal]
    ) throws(PostingRefusal) -> JournalEntry {
        let pairs = bySource(totals).flatMap { source, amount in
            let old = Dimensions.budget(unit: paper.unit, year: year, source: source)
            let new = Dimensions.budget(unit: paper.unit, year: paper.year, source: source)
            return [
                PostingPair("ADV", old, "ADV", new, amount),
                PostingPair("ADVANCED", new, "ADVANCED", old, amount),
            ]
        }
        return try entry(key, "advance-carried", pairs)
    }

    /// What an entry is called that carries claims whose cleared money was given back (10b).
    package static let carriedAfterGivingBack = "given-back-claims-carried"

    /// Claims of an earlier year that bears no money for them are paid from the paper's year.
    ///
    /// With event 21, or after 10a and 10b: the expense stays where it was, what is owed and what is
    /// reserved for it move. The sum that is owed stays as it was.
    ///
    /// - Parameters:
    ///   - key: The idempotency key.
    ///   - year: The earlier year.
    ///   - totals: What is carried.
    ///   - isReservedByProgramme: Whether that year reserved it by programme, and not by source.
    ///   - isSettled: Whether that year is settled: then it keeps what was reserved in it.
    ///   - wasGivenBack: Whether it was cleared, and the money given back before the settlement (10b): it was
    ///     counted as spent no more, so nothing of it is an expense again.
    /// - Returns: The entry.
    /// - Throws: `PostingRefusal`.
    package func claimsCarried(
        key: String,
        from year: Int,
        totals: [BatchTotal],
        isReservedByProgramme: Bool = false,
        isSettled: Bool = false,
        wasGivenBack: Bool = false
    ) throws(PostingRefusal) -> JournalEntry {
        var pairs: [PostingPair] = []
        for total in totals {
            let old = Dimensions.claim(unit: paper.unit, year: year, total: total)
            var oldBudget = Dimensions.budget(unit: paper.unit, year: year, source: total.source)
            if isReservedByProgramme { oldBudget.programme = total.programme }
            pairs.append(PostingPair("PAY", old, "PAY", claim(total), total.amount))
            pairs.append(
                isSettled
                    ? PostingPair("RESERVED", "MEMO", total.amount, budget(total))
                    : PostingPair("RESERVED", budget(total), "RESERVED", oldBudget, total.amount)
            )
        }
        return try entry(
            key,
            wasGivenBack ? Self.carriedAfterGivingBack : "claims-carried",
            pairs
        )
    }

    /// Only the funding split of what was paid changed: nothing is due to a person, the parts move.
    ///
    /// - Parameters:
    ///   - key: The idempotency key.
    ///   - expense: What moves of the expense and of what is reserved for it, with its budget lines.
    ///   - spent: What moves of the spending: of lines whose advance was cleared, with its budget lines.
    /// - Returns: The entry.
    /// - Throws: `PostingRefusal`.
    package func sourceMoved(
        key: String,
        expense: [SourceMove],
        spent: [SourceMove]
    ) throws(PostingRefusal) -> JournalEntry {
        func claim(_ move: SourceMove, _ source: String) -> Dimensions {
            .claim(
                unit: paper.unit,
                year: move.year,
                total: BatchTotal(
                    programme: move.programme,
                    source: source,
                    year: move.year,
                    amount: move.amount
                )
            )
        }
        func lines(_ move: SourceMove) -> [(from: Dimensions, to: Dimensions, amount: Int64)] {
            let whole = SourceMove.Line(from: nil, to: nil, amount: move.amount)
            return (move.lines.isEmpty ? [whole] : move.lines).map { line in
                var from = Dimensions.budget(unit: paper.unit, year: move.year, source: move.from)
                var to = Dimensions.budget(unit: paper.unit, year: move.year, source: move.to)
                (from.programme, to.programme) = (line.from, line.to)
                return (from, to, line.amount)
            }
        }
        var pairs: [PostingPair] = []
        for move in expense {
            pairs.append(
                PostingPair("EXP", claim(move, move.to), "EXP", claim(move, move.from), move.amount)
            )
            for (from, to, amount) in lines(move) {
                pairs.append(PostingPair("RESERVED", to, "RESERVED", from, amount))
            }
        }
        for (from, to, amount) in spent.flatMap(lines) {
            pairs.append(PostingPair("FUND", from, "FUND", to, amount))
            pairs.append(PostingPair("SPENT", to, "SPENT", from, amount))
        }
        return try entry(key, "source-moved", pairs)
    }

    private func claim(_ total: BatchTotal) -> Dimensions {
        .claim(unit: paper.unit, year: paper.year, total: total)
    }

    private func budget(_ total: BatchTotal) -> Dimensions { paper.budget(total) }

    /// Sums by what the budget side of each total is, in order of source, then programme.
    private func spending(_ totals: [BatchTotal]) -> [(budget: Dimensions, amount: Int64)] {
        let sums = totals.reduce(into: [Dimensions: Int64]()) {
            $0[paper.budget($1), default: 0] += $1.amount
        }
        return sums.sorted {
            ($0.key.source ?? "", $0.key.programme ?? "")
                < ($1.key.source ?? "", $1.key.programme ?? "")
        }.map { (budget: $0.key, amount: $0.value) }
    }

    /// Sums by source in order of the source's code.
    private func bySource(_ totals: [BatchTotal]) -> [(source: String, amount: Int64)] {
        let sums = totals.reduce(into: [String: Int64]()) { $0[$1.source, default: 0] += $1.amount }
        return sums.sorted { $0.key < $1.key }.map { (source: $0.key, amount: $0.value) }
    }

    private func entry(
        _ key: String,
        _ event: String,
        _ pairs: [PostingPair]
    ) throws(PostingRefusal) -> JournalEntry {
        try paper.entry(key: key, event: event, pairs: pairs, chart: chart)
    }
}
