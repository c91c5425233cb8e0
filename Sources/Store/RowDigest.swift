// One digest over rows of a table, the same on any machine.
//
// A row is: its rowid, then each column in the order of the table: a tag byte (0 null, 1 integer,
// 2 text, 3 blob), then 8 bytes big-endian (the integer, or the length) and the bytes.
//
// Invariant: two different rows never give the same bytes, for every value carries its length.

import Foundation
import GRDB
import Signing

/// Digests rows.
struct RowDigest {
    private var buffer: [UInt8] = []
    private let hasher = SHA256()
    /// The number of rows taken so far.
    private(set) var count = 0

    /// Takes one row; the first column is the rowid.
    mutating func add(_ row: Row) {
        buffer.removeAll(keepingCapacity: true)
        // Without the names of the columns, which would be made anew for every value.
        for value in row.databaseValues { add(value) }
        hasher.update(buffer)
        count += 1
    }

    /// Takes one value.
    private mutating func add(_ value: DatabaseValue) {
        switch value.storage {
        case .null:
            buffer.append(0)
        case .int64(let integer):
            buffer.append(1)
            append(UInt64(bitPattern: integer))
        case .double(let real):
            // No column holds one; a row that someone made so must not pass for another.
            buffer.append(4)
            append(real.bitPattern)
        case .string(let text):
            buffer.append(2)
            append(UInt64(text.utf8.count))
            buffer.append(contentsOf: text.utf8)
        case .blob(let data):
            buffer.append(3)
            append(UInt64(data.count))
            buffer.append(contentsOf: data)
        }
    }

    private mutating func append(_ value: UInt64) {
        var rest = value.byteSwapped
        for _ in 0..<8 {
            buffer.append(UInt8(truncatingIfNeeded: rest))
            rest &>>= 8
        }
    }

    /// The digest of all rows taken.
    func finish() -> Digest { hasher.finish() }
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
