// What a set of books says, in a form in which two of them can be compared.
//
// Invariants:
// (1) Reading changes nothing: the database is opened read-only.
// (2) What differs from run to run by its nature (seals, salts, hashes, signatures: the columns of
//     bytes, and signatures that are text) is compared by its kind only; signatures and receipts by their
//     names only.

import CSQLite
import Foundation
import Signing

/// The rows, the sealed batches, the kept answers and the loose ends of a set of books.
struct BooksState: Equatable, Sendable {
    /// Every row of every table, in order of table and row.
    let rows: [String]
    /// What is below `batches/` and `answers/`, and the digests of files whose bytes are compared.
    let files: [String: Digest?]
    /// Temporary names, and announced steps that nobody settled.
    let looseEnds: [String]

    /// The database could not be read.
    struct Unreadable: Error {
        let message: String
    }

    /// Reads a set of books.
    init(folder: String) throws {
        try self.init(folder: folder, image: FolderImage(folder))
    }

    /// Reads a set of books whose files were read before.
    init(folder: String, image: FolderImage) throws {
        rows = try Self.rows(of: "\(folder)/books.sqlite")
        var files: [String: Digest?] = [:]
        for (name, file) in image.entries
        where name.hasPrefix("batches/") || name.hasPrefix("answers/") {
            files[name] = .some(Self.isEffect(name) ? nil : file?.digest)
        }
        self.files = files
        let pending = image.text("checkpoints.log").split(separator: "\n").filter {
            $0.contains("pending ")
        }
        looseEnds =
            image.names.filter { $0.contains(".tmp") } + pending.map { "checkpoints.log: \($0)" }
    }

    /// Whether a file restates rows and is written after the commit: our signatures and receipts.
    ///
    /// What a provider signed lies beside its answer, and is none.
    static func isEffect(_ name: String) -> Bool {
        name.hasPrefix("batches/") && (name.hasSuffix(".p7s") || name.hasSuffix("/receipt.txt"))
    }

    /// The number of steps that were committed.
    var stepCount: Int { rows.count { $0.hasPrefix("step: ") } }

    /// How another state differs from this one; nil where it does not.
    func difference(from other: BooksState) -> String? {
        guard self != other else { return nil }
        var texts: [String] = []
        if rows != other.rows {
            let lost = Set(other.rows).subtracting(rows).sorted().prefix(2)
            let more = Set(rows).subtracting(other.rows).sorted().prefix(2)
            texts.append(
                "\(rows.count) rows for \(other.rows.count), lost \(Array(lost)), "
                    + "more \(Array(more))"
            )
        }
        for name in Set(files.keys).union(other.files.keys).sorted()
        where files[name] != other.files[name] {
            let what =
                files[name] == nil ? "lost" : other.files[name] == nil ? "more" : "other bytes"
            texts.append("\(name): \(what)")
        }
        for end in looseEnds where !other.looseEnds.contains(end) { texts.append("left: \(end)") }
        return texts.prefix(4).joined(separator: "; ")
    }

    /// The files that this state has and another has not.
    func files(notIn other: BooksState) -> [String] {
        files.keys.filter { other.files[$0] == nil }.sorted()
    }

    private static func rows(of path: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        var handle: OpaquePointer?
        let opened = unsafe sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, nil)
        guard opened == SQLITE_OK, let database = unsafe handle else {
            throw Unreadable(message: "cannot open: \(opened)")
        }
        defer { unsafe sqlite3_close(database) }
        let tables = unsafe try rows(
            of: database,
            sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        )
        return try tables.flatMap { table in
            let quoted = table.replacingOccurrences(of: "\"", with: "\"\"")
            return unsafe try rows(of: database, sql: "SELECT * FROM \"\(quoted)\" ORDER BY rowid")
                .map { "\(table): \($0)" }
        }
    }

    private static func rows(of database: OpaquePointer, sql: String) throws -> [String] {
        var prepared: OpaquePointer?
        guard unsafe sqlite3_prepare_v2(database, sql, -1, &prepared, nil) == SQLITE_OK else {
            throw Unreadable(message: unsafe String(cString: sqlite3_errmsg(database)))
        }
        defer { unsafe sqlite3_finalize(prepared) }
        var rows: [String] = []
        while true {
            switch unsafe sqlite3_step(prepared) {
            case SQLITE_ROW:
                let count = unsafe sqlite3_column_count(prepared)
                let values = (0..<count).map { column -> String in
                    switch unsafe sqlite3_column_type(prepared, column) {
                    case SQLITE_BLOB: return "(bytes)"
                    case SQLITE_NULL: return "(null)"
                    default:
                        let text =
                            unsafe sqlite3_column_text(prepared, column).map {
                                unsafe String(cString: $0)
                            } ?? ""
                        return text.hasPrefix("-----BEGIN CMS-----") ? "(signature)" : text
                    }
                }
                rows.append(values.joined(separator: "|"))
            case SQLITE_DONE:
                return rows
            default:
                throw Unreadable(message: unsafe String(cString: sqlite3_errmsg(database)))
            }
        }
    }
}
