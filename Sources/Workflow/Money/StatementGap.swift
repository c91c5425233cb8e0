// Statements that a bank made and that nobody has taken in: two that stand side by side do not join.
//
// Invariants:
// (1) A statement that was set aside, or came again, joins nothing and parts nothing.
// (2) What lies in a gap is not known; only its days are.

import Ledger
import Store

/// A gap between two statements of one account.
struct StatementGap {
    /// The provider that holds the account.
    let provider: String
    /// The last day before the gap.
    let after: CivilDate
    /// The statement behind the gap, such as `7/1`.
    let before: String

    /// The gaps of a unit's accounts that may hold a day up to one, in order.
    ///
    /// - Parameters:
    ///   - unit: The unit.
    ///   - through: The last day that is asked for.
    ///   - open: The books.
    /// - Returns: The gaps.
    /// - Throws: `StoreError`.
    static func of(unit: String, through: CivilDate, open: OpenBooks) throws -> [StatementGap] {
        let statements = try open.books.query { try $0.statements() }.filter { $0.unit == unit }
        return zip(statements, statements.dropFirst()).compactMap { earlier, later in
            guard earlier.provider == later.provider, let opening = later.opening,
                opening != earlier.closing, let day = earlier.through, day < through
            else { return nil }
            return StatementGap(provider: later.provider, after: day, before: later.name)
        }
    }
}
