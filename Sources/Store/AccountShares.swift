// What an account holds of a unit, parted by budget year, programme and source.

import GRDB
import Ledger

/// A part of an account's balance.
package struct AccountShare: Hashable, Sendable {
    /// The budget year; nil for what belongs to none, such as interest.
    package let year: Int?
    /// The programme; nil or empty for what belongs to none.
    package let programme: String?
    /// The funding source; nil for what has none.
    package let source: String?
    /// Debits less credits, VND; never zero.
    package let balance: Int64
}

extension BooksReader {
    /// The balance of an account, parted; in order of year, programme and source.
    ///
    /// - Parameters:
    ///   - account: The account's code.
    ///   - unit: The unit's code.
    /// - Returns: The parts that are not zero.
    /// - Throws: `StoreError`.
    package func shares(of account: String, unit: String) throws -> [AccountShare] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT p.year, p.programme, p.source,
                  sum(CASE p.side WHEN 'debit' THEN p.amount ELSE -p.amount END) AS balance
                FROM posting p JOIN entry e ON e.number = p.entry
                WHERE p.account = ? AND e.unit = ?
                GROUP BY p.year, p.programme, p.source HAVING balance <> 0
                ORDER BY p.year, p.programme, p.source
                """,
            arguments: [account, unit]
        ).map {
            AccountShare(
                year: $0["year"],
                programme: $0["programme"],
                source: $0["source"],
                balance: $0["balance"]
            )
        }
    }
}
