// Some thousands of transfers in columns: what moves from the batch to the writers.
//
// Invariants:
// (1) Names, accounts and narratives are in their alphabets; the door checks what comes as bytes.
// (2) Three ends a row: of its name, its account and its narrative in `texts`.
// (3) Rows keep their order.

import Intake

/// A piece of a list of transfers, in columns.
package struct TransferChunk: Sendable {
    /// The rows that a chunk is meant to hold.
    package static let rows = 4096

    /// The ids of all rows.
    package private(set) var ids: [TransferID] = []
    /// The banks of all rows.
    package private(set) var banks: [BIN] = []
    /// Đồng of all rows.
    package private(set) var amounts: [Int64] = []
    private(set) var texts: [UInt8] = []
    private(set) var ends: [UInt32] = []

    /// An empty chunk.
    package init() {}

    /// A chunk of these transfers.
    package init(_ transfers: some Sequence<CreditTransfer>) {
        for transfer in transfers { append(transfer) }
    }

    /// The number of transfers.
    package var count: Int { ids.count }

    /// Whether there is none.
    package var isEmpty: Bool { ids.isEmpty }

    /// Appends a transfer.
    package mutating func append(_ transfer: CreditTransfer) {
        ids.append(transfer.id)
        banks.append(transfer.bank)
        amounts.append(transfer.amount)
        append(text: transfer.creditorName.revealed)
        append(text: transfer.account.revealed)
        append(text: transfer.narrative.revealed)
    }

    /// Appends a transfer whose texts lie in columns elsewhere, without making a String.
    ///
    /// Traps unless the amount is positive, the texts are in their alphabets, not empty, the
    /// account of 6 to 19 characters: a byte outside them is a damaged store, never an input.
    ///
    /// - Parameters:
    ///   - id: The id.
    ///   - bank: The bank of the account.
    ///   - amount: Đồng.
    ///   - name: The account's holder, a bank text.
    ///   - account: The account number.
    ///   - narrative: The narrative, a bank text.
    package mutating func append(
        id: TransferID,
        bank: BIN,
        amount: Int64,
        name: Span<UInt8>,
        account: Span<UInt8>,
        narrative: Span<UInt8>
    ) {
        precondition(CreditTransfer.amounts.contains(amount), "a payment has a positive amount")
        ids.append(id)
        banks.append(bank)
        amounts.append(amount)
        precondition(
            BankText.isBankText(name) && TransferChunk.isAccount(account)
                && BankText.isBankText(narrative),
            "a text is in its alphabet"
        )
        append(name)
        append(account)
        append(narrative)
    }

    /// Appends a transfer whose every field its reader has checked.
    mutating func append(
        checked id: TransferID,
        bank: BIN,
        amount: Int64,
        name: Span<UInt8>,
        account: Span<UInt8>,
        narrative: Span<UInt8>
    ) {
        ids.append(id)
        banks.append(bank)
        amounts.append(amount)
        append(name)
        append(account)
        append(narrative)
    }

    /// Empties the chunk and keeps its room.
    package mutating func removeAll() {
        ids.removeAll(keepingCapacity: true)
        banks.removeAll(keepingCapacity: true)
        amounts.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    /// The transfer of a row.
    package subscript(row: Int) -> CreditTransfer {
        let name = texts[nameStart(row)..<Int(ends[row * 3])]
        let account = texts[Int(ends[row * 3])..<Int(ends[row * 3 + 1])]
        let narrative = texts[Int(ends[row * 3 + 1])..<Int(ends[row * 3 + 2])]
        guard let name = BankText(exactly: name), let narrative = BankText(exactly: narrative),
            let account = BankAccountNumber(String(decoding: account, as: UTF8.self))
        else { preconditionFailure("a chunk holds texts in their alphabets") }
        return CreditTransfer(
            id: ids[row],
            creditorName: name,
            bank: banks[row],
            account: account,
            amount: amounts[row],
            narrative: narrative
        )
    }

    /// Where the name of a row begins in `texts`.
    func nameStart(_ row: Int) -> Int { row == 0 ? 0 : Int(ends[row * 3 - 1]) }

    private mutating func append(text: String) {
        texts.append(contentsOf: text.utf8)
        ends.append(UInt32(texts.count))
    }

    private mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe texts.append(contentsOf: $0) }
        ends.append(UInt32(texts.count))
    }

    /// Whether bytes are an account: 6 to 19 digits or capital letters.
    static func isAccount(_ bytes: Span<UInt8>) -> Bool {
        guard (6...19).contains(bytes.count) else { return false }
        for index in bytes.indices where BatchCode.value(of: bytes[index]) == nil { return false }
        return true
    }
}

extension TransferChunk {
    /// Whether the directory knows the bank of every row.
    package func hasKnownBanks(in directory: BankDirectory) -> Bool {
        // One of the last banks is asked for again and again: no look-up for each row.
        var known = [BIN?](repeating: nil, count: 64)
        for bank in banks where known[Int(bank.number % 64)] != bank {
            guard directory.bank(bank) != nil else { return false }
            known[Int(bank.number % 64)] = bank
        }
        return true
    }

    /// The totals of rows to accounts at a bank, and of the others.
    package func totals(ownBank bank: BIN?) -> (ownBank: TransferTotals, otherBank: TransferTotals)
    {
        var own = TransferTotals()
        var other = TransferTotals()
        for (rowBank, amount) in zip(banks, amounts) {
            if rowBank == bank { own.add(amount) } else { other.add(amount) }
        }
        return (own, other)
    }
}
