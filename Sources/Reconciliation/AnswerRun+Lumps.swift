// One entry for many transfers: a file or group that the bank books as one line.
//
// Invariant: a lump sum is taken apart only where it is the sum of transfers that it can mean, to
// the đồng; it is never spread.

import BankFiles

extension AnswerRun {
    /// The transfers of a file or group.
    func transfers(of file: SentFile) throws -> [SentTransfer] {
        try book.transfers(message: file.message, group: file.group)
    }

    /// An entry in the name of a file or group.
    mutating func takeLump(_ entry: AccountEntry, of transfers: [SentTransfer]) throws {
        guard transfers.allSatisfy(\.isHandedOver) else {
            setAside(entry, entry.isCredit ? .reportedBeforeHandOver : .debitedBeforeHandOver)
            return
        }
        guard transfers.allSatisfy({ entry.account.holds($0) }) else {
            setAside(entry, .otherAccount)
            return
        }
        guard !transfers.contains(where: \.isCash) else {
            setAside(entry, .wrongWay)
            return
        }
        let count = entry.taken.fact.count
        guard
            let meant = try lump(
                entry.amount,
                count: count,
                isCredit: entry.isCredit,
                of: transfers
            )
        else {
            setAside(entry, .lumpSumDiffers)
            return
        }
        for transfer in meant {
            let single = AccountEntry(
                taken: entry.taken,
                account: entry.account,
                amount: transfer.amount,
                isCredit: entry.isCredit
            )
            if entry.isCredit {
                try takeCredit(single, of: transfer)
            } else {
                try takeDebit(single, of: transfer)
            }
        }
    }

    /// The transfers that a lump sum means, or nil.
    ///
    /// A debit means those that were neither booked nor refused, or all of them; a credit those that
    /// were booked and did not come back.
    mutating func lump(
        _ amount: Int64,
        count: Int?,
        isCredit: Bool,
        of transfers: [SentTransfer]
    ) throws -> [SentTransfer]? {
        let fitting = try transfers.filter { transfer in
            let position = try position(transfer)
            return isCredit
                ? position.isBooked && !position.hasComeBack
                : !position.isBooked && position.status != .rejected
        }
        for candidates in isCredit ? [fitting] : [fitting, transfers]
        where candidates.reduce(0, { $0 + Int128($1.amount) }) == Int128(amount) {
            // A bank that counts one payment counts its own line.
            if let count, count > 1, count != candidates.count { continue }
            return candidates
        }
        return nil
    }
}
