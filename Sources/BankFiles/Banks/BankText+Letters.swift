// The table of letters behind BankText.
//
// Invariants:
// (1) Every letter that the table takes stands in it by name; what is looked up by bytes is the
//     same table laid out once.
// (2) All 134 marked letters of Vietnamese and both forms of Đ are in it, composed and decomposed.
// (3) The look-alikes Ð (U+00D0, Icelandic) and Ɖ (U+0189, African) count as Đ: keyboards and old
//     conversion tables put them into Vietnamese names.
// (4) Marked letters of other peoples of Viet Nam are in it too (Č, Ƀ, Ñ, Ŭ, Ŏ, Ĕ, Ĭ of Ê Đê, Gia
//     Rai, Ba Na): nobody goes unpaid for the spelling of a name.

extension BankText {
    /// Whether a scalar is a combining mark that is stripped after a letter.
    ///
    /// Grave, acute, circumflex, tilde, breve, hook above, caron, horn, dot below; and the two
    /// deprecated tone marks that are canonically equal to grave and acute.
    static func isMark(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x0300...0x0303, 0x0306, 0x0309, 0x030C, 0x031B, 0x0323, 0x0340, 0x0341: true
        default: false
        }
    }

    /// The byte that a scalar is written with, or nil when the table does not have it.
    static func byte(of scalar: UInt32) -> UInt8? {
        switch scalar {
        case 0x41...0x5A, 0x30...0x39, 0x20, 0x2D, 0x2E, 0x2F:
            return UInt8(truncatingIfNeeded: scalar)
        case 0x61...0x7A:
            return UInt8(truncatingIfNeeded: scalar - 0x20)
        case 0x09, 0x0A, 0x0D, 0xA0, 0x2000...0x200A, 0x202F, 0x3000:
            return 0x20
        // Apostrophes part the clan name from the given name: H'Hen, K'Brêl.
        case 0x27, 0x60, 0xB4, 0x02B9...0x02BC, 0x2018, 0x2019:
            return 0x20
        case 0x2010...0x2015, 0x2212:
            return 0x2D
        case 0x1EA0...0x1EF9:
            let index = Int(scalar - 0x1EA0)
            return vietnamese[index]
        default:
            return latin(scalar)
        }
    }

    /// U+1EA0 to U+1EF9, capital and small in turn.
    private static let vietnamese: [UInt8] =
        [UInt8](repeating: 0x41, count: 24) + [UInt8](repeating: 0x45, count: 16)
        + [UInt8](repeating: 0x49, count: 4) + [UInt8](repeating: 0x4F, count: 24)
        + [UInt8](repeating: 0x55, count: 14) + [UInt8](repeating: 0x59, count: 8)

    /// The marked letters below U+0300.
    private static func latin(_ scalar: UInt32) -> UInt8? {
        switch scalar {
        case 0xC0...0xC3, 0xE0...0xE3, 0x0102, 0x0103: 0x41
        case 0x0180, 0x0243: 0x42
        case 0x010C, 0x010D: 0x43
        case 0xD0, 0xF0, 0x0110, 0x0111, 0x0189, 0x0256: 0x44
        case 0xC8...0xCA, 0xE8...0xEA, 0x0114, 0x0115: 0x45
        case 0xCC, 0xCD, 0xEC, 0xED, 0x0128, 0x0129, 0x012C, 0x012D: 0x49
        case 0xD1, 0xF1: 0x4E
        case 0xD2...0xD5, 0xF2...0xF5, 0x014E, 0x014F, 0x01A0, 0x01A1: 0x4F
        case 0xD9, 0xDA, 0xF9, 0xFA, 0x0168, 0x0169, 0x016C, 0x016D, 0x01AF, 0x01B0: 0x55
        case 0xDD, 0xFD: 0x59
        default: nil
        }
    }

    /// What ``byte(of:)`` gives for the letters that names are mostly written in, by their bytes.
    ///
    /// Letters of one byte; of two, from C3 to C6; of three, E1 BA and E1 BB. 0 where it gives none.
    static let commonLetters: [UInt8] = {
        let scalars: [Range<UInt32>] = [0x00..<0x80, 0xC0..<0x1C0, 0x1E80..<0x1F00]
        return scalars.joined().map { byte(of: $0) ?? 0 }
    }()

    /// Goes over a common letter and gives its byte; 0 where another way must tell.
    @inline(__always)
    static func commonByte(
        of text: Span<UInt8>,
        at place: inout Int,
        _ table: Span<UInt8>
    ) -> UInt8 {
        let first = text[place]
        var length = 1
        var index = Int(first)
        if first >= 0x80 {
            let left = text.count - place
            if first >= 0xC3, first <= 0xC6, left > 1, text[place + 1] & 0xC0 == 0x80 {
                length = 2
                index = 0x80 + Int(first - 0xC3) << 6 + Int(text[place + 1] & 0x3F)
            } else if first == 0xE1, left > 2, text[place + 1] & 0xFE == 0xBA,
                text[place + 2] & 0xC0 == 0x80
            {
                length = 3
                index = 0x180 + Int(text[place + 1] & 1) << 6 + Int(text[place + 2] & 0x3F)
            } else {
                return 0
            }
        }
        let byte = table[index]
        if byte != 0 { place += length }
        return byte
    }

    /// Whether bytes are a bank text as they stand: alphabet, single inner blanks, not empty.
    ///
    /// Eight bytes at a time, for it looks at every text of every payment.
    static func isBankText(_ bytes: Span<UInt8>) -> Bool {
        let count = bytes.count
        guard count > 0, bytes[0] != blank, bytes[count - 1] != blank else { return false }
        guard count > 8 else { return isInnerText(bytes) }
        return unsafe bytes.withUnsafeBytes { source in
            var place = 0
            while true {
                // The last pieces overlap: each byte is looked at beside the one behind it.
                let here = unsafe source.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                let next = unsafe source.loadUnaligned(fromByteOffset: place + 1, as: UInt64.self)
                guard isOfAlphabet(here), isOfAlphabet(next),
                    from(blank, through: blank, here) & from(blank, through: blank, next) == 0
                else { return false }
                if place == count - 9 { return true }
                place = min(place + 8, count - 9)
            }
        }
    }

    private static let blank: UInt8 = 0x20
    /// The highest bit of each of eight bytes.
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Whether eight bytes are blanks, `-`, `.`, `/`, digits or capital letters.
    private static func isOfAlphabet(_ bytes: UInt64) -> Bool {
        let found =
            from(blank, through: blank, bytes) | from(0x2D, through: 0x39, bytes)
            | from(0x41, through: 0x5A, bytes)
        return bytes & highBits == 0 && found == highBits
    }

    /// The highest bit of each of eight bytes below 0x80 that lies in a range; no sum carries over.
    private static func from(_ low: UInt8, through high: UInt8, _ bytes: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let below = bytes & ~highBits
        let isAtLeast = below &+ UInt64(0x80 - low) &* ones
        let isAbove = below &+ UInt64(0x7F - high) &* ones
        return isAtLeast & ~isAbove & highBits
    }

    /// The same of a short text, byte by byte and without a branch for each.
    private static func isInnerText(_ bytes: Span<UInt8>) -> Bool {
        // One bit a byte of the alphabet: blank - . / 0-9 below 0x40, A-Z below 0x80.
        let low: UInt64 = 0x03FF_E001_0000_0000
        let high: UInt64 = 0x0000_0000_07FF_FFFE
        var fault: UInt64 = 0
        var wasBlank: UInt64 = 1
        for index in bytes.indices {
            let byte = bytes[index]
            let mask = byte < 0x40 ? low : byte < 0x80 ? high : 0
            fault |= ~(mask >> UInt64(byte & 0x3F))
            let isBlank: UInt64 = byte == blank ? 1 : 0
            fault |= isBlank & wasBlank
            wasBlank = isBlank
        }
        return (fault | wasBlank) & 1 == 0
    }
}
