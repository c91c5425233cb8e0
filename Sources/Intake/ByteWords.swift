// Bytes looked at eight at a time: lines and fields of ten million rows are found and compared so.
//
// Invariants:
// (1) Every load is inside the span: one that is not traps, as an index outside an array does.
// (2) What is found and compared is what a loop over single bytes would find.
//
// `unsafeLoadUnaligned` is unsafe for types that have bytes without meaning; a word has none, and
// the load itself checks its bounds.

extension Span where Element == UInt8 {
    /// Eight bytes from a place, the first of them least significant.
    @inlinable
    package func word(at place: Int) -> UInt64 {
        UInt64(
            littleEndian: unsafe bytes.unsafeLoadUnaligned(
                fromByteOffset: place,
                as: UInt64.self
            )
        )
    }

    /// Where a byte stands first, from a place on; `count` where it does not stand.
    @inlinable
    package func firstIndex(of byte: UInt8, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let pattern = ones &* UInt64(byte)
        var place = start
        while place + 8 <= count {
            // A byte of `difference` is zero where the byte stands; the lowest bit found is exact.
            let difference = word(at: place) ^ pattern
            let found = (difference &- ones) & ~difference & 0x8080_8080_8080_8080
            if found != 0 { return place + found.trailingZeroBitCount / 8 }
            place += 8
        }
        while place < count, self[place] != byte { place += 1 }
        return place
    }

    /// Whether the bytes are the same.
    @inlinable
    package func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        var place = 0
        while place + 32 <= count {
            let difference =
                (word(at: place) ^ other.word(at: place))
                | (word(at: place + 8) ^ other.word(at: place + 8))
                | (word(at: place + 16) ^ other.word(at: place + 16))
                | (word(at: place + 24) ^ other.word(at: place + 24))
            guard difference == 0 else { return false }
            place += 32
        }
        while place + 8 <= count {
            guard word(at: place) == other.word(at: place) else { return false }
            place += 8
        }
        while place < count {
            guard self[place] == other[place] else { return false }
            place += 1
        }
        return true
    }

    /// A number to look the bytes up by; no proof of anything.
    @inlinable
    package var fingerprint: UInt64 {
        var state = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
        var place = 0
        while place + 8 <= count {
            state = (state ^ word(at: place)) &* 0xBF58_476D_1CE4_E5B9
            state ^= state >> 29
            place += 8
        }
        while place < count {
            state = (state ^ UInt64(self[place])) &* 0xBF58_476D_1CE4_E5B9
            place += 1
        }
        return state ^ (state >> 32)
    }

    /// The whole number that begins at a place and ends with a comma, or nil where there is none.
    ///
    /// It has 1 to 18 digits, as a number is written; the place moves behind the comma.
    @inlinable
    package func decimal(at place: inout Int) -> Int64? {
        let start = place
        var value: Int64 = 0
        while place < count, self[place] != 0x2C {
            let digit = Int64(self[place]) - 0x30
            guard digit >= 0, digit <= 9, place - start < 18 else { return nil }
            value = value * 10 + digit
            place += 1
        }
        let length = place - start
        guard place < count, length > 0, length == 1 || self[start] != 0x30 else { return nil }
        place += 1
        return value
    }
}
