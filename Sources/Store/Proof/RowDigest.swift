// One digest over rows of a table, the same on any machine.
//
// A row is: its rowid, then each column in the order of the table: a tag byte (0 null, 1 integer,
// 2 text, 3 blob), then 8 bytes big-endian (the integer, or the length) and the bytes.
//
// Invariant: two different rows never give the same bytes, for every value carries its length.

import CSQLite
import Signing

/// The bytes of rows, one after the other.
struct RowBytes {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Takes the row on which a scan stands; its first column is the rowid.
    mutating func add(_ scan: borrowing Scan) { add(scan, columns: scan.columnCount) }

    /// Takes the first columns of the row on which a scan stands.
    mutating func add(_ scan: borrowing Scan, columns: Int32) {
        for column in 0..<columns {
            switch scan.type(column) {
            case SQLITE_NULL:
                bytes.append(0)
            case SQLITE_INTEGER:
                append(1, UInt64(bitPattern: scan.integer(column)))
            case SQLITE_TEXT:
                append(2, bytesOf: column, scan)
            case SQLITE_BLOB:
                append(3, bytesOf: column, scan)
            default:
                // No column holds a real number; a row that someone made so must not pass for
                // another.
                append(4, scan.realBits(column))
            }
        }
    }

    /// Takes the next cell: an integer.
    mutating func add(_ value: Int64) { append(1, UInt64(bitPattern: value)) }

    /// Takes the next cell: an integer, or null.
    mutating func add(_ value: Int64?) {
        if let value { add(value) } else { addNull() }
    }

    /// Takes the next cell: null.
    mutating func addNull() { bytes.append(0) }

    /// Takes the next cell: a text.
    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { value in
            append(2, UInt64(value.count))
            unsafe bytes.append(contentsOf: value)
        }
    }

    /// Takes the next cell: a text, or null.
    mutating func add(_ text: String?) {
        if let text { add(text) } else { addNull() }
    }

    /// Takes the next cell: a blob, or null.
    mutating func add(blob value: [UInt8]?) {
        guard let value else { return addNull() }
        append(3, UInt64(value.count))
        bytes += value
    }

    /// Takes cells as they were taken before.
    mutating func add(_ cells: ArraySlice<UInt8>) { bytes += cells }

    /// Takes cells as they were taken before.
    mutating func add(cells: [UInt8]) { bytes += cells }

    /// Forgets all rows.
    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    private mutating func append(_ tag: UInt8, bytesOf column: Int32, _ scan: borrowing Scan) {
        unsafe scan.withBytes(column) { value in
            append(tag, UInt64(value.count))
            unsafe bytes.append(contentsOf: value)
        }
    }

    private mutating func append(_ tag: UInt8, _ value: UInt64) {
        // In one run: each costs a look at the room that is left.
        unsafe withUnsafeTemporaryAllocation(byteCount: 9, alignment: 8) { cell in
            unsafe cell.storeBytes(of: tag, as: UInt8.self)
            unsafe cell.storeBytes(of: value.bigEndian, toByteOffset: 1, as: UInt64.self)
            unsafe bytes.append(contentsOf: cell)
        }
    }
}

/// Digests rows.
struct RowDigest {
    private var buffer = RowBytes(capacity: Self.piece + 4_096)
    private let hasher = SHA256()
    /// The number of rows taken so far.
    private(set) var count = 0

    /// What is hashed at once: small enough to stay in the cache of a core.
    private static let piece = 32_768

    init() {}

    /// Takes the row on which a scan stands; its first column is the rowid.
    mutating func add(_ scan: borrowing Scan) {
        buffer.add(scan)
        count += 1
        if buffer.bytes.count >= Self.piece { flush() }
    }

    /// Takes the bytes of a row, first cell the rowid.
    mutating func add(_ row: ArraySlice<UInt8>) {
        buffer.add(row)
        count += 1
        if buffer.bytes.count >= Self.piece { flush() }
    }

    private mutating func flush() {
        hasher.update(buffer.bytes)
        buffer.removeAll()
    }

    /// The digest of all rows taken; nothing is taken after it.
    mutating func finish() -> Digest {
        flush()
        return hasher.finish()
    }
}

/// The bytes of the leaf that stands for a step: which tables got how many rows, with which digest.
enum StepLeaf {
    /// The leaf's bytes, of which the log hashes a leaf.
    static func bytes(step: Int64, tables: [(name: String, count: Int, digest: Digest)]) -> [UInt8]
    {
        var text = "chitra/step/1\n\(step)\n"
        for table in tables where table.count > 0 {
            text += "\(table.name) \(table.count) \(table.digest.hex)\n"
        }
        return Array(text.utf8)
    }
}
