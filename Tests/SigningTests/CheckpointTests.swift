import Foundation
import Testing

@testable import Signing

struct CheckpointTests {
    private struct Notes: Decodable {
        let seedHex: String
        let origin: String
        let vkey: String
        let checkpointsSize0To8: [String]
        let witnessVkey: String
        let checkpoint8WithEd25519CosignatureTime1700000000: String
        let c2spExampleVkey: String
        let c2spExampleNote: String
    }

    private func key(_ hex: String, name: String) throws -> LogKey {
        let bytes = try #require(Hexadecimal.decode(hex.utf8))
        return try LogKey(name: name, seed: try #require(SecretKey(bytes: bytes)))
    }

    // RFC 8032 section 7.1, TEST 1: a public test key.
    private func testKey(name: String = "example.com/ledger-demo") throws -> LogKey {
        try key("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", name: name)
    }

    @Test(.enabled(if: Vectors.arePresent, Vectors.absence))
    func `nine checkpoints are signed to the very bytes of the vectors`() throws {
        let notes = try Vectors.decode(Notes.self, from: "signed-note-checkpoint.json")
        let key = try key(notes.seedHex, name: notes.origin)
        #expect(key.verifier.line == notes.vkey)
        let verifier = try LogVerifier(line: notes.vkey)
        #expect(verifier == key.verifier)
        #expect(notes.checkpointsSize0To8.count == 9)
        for (size, note) in notes.checkpointsSize0To8.enumerated() {
            let checkpoint = try Checkpoint.verified(note, by: verifier)
            #expect(checkpoint.size == UInt64(size) && checkpoint.origin == notes.origin)
            #expect(Array(try checkpoint.signed(by: key).utf8) == Array(note.utf8))
        }
        let file = try String(contentsOf: Vectors.url("checkpoint-8.txt"), encoding: .utf8)
        #expect(file == notes.checkpointsSize0To8[8])
        let witnessed = notes.checkpoint8WithEd25519CosignatureTime1700000000
        #expect(try Checkpoint.verified(witnessed, by: verifier).size == 8)
        #expect(throws: NoteRefusal.badKey) { try LogVerifier(line: notes.witnessVkey) }
    }

    @Test(.enabled(if: Vectors.arePresent, Vectors.absence))
    func `the example of signed-note itself is accepted`() throws {
        let notes = try Vectors.decode(Notes.self, from: "signed-note-checkpoint.json")
        let verifier = try LogVerifier(line: notes.c2spExampleVkey)
        let note = try SignedNote(parsing: notes.c2spExampleNote)
        #expect(try note.verified(by: [verifier]) == [verifier])
        #expect(note.text == "This is an example message.\n")
        #expect(throws: NoteRefusal.malformedCheckpoint) {
            try Checkpoint.verified(notes.c2spExampleNote, by: verifier)
        }
    }

    private struct Log: Decodable {
        let vkey: String
        // Checkpoints are text; tiles and bundles are objects, which count for nothing here.
        struct File: Decodable {
            let text: String?
            init(from decoder: any Decoder) {
                text = try? decoder.singleValueContainer().decode(String.self)
            }
        }
        let files: [String: File]
    }

    @Test(.enabled(if: Vectors.arePresent, Vectors.absence))
    func `the checkpoints of a real Tessera log are accepted`() throws {
        let log = try Vectors.decode(Log.self, from: "tessera-testdata-log.json")
        let verifier = try LogVerifier(line: log.vkey)
        let notes = log.files.filter { $0.key.hasPrefix("checkpoint") }
        #expect(notes.count >= 16)
        for (name, file) in notes {
            let note = try #require(file.text)
            let checkpoint = try Checkpoint.verified(note, by: verifier)
            #expect(name == "checkpoint" || name == "checkpoint.\(checkpoint.size)")
        }
    }

