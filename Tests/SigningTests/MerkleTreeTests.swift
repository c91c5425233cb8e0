import Foundation
import Testing

@testable import Signing

/// RFC 6962 section 2.1 as it is written: the model that the iterative code is held against.
private enum Model {
    static func split(_ count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }

    static func root(_ leaves: ArraySlice<Digest>) -> Digest {
        guard let first = leaves.first else { return Digest.of([]) }
        guard leaves.count > 1 else { return first }
        let middle = leaves.startIndex + split(leaves.count)
        return Digest.of([1] + root(leaves[..<middle]).bytes + root(leaves[middle...]).bytes)
    }

    static func path(_ index: Int, _ leaves: ArraySlice<Digest>) -> [Digest] {
        guard leaves.count > 1 else { return [] }
        let middle = leaves.startIndex + split(leaves.count)
        return index < middle
            ? path(index, leaves[..<middle]) + [root(leaves[middle...])]
            : path(index, leaves[middle...]) + [root(leaves[..<middle])]
    }

    static func proof(_ size: Int, _ leaves: ArraySlice<Digest>, _ isKnown: Bool) -> [Digest] {
        if size == leaves.count { return isKnown ? [] : [root(leaves)] }
        let half = split(leaves.count)
        let middle = leaves.startIndex + half
        return size <= half
            ? proof(size, leaves[..<middle], isKnown) + [root(leaves[middle...])]
            : proof(size - half, leaves[middle...], false) + [root(leaves[..<middle])]
    }
}

struct MerkleTreeTests {
    private struct Small: Decodable {
        struct Inclusion: Decodable {
            let index: Int
            let size: Int
            let proofHex: [String]
        }
        struct Consistency: Decodable {
            let size1: Int
            let size2: Int
            let proofHex: [String]
        }
        let leafInputsHex: [String]
        let leafHashesHex: [String]
        let rootsHex: [String]
        let inclusion: [Inclusion]
        let consistency: [Consistency]
    }

    @Test(.enabled(if: Vectors.arePresent, Vectors.absence))
    func `the trees of nought to eight leaves agree with the vectors`() throws {
        let vectors = try Vectors.decode(Small.self, from: "rfc6962-small.json")
        let leaves = try vectors.leafInputsHex.map {
            MerkleTree.leafHash(try #require(Hexadecimal.decode($0.utf8)))
        }
        #expect(leaves.map(\.hex) == vectors.leafHashesHex)
        var frontier = MerkleFrontier()
        #expect(frontier.root == MerkleTree.emptyRoot)
        for (size, root) in vectors.rootsHex.enumerated() {
            #expect(frontier.size == UInt64(size))
            #expect(frontier.root.hex == root)
            #expect(MerkleTree.root(of: leaves[..<size]).hex == root)
            if size < leaves.count { frontier.append(leaves[size]) }
        }
        #expect(vectors.inclusion.count == 36 && vectors.consistency.count == 36)
        for vector in vectors.inclusion {
            let proof = MerkleTree.inclusionProof(
                leafIndex: vector.index,
                in: Array(leaves[..<vector.size])
            )
            #expect(proof.map(\.hex) == vector.proofHex)
        }
        for vector in vectors.consistency {
            let proof = MerkleTree.consistencyProof(
                from: vector.size1,
                in: Array(leaves[..<vector.size2])
            )
            #expect(proof.map(\.hex) == vector.proofHex)
        }
    }

    private struct Packed<Vector: Decodable>: Decodable {
        let files: [String: Vector]
    }
    private struct InclusionVector: Decodable {
        let leafIdx: UInt64
        let treeSize: UInt64
        let root: String?
        let leafHash: String?
        let proof: [String]?
        let wantErr: Bool
    }
    private struct ConsistencyVector: Decodable {
        let size1: UInt64
        let size2: UInt64
        let root1: String?
        let root2: String?
        let proof: [String]?
        let wantErr: Bool
    }

    // A hash that is not 32 bytes is no digest, and with it the proof is refused.
    private func digests(_ texts: [String]?) -> [Digest]? {
        let all = (texts ?? []).map { Digest(base64: $0) }
        let read = all.compactMap { $0 }
        return read.count == all.count ? read : nil
    }

    // Some consistency vectors have words for roots; their digests are as equal or different.
    private func standIn(_ text: String?) -> Digest? {
        guard let bytes = Base64.decode((text ?? "").utf8) else { return nil }
        return Digest(bytes: bytes) ?? Digest.of(bytes)
    }

    @Test(.enabled(if: Vectors.arePresent, Vectors.absence))
    func `inclusion proofs are judged as by transparency-dev`() throws {
        let packed = try Vectors.decode(
            Packed<InclusionVector>.self,
            from: "transparency-dev-merkle-inclusion.json"
        )
        #expect(packed.files.count == 98)
        #expect(packed.files.values.count { $0.wantErr } == 92)
        for (name, vector) in packed.files {
            var isAccepted = false
            if let root = Digest(base64: vector.root ?? ""),
                let leaf = Digest(base64: vector.leafHash ?? ""), let proof = digests(vector.proof)
            {
                isAccepted = MerkleTree.verifyInclusion(
                    of: leaf,
                    at: vector.leafIdx,
                    size: vector.treeSize,
                    proof: proof,
                    root: root
                )
            }
            #expect(isAccepted == !vector.wantErr, "\(name)")
        }
    }

    @Test(.enabled(if: Vectors.arePresent, Vectors.absence))
    func `consistency proofs are judged as by transparency-dev`() throws {
        let packed = try Vectors.decode(
            Packed<ConsistencyVector>.self,
            from: "transparency-dev-merkle-consistency.json"
        )
        #expect(packed.files.count == 98)
        #expect(packed.files.values.count { $0.wantErr } == 92)
        for (name, vector) in packed.files {
            var isAccepted = false
            if let old = standIn(vector.root1), let new = standIn(vector.root2),
                let proof = digests(vector.proof)
            {
                isAccepted = MerkleTree.verifyConsistency(
                    from: MerkleTree.Head(size: vector.size1, root: old),
                    to: MerkleTree.Head(size: vector.size2, root: new),
                    proof: proof
                )
            }
            #expect(isAccepted == !vector.wantErr, "\(name)")
        }
    }

    @Test func `roots and proofs agree with the recursive model at every size to 70`() {
        var generator = FixedGenerator(state: 11)
        let all = (0..<70).map { _ in MerkleTree.leafHash(generator.bytes(9)) }
        for size in 1...all.count {
            let leaves = Array(all[..<size])
            let root = MerkleTree.root(of: leaves)
            #expect(root == Model.root(leaves[...]))
            for index in leaves.indices {
                let proof = MerkleTree.inclusionProof(leafIndex: index, in: leaves)
                #expect(proof == Model.path(index, leaves[...]))
                #expect(
                    MerkleTree.verifyInclusion(
                        of: leaves[index],
                        at: UInt64(index),
                        size: UInt64(size),
                        proof: proof,
                        root: root
                    )
                )
            }
            for old in 1...size {
                let proof = MerkleTree.consistencyProof(from: old, in: leaves)
                #expect(proof == Model.proof(old, leaves[...], true))
                let head = MerkleTree.Head(
                    size: UInt64(old),
                    root: Model.root(leaves[..<old])
                )
                let now = MerkleTree.Head(size: UInt64(size), root: root)
                #expect(MerkleTree.verifyConsistency(from: head, to: now, proof: proof))
            }
        }
    }

