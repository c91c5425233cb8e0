// Tiles and cosignatures against published vectors, and against trees that are worked out whole.

import Foundation
import Testing

@testable import Signing

struct LogTilesTests {
    private struct Published: Decodable {
        struct Tile: Decodable {
            let path: String
            let bytes: Int
            let sha256: String
        }
        let size: Int
        let rootHex: String
        let tiles: [Tile]
        let pathEncoding: [String: String]
    }

    private static func leaf(_ number: Int) -> Digest {
        MerkleTree.leafHash((0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) })
    }

    @Test(.enabled(if: Vectors.arePresent, Vectors.absence))
    func `seventy thousand leaves give the very tiles of the vectors`() throws {
        let published = try Vectors.decode(Published.self, from: "tlog-tiles-70000.json")
        var tiles = LogTiles()
        var made: [LogTile] = []
        var frontier = MerkleFrontier()
        for number in 0..<published.size {
            made += tiles.append(Self.leaf(number))
            frontier.append(Self.leaf(number))
        }
        made += tiles.partial
        #expect(frontier.root.hex == published.rootHex)
        let found = Dictionary(uniqueKeysWithValues: made.map { ($0.path, $0.bytes) })
        #expect(found.count == published.tiles.count)
        for tile in published.tiles {
            let bytes = try #require(found[tile.path], "\(tile.path)")
            #expect(bytes.count == tile.bytes)
            #expect(Digest.of(bytes).hex == tile.sha256)
        }
        for (number, path) in published.pathEncoding {
            #expect(LogTile.digits(of: UInt64(number) ?? 0) == path)
        }
    }

    @Test(arguments: [0, 1, 255, 256, 257, 511, 512, 66_000])
    func `the hashes of the tiles are those of the tree`(_ size: Int) {
        let leaves = (0..<size).map { Self.leaf($0) }
        var tiles = LogTiles()
        var made: [LogTile] = []
        for leaf in leaves { made += tiles.append(leaf) }
        made += tiles.partial
        #expect(tiles.size == UInt64(size))
        let lowest = made.filter { $0.level == 0 }.sorted { $0.index < $1.index }
        #expect(lowest.flatMap(\.hashes) == leaves)
        for tile in made where tile.level > 0 {
            for (place, hash) in tile.hashes.enumerated() {
                let below = 256 * (Int(tile.index) * 256 + place)
                guard tile.level == 1 else { continue }
                #expect(hash == MerkleTree.root(of: leaves[below..<below + 256]))
            }
        }
        #expect(Set(made.map(\.path)).count == made.count)
    }
}

struct CosignatureTests {
    private struct Notes: Decodable {
        let seedHex: String
        let witnessVkey: String
        let checkpointsSize0To8: [String]
        let checkpoint8WithEd25519CosignatureTime1700000000: String
    }

    private func witness(_ name: String = "witness.example/w1") throws -> WitnessKey {
        let hex = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
        let bytes = try #require(Hexadecimal.decode(hex.utf8))
        return try WitnessKey(name: name, seed: try #require(SecretKey(bytes: bytes)))
    }

    @Test(.enabled(if: Vectors.arePresent, Vectors.absence))
    func `a checkpoint is cosigned to the very bytes of the vector`() throws {
        let notes = try Vectors.decode(Notes.self, from: "signed-note-checkpoint.json")
        let witness = try witness()
        #expect(witness.verifier.line == notes.witnessVkey)
        let verifier = try WitnessVerifier(line: notes.witnessVkey)
        #expect(verifier == witness.verifier)
        let expected = notes.checkpoint8WithEd25519CosignatureTime1700000000
        let made = try witness.cosigned(notes.checkpointsSize0To8[8], seconds: 1_700_000_000)
        #expect(Array(made.utf8) == Array(expected.utf8))
        #expect(try verifier.seconds(ofNote: expected) == 1_700_000_000)
        #expect(try verifier.seconds(ofNote: notes.checkpointsSize0To8[8]) == nil)
    }

    @Test func `another text, time, key or type is no cosignature`() throws {
        let seed = try #require(SecretKey(bytes: [UInt8](repeating: 0x5a, count: 32)))
        let log = try LogKey(name: "example.com/a", seed: seed)
        let note = try Checkpoint(origin: log.name, size: 0, root: MerkleTree.emptyRoot)
            .signed(by: log)
        let witness = try witness()
        let cosigned = try witness.cosigned(note, seconds: 1_800_000_000)
        #expect(try witness.verifier.seconds(ofNote: cosigned) == 1_800_000_000)
        #expect(try Checkpoint.verified(cosigned, by: log.verifier).size == 0)
        let other = cosigned.replacingOccurrences(of: "example.com/a\n0", with: "example.com/a\n1")
        #expect(throws: NoteRefusal.badSignature) { try witness.verifier.seconds(ofNote: other) }
        #expect(try self.witness("other.example").verifier.seconds(ofNote: cosigned) == nil)
        // A log's key is none of a witness, nor the other way.
        #expect(throws: NoteRefusal.badKey) { try WitnessVerifier(line: log.verifier.line) }
        #expect(throws: NoteRefusal.badKey) { try LogVerifier(line: witness.verifier.line) }
        #expect(throws: NoteRefusal.badKey) { try WitnessKey(line: log.exposedLine) }
        let again = try WitnessKey(line: witness.exposedLine)
        #expect(again.verifier == witness.verifier)
    }
}
