// The lines of a batch, as the books have them.
//
// Invariant: a batch's lines lie together in the order of their numbers, from its first row on.

import Disbursement
import GRDB
import Ledger
import Signing

/// Puts the rows of a batch's lines into columns, piece by piece.
private struct LineBuilder {
    private let batch: BatchRecord
    private let classes: LineClasses
    private let repeats: [Int64: (origin: Int64, replaces: String)]
    private var lines: StoredLines
    /// The places of right and provider by class, as soon as one occurs.
    private var places: [(right: UInt32, provider: UInt8)?] = []
    var isSound = true

    init(_ reader: BooksReader, _ batch: BatchRecord) throws {
        self.batch = batch
        classes = try LineClasses(reader.db)
        repeats = try reader.repeatedLines(of: batch)
        lines = StoredLines(firstRow: batch.firstLine, stopped: try reader.stoppedLines(of: batch))
    }

    mutating func take(_ rows: LineRows) throws {
        for place in 0..<rows.count {
            guard isSound else { return }
            try take(rows, place)
        }
    }

    private mutating func take(_ rows: LineRows, _ place: Int) throws {
        let (row, amount) = (rows[place, 0], rows[place, 7])
        let (person, payee) = (rows[place, 3], rows[place, 4])
        let number = Int(truncatingIfNeeded: rows[place, 5])
        isSound =
            rows[place, 1] == batch.row && row == batch.firstLine + Int64(lines.count)
            && (1...Money.largestAmount).contains(amount)
            && LineColumns.persons.contains(person) && LineColumns.persons.contains(payee)
            && rows[place, 2] == Int64(lines.nextTransfer(of: payee))
            && rows[place, 2] <= Int64(batch.transferCount)
        guard isSound else { return }
        if number < 0 || number >= places.count || places[number] == nil {
            let (right, provider) = try classes[rows[place, 5]]
            places += Array(repeating: nil, count: max(0, number + 1 - places.count))
            places[number] = try lines.places(of: right, provider: provider)
        }
        guard let found = places[number] else { return }
        lines.append(
            person: person,
            payee: payee,
            month: try StoredBounds.month(rows[place, 6]).number,
            amount: amount,
            at: found
        )
        guard !repeats.isEmpty, let repeated = repeats[row] else { return }
        lines.markLast(origin: repeated.origin, replaces: repeated.replaces)
    }

    func finish() throws -> StoredLines {
        guard isSound, lines.count == batch.lineCount else {
            throw StoreError.damaged(
                "batch \(batch.code): \(lines.count) lines, \(batch.lineCount) were frozen"
            )
        }
        return lines
    }
}

/// The lines of some batches, taken while all lines are proven.
///
/// One batch is kept whatever its size, for who asks for it holds its lines anyway; more of them only
/// as far as they are few.
package final class KeptLines {
    private var batches: [Int64: BatchRecord] = [:]
    private var builders: [Int64: LineBuilder] = [:]

    /// The most lines of several batches.
    private static let capacity = 200_000

    /// For these batches, the first of them in any case.
    package init(of batches: [BatchRecord]) {
        var count = 0
        for batch in batches {
            count += batch.lineCount
            guard self.batches.isEmpty || count <= Self.capacity else { return }
            self.batches[batch.row] = batch
        }
    }

    /// Forgets what was taken: a proof begins.
    ///
    /// A batch whose lines mean nothing is not kept: the proof says why, or who asks for its lines.
    func begin(_ db: Database) {
        builders = batches.compactMapValues { try? LineBuilder(BooksReader(db: db), $0) }
    }

    /// Takes a piece of a batch's lines.
    ///
    /// What is wrong with them is for the proof to say; without a finding of it, it is said when they
    /// are asked for.
    func take(_ rows: LineRows, of batch: Int64) {
        guard var builder = builders.removeValue(forKey: batch) else { return }
        do { try builder.take(rows) } catch { builder.isSound = false }
        builders[batch] = builder
    }

    /// The lines of a batch, after a proof that found nothing: given away, or read where they were
    /// not kept.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` where they are not as many as were frozen, or not sound.
    package func take(_ batch: BatchRecord, _ books: Books) throws -> StoredLines {
        guard let builder = builders.removeValue(forKey: batch.row) else {
            return try books.lines(of: batch)
        }
        return try builder.finish()
    }
}

