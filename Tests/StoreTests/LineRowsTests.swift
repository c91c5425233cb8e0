// Lines through the database thousands at a time: what was written is what is read, at every border
// of the array that they go through.

import Foundation
import GRDB
import Signing
import Testing

@testable import Store

struct LineRowsTests {
    /// The cells of a line: numbers that no other line has.
    private func cells(_ row: Int64, batch: Int64) -> [Int64] {
        [
            row, batch, row % 1_000 + 1, row * 3, Int64.max / 2 + row, row % 7 + 1,
            24_000 + row % 120, row * 1_000 + 1,
        ]
    }

    /// Books with a batch of each number of lines.
    private func shelf(_ counts: [Int]) throws -> Shelf {
        let shelf = try Shelf()
        let books = try shelf.openToWrite()
        for (place, count) in counts.enumerated() {
            try shelf.writeBatch(place, in: books) { lines in
                for row in lines.firstLine..<lines.firstLine + Int64(count) {
                    let cells = cells(row, batch: lines.batch)
                    try lines.write(
                        person: cells[3],
                        payee: cells[4],
                        lineClass: cells[5],
                        month: Int32(cells[6]),
                        amount: cells[7],
                        transfer: cells[2]
                    )
                }
            }
        }
        return shelf
    }

    @Test(arguments: [[1], [4_095], [4_096], [4_097], [8_192], [3, 4_096, 0, 9_001, 1]])
    func `each batch is read as it was written`(_ counts: [Int]) throws {
        let shelf = try shelf(counts)
        let books = try Books.open(folder: shelf.folder, access: .read)
        #expect(try BooksVerifier(books: books).verify().findings.isEmpty)
        var row: Int64 = 0
        for (place, count) in counts.enumerated() {
            try books.read { db in
                var lines = try LineScan(db, batch: Int64(place) + 1)
                var bytes: [UInt8] = []
                for _ in 0..<count {
                    row += 1
                    let wanted = cells(row, batch: Int64(place) + 1)
                    #expect(try lines.next())
                    let read = [
                        lines.row, lines.batch, lines.transfer, lines.person, lines.payee,
                        lines.lineClass, lines.month, lines.amount,
                    ]
                    if read != wanted { Issue.record("row \(row): \(read), not \(wanted)") }
                    for cell in wanted {
                        for shift in stride(from: 56, through: 0, by: -8) {
                            bytes.append(UInt8(truncatingIfNeeded: cell >> shift))
                        }
                    }
                }
                #expect(try !lines.next())
                let stored = try Data.fetchOne(
                    db,
                    sql: "SELECT line_digest FROM batch WHERE rowid = ?",
                    arguments: [place + 1]
                )
                #expect(stored.map(Array.init) == Digest.of(bytes).bytes)
            }
        }
    }

    @Test(arguments: [1, 4_096, 4_097, 5_000])
    func `a line that was changed or taken away is found at the end of the scan`(
        _ victim: Int
    ) throws {
        for sql in [
            "UPDATE batch_line SET amount = amount + 1 WHERE row = \(victim)",
            "DELETE FROM batch_line WHERE row = \(victim)",
        ] {
            let shelf = try shelf([5_000])
            let database = try DatabaseQueue(path: "\(shelf.folder)/books.sqlite")
            try database.write { db in
                for verb in ["update", "delete"] {
                    try db.execute(sql: "DROP TRIGGER batch_line_no_\(verb)")
                }
                try db.execute(sql: sql)
                #expect(db.changesCount == 1)
                var lines = try withRows(db) { try LineScan($0, batch: 1) }
                #expect(throws: StoreError.self) { while try lines.next() {} }
            }
        }
    }

    /// Another program's connection, with what scans need.
    private func withRows<Value: ~Copyable>(
        _ db: Database,
        _ body: (Database) throws -> Value
    ) throws -> Value {
        try LineRows.prepare(db)
        return try body(db)
    }
}
