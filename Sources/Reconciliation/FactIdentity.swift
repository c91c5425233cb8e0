// Which transfers a fact is about.
//
// Invariants:
// (1) A transfer is found by its id, never by order, name or amount.
// (2) The end-to-end id goes before the instruction's, both before the free text.
// (3) Several different ids of ours are a conflict, never a choice.

import BankFiles

/// What a fact is about.
enum FactIdentity {
    /// One transfer.
    case transfer(SentTransfer)
    /// All transfers of a file or group.
    case file(SentFile)
    /// Several different transfers, of which one is meant.
    case ambiguous
    /// A payment or file that is none of ours.
    case foreign
    /// It names nothing.
    case nameless
}

extension BankFact {
    /// What the fact is about; in an entry, the free text may tell.
    func identity(in book: some TransferBook) throws -> FactIdentity {
        let isEntry = word == .debit || word == .credit
        let named = [references.endToEnd, references.instruction].compactMap { $0 }
        var found = try transfers(named, in: book)
        if found.isEmpty && isEntry, let narrative {
            found = try transfers(BankFact.words(narrative), in: book)
        }
        if found.count > 1 { return .ambiguous }
        if let transfer = found.first { return .transfer(transfer) }
        // A status that names a payment is about that payment, also when it is none of ours.
        guard isEntry || named.isEmpty else { return .foreign }
        guard references.message != nil || references.group != nil else { return .nameless }
        guard let batch = try book.batch(message: references.message, group: references.group)
        else { return .foreign }
        let file = SentFile(batch: batch, message: references.message, group: references.group)
        return file.portions.contains(true) ? .file(file) : .foreign
    }

    /// The different transfers of ours among texts, in order.
    private func transfers(
        _ texts: some Sequence<String>,
        in book: some TransferBook
    ) throws -> [SentTransfer] {
        var found: [SentTransfer] = []
        for text in texts {
            guard let id = TransferID(tidied: text),
                !found.contains(where: { $0.id == id }), let transfer = try book.transfer(id)
            else { continue }
            found.append(transfer)
        }
        return found
    }

    /// Words of 16 letters and digits in a free text.
    private static func words(_ text: String) -> [String] {
        text.utf8.split { byte in
            !((0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte))
        }
        .filter { $0.count == 16 }.map { String(decoding: $0, as: UTF8.self) }
    }
}
