// One writer, any number of readers, and tables that are only appended to.

import Foundation
import GRDB
import Intake
import Ledger
import Signing
import Testing

@testable import Store

struct BooksTests {
    @Test func `a second writer is shut out until the first has gone`() throws {
        let shelf = try Shelf()
        do {
            let first = try shelf.openToWrite()
            #expect(throws: StoreError.locked) {
                _ = try Books.open(folder: shelf.folder, access: .write)
            }
            #expect(first.access == .write)
        }
        #expect(try shelf.setting("one") == .done)
    }

    @Test func `readers open while a writer is open and see its committed steps`() throws {
        let shelf = try Shelf()
        let writer = try shelf.openToWrite()
        let early = try Books.open(folder: shelf.folder, access: .read)
        try writer.step(StepInfo(key: "one", verb: "test", at: shelf.now, officer: "")) {
            try $0.insert("setting", ["name", "value"], ["one", "v"])
        }
        let late = try Books.open(folder: shelf.folder, access: .read)
        #expect(try early.setting("one") == "v")
        #expect(try late.setting("one") == "v")
        #expect(try BooksVerifier(books: late).verify().findings.isEmpty)
        #expect(try late.wasDone("one"))
    }

    @Test func `a reader inside the writer's step sees nothing of it`() throws {
        let shelf = try Shelf()
        let writer = try shelf.openToWrite()
        let reader = try Books.open(folder: shelf.folder, access: .read)
        try writer.step(
            StepInfo(key: "one", verb: "test", at: shelf.now, officer: ""),
            beforeCommit: {
                let seen = try reader.setting("one")
                #expect(seen == nil)
            },
            body: { try $0.insert("setting", ["name", "value"], ["one", "v"]) }
        )
        #expect(try reader.setting("one") == "v")
    }

    @Test func `the same key never runs twice`() throws {
        let shelf = try Shelf()
        #expect(try shelf.setting("one") == .done)
        #expect(try shelf.setting("one") == .alreadyDone)
        let books = try Books.open(folder: shelf.folder, access: .read)
        #expect(books.checkpoint.size == 1)
    }

    @Test func `books are not made over what is there, nor opened where there are none`() throws {
        let shelf = try Shelf()
        #expect(throws: StoreError.folderInUse(shelf.folder)) {
            try Books.create(
                folder: shelf.folder,
                origin: "chitra.example/test",
                seed: Array(repeating: 5, count: 32)
            )
        }
        #expect(throws: StoreError.noBooks("\(shelf.folder)/none")) {
            _ = try Books.open(folder: "\(shelf.folder)/none", access: .read)
        }
    }

    @Test(arguments: [Schema.version - 1, Schema.version + 1])
    func `books of another version are told from damaged ones`(_ version: Int) throws {
        let shelf = try Shelf()
        try shelf.setting("one")
        func edit(_ sql: String) throws {
            let database = try DatabaseQueue(path: "\(shelf.folder)/books.sqlite")
            try database.writeWithoutTransaction { try $0.execute(sql: sql) }
            try database.close()
        }
        // The number alone: these are our tables, and somebody changed it.
        try edit("PRAGMA user_version = \(version)")
        let books = try Books.open(folder: shelf.folder, access: .read)
        #expect(try BooksVerifier(books: books).verify().findings.map(\.place) == ["schema"])
        try edit("DROP TABLE account_change")
        for access in [Access.read, .write] {
            #expect(throws: StoreError.otherSchema(found: version, wanted: Schema.version)) {
                _ = try Books.open(folder: shelf.folder, access: access)
            }
        }
        // Of the right number and with a table less they are damaged, and `verify` says so.
        try edit("PRAGMA user_version = \(Schema.version)")
        let damaged = try Books.open(folder: shelf.folder, access: .read)
        #expect(throws: StoreError.self) { try BooksVerifier(books: damaged).verify() }
    }

    @Test func `commits that were lost with the write-ahead log are missed`() throws {
        let shelf = try Shelf()
        let writer = try shelf.openToWrite()
        try writer.step(StepInfo(key: "one", verb: "test", at: shelf.now, officer: "")) {
            try $0.insert("setting", ["name", "value"], ["one", "v"])
        }
        let copy = "\(shelf.folder)-copy"
        try FileManager.default.copyItem(atPath: shelf.folder, toPath: copy)
        try FileManager.default.removeItem(atPath: "\(copy)/books.sqlite-wal")
        for access in [Access.read, .write] {
            #expect(throws: StoreError.headsDiffer(database: 0, checkpoint: 1)) {
                _ = try Books.open(folder: copy, access: access)
            }
        }
    }

    @Test func `history written anew with the log's own key shows against a kept receipt alone`()
        throws
    {
        let shelf = try Shelf()
        try shelf.setting("one")
        let early = try Books.open(folder: shelf.folder, access: .read).checkpoint
        try shelf.setting("two")
        let late = try Books.open(folder: shelf.folder, access: .read).checkpoint
        // Another shelf has the same key: its history differs in the second step and is as long.
        let forged = try Shelf()
        for name in ["one", "other", "three"] { try forged.setting(name) }
        let books = try Books.open(folder: forged.folder, access: .read)
        let verifier = BooksVerifier(books: books)
        #expect(try verifier.verify().findings.isEmpty)
        #expect(try verifier.verify(receipts: [early]).findings.isEmpty)
        #expect(try verifier.verify(receipts: [early, late]).findings.map(\.place) == ["receipt"])
    }

    @Test func `the digest of the schema is that of new books`() throws {
        let made = try BooksVerifier.digestOfNewSchema()
        #expect(made == Schema.digest)
    }

    @Test(arguments: Schema.tables + Schema.logTables)
    func `no row is changed or deleted`(_ table: String) throws {
        let shelf = try Shelf()
        let database = try DatabaseQueue(path: "\(shelf.folder)/books.sqlite")
        try database.write { db in
            // Nothing but a row is wanted here, so that the trigger has one to refuse.
            let columns = try Row.fetchAll(db, sql: "PRAGMA table_info(\(table))")
            let values = columns.map { column in
                switch column["type"] as String {
                case "INTEGER": "1"
                case "BLOB": "x'01'"
                default: "'v'"
                }
            }
            try db.execute(sql: "INSERT INTO \(table) VALUES (\(values.joined(separator: ", ")))")
            let first: String = columns[0]["name"]
            for statement in ["UPDATE \(table) SET \(first) = \(first)", "DELETE FROM \(table)"] {
                let error = #expect(throws: DatabaseError.self) {
                    try db.execute(sql: statement)
                }
                #expect(error?.message == "\(table) is append-only")
            }
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") == 1)
        }
    }

    @Test func `a journal entry's key is used once`() throws {
        let shelf = try Shelf()
        let books = try shelf.openToWrite()
        var dimensions = Dimensions(unit: "NA01")
        dimensions.budgetYear = 2026
        dimensions.source = "local"
        let entry = try JournalEntry(
            key: "estimate/1",
            event: "estimate",
            unit: "NA01",
            bookedOn: day("2026-01-05"),
            valueOn: day("2026-01-05"),
            document: "QD-1",
            postings: [
                try .debit("GRANTED", .vnd(100), dimensions),
                try .credit("MEMO", .vnd(100), dimensions),
            ],
            reverses: nil
        )
        func post(_ key: String) throws {
            try books.step(StepInfo(key: key, verb: "test", at: shelf.now, officer: "")) {
                try $0.post(entry)
            }
        }
        try post("one")
        #expect(throws: StoreError.keyReused("estimate/1")) { try post("two") }
        #expect(try books.balance(account: "GRANTED", unit: "NA01") == 100)
        #expect(try books.balance(account: "GRANTED", unit: "NA01", source: "city") == 0)
        #expect(books.checkpoint.size == 2)
        #expect(try BooksVerifier(books: books).verify().findings.isEmpty)
    }
}
