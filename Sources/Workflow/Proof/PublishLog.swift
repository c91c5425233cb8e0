// Publishes the log's hashes as tiles (C2SP tlog-tiles), so that anybody can hold a receipt against a later
// checkpoint without the books.
//
// Hashes alone are published, no rows: who has only them learns how often something was written, nothing of it.
//
// Invariants:
// (1) A tile that stands is never written over; one that stands with other hashes stops everything.
// (2) The checkpoint is written last, and never one of fewer leaves than the one that stands.
// (3) The tiles' root is the checkpoint's.

import Intake
package import Signing
import Store

/// A log that was published.
package struct PublishedLog: Sendable {
    /// The checkpoint that stands now.
    package let checkpoint: Checkpoint
    /// How many tiles were written.
    package let newTiles: Int
}

/// Publishes the log.
package struct PublishLog {
    private let open: OpenBooks

    /// The log of open books.
    package init(_ open: OpenBooks) { self.open = open }

    /// Writes what is new of the log into a folder.
    ///
    /// - Parameter folder: The folder; made where it is not there.
    /// - Returns: What stands there now.
    /// - Throws: ``StepRefusal``; `StoreError`.
    package func run(to folder: String) throws -> PublishedLog {
        let checkpoint = open.books.checkpoint
        guard DurableFiles.isOutside(folder, of: open.books.folder) else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "nhật ký công bố phải nằm ngoài thư mục sổ",
                    en: "what is published lies outside the books"
                )
            )
        }
        try requireNoLater(checkpoint, in: folder)
        var (tiles, frontier, count) = (LogTiles(), MerkleFrontier(), 0)
        var folders: Set<String> = []
        func write(_ tile: LogTile) throws {
            let path = "\(folder)/\(tile.path)"
            if DurableFiles.exists(path) {
                guard try DurableFiles.read(path, followsLinks: false) == tile.bytes else {
                    throw Self.differs(tile.path)
                }
                return
            }
            try makeFolders(to: path, &folders)
            try DurableFiles.replace(path, with: tile.bytes, mode: 0o644)
            count += 1
        }
        try open.books.query { reader in
            try reader.forEachLeafHash(size: checkpoint.size) { hash in
                frontier.append(hash)
                for tile in tiles.append(hash) { try write(tile) }
            }
        }
        for tile in tiles.partial { try write(tile) }
        guard frontier.head == checkpoint.head else { throw Self.differs("checkpoint") }
        try makeFolders(to: "\(folder)/checkpoint", &folders)
        try DurableFiles.replace(
            "\(folder)/checkpoint",
            with: Array(open.books.receiptText.utf8),
            mode: 0o644
        )
        return PublishedLog(checkpoint: checkpoint, newTiles: count)
    }

    /// Invariant (2): books that were set back must not pass for the log that was published.
    private func requireNoLater(_ checkpoint: Checkpoint, in folder: String) throws {
        let path = "\(folder)/checkpoint"
        guard DurableFiles.exists(path) else { return }
        let note = String(
            decoding: try DurableFiles.read(path, followsLinks: false),
            as: UTF8.self
        )
        let verifier = try open.logVerifier()
        guard let standing = try? Checkpoint.verified(note, by: verifier),
            standing.size < checkpoint.size || standing.head == checkpoint.head
        else { throw Self.differs("checkpoint") }
    }

    private func makeFolders(to path: String, _ made: inout Set<String>) throws {
        var folder = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
            folder += folder.isEmpty && !part.isEmpty ? String(part) : "/\(part)"
            guard !part.isEmpty, made.insert(folder).inserted, !DurableFiles.exists(folder) else {
                continue
            }
            try DurableFiles.makeFolder(folder)
        }
    }

    private static func differs(_ name: String) -> StepRefusal {
        StepRefusal(
            .proofFails,
            Phrase(
                vi: "\(name) đã công bố khác với sổ này: sổ bị lùi, bị sửa, hoặc là sổ khác",
                en: "\(name) that was published is not that of these books: they were set back, "
                    + "changed, or are others"
            ),
            hint: Phrase(
                vi: "giữ nguyên cả hai và báo kiểm toán",
                en: "keep both as they are and call the auditor"
            )
        )
    }
}
