// A folder of sealed files, written beside its place: nobody sees it before it has its name.
//
// Invariants:
// (1) Each file is written once, hashed as it is written, and synced; each folder is synced at the end.
// (2) The same files give the same MANIFEST.

import BankFiles
import Disbursement
import Intake
import Ledger
import Signing
import Store

extension NewFile: ByteSink {}

/// A file that was written: where, how long, what it digests to.
struct WrittenFile {
    /// The path below the folder.
    let path: String
    /// SHA-256.
    let digest: Digest
    /// Bytes.
    let size: Int
    /// The name without its folders.
    var name: String { String(path.split(separator: "/").last ?? "") }

    init(path: String, _ written: (digest: Digest, size: Int)) {
        self.path = path
        digest = written.digest
        size = written.size
    }
}

/// Writes the files of one folder, or only finds what they would digest to.
final class FolderWriter {
    /// Nil where nothing is written.
    private let folder: String?
    /// The folder whose files are held against what would be written; nil for none.
    private let compared: String?
    private var comparisons: [(path: String, file: FileComparison)] = []
    private var folders: Set<String> = []
    /// The files that were written.
    private(set) var files: [WrittenFile] = []

    /// Begins the folder; what a cut-off step left there is removed.
    init(_ folder: String) throws {
        try DurableFiles.removeTree(folder)
        try DurableFiles.makeFolder(folder)
        self.folder = folder
        compared = nil
        folders = [folder]
    }

    /// A folder that is not written.
    ///
    /// - Parameter compared: Where files lie that are to be the same; nil for none.
    init(comparedWith compared: String? = nil) {
        folder = nil
        self.compared = compared
    }

    /// The files of the folder compared with that are not what would be written, in order of writing.
    func differing() -> [String] { comparisons.filter { !$0.file.isSame }.map(\.path) }

    /// Opens a file below the folder, to be written piece by piece.
    func open(_ path: String) throws -> NewFile {
        guard let folder else {
            guard let compared else { return NewFile() }
            let file = FileComparison("\(compared)/\(path)")
            comparisons.append((path, file))
            return NewFile(comparedWith: file)
        }
        var parent = folder
        for part in path.split(separator: "/").dropLast() {
            parent += "/\(part)"
            if folders.insert(parent).inserted { try DurableFiles.makeFolder(parent) }
        }
        return try NewFile(path: "\(folder)/\(path)")
    }

    /// Takes a file into the MANIFEST.
    func take(_ file: WrittenFile) { files.append(file) }

    /// Writes a small file whole.
    @discardableResult
    func write(_ text: String, to path: String) throws -> WrittenFile {
        var file = try open(path)
        let bytes = Array(text.utf8)
        try file.write(bytes.span)
        let written = WrittenFile(path: path, try file.finish())
        take(written)
        return written
    }

    /// Writes the MANIFEST of the files below a prefix, which is not listed in itself.
    @discardableResult
    func writeManifest(below prefix: String = "") throws -> Manifest {
        let manifest = try Manifest(
            files.filter { $0.path.hasPrefix(prefix) }.map {
                Manifest.Entry(path: String($0.path.dropFirst(prefix.count)), digest: $0.digest)
            }
        )
        try write(manifest.text, to: "\(prefix)MANIFEST")
        return manifest
    }

    /// Syncs every folder: the files' names last.
    func sync() throws {
        for folder in folders.sorted() { try DurableFiles.syncFolder(folder) }
    }
}
