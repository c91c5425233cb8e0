// What becomes of one payment at a bank, from receipt to the payee or back.
//
// Invariants:
// (1) A payment is booked at most once, and comes back at most once, after it was booked.
// (2) A payment that comes back is never said to be credited.

import Ledger

/// The words of a status report, ISO 20022 ExternalPaymentTransactionStatus1Code.
enum StatusWord: String {
    /// Accepted: checks of content and of the customer passed.
    case accepted = "ACCP"
    /// Not decided yet.
    case pending = "PDNG"
    /// Refused.
    case rejected = "RJCT"
    /// Credited to the payee's account.
    case credited = "ACCC"
}

/// One payment's days, words and money.
struct TransferStory {
    /// A word on a day.
    struct Word {
        let day: CivilDate
        let word: StatusWord
        var reason: String? = nil
    }

    /// A return.
    struct Return {
        let day: CivilDate
        let amount: Int64
        let reason: String
    }

    /// What status reports say, in the order of the days.
    var words: [Word] = []
    /// The day on which our account is debited; nil for never.
    var bookedOn: CivilDate?
    /// How it comes back; nil for never.
    var comesBack: Return?

    /// Reasons that chance gives to rejections: payee's account invalid, closed, blocked.
    static let rejectReasons = ["AC01", "AC04", "AC06", "BE01"]
    /// Reasons that chance gives to returns; MD07: the payee has died.
    static let returnReasons = ["AC04", "AC06", "AC01", "MD07"]

    /// The story of a payment that is received on a bank day.
    init(_ row: PlannedBehaviour?, amount: Int64, received: CivilDate, calendar: BankCalendar) {
        func after(_ days: Int) -> CivilDate { calendar.advance(received, by: days) }
        let days = row?.days
        func reason(_ usual: String) -> String {
            guard let reason = row?.reason, !reason.isEmpty else { return usual }
            return reason
        }
        switch row?.behaviour ?? .accept {
        case .pend:
            let accepted = after(max(1, days ?? 1))
            words = [Word(day: received, word: .pending), Word(day: accepted, word: .accepted)]
            book(accepted, calendar)
        case .reject:
            if let days, days > 0 { words = [Word(day: received, word: .accepted)] }
            words.append(Word(day: after(days ?? 0), word: .rejected, reason: reason("AC04")))
        case .return:
            words = [Word(day: received, word: .accepted)]
            bookedOn = received
            comesBack = Return(
                day: after(max(1, days ?? 2)),
                amount: amount - (row?.amount ?? 0),
                reason: reason("AC04")
            )
        case .silent:
            bookedOn = after(days ?? 0)
        case .accept:
            words = [Word(day: received, word: .accepted)]
            book(after(days ?? 0), calendar)
        case .lost, .refuseFile:
            break
        case .paid, .unpaid, .lump, .fee, .interest, .repeat:
            preconditionFailure("a plan gives a bank's payment only what fits it")
        }
    }

    /// Books it; the payee's bank says so a bank day later.
    private mutating func book(_ day: CivilDate, _ calendar: BankCalendar) {
        bookedOn = day
        words.append(Word(day: calendar.advance(day, by: 1), word: .credited))
    }
}