extension BooksReader {
    /// The lines of a batch in canonical order, with number, transfer number, provider and whether
    /// a stop list took them away.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` where they are not those that were frozen.
    package func lines(of batch: BatchRecord) throws -> StoredLines {
        var builder = try LineBuilder(self, batch)
        // A batch's lines lie together: no index is needed to find them.
        var rows = try LineScan(db, batch: batch.row)
        while try rows.nextPiece() { try builder.take(rows.piece) }
        return try builder.finish()
    }

    /// The numbers of the lines that stop lists took away.
    package func stoppedLines(of batch: BatchRecord) throws -> Set<Int> {
        guard batch.stopCount > 0 else { return [] }
        return try Int.fetchSet(
            db,
            sql: "SELECT line FROM stopped_line WHERE batch = ?",
            arguments: [batch.row]
        )
    }
}

extension BooksReader {
    /// The lines of a batch that pay others again and were not stopped: number, and the id of the
    /// transfer that came back, in order of number.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` for a row that no step wrote.
    package func repeats(of batch: BatchRecord) throws -> [(number: Int, replaces: String)] {
        let stopped = try stoppedLines(of: batch)
        return try repeatedLines(of: batch).sorted { $0.key < $1.key }.map {
            (Int($0.key - batch.firstLine) + 1, $0.value.replaces)
        }.filter { !stopped.contains($0.number) }
    }

    /// The lines of a batch that pay others again, by row.
    func repeatedLines(
        of batch: BatchRecord
    ) throws -> [Int64: (origin: Int64, replaces: String)] {
        let rows = try Scan(
            db,
            "SELECT row, origin, replaces FROM repeated_line WHERE row BETWEEN ? AND ?"
        )
        rows.bind(1, batch.firstLine)
        rows.bind(2, batch.firstLine + Int64(batch.lineCount) - 1)
        var repeats: [Int64: (origin: Int64, replaces: String)] = [:]
        while try rows.step() {
            guard rows.integer(1) > 0, rows.integer(1) < batch.firstLine else {
                throw StoreError.damaged("repeated_line: an origin")
            }
            repeats[rows.integer(0)] = (rows.integer(1), rows.text(2))
        }
        return repeats
    }
}

/// The narrow rows of a batch's lines, held against the batch's digest as they are read.
///
/// The digest stands in the batch's row, which the log proves: who reads to the end has read what
/// was frozen, to the last bit.
struct LineScan: ~Copyable {
    private let batchRow: Int64
    private let reader: LineReader
    /// The rows that are still to be read.
    private var rest: Range<Int64>
    private var place = -1
    private var digest = LineDigest()
    private let wanted: [UInt8]

    /// The lines of the batch of a row.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` where there is none, or it can have no such lines.
    init(_ db: Database, batch row: Int64) throws {
        let frozen = try Self.frozen(db, row)
        reader = try LineReader(db)
        batchRow = row
        rest = frozen.rows
        wanted = frozen.digest
    }

    /// What a batch's row says of its lines.
    private static func frozen(
        _ db: Database,
        _ row: Int64
    ) throws -> (rows: Range<Int64>, digest: [UInt8]) {
        let batch = try Scan(
            db,
            "SELECT first_line, line_count, line_digest FROM batch WHERE rowid = ?"
        )
        batch.bind(1, row)
        guard try batch.step(), (0...StoredBounds.rows).contains(batch.integer(0)),
            (0...StoredBounds.rows).contains(batch.integer(1))
        else { throw StoreError.damaged("batch \(row): its lines") }
        let first = batch.integer(0)
        return (first..<first + batch.integer(1), unsafe batch.withBytes(2) { unsafe Array($0) })
    }

    /// Goes to the next line; false after the last.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` where the lines read are not those that were frozen.
    mutating func next() throws -> Bool {
        place += 1
        if place < reader.rows.count { return true }
        return try nextPiece()
    }

    /// The lines that were read last.
    var piece: LineRows { reader.rows }

