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
    /// The budget year; nil for the year of the paper that it is booked under.
    package let year: Int?
    /// VND, more than zero.
    package let amount: Int64

    /// A total, more than zero.
    package init(programme: String, source: String, year: Int? = nil, amount: Int64) {
        precondition(amount > 0, "a total is more than zero")
        self.programme = programme
        self.source = source
        self.year = year
        self.amount = amount
    }

    /// The totals of lines, in order of programme, source and budget year.
    package static func of(_ lines: some Sequence<DueLine>) -> [BatchTotal] {
        var byRight: [LineRight: Int64] = [:]
        for line in lines { byRight[line.right, default: 0] += line.amount }
        return of(byRight.map { ($0.key, $0.value) })
    }

    /// The totals of lines in columns, in order of programme, source and budget year.
    package static func of(_ lines: LineColumns) -> [BatchTotal] {
        of(rights: zip(lines.table, lines.amountsByRight()))
    }

    /// The totals of sums by right, in order of programme, source and budget year.
    package static func of(rights: some Sequence<(LineRight, Int64)>) -> [BatchTotal] {
        of(rights.filter { $0.1 > 0 })
    }

    private static func of(_ byRight: [(LineRight, Int64)]) -> [BatchTotal] {
        let sums = Dictionary(
            byRight.map { ([$0.0.programme, $0.0.source, "\($0.0.year)"], $0.1) },
            uniquingKeysWith: +
        )
        return sums.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
            BatchTotal(
                programme: $0.key[0],
                source: $0.key[1],
                year: Int($0.key[2]),
                amount: $0.value
            )
        }
    }
}

/// When and under which paper an entry is booked.
package struct BookingPaper: Sendable {
    /// The unit.
    package let unit: String
    /// The budget year.
    package let year: Int
    /// The day it is booked.
    package let day: CivilDate
    /// The day it counts.
    package let valueOn: CivilDate
    /// The paper.
    package let document: String
    /// The programmes that have a budget line of their own, by year and source: their share of the estimate
    /// is booked by programme.
    package let ownLines: Set<SourceYear>

    /// A paper of a unit; it counts on the day it is booked where no other is named.
    ///
    /// - Parameters:
    ///   - unit: The unit.
    ///   - year: The budget year.
    ///   - day: The day it is booked.
    ///   - valueOn: The day it counts.
    ///   - document: The paper.
    ///   - ownLines: The programmes that have a budget line of their own.
    package init(
        unit: String,
        year: Int,
        day: CivilDate,
        valueOn: CivilDate? = nil,
        document: String,
        ownLines: Set<SourceYear> = []
    ) {
        self.unit = unit
        self.year = year
        self.day = day
        self.valueOn = valueOn ?? day
        self.document = document
        self.ownLines = ownLines
    }

    /// The budget side of a total: of its programme where that has a line of its own, else of its source.
    ///
    /// Who has no such lines has the entries that they always had.
    func budget(_ total: BatchTotal, year other: Int? = nil) -> Dimensions {
        let year = other ?? year
        var budget = Dimensions.budget(unit: unit, year: year, source: total.source)
        let own = SourceYear(programme: total.programme, year: year, source: total.source)
        if ownLines.contains(own) { budget.programme = total.programme }
        return budget
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
            pairs: [PostingPair("GRANTED", "MEMO", amount, dimensions)]
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
        let cash = Dimensions.cash(unit: paper.unit, provider: provider, source: source)
        return try entry(
            key: key,
            event: "advance",
            pairs: [
                PostingPair("CASH", cash, "ADV", budget, amount),
                PostingPair("ADVANCED", "MEMO", amount, budget),
            ]
        )
    }

    /// What was paid elsewhere before the first open month (memo only).
    package func opening(key: String, totals: [BatchTotal]) throws -> JournalEntry {
        try entry(
            key: key,
            event: "opening",
            pairs: totals.map { PostingPair("OPENING", "MEMO", $0.amount, dimensions($0)) }
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
            pairs: totals.flatMap(approvalPairs).map(\.swapped),
            reverses: "\(batch)/approved"
        )
    }

    /// Event 3 for a whole batch: what no stop list took away before is withdrawn.
    package func cancelled(batch: String, totals: [BatchTotal]) throws -> JournalEntry {
        try entry(
            key: "\(batch)/cancelled",
            event: "withdrawn",
            pairs: totals.flatMap(approvalPairs).map(\.swapped),
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
                let clearing = Dimensions.clearing(
                    unit: paper.unit,
                    year: paper.year,
                    total: total,
                    provider: provider,
                    file: file
                )
                return PostingPair("PAY", dimensions(total), "CLR", clearing, total.amount)
            }
        )
    }

    private func approvalPairs(_ total: BatchTotal) -> [PostingPair] {
        let budget = paper.budget(total, year: total.year)
        return [
            PostingPair("EXP", "PAY", total.amount, dimensions(total)),
            PostingPair("RESERVED", "MEMO", total.amount, budget),
        ]
    }

    private func budget(_ source: String) -> Dimensions {
        .budget(unit: paper.unit, year: paper.year, source: source)
    }

    private func dimensions(_ total: BatchTotal) -> Dimensions {
        .claim(unit: paper.unit, year: paper.year, total: total)
    }

    private func entry(
        key: String,
        event: String,
        pairs: [PostingPair],
        reverses: String? = nil
    ) throws -> JournalEntry {
        try paper.entry(key: key, event: event, pairs: pairs, reverses: reverses, chart: chart)
    }
}
