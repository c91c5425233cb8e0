// Only the funding split of what was paid changes: nothing is due to a person, an entry moves the parts.
//
// Invariants:
// (1) Expense and what is reserved for it move as soon as the split is known; spending moves for months whose
//     lines are all cleared, for the Treasury's books follow its papers.
// (2) What is moved is the difference between what the law says now and what was moved before: the step done
//     again moves nothing.
// (3) Months that were paid elsewhere are told and not booked: that money never was in these books.
// (4) The source that bears more must have it in its open estimate.
// (5) Budget lines are those on which the months were reserved (`MovedLines`).

package import Disbursement
package import Entitlement
import Intake
import Ledger
import Signing
import Store

/// What was moved for a unit.
package struct SourceReport: Sendable {
    /// The unit.
    package let unit: String
    /// What moved of the expense.
    package let expense: [SourceMove]
    /// What moved of the spending.
    package let spent: [SourceMove]
    /// VND of moves whose spending waits until lines are cleared.
    package let waiting: Int64
    /// VND of moves of months that were paid elsewhere.
    package let elsewhere: Int64
}

/// Moves parts between sources.
package struct MoveSources {
    private let environment: Environment
    private let ruleBook: RuleBook

    /// A step in an environment, under a rule book.
    package init(_ environment: Environment, ruleBook: RuleBook) {
        self.environment = environment
        self.ruleBook = ruleBook
    }

    /// Moves what the law as known today parts otherwise than it was paid.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - scope: The last month that is looked at, and the units.
    ///   - document: The Treasury's paper on the adjustment.
    ///   - officer: The chief accountant.
    /// - Returns: What moved, a report for each unit.
    /// - Throws: ``StepRefusal``.
    package func run(
        _ open: OpenBooks,
        scope: RunScope,
        document: String,
        officer: OfficerKey
    ) throws -> [SourceReport] {
        _ = try DocumentReference.required(document)
        let units = try scope.records(open.books)
        for unit in units { try officer.require([.chiefAccountant], unit: unit.code) }
        try open.requireProof()
        return try units.map {
            try move($0, scope.period, document: document, open: open, officer: officer)
        }
    }

    private func move(
        _ unit: UnitRecord,
        _ period: CalendarMonth,
        document: String,
        open: OpenBooks,
        officer: OfficerKey
    ) throws -> SourceReport {
        let known = environment.now.date
        let drafts = try DraftAssembly(open: open, ruleBook: ruleBook).drafts(
            units: [unit],
            period: period,
            known: known
        )
        let lines = try open.books.query { try MovedLines($0, unit: unit.code) }
        let wanted = try wanted(drafts[0].moves, unit, lines, open)
        let expense = lines.reserving(
            SourceMove.between(wanted: wanted.all, done: lines.expense),
            own: wanted.own
        )
        let spent = lines.spending(
            SourceMove.between(wanted: wanted.cleared, done: lines.spent),
            own: wanted.ownCleared
        )
        let report = SourceReport(
            unit: unit.code,
            expense: expense,
            spent: spent,
            waiting: Self.added(wanted.all) - Self.added(wanted.cleared),
            elsewhere: wanted.elsewhere
        )
        guard !expense.isEmpty || !spent.isEmpty else { return report }
        try requireEstimate(expense, unit.code, open)
        try book(report, year: period.year, document: document, open: open, officer: officer)
        return report
    }

    /// Books what moves.
    private func book(
        _ report: SourceReport,
        year: Int,
        document: String,
        open: OpenBooks,
        officer: OfficerKey
    ) throws {
        let moves = report.expense.map { ("e", $0) } + report.spent.map { ("s", $0) }
        let sheet = moves.map { kind, move in
            "\(kind) \(move.programme) \(move.year) \(move.from) \(move.to) \(move.amount)"
        }.joined(separator: "\n")
        // The number of moves before tells a move from the same one made again after it was taken back.
        let before = try open.books.query { try $0.sourceMoveCount(unit: report.unit) }
        let key = "source-moved/\(report.unit)/" + Digest.of(utf8: "\(before)\n\(sheet)").hex
        try open.books.step(
            StepInfo(
                key: key,
                verb: "ledger move-sources",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex,
                detail: report.unit
            )
        ) { writer in
            try writer.post(
                try FundPostings(
                    chart: .shipped,
                    paper: BookingPaper(
                        unit: report.unit,
                        year: year,
                        day: environment.now.date,
                        document: document
                    )
                ).sourceMoved(key: key, expense: report.expense, spent: report.spent)
            )
        }
    }

    /// What is wanted by year: of all months, and of those whose lines are cleared.
    private struct Wanted {
        var all: [SourceYear: Int64] = [:]
        var cleared: [SourceYear: Int64] = [:]
        /// What of both is on the programmes' own budget lines.
        var own: [SourceYear: Int64] = [:]
        var ownCleared: [SourceYear: Int64] = [:]
        var elsewhere: Int64 = 0
    }

    /// Invariants (1), (3) and (5); a month's lines are booked in the year of the list that decided it.
    private func wanted(
        _ moves: [SourcePart: Int64],
        _ unit: UnitRecord,
        _ lines: MovedLines,
        _ open: OpenBooks
    ) throws -> Wanted {
        let lists = try open.books.query { try $0.earlierLists(unit: unit.code) }
        let uncleared = try open.books.query { try $0.unclearedMonths(unit: unit.code) }
        var wanted = Wanted()
        for (part, amount) in moves {
            if part.month < unit.firstMonth {
                wanted.elsewhere += max(0, amount)
                continue
            }
            let own = lists.filter { !$0.isOpening }
            let list =
                own.first { $0.period == part.month } ?? own.first { $0.period > part.month }
            let year = SourceYear(
                programme: part.programme,
                year: (list?.period ?? part.month).year,
                source: part.source
            )
            let onOwnLine = lines.own(of: amount, part, in: year.year)
            wanted.all[year, default: 0] += amount
            wanted.own[year, default: 0] += onOwnLine
            let month = ProgrammeMonth(programme: part.programme, month: part.month)
            guard !uncleared.contains(month) else { continue }
            let budget = SourceYear(programme: "", year: year.year, source: part.source)
            wanted.cleared[budget, default: 0] += amount
            wanted.ownCleared[year, default: 0] += onOwnLine
        }
        return wanted
    }

    private static func added(_ parts: [SourceYear: Int64]) -> Int64 {
        parts.values.reduce(0) { $0 + max(0, $1) }
    }

    /// Invariant (4).
    private func requireEstimate(
        _ moves: [SourceMove],
        _ unit: String,
        _ open: OpenBooks
    ) throws {
        var needs: [SourceYear: Int64] = [:]
        for move in moves {
            for (source, sign) in [(move.to, Int64(1)), (move.from, -1)] {
                let part = SourceYear(programme: "", year: move.year, source: source)
                needs[part, default: 0] += sign * move.amount
            }
        }
        for (part, need) in needs.sorted(by: { $0.key < $1.key }) where need > 0 {
            func balance(_ account: String) throws -> Int64 {
                try open.books.balance(
                    account: account,
                    unit: unit,
                    year: part.year,
                    source: part.source
                )
            }
            let free = try balance("GRANTED") - balance("RESERVED")
            guard need > free else { continue }
            throw StepRefusal(
                .approvalMissing,
                Phrase(
                    vi: "dự toán \(part.year) của nguồn \(part.source) còn "
                        + "\(Money.vnd(free)), cần \(Money.vnd(need))",
                    en: "the estimate of \(part.year) of source \(part.source) has "
                        + "\(Money.vnd(free).inEnglish) left, \(Money.vnd(need).inEnglish) is needed"
                ),
                hint: Phrase(
                    vi: "có văn bản giao dự toán thì nạp: chitra ledger receive FILE",
                    en: "with a paper that grants it, run: chitra ledger receive FILE"
                )
            )
        }
    }
}
