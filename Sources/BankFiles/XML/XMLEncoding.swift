// The encodings that answers come in, and the bytes that none of them may have.
//
// Invariants:
// (1) Only UTF-8, ISO-8859-1, windows-1252 and, by its mark, UTF-16 (XMLWideText) are taken; bytes that
//     are none of them are refused, never replaced.
// (2) What passes is a whole number of characters of XML 1.0: no NUL, no control character but tab
//     and line end, no surrogate, no U+FFFE and U+FFFF.

/// An encoding that can be decoded.
enum XMLEncoding: String, CaseIterable, Sendable {
    case utf8 = "UTF-8"
    case latin1 = "ISO-8859-1"
    case windows1252 = "windows-1252"

    /// The encoding of a name in a declaration, in any case; nil for all others.
    init?(declared name: some Sequence<UInt8>) {
        let lower = String(decoding: name.map(XMLEncoding.lowercase), as: UTF8.self)
        let known = XMLEncoding.allCases.first { encoding in
            encoding.rawValue.utf8.map(XMLEncoding.lowercase).elementsEqual(lower.utf8)
        }
        guard let known else { return nil }
        self = known
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }

    /// The characters of windows-1252 from 0x80 to 0x9F; 0 where it has none.
    private static let windowsCharacters: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
        0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
        0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
    ]

    /// Bytes of a one-byte encoding as UTF-8, up to the first that it has no character for.
    func decoded(_ bytes: Span<UInt8>) -> (text: [UInt8], isWhole: Bool) {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 8)
        for index in bytes.indices {
            let byte = bytes[index]
            var character = UInt16(byte)
            if self == .windows1252, (0x80...0x9F).contains(byte) {
                character = XMLEncoding.windowsCharacters[Int(byte) - 0x80]
                if character == 0 { return (text, false) }
            }
            switch character {
            case 0..<0x80:
                text.append(byte)
            case 0x80..<0x800:
                text.append(0xC0 | UInt8(truncatingIfNeeded: character >> 6))
                text.append(0x80 | UInt8(truncatingIfNeeded: character & 0x3F))
            default:
                text.append(0xE0 | UInt8(truncatingIfNeeded: character >> 12))
                text.append(0x80 | UInt8(truncatingIfNeeded: character >> 6 & 0x3F))
                text.append(0x80 | UInt8(truncatingIfNeeded: character & 0x3F))
            }
        }
        return (text, true)
    }
}

/// What a run of UTF-8 holds before something that may not stand.
struct XMLByteCheck {
    /// Bytes from the beginning that may stand: whole characters.
    var count = 0
    /// Why the next byte may not; nil at the end, and where a character is cut off there.
    var fault: XMLFault.Kind?

    /// Checks bytes that begin with a character.
    init(_ bytes: Span<UInt8>) {
        var index = 0
        while index < bytes.count {
            while index + 32 <= bytes.count, bytes.isPlain(at: index) { index += 32 }
            guard index < bytes.count else { break }
            if index + 8 <= bytes.count {
                let word = bytes.word(at: index)
                if word & UInt64.highBits == 0 {
                    let controls = word.controlBytes
                    if controls == 0 || controls & ~XMLByteCheck.lineBytes(word) == 0 {
                        index += 8
                        continue
                    }
                }
            }
            let length = XMLByteCheck.length(at: index, in: bytes)
            guard length > 0 else {
                if length == -1 { fault = .control }
                if length == -2 { fault = .bytes }
                break
            }
            index += length
        }
        count = index
    }

    /// The highest bit of each byte that is a tab or of a line end.
    private static func lineBytes(_ word: UInt64) -> UInt64 {
        word.bytes(equalTo: 0x0A) | word.bytes(equalTo: 0x0D) | word.bytes(equalTo: 0x09)
    }

    /// The length of the character at an index: 0 when it is cut off, −1 for a control, −2 for what
    /// is no UTF-8 (Unicode table 3-7).
    private static func length(at index: Int, in bytes: Span<UInt8>) -> Int {
        let first = bytes[index]
        guard first >= 0x80 else {
            return first >= 0x20 || first == 0x0A || first == 0x0D || first == 0x09 ? 1 : -1
        }
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0:
            length = 3
            second = 0xA0...0xBF
        case 0xED:
            length = 3
            second = 0x80...0x9F
        case 0xE1...0xEF: length = 3
        case 0xF0:
            length = 4
            second = 0x90...0xBF
        case 0xF1...0xF3: length = 4
        case 0xF4:
            length = 4
            second = 0x80...0x8F
        default: return -2
        }
        for offset in 1..<length {
            guard index + offset < bytes.count else { return 0 }
            guard second.contains(bytes[index + offset]) else { return -2 }
            second = 0x80...0xBF
        }
        if first == 0xEF, bytes[index + 1] == 0xBF, bytes[index + 2] >= 0xBE { return -1 }
        return length
    }
}
