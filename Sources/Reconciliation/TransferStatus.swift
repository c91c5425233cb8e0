// What is known of one transfer, in the words of the banks' answers.
//
// Invariants:
// (1) A status is what was last proven, never a guess; `unknown` is not one, it is only shown.
// (2) `settled` is our debit, `credited` the payee's side; `returned` can follow both.

package import Intake
package import Ledger

/// The status of a transfer.
package enum TransferStatus: String, CaseIterable, Sendable {
    /// Handed over; no word of it yet.
    case sent
    /// The bank took it for execution.
    case accepted
    /// The bank has not decided.
    case pending
    /// Our account was debited, or the bank says so.
    case settled
    /// The bank says that the payee's account was credited.
    case credited
    /// Refused before it was booked.
    case rejected
    /// Booked, and the money came back.
    case returned
    /// The provider says that the payee took the cash.
    case paid
    /// The provider says that the payee did not take the cash.
    case unpaid

    /// Whether nobody has said yet what became of it.
    package var isOpen: Bool { self == .sent || self == .accepted || self == .pending }

    /// Whether it did not reach the payee, so that its lines are owed again.
    package var hasFailed: Bool { self == .rejected || self == .returned || self == .unpaid }

    /// The status for people.
    package var phrase: Phrase {
        switch self {
        case .sent: Phrase(vi: "đã gửi", en: "sent")
        case .accepted: Phrase(vi: "ngân hàng đã nhận", en: "accepted")
        case .pending: Phrase(vi: "ngân hàng đang xử lý", en: "pending")
        case .settled: Phrase(vi: "đã ghi nợ tài khoản chi", en: "settled")
        case .credited: Phrase(vi: "đã ghi có người nhận", en: "credited")
        case .rejected: Phrase(vi: "bị từ chối", en: "rejected")
        case .returned: Phrase(vi: "bị hoàn trả", en: "returned")
        case .paid: Phrase(vi: "đã nhận tiền mặt", en: "paid in cash")
        case .unpaid: Phrase(vi: "chưa nhận tiền mặt", en: "reported unpaid")
        }
    }
}

/// What is shown of a transfer: its status, or that a word of it is overdue.
package enum ShownStatus: Hashable, Sendable {
    /// The status.
    case known(TransferStatus)
    /// No word came in time. It is never sent again before a statement or the bank proves it unpaid.
    case unknown

    /// What is shown of a transfer on a day.
    ///
    /// - Parameters:
    ///   - status: What was last proven.
    ///   - requested: The day that the bank was asked to pay on.
    ///   - lastWord: The day of the last word about it; nil where none came.
    ///   - patience: Days to wait after the later of the two, not below zero.
    ///   - today: The day on which it is shown.
    package init(
        _ status: TransferStatus,
        requested: CivilDate,
        lastWord: CivilDate? = nil,
        patience: Int,
        today: CivilDate
    ) {
        precondition(patience >= 0, "patience is a number of days")
        let since = Swift.max(requested, lastWord ?? requested)
        let waited = Int(today.dayNumber) - Int(since.dayNumber)
        self = status.isOpen && waited > patience ? .unknown : .known(status)
    }

    /// What is shown, for people.
    package var phrase: Phrase {
        switch self {
        case .known(let status): status.phrase
        case .unknown: Phrase(vi: "chưa rõ, chờ ngân hàng", en: "unknown, waiting for the bank")
        }
    }
}
