// What an answer says of many transfers of ours in the same words: one fact about all of them.
//
// Invariants:
// (1) It says of each transfer what a fact of its own would say: its word, names, reason and amount.
//     What moves nothing is left to the answer's file: accounts, free texts, the bank's own names.
// (2) A transfer stands in it under its own id, as we wrote it.
// (3) Of one transfer an answer's first word may stand in a common fact; a second one never does.

package import Intake

/// A word that was said of many transfers of a batch.
package struct CommonFact: Hashable, Sendable {
    /// What is said.
    package var word: FactWord
    /// The file, as the answer names it.
    package var message: String?
    /// The group in the file.
    package var group: String?
    /// The reason's code.
    package var reason: String?
    /// The batch of the transfers.
    package var batch: BatchCode
    /// The numbers of the transfers in it; with the amounts that were said, or all without.
    package var transfers: NumberSet
    /// How many facts of the answer stand before it.
    package var place: Int

    /// A common fact.
    package init(
        _ word: FactWord,
        message: String?,
        group: String?,
        reason: String?,
        batch: BatchCode,
        transfers: NumberSet,
        place: Int
    ) {
        self.word = word
        self.message = message
        self.group = group
        self.reason = reason
        self.batch = batch
        self.transfers = transfers
        self.place = place
    }

    /// The same for the same words in another file, whichever transfers they are said of.
    package var key: String {
        [
            "common", word.rawValue, message ?? "", group ?? "", reason ?? "", batch.description,
            transfers.hasAmounts ? "amounts" : "",
        ].joined(separator: "\u{1F}")
    }

    /// What it says of one transfer, as a fact of its own.
    package func fact(of number: Int, amount: Int64) -> BankFact {
        var fact = BankFact(word, place: 0)
        fact.references.message = message
        fact.references.group = group
        fact.references.endToEnd = "\(TransferID(batch: batch, number: number))"
        fact.amount = transfers.hasAmounts ? amount : nil
        fact.count = 1
        fact.reason = reason
        return fact
    }
}

extension BankFact {
    /// The transfer that it is about and the common fact that would say the same of it alone; nil
    /// where it can be none.
    package var common: (fact: CommonFact, number: Int)? {
        guard word.isStatus, references.instruction == nil,
            let id = references.endToEnd.flatMap({ TransferID($0) })
        else { return nil }
        var builder = NumberSet.Builder(hasAmounts: amount != nil)
        builder.append(id.number, amount: amount ?? 0)
        return (
            CommonFact(
                word,
                message: references.message,
                group: references.group,
                reason: reason,
                batch: id.batch,
                transfers: builder.finish(),
                place: 0
            ), id.number
        )
    }
}

extension TransferID {
    /// Reads an id as banks write it: some pad with blanks, some write small letters.
    package init?(tidied text: String) {
        let utf8 = text.utf8
        // Nearly all are written as they were sent.
        if utf8.count == 16, let id = TransferID(utf8.span) {
            self = id
            return
        }
        let bytes = utf8.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed()
        guard bytes.count == 16 else { return nil }
        self.init(bytes: bytes.map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 })
    }
}
