// Replays the whole log: every row of every table is covered by a leaf, every leaf by the root.
//
// What is checked (numbers are cited by findings):
// (1) The schema is the one of this program: no table, trigger, index or view more, less or other.
// (2) Each step's rows digest to the step's leaf; each entry to its leaf; no row has no step.
// (3) The leaves give the roots of all heads; the last head is the signed checkpoint, or the
//     announced one that was not signed yet.
// (4) A receipt that somebody kept is a head of this log: its leaves are still the first ones.
// (5) SQLite's own integrity check finds nothing, and the index over lines is that of the lines.
// (6) The checkpoint file has the signed head of each step, and nothing else. A line that was
//     taken away is named by its step; that the last steps are gone, rows and lines alike, only a
//     receipt shows that somebody kept.

import CSQLite
import Foundation
import GRDB
package import Intake
package import Signing

/// One thing in the books that does not hold.
package struct BooksFinding: Hashable, Sendable {
    /// The table, or `log`, `schema`, `receipt`.
    package let place: String
    /// The first step concerned; 0 where there is none.
    package let step: Int64
    /// What is wrong.
    package let message: Phrase

    /// A finding.
    package init(place: String, step: Int64 = 0, _ message: Phrase) {
        self.place = place
        self.step = step
        self.message = message
    }
}

/// How much of the books a proof goes over.
package enum ProofReach: Sendable {
    /// All of it, with SQLite's own check of lines and the signature of each checkpoint.
    case whole
    /// All of it but what ``BooksVerifier/fileFindings()`` looks at, beside it.
    case wholeButFile
    /// Every row, and the index over lines: before a step that asks what persons were paid.
    case rows
    /// Every row but lines: before a step that reads only the lines of batches it names, for these are
    /// held against their digest as they are read.
    case rowsWithoutLines

    /// Whether more is looked at than a step needs.
    fileprivate var isWhole: Bool { self == .whole || self == .wholeButFile }
}

