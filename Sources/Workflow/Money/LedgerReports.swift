// What the ledger says: trial balance, statements, the budget and exports, entry by entry from the rows.

package import Disbursement
import Intake
package import Ledger
package import Store

/// Reports over the journal.
package struct LedgerReports {
    private let books: Books

    /// Reports over books.
    package init(_ books: Books) { self.books = books }

    /// The trial balance.
    ///
    /// - Parameters:
    ///   - period: The days whose turnover is shown; nil for all.
    ///   - day: The day by which entries count.
    /// - Returns: The sums.
    /// - Throws: `StoreError`.
    package func trialBalance(
        of period: ClosedRange<CivilDate>? = nil,
        by day: EntryDay = .booking
    ) throws -> TrialBalance {
        var balance = TrialBalance(of: period)
        try books.query { reader in
            let last = period.map { LastDay($0.upperBound, by: day) }
            for turnover in try reader.turnovers(through: last) {
                balance.add(
                    turnoverOf: turnover.account,
                    unit: turnover.unit,
                    debit: turnover.debit,
                    credit: turnover.credit
                )
            }
            // What lies before the period was counted with it.
            guard let first = period?.lowerBound,
                let eve = CivilDate(dayNumber: Int(first.dayNumber) - 1)
            else { return }
            for turnover in try reader.turnovers(through: LastDay(eve, by: day)) {
                balance.move(
                    turnoverToOpeningOf: turnover.account,
                    unit: turnover.unit,
                    debit: turnover.debit,
                    credit: turnover.credit
                )
            }
        }
        return balance
    }

    /// The statement of an account, filled with what the books hold of it.
    ///
    /// - Returns: The statement, and the voucher numbers of the entries that it shows, by their keys.
    /// - Throws: ``StepRefusal`` where the chart has no such account, or the books no such unit; `StoreError`.
    package func fill(
        _ statement: AccountStatement
    ) throws -> (statement: AccountStatement, vouchers: [String: VoucherNumber]) {
        _ = try account(statement.account)
        if let unit = statement.filter.unit { _ = try RunScope.units([unit], of: books) }
        var (filled, numbers) = (statement, VoucherNumbers())
        var vouchers: [String: VoucherNumber] = [:]
        try books.query {
            try $0.forEachEntry(
                on: statement.account,
                of: statement.filter.unit,
                skipped: { unit, day in numbers.next(unit: unit, bookedOn: day) }
            ) { entry in
                vouchers[entry.key] = numbers.next(entry)
                filled.add(entry)
            }
        }
        return (filled, vouchers)
    }

    /// Since when amounts stand open on an account, by unit, programme and source.
    ///
    /// - Parameters:
    ///   - code: The account's code.
    ///   - bands: The last day of each age band but the last.
    ///   - day: The day of the report.
    /// - Returns: The filled report.
    /// - Throws: ``StepRefusal`` where the chart has no such account; `StoreError`.
    package func ageing(of code: String, bands: [Int], on day: CivilDate) throws -> AgeingReport {
        var report = AgeingReport(
            of: try account(code),
            by: [.unit, .budgetYear, .programme, .source],
            bands: bands,
            on: day
        )
        try books.query { try $0.forEachEntry { report.add($0) } }
        return report
    }

    /// Which account stood against which.
    ///
    /// - Throws: `StoreError`.
    package func correspondence(
        of period: ClosedRange<CivilDate>?
    ) throws -> AccountCorrespondence {
        var table = AccountCorrespondence(chart: .shipped, of: period)
        try books.query { try $0.forEachEntry { table.add($0) } }
        return table
    }

    /// Where the amount of an entry came from, or where it went.
    ///
    /// Units are apart and so are sources, where both sides name one: a file's clearing and a
    /// deposit are followed by their source, not by the file.
    ///
    /// - Throws: ``StepRefusal`` where the books have no such entry; `StoreError`.
    package func trail(
        of key: String,
        _ direction: MoneyTrail.Direction
    ) throws -> [MoneyTrail.Step] {
        var trail = MoneyTrail(chart: .shipped, separately: [.unit, .source])
        var isThere = false
        try books.query {
            try $0.forEachEntry { entry in
                isThere = isThere || entry.key == key
                trail.add(entry)
            }
        }
        guard isThere else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "sổ không có bút toán \(key)", en: "the books have no entry \(key)"),
                hint: Phrase(
                    vi:
                        "khóa của bút toán đứng ở cột cuối của: chitra ledger statement --account …",
                    en: "the key of an entry stands last in: chitra ledger statement --account …"
                )
            )
        }
        return trail.trail(of: key, direction)
    }

    /// The account of a code that was typed.
    private func account(_ code: String) throws -> Account {
        guard let account = ChartOfAccounts.shipped[code] else {
            let codes = ChartOfAccounts.shipped.accounts.map(\.code).joined(separator: ", ")
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "hệ thống tài khoản không có \(code); có: \(codes)",
                    en: "the chart has no account \(code); it has: \(codes)"
                )
            )
        }
        return account
    }

    /// The budget used against granted.
    ///
    /// - Parameters:
    ///   - fields: The codes of the budget line that rows are apart by.
    ///   - bySource: Whether funding sources are apart too.
    /// - Returns: The filled sheet.
    /// - Throws: `StoreError`.
    package func budget(
        by fields: [BudgetCodes.Field] = [],
        bySource: Bool = true
    ) throws -> BudgetSheet {
        var sheet = BudgetSheet(by: fields, bySource: bySource)
        try books.query { try $0.forEachEntry { sheet.add($0) } }
        return sheet
    }

    /// The trial balance, apart by what postings are about.
    ///
    /// - Parameters:
    ///   - dimensions: The dimensions that stand apart.
    ///   - period: The days whose turnover is shown; nil for all.
    ///   - day: The day by which entries count.
    /// - Returns: The filled balance.
    /// - Throws: `StoreError`.
    package func trialBalance(
        by dimensions: Set<Dimension>,
        of period: ClosedRange<CivilDate>? = nil,
        by day: EntryDay = .booking
    ) throws -> DimensionedTrialBalance {
        var balance = DimensionedTrialBalance(by: dimensions, of: period, by: day)
        try books.query { try $0.forEachEntry { balance.add($0) } }
        return balance
    }

    /// Writes the journal as another program reads it.
    ///
    /// - Parameters:
    ///   - format: The program.
    ///   - chart: The accounts, with the official ones that they stand for.
    ///   - sink: Takes the text, piece by piece.
    /// - Throws: `StoreError`, what the sink throws.
    package func export(
        as format: ExportFormat,
        chart: ChartOfAccounts = .shipped,
        to sink: (String) throws -> Void
    ) throws {
        var export = JournalExport(chart: chart, format: format)
        try export.writeHeader(to: sink)
        try books.query { reader in
            try reader.forEachEntry { try export.write($0, to: sink) }
        }
    }
}
