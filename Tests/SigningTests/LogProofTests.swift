import Foundation
import Testing

@testable import Signing

struct LogProofTests {
    private struct Notes: Decodable {
        let vkey: String
        let tlogProofIndex5Size8: String
    }
    private struct Small: Decodable {
        let leafHashesHex: [String]
    }

    @Test(.enabled(if: Vectors.arePresent, Vectors.absence))
    func `the published proof is read, written to the very bytes, and believed`() throws {
        let notes = try Vectors.decode(Notes.self, from: "signed-note-checkpoint.json")
        let leaves = try Vectors.decode(Small.self, from: "rfc6962-small.json").leafHashesHex
        let verifier = try LogVerifier(line: notes.vkey)
        let text = try String(
            contentsOf: Vectors.url("proof-5-of-8.tlog-proof"),
            encoding: .utf8
        )
        #expect(text == notes.tlogProofIndex5Size8)
        let proof = try LogProof(parsing: text)
        #expect(proof.index == 5)
        #expect(Array(proof.text.utf8) == Array(text.utf8))
        let leaf = try #require(Digest(hex: leaves[5]))
        #expect(try proof.checkpoint(proving: leaf, by: verifier).size == 8)
        let other = try #require(Digest(hex: leaves[4]))
        #expect(throws: LogProofRefusal.notIncluded) {
            try proof.checkpoint(proving: other, by: verifier)
        }
    }

    /// A log of five leaves with the proof of its fourth.
    private func sample() throws -> (proof: LogProof, leaf: Digest, verifier: LogVerifier) {
        let leaves = (0..<5).map { MerkleTree.leafHash([UInt8($0)]) }
        let seed = try #require(SecretKey(bytes: [UInt8](repeating: 0x5a, count: 32)))
        let key = try LogKey(name: "example.com/a", seed: seed)
        let checkpoint = Checkpoint(
            origin: key.name,
            size: 5,
            root: MerkleTree.root(of: leaves)
        )
        let proof = LogProof(
            index: 3,
            proof: MerkleTree.inclusionProof(leafIndex: 3, in: leaves),
            note: try checkpoint.signed(by: key)
        )
        return (proof, leaves[3], key.verifier)
    }

    @Test func `every flipped bit of a proof is refused`() throws {
        let (proof, leaf, verifier) = try sample()
        let bytes = Array(proof.text.utf8)
        #expect(try proof.checkpoint(proving: leaf, by: verifier).size == 5)
        for position in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[position] ^= 1 << bit
                guard let text = String(validating: changed, as: UTF8.self) else { continue }
                #expect(throws: LogProofRefusal.self) {
                    try LogProof(parsing: text).checkpoint(proving: leaf, by: verifier)
                }
            }
        }
    }

    @Test(arguments: ["index 03", "index +3", "index 3 ", "extra AAAA\nindex 3", "", "index -3"])
    func `a proof in another form is refused`(line: String) throws {
        let text = try sample().proof.text.replacingOccurrences(of: "index 3", with: line)
        #expect(throws: LogProofRefusal.malformed) { try LogProof(parsing: text) }
    }

    @Test func `a proof without its blank line or note is refused`() throws {
        let text = try sample().proof.text
        for end in [0, 1, LogProof.header.count, text.utf8.count / 3] {
            #expect(throws: LogProofRefusal.malformed) {
                try LogProof(parsing: String(text.prefix(end)))
            }
        }
    }

    private struct Tiles: Decodable {
        let size: Int
        let rootHex: String
        let roots: [String: String]
    }

    @Test(.enabled(if: Vectors.arePresent, Vectors.absence))
    func `the roots and proofs of seventy thousand leaves agree with the vectors`() throws {
        let tiles = try Vectors.decode(Tiles.self, from: "tlog-tiles-70000.json")
        #expect(tiles.size == 70_000 && tiles.roots.count == 12)
        let leaves = (0..<tiles.size).map { number in
            MerkleTree.leafHash((0..<8).map { UInt8(number >> (56 - 8 * $0) & 255) })
        }
        let index = 65_535
        for (size, root) in tiles.roots {
            let size = try #require(Int(size))
            #expect(MerkleTree.root(of: leaves[..<size]).hex == root, "\(size)")
            guard size > index else { continue }
            var finder = MerklePathFinder(leafIndex: UInt64(index), size: UInt64(size))
            for leaf in leaves[..<size] { finder.append(leaf) }
            let path = try #require(finder.path)
            #expect(path.root(from: leaves[index]).hex == root, "\(size)")
        }
    }

    private struct Log: Decodable {
        let vkey: String
        let files: [String: File]

        struct File: Decodable {
            let text: String?
            let base64: String?
            private enum CodingKeys: CodingKey { case base64 }

            init(from decoder: any Decoder) throws {
                text = try? decoder.singleValueContainer().decode(String.self)
                base64 = try? decoder.container(keyedBy: CodingKeys.self)
                    .decode(String.self, forKey: .base64)
            }
        }
    }

    @Test(.enabled(if: Vectors.arePresent, Vectors.absence))
    func `every entry of a real Tessera log is proven under each of its checkpoints`() throws {
        let log = try Vectors.decode(Log.self, from: "tessera-testdata-log.json")
        let verifier = try LogVerifier(line: log.vkey)
        let tile = try #require(log.files["tile/0/000.p/15"]?.base64)
        let bytes = try #require(Base64.decode(tile.utf8))
        let leaves = stride(from: 0, to: bytes.count, by: 32).compactMap {
            Digest(bytes: bytes[$0..<$0 + 32])
        }
        #expect(leaves.count == 15)
        for size in 1...15 {
            let note = try #require(log.files["checkpoint.\(size)"]?.text)
            for index in 0..<size {
                let proof = LogProof(
                    index: UInt64(index),
                    proof: MerkleTree.inclusionProof(
                        leafIndex: index,
                        in: Array(leaves[..<size])
                    ),
                    note: note
                )
                let read = try LogProof(parsing: proof.text)
                let checkpoint = try read.checkpoint(proving: leaves[index], by: verifier)
                #expect(checkpoint.size == UInt64(size))
            }
        }
    }
}
