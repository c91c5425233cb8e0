// Sides, kinds and accounts: the words of double-entry bookkeeping.
//
// Invariants:
// (1) Debit and credit are the only two sides; each is the other's opposite.
// (2) An account's code is 1 to 16 characters of A-Z and 0-9, beginning with a letter.

/// The side of an account that a posting stands on.
public enum Side: String, Hashable, Sendable, CaseIterable {
    /// The left side (Nợ).
    case debit
    /// The right side (Có).
    case credit

    /// The other side.
    public var opposite: Side { self == .debit ? .credit : .debit }
}

/// What an account measures.
public enum AccountKind: String, Hashable, Sendable, CaseIterable {
    /// What the unit has or is owed.
    case asset
    /// What the unit owes.
    case liability
    /// What is left when debts are taken from what is there; hand-over between units.
    case equity
    /// What the unit was given for good, such as budget funding.
    case income
    /// What was used up, such as benefits.
    case expense
    /// What is only noted: estimates granted, reserved, advanced and spent (off-balance accounts).
    case memo

    /// The side on which the account grows; a memo account grows on the debit side.
    public var normalSide: Side {
        switch self {
        case .asset, .expense, .memo: .debit
        case .liability, .equity, .income: .credit
        }
    }
}

/// One account of a chart.
public struct Account: Hashable, Sendable {
    /// The code that postings name, such as `CASH`.
    public let code: String
    /// The code of the group that it belongs to; nil where it stands by itself.
    ///
    /// An account that others belong to is a group: it takes no posting and shows their sum.
    public let parent: String?
    /// What it measures.
    public let kind: AccountKind
    /// The Vietnamese name.
    public let vietnameseName: String
    /// The English name.
    public let englishName: String
    /// The official account that it stands for, in free words with the instrument.
    ///
    /// Empty when none is known. It is configuration that a unit's accountant confirms, and decides
    /// nothing here.
    public let mapping: String

    /// An account of a chart.
    ///
    /// The code must keep to invariant 2 and both names must be there; text from a file is checked
    /// by ``ChartOfAccounts/init(csv:)``.
    public init(
        code: String,
        parent: String? = nil,
        kind: AccountKind,
        vietnameseName: String,
        englishName: String,
        mapping: String = ""
    ) {
        precondition(Account.isCode(code), "an account code is A-Z and 0-9, a letter first")
        precondition(
            !vietnameseName.isEmpty && !englishName.isEmpty,
            "an account has a name in both languages"
        )
        self.code = code
        self.parent = parent
        self.kind = kind
        self.vietnameseName = vietnameseName
        self.englishName = englishName
        self.mapping = mapping
    }

    /// Whether a text may be the code of an account (invariant 2).
    public static func isCode(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, first >= 0x41 && first <= 0x5A, bytes.count <= 16 else {
            return false
        }
        return bytes.allSatisfy { ($0 >= 0x41 && $0 <= 0x5A) || ($0 >= 0x30 && $0 <= 0x39) }
    }
}
