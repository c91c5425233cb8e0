// Entries of an account that name no transfer of ours, and notices of entries to come.

import BankFiles
import Disbursement

extension AnswerRun {
    /// Takes an entry of a statement: it moves the deposit.
    mutating func takeEntry(_ taken: TakenFact) throws {
        guard let amount = taken.fact.amount else {
            conflict(.amountMissing, taken)
            return
        }
        guard amount > 0 else { return }
        guard let account = try ownAccount(taken.fact) else {
            conflict(.accountNotOurs, taken)
            return
        }
        let entry = AccountEntry(
            taken: taken,
            account: account,
            amount: amount,
            isCredit: taken.fact.word == .credit
        )
        if takeByNature(entry) { return }
        switch try taken.fact.identity(in: book) {
        case .transfer(let transfer):
            if entry.isCredit {
                try takeCredit(entry, of: transfer)
            } else {
                try takeDebit(entry, of: transfer)
            }
        case .file(let file): try takeLump(entry, of: transfers(of: file))
        case .ambiguous: setAside(entry, .ambiguous)
        case .foreign, .nameless: takeUnnamed(entry)
        }
    }

    /// Fees and interest, as far as the bank's own code says so; also where a transfer is named, for
    /// a fee may name what it is for.
    private mutating func takeByNature(_ entry: AccountEntry) -> Bool {
        let (taken, account) = (entry.taken, entry.account)
        switch (taken.fact.nature, entry.isCredit) {
        case (.fee, let isRefund):
            let kind = isRefund ? MovementKind.feeRefunded : .feeTaken
            move(kind, account.feePairs(entry.amount, isRefund: isRefund), account, taken)
        case (.interest, true):
            move(.interest, account.interestPairs(entry.amount), account, taken)
        case (.interest, false), (.payment, _): return false
        }
        return true
    }

    /// An entry without a transfer: what was booked by a paper before, or unidentified.
    private mutating func takeUnnamed(_ entry: AccountEntry) {
        if let awaited = match(entry.amount, isCredit: entry.isCredit, in: entry.account) {
            result.matches.append(
                AwaitedMatch(
                    entry: awaited,
                    account: entry.account.number,
                    fact: entry.taken.index
                )
            )
        } else {
            setAside(entry, .unidentified)
        }
    }

    /// Event 20, with its conflict.
    ///
    /// - Parameters:
    ///   - entry: The entry.
    ///   - kind: What does not fit.
    ///   - transfer: The transfer in whose name it stands.
    ///   - amount: VND to set aside; nil for the whole entry.
    ///   - proposesCase: Whether a case of over-payment should be opened.
    mutating func setAside(
        _ entry: AccountEntry,
        _ kind: ConflictKind,
        _ transfer: SentTransfer? = nil,
        amount: Int64? = nil,
        proposesCase: Bool = false
    ) {
        let amount = amount ?? entry.amount
        move(
            entry.isCredit ? .unidentifiedCredit : .unidentifiedDebit,
            entry.account.suspensePairs(amount, isCredit: entry.isCredit),
            entry.account,
            entry.taken,
            transfer: transfer?.id
        )
        conflict(kind, entry.taken, transfer, setAside: amount, proposesCase: proposesCase)
    }

    /// Takes an entry of a notification: it informs, and moves no money.
    ///
    /// What does not fit changes nothing here: the statement will show it, and then it is a conflict.
    mutating func takeNotice(_ taken: TakenFact) throws {
        let (fact, isCredit) = (taken.fact, taken.fact.word == .credit)
        guard fact.nature == .payment, let amount = fact.amount else { return }
        guard let account = try ownAccount(fact) else { return }
        let transfers: [SentTransfer]
        switch try fact.identity(in: book) {
        case .transfer(let transfer):
            guard account.holds(transfer), !transfer.isCash,
                isCredit || (amount == transfer.amount && !fact.namesOtherPayee(than: transfer))
            else { return }
            transfers = [transfer]
        case .file(let file):
            let all = try self.transfers(of: file)
            transfers = try lump(amount, count: fact.count, isCredit: isCredit, of: all) ?? []
        case .ambiguous, .foreign, .nameless: return
        }
        for transfer in transfers where transfer.isHandedOver {
            guard isCredit else {
                try step(transfer, .settled, taken)
                continue
            }
            var position = try position(transfer)
            position.isReturnAnnounced = !position.hasComeBack
            try change(transfer, to: position, taken)
        }
    }
}

/// An entry of one of our accounts, with an amount.
struct AccountEntry {
    let taken: TakenFact
    let account: OwnAccount
    let amount: Int64
    let isCredit: Bool
}
