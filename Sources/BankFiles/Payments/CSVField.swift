// One field of a CSV file (RFC 4180), safe to open in a spreadsheet.
//
// Invariants:
// (1) A field that holds the delimiter, a quote or a line end is quoted, its quotes doubled.
// (2) No field begins a formula: one that starts with `= + - @`, a tab or a carriage return gets
//     an apostrophe before it.

extension ByteBuffer {
    /// Appends a field.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - delimiter: The byte that parts fields.
    ///   - isQuoted: Whether it is quoted in any case.
    mutating func append(field bytes: Span<UInt8>, delimiter: UInt8, isQuoted: Bool = false) {
        var needsQuotes = isQuoted
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == delimiter || byte == 0x22 || byte == 0x0A || byte == 0x0D {
                needsQuotes = true
            }
        }
        if needsQuotes { append(0x22) }
        if !bytes.isEmpty {
            switch bytes[0] {
            case 0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D: append(0x27)
            default: break
            }
        }
        if needsQuotes {
            for index in bytes.indices {
                if bytes[index] == 0x22 { append(0x22) }
                append(bytes[index])
            }
            append(0x22)
        } else {
            append(bytes)
        }
    }

    /// Appends a field out of a text.
    mutating func append(field text: String, delimiter: UInt8, isQuoted: Bool = false) {
        let bytes = Array(text.utf8)
        append(field: bytes.span, delimiter: delimiter, isQuoted: isQuoted)
    }
}
