// What a program can see of books: every file, and the pages of the database as SQLite gives them.
//
// Invariants:
// (1) Books of one sight give every program the same: nothing of ours reads the database or its journal
//     but through SQLite, and the first connection after a crash recovers the journal by its bytes.
// (2) Looking changes nothing: a copy of database and journal is opened.
// (3) A database that SQLite cannot give is seen as its bytes.
// (4) The same bytes of database and journal are opened once.

import CSQLite
import Foundation
import Signing
import Synchronization

/// What can be seen of a set of books.
enum Sight {
    /// The files that are seen through SQLite.
    static let database: Set<String> = ["books.sqlite", "books.sqlite-wal"]

    /// The digest of what can be seen.
    ///
    /// - Parameters:
    ///   - image: The books.
    ///   - text: Goes into the digest too.
    ///   - withoutPreparation: Leaves out what nobody reads, as ``FolderImage/digest`` does.
    ///   - isUnread: Whether only the name of a file counts, and whether it is empty.
    ///   - place: A name for a folder of its own.
    /// - Returns: The digest.
    static func digest(
        _ image: FolderImage,
        also text: String = "",
        withoutPreparation: Bool = false,
        isUnread: (String) -> Bool = { _ in false },
        place: String
    ) -> Digest {
        guard let pages = pages(image, place: place) else {
            return image.digest(
                also: text,
                withoutPreparation: withoutPreparation,
                isUnread: isUnread
            )
        }
        return image.digest(
            also: "\(text)\u{0}pages \(pages.hex)",
            withoutPreparation: withoutPreparation,
            withoutDatabase: true,
            isUnread: isUnread
        )
    }

    /// What SQLite gave for bytes of a database and its journal; nil where it gave nothing.
    private static let known = Mutex<[Digest: Digest?]>([:])

    private static func pages(_ image: FolderImage, place: String) -> Digest? {
        guard let database = image.file("books.sqlite"), let bytes = database.bytes else {
            return nil
        }
        let journal = image.file("books.sqlite-wal")
        let both = SHA256()
        both.update(database.digest)
        if let journal { both.update(journal.digest) }
        let key = both.finish()
        if let pages = known.withLock({ $0[key] }) { return pages }
        let pages = pages(bytes, journal: journal?.bytes, place: place)
        known.withLock { $0[key] = .some(pages) }
        return pages
    }

    private static func pages(_ bytes: [UInt8], journal: [UInt8]?, place: String) -> Digest? {
        Folder.remove(place)
        defer { Folder.remove(place) }
        let path = "\(place)/books.sqlite"
        do {
            try Folder.make(place)
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            if let journal { try Data(journal).write(to: URL(fileURLWithPath: "\(path)-wal")) }
        } catch { return nil }
        var handle: OpaquePointer?
        defer { unsafe sqlite3_close(handle) }
        guard unsafe sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, nil) == SQLITE_OK,
            // The size of a page is known once something was read.
            unsafe sqlite3_exec(handle, "SELECT count(*) FROM sqlite_master", nil, nil, nil)
                == SQLITE_OK
        else { return nil }
        var size: sqlite3_int64 = 0
        guard let pages = unsafe sqlite3_serialize(handle, "main", &size, 0) else { return nil }
        defer { unsafe sqlite3_free(pages) }
        let hasher = SHA256()
        unsafe hasher.update(UnsafeRawBufferPointer(start: pages, count: Int(size)))
        return hasher.finish()
    }
}
