// The lines of all batches in order of person, for as many persons as fit a page of the register.
//
// A batch's lines lie in order of payee, and nearly everybody receives what is theirs: those lines are
// found where they lie. An index knows the few others alone (decision 0041).
//
// Invariants:
// (1) Each line whose person lies in the range is given once; persons ascend.
// (2) Ranges that ascend read each row once; a cursor a batch is all that is kept.
// (3) Rows that are not in order of payee are damaged rows: a search would go by them.

import GRDB

/// One line, as the bulk path looks at it.
struct PersonLine {
    let person: Int64
    let month: Int64
    let amount: Int64
    let lineClass: Int64
    let batch: Int64
    let row: Int64
}

/// Reads lines by person; not for two threads at a time.
final class PersonLines {
    /// Where a batch's lines lie, and how far they were read.
    private struct Cursor {
        let rows: Range<Int64>
        /// The next row to be read, and its payee; `.max` after the last.
        var next: Int64
        var payee: Int64
    }

    private var cursors: [Cursor] = []
    /// The rows of the batch whose lines are left out.
    private let except: Range<Int64>
    /// Persons up to this one were read.
    private var passed = Int64.min
    private var found: [PersonLine] = []
    /// Room for sorting.
    private var sorted: [PersonLine] = []

    private static let columns = "person, payee, month, amount, class, batch, row"
    /// Rows that are read at once: those behind a page's last are read again with the next page.
    private static let blockRows: Int64 = 512

    /// Before the first line.
    ///
    /// - Parameters:
    ///   - db: The connection.
    ///   - except: The rows of a batch that is read otherwise; empty for none.
    /// - Throws: ``StoreError/damaged(_:)`` where batches can have no such lines.
    init(_ db: Database, except: Range<Int64> = 0..<0) throws {
        self.except = except
        let batches = try Scan(db, "SELECT first_line, line_count FROM batch ORDER BY rowid")
        while try batches.step() {
            let (first, count) = (batches.integer(0), batches.integer(1))
            guard (0...StoredBounds.rows).contains(first), (0...StoredBounds.rows).contains(count)
            else { throw StoreError.damaged("batch: its lines") }
            guard count > 0, except.isEmpty || first != except.lowerBound else { continue }
            cursors.append(Cursor(rows: first..<first + count, next: first, payee: .min))
        }
    }

    /// The least person whose lines were not read yet; nil after the last.
    ///
    /// - Throws: `DatabaseError`; ``StoreError/damaged(_:)`` where a batch lacks a row.
    func nextPerson(_ db: Database) throws -> Int64? {
        let payees = try Scan(db, Self.payeeOfRow)
        for index in cursors.indices where cursors[index].payee == .min {
            try show(cursors[index].next, payees, in: &cursors[index])
        }
        let others = try Scan(
            db,
            """
            SELECT person FROM batch_line INDEXED BY batch_line_other_person
            WHERE person <> payee AND person > ? ORDER BY person LIMIT 1
            """
        )
        others.bind(1, passed)
        let other = try others.step() ? others.integer(0) : Int64.max
        let least = min(other, cursors.map(\.payee).min() ?? .max)
        return least == .max ? nil : least
    }

    /// Reads the lines of the persons of a range.
    ///
    /// - Parameters:
    ///   - db: The connection.
    ///   - persons: The range: a page of the register.
    /// - Returns: The lines in order of person.
    /// - Throws: `DatabaseError`; ``StoreError/damaged(_:)`` for rows that are not in order of payee.
    func read(_ db: Database, _ persons: ClosedRange<Int64>) throws -> [PersonLine] {
        precondition(persons.count <= 65_536, "a page of persons")
        found.removeAll(keepingCapacity: true)
        if persons.lowerBound <= passed {
            for index in cursors.indices { cursors[index].payee = .min }
        }
        passed = persons.upperBound
        if !cursors.isEmpty { try readOwn(db, persons) }
        try readOthers(db, persons)
        Self.sort(&found, persons, room: &sorted)
        return found
    }

    /// Reads the lines of those who receive what is theirs, batch by batch.
    private func readOwn(_ db: Database, _ persons: ClosedRange<Int64>) throws {
        let payees = try Scan(db, Self.payeeOfRow)
        let reader = try LineReader(db)
        for index in cursors.indices where cursors[index].payee <= persons.upperBound {
            if cursors[index].payee < persons.lowerBound {
                try seek(persons.lowerBound, payees, in: &cursors[index])
            }
            guard cursors[index].payee <= persons.upperBound else { continue }
            try Self.read(reader, through: persons.upperBound, in: &cursors[index], into: &found)
        }
    }

