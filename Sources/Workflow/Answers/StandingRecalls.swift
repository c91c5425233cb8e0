// What was asked back of a month's files, and what of it is there again.
//
// Invariant: what came back is what statements and refusals say of the transfers, never a word about the
// recall.

import BankFiles
import Disbursement
import Intake
package import Ledger
import Reconciliation
import Store

/// A recall as it stands.
package struct StandingRecall: Hashable, Sendable {
    /// The file that its payments were handed over in.
    package let message: String
    /// The day on which they were asked back.
    package let day: CivilDate
    /// The reason's code.
    package let reason: String
    /// The paper that decided it.
    package let document: String
    /// How many payments were asked back.
    package let count: Int
    /// VND of them.
    package let amount: Int64
    /// How many of them are there again.
    package let returned: Int
    /// VND of these.
    package let returnedAmount: Int64
}

/// Looks recalls up.
struct StandingRecalls {
    let open: OpenBooks

    /// The recalls of some batches, in the order in which they were asked.
    ///
    /// - Parameters:
    ///   - batches: Codes.
    ///   - year: The budget year of the look.
    /// - Returns: The recalls.
    /// - Throws: `StoreError`.
    func of(_ batches: Set<String>, year: Int) throws -> [StandingRecall] {
        let records = try open.books.query { try $0.recalls() }
        guard !records.isEmpty else { return [] }
        let book = try FrozenTransfers(open: open, year: year)
        return try records.compactMap { record in
            let transfers =
                record.transfers.isEmpty
                ? try book.transfers(message: record.message, group: nil)
                : try record.transfers.compactMap { try TransferID($0).flatMap(book.transfer) }
            guard let first = transfers.first, batches.contains(first.batch) else { return nil }
            let positions = try book.positions(of: first.id.batch)
            let back = transfers.filter {
                (positions[$0.id.number] ?? TransferPosition()).status.hasFailed
            }
            return StandingRecall(
                message: record.message,
                day: record.at.date,
                reason: record.reason,
                document: record.document,
                count: transfers.count,
                amount: transfers.reduce(0) { $0 + $1.amount },
                returned: back.count,
                returnedAmount: back.reduce(0) { $0 + $1.amount }
            )
        }
    }
}
