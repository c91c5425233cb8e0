// A place beside a name, where something is built that nobody looks at before it is whole.
//
// Invariants:
// (1) Its name is one that nobody else uses; what a process that ended left in it is removed.
// (2) One process builds at a time; another is told so and touches nothing.
// (3) Nothing that has a name is written over, a link that leads nowhere included.
// (4) What copies of books that were cut off left beside a name is removed with the next copy there, whatever
//     name that one has: keys lie in it.

import Glibc

/// A folder to build in; removed with its owner, unless it got a name.
final class BuildingPlace {
    /// The folder.
    let path: String
    private let name: String
    private let lock: Int32

    /// A place for what shall have a name, empty.
    ///
    /// - Parameters:
    ///   - name: The name that it shall have.
    ///   - what: What is built, such as `restore`.
    /// - Throws: ``StoreError/locked`` where another process builds it; `unwritable`.
    init(for name: String, _ what: String) throws(StoreError) {
        let whole = name.count > 1 && name.hasSuffix("/") ? String(name.dropLast()) : name
        let last = whole.split(separator: "/").last.map(String.init) ?? ""
        guard !last.isEmpty, last != ".", last != ".." else {
            throw .unwritable(path: name, error: EEXIST)
        }
        self.name = whole
        path = "\(DurableFiles.parent(of: whole))/.tmp-\(what)-\(last)"
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .unwritable(path: name, error: errno)
        }
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let lock = unsafe open(path, flags)
        guard lock >= 0 else { throw .unwritable(path: name, error: errno) }
        // Whoever finished meanwhile has given the folder its name: that one is not ours to empty.
        guard flock(lock, LOCK_EX | LOCK_NB) == 0, Self.isSame(lock, path) else {
            close(lock)
            throw .locked
        }
        self.lock = lock
        for inner in try DurableFiles.names(in: path) {
            try DurableFiles.removeTree("\(path)/\(inner)")
        }
    }

    deinit {
        if Self.isSame(lock, path) { try? DurableFiles.removeTree(path) }
        close(lock)
    }

    /// Removes what processes that ended left where they built copies, in the folder of a name.
    ///
    /// - Parameter name: The name that another copy shall have.
    static func sweepCopies(beside name: String) {
        let parent = DurableFiles.parent(of: name)
        for (what, parts) in copies {
            for other in (try? DurableFiles.names(in: parent)) ?? []
            where other.hasPrefix(".tmp-\(what)-") {
                let path = "\(parent)/\(other)"
                let lock = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                guard lock >= 0 else { continue }
                defer { close(lock) }
                // Who builds there holds the lock; what we do not build is not ours to remove.
                guard flock(lock, LOCK_EX | LOCK_NB) == 0, isSame(lock, path),
                    let inner = try? DurableFiles.names(in: path), parts.isSuperset(of: inner)
                else { continue }
                try? DurableFiles.removeTree(path)
            }
        }
    }

    /// What copies consist of while they are built, SQLite's own files beside the pages among it.
    private static let copies: [(what: String, parts: Set<String>)] = [
        ("backup", ["archive", "pages", "pages-journal", "pages-wal", "pages-shm"]),
        ("snapshot", ["pages", "pages-journal", "pages-wal", "pages-shm"]),
    ]

    /// Gives the folder its name, which nothing has, or an empty folder.
    ///
    /// - Throws: ``StoreError/unwritable(path:error:)``.
    func publish() throws(StoreError) {
        if DurableFiles.isFolder(name) { unsafe rmdir(name) }
        try Self.requireFree(name)
        try DurableFiles.move(path, to: name)
        try DurableFiles.syncFolder(DurableFiles.parent(of: name))
    }

    /// Gives a file in the folder the name.
    ///
    /// - Throws: ``StoreError/unwritable(path:error:)``.
    func publish(file: String) throws(StoreError) {
        try Self.requireFree(name)
        try DurableFiles.move("\(path)/\(file)", to: name)
        try DurableFiles.syncFolder(DurableFiles.parent(of: name))
    }

    /// Refuses a name that something has.
    ///
    /// - Throws: ``StoreError/unwritable(path:error:)``.
    static func requireFree(_ path: String) throws(StoreError) {
        var info = stat()
        guard unsafe lstat(path, &info) != 0 else { throw .unwritable(path: path, error: EEXIST) }
    }

    /// Whether an open folder is the one that has a name.
    private static func isSame(_ file: Int32, _ path: String) -> Bool {
        var (opened, named) = (stat(), stat())
        guard unsafe fstat(file, &opened) == 0, unsafe lstat(path, &named) == 0 else {
            return false
        }
        return opened.st_dev == named.st_dev && opened.st_ino == named.st_ino
    }
}