/// Verifies the database of a set of books.
package struct BooksVerifier {
    let books: Books

    /// A verifier of those books.
    package init(books: Books) { self.books = books }

    /// Verifies everything.
    ///
    /// - Parameters:
    ///   - receipts: Signed checkpoints that somebody kept.
    ///   - reach: What is gone over; the log is held against the root of each checkpoint in any case.
    ///   - kept: Takes the lines of some batches on the way; not where lines are left out.
    /// - Returns: The findings, and how many leaves and rows were seen.
    /// - Throws: ``StoreError`` where a table cannot even be read.
    package func verify(
        receipts: [Checkpoint] = [],
        reach: ProofReach = .whole,
        keeping kept: KeptLines? = nil
    ) throws -> (
        findings: [BooksFinding], leafCount: Int, rowCount: Int
    ) {
        try books.read { try verify($0, receipts: receipts, reach: reach, keeping: kept) }
    }

    /// SQLite's own check of the file, and the bytes of blobs against the digests that rows state of them.
    ///
    /// - Returns: What does not hold; of blobs it says something only where rows were found to be what was
    ///   written.
    /// - Throws: ``StoreError`` where a table cannot even be read.
    package func fileFindings() throws -> [BooksFinding] {
        try books.read { db in
            var findings: [BooksFinding] = []
            checkIntegrity(db, isWhole: true, &findings)
            try checkBlobs(db, &findings)
            return findings
        }
    }

    /// Verifies everything as a transaction sees it that may not be committed yet.
    ///
    /// - Returns: What does not hold.
    func findings(_ db: Database) throws -> [BooksFinding] {
        try verify(db, receipts: [], reach: .whole, keeping: nil).findings
    }

    private func verify(
        _ db: Database,
        receipts: [Checkpoint],
        reach: ProofReach,
        keeping kept: KeptLines?
    ) throws -> (
        findings: [BooksFinding], leafCount: Int, rowCount: Int
    ) {
        var findings: [BooksFinding] = []
        if reach != .wholeButFile {
            checkIntegrity(db, isWhole: reach == .whole, &findings)
        }
        try checkSchema(db, &findings)
        let classes = try PostingClasses(all: db)
        let (steps, rowCount) = try stepLeaves(db, reach, kept, classes, &findings)
        let leafCount = try checkLog(
            db,
            leaves: try LeafContents(db, steps: steps, classes: classes),
            receipts: receipts,
            &findings
        )
        try checkBlobIndexes(db, &findings)
        if reach.isWhole { checkSignatures(&findings) }
        if reach == .whole { try checkBlobs(db, &findings) }
        return (findings, leafCount, rowCount)
    }

    private func checkIntegrity(
        _ db: Database,
        isWhole: Bool,
        _ findings: inout [BooksFinding]
    ) {
        let tables = (Schema.tables + Schema.logTables).filter {
            $0 != Schema.lineTable && Schema.blobColumns[$0] == nil
        }
        let answers = (isWhole ? ["1"] : tables).map {
            try? String.fetchOne(db, sql: "PRAGMA integrity_check(\($0))")
        }
        if answers.contains(where: { $0 != "ok" }) {
            findings.append(
                BooksFinding(
                    place: "database",
                    Phrase(
                        vi: "SQLite báo tệp bị hỏng",
                        en: "SQLite says that the file is damaged"
                    )
                )
            )
        }
    }

    /// Invariant (1).
    private func checkSchema(_ db: Database, _ findings: inout [BooksFinding]) throws {
        let found = try Self.schema(db)
        let isVersion = try Int.fetchOne(db, sql: "PRAGMA user_version") == Schema.version
        if isVersion && Self.digest(of: found).hex == Schema.digest { return }
        let wanted = try Self.wantedSchema.get()
        for (name, sql) in wanted.sorted(by: { $0.key < $1.key }) where found[name] != sql {
            findings.append(
                BooksFinding(
                    place: "schema",
                    Phrase(vi: "\(name) thiếu hoặc bị sửa", en: "\(name) is missing or changed")
                )
            )
        }
        for name in found.keys.sorted() where wanted[name] == nil {
            findings.append(
                BooksFinding(
                    place: "schema",
                    Phrase(vi: "\(name) là thừa", en: "\(name) is foreign")
                )
            )
        }
        if !isVersion {
            findings.append(
                BooksFinding(
                    place: "schema",
                    Phrase(vi: "phiên bản lược đồ khác", en: "the schema has another version")
                )
            )
        }
    }

    /// What SQLite says of this program's schema: the same in every run, so made once.
    private static let wantedSchema = Result {
        try DatabaseQueue().write { db in
            for statement in Schema.statements + Schema.triggers { try db.execute(sql: statement) }
            return try schema(db)
        }
    }

    /// One digest over all that SQLite says of a schema.
    static func digest(of schema: [String: String]) -> Digest {
        let rows = schema.sorted { $0.key < $1.key }.map { "\($0.key)\u{1F}\($0.value)\u{1E}" }
        return Digest.of(utf8: rows.joined())
    }

    /// The digest of a database that was made by this program just now: ``Schema/digest``.
    package static func digestOfNewSchema() throws -> String {
        digest(of: try wantedSchema.get()).hex
    }

    static func schema(_ db: Database) throws -> [String: String] {
        var found: [String: String] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT type, name, sql FROM sqlite_master") {
            let name: String = row["name"]
            found["\(row["type"] as String) \(name)"] = row["sql"] ?? ""
        }
        return found
    }

    /// What each step's rows digest to.
    typealias StepDigests = [Int64: [(name: String, count: Int, digest: Digest)]]

    /// Invariant (2), first half: scans each table once, in order of its rows.
    private func stepLeaves(
        _ db: Database,
        _ reach: ProofReach,
        _ kept: KeptLines?,
        _ classes: PostingClasses,
        _ findings: inout [BooksFinding]
    ) throws -> (
        StepDigests, Int
    ) {
        var steps: StepDigests = [:]
        var rowCount = 0
        for table in Schema.tables {
            if table == Schema.lineTable {
                if reach == .rowsWithoutLines {
                    try statedLineDigests(db, &steps)
                } else {
                    kept?.begin(db)
                    rowCount += try lineDigests(db, keeping: kept, &steps, &findings)
                }
                continue
            }
            if table == Schema.postingTable {
                rowCount += try postingDigests(db, classes, &steps, &findings)
                continue
            }
            // GRDB unites the columns that statements read until it prepares one of its own: with each
            // table that would take longer.
            _ = try db.makeStatement(sql: "SELECT 1")
            rowCount += try rowDigests(of: table, db, &steps, &findings)
        }
        return (steps, rowCount)
    }

    /// The digests of a table's rows, step by step, in order of its rows.
    ///
    /// - Returns: The number of rows.
    private func rowDigests(
        of table: String,
        _ db: Database,
        _ steps: inout StepDigests,
        _ findings: inout [BooksFinding]
    ) throws -> Int {
        var rowCount = 0
        var current: Int64 = 0
        var digest = RowDigest()
        func close() {
            guard digest.count > 0 else { return }
            steps[current, default: []].append((table, digest.count, digest.finish()))
            rowCount += digest.count
        }
        let rows = try Scan(
            db,
            "SELECT \(Schema.digested(table)) FROM \(table) ORDER BY rowid"
        )
        guard let stepColumn = rows.column(named: "step") else {
            throw StoreError.damaged("\(table) has no column step")
        }
        while try rows.step() {
            let step = rows.integer(stepColumn)
            guard rows.type(stepColumn) == SQLITE_INTEGER, step >= current else {
                findings.append(
                    BooksFinding(
                        place: table,
                        step: step,
                        Phrase(
                            vi: "có dòng của bước \(step) chen vào giữa các bước",
                            en: "a row of step \(step) was inserted among other steps"
                        )
                    )
                )
                continue
            }
            if step > current {
                close()
                digest = RowDigest()
                current = step
            }
            digest.add(rows)
        }
        close()
        return rowCount
    }

    /// Invariants (2), second half, (3) and (4).
    private func checkLog(
        _ db: Database,
        leaves: LeafContents,
        receipts: [Checkpoint],
        _ findings: inout [BooksFinding]
    ) throws -> Int {
        var frontier = MerkleFrontier()
        var roots: [UInt64: Digest] = [0: frontier.root]
        var stepsSeen: Set<Int64> = []
        let wanted = Dictionary(grouping: receipts, by: \.size)
        var heads = try Self.heads(db)
        let rows = try Scan(
            db,
            "SELECT position, step, kind, reference, hash FROM leaf ORDER BY position"
        )
        let hasher = SHA256()
        while try rows.step() {
            let (position, step) = (rows.integer(0), rows.integer(1))
            let (kind, reference) = (rows.text(2), rows.text(3))
            let hash = try leaves.content(kind: kind, reference: reference, step: step)
                .map { MerkleTree.leafHash($0, hashing: hasher) }
            let stored = unsafe rows.withBytes(4) { unsafe Digest(bytes: $0) }
            if hash == nil || hash != stored || position != Int64(frontier.size) {
                findings.append(
                    BooksFinding(
                        place: kind == "entry" ? "entry \(reference)" : "step \(step)",
                        step: step,
                        Phrase(
                            vi: "các dòng của bước \(step) không còn như khi ghi",
                            en: "the rows of step \(step) are not what was written"
                        )
                    )
                )
            }
            if kind == "step" { stepsSeen.insert(step) }
            frontier.append(stored ?? MerkleTree.leafHash([]), hashing: hasher)
            if wanted[frontier.size] != nil { roots[frontier.size] = frontier.root }
            if kind == "step" {
                let head = heads.removeValue(forKey: step)
                if head?.size != frontier.size || head?.root != frontier.root
                    || head?.frontier != frontier
                {
                    findings.append(
                        BooksFinding(
                            place: "log",
                            step: step,
                            Phrase(
                                vi: "gốc nhật ký sau bước \(step) không khớp",
                                en: "the log's root after step \(step) does not agree"
                            )
                        )
                    )
                }
            }
        }
        for step in leaves.steps.subtracting(stepsSeen).union(heads.keys).sorted() {
            findings.append(
                BooksFinding(
                    place: "log",
                    step: step,
                    Phrase(
                        vi: "bước \(step) có dòng nhưng không có trong nhật ký",
                        en: "step \(step) has rows and no leaf in the log"
                    )
                )
            )
        }
        try checkHeads(db, frontier, &findings)
        try checkReceipts(db, receipts, against: frontier, roots: roots, &findings)
        try checkNotes(db, &findings)
        return Int(frontier.size)
    }

    /// Invariant (6); the last step may be announced and not signed yet.
    private func checkNotes(_ db: Database, _ findings: inout [BooksFinding]) throws {
        let file = books.checkpoints
        func fault(step: Int64 = 0, _ message: Phrase) {
            findings.append(BooksFinding(place: "checkpoints.log", step: step, message))
        }
        var notes = Dictionary(
            uniqueKeysWithValues: file.signed.map { ($0.checkpoint.size, $0.checkpoint.root) }
        )
        if notes.removeValue(forKey: 0) == nil {
            fault(Phrase(vi: "thiếu điểm kiểm tra đầu tiên", en: "the first checkpoint is missing"))
        }
        for (step, head) in try Self.heads(db).sorted(by: { $0.key < $1.key }) {
            if let root = notes.removeValue(forKey: head.size) {
                guard root != head.root else { continue }
                fault(
                    step: step,
                    Phrase(
                        vi: "điểm kiểm tra của bước \(step) có gốc khác với nhật ký",
                        en: "the checkpoint of step \(step) has another root than the log"
                    )
                )
            } else if file.pending?.size != head.size {
                fault(
                    step: step,
                    Phrase(
                        vi: "thiếu điểm kiểm tra đã ký của bước \(step)",
                        en: "the signed checkpoint of step \(step) is missing"
                    )
                )
            }
        }
        for size in notes.keys.sorted() {
            fault(
                Phrase(
                    vi: "điểm kiểm tra cỡ \(size) không của bước nào",
                    en: "the checkpoint of size \(size) is of no step"
                )
            )
        }
        if !file.isPlain {
            fault(Phrase(vi: "có dòng lạ", en: "has lines that no step wrote"))
        }
    }

    /// Invariant (6): who signed.
    private func checkSignatures(_ findings: inout [BooksFinding]) {
        findings += books.checkpoints.unsignedSizes().map { size in
            BooksFinding(
                place: "checkpoints.log",
                Phrase(
                    vi: "điểm kiểm tra cỡ \(size) không do khóa của sổ này ký",
                    en: "the checkpoint of size \(size) is not signed by the key of these books"
                )
            )
        }
    }

    static func heads(
        _ db: Database
    ) throws -> [Int64: (
        size: UInt64, root: Digest?, frontier: MerkleFrontier?
    )] {
        var heads: [Int64: (size: UInt64, root: Digest?, frontier: MerkleFrontier?)] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT * FROM head ORDER BY step") {
            heads[row["step"]] = (
                UInt64(truncatingIfNeeded: row["size"] as Int64),
                Digest(bytes: row["root"] as Data),
                MerkleFrontier(serialised: Array(row["frontier"] as Data))
            )
        }
        return heads
    }
}

