// The folders of the books: what is added, swapped, linked or taken away is found, and a reader
// beside a writer finds nothing.

import Disbursement
import Foundation
import Glibc
import Intake
import Ledger
import Signing
import Store
import Synchronization
import Testing
import Workflow

struct TamperedFoldersTests {
    private let month: FinishedMonth

    init() throws { month = try FinishedMonth.shared.get() }

    private var files: FileManager { FileManager.default }

    /// What `verify` finds in a damaged copy of the books; what stops it on opening is one finding.
    private func places(_ damage: (_ books: String) throws -> Void) throws -> [String] {
        let copy = try makeScratch()
        defer { try? files.removeItem(atPath: copy) }
        let books = "\(copy)/books"
        try files.copyItem(atPath: month.town.folder, toPath: books)
        try damage(books)
        do {
            return try VerifyBooks(month.town.environment).run(folder: books, receipts: [])
                .findings.map(\.place)
        } catch StoreError.partMissing(let name) {
            return [name]
        } catch is StoreError {
            return ["refused"]
        }
    }

    /// The code of the batch that was handed over; it has a stop list.
    private func batch() throws -> String {
        try #require(try month.town.batches().first { $0.isHandedOver && $0.stopCount > 0 }).code
    }

    @Test func `a copy that nobody damaged has no finding`() throws {
        #expect(try places { _ in } == [])
    }

    @Test func `a batch's folder that is not of these books is found`() throws {
        let code = try batch()
        let found = try places {
            try files.copyItem(atPath: "\($0)/batches/\(code)", toPath: "\($0)/batches/ZZ0100001")
        }
        #expect(found == ["batches/ZZ0100001"])
    }

    @Test(arguments: [
        "batches/more.txt", "batches/more/more.txt", "batches/CODE/more.txt",
        "batches/CODE/files/more.txt", "batches/CODE/files/agribank/handover.toml.p7s",
        "batches/CODE/files/agribank/MANIFEST.p7s",
        "batches/CODE/stops/01/files/agribank/profile.toml.p7s", "batches/CODE/stops/2/stop.toml",
        "batches/CODE/stops/02/MANIFEST.p7s", "answers/more.xml", "answers/.more",
        "answers/more/more.xml",
    ])
    func `a file that no step wrote is found`(_ path: String) throws {
        let code = try batch()
        let found = try places { books in
            let file = "\(books)/" + path.replacing("CODE", with: code)
            try files.createDirectory(
                atPath: URL(filePath: file).deletingLastPathComponent().path,
                withIntermediateDirectories: true
            )
            try Data("more".utf8).write(to: URL(filePath: file))
        }
        #expect(!found.isEmpty)
    }

    /// Auditors hand the file to openssl, so whoever changes it chooses whom they believe.
    @Test func `an authority that is not that of the rows is found`() throws {
        let found = try places { books in
            let other = try DurableFiles.read("\(month.town.root)/keys/maker.pem")
            try DurableFiles.replace("\(books)/keys/roots.pem", with: other)
        }
        #expect(found == ["keys/roots.pem"])
    }

    @Test func `a second ending behind an answer's digest is found`() throws {
        let found = try places { books in
            let name = try #require(try files.contentsOfDirectory(atPath: "\(books)/answers").first)
            try files.copyItem(
                atPath: "\(books)/answers/\(name)",
                toPath: "\(books)/answers/\(name.prefix(64)).txt"
            )
        }
        #expect(found.count == 1)
        #expect(found[0].hasSuffix(".txt"))
    }

    @Test(arguments: [
        "answers", "batches", "keys", "keys/log.vkey", "keys/roots.pem", "checkpoints.log",
        "books.sqlite", "batches/CODE", "batches/CODE/receipt.txt", "batches/CODE/files",
        "batches/CODE/stops/01/MANIFEST.p7s",
    ])
    func `a link is found wherever it lies, though it leads to the right thing`(
        _ path: String
    ) throws {
        let code = try batch()
        let found = try places { books in
            let name = "\(books)/" + path.replacing("CODE", with: code)
            let away = "\(books)-away"
            try files.moveItem(atPath: name, toPath: away)
            try files.createSymbolicLink(atPath: name, withDestinationPath: away)
        }
        #expect(!found.isEmpty)
    }

