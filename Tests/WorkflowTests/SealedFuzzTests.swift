// Damaged files of sealed batches and of the checkpoint file: no crash, and nothing passes.

import Disbursement
import Foundation
import Intake
import Signing
import Store
import Testing
import Workflow

struct SealedFuzzTests {
    private let month: FinishedMonth

    init() throws { month = try FinishedMonth.shared.get() }

    /// A folder with one file replaced, and every MANIFEST above it made to fit: the readers behind
    /// the digests get to see the file.
    private func fitted(_ content: FolderContent, _ path: String, _ file: [UInt8]) -> FolderContent
    {
        var changed = [path: file]
        let parts = path.split(separator: "/")
        for depth in stride(from: parts.count - 1, through: 0, by: -1) {
            let folder = parts[..<depth].map { $0 + "/" }.joined()
            let place = folder + "MANIFEST"
            guard place != path, let old = try? content.read(place),
                let manifest = try? Manifest(parsing: changed[place] ?? old)
            else { continue }
            let entries = manifest.entries.map { entry in
                changed[folder + entry.path].map {
                    Manifest.Entry(path: entry.path, digest: Digest.of($0))
                } ?? entry
            }
            guard let made = try? Manifest(entries) else { continue }
            changed[place] = Array(made.text.utf8)
        }
        return FolderContent(paths: content.paths) { [changed] wanted in
            try changed[wanted] ?? content.read(wanted)
        }
    }

    @Test func `a damaged file never passes, though every MANIFEST was made to fit`() throws {
        let batch = try #require(try month.town.batches().first { $0.stopCount > 0 })
        let content = try month.town.content(batch.code)
        // The receipt is held against the books, not against the folder.
        let paths = content.paths.filter { $0 != "receipt.txt" && !$0.hasPrefix("law/") }
        let files = try paths.map { try content.read($0) }
        let roots = try month.town.read { try $0.roots() }
        let verifier = SealedBatchVerifier(roots: roots, at: month.town.now)
        Damage.each(Damage.rounds(300), of: files) { file, seed, replay in
            guard file != files[seed] else { return }
            let path = paths[seed]
            let report = verifier.verify(fitted(content, path, file))
            // A signature may change in bytes on which nothing hangs; the books hold it to the byte.
            guard !path.hasSuffix(".p7s") else { return }
            #expect(!report.findings.isEmpty, "\(path), \(replay)")
        }
    }

    /// Runs the last piece of work first.
    private struct LastFirst: Workers {
        func map<Result: Sendable>(
            _ count: Int,
            _ body: @Sendable (Int) -> Result
        ) -> [Result] {
            (0..<count).reversed().map { body($0) }.reversed()
        }
    }