/// What the leaves of the log must hold, made from the rows, in the order of the log.
private final class LeafContents {
    private let db: Database
    private let digests: BooksVerifier.StepDigests
    private let entryLeaf: EntryLeaf
    private var next: Int64 = 1

    init(_ db: Database, steps: BooksVerifier.StepDigests, classes: PostingClasses) throws {
        self.db = db
        digests = steps
        entryLeaf = try EntryLeaf(db, classes: classes)
    }

    /// The steps that have rows.
    var steps: Set<Int64> { Set(digests.keys) }

    /// The bytes of a leaf; nil where there are no rows of which it could be.
    func content(kind: String, reference: String, step: Int64) throws -> [UInt8]? {
        switch kind {
        case "step":
            guard Int64(reference) == step, let tables = digests[step] else { return nil }
            return StepLeaf.bytes(step: step, tables: tables)
        case "entry":
            // Entries stand in the log in their own order, so the next one is rarely another.
            if let bytes = try entryLeaf.bytes(entry: next, key: reference, step: step) {
                next += 1
                return bytes
            }
            guard
                let number = try Int64.fetchOne(
                    db,
                    sql: "SELECT number FROM entry WHERE key = ? AND step = ?",
                    arguments: [reference, step]
                )
            else { return nil }
            next = number &+ 1
            return try entryLeaf.bytes(entry: number, key: reference, step: step)
        default: return nil
        }
    }
}
