// The journal read from the rows, entry by entry.
//
// Invariants:
// (1) Entries come in the order in which they were booked, each with its postings in theirs.
// (2) A posting carries the codes of the budget line that it is on, on the day of its entry.
// (3) What no entry of ours can be is refused: the report that rests on it stops and names the entry.

import GRDB
package import Ledger

extension BooksReader {
    /// Gives every journal entry, in order of booking.
    package func forEachEntry(_ body: (JournalEntry) throws -> Void) throws {
        try forEachEntry(touching: nil, skipped: { _, _ in }, body)
    }

    /// Gives the entries that move an account, in order of booking; of the others only unit and day.
    ///
    /// - Parameters:
    ///   - account: The account's code.
    ///   - unit: The unit that the account is of; nil for all units.
    ///   - skipped: Takes unit and day of the books of an entry that does not move it.
    ///   - body: Takes an entry that does.
    /// - Throws: ``StoreError``, what the bodies throw.
    package func forEachEntry(
        on account: String,
        of unit: String?,
        skipped: (String, CivilDate) throws -> Void,
        _ body: (JournalEntry) throws -> Void
    ) throws {
        let numbers = try Int64.fetchAll(
            db,
            sql: """
                SELECT number FROM posting_class WHERE account = ?1 AND (?2 IS NULL OR unit = ?2)
                """,
            arguments: [account, unit]
        )
        try forEachEntry(touching: Set(numbers), skipped: skipped, body)
    }

    private func forEachEntry(
        touching classes: Set<Int64>?,
        skipped: (String, CivilDate) throws -> Void,
        _ body: (JournalEntry) throws -> Void
    ) throws {
        let known = try PostingClasses(all: db)
        var lines = try LinesOfClasses(self)
        let entries = try Scan(
            db,
            """
            SELECT number, unit, booked_on, first_posting, posting_count, key, event, value_on,
              document, reverses FROM entry ORDER BY number
            """
        )
        let postings = try PostingScan(db)
        while try entries.step() {
            let number = entries.integer(0)
            let unit = entries.text(1)
            guard let bookedOn = CivilDate(iso: entries.text(2)) else {
                throw StoreError.damaged("entry \(number): a date is damaged")
            }
            let isTouched = try postings.read(
                entry: number,
                first: entries.integer(3),
                count: entries.integer(4),
                touching: classes
            )
            guard isTouched else {
                try skipped(unit, bookedOn)
                continue
            }
            try body(
                try Self.entry(
                    entries,
                    unit,
                    bookedOn,
                    try postings.postings(known, &lines, of: unit, on: bookedOn)
                )
            )
        }
    }

    /// The entry on whose row a scan stands.
    private static func entry(
        _ row: borrowing Scan,
        _ unit: String,
        _ bookedOn: CivilDate,
        _ postings: [Posting]
    ) throws -> JournalEntry {
        let (number, key) = (row.integer(0), row.text(5))
        guard !unit.isEmpty, !key.isEmpty else {
            throw StoreError.damaged("entry \(number): without a key or unit")
        }
        guard let valueOn = CivilDate(iso: row.text(7)) else {
            throw StoreError.damaged("entry \(number): a date is damaged")
        }
        do {
            return try JournalEntry(
                key: key,
                event: row.text(6),
                unit: unit,
                bookedOn: bookedOn,
                valueOn: valueOn,
                document: row.text(8),
                postings: postings,
                reverses: row.textIfAny(9)
            )
        } catch {
            throw StoreError.damaged("entry \(number): \(error)")
        }
    }
}

/// Reads the postings of entries that are asked for in order.
private final class PostingScan {
    private struct Cells {
        let postingClass: Int64
        let amount: Int64
        let person: Int64
    }

    private let scan: Scan
    private var next: Int64 = 1
    private var entry: Int64 = 0
    private var cells: [Cells] = []

    init(_ db: Database) throws {
        scan = try Scan(
            db,
            "SELECT row, entry, class, amount, person FROM \(Schema.postingTable) ORDER BY row"
        )
    }

    /// Reads the rows of the next entry.
    ///
    /// - Returns: Whether one is of the classes; true where none are named.
    func read(
        entry number: Int64,
        first: Int64,
        count: Int64,
        touching classes: Set<Int64>?
    ) throws -> Bool {
        entry = number
        cells.removeAll(keepingCapacity: true)
        var isTouched = classes == nil
        guard first == next, (1...StoredBounds.rows).contains(count) else {
            throw StoreError.damaged("posting of entry \(number): damaged")
        }
        for row in first..<first + count {
            guard try scan.step(), scan.isAllIntegers, scan.integer(0) == row,
                scan.integer(1) == number
            else { throw StoreError.damaged("posting of entry \(number): damaged") }
            let cell = Cells(
                postingClass: scan.integer(2),
                amount: scan.integer(3),
                person: scan.integer(4)
            )
            if let classes, classes.contains(cell.postingClass) { isTouched = true }
            cells.append(cell)
        }
        next = first + count
        return isTouched
    }

    /// The postings that were read last.
    func postings(
        _ classes: PostingClasses,
        _ lines: inout LinesOfClasses,
        of unit: String,
        on day: CivilDate
    ) throws -> [Posting] {
        let damaged = StoreError.damaged("posting of entry \(entry): damaged")
        let range = -StepWriter.largestTurnover...StepWriter.largestTurnover
        do {
            return try cells.map { cell in
                guard let known = classes.byNumber[cell.postingClass], known.unit == unit,
                    known.currency == "VND", range.contains(cell.amount), !unit.isEmpty
                else { throw damaged }
                var dimensions = known.dimensions(person: cell.person == 0 ? nil : cell.person)
                dimensions.codes = lines.codes(of: cell.postingClass, known, on: day)
                return try Posting(
                    account: known.account,
                    side: cell.amount > 0 ? .debit : .credit,
                    amount: .vnd(abs(cell.amount)),
                    dimensions: dimensions
                )
            }
        } catch is PostingRefusal {
            throw damaged
        }
    }
}
