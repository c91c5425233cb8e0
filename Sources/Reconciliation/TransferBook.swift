// What answers are held against: the transfers that were frozen into files, and our accounts.

package import BankFiles

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
    /// Where a transfer stood before the answer.
    func position(of transfer: SentTransfer) throws -> TransferPosition
    /// Our account of that number, or nil when it is none of ours.
    func account(_ number: String) throws -> OwnAccount?
}
