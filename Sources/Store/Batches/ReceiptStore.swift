// What the log says of the lines of a batch: the entry that names their root, and where it stands.
//
// Invariants:
// (1) An entry is given as the bytes that its leaf digests, so that anybody can make the leaf again.
// (2) A proof is under a signed checkpoint: leaves behind it are not looked at.

import Foundation
import GRDB
package import Ledger
package import Signing

/// The entry by which the lines of a batch stand in the log.
package struct LinesEntry: Sendable {
    /// Its key.
    package let key: String
    /// The bytes of its row and postings.
    package let rows: [UInt8]
    /// The index of its leaf.
    package let index: UInt64
}

extension BooksReader {
    /// The entry that names the root over the lines of a batch: the one that approved them or, where
    /// all were approved before and nothing was booked then, the first by which they were handed over.
    ///
    /// - Returns: The entry; nil where none is booked yet.
    /// - Throws: `StoreError`.
    package func linesEntry(of batch: BatchRecord) throws -> LinesEntry? {
        // The keys below CODE/handed-over/ end before the one with the next character.
        let found = try Row.fetchOne(
            db,
            sql: """
                SELECT e.number, e.key, f.position FROM entry e
                  JOIN leaf f ON f.step = e.step AND f.kind = 'entry' AND f.reference = e.key
                WHERE e.lines_root IS NOT NULL
                  AND (e.key = ?1 OR e.key > ?2 AND e.key < ?3)
                ORDER BY e.key <> ?1, e.number LIMIT 1
                """,
            arguments: [
                "\(batch.code)/approved", "\(batch.code)/handed-over/",
                "\(batch.code)/handed-over0",
            ]
        )
        guard let found else { return nil }
        return LinesEntry(
            key: found["key"],
            rows: try EntryLeaf(db, classes: PostingClasses(all: db)).rows(entry: found["number"]),
            index: UInt64(truncatingIfNeeded: found["position"] as Int64)
        )
    }

    /// The numbers of the lines of a transfer, in order, from one pass over the lines of its batch.
    package func lineNumbers(ofTransfer transfer: Int, in batch: BatchRecord) throws -> [Int] {
        var rows = try LineScan(db, batch: batch.row)
        var numbers: [Int] = []
        while try rows.next() {
            guard rows.transfer == Int64(transfer) else { continue }
            numbers.append(Int(rows.row - batch.firstLine) + 1)
        }
        return numbers
    }

    /// The numbers of a person's lines in a batch, ascending.
    package func lineNumbers(ofPerson person: Int64, in batch: BatchRecord) throws -> [Int] {
        var rows = try LineScan(db, batch: batch.row)
        var numbers: [Int] = []
        while try rows.next() {
            guard rows.person == person else { continue }
            numbers.append(Int(rows.row - batch.firstLine) + 1)
        }
        return numbers
    }

    /// The size of the log after the last step that was done by a moment; nil before the first.
    package func logSize(at moment: Instant) throws -> UInt64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT h.size FROM head h JOIN step s ON s.step = h.step
                WHERE s.at <= ? ORDER BY h.step DESC LIMIT 1
                """,
            arguments: [moment.seconds]
        ).map { UInt64(clamping: $0) }
    }

    /// How many entries of a batch name another root over its lines than its row does.
    package func foreignRoots(of batch: BatchRecord) throws -> Int {
        try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM entry WHERE key > ? AND key < ? AND lines_root IS NOT ?
                  AND event IN ('approved', 'handed-over')
                """,
            arguments: ["\(batch.code)/", "\(batch.code)0", Data(batch.linesRoot.bytes)]
        ) ?? 0
    }

    /// Lends the hashes of the first leaves of the log, in their order.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` where one is no hash; what `body` throws.
    package func forEachLeafHash(size: UInt64, _ body: (Digest) throws -> Void) throws {
        let leaves = try Scan(db, "SELECT hash FROM leaf WHERE position < ? ORDER BY position")
        leaves.bind(1, Int64(clamping: size))
        while try leaves.step() {
            guard let bytes = leaves.blob(0), let hash = Digest(bytes: bytes) else {
                throw StoreError.damaged("leaf")
            }
            try body(hash)
        }
    }
}