    @Test func `in random trees every changed proof, index, size and root is refused`() throws {
        var generator = FixedGenerator(state: 12)
        for _ in 0..<40 {
            let size = Int.random(in: 2...300, using: &generator)
            let leaves = (0..<size).map { _ in MerkleTree.leafHash(generator.bytes(5)) }
            let root = MerkleTree.root(of: leaves)
            let index = Int.random(in: 0..<size, using: &generator)
            let proof = MerkleTree.inclusionProof(leafIndex: index, in: leaves)
            func holds(_ proof: [Digest], at index: UInt64, root: Digest) -> Bool {
                MerkleTree.verifyInclusion(
                    of: leaves[Int(leaves.count > index ? index : 0)],
                    at: index,
                    size: UInt64(size),
                    proof: proof,
                    root: root
                )
            }
            #expect(holds(proof, at: UInt64(index), root: root))
            for position in proof.indices {
                var changed = proof
                var bytes = changed[position].bytes
                bytes[Int.random(in: 0..<32, using: &generator)] ^= 1
                changed[position] = try #require(Digest(bytes: bytes))
                #expect(!holds(changed, at: UInt64(index), root: root))
            }
            #expect(!holds(proof.dropLast(), at: UInt64(index), root: root))
            #expect(!holds(proof + [root], at: UInt64(index), root: root))
            #expect(!holds(proof, at: UInt64((index + 1) % size), root: root))
            #expect(!holds(proof, at: UInt64(size), root: root))
            #expect(!holds(proof, at: .max, root: root))
            #expect(!holds(proof, at: UInt64(index), root: Digest.of(root.bytes)))

            let old = Int.random(in: 1..<size, using: &generator)
            let head = MerkleTree.Head(
                size: UInt64(old),
                root: MerkleTree.root(of: leaves[..<old])
            )
            let now = MerkleTree.Head(size: UInt64(size), root: root)
            let growth = MerkleTree.consistencyProof(from: old, in: leaves)
            #expect(MerkleTree.verifyConsistency(from: head, to: now, proof: growth))
            var rewritten = leaves
            rewritten[Int.random(in: 0..<old, using: &generator)] = root
            let forged = MerkleTree.Head(
                size: UInt64(size),
                root: MerkleTree.root(of: rewritten)
            )
            let forgedGrowth = MerkleTree.consistencyProof(from: old, in: rewritten)
            #expect(!MerkleTree.verifyConsistency(from: head, to: forged, proof: forgedGrowth))
            #expect(!MerkleTree.verifyConsistency(from: now, to: head, proof: growth))
        }
    }

    @Test func `a frontier is restored at every size and goes on alike`() throws {
        var generator = FixedGenerator(state: 13)
        var frontier = MerkleFrontier()
        for size in 0..<130 {
            let bytes = frontier.serialised
            #expect(bytes.count == 8 + 32 * size.nonzeroBitCount)
            var restored = try #require(MerkleFrontier(serialised: bytes))
            #expect(restored == frontier)
            let leaf = MerkleTree.leafHash(generator.bytes(8))
            frontier.append(leaf)
            restored.append(leaf)
            #expect(restored.head == frontier.head)
            #expect(MerkleFrontier(serialised: bytes + [0]) == nil)
            #expect(MerkleFrontier(serialised: bytes.dropLast()) == nil)
        }
    }

    @Test func `a salted leaf is the leaf over salt and content`() {
        let salt = Block128(high: 0x0102_0304_0506_0708, low: 0x1112_1314_1516_1718)
        let line = Array("1,2,3\n".utf8)
        let hash = unsafe line.withUnsafeBytes {
            unsafe MerkleTree.leafHash(salt: salt, content: $0)
        }
        #expect(hash == MerkleTree.leafHash(salt.bytes + line))
        #expect(hash == Digest.of([0] + salt.bytes + line))
    }
}
