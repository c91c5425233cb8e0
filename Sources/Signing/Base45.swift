// Base45 (RFC 9285), strict: bytes as the letters of a QR code's alphanumeric mode.
//
// Invariant: `decode` accepts exactly what `encode` writes, so one value has one text.

/// The base45 form of bytes.
package enum Base45 {
    private static let alphabet = [UInt8]("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".utf8)

    /// Three letters for each two bytes, two for a last one.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 1) / 2 * 3)
        for start in stride(from: 0, to: bytes.count, by: 2) {
            let isPair = start + 1 < bytes.count
            var value =
                isPair ? Int(bytes[start]) << 8 | Int(bytes[start + 1]) : Int(bytes[start])
            for _ in 0..<(isPair ? 3 : 2) {
                text.append(alphabet[value % 45])
                value /= 45
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes; nil when `encode` would not have written this text.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let values = text.compactMap { alphabet.firstIndex(of: $0) }
        guard values.count == text.count, values.count % 3 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count / 3 * 2 + 1)
        for start in stride(from: 0, to: values.count, by: 3) {
            let piece = values[start..<min(start + 3, values.count)]
            let value = piece.reversed().reduce(0) { $0 * 45 + $1 }
            guard value < (piece.count == 3 ? 1 << 16 : 1 << 8) else { return nil }
            if piece.count == 3 { bytes.append(UInt8(value >> 8)) }
            bytes.append(UInt8(value & 255))
        }
        return bytes
    }
}
