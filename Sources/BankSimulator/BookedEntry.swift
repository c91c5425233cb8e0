// One entry on a unit's account, as the bank books it.

import Intake
import Ledger

/// An entry.
struct BookedEntry {
    /// What it is.
    enum Kind: Int {
        /// Money from outside.
        case funds
        /// One payment.
        case payment
        /// All payments of a file and day in one sum.
        case lump
        /// A payment that came back.
        case returned
        /// The bank's fee.
        case fee
        /// Interest.
        case interest
    }

    /// What it is.
    let kind: Kind
    /// Đồng, above zero.
    let amount: Int64
    /// The bank's own name of it.
    let reference: String
    /// The message id of the file that it is about; nil for money from outside.
    var message: String? = nil
    /// The payment that it is about.
    var transfer: HandedOverTransfer? = nil
    /// The number of payments in a lump.
    var count = 1
    /// The reason of a return.
    var reason: String? = nil
    /// What the payer wrote.
    var text: String? = nil

    /// Whether it raises the account.
    var isCredit: Bool { kind == .funds || kind == .returned || kind == .interest }
}

/// What one status report says of a file.
struct StatusReport {
    /// One payment's word.
    struct Line {
        /// Index into the file's payments.
        let transfer: Int
        let word: StatusWord
        let reason: String?
    }

    /// The payments that it speaks of.
    var lines: [Line] = []
    /// The reason why the whole file is refused; nil where it is not.
    var refusal: String?
}

/// What a desk says of one payment.
struct CashResult {
    let transfer: HandedOverTransfer
    let isPaid: Bool
    let day: CivilDate
    let reason: String
}
