// One posting: an amount on one side of one account.
//
// Invariants:
// (1) The amount is above zero; direction is the side's business alone.

/// An amount on one side of one account.
public struct Posting: Hashable, Sendable {
    /// The code of the account.
    public let account: String
    /// The side.
    public let side: Side
    /// The amount, above zero.
    public let amount: Money
    /// What it is about.
    public let dimensions: Dimensions

    /// A posting of an amount above zero.
    ///
    /// - Throws: ``PostingRefusal/amountNotPositive(account:amount:)``.
    public init(
        account: String,
        side: Side,
        amount: Money,
        dimensions: Dimensions
    ) throws(PostingRefusal) {
        guard amount.minorUnits > 0 else {
            throw .amountNotPositive(account: account, amount: amount)
        }
        self.init(unchecked: account, side: side, amount: amount, dimensions: dimensions)
    }

    private init(unchecked account: String, side: Side, amount: Money, dimensions: Dimensions) {
        self.account = account
        self.side = side
        self.amount = amount
        self.dimensions = dimensions
    }

    /// A posting on the debit side.
    ///
    /// - Throws: ``PostingRefusal/amountNotPositive(account:amount:)``.
    public static func debit(
        _ account: String,
        _ amount: Money,
        _ dimensions: Dimensions
    ) throws(PostingRefusal) -> Posting {
        try Posting(account: account, side: .debit, amount: amount, dimensions: dimensions)
    }

    /// A posting on the credit side.
    ///
    /// - Throws: ``PostingRefusal/amountNotPositive(account:amount:)``.
    public static func credit(
        _ account: String,
        _ amount: Money,
        _ dimensions: Dimensions
    ) throws(PostingRefusal) -> Posting {
        try Posting(account: account, side: .credit, amount: amount, dimensions: dimensions)
    }

    /// The same posting on the other side.
    public var swapped: Posting {
        Posting(
            unchecked: account,
            side: side.opposite,
            amount: amount,
            dimensions: dimensions
        )
    }

    /// The amount as a balance sees it, in minor units: debit above zero, credit below.
    public var signedMinorUnits: Int64 {
        side == .debit ? amount.minorUnits : -amount.minorUnits
    }
}
