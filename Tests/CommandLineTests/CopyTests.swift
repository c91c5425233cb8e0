// Backup, restore and snapshot at a terminal.

import Foundation
import Testing

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct CopyTests {
    private func exists(_ office: Office, _ name: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(office.folder)/\(name)")
    }

    /// What a command left to build in.
    private func leftovers(_ office: Office) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: office.folder)
        return (names ?? []).filter { $0.contains("tmp") }
    }

    @Test func `books come back with the same head, and the month goes on in them`() throws {
        let office = try Office.approved()
        let made = try office.must("ledger backup books.tar")
        #expect(made.next == "chitra ledger restore books.tar --books NEW")
        let mode = try FileManager.default.attributesOfItem(
            atPath: "\(office.folder)/books.tar"
        )[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let again = try office.run("ledger backup books.tar")
        #expect(again.code == 73)
        let back = try office.must("ledger restore books.tar --books back")
        #expect(back.output.hasPrefix("✓ the proof holds: "))
        func head(_ books: String) throws -> String {
            try String(contentsOfFile: "\(office.folder)/\(books)/checkpoints.log", encoding: .utf8)
        }
        #expect(try head("back") == head("books"))
        #expect(leftovers(office).isEmpty)
        let issue = "batch issue --period 2026-11 --key keys/account-holder.key --books back"
        try office.must(issue)
        try office.must("verify --books back")
        // The first books know nothing of it.
        #expect(try head("back") != head("books"))
        #expect(try office.run("ledger restore books.tar --books back").code == 73)
    }

    @Test func `an old backup does not pass against a newer receipt, and leaves nothing`() throws {
        let office = try Office.ready()
        try office.must("ledger backup old.tar")
        let period = "--period 2026-11"
        try office.must("batch draft \(period) --known 2026-11-22 --key keys/maker.key")
        try office.must("batch check \(period) --key keys/checker.key")
        try office.must("batch submit \(period) --key keys/maker.key --accept-unverified")
        let receipt = "books/batches/NA0100001/receipt.txt"
        let run = try office.run("ledger restore old.tar --books back --receipt \(receipt)")
        #expect(run.code == 5, "\(run.output)\(run.errors)")
        #expect(run.output.contains("✗ "))
        #expect(!exists(office, "back") && leftovers(office).isEmpty)
        try office.must("ledger backup new.tar")
        try office.must("ledger restore new.tar --books back --receipt \(receipt)")
    }

    @Test func `a damaged backup, and books that were changed, are not restored`() throws {
        let office = try Office.ready()
        try office.must("ledger backup books.tar")
        let whole = try Data(contentsOf: URL(filePath: "\(office.folder)/books.tar"))
        try whole.dropLast(700).write(to: URL(filePath: "\(office.folder)/short.tar"))
        let short = try office.run("ledger restore short.tar --books back")
        #expect(short.code == 65)
        #expect(short.errors.contains("no backup of books, or is cut off or damaged"))
        #expect(try office.run("ledger restore nowhere.tar --books back").code == 65)
        // Somebody packs other rows under a right manifest: the proof finds them.
        try office.must("ledger snapshot rows.sqlite")
        let edit = Process()
        edit.executableURL = URL(filePath: "/usr/bin/env")
        edit.arguments = [
            "python3", "-c",
            """
            import hashlib, sqlite3, sys, tarfile, io
            folder = sys.argv[1]
            base = sqlite3.connect(f"{folder}/rows.sqlite")
            base.execute("DROP TRIGGER paper_no_update")
            base.execute("UPDATE paper SET amount = amount + 1")
            base.commit(); base.close()
            source = tarfile.open(f"{folder}/books.tar")
            target = tarfile.open(f"{folder}/forged.tar", "w", format=tarfile.USTAR_FORMAT)
            sums = []
            for item in source.getmembers():
                if item.isdir():
                    target.addfile(item); continue
                data = source.extractfile(item).read()
                if item.name == "books.sqlite":
                    data = open(f"{folder}/rows.sqlite", "rb").read()
                if item.name == "MANIFEST":
                    data = "".join(f"{d}  {n}\\n" for n, d in sorted(sums)).encode()
                sums.append((item.name, hashlib.sha256(data).hexdigest()))
                item.size = len(data)
                target.addfile(item, io.BytesIO(data))
            target.close()
            # Python pads an archive to 10,240 bytes; ours ends after two empty blocks.
            data = open(f"{folder}/forged.tar", "rb").read().rstrip(b"\\0")
            data += b"\\0" * (-len(data) % 512 + 1024)
            open(f"{folder}/forged.tar", "wb").write(data)
            """,
            office.folder,
        ]
        try edit.run()
        edit.waitUntilExit()
        #expect(edit.terminationStatus == 0)
        let forged = try office.run("ledger restore forged.tar --books back")
        #expect(forged.code == 5, "\(forged.output)\(forged.errors)")
        #expect(!exists(office, "back") && leftovers(office).isEmpty)
    }

    @Test func `nothing that has a name is written over, nor a folder that only looks like ours`()
        throws
    {
        let office = try Office.ready()
        try office.must("ledger backup books.tar")
        for name in ["back.tmp", "copy.tmp"] {
            try FileManager.default.createDirectory(
                atPath: "\(office.folder)/\(name)",
                withIntermediateDirectories: false
            )
            try office.write("mine", "\(name)/thesis.txt")
        }
        try FileManager.default.createSymbolicLink(
            atPath: "\(office.folder)/nowhere",
            withDestinationPath: "gone"
        )
        try office.must("ledger restore books.tar --books back")
        try office.must("ledger snapshot copy")
        for command in ["backup nowhere", "snapshot nowhere", "restore books.tar --books nowhere"] {
            let run = try office.run("ledger \(command)")
            #expect(run.code == 73, "\(command): \(run.errors)")
        }
        let link = try FileManager.default.destinationOfSymbolicLink(
            atPath: "\(office.folder)/nowhere"
        )
        #expect(link == "gone")
        for name in ["back.tmp", "copy.tmp"] {
            #expect(exists(office, "\(name)/thesis.txt"))
        }
        #expect(leftovers(office).sorted() == ["back.tmp", "copy.tmp"])
    }

    @Test func `books that nobody could write on are not restored`() throws {
        let office = try Office.ready()
        let key = "\(office.folder)/books/keys/log.key"
        let own = try String(contentsOfFile: key, encoding: .utf8)
        let other = try Office()
        let theirs = try String(
            contentsOfFile: "\(other.folder)/books/keys/log.key",
            encoding: .utf8
        )
        try office.must("ledger backup whole.tar")
        try theirs.write(toFile: key, atomically: false, encoding: .utf8)
        // The programs refuse these books, so the archive is made with another key by hand.
        #expect(try office.run("ledger backup other.tar").code == 5)
        let archive = URL(filePath: "\(office.folder)/whole.tar")
        var bytes = try Data(contentsOf: archive)
        let place = try #require(bytes.range(of: Data(own.utf8)))
        try #require(own.utf8.count == theirs.utf8.count)
        bytes.replaceSubrange(place, with: Data(theirs.utf8))
        try bytes.write(to: archive)
        #expect(try office.run("ledger restore whole.tar --books back").code == 65)
        #expect(!exists(office, "back") && leftovers(office).isEmpty)
    }

    @Test func `a snapshot is a database of its own, without keys, outside the books`() throws {
        let office = try Office.approved()
        let made = try office.must("ledger snapshot copy.sqlite")
        #expect(made.next == "sqlite3 copy.sqlite")
        let count = try Program(path: "/usr/bin/sqlite3").run(
            [
                "-readonly", "copy.sqlite",
                "SELECT count(*) FROM readable_line; PRAGMA integrity_check",
            ],
            in: office.folder
        )
        #expect(count.output.split(separator: "\n").last == "ok", "\(count.errors)")
        #expect((count.output.split(separator: "\n").first.flatMap { Int($0) } ?? 0) > 0)
        #expect(!exists(office, "copy.sqlite-wal") && leftovers(office).isEmpty)
        for command in ["snapshot", "backup"] {
            for inside in ["books/copy", "books/keys/copy", "keys/../books/batches/copy"] {
                let run = try office.run("ledger \(command) \(inside)")
                #expect(run.code == 64, "\(inside)")
                #expect(!exists(office, inside))
            }
        }
    }
}
