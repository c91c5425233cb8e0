// A set of books: a folder with the database, the checkpoint file, the batches and the keys.
//
//   BOOKS/books.sqlite        all rows               BOOKS/batches/CODE/   sealed batches
//   BOOKS/checkpoints.log     what the log was       BOOKS/keys/           certificates, log key
//   BOOKS/answers/            banks' answers          BOOKS/books.lock       held by the one writer
//
// A step:  rows and leaves -> "pending" line, fsync -> COMMIT -> signed checkpoint, fsync -> done.
//
// On opening to write, the head of the database is held against the checkpoint file:
//   head = last checkpoint  -> a pending line is dropped: that step never happened
//   head = pending line     -> it is signed: that step happened
//   anything else           -> stop; nothing is written (exit code 5)
//
// Invariants:
// (1) One process writes, and holds `books.lock` from opening to closing.
// (2) A step is one transaction; its key is kept for ever, and the same key never runs twice.
// (3) Time never runs backwards from step to step: what is known later is known later.
// (4) From opening to the end of each step nobody else writes to the database: what was read, and
//     proven, is what the step rests on.
// (5) Nothing of a step is visible before its COMMIT, and nothing is reported before (1) of
//     CheckpointFile holds.

import CSQLite
import Foundation
package import GRDB
import Glibc
package import Intake
import Ledger
package import Signing

/// What the caller may do with the books.
package enum Access: Sendable {
    /// Read only; any number of processes.
    case read
    /// Write; one process.
    case write
}

/// How a step went.
package enum StepOutcome: Equatable, Sendable {
    /// It was done now.
    case done
    /// A step of that key was done before; nothing was written.
    case alreadyDone
}