    @Test func `every flipped bit of a signed checkpoint is refused`() throws {
        let key = try testKey()
        let checkpoint = Checkpoint(
            origin: key.name,
            size: 12_345,
            root: Digest.of(utf8: "a root")
        )
        let note = try checkpoint.signed(by: key)
        #expect(try Checkpoint.verified(note, by: key.verifier) == checkpoint)
        for position in note.utf8.indices {
            for bit in 0..<8 {
                var bytes = Array(note.utf8)
                bytes[note.utf8.distance(from: note.utf8.startIndex, to: position)] ^= 1 << bit
                guard let changed = String(validating: bytes, as: UTF8.self) else { continue }
                #expect(throws: NoteRefusal.self) {
                    try Checkpoint.verified(changed, by: key.verifier)
                }
            }
        }
    }

    @Test func `unknown signatures are ignored, a bad one of a known key is not`() throws {
        let key = try testKey()
        let other = try otherKey()
        let text = Checkpoint(origin: key.name, size: 1, root: Digest.of([1])).text
        let own = try SignedNote.signed(text, by: key)
        let foreign = try SignedNote.signed(text, by: other)
        let foreignLine = try #require(foreign.split(separator: "\n").last)
        let both = own + foreignLine + "\n"
        #expect(try Checkpoint.verified(both, by: key.verifier).size == 1)
        #expect(
            try SignedNote(parsing: both).verified(by: [other.verifier, key.verifier])
                == [key.verifier, other.verifier]
        )
        #expect(throws: NoteRefusal.unsigned) { try Checkpoint.verified(foreign, by: key.verifier) }

        let bad = try SignedNote.signed(text + "more\n", by: other)
        let badLine = try #require(bad.split(separator: "\n").last)
        let mixed = try SignedNote(parsing: own + badLine + "\n")
        #expect(try mixed.verified(by: [key.verifier]) == [key.verifier])
        #expect(throws: NoteRefusal.badSignature) {
            try mixed.verified(by: [key.verifier, other.verifier])
        }
    }

    private func otherKey() throws -> LogKey {
        try key(String(repeating: "5a", count: 32), name: "example.com/other")
    }

    @Test func `a checkpoint under another log's key is refused`() throws {
        let key = try testKey()
        let other = try otherKey()
        let checkpoint = Checkpoint(origin: key.name, size: 1, root: Digest.of([1]))
        #expect(throws: NoteRefusal.foreignOrigin) { try checkpoint.signed(by: other) }
        let note = try SignedNote.signed(checkpoint.text, by: other)
        #expect(throws: NoteRefusal.foreignOrigin) {
            try Checkpoint.verified(note, by: other.verifier)
        }
    }

    @Test func `a key file's line leads back to the key and nothing else does`() throws {
        let key = try testKey()
        let line = key.exposedLine
        #expect(
            line
                == "PRIVATE+KEY+example.com/ledger-demo+3c9229c7+AZ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g"
        )
        let read = try LogKey(line: line)
        #expect(read.verifier == key.verifier)
        #expect(throws: NoteRefusal.badKey) { try LogKey(line: line + "\n") }
        #expect(throws: NoteRefusal.badKey) { try LogKey(line: key.verifier.line) }
        #expect(throws: NoteRefusal.badKey) {
            try LogKey(line: line.replacingOccurrences(of: "3c9229c7", with: "3c9229c8"))
        }
        #expect(!"\(key)".contains("AZ1h") && !String(reflecting: key).contains("AZ1h"))
        for name in ["", "a b", "a+b", "a\nb", "a\u{a0}b"] {
            #expect(throws: NoteRefusal.badName) { try testKey(name: name) }
        }
    }

    @Test(arguments: [
        "x\n08\n@\n", "x\n+8\n@\n", "x\n8\n@", "x\n8\n@\n\n", "x\n8\n\n@\n", "\n8\n@\n", "x\n8\n",
        "x\n-1\n@\n", "x\n18446744073709551616\n@\n", "x y\n8\n@\n", "x\n8 \n@\n", "x\n0\n@\n",
        "x\r\n8\r\n@\r\n",
    ])
    func `a text that is no checkpoint is refused`(text: String) {
        let root = Digest.of([1]).base64
        #expect(throws: NoteRefusal.malformedCheckpoint) {
            try Checkpoint(parsing: text.replacingOccurrences(of: "@", with: root))
        }
    }

    @Test func `extension lines are kept and signed`() throws {
        let text = "x\n8\n\(Digest.of([1]).base64)\nmore\nand more\n"
        let checkpoint = try Checkpoint(parsing: text)
        #expect(checkpoint.extensionLines == ["more", "and more"])
        #expect(checkpoint.text == text)
    }
}
