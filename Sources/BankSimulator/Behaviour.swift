// What the simulated bank may do with a payment or a file.

/// One behaviour; the raw value is its word in a plan.
package enum Behaviour: String, CaseIterable, Sendable {
    /// Accepted, booked, later credited: what happens without a plan.
    case accept
    /// Pending at first, accepted and booked later.
    case pend
    /// Refused before it is booked.
    case reject
    /// Booked, and comes back.
    case `return`
    /// Booked, but no status report speaks of it.
    case silent
    /// Nothing at all happens.
    case lost
    /// Cash that the payee takes.
    case paid
    /// Cash that the payee does not take.
    case unpaid
    /// The whole file is refused.
    case refuseFile = "refuse-file"
    /// One entry without details for all payments of a file and day.
    case lump
    /// The bank takes a fee.
    case fee
    /// The bank pays interest.
    case interest
    /// The answers about a file are sent once more, under other names.
    case `repeat`

    /// Whether it decides what becomes of one payment.
    var isOfTransfer: Bool {
        switch self {
        case .accept, .pend, .reject, .return, .silent, .lost, .paid, .unpaid: true
        case .refuseFile, .lump, .fee, .interest, .repeat: false
        }
    }

    /// Whether it can happen at a bank (false) or at a desk (true).
    func fits(isCash: Bool) -> Bool {
        switch self {
        case .lost, .repeat: true
        case .paid, .unpaid: isCash
        default: !isCash
        }
    }
}

/// One row of a plan.
struct PlannedBehaviour: Hashable, Sendable {
    /// The 1-based line in the plan; 0 for what chance chose.
    let line: Int
    /// A transfer id, a message id, or `*`.
    let target: String
    /// What happens.
    let behaviour: Behaviour
    /// The reason of a rejection, a return or cash not taken; empty for the usual one.
    let reason: String
    /// Đồng: a fee, interest, or what a bank keeps of a return.
    let amount: Int64
    /// Bank days after the day on which it could happen first; nil for the usual number.
    let days: Int?
}
