// Base64 with the standard alphabet and padding (RFC 4648 section 4), strict.
//
// Invariant: `decode` accepts exactly what `encode` writes, so one value has one text. White space,
// missing padding and set bits behind the last byte are refused.

/// The base64 form of bytes.
package enum Base64 {
    private static let alphabet = [UInt8](
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )
    private static let padding = UInt8(ascii: "=")

    /// Four characters for each three bytes, padded with `=`.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let piece = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for index in start..<start + 3 {
                bits = (bits << 8) | (index < piece.endIndex ? UInt32(piece[index]) : 0)
            }
            for position in 0..<4 {
                let code = Int((bits >> UInt32(18 - 6 * position)) & 63)
                text.append(position <= piece.count ? alphabet[code] : padding)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes; nil when `encode` would not have written this text.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var bits: UInt32 = 0
        var count = 0
        var paddings = 0
        for character in text {
            if character == padding {
                paddings += 1
                guard paddings <= 2, count + paddings <= 4, count >= 2 else { return nil }
                continue
            }
            guard paddings == 0, let value = value(of: character) else { return nil }
            if count == 4 {
                count = 0
            }
            bits = (bits << 6) | value
            count += 1
            if count == 4 {
                bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
                bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
                bytes.append(UInt8(truncatingIfNeeded: bits))
                bits = 0
            }
        }
        guard paddings > 0 else { return bytes }
        guard count + paddings == 4 else { return nil }
        let spare: UInt32 = paddings == 1 ? 2 : 4
        guard bits & ((1 << spare) - 1) == 0 else { return nil }
        if paddings == 1 {
            bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
        }
        bytes.append(UInt8(truncatingIfNeeded: bits >> (paddings == 1 ? 2 : 4)))
        return bytes
    }

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
