// Lines by person, against what SQLite finds by looking at all of them.

import Foundation
import GRDB
import Intake
import Signing
import Testing

@testable import Store

struct PersonLinesTests {
    /// Books with batches in order of payee; every fifth line is received by somebody else.
    private func shelf(_ counts: [Int], seed: UInt64) throws -> Shelf {
        let shelf = try Shelf()
        let books = try shelf.openToWrite()
        var random = seed
        func next(_ bound: Int64) -> Int64 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64(random >> 33) % bound
        }
        for (place, count) in counts.enumerated() {
            let payees = (0..<count).map { _ in next(12_000) + 1 }.sorted()
            try shelf.writeBatch(place, in: books) { lines in
                for payee in payees {
                    try lines.write(
                        person: next(5) == 0 ? next(12_000) + 1 : payee,
                        payee: payee,
                        lineClass: next(7) + 1,
                        month: Int32(24_000 + next(12)),
                        amount: next(1_000_000) + 1,
                        transfer: 1
                    )
                }
            }
        }
        return shelf
    }

    private func numbers(_ lines: [PersonLine]) -> [[Int64]] {
        lines.map { [$0.person, $0.row, $0.batch, $0.month, $0.lineClass, $0.amount] }
    }

    /// All lines of a range by a look at each row.
    private func wanted(
        _ db: Database,
        _ persons: ClosedRange<Int64>,
        except: Range<Int64> = 0..<0
    ) throws -> [[Int64]] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT person, row, batch, month, class, amount FROM batch_line NOT INDEXED
                WHERE person BETWEEN ? AND ? AND NOT (row >= ? AND row < ?) ORDER BY person, row
                """,
            arguments: [
                persons.lowerBound, persons.upperBound, except.lowerBound, except.upperBound,
            ]
        ).map { row in (0..<6).map { row[$0] as Int64 } }
    }

    @Test(arguments: [[], [0], [1], [500], [3_000, 0, 4_000, 1], [40, 9_000, 40, 3, 3, 2_000]])
    func `every line is found under its person, once`(_ counts: [Int]) throws {
        let shelf = try shelf(counts, seed: 7)
        let books = try Books.open(folder: shelf.folder, access: .read)
        #expect(try BooksVerifier(books: books).verify().findings.isEmpty)
        // Page by page, with pages left out, and back again.
        let pages: [ClosedRange<Int64>] = [
            1...4_096, 4_097...8_192, 8_193...12_288, 12_289...16_384, 4_097...8_192,
            12_289...16_384, 1...1, 2...2, 3...300, 8_000...12_000,
        ]
        try books.read { db in
            let lines = try PersonLines(db)
            for page in pages {
                let found = try lines.read(db, page)
                #expect(zip(found, found.dropFirst()).allSatisfy { $0.person <= $1.person })
                #expect(
                    numbers(found).sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
                        == (try wanted(db, page))
                )
            }
        }
    }

    @Test func `a batch that is read otherwise is left out`() throws {
        let shelf = try shelf([700, 900, 800], seed: 3)
        let books = try Books.open(folder: shelf.folder, access: .read)
        try books.read { db in
            let except: Range<Int64> = 701..<1_601
            let found = try PersonLines(db, except: except).read(db, 1...12_288)
            #expect(found.count == 1_500)
            #expect(
                numbers(found).sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
                    == (try wanted(db, 1...12_288, except: except))
            )
        }
    }

    @Test func `the next person is the least whose lines were not read`() throws {
        let shelf = try shelf([50, 60], seed: 5)
        let books = try Books.open(folder: shelf.folder, access: .read)
        try books.read { db in
            let lines = try PersonLines(db)
            var seen: [Int64] = []
            while let person = try lines.nextPerson(db) {
                let found = try lines.read(db, person...person)
                #expect(found.allSatisfy { $0.person == person })
                // A payee of others' lines alone has none.
                if !found.isEmpty { seen.append(person) }
            }
            let all = try Int64.fetchAll(
                db,
                sql: "SELECT DISTINCT person FROM batch_line ORDER BY person"
            )
            #expect(seen == all)
        }
    }

    @Test(arguments: [
        "UPDATE batch_line SET payee = 1, person = 1 WHERE row = 30",
        "DELETE FROM batch_line WHERE row = 30",
    ])
    func `lines out of order are damaged ones, and verify says so`(_ sql: String) throws {
        let shelf = try shelf([60], seed: 11)
        let database = try DatabaseQueue(path: "\(shelf.folder)/books.sqlite")
        try database.writeWithoutTransaction { db in
            try db.execute(
                sql: "DROP TRIGGER batch_line_no_update; DROP TRIGGER batch_line_no_delete; \(sql)"
            )
        }
        try database.close()
        let books = try Books.open(folder: shelf.folder, access: .read)
        try books.read { db -> Void in
            #expect(throws: StoreError.self) { _ = try PersonLines(db).read(db, 1...12_288) }
        }
        #expect(try !BooksVerifier(books: books).verify(reach: .rows).findings.isEmpty)
    }

    /// Whoever has the log's key can freeze such lines, with a digest that fits: a search by payee would go
    /// by some, so their order is a finding of its own.
    @Test func `lines out of order are named as such, whatever their digest`() throws {
        let shelf = try shelf([60], seed: 11)
        let books = try Books.open(folder: shelf.folder, access: .read)
        #expect(try BooksVerifier(books: books).verify(reach: .rows).findings.isEmpty)
        let database = try DatabaseQueue(path: "\(shelf.folder)/books.sqlite")
        try database.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    DROP TRIGGER batch_line_no_update;
                    UPDATE batch_line SET payee = 1, person = 1 WHERE row = 30
                    """
            )
        }
        try database.close()
        let found = try books.read { db in
            var steps: BooksVerifier.StepDigests = [:]
            var findings: [BooksFinding] = []
            _ = try BooksVerifier(books: books)
                .lineDigests(db, keeping: nil, &steps, &findings)
            return findings
        }
        #expect(found.contains { $0.message.english.contains("order of payee") })
    }
}