    /// Reads on in a batch as long as payees are not above a number.
    private static func read(
        _ reader: borrowing LineReader,
        through last: Int64,
        in cursor: inout Cursor,
        into found: inout [PersonLine]
    ) throws {
        while cursor.next < cursor.rows.upperBound {
            let block = cursor.next..<min(cursor.next + blockRows, cursor.rows.upperBound)
            try reader.read(block)
            let isPassed = try take(reader.rows, through: last, in: &cursor, into: &found)
            if isPassed { return }
            guard cursor.next == block.upperBound else { throw damaged(cursor.next) }
        }
        cursor.payee = .max
    }

    /// Takes the rows of a block up to a payee's.
    ///
    /// - Returns: Whether a later payee's row was seen.
    private static func take(
        _ rows: LineRows,
        through last: Int64,
        in cursor: inout Cursor,
        into found: inout [PersonLine]
    ) throws -> Bool {
        guard !rows.isForeign else { throw damaged(cursor.next) }
        return try rows.withCells { cells in
            for start in stride(from: 0, to: cells.count, by: LineRows.cells) {
                let (row, payee) = (cells[start], cells[start + 4])
                guard payee >= cursor.payee, row == cursor.next else { throw damaged(row) }
                cursor.payee = payee
                if payee > last { return true }
                if cells[start + 3] == payee {
                    found.append(
                        PersonLine(
                            person: payee,
                            month: cells[start + 6],
                            amount: cells[start + 7],
                            lineClass: cells[start + 5],
                            batch: cells[start + 1],
                            row: row
                        )
                    )
                }
                cursor.next += 1
            }
            return false
        }
    }

    /// Reads the lines of those for whom somebody else receives.
    private func readOthers(_ db: Database, _ persons: ClosedRange<Int64>) throws {
        let rows = try Scan(
            db,
            """
            SELECT \(Self.columns) FROM batch_line INDEXED BY batch_line_other_person
            WHERE person <> payee AND person BETWEEN ? AND ? ORDER BY person
            """
        )
        rows.bind(1, persons.lowerBound)
        rows.bind(2, persons.upperBound)
        while try rows.step() {
            guard persons.contains(rows.integer(0)) else { throw Self.damaged(rows.integer(6)) }
            if !except.contains(rows.integer(6)) { found.append(line(rows)) }
        }
    }

    private func line(_ rows: borrowing Scan) -> PersonLine {
        PersonLine(
            person: rows.integer(0),
            month: rows.integer(2),
            amount: rows.integer(3),
            lineClass: rows.integer(4),
            batch: rows.integer(5),
            row: rows.integer(6)
        )
    }

    /// Goes to the first row of a batch whose payee is not below a number.
    private func seek(
        _ payee: Int64,
        _ payees: borrowing Scan,
        in cursor: inout Cursor
    ) throws {
        // From where it stands, unless it stands behind: payees ascend.
        var low = cursor.payee == .min ? cursor.rows.lowerBound : cursor.next
        var high = cursor.rows.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if try Self.payee(ofRow: middle, payees) < payee {
                low = middle + 1
            } else {
                high = middle
            }
        }
        try show(low, payees, in: &cursor)
    }

    /// Puts a cursor before a row.
    private func show(
        _ row: Int64,
        _ payees: borrowing Scan,
        in cursor: inout Cursor
    ) throws {
        cursor.next = row
        cursor.payee =
            row < cursor.rows.upperBound ? try Self.payee(ofRow: row, payees) : .max
    }

    private static let payeeOfRow = "SELECT payee FROM batch_line WHERE row = ?"

    private static func payee(ofRow row: Int64, _ payees: borrowing Scan) throws -> Int64 {
        payees.bind(1, row)
        defer { payees.reset() }
        guard try payees.step() else { throw damaged(row) }
        return payees.integer(0)
    }

    private static func damaged(_ row: Int64) -> StoreError { .damaged("batch_line: row \(row)") }

    /// Puts what was found in order of person; of one person, rows stay as they were found.
    private static func sort(
        _ found: inout [PersonLine],
        _ persons: ClosedRange<Int64>,
        room sorted: inout [PersonLine]
    ) {
        var isSorted = true
        for index in found.indices.dropFirst() {
            isSorted = isSorted && found[index - 1].person <= found[index].person
        }
        guard !isSorted else { return }
        var ends = [Int](repeating: 0, count: persons.count + 1)
        for line in found { ends[Int(line.person - persons.lowerBound) + 1] += 1 }
        for index in ends.indices.dropFirst() { ends[index] += ends[index - 1] }
        sorted = found
        for line in found {
            let place = Int(line.person - persons.lowerBound)
            sorted[ends[place]] = line
            ends[place] += 1
        }
        swap(&sorted, &found)
    }
}
