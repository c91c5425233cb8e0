// Whether bytes are UTF-8 as Unicode defines it (table 3-7): no overlong form, no surrogate.

/// Strict UTF-8.
package enum UTF8Check {
    /// Whether the bytes at a place are well-formed UTF-8.
    static func isValid(_ bytes: [UInt8], _ place: Range<Int>) -> Bool {
        var index = place.lowerBound
        let end = place.upperBound
        while index < end {
            let first = bytes[index]
            if first < 0x80 {
                index += 1
                continue
            }
            let (length, second) = expectation(after: first)
            guard length > 0, index + length <= end, second.contains(bytes[index + 1]) else {
                return false
            }
            var next = index + 2
            while next < index + length {
                guard bytes[next] & 0xC0 == 0x80 else { return false }
                next += 1
            }
            index += length
        }
        return true
    }

    /// The character that begins at a place of well-formed UTF-8; the place goes on behind it.
    package static func scalar(_ bytes: [UInt8], _ index: inout Int) -> UInt32 {
        let first = UInt32(bytes[index])
        func next(_ distance: Int) -> UInt32 { UInt32(bytes[index + distance]) & 0x3F }
        switch first {
        case 0..<0x80:
            index += 1
            return first
        case 0x80..<0xE0:
            defer { index += 2 }
            return (first & 0x1F) << 6 | next(1)
        case 0xE0..<0xF0:
            defer { index += 3 }
            return (first & 0xF) << 12 | next(1) << 6 | next(2)
        default:
            defer { index += 4 }
            return (first & 7) << 18 | next(1) << 12 | next(2) << 6 | next(3)
        }
    }

    /// The length of a sequence and the range of its second byte, by its first byte; 0 when none.
    private static func expectation(after first: UInt8) -> (Int, ClosedRange<UInt8>) {
        switch first {
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE...0xEF: (3, 0x80...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: (0, 0x80...0xBF)
        }
    }
}
