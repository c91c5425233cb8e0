// Whole books of schemas 6 and 7 brought forward, and all of `verify` over them.
//
// `Fixtures/books-6/books.tar.gz` and `books-7` are what `chitra ledger backup` of the program of that version
// wrote: invented people of one commune whose month was signed by all and handed over; the bank rejected,
// returned and paid, and the advance was cleared. In those of schema 6 money came that nobody knew.

import Disbursement
import Foundation
import GRDB
import Glibc
import Intake
import Ledger
import Logging
import Signing
import Store
import Testing
import Workflow

/// The books of the fixture in a folder of their own, unpacked as the handbook says.
private final class UnpackedBooks {
    let root: String
    var folder: String { "\(root)/books" }

    let environment: Environment

    init(_ schema: Int = 6) throws {
        root = try makeScratch()
        environment = Environment(
            now: morning("2026-12-02"),
            random: { [UInt8](repeating: 5, count: $0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try FileManager.default.createDirectory(
            atPath: "\(root)/books",
            withIntermediateDirectories: false
        )
        let archive = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fixtures/books-\(schema)/books.tar.gz").standardized.path
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["tar", "-xzf", archive, "-C", "\(root)/books"]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func migrate(_ backup: String = "old.tar") throws -> MigrationReport? {
        try MigrateBooks(environment).run(folder, backup: "\(root)/\(backup)")
    }

    func verify(_ receipts: [String] = []) throws -> BooksReport {
        try VerifyBooks(environment).run(folder: folder, receipts: receipts)
    }
}

struct MigratedBooksTests {
    @Test(arguments: [(6, "CM0100001", UInt64(57), 150), (7, "NA0100001", 58, 120)])
    func `books that came forward verify whole, with a receipt from before`(
        _ schema: Int,
        _ batch: String,
        _ size: UInt64,
        _ lineCount: Int
    ) throws {
        let old = try UnpackedBooks(schema)
        let receipt = try String(
            contentsOfFile: "\(old.folder)/batches/\(batch)/receipt.txt",
            encoding: .utf8
        )
        let report = try #require(try old.migrate())
        #expect(report.from == schema && report.before.size == size)
        let found = try old.verify([receipt])
        #expect(found.findings.isEmpty, "\(found.findings)")
        #expect(found.batchCount == 1 && found.lineCount == lineCount)
        #expect(found.leafCount == Int(size) + 1)
        #expect(try old.migrate() == nil, "twice changes nothing")
    }

    @Test(arguments: [6, 7])
    func `budget lines are assigned in books that came forward, and tell what was booked before`(
        _ schema: Int
    ) throws {
        let old = try UnpackedBooks(schema)
        _ = try old.migrate()
        let books = try Books.open(folder: old.folder, access: .write)
        let unit = try #require(try books.units().first).code
        let accountant = try #require(
            try books.officers().first { $0.role == .chiefAccountant }
        )
        let codes = try BudgetCodes(
            level: "4",
            chapter: "805",
            sector: "398",
            economicCode: nil,
            sourceCode: "12"
        )
        let granted = try books.balance(account: "GRANTED", unit: unit, source: "local")
        try books.step(
            StepInfo(
                key: "lines",
                verb: "test",
                at: old.environment.now,
                officer: accountant.fingerprint
            )
        ) { writer in
            try writer.insert(
                BudgetLineRecord(
                    assignment: BudgetLineAssignment(
                        line: BudgetLine(unit: unit, budgetYear: 2026, codes: codes),
                        source: "local",
                        from: day("2026-01-01")
                    ),
                    document: "QD-1",
                    officer: accountant.fingerprint
                )
            )
        }
        let rows = try LedgerReports(books).budget(by: [.chapter], bySource: false).rows()
        #expect(granted > 0)
        #expect(rows.first { $0.codes == ["805"] }?.granted == granted)
        #expect(try old.verify().findings.isEmpty)
    }

    @Test(arguments: [
        "UPDATE paper SET amount = amount + 1 WHERE rowid = 2",
        "UPDATE narrow_posting SET amount = amount + 1 WHERE rowid = 3",
        "UPDATE posting_class SET source = 'city' WHERE number = 1",
        "DELETE FROM clearing WHERE rowid = 3",
    ])
    func `books of schema 7 in which a row was changed stay as they are`(_ sql: String) throws {
        let old = try UnpackedBooks(7)
        let table = try #require(Schema.tables.first { sql.contains(" \($0) ") })
        let database = try DatabaseQueue(path: "\(old.folder)/books.sqlite")
        try database.writeWithoutTransaction { db in
            let triggers = Schema.triggers.filter { $0.contains("TRIGGER \(table)_no_") }
            for verb in ["update", "delete"] {
                try db.execute(sql: "DROP TRIGGER \(table)_no_\(verb)")
            }
            try db.execute(sql: sql)
            try #require(db.changesCount == 1)
            for trigger in triggers { try db.execute(sql: trigger) }
        }
        try database.close()
        #expect(throws: (any Error).self) { _ = try old.migrate() }
        let left = try DatabaseQueue(path: "\(old.folder)/books.sqlite")
        #expect(try left.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == 7)
        try left.close()
    }

    @Test func `an answer's rows of before are brought about again after`() throws {
        let old = try UnpackedBooks()
        _ = try old.migrate()
        let open = try OpenBooks(
            folder: old.folder,
            access: .read,
            environment: old.environment
        )
        for table in ["reconciliation", "transfer_state", "conflict", "awaited_seen"] {
            let count = try open.books.read { db in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
            }
            #expect(count > 0, "\(table)")
        }
        #expect(try old.verify().findings.isEmpty)
    }

    @Test func `a backup that is there is left, and the refusal says what to do`() throws {
        let old = try UnpackedBooks()
        let path = "\(old.root)/old.tar"
        try "kept".write(toFile: path, atomically: true, encoding: .utf8)
        let refusal = #expect(throws: StepRefusal.self) { _ = try old.migrate() }
        #expect(refusal?.code == .cannotWrite)
        #expect(refusal?.hint?.english.contains("name another file") == true)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "kept")
        #expect(try old.migrate("other.tar") != nil)
    }

    @Test func `what a cut-off run left beside the backup is removed by the next`() throws {
        let old = try UnpackedBooks()
        func left(_ name: String, _ files: [String]) throws -> String {
            let path = "\(old.root)/.tmp-\(name)"
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: false
            )
            for file in files {
                try "x".write(toFile: "\(path)/\(file)", atomically: true, encoding: .utf8)
            }
            return path
        }
        let ours = [
            try left("backup-first.tar", ["archive", "pages", "pages-journal"]),
            try left("snapshot-first.sqlite", ["pages"]),
        ]
        let others = [
            try left("backup-mine", ["archive", "letter.txt"]),
            try left("other-first", ["archive"]),
        ]
        // One is being built by somebody.
        let busy = try left("backup-busy", ["archive"])
        let lock = unsafe open(busy, O_RDONLY | O_DIRECTORY)
        try #require(lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
        defer { close(lock) }
        #expect(try old.migrate() != nil)
        #expect(ours.filter { FileManager.default.fileExists(atPath: $0) }.isEmpty)
        #expect((others + [busy]).allSatisfy { FileManager.default.fileExists(atPath: $0) })
    }
}
