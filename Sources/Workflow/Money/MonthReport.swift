// How a month stands: every đồng that was decided in exactly one column, and our cash against the
// statements.
//
// Invariants:
// (1) A line that was paid again within the month stands where the line that pays it stands.
// (2) Our cash on a day is what the statement of that day closes with, but for papers that the bank
//     had not seen yet, or had seen before us; anything else is a break.
// (3) A report writes nothing.

import BankFiles
package import Disbursement
import Intake
package import Ledger
package import Reconciliation
import Signing
package import Store

/// One day of one account.
package struct CashDay: Sendable {
    /// The statement's name, such as `7/1`.
    package let name: String
    /// The unit.
    package let unit: String
    /// The provider.
    package let provider: String
    /// The day.
    package let day: CivilDate
    /// VND in the statement.
    package let statement: Int64
    /// VND in our books.
    package let books: Int64
    /// VND of papers that the bank shows on another day.
    package let inTransit: Int64
    /// Whether the statement goes on where the one before ended.
    package let isConnected: Bool

    /// Whether it agrees.
    package var agrees: Bool { books - inTransit == statement && isConnected }
}

/// A transfer that did not reach its payee and is not paid again yet.
package struct OpenTransfer: Sendable {
    /// Its id.
    package let id: String
    /// How it stands.
    package let status: TransferStatus
    /// The reason's code; empty for none.
    package let reason: String
    /// Whether it stands rejected by nothing but an answer that nobody signed.
    package let isUnsigned: Bool
    /// VND.
    package let amount: Int64
    /// Whether the payee's data was put right since.
    package let isRepaired: Bool
    /// Whether it was put on the next list.
    package let isCarried: Bool
}

/// A paper that was booked on an account and that no statement has shown in time.
package struct OverduePaper: Sendable {
    /// The unit.
    package let unit: String
    /// The provider in whose account it should be seen.
    package let provider: String
    /// The paper's number.
    package let document: String
    /// The day on it.
    package let day: CivilDate
    /// VND.
    package let amount: Int64
    /// Whether it raises the account.
    package let isCredit: Bool
    /// The bank days that have passed since.
    package let bankDays: Int
}

/// What is to be asked of the Treasury for a unit and source.
package struct Withdrawal: Sendable {
    /// The unit.
    package let unit: String
    /// The funding source.
    package let source: String
    /// The sum, and what it is made of.
    package let need: WithdrawalNeed
    /// VND that is owed, by the codes of the budget line that it is on; nil for what is on none.
    package let owedByLine: [(codes: BudgetCodes?, amount: Int64)]
}

/// How a month stands.
package struct MonthReport: Sendable {
    /// The table.
    package let table: MonthTable
    /// The days of the accounts that statements came for.
    package let cash: [CashDay]
    /// Transfers of which no word came in time.
    package let unknown: [String]
    /// Transfers that wait to be paid again.
    package let openTransfers: [OpenTransfer]
    /// What was asked back of the month's files.
    package let recalls: [StandingRecall]
    /// Conflicts that nobody has decided.
    package let conflicts: [ConflictRecord]
    /// What banks may have meant where they named no transfer of ours, by the conflict's number.
    package let proposals: [Int64: TransferProposal]
    /// Papers that should stand in a statement by now: somebody has to ask where the money is.
    package let overdue: [OverduePaper]
    /// The sums to ask the Treasury for, by unit and source.
    package let withdrawals: [Withdrawal]

    /// Whether cash and table agree.
    package var agrees: Bool { table.differences.isEmpty && cash.allSatisfy(\.agrees) }
}

