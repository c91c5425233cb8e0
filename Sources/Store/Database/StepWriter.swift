// The one door through which rows come into the books.
//
// Invariants:
// (1) Every row is written with the step's number.
// (2) At the end the step's rows are digested into one leaf, after the leaves of its entries.

import Foundation
package import GRDB
package import Ledger
package import Signing

/// Who does what, when, under which key.
package struct StepInfo: Sendable {
    /// The idempotency key: the same for the same deed, kept for ever.
    package let key: String
    /// What is done, such as `register import` or `batch submit`.
    package let verb: String
    /// When.
    package let at: Instant
    /// The officer's certificate fingerprint, or the name given; empty where nobody signs.
    package let officer: String
    /// What else identifies the deed; no personal data.
    package let detail: String

    /// A step's identity.
    package init(key: String, verb: String, at: Instant, officer: String, detail: String = "") {
        precondition(!key.isEmpty && !verb.isEmpty, "a step has a key and a verb")
        self.key = key
        self.verb = verb
        self.at = at
        self.officer = officer
        self.detail = detail
    }
}

/// Writes the rows of one step.
package final class StepWriter {
    /// The connection, inside the step's transaction.
    let db: Database
    /// The step's number.
    package let step: Int64
    private var frontier: MerkleFrontier
    private var rowsBefore: [String: Int64] = [:]
    /// What the connection had written before the step.
    private var changesBefore: Int
    private var leafCount = 0
    private var terms: [String: Int64] = [:]
    private var journal: JournalWriter?
    private var leaves: LeafWriter?
    private var states: StateWriter?
    /// What the periods of units say, until a step writes more of them.
    private var periods: [String: UnitPeriods] = [:]
    var lineClasses: [LineClassKey: Int64] = [:]
    /// The lines that this step wrote, batch by batch, and their digests.
    var linesWritten: [(count: Int, digest: Digest)] = []
    /// All debits of the journal, once an entry was booked in this step.
    private var turnover: Int64?

    /// The most that all debits of a set of books may come to: half of what 64 bits hold, so that no
    /// sum of a report can overflow.
    package static let largestTurnover: Int64 = 4_000_000_000_000_000_000

    /// Who bears what is booked for each unit, once an entry was booked in this step.
    private var successions: UnitSuccessions?

    private static let periodTables: Set = ["period_close", "year_settlement"]

    init(db: Database, info: StepInfo, frontier: MerkleFrontier) throws {
        self.db = db
        self.frontier = frontier
        changesBefore = db.totalChangesCount
        step = try Int64.fetchOne(db, sql: "SELECT coalesce(max(step), 0) + 1 FROM step") ?? 1
        try insert(
            "step",
            ["key", "verb", "at", "officer", "detail"],
            [info.key, info.verb, info.at.seconds, info.officer, info.detail]
        )
    }

    /// Writes one row; the step's number goes with it.
    ///
    /// - Returns: The row's id.
    @discardableResult
    package func insert(
        _ table: String,
        _ columns: [String],
        _ values: [(any DatabaseValueConvertible)?]
    ) throws -> Int64 {
        precondition(columns.count == values.count, "each column has its value")
        precondition(table != "entry" && table != Schema.postingTable, "entries are posted")
        try begin(table)
        if Self.periodTables.contains(table) { periods = [:] }
        let marks = Array(repeating: "?", count: values.count + 1).joined(separator: ", ")
        let statement = try db.cachedStatement(
            sql: "INSERT INTO \(table) (step, \(columns.joined(separator: ", "))) VALUES (\(marks))"
        )
        try statement.execute(arguments: StatementArguments([step] + values))
        return db.lastInsertedRowID
    }

    /// Notes the last row that a table had before the step, once, as soon as it gets one.
    func begin(_ table: String) throws {
        guard rowsBefore[table] == nil else { return }
        precondition(Schema.tables.contains(table), "rows go into the tables of the schema")
        rowsBefore[table] =
            try Int64.fetchOne(db, sql: "SELECT coalesce(max(rowid), 0) FROM \(table)") ?? 0
    }

    /// Writes one row under a number that the caller gives.
    func insertRow(
        _ row: Int64,
        _ table: String,
        _ columns: [String],
        _ values: [(any DatabaseValueConvertible)?]
    ) throws {
        try insert(table, ["rowid"] + columns, [row] + values)
    }

    /// Writes how transfers of a batch stand, by the word of a fact.
    ///
    /// - Throws: What the database throws.
    package func state(
        _ position: StoredPosition,
        batch: Int64,
        of transfers: StateSubject,
        fact: Int64
    ) throws {
        let writer = try states ?? StateWriter(self)
        states = writer
        try writer.write(position, batch: batch, of: transfers, fact: fact)
    }

    /// Reads inside the step: what the rows written so far make of the books.
    package var reader: BooksReader { BooksReader(db: db) }

    /// The number of a word, made when it is new.
    package func term(_ text: String) throws -> Int64 {
        if let number = terms[text] { return number }
        let found = try Int64.fetchOne(
            db,
            sql: "SELECT number FROM term WHERE text = ?",
            arguments: [text]
        )
        let number = try found ?? insert("term", ["text"], [text])
        terms[text] = number
        return number
    }

    /// Books a journal entry: its rows, and a leaf of its own in the log.
    ///
    /// An entry of a unit that handed over is its successor's.
    ///
    /// - Parameters:
    ///   - entry: The entry, balanced by its own making.
    ///   - linesRoot: For a bulk entry, the root over its lines.
    /// - Throws: ``StoreError/keyReused(_:)`` where its key stands already,
    ///   ``StoreError/tooMuch`` where the books cannot hold its sum,
    ///   ``StoreError/periodClosed(unit:through:bookedOn:)`` and
    ///   ``StoreError/yearSettled(unit:year:)`` where its days are over.
    package func post(_ entry: JournalEntry, linesRoot: Digest? = nil) throws {
        try post(contentsOf: CollectionOfOne(entry), linesRoot: linesRoot)
    }

    /// Books journal entries, as ``post(_:linesRoot:)`` does each of them.
    ///
    /// - Throws: As ``post(_:linesRoot:)``.
    package func post(
        contentsOf entries: some Sequence<JournalEntry>,
        linesRoot: Digest? = nil
    ) throws {
        let journal = try journalWriter()
        do {
            for given in entries {
                let entry = try borne(given)
                try requireOpen(for: entry)
                try count(entry)
                let leaf = try journal.write(entry, linesRoot: linesRoot) { posting in
                    try insert("posting_class", PostingClass.columns, posting.values)
                }
                try addLeaf(kind: "entry", reference: entry.key, bytes: leaf)
            }
        } catch {
            try journal.flush()
            throw error
        }
        try journal.flush()
    }

    /// Lays rows of earlier steps out anew: they are in the leaves of those steps, not of this one.
    ///
    /// - Throws: What `body` throws.
    func relay(_ body: () throws -> Void) throws {
        let before = db.totalChangesCount
        try body()
        changesBefore += db.totalChangesCount - before
    }

    /// Writes the pieces of a journal that has none yet.
    ///
    /// - Throws: ``StoreError/damaged(_:)``, what the database throws.
    func writePieces() throws {
        let last = try reader.lastPosting()
        var pieces = try PieceWriter(self, firstRow: last + 1)
        try pieces.writeMissing(through: last)
    }

    private func journalWriter() throws -> JournalWriter {
        if let journal { return journal }
        let made = try JournalWriter(self)
        journal = made
        return made
    }

    /// An entry as it is booked: of a unit that handed over, with its successor.
    private func borne(_ entry: JournalEntry) throws -> JournalEntry {
        let known = try successions ?? UnitSuccessions(db)
        successions = known
        return try entry.moved(to: known.bearer(of: entry.unit, in: step))
    }

    /// Holds an entry against closed periods and settled years.
    private func requireOpen(for entry: JournalEntry) throws {
        let known: UnitPeriods
        if let periods = periods[entry.unit] {
            known = periods
        } else {
            known = try reader.unitPeriods(entry.unit)
            periods[entry.unit] = known
        }
        try known.requireOpen(for: entry)
    }

    /// Counts what an entry adds to the journal: sums that do not fit would block every later command.
    private func count(_ entry: JournalEntry) throws {
        var sum = try turnover ?? reader.turnover()
        let postings = entry.postings.span
        for index in postings.indices where postings[index].side == .debit {
            let (next, overflow) = sum.addingReportingOverflow(postings[index].amount.minorUnits)
            guard !overflow, next <= Self.largestTurnover else { throw StoreError.tooMuch }
            sum = next
        }
        turnover = sum
    }

    private func addLeaf(kind: String, reference: String, bytes: [UInt8]) throws {
        let hash = MerkleTree.leafHash(bytes)
        frontier.append(hash)
        leafCount += 1
        let writer = try leaves ?? LeafWriter(db)
        leaves = writer
        try writer.write(
            position: Int64(frontier.size) - 1,
            step: step,
            kind: kind,
            reference: reference,
            hash: hash
        )
    }

    /// Digests the step's rows, adds its leaf and the new head.
    func finish() throws -> (size: UInt64, root: Digest) {
        var tables: [(name: String, count: Int, digest: Digest)] = []
        for table in Schema.tables {
            if table == Schema.lineTable {
                tables += linesWritten.map { (table, $0.count, $0.digest) }
                continue
            }
            // Their digests were taken as they were written.
            if table == "entry" {
                tables += journal?.digests() ?? []
                continue
            }
            if table == Schema.postingTable { continue }
            guard let before = rowsBefore[table] else { continue }
            let rows = try Scan(
                db,
                "SELECT \(Schema.digested(table)) FROM \(table) WHERE rowid > ? ORDER BY rowid"
            )
            rows.bind(1, before)
            guard try rows.step() else { continue }
            var digest = RowDigest()
            repeat { digest.add(rows) } while try rows.step()
            tables.append((table, digest.count, digest.finish()))
        }
        let count = tables.reduce(0) { $0 + $1.count }
        precondition(
            db.totalChangesCount - changesBefore == count + leafCount,
            "every row of a step is in its leaf"
        )
        try addLeaf(
            kind: "step",
            reference: "\(step)",
            bytes: StepLeaf.bytes(step: step, tables: tables)
        )
        try db.execute(
            sql: "INSERT INTO head (step, size, root, frontier) VALUES (?, ?, ?, ?)",
            arguments: [
                step, Int64(frontier.size), Data(frontier.root.bytes), Data(frontier.serialised),
            ]
        )
        return (frontier.size, frontier.root)
    }
}

