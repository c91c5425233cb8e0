// The way from one leaf to the root of its tree, with the side on which each sibling stands.
//
// Invariants:
// (1) The siblings are those of the inclusion proof of RFC 9162 section 2.1.3.1, in its order.
// (2) The sides say what index and size of the tree would say; one that no tree of any size has at that
//     index does not fit it. So nothing of a path can be changed and still lead to the root.
// (3) A path is found in one pass over the leaves, with memory for one hash a level.

/// The way from a leaf to the root.
package struct MerklePath: Hashable, Sendable {
    /// Where a sibling stands.
    package enum Side: String, Hashable, Sendable {
        /// Hashed before what is below it.
        case left
        /// Hashed behind what is below it.
        case right
    }

    /// One sibling on the way.
    package struct Step: Hashable, Sendable {
        /// Where it stands.
        package let side: Side
        /// The root over its subtree.
        package let sibling: Digest

        /// A sibling.
        package init(side: Side, sibling: Digest) {
            self.side = side
            self.sibling = sibling
        }
    }

    /// The siblings, from the leaf's own up.
    package let steps: [Step]

    /// A way past these siblings.
    package init(steps: [Step]) { self.steps = steps }

    /// The inclusion proof without its sides.
    package var proof: [Digest] { steps.map(\.sibling) }

    /// The root to which it leads from a leaf.
    package func root(from leafHash: Digest) -> Digest {
        let hasher = SHA256()
        return steps.reduce(leafHash) { hash, step in
            step.side == .left
                ? MerkleTree.nodeHash(step.sibling, hash, hashing: hasher)
                : MerkleTree.nodeHash(hash, step.sibling, hashing: hasher)
        }
    }

    /// Whether the leaf at this index of a tree of some size has a way with these sides.
    package func fits(leafIndex: UInt64) -> Bool {
        var rest = leafIndex
        var isAtEdge = false
        for step in steps {
            switch step.side {
            case .right:
                // Beyond the last leaf there is no sibling.
                guard !isAtEdge, rest & 1 == 0 else { return false }
            case .left:
                guard rest > 0 else { return false }
                // The last node of a level rises until it has a sibling before it.
                isAtEdge = isAtEdge || rest & 1 == 0
                rest >>= UInt64(rest.trailingZeroBitCount)
            }
            rest >>= 1
        }
        return rest == 0
    }
}

/// Finds the way of one leaf while all leaves of its tree pass by, in order.
package struct MerklePathFinder {
    /// A subtree beside the way.
    private struct Subtree {
        let side: MerklePath.Side
        let end: UInt64
        let level: Int
        var root: Digest?
    }

    private let leafIndex: UInt64
    private let size: UInt64
    /// The subtrees beside the way, in order of their leaves.
    private var subtrees: [Subtree] = []
    private var current = 0
    private var frontier = MerkleFrontier()
    private var count: UInt64 = 0
    /// The leaf whose way it is, once it has passed.
    package private(set) var leafHash: Digest?

    /// Looks for the way of one leaf in a tree of that size.
    package init(leafIndex: UInt64, size: UInt64) {
        precondition(leafIndex < size, "the leaf is in the tree")
        self.leafIndex = leafIndex
        self.size = size
        var rest = 0..<size
        var before: [Subtree] = []
        var behind: [Subtree] = []
        while rest.count > 1 {
            let half =
                UInt64(1)
                << (63 - UInt64((rest.upperBound - rest.lowerBound - 1).leadingZeroBitCount))
            let middle = rest.lowerBound + half
            let level = before.count + behind.count
            if leafIndex < middle {
                behind.append(Subtree(side: .right, end: rest.upperBound, level: level))
                rest = rest.lowerBound..<middle
            } else {
                before.append(Subtree(side: .left, end: middle, level: level))
                rest = middle..<rest.upperBound
            }
        }
        subtrees = before + behind.reversed()
    }

    /// Takes the next leaf.
    package mutating func append(_ hash: Digest, hashing hasher: SHA256 = SHA256()) {
        precondition(count < size, "the tree has that many leaves")
        defer { count += 1 }
        if count == leafIndex {
            leafHash = hash
            return
        }
        frontier.append(hash, hashing: hasher)
        guard count + 1 == subtrees[current].end else { return }
        subtrees[current].root = frontier.root
        frontier = MerkleFrontier()
        current += 1
    }

    /// The way; nil while not all leaves have passed.
    package var path: MerklePath? {
        guard count == size else { return nil }
        let steps = subtrees.sorted { $0.level > $1.level }.compactMap { subtree in
            subtree.root.map { MerklePath.Step(side: subtree.side, sibling: $0) }
        }
        return MerklePath(steps: steps)
    }
}
