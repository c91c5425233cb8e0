import Testing

@testable import Signing

struct DigestTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `the examples of FIPS 180-4 come out`(text: String, hex: String) throws {
        #expect(Digest.of(utf8: text).hex == hex)
        #expect(Digest.of(Array(text.utf8)) == Digest(hex: hex))
    }

    @Test func `pieces hash as the whole and the hasher starts anew`() {
        var generator = FixedGenerator(state: 1)
        let bytes = generator.bytes(10_000)
        let hasher = SHA256()
        for _ in 0..<3 {
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 0...700, using: &generator))
                hasher.update(Array(piece))
                rest = rest.dropFirst(piece.count)
            }
            #expect(hasher.finish() == Digest.of(bytes))
        }
    }

    @Test func `hexadecimal and base64 forms lead back and nothing else is read`() throws {
        var generator = FixedGenerator(state: 2)
        for _ in 0..<200 {
            let digest = try #require(Digest(bytes: generator.bytes(32)))
            #expect(Digest(hex: digest.hex) == digest)
            #expect(Digest(base64: digest.base64) == digest)
            #expect(Digest(hex: digest.hex.dropLast()) == nil)
            #expect(Digest(hex: digest.hex + "00") == nil)
        }
        #expect(Digest(hex: String(repeating: "A", count: 64)) == nil)
        #expect(Digest(hex: String(repeating: "g", count: 64)) == nil)
        #expect(Digest(bytes: [UInt8](repeating: 0, count: 31)) == nil)
        #expect(Digest(bytes: [UInt8](repeating: 0, count: 33)) == nil)
    }

    @Test func `digests and blocks are ordered as their bytes`() throws {
        var generator = FixedGenerator(state: 3)
        for _ in 0..<500 {
            // Few values a byte, so that long common beginnings occur.
            let left = generator.bytes(32).map { $0 & 1 }
            var right = left
            right[Int.random(in: 0..<32, using: &generator)] = UInt8.random(
                in: 0...255,
                using: &generator
            )
            let first = try #require(Digest(bytes: left))
            let second = try #require(Digest(bytes: right))
            #expect((first < second) == left.lexicographicallyPrecedes(right))
            #expect((first == second) == (left == right))
            #expect((first < second) == (first.hex < second.hex))
        }
        #expect(Block128(high: 1, low: 0) > Block128(high: 0, low: .max))
        #expect(
            Block128(high: 0x0001_0203_0405_0607, low: 0x0809_0A0B_0C0D_0E0F).bytes
                == Array(0...15)
        )
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `base64 follows RFC 4648`(plain: String, code: String) {
        #expect(Base64.encode(Array(plain.utf8)) == code)
        #expect(Base64.decode(code.utf8) == Array(plain.utf8))
    }

    @Test(arguments: [
        "Zg=", "Zg", "Zh==", "Zm9=", "Zm8=Zg==", "Zg==\n", " Zg=", "Z===", "====", "=Zg=", "Zm-v",
        "Zm9vY===", "Zg=A",
    ])
    func `base64 that no encoder writes is refused`(code: String) {
        #expect(Base64.decode(code.utf8) == nil)
    }

    @Test func `randomness comes in the length asked for and differs`() throws {
        let first = try SecureRandom.bytes(32)
        let second = try SecureRandom.bytes(32)
        #expect(first.count == 32 && first != second)
    }
}
