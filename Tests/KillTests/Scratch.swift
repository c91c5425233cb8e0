// Folders in memory for the drills.
//
// Invariant: a scratch folder is gone when its owner is, unless CHITRA_KEEP_SCRATCH is set.

import Foundation
import Signing

/// A folder in /dev/shm, or in the temporary folder where there is no /dev/shm.
final class Scratch: Sendable {
    /// Its absolute path, without symbolic links.
    let path: String

    /// Makes a folder with a name of its own.
    init(_ name: String) throws {
        let memory = "/dev/shm"
        let parent =
            FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
        let folder = URL(fileURLWithPath: parent)
            .appendingPathComponent("chitra-\(name)-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.resolvingSymlinksInPath().path
    }

    deinit {
        if ProcessInfo.processInfo.environment["CHITRA_KEEP_SCRATCH"] == nil {
            Folder.remove(path)
        }
    }

    /// A path below the folder.
    func file(_ name: String) -> String { "\(path)/\(name)" }
}

/// What the drills do with folders.
enum Folder {
    /// Copies a folder and all below it to a name that is not there yet.
    static func copy(_ from: String, to path: String) throws {
        try FileManager.default.copyItem(atPath: from, toPath: path)
    }

    /// Removes a folder and all below it; a missing one is no error.
    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The paths of all files and folders below, relative, sorted; none where there is no folder.
    static func names(_ path: String) -> [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []).sorted()
    }

    /// The bytes of a file, or nil for a folder or a missing file.
    static func bytes(_ path: String) -> Data? {
        FileManager.default.contents(atPath: path)
    }

    /// The text of a file; empty for a missing one.
    static func text(_ path: String) -> String {
        String(decoding: bytes(path) ?? Data(), as: UTF8.self)
    }

    /// A digest over all names and bytes that a restart of books can see.
    ///
    /// `-shm` is not among them: the first connection after a crash builds it anew; nor is an empty
    /// `-wal`, which is as good as none.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - text: Goes into the digest too.
    ///   - withoutPreparation: Leaves out what lies in a batch's temporary folder.
    /// - Returns: The digest.
    static func digest(
        _ path: String,
        also text: String = "",
        withoutPreparation: Bool = false
    )
        -> Digest
    {
        var all = Array(text.utf8)
        for name in names(path) where !name.hasSuffix("-shm") {
            let bytes = bytes("\(path)/\(name)")
            if name.hasSuffix("-wal") && bytes?.isEmpty != false { continue }
            if withoutPreparation, name.hasPrefix("batches/.tmp-"),
                name.dropFirst("batches/".count).contains("/")
            {
                continue
            }
            all += Array("\(name)\u{0}\(bytes?.count ?? -1)\u{0}".utf8)
            all += bytes ?? Data()
        }
        return Digest.of(all)
    }

    /// Writes a file.
    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
}
