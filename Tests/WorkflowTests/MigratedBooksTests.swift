// Whole books of schema 6 brought forward, and all of `verify` over them.
//
// `Fixtures/books-6/books.tar.gz` is what `chitra ledger backup` of the program of that version wrote:
// invented people of one commune whose month was signed by all and handed over; the bank rejected, returned
// and paid, money came that nobody knew, and the advance was cleared.

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

    init() throws {
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
            .appending(path: "../../Fixtures/books-6/books.tar.gz").standardized.path
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
    @Test func `books that came forward verify whole, with a receipt from before`() throws {
        let old = try UnpackedBooks()
        let receipt = try String(
            contentsOfFile: "\(old.folder)/batches/CM0100001/receipt.txt",
            encoding: .utf8
        )
        let report = try #require(try old.migrate())
        #expect(report.from == 6 && report.before.size == 57)
        let found = try old.verify([receipt])
        #expect(found.findings.isEmpty, "\(found.findings)")
        #expect(found.batchCount == 1 && found.lineCount == 150 && found.leafCount == 58)
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
