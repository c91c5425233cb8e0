// The checkpoint file and the order of a step: what a process that stopped anywhere leaves behind.

import Foundation
import GRDB
import Intake
import Ledger
import Signing
import Testing

@testable import Store

struct CheckpointFileTests {
    private func path(_ shelf: Shelf) -> String { "\(shelf.folder)/checkpoints.log" }

    private func text(_ shelf: Shelf) throws -> String {
        String(decoding: try DurableFiles.read(path(shelf)), as: UTF8.self)
    }

    private func pendingLine(_ size: UInt64, _ root: Digest) -> String {
        "pending \(size) \(root.base64)\n"
    }

    @Test func `a step leaves one signed note more and no pending line`() throws {
        let shelf = try Shelf()
        try shelf.setting("one")
        try shelf.setting("two")
        let text = try text(shelf)
        #expect(!text.contains("pending"))
        #expect(text.split(separator: "\u{2014} ").count == 4)
        let books = try Books.open(folder: shelf.folder, access: .read)
        #expect(books.checkpoint.size == 2)
        #expect(try books.head().size == 2)
        #expect(books.receiptText.hasPrefix("chitra.example/test\n2\n"))
    }

    /// Puts bytes behind the end of a file, as a torn write would.
    private func append(_ bytes: [UInt8], to path: String) throws {
        try DurableFiles.replace(path, with: try DurableFiles.read(path) + bytes)
    }

    @Test func `stopped before COMMIT: the head is the last note, the pending line is dropped`()
        throws
    {
        let shelf = try Shelf()
        try shelf.setting("one")
        let before = try text(shelf)
        try append(
            Array(pendingLine(2, Digest.of(utf8: "never committed")).utf8),
            to: path(shelf)
        )
        // A reader sees the last signed note and leaves the file alone.
        do {
            let reader = try Books.open(folder: shelf.folder, access: .read)
            #expect(reader.checkpoint.size == 1)
        }
        #expect(try text(shelf) != before)
        do {
            let writer = try shelf.openToWrite()
            #expect(writer.checkpoint.size == 1)
        }
        #expect(try text(shelf) == before)
        try shelf.setting("two")
    }

    @Test func `stopped after COMMIT: the head is the pending line, it gets its signature`() throws
    {
        let shelf = try Shelf()
        try shelf.setting("one")
        let before = try text(shelf)
        try shelf.setting("two")
        let after = try text(shelf)
        let books = try Books.open(folder: shelf.folder, access: .read)
        let last = books.checkpoint
        try DurableFiles.replace(
            path(shelf),
            with: Array((before + pendingLine(last.size, last.root)).utf8)
        )
        do {
            let writer = try shelf.openToWrite()
            #expect(writer.checkpoint == last)
        }
        #expect(try text(shelf) == after)
        #expect(try shelf.setting("two") == .alreadyDone)
    }

    @Test func `a half-written pending line is dropped`() throws {
        let shelf = try Shelf()
        try shelf.setting("one")
        let before = try text(shelf)
        try append(Array("pending 2 AAA".utf8), to: path(shelf))
        try shelf.setting("two")
        #expect(try text(shelf).hasPrefix(before))
        #expect(try !text(shelf).contains("pending"))
    }

    @Test(arguments: [Access.read, .write])
    func `any other head stops everything`(_ access: Access) throws {
        let shelf = try Shelf()
        try shelf.setting("one")
        let before = try text(shelf)
        try shelf.setting("two")
        // The file is older than the database, with no word of the step between.
        try DurableFiles.replace(path(shelf), with: Array(before.utf8))
        #expect(throws: StoreError.headsDiffer(database: 2, checkpoint: 1)) {
            _ = try Books.open(folder: shelf.folder, access: access)
        }
        // A pending line of another root is no excuse.
        try append(
            Array(pendingLine(2, Digest.of(utf8: "another")).utf8),
            to: path(shelf)
        )
        #expect(throws: StoreError.headsDiffer(database: 2, checkpoint: 1)) {
            _ = try Books.open(folder: shelf.folder, access: access)
        }
        #expect(try text(shelf).hasPrefix(before))
    }

    @Test(
        arguments: [
            (5, 7, "leaves 6 to 7 are lost", "từ 6 đến 7 đã mất"),
            (7, 5, "no checkpoint has log leaves 6 to 7", "từ 6 đến 7 chưa có điểm kiểm tra"),
            (7, 7, "among log leaves 1 to 7 one was changed", "1 đến 7 có mục bị đổi"),
        ] as [(Int64, Int64, String, String)]
    )
    func `what differs is told from which leaf on: lost, put in or changed`(
        _ database: Int64,
        _ checkpoint: Int64,
        _ english: String,
        _ vietnamese: String
    ) {
        let phrase = StoreError.headsDiffer(database: database, checkpoint: checkpoint).phrase
        #expect(phrase.text(in: .english).contains(english))
        #expect(phrase.text(in: .vietnamese).contains(vietnamese))
    }

    @Test func `a note of another key, or out of order, is refused`() throws {
        let shelf = try Shelf()
        try shelf.setting("one")
        let good = try text(shelf)
        let secret = try #require(SecretKey(bytes: Array(repeating: 9, count: 32)))
        let foreign = try Checkpoint(
            origin: "chitra.example/test",
            size: 2,
            root: Digest.of(utf8: "foreign")
        ).signed(by: try LogKey(name: "chitra.example/test", seed: secret))
        for bad in [good + foreign + "\n", good + good, ""] {
            try DurableFiles.replace(path(shelf), with: Array(bad.utf8))
            #expect(throws: StoreError.self) {
                _ = try Books.open(folder: shelf.folder, access: .read)
            }
        }
    }

    @Test func `a step that throws leaves nothing`() throws {
        struct Stopped: Error {}
        let shelf = try Shelf()
        try shelf.setting("one")
        let before = try text(shelf)
        for isLate in [false, true] {
            #expect(throws: Stopped.self) {
                let books = try shelf.openToWrite()
                try books.step(
                    StepInfo(key: "x", verb: "test", at: shelf.now, officer: ""),
                    beforeCommit: { if isLate { throw Stopped() } },
                    body: { writer in
                        try writer.insert("setting", ["name", "value"], ["x", "x"])
                        if !isLate { throw Stopped() }
                    }
                )
            }
        }
        #expect(try text(shelf) == before)
        let books = try Books.open(folder: shelf.folder, access: .read)
        #expect(try books.setting("x") == nil)
        #expect(try !books.wasDone("x"))
        #expect(try BooksVerifier(books: books).verify().findings.isEmpty)
    }
}
