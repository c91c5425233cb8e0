// What a unit handed over to a provider, as the provider understands it.
//
// Invariants:
// (1) A file's transfers stand in the order of the file; their ids are unique in all that is read.
// (2) Amounts are đồng above zero; the sum of a file does not overflow.

package import Intake
package import Ledger

/// One payment that a provider is asked to make.
package struct HandedOverTransfer: Hashable, Sendable {
    /// The id: EndToEndId of a payment order, the id column of a list.
    package let id: String
    /// Đồng, above zero.
    package let amount: Int64
    /// The group of a payment order that it stands in (`PmtInfId`); nil in a table.
    package let group: String?
    /// The payee's bank by its six digits; nil for cash.
    package let bank: String?
    /// The payee's account; nil for cash.
    package let account: BankAccountNumber?

    /// A payment.
    package init(
        id: String,
        amount: Int64,
        group: String? = nil,
        bank: String? = nil,
        account: BankAccountNumber? = nil
    ) {
        precondition(amount > 0, "a payment is above zero")
        self.id = id
        self.amount = amount
        self.group = group
        self.bank = bank
        self.account = account
    }
}

/// One file that was handed over.
package struct HandedOverFile: Hashable, Sendable {
    /// The message id: the file's own name among all files of all units.
    package let message: String
    /// The provider's id, such as `vietcombank`.
    package let provider: String
    /// The message that it is, as an answer names it: `pain.001.001.09`; `pain.001` for a table.
    package let messageName: String
    /// Whether it is paid out at a desk.
    package let isCash: Bool
    /// The unit's account that is debited.
    package let account: String
    /// The bank of that account by its six digits.
    package let bank: String
    /// The day on which the unit wants it paid.
    package let requested: CivilDate
    /// The payments.
    package let transfers: [HandedOverTransfer]

    /// A file.
    package init(
        message: String,
        provider: String,
        messageName: String,
        isCash: Bool,
        account: String,
        bank: String,
        requested: CivilDate,
        transfers: [HandedOverTransfer]
    ) {
        self.message = message
        self.provider = provider
        self.messageName = messageName
        self.isCash = isCash
        self.account = account
        self.bank = bank
        self.requested = requested
        self.transfers = transfers
    }

    /// The sum of the payments, đồng.
    package var amount: Int64 { transfers.reduce(0) { $0 + $1.amount } }
}
