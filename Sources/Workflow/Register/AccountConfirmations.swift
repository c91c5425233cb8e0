// What banks said of the accounts that a draft or batch pays into, for who checks and who signs it.
//
// Invariants:
// (1) The newest answer about the account that a payee is paid into counts; one about another account does not.
// (2) Where nobody was ever asked for a unit, there is nothing to tell.
// (3) Accounts are masks; payees stand in order of number.

package import Disbursement
import Enrolment
package import Intake
import Ledger
package import Store

/// A payee whose account the bank refused.
package struct RefusedAccount: Hashable, Sendable {
    /// The payee's number.
    package let payee: Int64
    /// VND that is paid.
    package let amount: Int64
    /// The account, masked.
    package let account: Phrase
    /// The bank's reason, a code of ISO 20022.
    package let code: String
}

/// What banks said of the accounts of a draft or batch.
package struct AccountConfirmations: Hashable, Sendable {
    /// How many were confirmed.
    package private(set) var confirmed = 0
    /// How many nobody has an answer about.
    package private(set) var unanswered = 0
    /// Those that were refused.
    package private(set) var refused: [RefusedAccount] = []

    /// What banks said of the payees of a draft.
    ///
    /// - Parameters:
    ///   - draft: The draft.
    ///   - open: The books.
    /// - Returns: What is known; nil where no bank was asked about a payee of the unit.
    /// - Throws: `StoreError`.
    package static func of(_ draft: Draft, _ open: OpenBooks) throws -> AccountConfirmations? {
        try of(
            draft.lines,
            unit: draft.scope.unit,
            at: RegisterMoment(known: draft.scope.known, step: .max),
            open
        )
    }

    /// The same of a frozen batch, whose accounts are those of its freeze; what was said since counts too.
    ///
    /// - Parameters:
    ///   - batch: The batch.
    ///   - open: The books.
    /// - Returns: What is known; nil where no bank was asked about a payee of the unit.
    /// - Throws: `StoreError`.
    package static func of(
        _ batch: BatchRecord,
        _ open: OpenBooks
    ) throws -> AccountConfirmations? {
        // Where no bank was asked, the lines are not read again.
        guard try !open.books.query({ try $0.accountChecks(of: batch.unit) }).isEmpty else {
            return nil
        }
        return try of(
            open.books.lines(of: batch).lines,
            unit: batch.unit,
            at: RegisterMoment(known: batch.known, step: batch.step),
            open
        )
    }

    private static func of(
        _ lines: LineColumns,
        unit: String,
        at moment: RegisterMoment,
        _ open: OpenBooks
    ) throws -> AccountConfirmations? {
        let records = try open.books.query { try $0.accountChecks(of: unit) }
        guard !records.isEmpty else { return nil }
        let now = RegisterPages(open.register, at: moment)
        let then = records.map { record in
            RegisterPages(
                open.register,
                at: RegisterMoment(known: record.at.date, step: record.step)
            )
        }
        var found = AccountConfirmations()
        try lines.forEachPieceOfTransfers { piece in
            var row = 0
            while row < piece.places.count {
                let rows = row..<piece.end(ofTransferAt: row)
                row = rows.upperBound
                let payee = piece.payees[rows.lowerBound]
                guard let person = try now.find(payee), person.way == .account else { continue }
                let way = person.paymentWay
                let newest = try zip(records, then).first { record, pages in
                    guard record.confirmed.contains(payee) || record.refused[payee] != nil else {
                        return false
                    }
                    let before = try pages.find(payee)
                    return before?.way == .account && before?.paymentWay == way
                }?.0
                guard let newest else {
                    found.unanswered += 1
                    continue
                }
                guard let code = newest.refused[payee] else {
                    found.confirmed += 1
                    continue
                }
                found.refused.append(
                    RefusedAccount(
                        payee: payee,
                        amount: piece.amounts[rows].reduce(0, +),
                        account: PayeeAccounts.words([way]),
                        code: code
                    )
                )
            }
        }
        return found
    }
}