    /// Goes to the next piece, for who takes whole ones; false after the last.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` where the lines read are not those that were frozen.
    mutating func nextPiece() throws -> Bool {
        let piece = rest.prefix(LineRows.capacity)
        rest = piece.upperBound..<rest.upperBound
        try reader.read(piece.startIndex..<piece.endIndex)
        digest.add(reader.rows)
        place = 0
        guard reader.rows.count == piece.count, !reader.rows.isForeign,
            piece.isEmpty ? digest.finish().bytes.elementsEqual(wanted) : true
        else { throw StoreError.damaged("batch_line: the lines of batch \(batchRow) were changed") }
        return !piece.isEmpty
    }

    var row: Int64 { reader.rows[place, 0] }
    var batch: Int64 { reader.rows[place, 1] }
    var transfer: Int64 { reader.rows[place, 2] }
    var person: Int64 { reader.rows[place, 3] }
    var payee: Int64 { reader.rows[place, 4] }
    var lineClass: Int64 { reader.rows[place, 5] }
    var month: Int64 { reader.rows[place, 6] }
    var amount: Int64 { reader.rows[place, 7] }
}

/// What lines share, by the number of their class: the right and the provider.
struct LineClasses {
    private var classes: [(right: LineRight, provider: String)?] = []

    init(_ db: Database) throws {
        let words = try Words(db)
        let rows = try Scan(
            db,
            """
            SELECT number, programme, category, kind, source, cause, rule, year, provider
            FROM line_class ORDER BY number
            """
        )
        while try rows.step() {
            // Numbers run from 1: what lies far above them is somebody else's row.
            guard case let number = Int(rows.integer(0)), number >= classes.count,
                number < classes.count + 1_000_000
            else { throw StoreError.damaged("line_class: a number") }
            classes += Array(repeating: nil, count: number - classes.count)
            let right = LineRight(
                programme: try words[rows.integer(1)],
                category: try words[rows.integer(2)],
                kind: try words[rows.integer(3)],
                source: try words[rows.integer(4)],
                cause: try words[rows.integer(5)],
                rule: try words[rows.integer(6)],
                year: Int(rows.integer(7))
            )
            classes.append((right, try words[rows.integer(8)]))
        }
    }

    subscript(number: Int64) -> (right: LineRight, provider: String) {
        get throws {
            guard number >= 0, number < classes.count, let found = classes[Int(number)] else {
                throw StoreError.damaged("line: unknown class")
            }
            return found
        }
    }
}

/// The words of `term`, by number.
struct Words {
    private var texts: [String?] = []

    init(_ db: Database) throws {
        let rows = try Scan(db, "SELECT number, text FROM term ORDER BY number")
        while try rows.step() {
            // Numbers run from 1: what lies far above them is somebody else's row.
            guard case let number = Int(rows.integer(0)), number >= texts.count,
                number < texts.count + 1_000_000
            else { throw StoreError.damaged("term: a number") }
            texts += Array(repeating: nil, count: number - texts.count)
            texts.append(rows.text(1))
        }
    }

    subscript(number: Int64) -> String {
        get throws {
            guard number >= 0, number < texts.count, let text = texts[Int(number)] else {
                throw StoreError.damaged("line: unknown term")
            }
            return text
        }
    }
}

/// What a row of ours can hold: somebody with SQL may have put anything there, and is to be told of
/// it, not to stop the program.
enum StoredBounds {
    /// More rows than any books have; sums of two row numbers do not overflow.
    static let rows: Int64 = 1_000_000_000_000

    /// A month.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` where it lies outside the calendar.
    static func month(_ number: Int64) throws -> CalendarMonth {
        guard let year = Int(exactly: number / 12), number >= 0, CivilDate.years.contains(year)
        else { throw StoreError.damaged("line: a month") }
        return CalendarMonth(number: Int32(number))
    }

    /// A sum of amounts.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` where none of ours comes to it.
    static func sum(_ amount: Int64) throws -> Int64 {
        guard (0...StepWriter.largestTurnover).contains(amount) else {
            throw StoreError.damaged("line: an amount")
        }
        return amount
    }
}
