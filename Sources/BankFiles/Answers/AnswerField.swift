// What is read out of an answer, by the place that it has in it.
//
// Invariant: a field stands once in its scope, but for the ones that `isMany` names.

/// A part of an answer that has fields of its own.
enum AnswerScope: UInt8, Sendable {
    /// The message as a whole, with its header.
    case message
    /// A statement or notification of one account.
    case report
    /// One balance of a report.
    case balance
    /// An entry.
    case entry
    /// A block of details of an entry.
    case block
    /// What the block says of its payments as a whole.
    case batch
    /// One payment of an entry.
    case detail
    /// What a status report says of the file.
    case group
    /// What it says of one group of payments of the file.
    case payment
    /// What it says of one payment.
    case transaction
    /// How many payments have a status.
    case tally
}

/// A field; its meaning may depend on its scope, as that of an amount does.
enum AnswerField: UInt8, Sendable {
    /// An element that only holds others.
    case none
    /// The element that a scope is.
    case scope
    case messageID
    case createdAt
    case isLastPage
    case id
    case sequence
    case copy
    case from
    case through
    case account
    case servicer
    case balanceType
    case day
    case allCount
    case allSum
    case creditCount
    case creditSum
    case debitCount
    case debitSum
    case amount
    case side
    case reversal
    case status
    case bookedOn
    case valueOn
    case service
    case subFamily
    case proprietary
    case charge
    case chargeTotal
    case narrative
    case message
    case group
    case instruction
    case endToEnd
    case count
    case sum
    case transactionAmount
    case instructedAmount
    case creditorAccount
    case debtorAccount
    case returned
    case reason
    case orderName
    case interbankTransaction
    case remittance
    case groupReturn
    case uetr
    case creditorAgent

    /// Whether it may stand in its scope more than once.
    var isMany: Bool {
        switch self {
        case .none, .scope, .charge, .narrative, .remittance, .reason, .isLastPage, .returned,
            .servicer, .creditorAgent:
            true
        default: false
        }
    }

    /// Whether it is an amount of money with its currency.
    var isMoney: Bool {
        switch self {
        case .amount, .transactionAmount, .instructedAmount, .charge, .chargeTotal: true
        default: false
        }
    }

    /// Whether the beginning of its element does something.
    var isOfStart: Bool { self == .scope || self == .returned || isMoney }

    /// Whether the end of its element does something.
    var isOfEnd: Bool { self != .none && self != .returned }

    /// Its bit among the fields that a scope has had.
    var bit: UInt64 { 1 << UInt64(rawValue) }
}
