// Copies of the books: the database alone for who asks it questions, and all of it in one file.
//
// Invariants:
// (1) A copy is of one moment: the state after a step, with its signed checkpoint.
// (2) Pages are copied as they are: lines name their batch by its row, which a rebuilt database may
//     number anew.
// (3) What is being written has no name that anybody looks for, and nobody but its owner may open it.

import GRDB
import Glibc
package import Signing

extension Books {
    /// Copies the database into a file that any SQLite tool opens, also from a medium that cannot be
    /// written.
    ///
    /// - Parameter path: A name that is not there yet.
    /// - Throws: ``StoreError``, with no file left.
    package func copyDatabase(to path: String) throws {
        try BuildingPlace.requireFree(path)
        BuildingPlace.sweepCopies(beside: path)
        let place = try BuildingPlace(for: path, "snapshot")
        try copyPages(to: "\(place.path)/pages", for: path)
        try place.publish(file: "pages")
    }

    /// Writes all of the books into one archive, its keys included.
    ///
    /// The books must be open to write, so that nobody changes them meanwhile.
    ///
    /// - Parameter path: A name that is not there yet, outside the books.
    /// - Returns: The digest of the archive, its size in bytes, and how many files it holds.
    /// - Throws: ``StoreError``, with no file left.
    package func backup(to path: String) throws -> (digest: Digest, size: Int, count: Int) {
        precondition(access == .write, "a backup is made while nobody else writes")
        try BuildingPlace.requireFree(path)
        BuildingPlace.sweepCopies(beside: path)
        let place = try BuildingPlace(for: path, "backup")
        let pages = "\(place.path)/pages"
        try copyPages(to: pages, for: path)
        let made = try writeArchive("\(place.path)/archive", pages: pages)
        try place.publish(file: "archive")
        return made
    }

    /// Unpacks an archive beside the place where the books will be, looks at them, and names them.
    ///
    /// - Parameters:
    ///   - path: The archive.
    ///   - folder: A name that is not there yet, or an empty folder.
    ///   - check: Looks at the books before anybody else can see them; what it throws ends it all.
    /// - Returns: How many files came out.
    /// - Throws: ``StoreError``, or what `check` throws, with no folder left.
    package static func restore(
        _ path: String,
        to folder: String,
        check: (_ building: String) throws -> Void
    ) throws -> Int {
        guard !DurableFiles.exists(folder) || DurableFiles.isFolder(folder) else {
            throw StoreError.folderInUse(folder)
        }
        try requireUnused(folder)
        let place = try BuildingPlace(for: folder, "restore")
        let count = try Archive.unpack(path, into: place.path) { name in
            name == "books.sqlite" || parts.contains(String(name.prefix { $0 != "/" }))
        }
        try check(place.path)
        // What is proven must be written on too: its keys fit, and all parts are there.
        try open(folder: place.path, access: .write).closeDatabase()
        try syncFolders(below: place.path)
        try place.publish()
        return count
    }

    /// The parts of the books, in the order of their names' bytes.
    private static let parts = ["answers", "batches", "books.lock", "checkpoints.log", "keys"]

    private func writeArchive(
        _ path: String,
        pages: String
    ) throws -> (digest: Digest, size: Int, count: Int) {
        var archive = try ArchiveWriter(path: path)
        func add(_ name: String, to archive: inout ArchiveWriter) throws {
            let source = "\(folder)/\(name)"
            guard DurableFiles.isFolder(source) else {
                return try archive.addFile(name, from: source)
            }
            try archive.addFolder(name)
        }
        // Folders too, in one order of bytes: an empty one is a part of the books.
        for name in try Self.tree(of: folder) {
            if name == "books.sqlite" {
                try archive.addFile(name, from: pages)
            } else {
                try add(name, to: &archive)
            }
        }
        return try archive.finish()
    }

    /// All files and folders of the parts, sorted by bytes.
    private static func tree(of folder: String) throws -> [String] {
        var names: [String] = []
        func walk(_ name: String) throws {
            names.append(name)
            guard DurableFiles.isFolder("\(folder)/\(name)") else { return }
            for inner in try DurableFiles.names(in: "\(folder)/\(name)") {
                try walk("\(name)/\(inner)")
            }
        }
        for part in parts + ["books.sqlite"] { try walk(part) }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func copyPages(to path: String, for name: String) throws {
        // SQLite would let others read what it makes.
        try DurableFiles.write([], to: path)
        do {
            let copy = try DatabaseQueue(path: path)
            try database.backup(to: copy)
            // Without the log beside it: the copy is one file, and may lie on a medium for reading.
            try copy.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA journal_mode = DELETE")
            }
            try copy.close()
        } catch {
            let error = StoreError(of: error)
            // It is the copy that could not be written, not the books.
            guard case .unwritable(_, let number) = error else { throw error }
            throw StoreError.unwritable(path: name, error: number)
        }
        try DurableFiles.syncFile(path)
    }

    private static func syncFolders(below folder: String) throws {
        for name in try DurableFiles.names(in: folder) {
            let path = "\(folder)/\(name)"
            if DurableFiles.isFolder(path) { try syncFolders(below: path) }
        }
        try DurableFiles.syncFolder(folder)
    }
}
