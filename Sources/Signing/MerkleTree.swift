// The hash tree of RFC 6962 section 2.1 (RFC 9162 section 2.1), over SHA-256.
//
// Invariants:
// 1. A leaf is hashed behind a byte 0 and a node behind a byte 1, so neither passes for the other.
// 2. A tree of n leaves splits at the largest power of two below n.
// 3. The verifiers refuse what the text of the RFC leaves open: an index not below the size, any
//    consistency from size 0, equal sizes with a proof that is not empty.

/// Hashes, proofs and their verification in a log's hash tree.
package enum MerkleTree {
    /// The root of a tree without leaves: SHA-256 of nothing.
    package static let emptyRoot = Digest.of([])

    private static let leafPrefix: UInt8 = 0
    private static let nodePrefix: UInt8 = 1

    /// The hash of the leaf that holds these bytes.
    package static func leafHash(
        _ content: UnsafeRawBufferPointer,
        hashing hasher: SHA256 = SHA256()
    ) -> Digest {
        unsafe hasher.digest(
            prefix: leafPrefix,
            content,
            UnsafeRawBufferPointer(start: nil, count: 0)
        )
    }

    /// The hash of the leaf that holds these bytes.
    package static func leafHash(
        _ content: [UInt8],
        hashing hasher: SHA256 = SHA256()
    ) -> Digest {
        unsafe content.withUnsafeBytes { unsafe leafHash($0, hashing: hasher) }
    }

    /// The hash of a leaf that holds a salt and then these bytes: a commitment to a line that
    /// cannot be guessed by hashing all likely lines.
    package static func leafHash(
        salt: Block128,
        content: UnsafeRawBufferPointer,
        hashing hasher: SHA256 = SHA256()
    ) -> Digest {
        unsafe salt.withUnsafeBytes {
            unsafe hasher.digest(prefix: leafPrefix, $0, content)
        }
    }

    /// The hash of the node over two subtrees.
    package static func nodeHash(
        _ left: Digest,
        _ right: Digest,
        hashing hasher: SHA256 = SHA256()
    ) -> Digest {
        unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in
                unsafe hasher.digest(prefix: nodePrefix, left, right)
            }
        }
    }

    /// The root over these leaf hashes.
    package static func root(of leaves: some Collection<Digest>) -> Digest {
        var frontier = MerkleFrontier()
        frontier.append(contentsOf: leaves)
        return frontier.root
    }

    /// The inclusion proof (RFC 9162 section 2.1.3.1) of one leaf among all leaf hashes of a tree,
    /// from the leaf's sibling up.
    package static func inclusionProof(leafIndex: Int, in leaves: [Digest]) -> [Digest] {
        precondition(leaves.indices.contains(leafIndex), "the leaf is in the tree")
        var proof: [Digest] = []
        var rest = leaves[...]
        while rest.count > 1 {
            let middle = rest.startIndex + largestPowerOfTwo(below: rest.count)
            let isLeft = leafIndex < middle
            proof.append(root(of: isLeft ? rest[middle...] : rest[..<middle]))
            rest = isLeft ? rest[..<middle] : rest[middle...]
        }
        return proof.reversed()
    }

    /// The consistency proof (RFC 9162 section 2.1.4.1) that the tree of the first `size` leaves
    /// is a beginning of the tree over all of them.
    package static func consistencyProof(from size: Int, in leaves: [Digest]) -> [Digest] {
        precondition(size >= 1 && size <= leaves.count, "an earlier size of this tree, not zero")
        var proof: [Digest] = []
        var rest = leaves[...]
        var isOldRootKnown = true
        while size != rest.endIndex {
            let middle = rest.startIndex + largestPowerOfTwo(below: rest.count)
            if size <= middle {
                proof.append(root(of: rest[middle...]))
                rest = rest[..<middle]
            } else {
                proof.append(root(of: rest[..<middle]))
                rest = rest[middle...]
                isOldRootKnown = false
            }
        }
        if !isOldRootKnown {
            proof.append(root(of: rest))
        }
        return proof.reversed()
    }

    private static func largestPowerOfTwo(below count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}