/// Writes the leaves of the log.
private final class LeafWriter {
    private let statement: Scan

    init(_ db: Database) throws {
        statement = try Scan(
            db,
            "INSERT INTO leaf (position, step, kind, reference, hash) VALUES (?, ?, ?, ?, ?)"
        )
    }

    func write(
        position: Int64,
        step: Int64,
        kind: String,
        reference: String,
        hash: Digest
    ) throws {
        statement.bind(1, position)
        statement.bind(2, step)
        statement.bind(3, kind)
        statement.bind(4, reference)
        statement.bind(5, blob: hash.bytes)
        try statement.run()
    }
}

/// Writes many rows of one table: values are bound in the order of its columns.
package final class RowWriter {
    private let statement: Scan
    private let columnCount: Int32
    private var bound: Int32 = 1

    init(_ writer: StepWriter, _ table: String, _ columns: [String]) throws {
        try writer.begin(table)
        let marks = Array(repeating: "?", count: columns.count + 1).joined(separator: ", ")
        statement = try Scan(
            writer.db,
            "INSERT INTO \(table) (step, \(columns.joined(separator: ", "))) VALUES (\(marks))"
        )
        columnCount = Int32(columns.count) + 1
        statement.bind(1, writer.step)
    }

    /// Binds the next column of the row.
    package func bind(_ value: Int64) {
        bound += 1
        statement.bind(bound, value)
    }

    /// Binds the next column of the row.
    package func bind(_ text: String) {
        bound += 1
        statement.bind(bound, text)
    }

    /// Writes the row.
    ///
    /// - Throws: What the database throws.
    package func run() throws {
        precondition(bound == columnCount, "each column has its value")
        bound = 1
        try statement.run()
    }
}

extension StepWriter {
    /// A writer of many rows of a table; the step's number goes with each.
    package func rowWriter(_ table: String, _ columns: [String]) throws -> RowWriter {
        try RowWriter(self, table, columns)
    }
}
