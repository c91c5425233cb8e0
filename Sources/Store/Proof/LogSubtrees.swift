// The roots of parts of the log's tree, from the growing edges that each step has left in `head`, so that a
// proof reads few leaves of a long log.
//
// The edge of a log of s leaves holds the full subtree of level L that ends at or before s, where bit L of s is
// set: so every full subtree that is a left child stands in the edge of the step that wrote its last leaf, unless
// that step went on beyond its sibling. All others are put together from their halves.
//
// Invariants:
// (1) A root is the same as if all leaves below it were read.
// (2) Leaves are read where a subtree is short, or lies within one step: a proof reads about as many as one
//     step wrote.
// (3) A proof that does not lead to the root of its own head is damage, not a proof.

import Foundation
import GRDB
package import Signing

/// Finds roots of parts of the log's tree.
final class LogSubtrees {
    private let steps: Scan
    private let heads: Scan
    private let leaves: Scan
    private let shortest: UInt64
    private let hasher = SHA256()

    /// The leaves that are rather read than put together.
    static let shortest: UInt64 = 512

    /// Subtrees of the log that a connection sees.
    ///
    /// - Parameters:
    ///   - db: The connection.
    ///   - shortest: The leaves that are rather read than put together; at least 1.
    /// - Throws: `DatabaseError`.
    init(_ db: Database, shortest: UInt64 = LogSubtrees.shortest) throws {
        self.shortest = max(1, shortest)
        steps = try Scan(db, "SELECT step FROM leaf WHERE position = ?")
        heads = try Scan(db, "SELECT frontier FROM head WHERE step = ?")
        leaves = try Scan(
            db,
            "SELECT hash FROM leaf WHERE position >= ? AND position < ? ORDER BY position"
        )
    }

    /// The edge of the log after the step that wrote a leaf; nil for a leaf that is not there.
    ///
    /// - Throws: ``StoreError/damaged(_:)``.
    func edge(after position: UInt64) throws -> MerkleFrontier? {
        steps.reset()
        steps.bind(1, Int64(clamping: position))
        guard try steps.step() else { return nil }
        heads.reset()
        heads.bind(1, steps.integer(0))
        guard try heads.step(), let bytes = heads.blob(0),
            let edge = MerkleFrontier(serialised: bytes)
        else { throw StoreError.damaged("head") }
        return edge
    }

    /// The root over a run of leaves.
    ///
    /// - Parameter range: Not empty; as the tree parts its leaves (RFC 9162 section 2.1.1), so a full one begins
    ///   at a multiple of its length.
    /// - Returns: The root; nil where a leaf is not there.
    /// - Throws: ``StoreError/damaged(_:)``.
    func root(_ range: Range<UInt64>) throws -> Digest? {
        let length = range.upperBound - range.lowerBound
        guard length > shortest else { return try read(range) }
        if length.nonzeroBitCount == 1, let edge = try edge(after: range.upperBound - 1),
            edge.size - range.upperBound < length,
            let root = edge.subtree(
                ofLevel: length.trailingZeroBitCount,
                endingAt: range.upperBound
            )
        {
            return root
        }
        let middle = range.lowerBound + Self.half(of: length)
        guard let left = try root(range.lowerBound..<middle),
            let right = try root(middle..<range.upperBound)
        else { return nil }
        return MerkleTree.nodeHash(left, right, hashing: hasher)
    }

    /// The way from a leaf to the root of the tree of the first `size` leaves.
    ///
    /// - Returns: The leaf's hash and its way; nil where a leaf is not there.
    /// - Throws: ``StoreError/damaged(_:)``.
    func path(
        of leafIndex: UInt64,
        size: UInt64
    ) throws -> (leafHash: Digest, path: MerklePath)? {
        var rest = 0..<size
        var steps: [MerklePath.Step] = []
        while rest.upperBound - rest.lowerBound > 1 {
            let middle = rest.lowerBound + Self.half(of: rest.upperBound - rest.lowerBound)
            let isLeft = leafIndex < middle
            let beside = isLeft ? middle..<rest.upperBound : rest.lowerBound..<middle
            guard let sibling = try root(beside) else { return nil }
            steps.append(MerklePath.Step(side: isLeft ? .right : .left, sibling: sibling))
            rest = isLeft ? rest.lowerBound..<middle : middle..<rest.upperBound
        }
        guard let hash = try read(rest) else { return nil }
        return (hash, MerklePath(steps: steps.reversed()))
    }

    /// The largest power of two below a length of at least two.
    private static func half(of length: UInt64) -> UInt64 {
        1 << (63 - UInt64((length - 1).leadingZeroBitCount))
    }

    private func read(_ range: Range<UInt64>) throws -> Digest? {
        leaves.reset()
        leaves.bind(1, Int64(clamping: range.lowerBound))
        leaves.bind(2, Int64(clamping: range.upperBound))
        var frontier = MerkleFrontier()
        while try leaves.step() {
            guard let bytes = leaves.blob(0), let hash = Digest(bytes: bytes) else {
                throw StoreError.damaged("leaf")
            }
            frontier.append(hash, hashing: hasher)
        }
        return frontier.size == range.upperBound - range.lowerBound ? frontier.root : nil
    }
}

extension BooksReader {
    /// The inclusion proof of a leaf in the log as a step left it.
    ///
    /// - Parameters:
    ///   - leafIndex: The leaf.
    ///   - size: The leaves of the log after that step.
    /// - Returns: The proof; nil where the log has fewer leaves, or no step left it with so many.
    /// - Throws: ``StoreError/damaged(_:)`` where what was found does not lead to the root.
    package func inclusionProof(leafIndex: UInt64, size: UInt64) throws -> [Digest]? {
        try inclusionProof(leafIndex: leafIndex, size: size, shortest: LogSubtrees.shortest)
    }

    func inclusionProof(
        leafIndex: UInt64,
        size: UInt64,
        shortest: UInt64
    ) throws -> [Digest]? {
        guard leafIndex < size else { return nil }
        let subtrees = try LogSubtrees(db, shortest: shortest)
        guard let edge = try subtrees.edge(after: size - 1), edge.size == size,
            let (leafHash, path) = try subtrees.path(of: leafIndex, size: size)
        else { return nil }
        guard path.root(from: leafHash) == edge.root else { throw StoreError.damaged("head") }
        return path.proof
    }
}
