// Statements that a bank made and that nobody has taken in: two that stand side by side do not join, or none
// reaches the day that is asked for.
//
// Invariants:
// (1) A statement that was set aside, or came again, joins nothing and parts nothing.
// (2) What lies in a gap is not known; only its days are.
// (3) An account in which the books have no money, and of which there is no statement, needs none.

import Intake
import Ledger
import Store

/// Days of one account of which no statement tells.
struct StatementGap {
    /// The provider that holds the account.
    let provider: String
    /// The last day before the gap; nil where there is no statement at all.
    let after: CivilDate?
    /// The statement behind the gap, such as `7/1`; nil where none was taken in.
    let before: String?

    /// The gap in words.
    var words: Phrase {
        let (after, before) = (after.map { "\($0)" }, before)
        return Phrase(
            vi: provider + (after.map { " sau ngày \($0)" } ?? " (chưa có sao kê nào)")
                + (before.map { ", trước \($0)" } ?? ""),
            en: provider + (after.map { " after \($0)" } ?? " (none at all)")
                + (before.map { ", before \($0)" } ?? "")
        )
    }

    /// The gaps of a unit's accounts that may hold a day up to one, in order; of all accounts that one set of
    /// balances is about after a merger.
    ///
    /// - Parameters:
    ///   - unit: The unit.
    ///   - through: The last day that is asked for.
    ///   - open: The books.
    /// - Returns: The gaps.
    /// - Throws: `StoreError`.
    static func of(unit: String, through: CivilDate, open: OpenBooks) throws -> [StatementGap] {
        let family = Set(try open.books.query { try $0.family(of: unit) })
        let statements = try open.books.query { try $0.statements() }
            .filter { family.contains($0.unit) }
        let between: [StatementGap] = zip(statements, statements.dropFirst()).compactMap {
            earlier,
            later in
            guard earlier.provider == later.provider, earlier.unit == later.unit,
                let opening = later.opening, opening != earlier.closing,
                let day = earlier.through, day < through
            else { return nil }
            return StatementGap(provider: later.provider, after: day, before: later.name)
        }
        return try between + ends(unit, through, statements, open)
    }

    /// The accounts with money of which no statement reaches the day.
    private static func ends(
        _ unit: String,
        _ through: CivilDate,
        _ statements: [StatementRecord],
        _ open: OpenBooks
    ) throws -> [StatementGap] {
        let family = try open.books.query { try $0.family(of: unit) }
        // Who pays cash gives signed lists, not statements.
        let providers = Set(
            try open.books.units().filter { family.contains($0.code) }
                .compactMap { $0.accounts["account"]?.provider }
        )
        return try providers.sorted().compactMap { provider in
            let last = statements.filter { $0.provider == provider }.compactMap(\.through).max()
            if let last, last >= through { return nil }
            let stands = try open.books.query {
                try $0.balance(
                    account: "CASH",
                    unit: try $0.bearer(of: unit),
                    provider: provider,
                    through: through
                )
            }
            return last == nil && stands == 0
                ? nil : StatementGap(provider: provider, after: last, before: nil)
        }
    }
}
