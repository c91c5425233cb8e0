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
            try reader.forEachEntry { entry in
                for posting in entry.postings {
                    balance.add(posting, bookedOn: day.of(entry), isStorno: entry.isStorno)
                }
            }
        }
        return balance
    }

    /// The statement of an account, filled with what the books hold of it.
    ///
    /// - Throws: ``StepRefusal`` where the chart has no such account; `StoreError`.
    package func fill(_ statement: AccountStatement) throws -> AccountStatement {
        guard ChartOfAccounts.shipped[statement.account] != nil else {
            let codes = ChartOfAccounts.shipped.accounts.map(\.code).joined(separator: ", ")
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "hệ thống tài khoản không có \(statement.account); có: \(codes)",
                    en: "the chart has no account \(statement.account); it has: \(codes)"
                )
            )
        }
        var filled = statement
        try books.query { try $0.forEachEntry { filled.add($0) } }
        return filled
    }

    /// The budget used against granted.
    ///
    /// - Throws: `StoreError`.
    package func budget() throws -> BudgetSheet {
        var sheet = BudgetSheet()
        try books.query { try $0.forEachEntry { sheet.add($0) } }
        return sheet
    }

    /// Writes the journal as another program reads it.
    package func export(
        as format: ExportFormat,
        to sink: (String) throws -> Void
    ) throws {
        var export = JournalExport(chart: .shipped, format: format)
        try export.writeHeader(to: sink)
        try books.query { reader in
            try reader.forEachEntry { try export.write($0, to: sink) }
        }
    }
}
