// The growing edge of a log's hash tree: all that is needed to append and to know the root.
//
// Invariants:
// 1. One hash for each set bit of the size, the largest full subtree first: 64 hashes at most.
// 2. `init(serialised:)` accepts exactly what `serialised` gives.

/// The roots of the full subtrees that a tree of `size` leaves is made of.
package struct MerkleFrontier: Hashable, Sendable {
    /// The number of leaves.
    package private(set) var size: UInt64
    private var subtrees: [Digest]

    /// The frontier of a tree without leaves.
    package init() {
        size = 0
        subtrees = []
    }

    /// The frontier from its serialised form; nil when `serialised` would not have given it.
    package init?(serialised bytes: [UInt8]) {
        guard bytes.count >= 8 else { return nil }
        let size = bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard bytes.count == 8 + size.nonzeroBitCount * Digest.byteCount else { return nil }
        self.size = size
        subtrees = stride(from: 8, to: bytes.count, by: Digest.byteCount).compactMap {
            Digest(bytes: bytes[$0..<$0 + Digest.byteCount])
        }
    }

    /// Eight bytes of size, big-endian, then the subtrees' hashes, the largest first.
    package var serialised: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + subtrees.count * Digest.byteCount)
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: size >> shift))
        }
        for subtree in subtrees {
            bytes.append(contentsOf: subtree.bytes)
        }
        return bytes
    }

    /// The root over all leaves so far (RFC 6962 section 2.1).
    package var root: Digest {
        guard var hash = subtrees.last else { return MerkleTree.emptyRoot }
        let hasher = SHA256()
        for subtree in subtrees.dropLast().reversed() {
            hash = MerkleTree.nodeHash(subtree, hash, hashing: hasher)
        }
        return hash
    }

    /// The root of the full subtree of a level that ends at a leaf, where the edge holds it.
    ///
    /// - Parameters:
    ///   - level: The subtree has two to the power of it leaves.
    ///   - end: The leaf behind its last one.
    /// - Returns: The root; nil where the edge has no such subtree.
    package func subtree(ofLevel level: Int, endingAt end: UInt64) -> Digest? {
        guard (0..<64).contains(level), (size >> UInt64(level)) & 1 == 1,
            (size >> UInt64(level)) << UInt64(level) == end
        else { return nil }
        // The larger ones come first.
        let larger = level == 63 ? 0 : (size >> UInt64(level + 1)).nonzeroBitCount
        return subtrees[larger]
    }

    /// The size and the root together.
    package var head: MerkleTree.Head { MerkleTree.Head(size: size, root: root) }

    /// Appends one leaf by its hash.
    package mutating func append(_ leafHash: Digest, hashing hasher: SHA256 = SHA256()) {
        var hash = leafHash
        var rest = size
        while rest & 1 == 1 {
            hash = MerkleTree.nodeHash(subtrees.removeLast(), hash, hashing: hasher)
            rest >>= 1
        }
        subtrees.append(hash)
        size += 1
    }

    /// Appends leaves by their hashes, in order.
    package mutating func append(contentsOf leafHashes: some Sequence<Digest>) {
        let hasher = SHA256()
        for leafHash in leafHashes {
            append(leafHash, hashing: hasher)
        }
    }
}
