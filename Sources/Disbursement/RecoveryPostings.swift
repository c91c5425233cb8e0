// The entries of what is taken back, given up, charged and found.
//
// Events are numbered as in the accounting of a payout: 12 claim ended, 13 over-payment decided,
// 14a to 14c recovered, 15 remitted, 16 written off, 17 fee due and paid, 18 fee taken and refunded,
// 20 unidentified entry explained.
//
// Invariants:
// (1) A receivable is raised and lowered in the same dimensions, so a case ends at zero.
// (2) Nothing is netted without a decision or written consent: the paper names it.

package import Ledger

/// Makes the entries of recoveries, fees and findings.
package struct RecoveryPostings {
    private let chart: ChartOfAccounts
    private let paper: BookingPaper

    /// Postings under one paper.
    package init(chart: ChartOfAccounts, paper: BookingPaper) {
        self.chart = chart
        self.paper = paper
    }

    /// Event 12: claims are ended by decision; `isYearSettled` for the year of the paper.
    package func claimEnded(
        key: String,
        totals: [BatchTotal],
        isYearSettled: Bool
    ) throws(PostingRefusal) -> JournalEntry {
        let pairs = totals.map { total in
            let claim = Dimensions.claim(unit: paper.unit, year: paper.year, total: total)
            return PostingPair("PAY", isYearSettled ? "DUE" : "EXP", total.amount, claim)
        }
        return try entry(key, "claim-ended", pairs)
    }

    /// Event 13: an over-payment is decided, for all that is open of the case.
    package func overPaymentDecided(
        key: String,
        case overPayment: OverPayment,
        isYearSettled: Bool
    ) throws(PostingRefusal) -> JournalEntry {
        let pairs = overPayment.open.map { total in
            PostingPair(
                "REC",
                overPayment.receivable(unit: paper.unit, total: total),
                isYearSettled ? "DUE" : "EXP",
                claim(overPayment, total),
                total.amount
            )
        }
        return try entry(key, "over-payment-decided", pairs)
    }

    /// Event 14a: the pairs of a recovery into a provider's account.
    package static func recovered(
        unit: String,
        provider: String,
        case overPayment: OverPayment,
        totals: [BatchTotal]
    ) -> [PostingPair] {
        totals.map { total in
            PostingPair(
                "CASH",
                .cash(unit: unit, provider: provider, source: total.source),
                "REC",
                overPayment.receivable(unit: unit, total: total),
                total.amount
            )
        }
    }

    /// Event 14b: recovered at the Treasury, against what the money was.
    package func recoveredAtTreasury(
        key: String,
        case overPayment: OverPayment,
        totals: [BatchTotal],
        stage: BudgetStage
    ) throws(PostingRefusal) -> JournalEntry {
        var pairs: [PostingPair] = []
        for total in totals {
            let receivable = overPayment.receivable(unit: paper.unit, total: total)
            let budget = Dimensions.budget(
                unit: paper.unit,
                year: paper.year,
                source: total.source
            )
            switch stage {
            case .advanced:
                pairs.append(PostingPair("ADV", budget, "REC", receivable, total.amount))
                pairs.append(PostingPair("MEMO", "ADVANCED", total.amount, budget))
            case .spent:
                // It leaves the line on which it was spent.
                let line = paper.budget(total)
                pairs.append(PostingPair("FUND", line, "REC", receivable, total.amount))
                pairs.append(PostingPair("MEMO", "SPENT", total.amount, line))
            case .settled:
                let due = claim(overPayment, total)
                pairs.append(PostingPair("DUE", due, "REC", receivable, total.amount))
            }
        }
        return try entry(key, "recovered-at-treasury", pairs)
    }

    /// Event 14c: netted from what is owed to the person, by decision or written consent only.
    ///
    /// - Parameters:
    ///   - key: The idempotency key.
    ///   - overPayment: The case.
    ///   - totals: What is netted.
    ///   - original: The key of the entry that is taken back by this one; nil for netting.
    /// - Returns: The entry.
    /// - Throws: `PostingRefusal`.
    package func netted(
        key: String,
        case overPayment: OverPayment,
        totals: [BatchTotal],
        takingBack original: String? = nil
    ) throws(PostingRefusal) -> JournalEntry {
        let pairs = totals.map { total in
            PostingPair(
                "PAY",
                .claim(unit: paper.unit, year: paper.year, total: total),
                "REC",
                overPayment.receivable(unit: paper.unit, total: total),
                total.amount
            )
        }
        return try entry(key, "netted", pairs, takingBack: original)
    }

    /// Event 2 of what is netted at once: the expense is owed to the person.
    ///
    /// No estimate is reserved for it, for the over-payment took that of the same year already, and no money
    /// is asked for again.
    ///
    /// - Parameters:
    ///   - key: The idempotency key.
    ///   - totals: What is netted.
    ///   - original: The key of the entry that is taken back by this one; nil for netting.
    /// - Returns: The entry.
    /// - Throws: `PostingRefusal`.
    package func owedAndNetted(
        key: String,
        totals: [BatchTotal],
        takingBack original: String? = nil
    ) throws(PostingRefusal) -> JournalEntry {
        let pairs = totals.map { total in
            PostingPair(
                "EXP",
                "PAY",
                total.amount,
                .claim(unit: paper.unit, year: paper.year, total: total)
            )
        }
        return try entry(key, "owed-and-netted", pairs, takingBack: original)
    }

    /// Event 15: what is owed to the budget leaves a provider's account.
    ///
    /// - Parameters:
    ///   - key: The idempotency key.
    ///   - provider: The provider whose deposit it leaves.
    ///   - amount: VND.
    ///   - total: Year and kind of what is owed for a settled year; nil for interest, which has
    ///     neither. Its amount counts for nothing.
    /// - Returns: The entry.
    /// - Throws: `PostingRefusal`.
    package func remitted(
        key: String,
        provider: String,
        amount: Int64,
        of total: BatchTotal? = nil
    ) throws(PostingRefusal) -> JournalEntry {
        let due =
            total.map { Dimensions.claim(unit: paper.unit, year: paper.year, total: $0) }
            ?? Dimensions(unit: paper.unit)
        let cash = Dimensions.cash(unit: paper.unit, provider: provider, source: total?.source)
        return try entry(key, "remitted", [PostingPair("DUE", due, "CASH", cash, amount)])
    }

    /// Event 16: what is open of a case is written off by decision.
    package func writtenOff(
        key: String,
        case overPayment: OverPayment,
        totals: [BatchTotal],
        isYearSettled: Bool
    ) throws(PostingRefusal) -> JournalEntry {
        let pairs = totals.map { total in
            PostingPair(
                isYearSettled ? "DUE" : "LOSS",
                claim(overPayment, total),
                "REC",
                overPayment.receivable(unit: paper.unit, total: total),
                total.amount
            )
        }
        return try entry(key, "written-off", pairs)
    }

    /// Event 17: a provider's fee is due.
    package func feeDue(
        key: String,
        provider: String,
        amount: Int64
    ) throws(PostingRefusal) -> JournalEntry {
        let side = Dimensions.cash(unit: paper.unit, provider: provider)
        return try entry(key, "fee-due", [PostingPair("FEE", "PAYPROV", amount, side)])
    }

    /// Event 17: a provider's fee is paid from the operating line, whose source is given.
    package func feePaid(
        key: String,
        provider: String,
        source: String,
        amount: Int64
    ) throws(PostingRefusal) -> JournalEntry {
        let side = Dimensions.cash(unit: paper.unit, provider: provider)
        let budget = Dimensions.budget(unit: paper.unit, year: paper.year, source: source)
        return try entry(
            key,
            "fee-paid",
            [
                PostingPair("PAYPROV", side, "FUND", budget, amount),
                PostingPair("SPENT", "MEMO", amount, budget),
            ]
        )
    }

    /// Event 18: a provider takes its fee from benefit money, and owes it.
    package static func feeTaken(unit: String, provider: String, amount: Int64) -> PostingPair {
        PostingPair("REC", "CASH", amount, .cash(unit: unit, provider: provider))
    }

    /// Event 20: what an unidentified entry was is found out.
    ///
    /// - Parameters:
    ///   - key: The idempotency key.
    ///   - provider: The provider in whose account the entry stood.
    ///   - direction: The side of CASH that the entry stood on: debit for money that came in.
    ///   - account: The account that it belongs to, and what it is about there.
    ///   - amount: VND.
    /// - Returns: The entry.
    /// - Throws: `PostingRefusal`.
    package func explained(
        key: String,
        provider: String,
        direction: Side,
        account: (code: String, dimensions: Dimensions),
        amount: Int64
    ) throws(PostingRefusal) -> JournalEntry {
        let pair = PostingPair(
            "SUSP",
            .cash(unit: paper.unit, provider: provider),
            account.code,
            account.dimensions,
            amount
        )
        return try entry(key, "explained", [direction == .debit ? pair : pair.swapped])
    }

    private func claim(_ overPayment: OverPayment, _ total: BatchTotal) -> Dimensions {
        .claim(unit: paper.unit, year: overPayment.year, total: total)
    }

    private func entry(
        _ key: String,
        _ event: String,
        _ pairs: [PostingPair],
        takingBack original: String? = nil
    ) throws(PostingRefusal) -> JournalEntry {
        try paper.entry(
            key: key,
            event: event,
            pairs: original == nil ? pairs : pairs.map(\.swapped),
            reverses: original,
            chart: chart
        )
    }
}
