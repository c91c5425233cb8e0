// What an account holds of a unit, parted by budget year, programme and source.

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
        var parts: [[String?]: (year: Int?, balance: Int64)] = [:]
        for (posting, balance) in try balances(account: account, unit: unit) {
            let key = [posting.year.map(String.init), posting.programme, posting.source]
            let (sum, overflow) = (parts[key]?.balance ?? 0).addingReportingOverflow(balance)
            guard !overflow else { throw StoreError.damaged("posting: a sum") }
            parts[key] = (posting.year, sum)
        }
        // What is of no year, programme or source comes first.
        func precedes(_ left: [String?], _ right: [String?]) -> Bool {
            for (one, other) in zip(left, right) where one != other {
                guard let one, let other else { return one == nil }
                return one < other
            }
            return false
        }
        return parts.filter { $0.value.balance != 0 }.sorted { precedes($0.key, $1.key) }.map {
            AccountShare(
                year: $0.value.year,
                programme: $0.key[1],
                source: $0.key[2],
                balance: $0.value.balance
            )
        }
    }
}
