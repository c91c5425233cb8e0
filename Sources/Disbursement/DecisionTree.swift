// The tree over the rows of a decision list, grown some rows at a time.
//
// Invariant: a leaf is over the salt of its row and the row with its line end; rows come in order.

package import Signing

/// Grows the tree over the rows of one decision list; not for two threads at a time.
package struct DecisionTree: ~Copyable {
    private let salts: SaltDerivation
    private let hasher = SHA256()
    private var frontier = MerkleFrontier()

    /// A tree without rows.
    ///
    /// - Parameter batchKey: The key of the batch's salts.
    package init(batchKey: SecretKey) { salts = SaltDerivation(batchKey: batchKey) }

    /// The root over the rows taken.
    package var root: Digest { frontier.root }

    /// Takes the next rows.
    ///
    /// - Parameters:
    ///   - rows: One behind the other.
    ///   - ends: Where each ends.
    package mutating func append(_ rows: [UInt8], ends: [Int]) {
        precondition(ends.last ?? 0 == rows.count, "the last row ends where the rows end")
        var start = 0
        for end in ends {
            let salt = salts.salt(ofLine: frontier.size + 1)
            let leaf = unsafe rows.withUnsafeBytes { rows in
                let row = unsafe UnsafeRawBufferPointer(rebasing: rows[start..<end])
                return unsafe MerkleTree.leafHash(salt: salt, content: row, hashing: hasher)
            }
            frontier.append(leaf, hashing: hasher)
            start = end
        }
    }
}
