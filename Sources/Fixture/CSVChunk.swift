// Lines of CSV on their way to a sink.
//
// Invariants:
// (1) A field is quoted only where a comma, a quote or a line end is in it (RFC 4180).
// (2) Lines end with LF.

/// Lines of CSV, gathered into chunks.
struct CSVChunk {
    /// A chunk goes to its sink once it is that long.
    static let size = 1 << 16

    /// What was not handed on yet.
    private(set) var bytes: [UInt8] = []

    /// An empty chunk.
    init() { bytes.reserveCapacity(CSVChunk.size + 1_024) }

    /// Whether it is time to hand it on.
    var isFull: Bool { bytes.count >= CSVChunk.size }

    /// Adds a line as it is.
    mutating func append(line: String) {
        bytes.append(contentsOf: line.utf8)
        bytes.append(0x0A)
    }

    /// Adds a row.
    mutating func append(row: [String]) {
        for (index, field) in row.enumerated() {
            if index > 0 { bytes.append(0x2C) }
            append(field: field)
        }
        bytes.append(0x0A)
    }

    /// Empties it.
    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    private mutating func append(field: String) {
        let isQuoted = field.utf8.contains {
            $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D
        }
        guard isQuoted else {
            bytes.append(contentsOf: field.utf8)
            return
        }
        bytes.append(0x22)
        for byte in field.utf8 {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }
}