/// An open set of books.
package final class Books {
    /// The folder.
    package let folder: String
    /// The connection.
    let database: DatabaseQueue
    /// What may be done.
    package let access: Access
    /// Is told how far long work is.
    package let meter: ProgressMeter
    private let lock: Int32
    private let key: LogKey?
    private(set) var checkpoints: CheckpointFile
    /// SQLite's counter of what other connections committed, as it stood on opening.
    private var foreignCommits: Int64 = 0

    init(
        folder: String,
        database: DatabaseQueue,
        lock: Int32,
        key: LogKey?,
        checkpoints: CheckpointFile,
        meter: ProgressMeter
    ) {
        self.folder = folder
        self.database = database
        self.access = key == nil ? .read : .write
        self.lock = lock
        self.key = key
        self.checkpoints = checkpoints
        self.meter = meter
    }

    deinit {
        try? database.close()
        if lock >= 0 { close(lock) }
    }

    /// The folder of the sealed batches.
    package var batchesFolder: String { "\(folder)/batches" }
    /// The folder of the banks' answers, each under its digest.
    package var answersFolder: String { "\(folder)/answers" }
    /// The last signed checkpoint.
    package var checkpoint: Checkpoint { checkpoints.last }
    /// The last signed checkpoint as it stands in the file: the receipt to give away.
    package var receiptText: String { checkpoints.lastNote }
    /// The signed checkpoint of a size as it stands in the file; nil where there is none.
    package func receiptText(size: UInt64) -> String? { checkpoints.note(size: size) }

    /// Refuses a folder that holds something.
    ///
    /// - Throws: ``StoreError/folderInUse(_:)``.
    package static func requireUnused(_ folder: String) throws {
        if DurableFiles.exists(folder), try !DurableFiles.names(in: folder).isEmpty {
            throw StoreError.folderInUse(folder)
        }
    }

    /// Makes the folder with new books in it.
    ///
    /// - Parameters:
    ///   - folder: A name that is not there yet, or an empty folder.
    ///   - origin: The log's name, such as `chitra.example/books`.
    ///   - seed: 32 random bytes: the log's private key.
    ///   - begin: The first steps, on books that nobody can see yet.
    /// - Throws: ``StoreError``, or what `begin` throws, with no folder left.
    package static func create(
        folder: String,
        origin: String,
        seed: [UInt8],
        begin: (Books) throws -> Void = { _ in }
    ) throws {
        try requireUnused(folder)
        // Built beside its place and renamed whole: a cut-off init leaves nothing that is seen.
        let place = try BuildingPlace(for: folder, "init")
        let building = place.path
        for name in folders {
            try DurableFiles.makeFolder("\(building)/\(name)")
        }
        try DurableFiles.write([], to: "\(building)/books.lock")
        guard let secret = SecretKey(bytes: seed) else {
            preconditionFailure("a log key grows from 32 bytes")
        }
        let key = try LogKey(name: origin, seed: secret)
        try DurableFiles.write(
            Array((key.exposedLine + "\n").utf8),
            to: "\(building)/keys/log.key",
            mode: 0o600
        )
        try DurableFiles.write(
            Array((key.verifier.line + "\n").utf8),
            to: "\(building)/keys/log.vkey"
        )
        let empty = Checkpoint(origin: origin, size: 0, root: MerkleFrontier().root)
        _ = try CheckpointFile.create(
            path: "\(building)/checkpoints.log",
            first: empty,
            key: key
        )
        let database = try connect("\(building)/books.sqlite", access: .write)
        try database.write { db in
            for statement in Schema.statements + Schema.triggers { try db.execute(sql: statement) }
            try db.execute(sql: "PRAGMA user_version = \(Schema.version)")
        }
        try database.close()
        guard unsafe chmod("\(building)/books.sqlite", 0o600) == 0 else {
            throw StoreError.unwritable(path: "\(building)/books.sqlite", error: errno)
        }
        try begin(try open(folder: building, access: .write))
        try DurableFiles.syncFolder("\(building)/keys")
        try DurableFiles.syncFolder(building)
        try place.publish()
    }

    /// Closes the database at once; the books are of no more use.
    func closeDatabase() throws { try database.close() }

    /// The folders in the books.
    private static let folders = ["answers", "batches", "keys"]

    /// Refuses what holds no books, and books that lack a part.
    ///
    /// - Throws: ``StoreError/noBooks(_:)``, ``StoreError/partMissing(_:)``.
    private static func requireParts(_ folder: String) throws(StoreError) {
        guard DurableFiles.isPlainFile("\(folder)/books.sqlite") else {
            let isRest = ["checkpoints.log", "keys"].contains {
                DurableFiles.exists("\(folder)/\($0)")
            }
            throw isRest ? .partMissing("books.sqlite") : .noBooks(folder)
        }
        for name in folders where !DurableFiles.isFolder("\(folder)/\(name)") {
            throw .partMissing(name)
        }
    }

    /// The bytes of a file that books always have.
    ///
    /// - Parameters:
    ///   - name: Its path in the books.
    ///   - folder: The books.
    ///   - isSecret: Whether it is a private key.
    /// - Returns: The bytes.
    /// - Throws: ``StoreError/partMissing(_:)`` where it is gone or no plain file.
    package static func part(
        _ name: String,
        of folder: String,
        isSecret: Bool = false
    ) throws(StoreError) -> [UInt8] {
        do {
            return try DurableFiles.read(
                "\(folder)/\(name)",
                followsLinks: false,
                isSecret: isSecret
            )
        } catch .file(_, let error)
            where [ENOENT, ELOOP, EISDIR, ENOTDIR, EFBIG, EIO].contains(error)
        {
            throw .partMissing(name)
        }
    }

    /// Does something while no writer is at work, waiting for one to finish.
    ///
    /// - Throws: ``StoreError/locked`` where it does not finish in half a minute; what `body` throws.
    package static func whileNobodyWrites<Value>(
        _ folder: String,
        _ body: () throws -> Value
    ) throws -> Value {
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW
        let lock = unsafe Glibc.open("\(folder)/books.lock", flags)
        // Who may not open the lock, or finds none, has nothing to wait for.
        guard lock >= 0 else { return try body() }
        defer { close(lock) }
        var attempt = 0
        while flock(lock, LOCK_SH | LOCK_NB) != 0 {
            attempt += 1
            guard attempt < 1_200 else { throw StoreError.locked }
            usleep(25_000)
        }
        return try body()
    }

    /// Opens books.
    ///
    /// - Throws: ``StoreError``: no books, a part is missing, locked, heads differ.
    package static func open(
        folder: String,
        access: Access,
        meter: ProgressMeter = ProgressMeter()
    ) throws -> Books {
        try open(folder: folder, access: access, meter: meter, schemas: [:])
    }

    /// Opens books of this schema or an earlier one.
    ///
    /// - Parameters:
    ///   - folder: The books.
    ///   - access: What may be done.
    ///   - meter: Is told how far long work is.
    ///   - schemas: The digests of the earlier schemas that are let in, by version.
    /// - Returns: The books.
    /// - Throws: ``StoreError``.
    static func open(
        folder: String,
        access: Access,
        meter: ProgressMeter = ProgressMeter(),
        schemas: [Int: String]
    ) throws -> Books {
        try requireParts(folder)
        var lock: Int32 = -1
        if access == .write {
            lock = unsafe Glibc.open("\(folder)/books.lock", O_RDWR | O_CLOEXEC | O_NOFOLLOW)
            guard lock >= 0 else {
                throw [ENOENT, ELOOP, EISDIR].contains(errno)
                    ? StoreError.partMissing("books.lock")
                    : StoreError.unwritable(path: "\(folder)/books.lock", error: errno)
            }
            guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
                close(lock)
                throw StoreError.locked
            }
        }
        let verifierText = String(
            decoding: try part("keys/log.vkey", of: folder),
            as: UTF8.self
        )
        guard let verifier = try? LogVerifier(line: verifierText.filter { $0 != "\n" }) else {
            throw StoreError.damaged("keys/log.vkey is not a log key")
        }
        var key: LogKey?
        if access == .write {
            let text = String(
                decoding: try part("keys/log.key", of: folder, isSecret: true),
                as: UTF8.self
            )
            key = try? LogKey(line: text.filter { $0 != "\n" })
            guard let key else { throw StoreError.damaged("keys/log.key is not a log key") }
            guard key.verifier.line == verifier.line else {
                throw StoreError.damaged("keys/log.key is not the key of keys/log.vkey")
            }
        }
        if access == .write { try DurableFiles.removeTree("\(folder)/.tmp-checkpoints.log") }
        let database = try connect("\(folder)/books.sqlite", access: access)
        try requireOwnSchema(database, or: schemas)
        let books = Books(
            folder: folder,
            database: database,
            lock: lock,
            key: key,
            checkpoints: try CheckpointFile.read(folder: folder, verifier: verifier),
            meter: meter
        )
        books.foreignCommits = try database.read { try foreignCommits($0) }
        try books.settleHead(verifier: verifier)
        return books
    }

    /// Settles the head; a reader beside a writer looks again: between the commit and its signed
    /// checkpoint the two differ for a moment.
    private func settleHead(verifier: LogVerifier) throws {
        var attempt = 0
        while true {
            do {
                return try settleHead()
            } catch StoreError.headsDiffer where access == .read && attempt < 20 {
                attempt += 1
                usleep(25_000)
                checkpoints = try CheckpointFile.read(folder: folder, verifier: verifier)
            }
        }
    }

    /// Opens the connection: WAL, every commit synced; only a writer may change anything.
    static func connect(
        _ path: String,
        access: Access,
        prepare: @escaping @Sendable (Database) throws -> Void = { _ in }
    ) throws -> DatabaseQueue {
        _ = memoryStatusOff
        var configuration = Configuration()
        configuration.readonly = access == .read
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
            try LineRows.prepare(db)
            try prepare(db)
            guard access == .write else { return }
            // Of new books alone: sealed pages of the register are long, and are read whole.
            try db.execute(sql: "PRAGMA page_size = 16384")
            // Keys of answers come in no order: their index must not be read anew for each.
            try db.execute(sql: "PRAGMA cache_size = -65536")
            try db.execute(sql: "PRAGMA journal_mode = WAL")
        }
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw StoreError(of: error)
        }
    }

    /// Changes whenever another connection has committed something, and never by what this one does.
    private static func foreignCommits(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "PRAGMA data_version") ?? 0
    }

    /// SQLite's memory statistics take a lock on each allocation; off before the first open.
    private static let memoryStatusOff: Int32 = chitra_sqlite3_disable_memory_status()

    /// Holds the head of the database against the checkpoint file.
    private func settleHead() throws {
        let head = try self.head()
        if head.size == checkpoints.last.size && head.root == checkpoints.last.root {
            if access == .write {
                if checkpoints.pending != nil { try checkpoints.drop() }
                // A process may have ended between a rename and the sync of the folder.
                try DurableFiles.syncFolder(folder)
            }
        } else if let pending = checkpoints.pending, head.size == pending.size,
            head.root == pending.root
        {
            if let key {
                // The commit may stand in the page cache only: it must last before it is signed.
                // Only the WAL is opened here: closing the database itself would release the locks
                // that SQLite holds on it in this process; on the WAL it holds none.
                try DurableFiles.syncFile("\(folder)/books.sqlite-wal")
                try DurableFiles.syncFolder(folder)
                try settle(key: key)
            }
        } else {
            throw StoreError.headsDiffer(
                database: Int64(head.size),
                checkpoint: Int64(checkpoints.last.size)
            )
        }
    }

    /// Finishes a committed step: the files that restate its rows, then the signed checkpoint.
    ///
    /// As long as a file may lack, the pending line stands, and the next writer comes here again.
    private func settle(key: LogKey) throws {
        guard let pending = checkpoints.pending else {
            preconditionFailure("a step was announced before it was committed")
        }
        let receipt = try pending.signed(by: key)
        for effect in try effectsOfLastStep(receipt: receipt) {
            try effect.write(in: batchesFolder)
        }
        try checkpoints.confirm(key: key)
    }

    /// Whether the last step is committed and its checkpoint not signed yet: its files may lack.
    package var isUnsettled: Bool { checkpoints.pending != nil }

    /// The log's size and root as the database has them.
    package func head() throws -> (size: UInt64, root: Digest, frontier: MerkleFrontier) {
        try read { db in
            guard
                let row = try Row.fetchOne(
                    db,
                    sql: "SELECT size, root, frontier FROM head ORDER BY step DESC LIMIT 1"
                )
            else { return (0, MerkleFrontier().root, MerkleFrontier()) }
            guard let root = Digest(bytes: row["root"] as Data),
                let frontier = MerkleFrontier(serialised: Array(row["frontier"] as Data))
            else { throw StoreError.damaged("the head of the log is damaged") }
            guard Int64(exactly: frontier.size) == row["size"] as Int64, frontier.root == root
            else {
                throw StoreError.damaged("the head of the log is damaged")
            }
            return (frontier.size, root, frontier)
        }
    }

    /// Does one step, or finds that it was done.
    ///
    /// - Parameters:
    ///   - info: The step's key, verb, time and officer.
    ///   - beforeCommit: Called when all rows are written and before anything is announced: the
    ///     place to give files their names.
    ///   - body: Writes the rows.
    /// - Returns: Whether it was done now.
    /// - Throws: Whatever `body` throws, with nothing written; ``StoreError/commitUnknown(_:)``.
    @discardableResult
    package func step(
        _ info: StepInfo,
        beforeCommit: () throws -> Void = {},
        body: (StepWriter) throws -> Void
    ) throws -> StepOutcome {
        guard let key else { preconditionFailure("a step needs books that are open to write") }
        let (_, _, frontier) = try head()
        var outcome = StepOutcome.done
        var announced = false
        do {
            try database.inTransaction(.immediate) { db in
                // The lock on `books.lock` is ours: who writes all the same goes behind our back,
                // also where the log proves again afterwards.
                guard try Self.foreignCommits(db) == foreignCommits else {
                    throw StoreError.changedBesides
                }
                if try Row.fetchOne(
                    db,
                    sql: "SELECT 1 FROM step WHERE key = ?",
                    arguments: [info.key]
                ) != nil {
                    outcome = .alreadyDone
                    return .rollback
                }
                if let seconds = try Int64.fetchOne(db, sql: "SELECT max(at) FROM step"),
                    seconds > info.at.seconds, let last = Instant(seconds: seconds)
                {
                    throw StoreError.clockBackwards(last: last)
                }
                let writer = try StepWriter(db: db, info: info, frontier: frontier)
                try body(writer)
                let head = try writer.finish()
                try beforeCommit()
                try checkpoints.announce(
                    Checkpoint(
                        origin: checkpoints.last.origin,
                        size: head.size,
                        root: head.root
                    )
                )
                announced = true
                return .commit
            }
        } catch let error as DatabaseError where announced {
            throw StoreError.commitUnknown(error.message ?? "\(error.resultCode)")
        } catch let error as DatabaseError {
            throw StoreError(of: error)
        }
        if announced { try settle(key: key) }
        return outcome
    }

    /// Reads with SQL: for the stores of this module and its tests.
    ///
    /// - Throws: What `body` throws; ``StoreError/damaged(_:)`` where SQLite finds damage.
    package func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try database.read(body)
        } catch let error as DatabaseError {
            throw StoreError(of: error)
        }
    }
}
