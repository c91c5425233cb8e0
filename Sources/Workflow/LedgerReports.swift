// What the ledger says: trial balance and plain-text export, entry by entry from the rows.

import Disbursement
package import Ledger
package import Store

/// Reports over the journal.
package struct LedgerReports {
    private let books: Books

    /// Reports over books.
    package init(_ books: Books) { self.books = books }

    /// The trial balance of all entries.
    package func trialBalance() throws -> TrialBalance {
        var balance = TrialBalance()
        try books.query { try $0.forEachEntry { balance.add($0) } }
        return balance
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
