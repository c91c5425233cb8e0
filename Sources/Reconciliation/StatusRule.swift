// The one table of what a word does to a status.
//
// Invariants:
// (1) Words of status only inform: of all of them, none but a refusal before booking moves money,
//     and it moves it from clearing to what is owed. The words of a provider's signed list book.
// (2) A stale or repeated word changes nothing.

package import BankFiles

/// What a word does.
package enum StatusStep: Hashable, Sendable {
    /// Nothing: the word is stale, repeated or says nothing of a single transfer.
    case nothing
    /// The status changes, no money moves.
    case move(TransferStatus)
    /// It failed before it was booked: clearing becomes owed (event 7).
    case refuse(TransferStatus)
    /// The payee took the cash (event 6a), or the Treasury paid (event 6b).
    case pay
    /// It was paid after all: the refusal is taken back, then it is paid.
    case payAfterRefusal
    /// What the Treasury paid came back to it (events 8b and 8c); if nobody said so, it was paid first.
    case comeBack
    /// Money comes back: noted, and moved by the statement alone.
    case announceReturn
    /// Nothing changes, and a person must look.
    case conflict(ConflictKind)
    /// An entry of an account: what it does depends on money, not on the status alone.
    case entry
}

/// The table.
package enum StatusRule {
    /// What a word does to a transfer, by the way it is paid.
    package static func step(
        _ status: TransferStatus,
        _ word: FactWord,
        by way: TransferWay
    ) -> StatusStep {
        switch way {
        case .account: step(status, word)
        case .cash: cashStep(status, word)
        case .estimate: directStep(status, word)
        }
    }

    /// What a word does to a transfer that a bank pays to an account.
    ///
    /// A notified debit counts as the word `settled`: the statement books, a notification does not.
    package static func step(_ status: TransferStatus, _ word: FactWord) -> StatusStep {
        switch (word, status) {
        case (.received, _), (.partlyAccepted, _), (.unknown, _), (.ordered, _): .nothing
        // What became of a recall, the statement alone proves.
        case (.recalled, _), (.recallRefused, _), (.recallPending, _): .nothing
        case (.returnAnnounced, .rejected), (.returnAnnounced, .returned): .nothing
        case (.returnAnnounced, _): .announceReturn
        case (.debit, _), (.credit, _): .entry
        case (.paid, _), (.unpaid, _), (.returned, _): .conflict(.wrongWay)
        case (.accepted, .sent), (.accepted, .pending): .move(.accepted)
        case (.accepted, _): .nothing
        case (.pending, .sent), (.pending, .accepted): .move(.pending)
        case (.pending, _): .nothing
        case (.rejected, .sent), (.rejected, .accepted), (.rejected, .pending): .refuse(.rejected)
        case (.rejected, .settled), (.rejected, .credited): .conflict(.rejectedAfterSettled)
        case (.rejected, _): .nothing
        case (.settled, .sent), (.settled, .accepted), (.settled, .pending): .move(.settled)
        case (.settled, .rejected): .conflict(.settledAfterRejected)
        case (.settled, _): .nothing
        case (.credited, .sent), (.credited, .accepted), (.credited, .pending),
            (.credited, .settled):
            .move(.credited)
        case (.credited, .rejected): .conflict(.creditedAfterRejected)
        case (.credited, .returned): .conflict(.creditedAfterReturned)
        case (.credited, _): .nothing
        }
    }

    /// What a word does to a transfer that is paid in cash.
    package static func cashStep(_ status: TransferStatus, _ word: FactWord) -> StatusStep {
        switch (word, status) {
        case (.received, _), (.partlyAccepted, _), (.unknown, _), (.ordered, _): .nothing
        case (.debit, _), (.credit, _): .entry
        case (.paid, .paid), (.unpaid, .unpaid): .nothing
        case (.paid, .unpaid): .payAfterRefusal
        case (.paid, _): .pay
        case (.unpaid, .paid): .conflict(.unpaidAfterPaid)
        case (.unpaid, _): .refuse(.unpaid)
        case (.accepted, _), (.pending, _), (.rejected, _), (.settled, _), (.credited, _),
            (.returnAnnounced, _), (.recalled, _), (.recallRefused, _), (.recallPending, _),
            (.returned, _):
            .conflict(.wrongWay)
        }
    }

    /// What a word does to a transfer that the Treasury pays from the estimate.
    package static func directStep(_ status: TransferStatus, _ word: FactWord) -> StatusStep {
        switch (word, status) {
        case (.received, _), (.partlyAccepted, _), (.unknown, _), (.ordered, _): .nothing
        case (.debit, _), (.credit, _): .entry
        case (.paid, .rejected): .payAfterRefusal
        case (.paid, .returned): .conflict(.creditedAfterReturned)
        case (.paid, .sent), (.paid, .accepted), (.paid, .pending): .pay
        case (.paid, _): .nothing
        case (.unpaid, .sent), (.unpaid, .accepted), (.unpaid, .pending): .refuse(.rejected)
        case (.unpaid, .rejected), (.unpaid, .returned): .nothing
        case (.unpaid, _): .conflict(.unpaidAfterPaid)
        case (.returned, .rejected), (.returned, .returned): .nothing
        case (.returned, _): .comeBack
        case (.accepted, _), (.pending, _), (.rejected, _), (.settled, _), (.credited, _),
            (.returnAnnounced, _), (.recalled, _), (.recallRefused, _), (.recallPending, _):
            .conflict(.wrongWay)
        }
    }
}
