// The list that goes to a provider beside its files: `transfers.csv`.
//
// Whoever holds it, the profile and the head of a file can render the bank's bytes again and
// compare them, without our books.
//
// Invariants:
// (1) RFC 4180, UTF-8, LF, one header line, seven fields a row, never a quote: no text needs one.
// (2) Rows are numbered from 1 and stand in the order of the provider's files.
// (3) Texts are whole here, not cut at a profile's caps.

/// Writes one list of transfers into a sink.
///
/// Call `begin`, then `write` for each chunk, then `finish`.
package struct TransferListWriter: ~Copyable {
    /// The header line, without its end.
    static let header = "number,transfer_id,name,bank,account,amount,narrative"

    /// Whether a line is the header.
    static func isHeader(_ line: Span<UInt8>) -> Bool {
        let bytes = Array(header.utf8)
        guard line.count == bytes.count else { return false }
        return line.indices.allSatisfy { line[$0] == bytes[$0] }
    }

    private let expected: TransferTotals
    private var buffer = ByteBuffer()
    private var totals = TransferTotals()

    /// A writer of a list with these totals.
    package init(totals: TransferTotals) { expected = totals }

    /// Writes the header line.
    ///
    /// - Throws: What the sink throws.
    package mutating func begin(into sink: inout some ByteSink & ~Copyable) throws {
        buffer.append(text: TransferListWriter.header)
        buffer.append(0x0A)
        try buffer.drain(into: &sink)
    }

    /// Writes the transfers of a chunk.
    ///
    /// - Throws: What the sink throws.
    package mutating func write(
        _ chunk: TransferChunk,
        into sink: inout some ByteSink & ~Copyable
    ) throws {
        let texts = chunk.texts.span
        for row in 0..<chunk.count {
            let nameEnd = Int(chunk.ends[row * 3])
            let accountEnd = Int(chunk.ends[row * 3 + 1])
            totals.add(chunk.amounts[row])
            buffer.append(decimal: Int64(totals.count))
            buffer.append(0x2C)
            buffer.append(id: chunk.ids[row])
            buffer.append(0x2C)
            buffer.append(texts.extracting(chunk.nameStart(row)..<nameEnd))
            buffer.append(0x2C)
            buffer.append(decimal: chunk.banks[row].number, width: 6)
            buffer.append(0x2C)
            buffer.append(texts.extracting(nameEnd..<accountEnd))
            buffer.append(0x2C)
            buffer.append(decimal: chunk.amounts[row])
            buffer.append(0x2C)
            buffer.append(texts.extracting(accountEnd..<Int(chunk.ends[row * 3 + 2])))
            buffer.append(0x0A)
            if buffer.count >= ByteBuffer.drainSize { try buffer.drain(into: &sink) }
        }
    }

    /// Writes what waits; traps when count or sum differ from what was promised.
    ///
    /// - Throws: What the sink throws.
    package mutating func finish(into sink: inout some ByteSink & ~Copyable) throws {
        precondition(totals == expected, "the list of transfers differs from its totals")
        try buffer.drain(into: &sink)
    }
}
