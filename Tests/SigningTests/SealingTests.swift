import Foundation
import Testing

@testable import Signing

struct SealingTests {
    private func key(_ byte: UInt8) throws -> SecretKey {
        try #require(SecretKey(bytes: [UInt8](repeating: byte, count: 32)))
    }

    // McGrew and Viega, The Galois/Counter Mode of Operation, test cases 13 and 14.
    @Test func `the published cases of AES-256-GCM come out`() throws {
        let nonce = [UInt8](repeating: 0, count: 12)
        let empty = try Sealing.seal([], key: try key(0), nonce: nonce)
        #expect(Hexadecimal.encode(empty.dropFirst(12)) == "530f8afbc74536b9a963b4f1c4cb738b")
        let block = try Sealing.seal(
            [UInt8](repeating: 0, count: 16),
            key: try key(0),
            nonce: nonce
        )
        #expect(
            Hexadecimal.encode(block.dropFirst(12))
                == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
        )
    }

    @Test(arguments: [0, 1, 15, 16, 17, 100, 70_000])
    func `what was sealed opens again`(count: Int) throws {
        var generator = FixedGenerator(state: 21)
        let plain = generator.bytes(count)
        let nonce = generator.bytes(12)
        let data = Array("page 7, version 3".utf8)
        let sealed = try Sealing.seal(plain, key: try key(9), nonce: nonce, additionalData: data)
        #expect(sealed.count == 12 + count + 16)
        #expect(Array(sealed.prefix(12)) == nonce)
        #expect(try Sealing.open(sealed, key: try key(9), additionalData: data) == plain)
        #expect(throws: SealRefusal.tampered) {
            try Sealing.open(sealed, key: try key(8), additionalData: data)
        }
        #expect(throws: SealRefusal.tampered) {
            try Sealing.open(sealed, key: try key(9), additionalData: data + [0])
        }
        #expect(throws: SealRefusal.tampered) { try Sealing.open(sealed, key: try key(9)) }
    }

    @Test func `no changed byte, cut or addition opens`() throws {
        var generator = FixedGenerator(state: 22)
        let sealed = try Sealing.seal(
            generator.bytes(80),
            key: try key(1),
            nonce: generator.bytes(12)
        )
        for position in sealed.indices {
            for bit in 0..<8 {
                var changed = sealed
                changed[position] ^= 1 << bit
                #expect(throws: SealRefusal.tampered) {
                    try Sealing.open(changed, key: try key(1))
                }
            }
        }
        for count in 0..<sealed.count {
            #expect(throws: SealRefusal.self) {
                try Sealing.open(Array(sealed.prefix(count)), key: try key(1))
            }
        }
        #expect(throws: SealRefusal.tampered) { try Sealing.open(sealed + [0], key: try key(1)) }
    }

    @Test func `the block of a number is what openssl enc gives`() throws {
        let scratch = try Scratch()
        let key = try key(0x42)
        let encryptor = KeyedBlock(key: key)
        let numbers: [UInt64] = [1_085_000_022, 0, 999_999_999_999]
        let blocks = encryptor.encrypt(numbers)
        #expect(encryptor.decrypt(blocks) == numbers)
        for (number, block) in zip(["001085000022", "000000000000", "999999999999"], blocks) {
            try scratch.write(Array(number.utf8) + [0, 0, 0, 0], "plain")
            let result = try scratch.run(
                "openssl enc -aes-256-ecb -nopad -K \(String(repeating: "42", count: 32)) -in plain -out block"
            )
            #expect(result.code == 0, "\(result.output)")
            #expect(block.bytes == (try scratch.read("block")))
        }
    }

    @Test func `blocks differ exactly as the numbers and keys do`() throws {
        let encryptor = KeyedBlock(key: try key(1))
        let again = KeyedBlock(key: try key(1))
        let other = KeyedBlock(key: try key(2))
        var seen: Set<Block128> = []
        let numbers = (0..<2_000 as Range<UInt64>).map { 100_000_000_000 + $0 * 7 }
        let blocks = encryptor.encrypt(numbers)
        #expect(blocks == again.encrypt(numbers))
        for (block, foreign) in zip(blocks, other.encrypt(numbers)) {
            #expect(block != foreign)
            #expect(seen.insert(block).inserted)
        }
        #expect(other.decrypt(blocks) == nil)
        #expect(encryptor.encrypt([]).isEmpty)
    }

    @Test func `what is kept aside reads the same at any place, and is what openssl enc gives`()
        throws
    {
        let scratch = try Scratch()
        let cipher = ScratchCipher(key: try key(0x42))
        let plain = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        func apply(_ bytes: [UInt8], at place: Int) -> [UInt8] {
            var bytes = bytes
            unsafe bytes.withUnsafeMutableBytes { room in
                guard let start = room.baseAddress else { return }
                unsafe cipher.apply(UnsafeRawBufferPointer(room), to: start, at: place)
            }
            return bytes
        }
        let sealed = apply(plain, at: 0)
        try scratch.write(plain, "plain")
        let key = String(repeating: "42", count: 32)
        let zeros = String(repeating: "0", count: 32)
        let result = try scratch.run(
            "openssl enc -aes-256-ctr -K \(key) -iv \(zeros) -in plain -out sealed"
        )
        #expect(result.code == 0, "\(result.output)")
        #expect(sealed == (try scratch.read("sealed")))
        for (start, end) in [(0, 1_000), (16, 32), (1, 2), (15, 33), (500, 999)] {
            let piece = apply(Array(sealed[start..<end]), at: start)
            #expect(piece == Array(plain[start..<end]), "\(start)..<\(end)")
        }
    }

    @Test func `a salt is what openssl gives for its line, in any order of lines`() throws {
        let scratch = try Scratch()
        let derivation = SaltDerivation(batchKey: try key(0x33))
        for line: UInt64 in [0, 1, 255, 256, 258, 1, 1_000_000, .max] {
            let number = (0..<8).reversed().map { UInt8(line >> (8 * $0) & 255) }
            try scratch.write([UInt8](repeating: 0, count: 8) + number, "line")
            let result = try scratch.run(
                "openssl enc -aes-256-ecb -nopad -K \(String(repeating: "33", count: 32)) -in line | od -An -tx1 | tr -d ' '"
            )
            #expect(result.code == 0, "\(result.output)")
            let salt = derivation.salt(ofLine: line)
            #expect(result.output.hasPrefix(salt.hex), "\(result.output)")
        }
    }

    @Test func `a secret does not print itself`() throws {
        let key = try key(0x41)
        for text in ["\(key)", String(reflecting: key), "\([key])"] {
            #expect(!text.contains("65") && !text.contains("41") && !text.contains("AAAA"))
        }
        #expect(SecretKey(bytes: [1, 2, 3]) == nil)
        #expect(key.exposedBytes == [UInt8](repeating: 0x41, count: 32))
    }
}
