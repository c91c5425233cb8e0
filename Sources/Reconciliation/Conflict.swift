// What an answer says that does not fit what is known: it stands in a queue until a person decides.
//
// Invariants:
// (1) A conflict holds no personal data.
// (2) Every entry of a statement has moved CASH by its amount, whatever conflict it made.

package import BankFiles

/// What kind of conflict it is.
package enum ConflictKind: String, CaseIterable, Sendable {
    /// The answer names a payment or file that is none of ours.
    case notOurs = "not-ours"
    /// The transfer is named under another file than its own.
    case otherFile = "other-file"
    /// The amount is another than that of the transfer.
    case amountDiffers = "amount-differs"
    /// An entry has no amount.
    case amountMissing = "amount-missing"
    /// The debit went to another account than the payee's.
    case otherPayee = "other-payee"
    /// The entry stands in another of our accounts than that of the transfer.
    case otherAccount = "other-account"
    /// The entry stands in an account that is none of ours.
    case accountNotOurs = "account-not-ours"
    /// Refused after it was settled: the money must be seen coming back.
    case rejectedAfterSettled = "rejected-after-settled"
    /// The bank says settled after it refused.
    case settledAfterRejected = "settled-after-rejected"
    /// Our account was debited after the bank had refused.
    case bookedAfterRejected = "booked-after-rejected"
    /// Our account was debited for a transfer that was not handed over.
    case debitedBeforeHandOver = "debited-before-hand-over"
    /// A bank speaks of a transfer or file that was not handed over.
    case reportedBeforeHandOver = "reported-before-hand-over"
    /// Our account was debited again.
    case debitedTwice = "debited-twice"
    /// A debit that was set aside came back.
    case strayReturned = "stray-returned"
    /// The money came back before it was seen leaving.
    case returnedBeforeBooked = "returned-before-booked"
    /// The money came back again.
    case returnedTwice = "returned-twice"
    /// More came back than was sent.
    case returnedMore = "returned-more"
    /// What the Treasury paid came back to it while an over-payment of the same transfer is to be recovered.
    case returnedInCase = "returned-in-case"
    /// The bank says credited after it refused.
    case creditedAfterRejected = "credited-after-rejected"
    /// The bank says credited after the money came back.
    case creditedAfterReturned = "credited-after-returned"
    /// Reported unpaid after it was reported paid.
    case unpaidAfterPaid = "unpaid-after-paid"
    /// Reported paid after its lines were paid anew.
    case paidAfterCarry = "paid-after-carry"
    /// A bank speaks of cash, or a cash list of an account.
    case wrongWay = "wrong-way"
    /// A lump sum is not the sum of the transfers that it names.
    case lumpSumDiffers = "lump-sum-differs"
    /// The bank refuses a file because it has it already: what it did with the first one is not said.
    case duplicateFile = "duplicate-file"
    /// An entry that nothing explains.
    case unidentified
    /// An entry or word that names several transfers.
    case ambiguous
    /// Somebody doubts a whole statement.
    case statementDoubted = "statement-doubted"

    /// Whether the transfer's lines may not be paid, the first time or anew, before the conflict is
    /// decided: the payee may have the money.
    package var forbidsPayment: Bool {
        switch self {
        case .rejectedAfterSettled, .settledAfterRejected, .bookedAfterRejected, .debitedTwice,
            .creditedAfterRejected, .creditedAfterReturned, .unpaidAfterPaid, .paidAfterCarry,
            .amountDiffers, .otherPayee, .otherAccount, .wrongWay, .returnedBeforeBooked,
            .debitedBeforeHandOver, .reportedBeforeHandOver, .returnedInCase:
            true
        case .notOurs, .otherFile, .amountMissing, .accountNotOurs, .strayReturned,
            .returnedTwice, .returnedMore, .duplicateFile, .lumpSumDiffers, .unidentified,
            .ambiguous, .statementDoubted:
            false
        }
    }
}

/// One conflict.
package struct Conflict: Hashable, Sendable {
    /// Its kind.
    package let kind: ConflictKind
    /// The fact that made it: index into the answer's facts.
    package let fact: Int
    /// The transfer that it is about; nil where it is about none, or about several.
    package internal(set) var transfer: TransferID?
    /// The file that it is about, as the answer names it.
    package internal(set) var file: String?
    /// Our account in which an entry stands.
    package internal(set) var account: String?
    /// The bank of that account, where the answer names it.
    package internal(set) var bank: BIN?
    /// VND that was set aside as unidentified for it; zero where no money moved.
    package internal(set) var setAside: Int64 = 0
    /// Whether two payments of the same lines are likely, so that a case of over-payment should be
    /// opened.
    package internal(set) var proposesCase = false

    init(_ kind: ConflictKind, fact: Int) {
        self.kind = kind
        self.fact = fact
    }
}
