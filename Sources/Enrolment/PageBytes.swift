// Little-endian columns to bytes and back.
//
// Invariants:
// (1) Reading checks every length before it takes a byte; bad bytes throw and never trap.

/// Why the bytes of a page were refused.
package enum PersonPageError: Error, Equatable, Sendable {
    /// The bytes do not begin as a page of persons does.
    case notAPage
    /// A version that this program does not know.
    case version(UInt16)
    /// The bytes end before the page does.
    case truncated
    /// Bytes follow the page's end.
    case trailingBytes(Int)
    /// A value lies outside what its column may hold.
    case value(column: String, row: Int)
}

/// Writes columns.
struct PageWriter {
    private(set) var bytes: [UInt8] = []

    /// Writes one number.
    mutating func number<Number: FixedWidthInteger>(_ value: Number) {
        var rest = value.littleEndian
        unsafe withUnsafeBytes(of: &rest) { unsafe bytes.append(contentsOf: $0) }
    }

    /// Writes a column of numbers, without its length.
    mutating func column<Number: FixedWidthInteger>(_ values: [Number]) {
        #if _endian(little)
        unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        #else
        for value in values { number(value) }
        #endif
    }

    /// Writes texts: where each ends, then their bytes.
    mutating func texts(_ column: TextColumn) {
        self.column(column.ends)
        bytes.append(contentsOf: column.bytes)
    }
}

/// Reads columns.
struct PageReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// How many bytes are left.
    var left: Int { bytes.endIndex - position }

    /// Reads one number.
    mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(
        _ type: Number.Type
    ) throws(PersonPageError) -> Number {
        try column(type, count: 1)[0]
    }

    /// Reads a column of that many numbers.
    mutating func column<Number: FixedWidthInteger & BitwiseCopyable>(
        _: Number.Type,
        count: Int
    ) throws(PersonPageError) -> [Number] {
        let size = count * MemoryLayout<Number>.size
        guard count >= 0, size <= left else { throw .truncated }
        let source = bytes[position..<position + size]
        // Every number of the room is written before anybody sees it.
        var values = unsafe [Number](unsafeUninitializedCapacity: count) { target, filled in
            unsafe UnsafeMutableRawBufferPointer(target).copyBytes(from: source)
            filled = count
        }
        #if !_endian(little)
        for index in values.indices { values[index] = Number(littleEndian: values[index]) }
        #endif
        position += size
        return values
    }

    /// Reads that many texts.
    mutating func texts(_ name: String, count: Int) throws(PersonPageError) -> TextColumn {
        let ends = try column(UInt32.self, count: count)
        if let row = ends.firstDescent() { throw .value(column: name, row: row) }
        let previous = ends.last ?? 0
        guard Int(previous) <= left else { throw .truncated }
        let column = TextColumn(
            ends: ends,
            bytes: Array(bytes[position..<position + Int(previous)])
        )
        position += Int(previous)
        return column
    }
}

extension [UInt32] {
    /// The first place whose number is below the one before; nil where there is none.
    func firstDescent() -> Int? {
        var previous: UInt32 = 0
        var falls = false
        // Without a way out of the loop, for it nearly always ends at the end.
        for end in self {
            falls = falls || end < previous
            previous = end
        }
        guard falls else { return nil }
        return indices.first { $0 > 0 && self[$0] < self[$0 - 1] }
    }
}

/// Texts one after the other, with where each ends.
package struct TextColumn: Hashable, Sendable {
    /// Where each text ends in ``bytes``, ascending.
    package internal(set) var ends: [UInt32] = []
    /// The bytes of all texts.
    package internal(set) var bytes: [UInt8] = []

    /// How many texts there are.
    package var count: Int { ends.count }

    mutating func append(_ text: ArraySlice<UInt8>) {
        bytes.append(contentsOf: text)
        ends.append(UInt32(bytes.count))
    }

    mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        ends.append(UInt32(bytes.count))
    }

    /// Where a text lies in ``bytes``.
    package func place(of index: Int) -> Range<Int> {
        (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
    }

    /// The bytes of a text.
    package subscript(index: Int) -> ArraySlice<UInt8> { bytes[place(of: index)] }

    /// The first text that is not UTF-8; nil where all are.
    ///
    /// All bytes are looked at in one go: they are UTF-8 text by text when they are so together and
    /// no text begins inside a character.
    func firstBroken() -> Int? {
        let isWhole = (try? UTF8Span(validating: bytes.span)) != nil
        let isCut = ends.contains { Int($0) < bytes.count && bytes[Int($0)] & 0xC0 == 0x80 }
        if isWhole, !isCut { return nil }
        return (0..<count).first { String(validating: self[$0], as: UTF8.self) == nil }
    }

    /// A text; what is not UTF-8 is written as U+FFFD.
    package func text(at index: Int) -> String { String(decoding: self[index], as: UTF8.self) }

    /// A text, or nil where its bytes are not UTF-8.
    func checkedText(at index: Int) -> String? { String(validating: self[index], as: UTF8.self) }
}