    @Test func `a pipe in a batch is found, and nobody waits for it`() throws {
        let code = try batch()
        let found = try places { books in
            for name in ["more", "receipt.txt"] {
                let path = "\(books)/batches/\(code)/\(name)"
                unsafe unlink(path)
                try #require(unsafe mkfifo(path, 0o600) == 0)
            }
        }
        #expect(found.contains("batches/\(code)/more"))
        #expect(found.contains("batches/\(code)/receipt.txt"))
    }

    @Test func `a receipt of another step, or with a word more, is found`() throws {
        let code = try batch()
        let others = try month.town.batches().map(\.code).filter { $0 != code }
        let other = try #require(others.first)
        let receipt = month.receipt
        let damages: [(String) throws -> Void] = [
            { books in
                let path = "\(books)/batches/\(code)/receipt.txt"
                try files.removeItem(atPath: path)
                try files.copyItem(atPath: "\(books)/batches/\(other)/receipt.txt", toPath: path)
            },
            {
                try Data(receipt.utf8).write(to: URL(filePath: "\($0)/batches/\(code)/receipt.txt"))
            },
            { books in
                let path = "\(books)/batches/\(code)/receipt.txt"
                try DurableFiles.replace(path, with: try DurableFiles.read(path) + [0x0A])
            },
            { books in
                let path = "\(books)/batches/\(code)/receipt.txt"
                try DurableFiles.replace(path, with: Array(try DurableFiles.read(path).dropLast(2)))
            },
            { try files.removeItem(atPath: "\($0)/batches/\(code)/receipt.txt") },
        ]
        for damage in damages {
            #expect(try places(damage).contains("\(code)/receipt.txt"))
        }
    }

