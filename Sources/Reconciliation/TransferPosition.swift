// Where one transfer stands: its status, and what money moved for it.
//
// Invariants:
// (1) What came back was booked first.
// (2) Sums are never below zero.

package import BankFiles
package import Intake

/// What answers have made of a transfer so far.
///
/// It is kept between answers; a new one is as sent.
package struct TransferPosition: Hashable, Sendable {
    /// The status.
    package var status = TransferStatus.sent
    /// Whether it left our account by a statement or a paid list (event 6a).
    package var isBooked = false
    /// Whether its money came back (event 8a).
    package var hasComeBack = false
    /// VND that came back before it was seen leaving; unidentified until it is.
    package var suspended: Int64 = 0
    /// VND that left our accounts in its name beside its own booking, and did not come back yet;
    /// unidentified until a person decides.
    package var strayDebit: Int64 = 0
    /// Whether a notification told of its return before the statement.
    package var isReturnAnnounced = false
    /// The key of the entry by which it was refused or reported unpaid (event 7).
    package var refusalEntry: String?

    /// As handed over.
    package init() {}

    /// Whether its lines may be paid anew: it failed, and no other debit stands in its name.
    ///
    /// A conflict about it whose kind ``ConflictKind/forbidsPayment`` must be decided first.
    package var mayBeReissued: Bool { status.hasFailed && strayDebit == 0 }
}

/// Transfers of a batch that an answer has changed alike.
package struct CommonChange: Hashable, Sendable {
    /// The batch.
    package let batch: BatchCode
    /// The numbers of the transfers.
    package let transfers: NumberSet
    /// Where each stood.
    package let from: TransferPosition
    /// Where each stands now.
    package let to: TransferPosition
    /// The fact that changed them: index into the answer's facts, then its common facts.
    package let fact: Int
    /// How many changes of single transfers came before it.
    package let place: Int
}

/// A transfer that an answer has changed.
package struct TransferChange: Hashable, Sendable {
    /// The transfer.
    package let transfer: SentTransfer
    /// Where it stood.
    package let from: TransferPosition
    /// Where it stands now.
    package let to: TransferPosition
    /// The fact that changed it: index into the answer's facts, then its common facts.
    package let fact: Int
}
