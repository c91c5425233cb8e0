// A receipt as one short text: what a QR code can hold.
//
//     CHITRA1:BASE45          RFC 9285, whose letters are those of a QR code's alphanumeric mode
//
// The bytes are numbers (seven bits a byte, the lowest first, the high bit where more follow) and runs behind
// their length:
//
//     lines                   how many; then for each its salt (16 bytes), its row, and its way:
//                             how many siblings, their sides (a bit each, 1 on the right), their hashes
//     entry                   cells of rows: 0 and a new cell, or n, the n-th cell that was new
//     index, hashes, note     the proof in the log and the signed checkpoint
//
// Invariants:
// (1) One receipt has one code: what was read otherwise than it is written is refused.
// (2) A code holds all that its receipt holds: what it proves is proven by the receipt, to the byte.

import Signing

/// The short text of a receipt.
package struct ReceiptCode: Hashable, Sendable {
    /// What it begins with.
    package static let prefix = "CHITRA1:"
    /// The most letters that a QR code holds of these (ISO/IEC 18004, version 40, level L).
    package static let longest = 4_296

    /// The text.
    package let text: String

    /// The code of a receipt; nil where no QR code would hold it.
    package init?(_ receipt: LineReceipt) {
        guard let bytes = Self.bytes(of: receipt) else { return nil }
        let text = Self.prefix + Base45.encode(bytes)
        guard text.utf8.count <= Self.longest else { return nil }
        self.text = text
    }

    /// Whether bytes are a code and not the file of a receipt.
    package static func isCode(_ bytes: [UInt8]) -> Bool {
        withoutLineEnds(bytes).starts(with: prefix.utf8)
    }

    /// Scanners and editors put line ends around a text; a blank is a letter of the code.
    private static func withoutLineEnds(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        let isEnd = { (byte: UInt8) in byte == 0x0A || byte == 0x0D }
        var text = bytes.drop(while: isEnd)
        while let last = text.last, isEnd(last) { text.removeLast() }
        return text
    }

    /// Reads a code, with or without line ends around it; nothing of it is believed yet.
    ///
    /// - Returns: The receipt.
    /// - Throws: ``ReceiptRefusal/code``.
    package static func receipt(parsing bytes: [UInt8]) throws(ReceiptRefusal) -> LineReceipt {
        let text = withoutLineEnds(bytes)
        guard isCode(bytes), text.count <= longest,
            let content = Base45.decode(text.dropFirst(prefix.utf8.count)),
            let receipt = read(content),
            let again = ReceiptCode(receipt), again.text.utf8.elementsEqual(text)
        else { throw .code }
        return receipt
    }

    private static func bytes(of receipt: LineReceipt) -> [UInt8]? {
        guard let entry = EntryCells.packed(receipt.entry) else { return nil }
        var bytes = CodeBytes()
        bytes.add(UInt64(receipt.lines.count))
        for line in receipt.lines {
            bytes.bytes += line.salt.bytes
            bytes.add(run: line.row)
            bytes.add(UInt64(line.path.steps.count))
            var sides = [UInt8](repeating: 0, count: (line.path.steps.count + 7) / 8)
            for (place, step) in line.path.steps.enumerated() where step.side == .right {
                sides[place / 8] |= 1 << UInt8(place % 8)
            }
            bytes.bytes += sides
            for step in line.path.steps { bytes.bytes += step.sibling.bytes }
        }
        bytes.add(run: entry)
        bytes.add(receipt.proof.index)
        bytes.add(UInt64(receipt.proof.proof.count))
        for hash in receipt.proof.proof { bytes.bytes += hash.bytes }
        bytes.add(run: Array(receipt.proof.note.utf8))
        return bytes.bytes
    }

    private static func read(_ content: [UInt8]) -> LineReceipt? {
        var rest = CodeReader(content)
        guard let count = rest.number(), count <= UInt64(content.count) else { return nil }
        var lines: [LineReceipt.Line] = []
        for _ in 0..<count {
            guard let salt = rest.take(Block128.byteCount), let row = rest.run(),
                row.last == DecisionList.lineEnd, let steps = rest.number(), steps <= 64,
                let sides = rest.take((Int(steps) + 7) / 8), let hashes = rest.hashes(Int(steps))
            else { return nil }
            let path = hashes.enumerated().map { place, hash in
                MerklePath.Step(
                    side: sides[place / 8] >> UInt8(place % 8) & 1 == 1 ? .right : .left,
                    sibling: hash
                )
            }
            lines.append(
                LineReceipt.Line(
                    salt: Block128.blocks(of: salt)[0],
                    row: row,
                    path: MerklePath(steps: path)
                )
            )
        }
        guard let entry = rest.run().flatMap({ EntryCells.unpacked($0) }),
            let index = rest.number(), let size = rest.number(), size <= 64,
            let proof = rest.hashes(Int(size)), let note = rest.run(), rest.isAtEnd,
            let text = String(validating: note, as: UTF8.self)
        else { return nil }
        return LineReceipt(
            lines: lines,
            entry: entry,
            proof: LogProof(index: index, proof: proof, note: text)
        )
    }
}

