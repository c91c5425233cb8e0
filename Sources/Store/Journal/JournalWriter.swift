// The entries of a step on their way into the books, with the bytes that the log holds of them.
//
// Invariants:
// (1) What is digested is what is bound to the rows, so that reading them back must give it again.
// (2) The postings of an entry follow each other, and the entry says where they begin and how many they
//     are; their numbers are 1, 2, 3 … over the whole journal.
// (3) After ``flush()`` every posting that was given is in the database.

import CSQLite
import GRDB
import Ledger
import Signing

/// Writes the journal of one step.
final class JournalWriter {
    private let db: Database
    private let step: Int64
    private let entries: Scan
    private let feed = LineRows()
    private let postings: Scan
    private let classes = PostingClasses()
    private var pieces: PieceWriter
    private var nextEntry: Int64
    private var nextPosting: Int64
    private var bytes = RowBytes(capacity: 4_096)
    private var entryDigest = RowDigest()
    private var postingDigest = RowDigest()
    private let hasher = SHA256()

    /// A writer for a step.
    ///
    /// - Throws: What the database throws.
    init(_ writer: StepWriter) throws {
        db = writer.db
        step = writer.step
        entries = try Scan(
            db,
            """
            INSERT INTO entry (\(Schema.entryColumns), first_posting, posting_count)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        try feed.feed(db, as: "chitra_postings")
        postings = try Scan(
            db,
            "INSERT INTO \(Schema.postingTable) SELECT c0, c1, c2, c3, c4, c5 FROM chitra_postings"
        )
        nextEntry =
            try Int64.fetchOne(db, sql: "SELECT coalesce(max(number), 0) + 1 FROM entry") ?? 1
        nextPosting = try BooksReader(db: db).lastPosting() + 1
        pieces = try PieceWriter(writer, firstRow: nextPosting)
    }

    /// What the step's leaf says of entries and postings.
    ///
    /// - Returns: For the table and the view their names, how many rows the step wrote, and their digest.
    func digests() -> [(name: String, count: Int, digest: Digest)] {
        [
            ("entry", entryDigest.count, entryDigest.finish()),
            (Schema.postingView, postingDigest.count, postingDigest.finish()),
        ]
    }

    /// Writes an entry.
    ///
    /// - Parameters:
    ///   - entry: The entry.
    ///   - linesRoot: For a bulk entry, the root over its lines.
    ///   - makeClass: Writes the row of a class that the books do not have yet.
    /// - Returns: The bytes of its leaf.
    /// - Throws: ``StoreError/keyReused(_:)`` where its key stands already; what the database throws.
    func write(
        _ entry: JournalEntry,
        linesRoot: Digest?,
        makeClass: (PostingClass) throws -> Int64
    ) throws -> [UInt8] {
        try writeRow(entry, linesRoot: linesRoot)
        let number = nextEntry
        nextEntry += 1
        pieces.begin(entry)
        let isStorno = entry.isStorno
        // By index through a span: an element that is taken out copies ten references.
        let given = entry.postings.span
        for index in given.indices {
            let person = given[index].dimensions.person
            precondition(person != 0, "a person has a number above zero")
            let known = try classes.known(given[index], in: db, make: makeClass)
            let postingClass = known.number
            let amount = given[index].signedMinorUnits
            let row = nextPosting
            feed.append([row, step, number, postingClass, amount, person ?? 0, 0, 0])
            nextPosting += 1
            if feed.isFull { try flush() }
            let start = bytes.bytes.count
            known.bytes.append(
                row: row,
                step: step,
                entry: number,
                ordinal: Int64(index) + 1,
                amount: amount,
                person: person ?? 0,
                to: &bytes
            )
            postingDigest.add(bytes.bytes[start...])
            try pieces.add(
                amount,
                of: postingClass,
                row: row,
                isLastOfEntry: index == given.count - 1,
                isStorno: isStorno,
                entry: entry
            )
        }
        hasher.update(bytes.bytes)
        return EntryLeaf.content(hasher.finish())
    }

    /// Writes the entry's own row, and begins the bytes of its leaf with it.
    private func writeRow(_ entry: JournalEntry, linesRoot: Digest?) throws {
        let (booked, value) = ("\(entry.bookedOn)", "\(entry.valueOn)")
        bytes.removeAll()
        for integer in [nextEntry, nextEntry, step] { bytes.add(integer) }
        entries.bind(1, nextEntry)
        entries.bind(2, step)
        let texts = [entry.key, entry.event, entry.unit, booked, value, entry.document]
        for (index, text) in texts.enumerated() {
            entries.bind(Int32(index) + 3, text)
            bytes.add(text)
        }
        let root = linesRoot?.bytes
        entries.bind(9, entry.reverses)
        entries.bind(10, blob: root)
        bytes.add(entry.reverses)
        bytes.add(blob: root)
        entries.bind(11, nextPosting)
        entries.bind(12, Int64(entry.postings.count))
        do {
            try entries.run()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            // The numbers are new, so only the key can stand there already.
            throw StoreError.keyReused(entry.key)
        }
        entryDigest.add(bytes.bytes[...])
    }

    /// Writes the postings that wait.
    ///
    /// - Throws: What the database throws.
    func flush() throws {
        guard feed.count > 0 else { return }
        try postings.run()
        feed.removeAll()
    }
}

/// The bytes of the leaf of a journal entry: its row and its postings.
///
/// Read back from the rows, so that what is proven is what is stored.
final class EntryLeaf {
    private let entries: Scan
    private let postings: Scan
    private let classes: PostingClasses
    private var buffer = RowBytes(capacity: 4_096)
    private let hasher = SHA256()

    /// Leaves of the entries of one connection.
    init(_ db: Database, classes: PostingClasses) throws {
        self.classes = classes
        entries = try Scan(
            db,
            "SELECT rowid, \(Schema.entryColumns), first_posting, posting_count FROM entry "
                + "WHERE number = ?"
        )
        postings = try Scan(
            db,
            "SELECT row, step, entry, class, amount, person FROM \(Schema.postingTable) "
                + "WHERE row BETWEEN ? AND ? ORDER BY row"
        )
    }

    /// The content of the leaf over rows of that digest.
    static func content(_ rows: Digest) -> [UInt8] { Array("chitra/entry/1\n\(rows.hex)\n".utf8) }

    /// The bytes of one entry's leaf; nil where the entry is another than was thought, or none.
    func bytes(entry number: Int64, key: String, step: Int64) throws -> [UInt8]? {
        buffer.removeAll()
        guard try read(entry: number, isWanted: { $0.integer(2) == step && $0.text(3) == key })
        else { return nil }
        hasher.update(buffer.bytes)
        return Self.content(hasher.finish())
    }

    /// The bytes of an entry's row and of its postings, of which the leaf holds the digest.
    func rows(entry number: Int64) throws -> [UInt8] {
        buffer.removeAll()
        _ = try read(entry: number, isWanted: { _ in true })
        return buffer.bytes
    }

    private func read(entry number: Int64, isWanted: (borrowing Scan) -> Bool) throws -> Bool {
        defer {
            entries.reset()
            postings.reset()
        }
        entries.bind(1, number)
        guard try entries.step(), isWanted(entries) else { return false }
        buffer.add(entries, columns: Self.digestedColumns)
        let first = entries.integer(Self.digestedColumns)
        let count = min(max(entries.integer(Self.digestedColumns + 1), 0), StoredBounds.rows)
        postings.bind(1, first)
        postings.bind(2, first &+ count &- 1)
        while try postings.step() {
            PostingBytes.append(postings, first: first, classes: classes, to: &buffer)
        }
        return true
    }

    /// The rowid and ``Schema/entryColumns``.
    private static let digestedColumns: Int32 = 11
}

extension PostingBytes {
    /// Appends the posting on which a scan over row, step, entry, class, amount and person stands.
    ///
    /// A class that is not there leaves the class out: no leaf has such bytes.
    static func append(
        _ scan: borrowing Scan,
        first: Int64,
        classes: PostingClasses,
        to bytes: inout RowBytes
    ) {
        guard scan.isAllIntegers, let known = classes.bytes(scan.integer(3)) else {
            return bytes.add(scan)
        }
        known.append(
            row: scan.integer(0),
            step: scan.integer(1),
            entry: scan.integer(2),
            ordinal: scan.integer(0) &- first &+ 1,
            amount: scan.integer(4),
            person: scan.integer(5),
            to: &bytes
        )
    }
}
