// One transfer that was frozen into a file, as far as answers are held against it.
//
// Invariants:
// (1) The parts sum to the amount.
// (2) It never changes by an answer; what does is its position.

package import BankFiles
package import Disbursement
package import Intake

/// How a transfer reaches its payee.
package enum TransferWay: Int, CaseIterable, Sendable {
    /// To an account, by the bank that holds the unit's deposit.
    case account
    /// In cash, at a desk of the provider that holds the unit's deposit.
    case cash
    /// To an account, by the State Treasury from the unit's estimate.
    case estimate
}

/// A transfer that was handed over to a provider, or lies frozen and is not handed over.
package struct SentTransfer: Hashable, Sendable {
    /// Its id, as every bank carries it.
    package let id: TransferID
    /// The code of its batch.
    package let batch: String
    /// The unit that pays.
    package let unit: String
    /// The budget year that pays.
    package let year: Int
    /// The file it was handed over in: `MsgId`, or the cash list's id.
    package let file: String
    /// Whether the file was handed over; before, nobody but us can know of it.
    package let isHandedOver: Bool
    /// Its group in the file: `PmtInfId`; empty where the file has none.
    package let group: String
    /// The provider that got the file.
    package let provider: String
    /// Our account that is debited.
    package let account: String
    /// The account that is credited; nil for cash.
    package let payeeAccount: BankAccountNumber?
    /// Whether the Treasury pays it from the estimate.
    package let isDirect: Bool
    /// The budget years of the unit that are settled.
    package let settledYears: Set<Int>
    /// The programmes by which its batch reserved the estimate, by year and source.
    package let ownLines: Set<SourceYear>
    /// What it is made of, by programme and source.
    package let parts: [BatchTotal]
    /// Whether its lines were paid anew, in a reissue or on a later list, or are owed in another budget
    /// year by a decision.
    package var isReplaced: Bool
    /// The decided over-payment that money from this payee is taken against; nil where there is none.
    package var overPayment: OverPayment?

    /// VND, more than zero.
    package let amount: Int64

    /// How it reaches its payee.
    package var way: TransferWay {
        if payeeAccount == nil { return .cash }
        return isDirect ? .estimate : .account
    }

    /// Whether the payee takes cash.
    package var isCash: Bool { way == .cash }

    /// Whether a budget year that bears a part of it is settled.
    var isOfSettledYear: Bool { parts.contains { settledYears.contains($0.year ?? year) } }

    /// A transfer; it has at least one part.
    package init(
        id: TransferID,
        batch: String,
        unit: String,
        year: Int,
        file: String,
        group: String,
        provider: String,
        account: String,
        payeeAccount: BankAccountNumber?,
        parts: [BatchTotal],
        isDirect: Bool = false,
        settledYears: Set<Int> = [],
        ownLines: Set<SourceYear> = [],
        isHandedOver: Bool = true,
        isReplaced: Bool = false,
        overPayment: OverPayment? = nil
    ) {
        precondition(!parts.isEmpty, "a transfer pays at least one line")
        self.id = id
        self.batch = batch
        self.unit = unit
        self.year = year
        self.file = file
        self.group = group
        self.provider = provider
        self.account = account
        self.payeeAccount = payeeAccount
        self.parts = parts
        self.isDirect = isDirect
        self.settledYears = settledYears
        self.ownLines = ownLines
        self.isHandedOver = isHandedOver
        self.isReplaced = isReplaced
        self.overPayment = overPayment
        amount = parts.reduce(0) { $0 + $1.amount }
    }
}

extension BankFact {
    /// Whether it names an account that is not the payee's.
    ///
    /// - Parameter transfer: The transfer that it is about.
    /// - Returns: False where it names no account, or the transfer is cash.
    package func namesOtherPayee(than transfer: SentTransfer) -> Bool {
        guard let payee = transfer.payeeAccount, let named = counterAccount else { return false }
        let bytes = named.utf8.filter { $0 != 0x20 && $0 != 0x2D && $0 != 0x2E }
            .map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }
        return BankAccountNumber(String(decoding: bytes, as: UTF8.self)) != payee
    }
}
