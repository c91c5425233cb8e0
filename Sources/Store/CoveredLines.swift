// What live lines cover, read in order of person for as many persons as fit a page.
//
// Invariants:
// (1) A line is live that no stop list took away, whose batch is not cancelled, and that no live line
//     pays again.
// (2) Rows are read once each, as numbers; words are looked up once a class of lines.

package import Disbursement
import GRDB
import Ledger

/// What live lines cover, for reading page by page.
package final class CoveredLines {
    /// Lines of this batch and later ones do not count, but those of its own that are paid again.
    private let limit: Int64
    private let cancelled: Set<Int64>
    /// The rows of lines that are stopped, or that live lines pay again.
    private let gone: Set<Int64>
    private var columns = CoveredColumns()
    /// The place of each class of lines in the columns' table, by its number.
    private var places: [UInt32] = []
    /// Over the lines read so far, also those that cover nothing before the limit.
    private var doubles: DoubleRights?

    /// The person of the line that was read last.
    private var lastPerson = Int64.min
    /// The lines of the limit's own, which were read and proven already.
    private var own: OwnLines?

    fileprivate init(_ db: Database, before batch: BatchRecord?, _ lines: StoredLines?) throws {
        doubles = batch == nil ? nil : try DoubleRights(db)
        limit = batch?.row ?? .max
        cancelled = try Int64.fetchSet(db, sql: "SELECT batch FROM cancellation")
        gone = try Int64.fetchSet(
            db,
            sql: """
                SELECT row FROM replaced_line WHERE by_batch <= ?
                UNION ALL SELECT b.first_line + x.line - 1
                  FROM stopped_line x JOIN batch b ON b.rowid = x.batch
                """,
            arguments: [limit]
        )
        try readClasses(db)
        own = lines.map { lines in
            OwnLines(
                lines,
                classes: lines.lines.table.map { right in
                    columns.place(
                        of: CoveredClass(
                            programme: right.programme,
                            category: right.category,
                            kind: right.kind,
                            source: right.source
                        )
                    )
                },
                rights: lines.lines.table.map { doubles?.number(of: $0) ?? -1 }
            )
        }
    }

    private func readClasses(_ db: Database) throws {
        let words = try Words(db)
        let rows = try Scan(
            db,
            "SELECT number, programme, category, kind, source FROM line_class ORDER BY number"
        )
        while try rows.step() {
            // Numbers run from 1: what lies far above them is somebody else's row.
            guard case let number = Int(rows.integer(0)), number >= places.count,
                number < places.count + 1_000_000
            else { throw StoreError.damaged("line_class: a number") }
            places += Array(repeating: .max, count: number - places.count)
            places.append(
                columns.place(
                    of: CoveredClass(
                        programme: try words[rows.integer(1)],
                        category: try words[rows.integer(2)],
                        kind: try words[rows.integer(3)],
                        source: try words[rows.integer(4)]
                    )
                )
            )
        }
    }

    /// The rights that more than one live line covers in the same cause, among the persons that were
    /// read; only where a batch was named.
    package func doubleCount() -> Int {
        guard var doubles else { preconditionFailure("doubles are counted for a batch") }
        return doubles.count()
    }

    fileprivate func read(_ db: Database, _ persons: ClosedRange<Int64>) throws -> CoveredColumns {
        columns.removeRows()
        lastPerson = .min
        if own != nil {
            try readOthers(db, persons)
        } else {
            let rows = try Scan(
                db,
                """
                SELECT person, month, amount, class, batch, row
                FROM batch_line WHERE person BETWEEN ? AND ? ORDER BY person
                """
            )
            rows.bind(1, persons.lowerBound)
            rows.bind(2, persons.upperBound)
            while try rows.step() { try take(rows) }
        }
        for amount in columns.amounts { _ = try StoredBounds.sum(amount) }
        return columns
    }

    /// Reads the lines of other batches in order of person, and those of its own between them.
    ///
    /// The index alone says whose they are: no row of the batch's own is looked up again.
    private func readOthers(_ db: Database, _ persons: ClosedRange<Int64>) throws {
        let entries = try Scan(
            db,
            """
            SELECT person, row FROM batch_line INDEXED BY batch_line_person
            WHERE person BETWEEN ? AND ? ORDER BY person
            """
        )
        entries.bind(1, persons.lowerBound)
        entries.bind(2, persons.upperBound)
        let line = try Scan(
            db,
            "SELECT person, month, amount, class, batch, row FROM batch_line WHERE row = ?"
        )
        while try entries.step() {
            let row = entries.integer(1)
            if own?.rows.contains(row) == true { continue }
            try takeOwn(through: entries.integer(0) - 1)
            line.bind(1, row)
            guard try line.step(), line.integer(0) == entries.integer(0) else {
                throw StoreError.damaged("batch_line: row \(row)")
            }
            try take(line)
            line.reset()
        }
        try takeOwn(through: persons.upperBound)
    }

    /// Takes the lines of the batch's own persons up to a number.
    private func takeOwn(through person: Int64) throws {
        guard let own else { return }
        while let place = own.order.next(through: person) {
            let right = own.lines.lines.right(place)
            let row = own.rows.lowerBound + Int64(place)
            doubles?.add(
                person: own.lines.lines.person(place),
                month: Int64(own.lines.lines.month(place)),
                right: own.rights[right],
                row: row,
                batch: limit
            )
            guard own.lines.isRepeated(place), !cancelled.contains(limit), !gone.contains(row)
            else { continue }
            let isAdded = columns.add(
                person: own.lines.lines.person(place),
                month: own.lines.lines.month(place),
                class: own.classes[right],
                amount: own.lines.lines.amount(place)
            )
            guard isAdded else { throw StoreError.damaged("batch_line: an amount") }
        }
    }

    /// Takes the line on which a scan stands.
    private func take(_ rows: borrowing Scan) throws {
        let (batch, row) = (rows.integer(4), rows.integer(5))
        // A search through a damaged index may give anybody, in any order.
        guard rows.integer(0) >= lastPerson else {
            throw StoreError.damaged("batch_line: the index over persons")
        }
        lastPerson = rows.integer(0)
        try doubles?.add(
            person: rows.integer(0),
            month: rows.integer(1),
            lineClass: rows.integer(3),
            row: row,
            batch: batch
        )
        guard batch < limit, !cancelled.contains(batch), !gone.contains(row) else { return }
        guard let number = Int(exactly: rows.integer(3)), places.indices.contains(number),
            places[number] != .max
        else { throw StoreError.damaged("batch_line: a class") }
        let isAdded = columns.add(
            person: rows.integer(0),
            month: try StoredBounds.month(rows.integer(1)).number,
            class: places[number],
            amount: try StoredBounds.sum(rows.integer(2))
        )
        guard isAdded else { throw StoreError.damaged("batch_line: an amount") }
    }
}

