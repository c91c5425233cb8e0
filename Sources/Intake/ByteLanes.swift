// Eight bytes at a time: which of them is of a kind.
//
// Invariants:
// (1) The lowest bit that is set in an answer is right: it is the top bit of the first byte of the kind.
//     Bits above it may be wrong.
//
// Unsafe: eight bytes are loaded as one number, within bounds that the span checks; any bytes are one.

/// Eight bytes in one word, the first one lowest.
package enum ByteLanes {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    /// The top bit of each byte.
    package static let tops: UInt64 = 0x8080_8080_8080_8080

    /// The eight bytes from a place on.
    @inline(__always)
    package static func load(_ bytes: RawSpan, _ place: Int) -> UInt64 {
        let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
        return UInt64(littleEndian: word)
    }

    /// The byte in all eight places.
    @inline(__always)
    package static func all(_ byte: UInt8) -> UInt64 { ones &* UInt64(byte) }

    /// The bytes below a number, which is at most 128.
    @inline(__always)
    package static func below(_ limit: UInt8, _ word: UInt64) -> UInt64 {
        (word &- all(limit)) & ~word & tops
    }

    /// Some bit at the top of a byte where one is above 0x7E, and none where none is.
    ///
    /// Unlike the other answers it does not tell which byte that is.
    @inline(__always)
    package static func above7E(_ word: UInt64) -> UInt64 { (word | (word &+ ones)) & tops }

    /// The bytes that equal one that stands in all places of `pattern`.
    @inline(__always)
    package static func equal(_ pattern: UInt64, _ word: UInt64) -> UInt64 {
        let difference = word ^ pattern
        return (difference &- ones) & ~difference & tops
    }

    /// The bytes that equal one that stands in all places of `pattern`: every bit of the answer is right.
    @inline(__always)
    package static func exactlyEqual(_ pattern: UInt64, _ word: UInt64) -> UInt64 {
        let difference = word ^ pattern
        return ~(((difference & ~tops) &+ ~tops) | difference) & tops
    }

    /// The bytes below 0x20: every bit of the answer is right.
    @inline(__always)
    package static func controls(_ word: UInt64) -> UInt64 {
        exactlyEqual(0, word & all(0xE0))
    }

    /// How many bytes come before the first that an answer marks.
    @inline(__always)
    package static func first(_ answer: UInt64) -> Int { answer.trailingZeroBitCount >> 3 }

    /// The first bytes of a word; the others are 0.
    @inline(__always)
    package static func prefix(_ count: Int, of word: UInt64) -> UInt64 {
        count >= 8 ? word : word & (1 << UInt64(count * 8) &- 1)
    }

    /// Whether all eight bytes are decimal digits.
    @inline(__always)
    package static func areDigits(_ word: UInt64) -> Bool {
        let digits = word ^ all(0x30)
        // A byte above 9 has bits above the lowest four, or gets them when 6 is added.
        return (digits | (digits &+ all(6))) & all(0xF0) == 0
    }

    /// The number that eight decimal digits are, the first one the highest; nil for other bytes.
    @inline(__always)
    package static func number(_ word: UInt64) -> UInt64? {
        guard areDigits(word) else { return nil }
        let digits = word ^ all(0x30)
        let pairs = (digits &* 10 &+ digits >> 8) & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* 100 &+ pairs >> 16) & 0x0000_FFFF_0000_FFFF
        return (fours &* 10_000 &+ fours >> 32) & 0xFFFF_FFFF
    }
}
