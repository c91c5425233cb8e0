// What answers are held against: the transfers that were frozen into files, and our accounts.

package import BankFiles
package import Intake

/// Looks up what lies in files of ours; what it throws ends the reconciliation of the answer.
package protocol TransferBook {
    /// The transfer of an id, or nil when it is none of ours.
    func transfer(_ id: TransferID) throws -> SentTransfer?
    /// The transfers of a file, or of one group of it, in order of their ids; empty when it is none
    /// of ours.
    ///
    /// - Parameters:
    ///   - message: The file; nil where the answer names the group alone.
    ///   - group: The group; nil for the whole file.
    /// - Returns: The transfers.
    /// - Throws: What the lookup throws.
    func transfers(message: String?, group: String?) throws -> [SentTransfer]
    /// The transfers of a batch in columns, or nil where it is none of ours.
    func batch(_ code: BatchCode) throws -> SentBatch?
    /// The batch of a file, or of the file of a group; nil where it is none of ours.
    func batch(message: String?, group: String?) throws -> SentBatch?
    /// Where the transfers of a batch of ours stood before the answer, by number.
    func positions(of batch: BatchCode) throws -> SharedColumn<TransferPosition>
    /// Our account of that number at that bank, or nil when it is none of ours.
    ///
    /// - Parameters:
    ///   - number: The number, as the answer writes it.
    ///   - bank: The bank that the answer names; nil where it names none that is known.
    /// - Returns: The account.
    /// - Throws: What the lookup throws.
    func account(_ number: String, at bank: BIN?) throws -> OwnAccount?
}
