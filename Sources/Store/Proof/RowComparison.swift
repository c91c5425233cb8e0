// Rows that restate what somebody did, held against what brings them about again: step by step, in one pass
// over each table.
//
// Invariants:
// (1) The first row that is another, or missing, or more, ends it: what comes after rests on it.
// (2) Of each table only the row that comes next is looked at, so memory does not grow with the books.
// (3) An entry is held against its leaf, and so against its row and all its postings.

import CSQLite
import Foundation
package import GRDB
package import Ledger
import Signing

/// A row that is not what it was to be.
package struct RowDifference: Error, Hashable {
    /// The table.
    package let table: String
    /// The step that wrote it, or was to write it.
    package let step: Int64

    /// A difference.
    package init(table: String, step: Int64) {
        self.table = table
        self.step = step
    }
}

/// What of a step's rows follows from what was done before.
package enum RestatedPart: Sendable {
    /// Its entries, and every row of the tables that are gone over.
    case whole
    /// Of its entries and deeds those that are expected, in their order among others.
    case expected
}

/// Takes the rows that steps were to write, and compares.
package final class RowComparison: RowSink {
    /// The tables of which every row must be brought about by something.
    package static let tables = [
        "reconciliation", "transfer_state", "conflict", "awaited_seen", "fact_aside", "clearing",
    ]
    /// The tables that steps of persons fill too.
    private static let deeds = ["conflict_end", "case_event"]

    private let cursors: [String: RowCursor]
    private let entries: EntryComparison
    private var step: Int64 = 0
    private var part = RestatedPart.whole

    /// A comparison with the rows that a reader sees; it lives no longer than its transaction.
    ///
    /// - Throws: `DatabaseError`.
    package init(_ reader: BooksReader) throws {
        var cursors: [String: RowCursor] = [:]
        for table in Self.tables + Self.deeds {
            cursors[table] = try RowCursor(reader.db, table)
        }
        self.cursors = cursors
        entries = try EntryComparison(reader.db)
    }

    /// Begins with the rows of a step; those of the steps between it and the last one are none.
    ///
    /// - Throws: ``RowDifference``, `DatabaseError`.
    package func begin(_ step: Int64, _ part: RestatedPart) throws {
        try requireNone(before: step)
        for table in Self.deeds { try cursor(table).skip(before: step) }
        self.step = step
        self.part = part
        try entries.begin(step)
    }

    /// Ends a step: it wrote no more than was expected.
    ///
    /// - Throws: ``RowDifference``, `DatabaseError`.
    package func end() throws {
        try requireNone(before: step + 1)
        guard part == .whole else { return }
        for table in Self.deeds where try cursor(table).step <= step {
            throw RowDifference(table: table, step: step)
        }
        try entries.end()
    }

    /// Ends it all: nothing is left over.
    ///
    /// - Throws: ``RowDifference``.
    package func finish() throws { try requireNone(before: .max) }

    private func requireNone(before step: Int64) throws {
        let first = try Self.tables.map { try cursor($0) }.filter { $0.step < step }
            .min { $0.step < $1.step }
        if let first { throw RowDifference(table: first.table, step: first.step) }
    }

    private func cursor(_ table: String) throws -> RowCursor {
        guard let cursor = cursors[table] else {
            preconditionFailure("\(table) is one of the tables that are gone over")
        }
        return cursor
    }

    /// Expects a row.
    ///
    /// - Throws: ``RowDifference``, `DatabaseError`.
    @discardableResult
    package func insert(
        _ table: String,
        _ columns: [String],
        _ values: [(any DatabaseValueConvertible)?]
    ) throws -> Int64 {
        precondition(columns.count == values.count, "each column has its value")
        return try cursor(table).take(step) { row in
            row.isWhole(columns.count)
                && zip(columns, values).allSatisfy { row.holds($1?.databaseValue ?? .null, in: $0) }
        }
    }

    /// Expects a row about transfers.
    ///
    /// - Throws: ``RowDifference``, `DatabaseError`.
    package func state(
        _ position: StoredPosition,
        batch: Int64,
        of transfers: StateSubject,
        fact: Int64
    ) throws {
        let (transfer, members) = transfers.cells
        try cursor("transfer_state").take(step) { row in
            // In the order of StateWriter.columns: an answer may change a million of them.
            row.isWhole(StateWriter.columns.count) && row.holds(batch, at: 0)
                && row.holds(transfer, at: 1) && row.holds(position.status, at: 2)
                && row.holds(fact, at: 3) && row.holds(position.isBooked ? 1 : 0, at: 4)
                && row.holds(position.hasComeBack ? 1 : 0, at: 5)
                && row.holds(position.suspended, at: 6) && row.holds(position.strayDebit, at: 7)
                && row.holds(position.isReturnAnnounced ? 1 : 0, at: 8)
                && row.holds(position.refusalEntry, at: 9) && row.holds(position.reason, at: 10)
                && row.holds("\(position.day)", at: 11) && row.holds(blob: members, at: 12)
        }
    }

    /// Expects an entry.
    ///
    /// - Throws: ``RowDifference``, `DatabaseError`.
    package func book(_ entry: JournalEntry) throws {
        try entries.take(entry, isNext: part == .whole)
    }
}

/// The rows of one table, one after the other.
final class RowCursor {
    let table: String
    /// The step of the row on which it stands; the largest number after the last.
    private(set) var step: Int64 = .max
    private let rows: Scan
    private let places: [String: Int32]
    /// The columns that a step gives: all but its number, and the row's own.
    private let first: Int32
    private var taken: Int64 = 0