/// The lines of the batch that is looked at, in order of person.
///
/// A class, so that asking it for each line copies no table.
private final class OwnLines {
    let lines: StoredLines
    /// The rows of the lines.
    let rows: Range<Int64>
    /// The place among the classes of what is covered, by right.
    let classes: [UInt32]
    /// The number of right and cause, by right.
    let rights: [Int]
    let order: PersonOrder

    init(_ lines: StoredLines, classes: [UInt32], rights: [Int]) {
        self.lines = lines
        self.classes = classes
        self.rights = rights
        rows = lines.firstRow..<lines.firstRow + Int64(lines.count)
        order = PersonOrder(lines.lines)
    }
}

extension BooksReader {
    /// What live lines of all batches and units cover.
    ///
    /// - Parameters:
    ///   - batch: Where one is named: what covered its new lines when it was frozen, as far as it
    ///     still does: lines of batches before it, and those of its own that are paid again.
    ///   - lines: The lines of that batch, as they were read and proven.
    /// - Returns: What is read page by page, persons ascending where a batch is named.
    /// - Throws: `StoreError`.
    package func coveredLines(
        before batch: BatchRecord? = nil,
        _ lines: StoredLines? = nil
    ) throws -> CoveredLines {
        precondition((batch == nil) == (lines == nil), "a batch with its lines")
        return try CoveredLines(db, before: batch, lines)
    }

    /// What is covered for persons of a range of numbers.
    ///
    /// - Throws: ``StoreError`` for a line of unknown words, or a month or sum that cannot be.
    package func covered(
        persons: ClosedRange<Int64>,
        by lines: CoveredLines
    ) throws -> CoveredColumns {
        try lines.read(db, persons)
    }
}

extension Books {
    /// What live lines of all batches and units cover, for reading page by page.
    package func coveredLines(
        before batch: BatchRecord? = nil,
        _ lines: StoredLines? = nil
    ) throws -> CoveredLines {
        try query { try $0.coveredLines(before: batch, lines) }
    }

    /// What is covered for persons of a range of numbers.
    package func covered(
        persons: ClosedRange<Int64>,
        by lines: CoveredLines
    ) throws -> CoveredColumns {
        try query { try $0.covered(persons: persons, by: lines) }
    }
}
