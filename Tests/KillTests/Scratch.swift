// Folders in memory for the drills.
//
// Invariant: a scratch folder is gone when its owner is, and one that lasts when the process ends,
// unless CHITRA_KEEP_SCRATCH is set.

import Foundation
import Glibc
import Synchronization

/// A folder in /dev/shm, or in the temporary folder where there is no /dev/shm.
final class Scratch: Sendable {
    /// Its absolute path, without symbolic links.
    let path: String

    /// The folders that go when the process ends.
    private static let lasting = Mutex<[String]>([])

    /// Makes a folder with a name of its own.
    ///
    /// - Parameters:
    ///   - name: A part of its name.
    ///   - lasts: Whether its owner lives as long as the process, and nothing will end it.
    /// - Throws: Where the folder cannot be made.
    init(_ name: String, lasts: Bool = false) throws {
        let memory = "/dev/shm"
        let parent =
            FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
        let folder = URL(fileURLWithPath: parent)
            .appendingPathComponent("chitra-\(name)-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.resolvingSymlinksInPath().path
        guard lasts, !Self.keeps else { return }
        Self.lasting.withLock { paths in
            if paths.isEmpty {
                atexit { Scratch.lasting.withLock { $0 }.forEach(Folder.remove) }
            }
            paths.append(path)
        }
    }

    private static let keeps = ProcessInfo.processInfo.environment["CHITRA_KEEP_SCRATCH"] != nil

    deinit {
        if !Self.keeps { Folder.remove(path) }
    }

    /// A path below the folder.
    func file(_ name: String) -> String { "\(path)/\(name)" }
}