    init(_ db: Database, _ table: String) throws {
        self.table = table
        rows = try Scan(db, "SELECT rowid AS row, * FROM \(table) ORDER BY rowid")
        var places: [String: Int32] = [:]
        for column in try db.columns(in: table) {
            places[column.name] = rows.column(named: column.name)
        }
        // A number of its own stands before the step.
        guard let place = places["step"] else { throw StoreError.damaged("\(table): no step") }
        self.places = places
        first = place + 1
        try next()
    }

    private func next() throws {
        step = try rows.step() ? rows.integer(first - 1) : .max
    }

    /// Goes to the first row that is not of a step before that one.
    func skip(before other: Int64) throws {
        while step < other {
            taken += 1
            try next()
        }
    }

    /// Takes the next row of a step, which the body looks at.
    ///
    /// - Returns: Its number.
    @discardableResult
    func take(_ wanted: Int64, _ isExpected: (RowCursor) -> Bool) throws -> Int64 {
        // Rows are numbered without a gap, for none is ever taken away.
        guard step == wanted, rows.integer(0) == taken + 1, isExpected(self) else {
            throw RowDifference(table: table, step: wanted)
        }
        taken += 1
        try next()
        return taken
    }

    /// Whether a row has as many columns that a step gives.
    func isWhole(_ count: Int) -> Bool { rows.columnCount - first == Int32(count) }

    func holds(_ value: DatabaseValue, in column: String) -> Bool {
        guard let place = places[column].map({ Int($0 - first) }), place >= 0 else { return false }
        switch value.storage {
        case .null: return holds(blob: nil, at: place)
        case .int64(let number): return holds(number, at: place)
        case .string(let text): return holds(text, at: place)
        case .blob(let data): return holds(blob: Array(data), at: place)
        case .double: return false
        }
    }

    func holds(_ number: Int64, at place: Int) -> Bool {
        let column = first + Int32(place)
        return rows.type(column) == SQLITE_INTEGER && rows.integer(column) == number
    }

    func holds(_ text: String?, at place: Int) -> Bool {
        let column = first + Int32(place)
        guard let text else { return rows.type(column) == SQLITE_NULL }
        guard rows.type(column) == SQLITE_TEXT else { return false }
        return unsafe rows.withBytes(column) { unsafe text.utf8.elementsEqual($0) }
    }

    func holds(blob bytes: [UInt8]?, at place: Int) -> Bool {
        let column = first + Int32(place)
        guard let bytes else { return rows.type(column) == SQLITE_NULL }
        guard rows.type(column) == SQLITE_BLOB else { return false }
        return unsafe rows.withBytes(column) { unsafe bytes.elementsEqual($0) }
    }
}

/// The entries of a step in the log.
private final class EntryComparison {
    private let heads: Scan
    private let leaves: Scan
    private let places: Scan
    private let successions: UnitSuccessions
    private var step: Int64 = 0

    init(_ db: Database) throws {
        successions = try UnitSuccessions(db)
        heads = try Scan(db, "SELECT size FROM head WHERE step < ? ORDER BY step DESC LIMIT 1")
        leaves = try Scan(
            db,
            "SELECT kind, reference, hash FROM leaf WHERE position >= ? ORDER BY position"
        )
        places = try Scan(db, "SELECT number, first_posting FROM entry WHERE key = ?")
    }

    func begin(_ step: Int64) throws {
        self.step = step
        heads.reset()
        heads.bind(1, step)
        let size = try heads.step() ? heads.integer(0) : 0
        leaves.reset()
        leaves.bind(1, size)
    }

    func take(_ given: JournalEntry, isNext: Bool) throws {
        let entry = try given.moved(to: successions.bearer(of: given.unit, in: step))
        while try leaves.step(), leaves.text(0) == "entry" {
            guard leaves.text(1) == entry.key else {
                if isNext { break }
                continue
            }
            places.reset()
            places.bind(1, entry.key)
            guard try places.step() else { break }
            let content = EntryLeaf.content(
                of: entry,
                number: places.integer(0),
                step: step,
                firstPosting: places.integer(1)
            )
            guard leaves.blob(2) == MerkleTree.leafHash(content).bytes else { break }
            return
        }
        throw RowDifference(table: "entry", step: step)
    }

    func end() throws {
        guard try leaves.step(), leaves.text(0) == "step" else {
            throw RowDifference(table: "entry", step: step)
        }
    }
}

extension EntryLeaf {
    /// The content of the leaf that an entry has, or would have, at its place in the journal.
    ///
    /// - Parameters:
    ///   - entry: An entry without lines of its own.
    ///   - number: Its number.
    ///   - step: The step that books it.
    ///   - firstPosting: The row of its first posting.
    /// - Returns: The bytes.
    static func content(
        of entry: JournalEntry,
        number: Int64,
        step: Int64,
        firstPosting: Int64
    ) -> [UInt8] {
        var bytes = RowBytes()
        for integer in [number, number, step] { bytes.add(integer) }
        for text in [
            entry.key, entry.event, entry.unit, "\(entry.bookedOn)", "\(entry.valueOn)",
            entry.document,
        ] { bytes.add(text) }
        bytes.add(entry.reverses)
        bytes.addNull()
        for (index, posting) in entry.postings.enumerated() {
            PostingBytes(PostingClass(posting)).append(
                row: firstPosting + Int64(index),
                step: step,
                entry: number,
                ordinal: Int64(index) + 1,
                amount: posting.signedMinorUnits,
                person: posting.dimensions.person ?? 0,
                to: &bytes
            )
        }
        return content(Digest.of(bytes.bytes))
    }
}