    @Test func `whatever the pieces and the workers, the report is the same`() throws {
        let batch = try #require(try month.town.batches().first { $0.stopCount > 0 })
        let content = try month.town.content(batch.code)
        let paths = content.paths.filter { !$0.hasPrefix("law/") }
        let files = try paths.map { try content.read($0) }
        let roots = try month.town.read { try $0.roots() }
        Damage.each(Damage.rounds(20), of: files) { file, seed, replay in
            let damaged = fitted(content, paths[seed], file)
            let whole = SealedBatchVerifier(roots: roots, at: month.town.now).verify(damaged)
            for size in [1, 61, 4_096] {
                let pieces = FolderContent(paths: damaged.paths) { path in
                    MemorySource(try damaged.read(path), pieceSize: size)
                }
                let report = SealedBatchVerifier(
                    roots: roots,
                    at: month.town.now,
                    workers: LastFirst()
                ).verify(pieces)
                #expect(report.findings == whole.findings, "\(paths[seed]), \(size), \(replay)")
                #expect(
                    report.stopped == whole.stopped && report.filesRendered == whole.filesRendered
                )
                #expect(report.lineCount == whole.lineCount)
            }
        }
    }

    @Test func `a decision list cut into parts, even inside a transfer, is the same list`() throws {
        let batch = try #require(try month.town.batches().first { $0.stopCount > 0 })
        let content = try month.town.content(batch.code)
        let roots = try month.town.read { try $0.roots() }
        let lines = try content.read("lines-0001.csv").split(separator: 0x0A).map { $0 + [0x0A] }
        let manifest = try Manifest(parsing: try content.read("MANIFEST"))
        for size in [1, 2, 3, lines.count - 2] {
            var parts: [String: [UInt8]] = [:]
            for (index, start) in stride(from: 1, to: lines.count, by: size).enumerated() {
                let rows = lines[start..<min(start + size, lines.count)]
                parts[DecisionList.partName(index + 1)] = Array(([lines[0]] + rows).joined())
            }
            let entries = manifest.entries.filter { $0.path != "lines-0001.csv" }
            let made = try Manifest(
                entries + parts.map { Manifest.Entry(path: $0.key, digest: Digest.of($0.value)) }
            )
            parts["MANIFEST"] = Array(made.text.utf8)
            let cut = FolderContent(paths: Set(content.paths).union(parts.keys).sorted()) {
                [parts] path in try parts[path] ?? content.read(path)
            }
            let report = SealedBatchVerifier(
                roots: roots,
                at: month.town.now,
                workers: LastFirst()
            ).verify(cut)
            // Nobody signed this MANIFEST, and the stop list names the other one.
            let places = Set(report.findings.map(\.path))
            #expect(places.isSubset(of: ["MANIFEST.p7s", "stops/01/stop.toml"]), "\(places)")
            #expect(report.lineCount == lines.count - 1)
            parts["lines-0002.csv"] = parts["lines-0001.csv"]
            let twice = FolderContent(paths: cut.paths) { [parts] path in
                try parts[path] ?? content.read(path)
            }
            #expect(
                SealedBatchVerifier(roots: roots, at: month.town.now).verify(twice).findings
                    .contains { $0.path == "lines-0002.csv" && "\($0.message)".contains("line: 2") }
            )
        }
    }

    @Test func `a page that would stop a writer is a finding`() throws {
        let batch = try #require(try month.town.batches().first)
        let content = try month.town.content(batch.code)
        let roots = try month.town.read { try $0.roots() }
        let verifier = SealedBatchVerifier(roots: roots, at: month.town.now)
        let path = try #require(
            content.paths.first { $0.hasPrefix("files/") && $0.hasSuffix("handover.toml") }
        )
        let text = String(decoding: try content.read(path), as: UTF8.self)
        let name = try #require(text.split(separator: "\n").first { $0.hasPrefix("message_id") })
        for wrong in ["a b", String(repeating: "A", count: 40), ""] {
            let page = text.replacingOccurrences(of: name, with: "message_id = \"\(wrong)\"")
            let report = verifier.verify(fitted(content, path, Array(page.utf8)))
            #expect(!report.findings.isEmpty)
        }
        for name in ["../../../MANIFEST", "/etc/passwd"] {
            let page = text.replacingOccurrences(of: "list = \"", with: "list = \"\(name)")
            let report = verifier.verify(fitted(content, path, Array(page.utf8)))
            #expect(!report.findings.isEmpty)
        }
    }

    @Test func `other banks' transfers before the own bank's are a finding`() throws {
        let batch = try #require(try month.town.batches().first)
        let content = try month.town.content(batch.code)
        let roots = try month.town.read { try $0.roots() }
        let verifier = SealedBatchVerifier(roots: roots, at: month.town.now)
        let path = try #require(
            content.paths.first { $0.hasPrefix("files/") && $0.hasSuffix("-list.csv") }
        )
        var lines = String(decoding: try content.read(path), as: UTF8.self)
            .split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
        try #require(Set(lines.dropFirst().map { $0[3] }).count > 1)
        let rows = lines.dropFirst().reversed().enumerated().map { index, row in
            ["\(index + 1)"] + row.dropFirst()
        }
        lines = [lines[0]] + rows
        let list = lines.map { $0.joined(separator: ",") + "\n" }.joined()
        let report = verifier.verify(fitted(content, path, Array(list.utf8)))
        #expect(report.findings.contains { $0.path == path })
    }

    @Test func `a damaged checkpoint file is refused, found, or tells the same head`() throws {
        let copy = try makeScratch()
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let books = "\(copy)/books"
        try FileManager.default.copyItem(atPath: month.town.folder, toPath: books)
        let path = "\(books)/checkpoints.log"
        let good = try DurableFiles.read(path)
        let head = try month.town.read { $0.books.checkpoint }
        try Damage.each(Damage.rounds(60), of: [good]) { file, _, replay in
            guard file != good else { return }
            try DurableFiles.replace(path, with: file)
            do {
                let open = try Books.open(folder: books, access: .read)
                #expect(open.checkpoint == head, replay)
                #expect(try !BooksVerifier(books: open).verify().findings.isEmpty, replay)
            } catch is StoreError {}
        }
    }
}
