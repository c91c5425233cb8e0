// Words by their bytes, numbered in order of first use, without a text for each look-up.
//
// Invariants:
// (1) Two words are one when their bytes are the same: they are NFC where they come in.
//
// Unsafe: eight bytes are loaded as one number, within bounds that the span checks.

import Intake

/// Words in order of first use.
struct ByteWords: Sendable {
    /// The words.
    private(set) var column = TextColumn()
    private var hashes: [UInt32] = []
    /// Places of words and 1, by hash; a power of two of them, half empty at least.
    private var slots = [UInt32](repeating: 0, count: 64)

    /// The number of words.
    var count: Int { column.count }

    /// The place of a word, which is added when it is new.
    mutating func place(of bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
        let hash = Self.hash(bytes, range)
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let place = Int(slots[slot]) - 1
            if hashes[place] == hash, isWord(place, bytes, range) { return UInt32(place) }
            slot = (slot + 1) & (slots.count - 1)
        }
        let place = UInt32(column.count)
        column.append(bytes, range)
        hashes.append(hash)
        slots[slot] = place + 1
        if column.count * 2 > slots.count { grow() }
        return place
    }

    /// The place of a word; nil where it is none of them.
    func find(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        let hash = Self.hash(bytes, range)
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let place = Int(slots[slot]) - 1
            if hashes[place] == hash, isWord(place, bytes, range) { return place }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The place of a text, which is added when it is new.
    mutating func place(of text: String) -> UInt32 {
        let bytes = Array(text.utf8)
        return place(of: bytes, 0..<bytes.count)
    }

    private func isWord(_ place: Int, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        let start = place == 0 ? 0 : Int(column.ends[place - 1])
        guard Int(column.ends[place]) - start == range.count else { return false }
        let left = unsafe column.bytes.span.bytes
        let right = unsafe bytes.span.bytes
        var offset = 0
        while offset + 8 <= range.count {
            guard
                Self.load(left, start + offset)
                    == Self.load(right, range.lowerBound + offset)
            else { return false }
            offset += 8
        }
        while offset < range.count {
            guard column.bytes[start + offset] == bytes[range.lowerBound + offset] else {
                return false
            }
            offset += 1
        }
        return true
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 4)
        for (place, hash) in hashes.enumerated() {
            var slot = Int(hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(place) + 1
        }
    }

    /// Eight bytes as one number.
    @inline(__always)
    private static func load(_ bytes: RawSpan, _ place: Int) -> UInt64 {
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
    }

    private static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
        let span = unsafe bytes.span.bytes
        var hash = ByteHash()
        hash.add(UInt64(range.count))
        var index = range.lowerBound
        while index + 8 <= range.upperBound {
            hash.add(Self.load(span, index))
            index += 8
        }
        var rest: UInt64 = 0
        while index < range.upperBound {
            rest = rest << 8 | UInt64(bytes[index])
            index += 1
        }
        hash.add(rest)
        return UInt32(truncatingIfNeeded: hash.mixed)
    }
}

/// The hash of Fowler, Noll and Vo (FNV-1a, 64 bits) with a last mixing.
struct ByteHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }

    /// Adds a number of up to 64 bits as one digit.
    mutating func add(_ number: UInt64) {
        state = (state ^ number) &* 0x9E37_79B9_7F4A_7C15
        state ^= state >> 32
    }

    var mixed: UInt64 {
        var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

extension TextColumn {
    /// Adds a text by its bytes.
    mutating func append(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes.append(bytes, range)
        ends.append(UInt32(self.bytes.count))
    }
}