/// Reports on a month.
package struct ReportMonth {
    /// Days to wait for a bank's word after the day that it was asked to pay on.
    private static let patience = 5
    /// Bank days after which a paper that no statement shows is overdue.
    package static let papersPatience = 5

    private let environment: Environment

    /// A report in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// How the month of a scope stands.
    ///
    /// - Throws: ``StepRefusal``, `StoreError`.
    package func run(_ open: OpenBooks, scope: RunScope) throws -> MonthReport {
        let units = try scope.records(open.books)
        let codes = Set(units.map(\.code))
        let world = try BatchWorld(open: open)
        let batches = world.batches.values.filter {
            $0.period == scope.period && codes.contains($0.unit)
        }.sorted { $0.row < $1.row }
        let decided = try batches.filter { try $0.kind == "payout" && world.isApproved($0) }
        var totals: [BatchTotal] = []
        for batch in decided {
            totals += BatchTotal.of(try world.lines(of: batch.row).lines)
        }
        var table = MonthTable(decided: totals)
        for batch in decided {
            for line in try world.lines(of: batch.row) {
                let total = BatchTotal(
                    programme: line.line.programme,
                    source: line.line.source,
                    year: line.line.year,
                    amount: line.line.amount
                )
                table.add(total, in: try world.column(of: line, in: batch, period: scope.period))
            }
        }
        let conflicts = try open.books.query { try $0.conflicts() }.filter {
            !$0.isDecided && ($0.unit.isEmpty || codes.contains($0.unit))
        }
        return MonthReport(
            table: table,
            cash: try cash(units, open: open),
            unknown: try batches.filter(\.isHandedOver).flatMap {
                try unknown($0, world: world, open: open)
            },
            openTransfers: try units.flatMap {
                try openTransfers(of: $0.code, period: scope.period, open: open)
            },
            recalls: try StandingRecalls(open: open).of(
                Set(batches.map(\.code)),
                year: environment.now.date.month.year
            ),
            conflicts: conflicts,
            proposals: try ProposeTransfers(open, year: environment.now.date.month.year)
                .run(conflicts),
            overdue: try units.flatMap { try overdue(of: $0.code, open: open) },
            withdrawals: try units.flatMap {
                try WithdrawalNeeds(world: world, on: environment.now.date).of(unit: $0.code)
            }
        )
    }

    private func unknown(
        _ batch: BatchRecord,
        world: BatchWorld,
        open: OpenBooks
    ) throws -> [String] {
        guard let code = BatchCode(batch.code) else { return [] }
        let positions = try world.positions(of: batch.row)
        let requested = try open.books.query { try $0.requestedDays(of: batch) }
        return Set(try world.lines(of: batch.row).filter { !$0.isStopped }.map(\.transfer)).sorted()
            .filter { number in
                let position = positions[number]
                let status = position.flatMap { TransferStatus(rawValue: $0.status) } ?? .sent
                let shown = ShownStatus(
                    status,
                    requested: requested ?? batch.known,
                    lastWord: position?.day,
                    patience: Self.patience,
                    today: environment.now.date
                )
                return shown == .unknown
            }
            .map { "\(TransferID(batch: code, number: $0))" }
    }

    private func openTransfers(
        of unit: String,
        period: CalendarMonth,
        open: OpenBooks
    ) throws -> [OpenTransfer] {
        let lines = try open.books.query { try $0.openLines(unit: unit) }
            .filter { $0.period == period }
        let unshown = try UnshownDays(unit: unit, open: open)
        return try Dictionary(grouping: lines, by: OpenLines.transferID)
            .sorted { $0.key < $1.key }.compactMap { id, lines in
                guard let first = lines.first else { return nil }
                return OpenTransfer(
                    id: id,
                    status: try TransferPosition(first.position).status,
                    reason: first.position.reason,
                    isUnsigned: unshown.isUnsigned(first),
                    amount: lines.reduce(0) { $0 + $1.line.line.amount },
                    isRepaired: first.isRepaired,
                    isCarried: first.isCarried
                )
            }
    }

    private func overdue(of unit: String, open: OpenBooks) throws -> [OverduePaper] {
        try open.books.query { try $0.papersInTransit(unit: unit) }.compactMap { paper in
            guard let day = CivilDate(iso: paper.day) else {
                throw StoreError.damaged("paper: \(paper.key)")
            }
            let passed = BusinessCalendar.shipped.count(after: day, through: environment.now.date)
            guard passed > Self.papersPatience else { return nil }
            return OverduePaper(
                unit: unit,
                provider: paper.provider,
                document: paper.document,
                day: day,
                amount: paper.amount,
                isCredit: paper.event == "advance",
                bankDays: passed
            )
        }
    }

    /// Invariant (2).
    private func cash(_ units: [UnitRecord], open: OpenBooks) throws -> [CashDay] {
        let codes = Set(units.map(\.code))
        var days: [CashDay] = []
        var last: [String: Int64] = [:]
        for statement in try open.books.query({ try $0.statements() })
        where codes.contains(statement.unit) {
            guard let day = statement.through else { continue }
            let key = "\(statement.unit) \(statement.provider)"
            let before = last[key]
            last[key] = statement.closing
            days.append(
                CashDay(
                    name: statement.name,
                    unit: statement.unit,
                    provider: statement.provider,
                    day: day,
                    statement: statement.closing,
                    books: try open.books.query {
                        try $0.balance(
                            account: "CASH",
                            unit: statement.unit,
                            provider: statement.provider,
                            through: day
                        )
                    },
                    inTransit: try inTransit(statement, day: day, open: open),
                    isConnected: before == nil || statement.opening == nil
                        || before == statement.opening
                )
            )
        }
        return days
    }

    /// VND that our books have by a paper and the bank shows on another day.
    private func inTransit(
        _ statement: StatementRecord,
        day: CivilDate,
        open: OpenBooks
    ) throws -> Int64 {
        let history = try open.books.query {
            try $0.awaitedHistory(unit: statement.unit, provider: statement.provider)
        }
        return history.reduce(0) { sum, item in
            let isBooked = item.day <= "\(day)"
            let isSeen = item.seen.map { $0 <= "\(day)" } ?? false
            guard isBooked != isSeen else { return sum }
            let amount = item.isCredit ? item.amount : -item.amount
            return sum + (isBooked ? amount : -amount)
        }
    }
}

