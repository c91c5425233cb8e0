// What live lines cover, read in order of person for as many persons as fit a page.
//
// Invariants:
// (1) A line is live that no stop list took away, whose batch is not cancelled, and that no live line
//     pays again.
// (2) Rows are read once each, as numbers; words are looked up once a class of lines.
// (3) A right counts as many lines as its highest cause says, also where one before it is live no more (a netting
//     that was taken back): what is due next has a cause that no live line bears.

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
    /// How many lines of its right there are up to a line of the class, by its number.
    private var ordinals: [Int32] = []
    /// Over the lines read so far, also those that cover nothing before the limit.
    private var doubles: DoubleRights?

    /// The lines of all batches but the limit's own.
    private let lines: PersonLines
    /// The lines of the limit's own, which were read and proven already.
    private var own: OwnLines?

    fileprivate init(_ db: Database, before batch: BatchRecord?, _ lines: StoredLines?) throws {
        doubles = batch == nil ? nil : try DoubleRights(db)
        self.lines = try PersonLines(db, except: lines?.rows ?? 0..<0)
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
            """
            SELECT number, programme, category, kind, source, cause FROM line_class ORDER BY number
            """
        )
        while try rows.step() {
            // Numbers run from 1: what lies far above them is somebody else's row.
            guard case let number = Int(rows.integer(0)), number >= places.count,
                number < places.count + 1_000_000
            else { throw StoreError.damaged("line_class: a number") }
            places += Array(repeating: .max, count: number - places.count)
            ordinals += Array(repeating: 0, count: number - ordinals.count)
            ordinals.append(LineRight.ordinal(ofCause: try words[rows.integer(5)]))
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
        for line in try lines.read(db, persons) {
            try takeOwn(through: line.person - 1)
            try take(line)
        }
        try takeOwn(through: persons.upperBound)
        for amount in columns.amounts { _ = try StoredBounds.sum(amount) }
        return columns
    }

    /// Takes the lines of the batch's own persons up to a number.
    private func takeOwn(through person: Int64) throws {
        guard let own else { return }
        while let line = own.order.next(through: person) {
            let row = own.rows.lowerBound + Int64(line.place)
            doubles?.add(
                person: line.person,
                month: Int64(line.month),
                right: own.rights[line.right],
                row: row,
                batch: limit
            )
            guard own.lines.isRepeated(line.place), !cancelled.contains(limit), !gone.contains(row)
            else { continue }
            let isAdded = columns.add(
                person: line.person,
                month: line.month,
                class: own.classes[line.right],
                amount: line.amount
            )
            guard isAdded else { throw StoreError.damaged("batch_line: an amount") }
        }
    }

    /// Takes a line of another batch.
    private func take(_ line: PersonLine) throws {
        try doubles?.add(line)
        guard line.batch < limit, !cancelled.contains(line.batch), !gone.contains(line.row) else {
            return
        }
        guard let number = Int(exactly: line.lineClass), places.indices.contains(number),
            places[number] != .max
        else { throw StoreError.damaged("batch_line: a class") }
        let isAdded = columns.add(
            person: line.person,
            month: try StoredBounds.month(line.month).number,
            class: places[number],
            amount: try StoredBounds.sum(line.amount),
            ordinal: ordinals[number]
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
    var order: PersonOrder

    init(_ lines: StoredLines, classes: [UInt32], rights: [Int]) {
        self.lines = lines
        self.classes = classes
        self.rights = rights
        rows = lines.rows
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
