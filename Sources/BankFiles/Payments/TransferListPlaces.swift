// Where each transfer lies in a list of ours: what answers are held against needs ids and banks, not
// names.
//
// Invariants:
// (1) The list was written by TransferListWriter: seven fields a line, none quoted.
// (2) Memory: one line, however long the list is.

/// Finds the transfers of a list, piece by piece.
package struct TransferListPlaces: Sendable {
    /// One line.
    package struct Place: Sendable {
        /// The transfer.
        package let id: TransferID
        /// The bank of the payee's account.
        package let bank: UInt32
        /// The byte in the list at which the line begins.
        package let offset: Int
    }

    /// The most bytes of a line.
    package static let lineBytes = TransferListReader.maximumLine

    /// Whether a line was none of a list.
    package private(set) var isDamaged = false
    private var line: [UInt8] = []
    private var offset = 0
    private var isHeader = true

    /// At the beginning of a list.
    package init() {}

    /// Takes the next piece and gives the transfers of its whole lines.
    package mutating func feed(_ bytes: Span<UInt8>, _ body: (Place) -> Void) {
        var start = 0
        for index in bytes.indices where bytes[index] == 0x0A {
            let piece = bytes.extracting(start..<index)
            if line.isEmpty {
                end(piece, body)
            } else {
                append(piece)
                var whole: [UInt8] = []
                swap(&whole, &line)
                end(whole.span, body)
                whole.removeAll(keepingCapacity: true)
                swap(&whole, &line)
            }
            start = index + 1
        }
        append(bytes.extracting(start..<bytes.count))
    }

    /// Whether the list was whole; call it once at the end.
    package var isWhole: Bool { !isDamaged && line.isEmpty && !isHeader }

    private mutating func append(_ bytes: Span<UInt8>) {
        guard line.count + bytes.count <= Self.lineBytes else {
            isDamaged = true
            return
        }
        unsafe bytes.withUnsafeBufferPointer { unsafe line.append(contentsOf: $0) }
    }

    private mutating func end(_ line: Span<UInt8>, _ body: (Place) -> Void) {
        defer { offset += line.count + 1 }
        guard !isHeader else {
            isHeader = false
            isDamaged = isDamaged || !TransferListWriter.isHeader(line)
            return
        }
        guard let fields = Self.fields(line),
            let id = TransferID(line.extracting(fields[0]..<(fields[1] - 1))),
            fields[3] - fields[2] == 7
        else {
            isDamaged = true
            return
        }
        var bank: UInt32 = 0
        for index in fields[2]..<(fields[3] - 1) { bank = bank * 10 + UInt32(line[index] & 0x0F) }
        body(Place(id: id, bank: bank, offset: offset))
    }

    /// Where the fields after the first begin; nil where there are not seven.
    private static func fields(_ line: Span<UInt8>) -> InlineArray<6, Int>? {
        var starts = InlineArray<6, Int>(repeating: 0)
        var count = 0
        for index in line.indices where line[index] == 0x2C {
            guard count < 6 else { return nil }
            starts[count] = index + 1
            count += 1
        }
        return count == 6 ? starts : nil
    }

    /// The account in the line that begins at bytes of a list; nil where there is none.
    package static func account(inLineAt bytes: Span<UInt8>) -> String? {
        var end = 0
        while end < bytes.count, bytes[end] != 0x0A { end += 1 }
        let line = bytes.extracting(first: end)
        guard let fields = fields(line) else { return nil }
        let account = line.extracting(fields[3]..<(fields[4] - 1))
        return unsafe account.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