/// The batches of the books with what was read of them, each read once.
final class BatchWorld {
    let open: OpenBooks
    /// All batches by row.
    let batches: [Int64: BatchRecord]
    private var linesByBatch: [Int64: StoredLines] = [:]
    private var positionsByBatch: [Int64: SharedColumn<StoredPosition>] = [:]
    private var replacedByBatch: [Int64: [Int: Replacement]] = [:]

    init(open: OpenBooks) throws {
        self.open = open
        batches = Dictionary(
            uniqueKeysWithValues: try open.books.batches().map { ($0.row, $0) }
        )
    }

    /// The lines of a batch.
    func lines(of batch: Int64) throws -> StoredLines {
        if let known = linesByBatch[batch] { return known }
        guard let record = batches[batch] else {
            throw StoreError.damaged("batch \(batch): it is not there")
        }
        let lines = try open.books.lines(of: record)
        linesByBatch[batch] = lines
        return lines
    }

    /// How the transfers of a batch stand.
    func positions(of batch: Int64) throws -> SharedColumn<StoredPosition> {
        if let known = positionsByBatch[batch] { return known }
        guard let record = batches[batch] else { return SharedColumn(count: 0) }
        let positions = try open.books.query { try $0.positions(of: record) }
        positionsByBatch[batch] = positions
        return positions
    }

    /// The lines of a batch that are paid again, and by which.
    func replaced(of batch: Int64) throws -> [Int: Replacement] {
        if let known = replacedByBatch[batch] { return known }
        let replaced = try open.books.query { try $0.replacedLines(of: batch) }
        replacedByBatch[batch] = replaced
        return replaced
    }

    /// Whether all who must have signed.
    func isApproved(_ batch: BatchRecord) throws -> Bool {
        try open.isApproved(batch)
    }

    /// Where the đồng of a line stand.
    func column(
        of line: StoredLine,
        in batch: BatchRecord,
        period: CalendarMonth
    ) throws -> MonthTable.Column {
        if batch.isCancelled || line.isStopped { return .withdrawn }
        guard batch.isHandedOver else { return .notHandedOver }
        let position = try positions(of: batch.row)[line.transfer]
        let status = position.flatMap { TransferStatus(rawValue: $0.status) } ?? .sent
        if let next = try replaced(of: batch.row)[line.number], let by = batches[next.batch] {
            guard by.period == period, next.kind == "reissue" else { return .carried }
            guard by.isHandedOver else { return .reissued }
            guard let again = try lines(of: by.row).first(where: { $0.number == next.line }) else {
                throw StoreError.damaged("line \(next.line) of \(by.code)")
            }
            return try column(of: again, in: by, period: period)
        }
        if status.hasFailed,
            try open.books.query({ try $0.isCarried(batch: batch.row, transfer: line.transfer) })
        {
            return .carried
        }
        return .of(status, afterFailure: .open)
    }
}
