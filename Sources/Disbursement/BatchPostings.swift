// The journal entries of a batch until its files are handed over.
//
// Events are numbered as in the accounting of a payout: 1 estimate granted, 2 batch approved,
// 3 withdrawn, 4 advance received, 5 handed over.
//
// Invariants:
// (1) An entry has one unit and balances, memo postings among themselves.
// (2) A bulk entry's postings are totals; its lines are stored once, in the batch.

package import Ledger

/// One total of a batch: what is approved or handed over of a programme and funding source.
package struct BatchTotal: Hashable, Sendable {
    /// The programme.
    package let programme: String
    /// The funding source.
    package let source: String
    /// VND, more than zero.
    package let amount: Int64

    /// A total, more than zero.
    package init(programme: String, source: String, amount: Int64) {
        precondition(amount > 0, "a total is more than zero")
        self.programme = programme
        self.source = source
        self.amount = amount
    }

    /// The totals of lines, in order of programme and source.
    package static func of(_ lines: some Sequence<DueLine>) -> [BatchTotal] {
        var sums: [[String]: Int64] = [:]
        for line in lines { sums[[line.programme, line.source], default: 0] += line.amount }
        return sums.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
            BatchTotal(programme: $0.key[0], source: $0.key[1], amount: $0.value)
        }
    }
}

/// When and under which paper an entry is booked.
package struct BookingPaper: Sendable {
    /// The unit.
    package let unit: String
    /// The budget year.
    package let year: Int
    /// The day it is booked and counts.
    package let day: CivilDate
    /// The paper.
    package let document: String

    /// A paper of a unit.
    package init(unit: String, year: Int, day: CivilDate, document: String) {
        self.unit = unit
        self.year = year
        self.day = day
        self.document = document
    }
}

/// Makes the entries.
package struct BatchPostings {
    private let chart: ChartOfAccounts
    private let paper: BookingPaper

    /// Postings under one paper.
    package init(chart: ChartOfAccounts, paper: BookingPaper) {
        self.chart = chart
        self.paper = paper
    }

    /// Event 1: an estimate was granted (memo only).
    package func estimateGranted(key: String, source: String, amount: Int64) throws -> JournalEntry
    {
        let dimensions = budget(source)
        return try entry(
            key: key,
            event: "estimate",
            pairs: [("GRANTED", "MEMO", amount, dimensions, dimensions)]
        )
    }

    /// Event 4: an advance came to the provider and was accepted by the Treasury.
    package func advanceReceived(
        key: String,
        source: String,
        provider: String,
        amount: Int64
    )
        throws -> JournalEntry
    {
        let budget = budget(source)
        var cash = Dimensions(unit: paper.unit)
        cash.source = source
        cash.provider = provider
        return try entry(
            key: key,
            event: "advance",
            pairs: [
                ("CASH", "ADV", amount, cash, budget), ("ADVANCED", "MEMO", amount, budget, budget),
            ]
        )
    }

    /// What was paid elsewhere before the first open month (memo only).
    package func opening(key: String, totals: [BatchTotal]) throws -> JournalEntry {
        try entry(
            key: key,
            event: "opening",
            pairs: totals.map { total in
                let dimensions = dimensions(total)
                return ("OPENING", "MEMO", total.amount, dimensions, dimensions)
            }
        )
    }

    /// Event 2: the batch is approved: the expense is owed to the persons, the estimate reserved.
    package func approved(batch: String, totals: [BatchTotal]) throws -> JournalEntry {
        try entry(
            key: "\(batch)/approved",
            event: "approved",
            pairs: totals.flatMap(approvalPairs)
        )
    }

    /// Event 3: lines are withdrawn before hand-over; a storno of a part of event 2.
    package func withdrawn(batch: String, stop: Int, totals: [BatchTotal]) throws -> JournalEntry {
        try entry(
            key: "\(batch)/stop-\(stop)",
            event: "withdrawn",
            pairs: totals.flatMap(approvalPairs).map { ($0.1, $0.0, $0.2, $0.4, $0.3) },
            reverses: "\(batch)/approved"
        )
    }

    /// Event 5: a file is handed over: what was owed to persons is in clearing.
    package func handedOver(
        batch: String,
        file: String,
        provider: String,
        totals: [BatchTotal]
    ) throws -> JournalEntry {
        try entry(
            key: "\(batch)/handed-over/\(file)",
            event: "handed-over",
            pairs: totals.map { total in
                var clearing = dimensions(total)
                clearing.provider = provider
                clearing.file = file
                return ("PAY", "CLR", total.amount, dimensions(total), clearing)
            }
        )
    }

    private typealias Pair = (String, String, Int64, Dimensions, Dimensions)

    private func approvalPairs(_ total: BatchTotal) -> [Pair] {
        let dimensions = dimensions(total)
        let budget = budget(total.source)
        return [
            ("EXP", "PAY", total.amount, dimensions, dimensions),
            ("RESERVED", "MEMO", total.amount, budget, budget),
        ]
    }

    private func budget(_ source: String) -> Dimensions {
        var dimensions = Dimensions(unit: paper.unit)
        dimensions.budgetYear = paper.year
        dimensions.source = source
        return dimensions
    }

    private func dimensions(_ total: BatchTotal) -> Dimensions {
        var dimensions = budget(total.source)
        dimensions.programme = total.programme
        return dimensions
    }

    private func entry(
        key: String,
        event: String,
        pairs: [Pair],
        reverses: String? = nil
    ) throws
        -> JournalEntry
    {
        var postings: [Posting] = []
        for (debit, credit, amount, debitSide, creditSide) in pairs {
            postings.append(try .debit(debit, .vnd(amount), debitSide))
            postings.append(try .credit(credit, .vnd(amount), creditSide))
        }
        let entry = try JournalEntry(
            key: key,
            event: event,
            unit: paper.unit,
            bookedOn: paper.day,
            valueOn: paper.day,
            document: paper.document,
            postings: postings,
            reverses: reverses
        )
        try entry.check(against: chart)
        return entry
    }
}