/// The cells of rows, each new one written once: the words of an entry come again in every posting.
private enum EntryCells {
    /// The cells of rows; nil for bytes that are none.
    private static func cells(_ rows: [UInt8]) -> [ArraySlice<UInt8>]? {
        var cells: [ArraySlice<UInt8>] = []
        var rest = rows[...]
        while let tag = rest.first {
            var length = 1
            if tag > 0 {
                guard tag <= 3, rest.count >= 9 else { return nil }
                let word = rest.dropFirst().prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                guard tag == 1 || word <= UInt64(rest.count - 9) else { return nil }
                length = 9 + (tag == 1 ? 0 : Int(word))
            }
            cells.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return cells
    }

    /// The cells packed; nil for bytes that are no rows.
    static func packed(_ rows: [UInt8]) -> [UInt8]? {
        guard let cells = cells(rows) else { return nil }
        var bytes = CodeBytes()
        var places: [ArraySlice<UInt8>: UInt64] = [:]
        for cell in cells {
            if let place = places[cell] {
                bytes.add(place)
                continue
            }
            places[cell] = UInt64(places.count) + 1
            bytes.add(0)
            let tag = cell.first ?? 0
            bytes.bytes.append(tag)
            let word = cell.dropFirst().prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            if tag > 0 { bytes.add(word) }
            bytes.bytes += cell.dropFirst(9)
        }
        return bytes.bytes
    }

    /// The rows of packed cells; nil for bytes that are none.
    static func unpacked(_ bytes: [UInt8]) -> [UInt8]? {
        var rest = CodeReader(bytes)
        var known: [[UInt8]] = []
        var rows: [UInt8] = []
        while !rest.isAtEnd {
            guard let place = rest.number() else { return nil }
            if place > 0 {
                guard place <= UInt64(known.count) else { return nil }
                rows += known[Int(place) - 1]
            } else {
                guard let cell = cell(&rest) else { return nil }
                known.append(cell)
                rows += cell
            }
            // Of a few thousand letters no more than this can come.
            guard rows.count <= LineReceipt.longest else { return nil }
        }
        return rows
    }

    private static func cell(_ rest: inout CodeReader) -> [UInt8]? {
        guard let tag = rest.take(1)?.first, tag <= 3 else { return nil }
        guard tag > 0 else { return [tag] }
        guard let word = rest.number() else { return nil }
        var cell = [tag] + (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
        if tag > 1 {
            guard let length = Int(exactly: word), let text = rest.take(length) else { return nil }
            cell += text
        }
        return cell
    }
}

/// Numbers and runs, written.
private struct CodeBytes {
    var bytes: [UInt8] = []

    mutating func add(_ number: UInt64) {
        var rest = number
        while rest > 127 {
            bytes.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func add(run: [UInt8]) {
        add(UInt64(run.count))
        bytes += run
    }
}

/// Numbers and runs, read.
private struct CodeReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 127) << shift
            if byte < 128 { return value }
        }
        return nil
    }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest.removeFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func run() -> [UInt8]? {
        number().flatMap { Int(exactly: $0) }.flatMap { take($0) }
    }

    mutating func hashes(_ count: Int) -> [Digest]? {
        take(count * Digest.byteCount).map { bytes in
            stride(from: 0, to: bytes.count, by: Digest.byteCount).compactMap {
                Digest(bytes: bytes[$0..<$0 + Digest.byteCount])
            }
        }
    }
}
