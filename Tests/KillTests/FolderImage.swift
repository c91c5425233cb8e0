// Everything in a folder at one moment, and what two such moments have in common.
//
// Invariants:
// (1) A folder is read once for all that is asked about it, and a file is hashed once: a drill looks
//     at thousands of folders that differ in one file.
// (2) `-shm` is never read nor compared: the first connection after a crash builds it anew.

import Foundation
import Glibc
import Signing

/// A file's bytes, and what tells whether somebody wrote to it since.
final class SeenFile {
    /// The bytes; nil where they could not be read.
    let bytes: [UInt8]?
    /// Their digest.
    private(set) lazy var digest = Digest.of(bytes ?? [])
    private let facts: Facts

    private struct Facts: Equatable {
        let number: UInt
        let size: Int
        let seconds: Int
        let nanoseconds: Int

        init(_ path: String) {
            var facts = stat()
            let isThere = unsafe stat(path, &facts) == 0
            number = isThere ? facts.st_ino : 0
            size = isThere ? facts.st_size : -1
            seconds = facts.st_ctim.tv_sec
            nanoseconds = facts.st_ctim.tv_nsec
        }
    }

    /// Reads a file.
    init(_ path: String) {
        facts = Facts(path)
        bytes = Folder.bytes(path)
    }

    /// Whether the file of that path still is the one that was read, as far as its facts tell: a
    /// clock of files ticks slowly, so who knows of a write has to say so.
    func isStill(_ path: String) -> Bool { facts == Facts(path) }
}

/// Everything in a folder at one moment.
struct FolderImage: Equatable {
    /// The relative paths, sorted, with the files and nil for folders.
    let entries: [(name: String, file: SeenFile?)]

    /// Reads a folder.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - earlier: What was there before; its files are not read again where nobody wrote to them.
    ///   - written: The relative paths of what may have been written to since.
    init(_ path: String, since earlier: FolderImage? = nil, written: Set<String> = []) {
        let known = Dictionary(
            uniqueKeysWithValues: (earlier?.entries ?? []).map { ($0.name, $0.file) }
        )
        var folders: Set<String> = []
        var names: [String] = []
        Folder.walk(path, below: "") { name, isFolder in
            guard !name.hasSuffix("-shm") else { return }
            names.append(name)
            if isFolder { folders.insert(name) }
        }
        entries = names.sorted().map { name in
            let whole = "\(path)/\(name)"
            if folders.contains(name) { return (name, nil) }
            if let file = known[name] ?? nil, !written.contains(name), file.isStill(whole) {
                return (name, file)
            }
            return (name, SeenFile(whole))
        }
    }

    /// The names of all.
    var names: [String] { entries.map(\.name) }

    /// A file; nil for a folder or a missing one.
    func file(_ name: String) -> SeenFile? { entries.first { $0.name == name }?.file }

    /// The bytes of a file; nil for a folder or a missing one.
    func bytes(_ name: String) -> [UInt8]? { file(name)?.bytes }

    /// The text of a file; empty for a missing one.
    func text(_ name: String) -> String { String(decoding: bytes(name) ?? [], as: UTF8.self) }

    static func == (left: FolderImage, right: FolderImage) -> Bool {
        left.entries.elementsEqual(right.entries) {
            $0.name == $1.name && $0.file?.digest == $1.file?.digest
        }
    }

    /// A digest over all names and bytes that a restart of books can see.
    ///
    /// An empty `-wal` is as good as none.
    ///
    /// - Parameters:
    ///   - text: Goes into the digest too.
    ///   - withoutPreparation: Leaves out what lies below a batch's temporary folder, and the bytes
    ///     of temporary files: nobody reads them.
    ///   - withoutDatabase: Leaves out the database and its journal.
    ///   - isUnread: Whether only the name of a file counts, and whether it is empty.
    /// - Returns: The digest.
    func digest(
        also text: String = "",
        withoutPreparation: Bool = false,
        withoutDatabase: Bool = false,
        isUnread: (String) -> Bool = { _ in false }
    ) -> Digest {
        let hasher = SHA256()
        hasher.update(utf8: text)
        for (name, file) in entries {
            let bytes = file?.bytes
            if name.hasSuffix("-wal") && bytes?.isEmpty != false { continue }
            if withoutDatabase, Sight.database.contains(name) { continue }
            let isPreparation = TracedCall.isPreparation(name)
            if withoutPreparation, isPreparation, name.hasPrefix("batches/"),
                name.dropFirst("batches/".count).contains("/")
            {
                continue
            }
            let isHidden = withoutPreparation && isPreparation || isUnread(name)
            let size = isHidden ? bytes?.isEmpty == true ? -3 : -2 : bytes?.count ?? -1
            hasher.update(utf8: "\(name)\u{0}\(size)\u{0}")
            if !isHidden, let file { hasher.update(file.digest) }
        }
        return hasher.finish()
    }

    /// How it differs from another in what a reader of the books may not change; SQLite's readers may
    /// make the journal anew.
    func isSame(as other: FolderImage) -> Bool {
        func settled(_ image: FolderImage) -> [(name: String, file: SeenFile?)] {
            image.entries.filter { !$0.name.hasSuffix("-wal") }
        }
        return settled(self).elementsEqual(settled(other)) {
            $0.name == $1.name && $0.file?.digest == $1.file?.digest
        }
    }
}

/// A folder that is looked at again and again while a program writes to it.
struct FolderWatch {
    /// The folder.
    let path: String
    private var last: FolderImage?
    private var lastCount = 0

    init(path: String) { self.path = path }

    /// How many calls may be at work at once: threads pass the library in order, but one may still be
    /// at its call when the next ones stop.
    private static let mostAtOnce = 16

    /// Reads the folder: what no call touched since the last look is not read again.
    ///
    /// - Parameter calls: All calls so far.
    /// - Returns: The folder.
    mutating func see(after calls: [TracedCall]) -> FolderImage {
        let recent = calls[max(0, min(lastCount, calls.count) - Self.mostAtOnce)...]
        let image = FolderImage(
            path,
            since: last,
            written: Set(recent.flatMap { [$0.path, $0.from] })
        )
        last = image
        lastCount = calls.count
        return image
    }
}
