// Which payees of a frozen batch somebody who signs should look at, as numbers.
//
// Invariant: rows say whom, how much and where the money went before; accounts stay in the register,
// and words are made from it when they are asked for.

import GRDB
import Ledger

/// The payees of a batch whose accounts changed or are shared.
package struct AccountFindings: Hashable, Sendable {
    /// A payee whose money goes elsewhere than before, or whose account was repaired since.
    package struct Change: Hashable, Sendable {
        /// The payee's number.
        package let payee: Int64
        /// VND.
        package let amount: Int64
        /// The step of the last hand-over, 0 for none: what was repaired later is told.
        package let since: Int64
        /// Where the money went before, where that was elsewhere.
        package let before: [LastHandOver]

        /// A change.
        package init(payee: Int64, amount: Int64, since: Int64, before: [LastHandOver]) {
            self.payee = payee
            self.amount = amount
            self.since = since
            self.before = before
        }
    }

    /// A payee of an account that others share.
    package struct Payee: Hashable, Sendable {
        /// The payee's number.
        package let payee: Int64
        /// VND.
        package let amount: Int64

        /// A payee.
        package init(payee: Int64, amount: Int64) {
            self.payee = payee
            self.amount = amount
        }
    }

    /// Several payees of one account.
    package struct Group: Hashable, Sendable {
        /// The payees in order of number; two at least.
        package var payees: [Payee]

        /// A group.
        package init(payees: [Payee]) { self.payees = payees }
    }

    /// The changes, in order of payee.
    package var changes: [Change] = []
    /// The shared accounts, in order of their first payee.
    package var shared: [Group] = []

    /// Nothing found.
    package init() {}
}

extension StepWriter {
    /// Writes what was found in a batch.
    ///
    /// - Throws: What the database throws.
    package func insert(_ findings: AccountFindings, batch: Int64) throws {
        for change in findings.changes {
            let before: [LastHandOver?] = change.before.isEmpty ? [nil] : change.before
            for before in before {
                try insert(
                    "account_change",
                    [
                        "batch", "payee", "amount", "since", "before_payee", "before_known",
                        "before_step",
                    ],
                    [
                        batch, change.payee, change.amount, change.since, before?.payee,
                        before.map { "\($0.moment.known)" }, before?.moment.step,
                    ]
                )
            }
        }
        for (place, group) in findings.shared.enumerated() {
            for payee in group.payees {
                try insert(
                    "shared_account",
                    ["batch", "number", "payee", "amount"],
                    [batch, place + 1, payee.payee, payee.amount]
                )
            }
        }
    }
}

extension BooksReader {
    /// What was found in a batch when it was frozen.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` for a row that no step wrote.
    package func accountFindings(of batch: BatchRecord) throws -> AccountFindings {
        var findings = AccountFindings()
        for row in try Row.fetchAll(
            db,
            sql: "SELECT * FROM account_change WHERE batch = ? ORDER BY rowid",
            arguments: [batch.row]
        ) {
            let payee: Int64 = row["payee"]
            var before: [LastHandOver] = []
            if let last = findings.changes.last, last.payee == payee {
                before = findings.changes.removeLast().before
            }
            if let other: Int64 = row["before_payee"] {
                guard let known = CivilDate(iso: row["before_known"] as String? ?? ""),
                    let step: Int64 = row["before_step"]
                else { throw StoreError.damaged("account_change") }
                before.append(
                    LastHandOver(
                        payee: other,
                        moment: RegisterMoment(known: known, step: step)
                    )
                )
            }
            findings.changes.append(
                AccountFindings.Change(
                    payee: payee,
                    amount: try Self.reviewed(row["amount"]),
                    since: row["since"],
                    before: before
                )
            )
        }
        var number: Int64 = 0
        for row in try Row.fetchAll(
            db,
            sql: "SELECT * FROM shared_account WHERE batch = ? ORDER BY rowid",
            arguments: [batch.row]
        ) {
            if row["number"] as Int64 != number {
                number = row["number"]
                findings.shared.append(AccountFindings.Group(payees: []))
            }
            guard !findings.shared.isEmpty else { throw StoreError.damaged("shared_account") }
            findings.shared[findings.shared.count - 1].payees.append(
                AccountFindings.Payee(payee: row["payee"], amount: try Self.reviewed(row["amount"]))
            )
        }
        return findings
    }

    /// An amount that is told, and of which groups are summed.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` for one that no transfer has.
    private static func reviewed(_ amount: Int64) throws -> Int64 {
        guard (1...StoredBounds.rows * 1_000).contains(amount) else {
            throw StoreError.damaged("account_change: an amount")
        }
        return amount
    }
}