    @Test func `all signatures of hand-over, or all stop lists, taken away are found`() throws {
        let code = try batch()
        #expect(
            try !places { books in
                let folder = "\(books)/batches/\(code)"
                for path in try DurableFiles.tree(folder)
                where path.contains("files/") && path.hasSuffix(".p7s") {
                    try files.removeItem(atPath: "\(folder)/\(path)")
                }
            }.isEmpty
        )
        #expect(
            try places { try files.removeItem(atPath: "\($0)/batches/\(code)/stops") }
                .contains("\(code)/stops/01/MANIFEST.p7s")
        )
    }

    @Test func `a list of cash signed by another provider is found`() throws {
        let found = try places { books in
            let names = try files.contentsOfDirectory(atPath: "\(books)/answers")
            let name = try #require(names.first { $0.hasSuffix(".csv") })
            let list = try DurableFiles.read("\(books)/answers/\(name)")
            let signature = try month.town.read { open in
                let other = try month.town.key("provider-agribank", open)
                return try DetachedSignature.sign(
                    digest: Digest.of(list),
                    certificate: other.certificate,
                    key: other.key,
                    at: month.town.now.seconds
                )
            }
            try DurableFiles.replace("\(books)/answers/\(name).p7s", with: signature)
        }
        #expect(found.count == 1)
        #expect(found.first?.hasSuffix(".csv.p7s") == true)
    }

    /// What is found when the notes of the checkpoint file are edited.
    private func placesOfNotes(_ edit: (inout [String]) throws -> Void) throws -> [String] {
        try places { books in
            let path = "\(books)/checkpoints.log"
            let text = String(decoding: try DurableFiles.read(path), as: UTF8.self)
            // A note has an empty line between its text and its signature.
            let pieces = text.split(separator: "\n\n").map(String.init)
            var notes = stride(from: 0, to: pieces.count, by: 2).map {
                "\(pieces[$0])\n\n\(pieces[$0 + 1])\n"
            }
            try edit(&notes)
            try DurableFiles.replace(path, with: Array(notes.map { $0 + "\n" }.joined().utf8))
        }
    }

    @Test func `checkpoints taken away, and lines that no step wrote, are found`() throws {
        #expect(try placesOfNotes { _ in } == [])
        for place in [0, 1, 4] {
            #expect(try placesOfNotes { $0.remove(at: place) } == ["checkpoints.log"])
        }
        let three = Array(repeating: "checkpoints.log", count: 3)
        #expect(try placesOfNotes { $0.removeSubrange(2..<5) } == three)
        for more in ["garbage\n", "", "pending 7\n", "\u{2014} x y\n"] {
            #expect(try placesOfNotes { $0.append(more) } == ["checkpoints.log"], "\(more)")
        }
        #expect(try placesOfNotes { $0.insert("garbage\n", at: 2) } == ["refused"])
        #expect(try placesOfNotes { $0.insert($0[2], at: 3) } == ["refused"])
        #expect(try placesOfNotes { $0.swapAt(2, 3) } == ["refused"])
        #expect(try placesOfNotes { $0.removeLast() } == ["refused"])
    }

    @Test func `a checkpoint that the log's key signed and no step has is found`() throws {
        let line = try DurableFiles.read("\(month.town.folder)/keys/log.key")
        let key = try LogKey(line: String(decoding: line.dropLast(), as: UTF8.self))
        func note(_ size: UInt64) throws -> String {
            try Checkpoint(
                origin: key.name,
                size: size,
                root: Digest.of(utf8: "another")
            ).signed(by: key)
        }
        func size(_ note: String) throws -> UInt64 {
            try #require(UInt64(note.split(separator: "\n")[1]))
        }
        #expect(try placesOfNotes { $0[2] = try note(try size($0[2])) } == ["checkpoints.log"])
        let between = try placesOfNotes { notes in
            let sizes = try notes.map(size)
            let place = try #require(
                (1..<sizes.count).first { sizes[$0] > sizes[$0 - 1] + 1 }
            )
            notes.insert(try note(sizes[place] - 1), at: place)
        }
        #expect(between == ["checkpoints.log"])
    }

    @Test func `nobody but the owner may look into the books`() throws {
        let folder = month.town.folder
        for path in try ["", "answers", "batches", "keys"].map({ "\(folder)/\($0)" })
            + DurableFiles.tree(folder).map({ "\(folder)/\($0)" })
        {
            let mode = try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0
            #expect(mode & 0o077 == 0, "\(path)")
        }
    }

    @Test(arguments: ["books/keys/log.key", "books/keys/register.key", "keys/maker.key"])
    func `a private key that others may read is not used`(_ path: String) throws {
        let town = try Household()
        try files.setAttributes(
            [.posixPermissions: 0o640],
            ofItemAtPath: "\(town.root)/\(path)"
        )
        #expect(throws: StoreError.openKey("\(town.root)/\(path)")) {
            try town.receiveEnough()
            _ = try town.draft("2026-11")
        }
    }

    @Test func `a verification beside a writer finds nothing`() async throws {
        let town = try Household()
        let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
        let hoa = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")
        let isDone = Atomic(false)
        async let writing: Void = {
            defer { isDone.store(true, ordering: .releasing) }
            try town.register(
                [lan, hoa].enumerated().map { index, person in
                    .enrol(
                        person,
                        "5.6",
                        unit: "NA01",
                        signed: "2025-03-05",
                        facts: "severity=severe"
                    )
                    .account("102872253231\(index)")
                }
            )
            try town.receiveEnough()
            let sheet = try #require(try town.freeze("2026-11", units: ["NA01"]).first)
            try town.approveAll("2026-11")
            _ = try town.stop(sheet.code, lan, from: "2026-11", by: "maker", "checker")
            try town.issue("2026-11")
        }()
        var rounds = 0
        repeat {
            let report = try town.verify()
            #expect(report.findings.isEmpty, "\(report.findings)")
            rounds += 1
            await Task.yield()
        } while !isDone.load(ordering: .acquiring)
        try await writing
        #expect(try town.verify().findings.isEmpty)
        #expect(rounds > 0)
    }
}
