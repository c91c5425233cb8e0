// Unicode normalisation form C, and the keys that names and headers are compared by.
//
// Swift's `==` takes a composed and a decomposed letter for equal; digests, signatures and files do
// not. So every text is brought to NFC where it comes in, and bytes are what counts after.
//
// Invariants:
// (1) `normalised` gives NFC (Unicode TR 15) and leaves text that is NFC byte for byte as it is.
// (2) A key depends on the letters only: not on composition, marks, case or kind of blank.

@_spi(_Unicode) import Swift

/// Normalisation form C.
package enum NFC {
    /// Whether the bytes are certainly NFC: letters up to U+02FF and Latin Extended Additional only.
    ///
    /// All letters of Vietnamese lie there. False means that a full normalisation must tell.
    package static func isCertain(utf8 bytes: Span<UInt8>) -> Bool {
        var pending = 0
        for index in bytes.indices {
            let byte = bytes[index]
            switch byte {
            case 0x00...0x7F, 0xC2...0xCB:
                pending = 0
            case 0xE1:
                pending = 1
            case 0x80...0xBF:
                // After E1 only the second bytes B8 to BB, which are U+1E00 to U+1EFF.
                if pending == 1, !(0xB8...0xBB).contains(byte) { return false }
                pending = 0
            default:
                return false
            }
        }
        return true
    }

    /// The text in NFC.
    package static func normalised(_ text: String) -> String {
        if isCertain(utf8: text.utf8.span) { return text }
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text._nfc)
        return String(scalars)
    }
}

extension NFC {
    /// The text with every letter and mark apart (form D): what old systems write, for tests.
    package static func decomposed(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text._nfd)
        return String(scalars)
    }
}

/// Keys to compare texts by that people typed.
package enum ComparisonKey {
    /// The key of a name: `A` to `Z` and single blanks; nil where another letter is in it.
    ///
    /// Marks fall away, Đ and its look-alike Ð become D, so hoà and hòa have one key; Vĩ and Vỹ
    /// have two. Two people can have one key: it is never an identity.
    package static func name(_ name: String) -> String? {
        var key: [UInt8] = []
        var isBlankDue = false
        for scalar in name._nfd {
            switch scalar.value {
            case 0x41...0x5A, 0x61...0x7A, 0x110, 0x111, 0xD0, 0xF0:
                if isBlankDue, !key.isEmpty { key.append(0x20) }
                isBlankDue = false
                key.append(scalar.value > 0x7F ? 0x44 : UInt8(scalar.value) & 0xDF)
            case 0x300...0x36F, 0x200B...0x200D, 0xFEFF:
                continue
            case 0x20, 0xA0, 0x09, 0x2D, 0x27, 0x2019, 0x2E:
                isBlankDue = true
            default:
                return nil
            }
        }
        return String(decoding: key, as: UTF8.self)
    }

    /// The key of a column's heading: lower case, unaccented, other characters as one `_`.
    package static func heading(_ heading: String) -> String {
        var key: [UInt8] = []
        var isGapDue = false
        for scalar in heading._nfd {
            var value = scalar.value
            if value == 0x110 || value == 0x111 || value == 0xD0 || value == 0xF0 { value = 0x64 }
            if value >= 0x41 && value <= 0x5A { value |= 0x20 }
            switch value {
            case 0x30...0x39, 0x61...0x7A:
                if isGapDue, !key.isEmpty { key.append(0x5F) }
                isGapDue = false
                key.append(UInt8(value))
            case 0x300...0x36F:
                continue
            default:
                isGapDue = true
            }
        }
        return String(decoding: key, as: UTF8.self)
    }
}
