// One payment as a bank sees it: a name, an account and an amount.
//
// Invariants:
// (1) Nothing here tells who the person is to the state, or why they are paid.
// (2) The amount is whole đồng, more than nothing.

package import Intake

/// One payment to one account.
package struct CreditTransfer: Hashable, Sendable {
    /// The id that answers come back with.
    package let id: TransferID
    /// The account's holder in the bank's letters.
    package let creditorName: BankText
    /// The bank of the account.
    package let bank: BIN
    /// The account.
    package let account: BankAccountNumber
    /// Đồng, 1 to 999,999,999,999,999,999 (ISO 20022 amounts have 18 digits).
    package let amount: Int64
    /// What the payee reads on the statement; ``BankText/narrative(month:id:)``.
    package let narrative: BankText

    /// A payment; traps unless the amount is 1 to 18 digits and positive.
    package init(
        id: TransferID,
        creditorName: BankText,
        bank: BIN,
        account: BankAccountNumber,
        amount: Int64,
        narrative: BankText
    ) {
        precondition(CreditTransfer.amounts.contains(amount), "a payment has a positive amount")
        self.id = id
        self.creditorName = creditorName
        self.bank = bank
        self.account = account
        self.amount = amount
        self.narrative = narrative
    }

    /// The amounts that a payment can have, in đồng.
    package static let amounts: ClosedRange<Int64> = 1...999_999_999_999_999_999
}

/// How many transfers, and how much in all.
package struct TransferTotals: Hashable, Sendable {
    /// The number of transfers.
    package private(set) var count: Int
    /// Their sum in đồng.
    package private(set) var sum: Int64

    /// Totals, nothing unless given; traps on a negative one, or a sum without a transfer.
    package init(count: Int = 0, sum: Int64 = 0) {
        precondition(count >= 0 && sum >= 0, "totals are not negative")
        precondition((count == 0) == (sum == 0), "there is a sum exactly where there are transfers")
        self.count = count
        self.sum = sum
    }

    /// Counts one transfer more; traps on a sum beyond 64 bits, for the freeze has checked it.
    package mutating func add(_ amount: Int64) {
        let (total, overflow) = sum.addingReportingOverflow(amount)
        precondition(!overflow, "the sum of a file fits in 64 bits")
        count += 1
        sum = total
    }

    /// Both together; traps on a sum beyond 64 bits.
    package static func + (left: TransferTotals, right: TransferTotals) -> TransferTotals {
        let (total, overflow) = left.sum.addingReportingOverflow(right.sum)
        precondition(!overflow, "the sum of a file fits in 64 bits")
        return TransferTotals(count: left.count + right.count, sum: total)
    }
}
