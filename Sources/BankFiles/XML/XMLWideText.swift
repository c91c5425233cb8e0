// A file in UTF-16 on its way to the reader of UTF-8.
//
// XML 1.0 (4.3.3): such a file begins with a byte order mark; without one it is refused, for its first bytes
// are then a guess.
//
// Invariants:
// (1) A unit that is half of a character without its other half is never replaced: what stands before it is
//     given out, and the file is refused there.
// (2) At most three bytes are held: half a unit, and the first half of a character.

/// Decodes the units of a file in UTF-16.
struct XMLWideText: Sendable {
    private let isBigEndian: Bool
    /// The first byte of a unit whose second has not come.
    private var half: UInt8?
    /// The first half of a character whose second has not come.
    private var high: UInt16?

    /// The decoder for a file that begins so; nil where it bears no mark of UTF-16.
    ///
    /// - Parameter head: Its first four bytes at least, or all that it has.
    init?(head: some Collection<UInt8>) {
        let head = Array(head.prefix(4))
        if head.starts(with: [0xFE, 0xFF]) {
            isBigEndian = true
        } else if head.starts(with: [0xFF, 0xFE]), Array(head.dropFirst(2)) != [0, 0] {
            isBigEndian = false
        } else {
            return nil
        }
    }

    /// Whether all that came is whole characters.
    var isAtEnd: Bool { half == nil && high == nil }

    /// The next bytes as UTF-8, up to the first unit that is no character.
    mutating func decode(_ bytes: Span<UInt8>) -> (text: [UInt8], isWhole: Bool) {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        for index in bytes.indices {
            guard let first = half else {
                half = bytes[index]
                continue
            }
            half = nil
            let (upper, lower) = isBigEndian ? (first, bytes[index]) : (bytes[index], first)
            guard take(UInt16(upper) << 8 | UInt16(lower), into: &text) else {
                return (text, false)
            }
        }
        return (text, true)
    }

    /// Takes a unit; false where it is half a character alone.
    private mutating func take(_ unit: UInt16, into text: inout [UInt8]) -> Bool {
        var value = UInt32(unit)
        if let first = high {
            guard (0xDC00...0xDFFF).contains(unit) else { return false }
            high = nil
            value = 0x1_0000 + (UInt32(first) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
        } else if (0xD800...0xDBFF).contains(unit) {
            high = unit
            return true
        }
        guard let scalar = Unicode.Scalar(value) else { return false }
        text.append(contentsOf: Array(UTF8.encode(scalar) ?? .init()))
        return true
    }
}
