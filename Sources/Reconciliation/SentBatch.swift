// The transfers of one batch in columns, for words that are said of many of them.
//
// Invariants:
// (1) A number without an amount lies in no file: it was taken away, or there is none.
// (2) It says the same of a transfer as the `SentTransfer` of that number.

package import BankFiles

/// The transfers of a batch as they were frozen into files.
package struct SentBatch: Sendable {
    /// A file, or one group of it.
    package struct Portion: Hashable, Sendable {
        /// The file: `MsgId`, or the cash list's id.
        package let message: String
        /// The group: `PmtInfId`; empty where the file has none.
        package let group: String
        /// How it reaches its payees.
        package let way: TransferWay

        /// A portion.
        package init(message: String, group: String, way: TransferWay) {
            self.message = message
            self.group = group
            self.way = way
        }
    }

    /// The batch.
    package let code: BatchCode
    /// Whether its files were handed over.
    package let isHandedOver: Bool
    /// The files and groups.
    package let portions: [Portion]
    /// VND by number; 0 where no file has it.
    package let amounts: [Int64]
    /// The index of the portion, by number.
    package let places: [UInt16]

    /// Columns, each from number 0, which is none, to the last.
    package init(
        code: BatchCode,
        isHandedOver: Bool,
        portions: [Portion],
        amounts: [Int64],
        places: [UInt16]
    ) {
        precondition(amounts.count == places.count, "columns of one length")
        self.code = code
        self.isHandedOver = isHandedOver
        self.portions = portions
        self.amounts = amounts
        self.places = places
    }

    /// The largest number.
    package var count: Int { amounts.count - 1 }

    /// Whether a file has a transfer of that number.
    func holds(_ number: Int) -> Bool { number < amounts.count && amounts[number] > 0 }

    /// The id of a number.
    func id(_ number: Int) -> TransferID { TransferID(batch: code, number: number) }
}

/// A file of ours that a word names, or a group of it.
struct SentFile {
    let batch: SentBatch
    let message: String?
    let group: String?

    /// Which portions of the batch it is.
    var portions: [Bool] {
        batch.portions.map {
            (message == nil || $0.message == message) && (group == nil || $0.group == group)
        }
    }
}
