// Tables for others to read: RFC 4180, comma, LF, UTF-8 without a byte order mark.
//
// Invariants:
// (1) A field is quoted exactly when it has a comma, a quote, CR or LF: same fields, same bytes.

/// Writes rows into a byte buffer that the caller drains.
package struct CSVWriter: Sendable {
    /// What was written and not yet taken.
    package private(set) var bytes: [UInt8] = []
    private var isRowBegun = false

    /// An empty writer.
    package init() {}

    /// Writes one field of the current row.
    package mutating func field(_ text: some StringProtocol) { field(utf8: text.utf8) }

    /// Writes one field from UTF-8 bytes.
    package mutating func field(utf8 field: some Collection<UInt8>) {
        if isRowBegun { bytes.append(0x2C) }
        isRowBegun = true
        let mark = bytes.count
        bytes.append(contentsOf: field)
        let needsQuotes = bytes[mark...].contains {
            $0 == 0x2C || $0 == 0x22 || $0 == 0x0D || $0 == 0x0A
        }
        guard needsQuotes else { return }
        bytes.removeSubrange(mark...)
        bytes.append(0x22)
        for byte in field {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }

    /// Ends the current row.
    package mutating func endRow() {
        bytes.append(0x0A)
        isRowBegun = false
    }

    /// Writes a whole row.
    package mutating func row(_ fields: [String]) {
        for text in fields { field(text) }
        endRow()
    }

    /// Gives what was written, and begins again with an empty buffer.
    package mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }
}
