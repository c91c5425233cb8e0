// Entries of a statement that name a transfer of ours: debits, then what comes back.
//
// Invariants:
// (1) A transfer is booked once and comes back once; whatever else stands in its name is set aside.
// (2) A debit that was set aside is met by what comes back before the transfer itself is: until the
//     bank has given back all but one payment, the payee may have one.

import BankFiles
import Disbursement

extension AnswerRun {
    /// A debit in the name of a transfer.
    mutating func takeDebit(_ entry: AccountEntry, of transfer: SentTransfer) throws {
        var position = try position(transfer)
        if let kind = misfit(entry, transfer, position) {
            setAsideDebit(entry, kind, transfer, &position)
        } else if position.status == .rejected && transfer.isReplaced {
            setAsideDebit(entry, .bookedAfterRejected, transfer, &position, proposesCase: true)
        } else {
            if position.status == .rejected {
                takeBackRefusal(transfer, &position, entry.taken)
                conflict(.bookedAfterRejected, entry.taken, transfer)
            }
            move(.booked, transfer.bookedPairs, transfer, entry.taken)
            position.isBooked = true
            if position.status != .credited { position.status = .settled }
            if position.suspended > 0 {
                // It had come back already: set aside then, owed again now.
                let pairs = transfer.returnedPairs(position.suspended, from: .suspense)
                move(.returnedEarly, pairs, transfer, entry.taken)
                position.suspended = 0
                comeBack(&position)
            }
        }
        try change(transfer, to: position, entry.taken)
    }

    /// Why a debit is not the booking of the transfer that it names; nil when it is.
    private func misfit(
        _ entry: AccountEntry,
        _ transfer: SentTransfer,
        _ position: TransferPosition
    ) -> ConflictKind? {
        if !transfer.isHandedOver { return .debitedBeforeHandOver }
        if transfer.isCash { return .wrongWay }
        if position.isBooked { return .debitedTwice }
        if !entry.account.holds(transfer) { return .otherAccount }
        if entry.amount != transfer.amount { return .amountDiffers }
        return entry.taken.fact.namesOtherPayee(than: transfer) ? .otherPayee : nil
    }

    private mutating func setAsideDebit(
        _ entry: AccountEntry,
        _ kind: ConflictKind,
        _ transfer: SentTransfer,
        _ position: inout TransferPosition,
        proposesCase: Bool = false
    ) {
        setAside(entry, kind, transfer, proposesCase: proposesCase)
        // It may have come back before it was seen leaving.
        let met = min(position.suspended, entry.amount)
        position.suspended -= met
        let (sum, overflow) = position.strayDebit.addingReportingOverflow(entry.amount - met)
        position.strayDebit = overflow ? .max : sum
    }

    /// A credit in the name of a transfer.
    mutating func takeCredit(_ entry: AccountEntry, of transfer: SentTransfer) throws {
        var position = try position(transfer)
        var rest = entry.amount
        if position.strayDebit > 0 {
            let met = min(position.strayDebit, rest)
            setAside(entry, .strayReturned, transfer, amount: met)
            position.strayDebit -= met
            rest -= met
        }
        if rest > 0 { takeReturn(rest, entry, transfer, &position) }
        try change(transfer, to: position, entry.taken)
    }

    /// What comes back of the transfer itself.
    private mutating func takeReturn(
        _ amount: Int64,
        _ entry: AccountEntry,
        _ transfer: SentTransfer,
        _ position: inout TransferPosition
    ) {
        if transfer.isCash {
            setAside(entry, .wrongWay, transfer, amount: amount)
        } else if !entry.account.holds(transfer) {
            setAside(entry, .otherAccount, transfer, amount: amount)
        } else if position.isBooked, let overPayment = transfer.overPayment {
            takeRecovery(amount, of: overPayment, entry, transfer)
        } else if position.hasComeBack || position.suspended > 0 {
            setAside(entry, .returnedTwice, transfer, amount: amount)
        } else if !position.isBooked {
            let kept = min(amount, transfer.amount)
            position.suspended = kept
            setAside(entry, .returnedBeforeBooked, transfer, amount: kept)
            if amount > kept {
                setAside(entry, .returnedMore, transfer, amount: amount - kept)
            }
        } else {
            let returned = min(amount, transfer.amount)
            move(
                .returned,
                transfer.returnedPairs(returned, from: .deposit),
                transfer,
                entry.taken
            )
            comeBack(&position)
            if amount > returned {
                setAside(entry, .returnedMore, transfer, amount: amount - returned)
            }
        }
    }

    /// Event 14a: the payee's money was decided to be taken back, so the transfer stays as it is.
    private mutating func takeRecovery(
        _ amount: Int64,
        of overPayment: OverPayment,
        _ entry: AccountEntry,
        _ transfer: SentTransfer
    ) {
        let totals = recover(amount, of: overPayment)
        let recovered = totals.reduce(0) { $0 + $1.amount }
        if recovered > 0 {
            let pairs = RecoveryPostings.recovered(
                unit: transfer.unit,
                provider: transfer.provider,
                case: overPayment,
                totals: totals
            )
            move(.recovered, pairs, transfer, entry.taken)
        }
        if amount > recovered {
            setAside(entry, .returnedMore, transfer, amount: amount - recovered)
        }
    }

    /// The transfer came back: all its lines are open again.
    func comeBack(_ position: inout TransferPosition) {
        position.status = .returned
        position.hasComeBack = true
        position.isReturnAnnounced = false
    }
}
