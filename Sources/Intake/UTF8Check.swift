// Whether bytes are UTF-8 as Unicode defines it (table 3-7): no overlong form, no surrogate.

/// Strict UTF-8.
enum UTF8Check {
    /// Whether the bytes are well-formed UTF-8.
    static func isValid(_ bytes: ArraySlice<UInt8>) -> Bool {
        var index = bytes.startIndex
        let end = bytes.endIndex
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
