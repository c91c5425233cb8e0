// The verifiers of proofs, by the algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2.
//
// They run over sizes that the other side states, so no size or index can trap.

extension MerkleTree {
    /// Whether `proof` shows that the leaf with this hash stands at `index` in the tree of `size`
    /// leaves with this root.
    package static func verifyInclusion(
        of leafHash: Digest,
        at index: UInt64,
        size: UInt64,
        proof: [Digest],
        root: Digest
    ) -> Bool {
        guard index < size else { return false }
        let hasher = SHA256()
        var node = index
        var last = size - 1
        var hash = leafHash
        for sibling in proof {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                hash = nodeHash(sibling, hash, hashing: hasher)
                while node & 1 == 0 && node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = nodeHash(hash, sibling, hashing: hasher)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// One state of a log: how many leaves, and the root over them.
    package struct Head: Hashable, Sendable {
        /// The number of leaves.
        package let size: UInt64
        /// The root over them.
        package let root: Digest

        /// The state of a log with so many leaves and this root.
        package init(size: UInt64, root: Digest) {
            self.size = size
            self.root = root
        }
    }

    /// Whether `proof` shows that the log only grew from one state to the other.
    ///
    /// From size 0 nothing can be shown, so that is false; between equal sizes the proof is empty
    /// and the roots are equal.
    package static func verifyConsistency(
        from old: Head,
        to new: Head,
        proof: [Digest]
    ) -> Bool {
        guard old.size > 0, old.size <= new.size else { return false }
        guard old.size < new.size else { return proof.isEmpty && old.root == new.root }
        // When the old tree is a full one, its root is itself the first node of the path.
        let isFull = old.size & (old.size - 1) == 0
        let path = isFull ? [old.root] + proof : proof
        guard let first = path.first, !proof.isEmpty else { return false }

        let hasher = SHA256()
        var node = old.size - 1
        var last = new.size - 1
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        var oldHash = first
        var newHash = first
        for sibling in path.dropFirst() {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                oldHash = nodeHash(sibling, oldHash, hashing: hasher)
                newHash = nodeHash(sibling, newHash, hashing: hasher)
                while node & 1 == 0 && node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                newHash = nodeHash(newHash, sibling, hashing: hasher)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && oldHash == old.root && newHash == new.root
    }
}
