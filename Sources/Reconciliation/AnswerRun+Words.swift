// Words of status: of one transfer, or of a file.

import BankFiles
import Disbursement

extension BankFact {
    /// Whether a file is refused because the bank has it already (ISO external codes).
    fileprivate var isDuplicateRefusal: Bool {
        ["DUPL", "AM05", "DU01", "DU02", "DU03", "DU04", "DU05"].contains(reason)
    }
}

extension AnswerRun {
    /// Takes a word that is no entry.
    mutating func takeWord(_ taken: TakenFact) throws {
        switch try taken.fact.identity(in: book) {
        case .transfer(let transfer): try apply(taken, to: transfer)
        case .file(let file):
            // A file that was sent twice is refused under the id that the bank took before.
            if taken.fact.word == .rejected, taken.fact.isDuplicateRefusal {
                conflict(.duplicateFile, taken)
                return
            }
            guard file.batch.isHandedOver else {
                conflict(.reportedBeforeHandOver, taken)
                return
            }
            try take(taken, ofAll: file)
        case .ambiguous: conflict(.ambiguous, taken)
        case .foreign, .nameless: conflict(.notOurs, taken)
        }
    }

    /// A word of one transfer, once it fits the transfer.
    private mutating func apply(_ taken: TakenFact, to transfer: SentTransfer) throws {
        if !transfer.isHandedOver {
            conflict(.reportedBeforeHandOver, taken, transfer)
        } else if let message = taken.fact.references.message, message != transfer.file {
            conflict(.otherFile, taken, transfer)
        } else if let amount = taken.fact.amount, amount != transfer.amount {
            conflict(.amountDiffers, taken, transfer)
        } else {
            try step(transfer, taken.fact.word, taken)
        }
    }

    /// What a word does to a transfer.
    mutating func step(_ transfer: SentTransfer, _ word: FactWord, _ taken: TakenFact) throws {
        var position = try position(transfer)
        switch step(transfer, at: position, word) {
        case .nothing, .entry: break
        case .move(let status):
            position.status = status
        case .announceReturn:
            position.isReturnAnnounced = !position.hasComeBack
        case .refuse(let status):
            // A debit in its name was set aside: the payee may have the money.
            guard position.strayDebit == 0 else {
                conflict(.rejectedAfterSettled, taken, transfer)
                return
            }
            refuse(transfer, &position, as: status, taken)
        case .pay:
            pay(transfer, &position, taken)
        case .payAfterRefusal:
            guard !transfer.isReplaced else {
                conflict(.paidAfterCarry, taken, transfer, proposesCase: true)
                return
            }
            // The accounts of a settled year take no payment of the Treasury any more.
            guard !transfer.isDirect || !transfer.isOfSettledYear else {
                conflict(.creditedAfterRejected, taken, transfer)
                return
            }
            takeBackRefusal(transfer, &position, taken)
            pay(transfer, &position, taken)
        case .comeBack:
            guard transfer.overPayment == nil else {
                conflict(.returnedInCase, taken, transfer)
                return
            }
            if !position.isBooked { pay(transfer, &position, taken) }
            move(.returnedDirectly, transfer.returnedDirectlyPairs, transfer, taken)
            comeBack(&position)
        case .conflict(let kind):
            let isPaidAnew =
                transfer.isReplaced
                && (kind == .creditedAfterReturned || kind == .creditedAfterRejected
                    || kind == .settledAfterRejected)
            conflict(kind, taken, transfer, proposesCase: isPaidAnew)
        }
        try change(transfer, to: position, taken)
    }

    /// The step of a word; a list of cash says nothing of what the Treasury pays, nor the other way round.
    private func step(
        _ transfer: SentTransfer,
        at position: TransferPosition,
        _ word: FactWord
    ) -> StatusStep {
        let family = bankAnswer.family
        if family.isResultList,
            (family == .treasuryResults) != (transfer.way == .estimate)
        {
            return .conflict(.wrongWay)
        }
        return StatusRule.step(position.status, word, by: transfer.way)
    }

    /// Event 7.
    private mutating func refuse(
        _ transfer: SentTransfer,
        _ position: inout TransferPosition,
        as status: TransferStatus,
        _ taken: TakenFact
    ) {
        move(.refused, transfer.refusedPairs, transfer, taken)
        position.status = status
        position.refusalEntry = AnswerPostings.key(
            answer: answer,
            kind: .refused,
            place: transfer.file,
            valueOn: taken.valueOn
        )
    }

    /// Event 6a or 6b by a provider's signed list.
    private mutating func pay(
        _ transfer: SentTransfer,
        _ position: inout TransferPosition,
        _ taken: TakenFact
    ) {
        let isDirect = transfer.way == .estimate
        move(isDirect ? .paidDirectly : .booked, transfer.bookedPairs, transfer, taken)
        position.status = isDirect ? .settled : .paid
        position.isBooked = true
    }

    /// The storno of event 7.
    mutating func takeBackRefusal(
        _ transfer: SentTransfer,
        _ position: inout TransferPosition,
        _ taken: TakenFact
    ) {
        guard let entry = position.refusalEntry else {
            preconditionFailure("a refused transfer knows the entry that refused it")
        }
        move(
            .unrefused,
            transfer.refusedPairs.map(\.swapped),
            transfer,
            taken,
            reverses: entry
        )
        position.refusalEntry = nil
    }
}
