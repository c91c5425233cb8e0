// A journal entry that names the root over a batch's lines, read from the bytes that its leaf digests.
//
// The bytes are rows of the tables `entry` and `posting`: the rowid, then each column in the order of the
// table, as a tag (0 null, 1 integer, 2 text, 3 blob) and, but for null, eight bytes big-endian (the
// integer, or the length) and the bytes.
//
// Invariants:
// (1) Nothing is left over, and every posting is the entry's own.
// (2) The entry's key and event say of which batch it is.

import BankFiles
import Ledger
import Signing

/// The entry of a batch that was approved or handed over.
struct LinesRootEntry {
    /// The batch.
    let batch: BatchCode
    /// `approved` or `handed-over`.
    let event: String
    /// The day it was booked.
    let bookedOn: CivilDate
    /// The root over the batch's lines.
    let linesRoot: Digest

    /// The content of the leaf of an entry with these rows.
    static func leaf(rows: [UInt8]) -> [UInt8] {
        Array("chitra/entry/1\n\(Digest.of(rows).hex)\n".utf8)
    }

    /// Reads the rows; nil where they are not those of such an entry.
    init?(rows: [UInt8]) {
        var values = RowValues(rows)
        guard values.integer() != nil, let number = values.integer(), values.integer() != nil,
            let key = values.text(), let event = values.text(), values.text() != nil,
            let bookedOn = values.text().flatMap({ CivilDate(iso: $0) }), values.text() != nil,
            values.text() != nil, values.take() != nil,
            let root = values.blob().flatMap({ Digest(bytes: $0) }),
            let batch = Self.batch(key: key, event: event)
        else { return nil }
        while !values.isAtEnd {
            guard values.integer() != nil, values.integer() != nil, values.integer() == number
            else { return nil }
            for _ in 3..<Self.postingColumns {
                guard values.take() != nil else { return nil }
            }
        }
        self.batch = batch
        self.event = event
        self.bookedOn = bookedOn
        linesRoot = root
    }

    /// The rowid of a posting and its columns.
    private static let postingColumns = 14

    private static func batch(key: String, event: String) -> BatchCode? {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == (event == "approved" ? 2 : 3), parts[1] == event,
            event == "approved" || event == "handed-over"
        else { return nil }
        return BatchCode(parts[0])
    }
}

/// Values of rows, one after the other.
private struct RowValues {
    enum Value {
        case null
        case integer(Int64)
        case text(String)
        case blob(ArraySlice<UInt8>)
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    /// Takes the next value; nil where there is none.
    mutating func take() -> Value? {
        guard let tag = rest.popFirst() else { return nil }
        if tag == 0 { return .null }
        guard rest.count >= 8 else { return nil }
        let word = rest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        rest.removeFirst(8)
        if tag == 1 { return .integer(Int64(bitPattern: word)) }
        guard tag == 2 || tag == 3, word <= UInt64(rest.count) else { return nil }
        let bytes = rest.prefix(Int(word))
        rest.removeFirst(Int(word))
        if tag == 3 { return .blob(bytes) }
        return String(validating: bytes, as: UTF8.self).map { .text($0) }
    }

    mutating func integer() -> Int64? {
        guard case .integer(let value) = take() else { return nil }
        return value
    }

    mutating func text() -> String? {
        guard case .text(let value) = take() else { return nil }
        return value
    }

    mutating func blob() -> ArraySlice<UInt8>? {
        guard case .blob(let value) = take() else { return nil }
        return value
    }
}
