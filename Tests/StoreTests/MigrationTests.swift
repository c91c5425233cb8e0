// Books of schema 6, as the program of that version wrote them, brought to this one.
//
// `Fixtures/books-6` is what `sqlite3 .dump` said of such books, with their checkpoint file and their log's
// key: invented people of one commune, drafted, signed by all and handed over.

import Foundation
import GRDB
import Ledger
import Signing
import Testing

@testable import Store

/// The books of the fixture in a folder of their own.
private final class OldBooks {
    let root: String
    let folder: String

    init() throws {
        let temporary =
            FileManager.default.isWritableFile(atPath: "/dev/shm")
            ? "/dev/shm" : FileManager.default.temporaryDirectory.path
        root = "\(temporary)/chitra-test-\(UUID().uuidString)"
        folder = "\(root)/books"
        let fixture = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fixtures/books-6")
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        for name in ["", "answers", "batches", "keys"] {
            try DurableFiles.makeFolder("\(folder)/\(name)")
        }
        for name in ["checkpoints.log", "keys/log.key", "keys/log.vkey"] {
            let bytes = try Data(contentsOf: fixture.appending(path: name))
            try DurableFiles.write(Array(bytes), to: "\(folder)/\(name)")
        }
        try DurableFiles.write([], to: "\(folder)/books.lock")
        let sql = try String(contentsOf: fixture.appending(path: "books.sql"), encoding: .utf8)
        try edit { db in
            try db.execute(sql: "PRAGMA page_size = 16384")
            try db.execute(sql: sql)
            try db.execute(sql: "PRAGMA user_version = 6")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func edit(_ body: (Database) throws -> Void) throws {
        let database = try DatabaseQueue(path: "\(folder)/books.sqlite")
        try database.writeWithoutTransaction(body)
        try database.close()
    }

    func migrate() throws -> MigrationReport? {
        let now = try #require(Instant(iso: "2026-12-01T09:00:00+07:00"))
        return try Books.migrate(
            folder: folder,
            backup: "\(root)/old.tar",
            info: StepInfo(key: "schema/8", verb: "ledger migrate", at: now, officer: "")
        )
    }

    /// Every posting as schema 6 had it.
    func postings(_ sql: String) throws -> [Row] {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: "\(folder)/books.sqlite", configuration: configuration)
            .read { try Row.fetchAll($0, sql: sql) }
    }
}

struct MigrationTests {
    private static let columns =
        "step, entry, ordinal, account, side, amount, currency, year, source, programme, provider, file, "
        + "person"

    @Test
    func `books of schema 6 come forward, and the log that was signed is the log's beginning`()
        throws
    {
        let old = try OldBooks()
        #expect(throws: StoreError.otherSchema(found: 6, wanted: Schema.version)) {
            _ = try Books.open(folder: old.folder, access: .read)
        }
        let before = try old.postings(
            "SELECT rowid AS row, \(Self.columns) FROM posting ORDER BY rowid"
        )
        #expect(before.count > 200)
        let receipt: Checkpoint
        do {
            let books = try Books.open(
                folder: old.folder,
                access: .read,
                schemas: Schema.earlier
            )
            receipt = books.checkpoint
        }
        let report = try #require(try old.migrate())
        #expect(report.from == 6 && report.to == Schema.version)
        #expect(report.before == receipt && report.after.size == receipt.size + 1)
        #expect(report.backupSize == DurableFiles.size("\(old.root)/old.tar"))
        let after = try old.postings("SELECT row, \(Self.columns) FROM posting ORDER BY row")
        #expect(before == after)
        let books = try Books.open(folder: old.folder, access: .read)
        let found = try BooksVerifier(books: books).verify(receipts: [receipt, books.checkpoint])
        #expect(found.findings.isEmpty, "\(found.findings)")
        #expect(try BooksVerifier.digestOfNewSchema() == Schema.digest)
        #expect(try old.migrate() == nil, "twice changes nothing")
    }

    @Test func `steps go on in books that came forward`() throws {
        let old = try OldBooks()
        _ = try old.migrate()
        let books = try Books.open(folder: old.folder, access: .write)
        let unit = try #require(try books.units().first).code
        let before = try books.balance(account: "GRANTED", unit: unit)
        let now = try #require(Instant(iso: "2026-12-02T09:00:00+07:00"))
        let dimensions = Dimensions(unit: unit)
        try books.step(StepInfo(key: "more", verb: "test", at: now, officer: "")) { writer in
            try writer.post(
                JournalEntry(
                    key: "estimate/more",
                    event: "estimate",
                    unit: unit,
                    bookedOn: now.date,
                    valueOn: now.date,
                    document: "QD-1",
                    postings: [
                        try .debit("GRANTED", .vnd(7), dimensions),
                        try .credit("MEMO", .vnd(7), dimensions),
                    ]
                )
            )
        }
        #expect(try books.balance(account: "GRANTED", unit: unit) == before + 7)
        #expect(try BooksVerifier(books: books).verify().findings.isEmpty)
    }

    @Test(arguments: [
        "UPDATE posting SET amount = amount + 1 WHERE rowid = 9",
        "UPDATE entry SET document = 'x' WHERE rowid = 5",
        "UPDATE paper SET amount = amount + 1 WHERE rowid = 2",
        "DELETE FROM posting WHERE rowid = 262",
        "UPDATE posting SET ordinal = 9 WHERE rowid = 262",
    ])
    func `books in which a row was changed stay as they are`(_ sql: String) throws {
        let old = try OldBooks()
        let table = try #require(
            sql.split(separator: " ").first { ["posting", "entry", "paper"].contains($0) }
        )
        try old.edit { db in
            let triggers = try String.fetchAll(
                db,
                sql:
                    "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '\(table)'"
            )
            for verb in ["update", "delete"] {
                try db.execute(sql: "DROP TRIGGER \(table)_no_\(verb)")
            }
            try db.execute(sql: sql)
            try #require(db.changesCount == 1)
            for trigger in triggers { try db.execute(sql: trigger) }
        }
        #expect(throws: StoreError.self) { _ = try old.migrate() }
        let books = try Books.open(folder: old.folder, access: .read, schemas: Schema.earlier)
        #expect(try books.schemaVersion() == 6)
        #expect(try books.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM step") } == 11)
    }

    @Test(arguments: [0, 7, 8, 9])
    func `a version that was set by hand is no version of these tables`(_ version: Int) throws {
        let old = try OldBooks()
        try old.edit { try $0.execute(sql: "PRAGMA user_version = \(version)") }
        #expect {
            _ = try old.migrate()
        } throws: { error in
            // A later version may be that of a program to come: only its tables would tell.
            version == 9
                ? error as? StoreError == .otherSchema(found: 9, wanted: Schema.version)
                : error as? StoreError == .damaged("the tables are not those of schema \(version)")
        }
        #expect(!DurableFiles.exists("\(old.root)/old.tar"))
    }

    @Test func `another schema of that number is left alone`() throws {
        let old = try OldBooks()
        try old.edit { try $0.execute(sql: "CREATE TABLE more (x INTEGER)") }
        #expect(throws: StoreError.damaged("the tables are not those of schema 6")) {
            _ = try old.migrate()
        }
        #expect(!DurableFiles.exists("\(old.root)/old.tar"))
    }
}
