// What stands once at the head of a payment file.
//
// Invariants:
// (1) All that differs between two runs is passed in: same header and transfers, same bytes.
// (2) Counts and sums are those of the freeze; the writers hold the transfers against them.

package import Intake
package import Ledger

/// The head of one payment file: who pays, from where, when, how many and how much.
package struct PaymentFileHeader: Hashable, Sendable {
    /// The file's id, used once for ever: 1 to 33 characters of `[A-Z0-9-]`.
    ///
    /// ISO 20022 has 35; two are kept for the ids of the parts, `-1` and `-2`.
    package let messageID: String
    /// When the content was frozen.
    package let createdAt: Instant
    /// The day that the bank shall pay on.
    package let requestedDate: CivilDate
    /// Who pays, and from where.
    package let debtor: Debtor
    /// Transfers to accounts at the debtor's own bank; they come first.
    package let ownBank: TransferTotals
    /// Transfers to accounts at all other banks.
    package let otherBank: TransferTotals
    /// Whether the bank shall book the whole part as one line of the statement.
    package let batchBooking: Bool

    /// The unit that pays, as its bank knows it.
    package struct Debtor: Hashable, Sendable {
        /// The unit's name in the bank's letters, at most 140 characters.
        package let name: BankText
        /// The account that is debited.
        package let account: BankAccountNumber
        /// The bank of the account; nil for the unit's estimate at the Treasury.
        package let bank: BIN?
        /// Where it is; nil where no bank asks.
        package let address: PostalAddress?

        /// Whether a name is short enough.
        package static func isName(_ name: BankText) -> Bool { name.revealed.utf8.count <= 140 }

        /// A debtor; traps on a name of more than 140 characters.
        package init(
            name: BankText,
            account: BankAccountNumber,
            bank: BIN?,
            address: PostalAddress? = nil
        ) {
            precondition(Debtor.isName(name), "a debtor's name has at most 140 letters")
            self.name = name
            self.account = account
            self.bank = bank
            self.address = address
        }
    }

    /// A header; traps on an id outside its alphabet, on no transfer, on a sum beyond 18 digits.
    package init(
        messageID: String,
        createdAt: Instant,
        requestedDate: CivilDate,
        debtor: Debtor,
        ownBank: TransferTotals,
        otherBank: TransferTotals,
        batchBooking: Bool
    ) {
        precondition(
            PaymentFileHeader.isMessageID(messageID),
            "a message id has 1 to 33 characters of [A-Z0-9-]"
        )
        precondition(ownBank.count + otherBank.count > 0, "a file pays somebody")
        precondition(
            CreditTransfer.amounts.contains((ownBank + otherBank).sum),
            "the sum of a file has at most 18 digits"
        )
        self.messageID = messageID
        self.createdAt = createdAt
        self.requestedDate = requestedDate
        self.debtor = debtor
        self.ownBank = ownBank
        self.otherBank = otherBank
        self.batchBooking = batchBooking
    }

    /// Whether a text can be the id of a file.
    package static func isMessageID(_ text: String) -> Bool {
        (1...33).contains(text.utf8.count)
            && text.utf8.allSatisfy { BatchCode.value(of: $0) != nil || $0 == 0x2D }
    }

    /// The number of all transfers.
    package var transferCount: Int { ownBank.count + otherBank.count }

    /// The sum of all transfers in đồng.
    package var transferSum: Int64 { (ownBank + otherBank).sum }
}

/// Counts what a writer has written and holds it against the header.
struct TransferTally {
    private let header: PaymentFileHeader
    private(set) var ownBank = TransferTotals()
    private(set) var otherBank = TransferTotals()

    init(_ header: PaymentFileHeader) { self.header = header }

    /// Counts a transfer; traps when one to the own bank follows one to another.
    ///
    /// - Returns: Whether it is the first of its part.
    mutating func add(bank: BIN, amount: Int64) -> Bool {
        if bank == header.debtor.bank {
            precondition(otherBank.count == 0, "transfers to the own bank come first")
            ownBank.add(amount)
            return ownBank.count == 1
        }
        otherBank.add(amount)
        return otherBank.count == 1
    }

    /// Traps unless all is written: a file that differs from its header must never be signed.
    func finish() {
        precondition(ownBank == header.ownBank, "own-bank transfers differ from the header")
        precondition(otherBank == header.otherBank, "other-bank transfers differ from the header")
    }
}
