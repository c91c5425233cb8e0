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
