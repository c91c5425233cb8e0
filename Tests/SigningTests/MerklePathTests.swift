import Testing

@testable import Signing

struct MerklePathTests {
    /// The hashes of so many leaves.
    private func leaves(_ count: Int) -> [Digest] {
        var generator = FixedGenerator(state: 21)
        return (0..<count).map { _ in MerkleTree.leafHash(generator.bytes(9)) }
    }

    @Test func `one pass finds the inclusion proof of every leaf at every size to 70`() throws {
        let all = leaves(70)
        for size in 1...all.count {
            let leaves = Array(all[..<size])
            let root = MerkleTree.root(of: leaves)
            for index in leaves.indices {
                var finder = MerklePathFinder(leafIndex: UInt64(index), size: UInt64(size))
                for leaf in leaves {
                    #expect(finder.path == nil)
                    finder.append(leaf)
                }
                let path = try #require(finder.path)
                #expect(finder.leafHash == leaves[index])
                #expect(path.proof == MerkleTree.inclusionProof(leafIndex: index, in: leaves))
                #expect(path.root(from: leaves[index]) == root)
                #expect(path.fits(leafIndex: UInt64(index)))
            }
        }
    }

    @Test func `a path with its sides is that of one leaf of each size only`() throws {
        // Which indexes of any tree of up to 40 leaves have a way with these sides.
        var owners: [[MerklePath.Side]: Set<Int>] = [:]
        for size in 1...40 {
            let leaves = leaves(size)
            for index in leaves.indices {
                var finder = MerklePathFinder(leafIndex: UInt64(index), size: UInt64(size))
                for leaf in leaves { finder.append(leaf) }
                owners[try #require(finder.path).steps.map(\.side), default: []].insert(index)
            }
        }
        for (sides, indexes) in owners {
            let path = MerklePath(
                steps: sides.map { MerklePath.Step(side: $0, sibling: MerkleTree.emptyRoot) }
            )
            for index in 0..<20 where sides.count <= 5 {
                let isOwn = indexes.contains(index)
                #expect(path.fits(leafIndex: UInt64(index)) == isOwn, "\(sides) \(index)")
            }
        }
    }

    @Test func `a changed side, sibling or order leads elsewhere`() throws {
        let leaves = leaves(23)
        let root = MerkleTree.root(of: leaves)
        for index in leaves.indices {
            var finder = MerklePathFinder(leafIndex: UInt64(index), size: 23)
            for leaf in leaves { finder.append(leaf) }
            let steps = try #require(finder.path).steps
            for place in steps.indices {
                var other = steps
                let step = steps[place]
                other[place] = MerklePath.Step(
                    side: step.side == .left ? .right : .left,
                    sibling: step.sibling
                )
                #expect(MerklePath(steps: other).root(from: leaves[index]) != root)
                other[place] = MerklePath.Step(side: step.side, sibling: leaves[index])
                #expect(MerklePath(steps: other).root(from: leaves[index]) != root)
                other.remove(at: place)
                #expect(MerklePath(steps: other).root(from: leaves[index]) != root)
            }
        }
    }
}
