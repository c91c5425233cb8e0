// Rights that two live lines cover in one cause: there must be none, over all batches and units.
//
// Invariants:
// (1) A line that a stop list took away, whose batch was cancelled or that another live line pays
//     again is not live.
// (2) Lines are read in order of person, so that no more than a page's persons are held at once.

import Disbursement
import Enrolment
import GRDB

/// The lines that are not live, by row; exceptions, so they are few.
struct DeadLines {
    private let rows: Set<Int64>
    private let cancelled: Set<Int64>

    init(_ db: Database) throws {
        rows = try Int64.fetchSet(
            db,
            sql: """
                SELECT b.first_line + x.line - 1 FROM stopped_line x
                JOIN batch b ON b.rowid = x.batch
                UNION SELECT row FROM replaced_line
                """
        )
        cancelled = try Int64.fetchSet(db, sql: "SELECT batch FROM cancellation")
    }

    /// Whether a line of a batch is dead.
    func contains(row: Int64, batch: Int64) -> Bool {
        rows.contains(row) || cancelled.contains(batch)
    }
}

/// Counts the rights that more than one live line covers in the same cause.
struct DoubleRights {
    private let dead: DeadLines
    private let rights: RightNumbers
    private var person: Int64?
    private var seen: [(month: Int64, right: Int)] = []
    private var found = 0

    init(_ db: Database) throws {
        dead = try DeadLines(db)
        rights = try RightNumbers(db)
    }

    /// Takes a line; lines come in order of person.
    ///
    /// - Throws: ``StoreError`` for a line of an unknown class.
    mutating func add(_ line: PersonLine) throws {
        add(
            person: line.person,
            month: line.month,
            right: try rights[line.lineClass],
            row: line.row,
            batch: line.batch
        )
    }

    /// Takes a line whose right has a number already (``number(of:)``); lines come in order of person.
    mutating func add(person: Int64, month: Int64, right: Int, row: Int64, batch: Int64) {
        if person != self.person {
            close()
            self.person = person
        }
        guard !dead.contains(row: row, batch: batch) else { return }
        seen.append((month, right))
    }

    /// The number of a right and its cause; -1 for one that no line has.
    func number(of right: LineRight) -> Int { rights.number(of: right) }

    /// The number of such rights; the next line may be of anybody.
    mutating func count() -> Int {
        close()
        person = nil
        return found
    }

    private mutating func close() {
        defer { seen.removeAll(keepingCapacity: true) }
        guard seen.count > 1 else { return }
        seen.sort { ($0.month, $0.right) < ($1.month, $1.right) }
        // Each right counts once, however often it is covered.
        for index in 1..<seen.count where seen[index] == seen[index - 1] {
            if index < 2 || seen[index] != seen[index - 2] { found += 1 }
        }
    }
}

extension BooksReader {
    /// How many rights more than one live line covers in the same cause, over all persons.
    ///
    /// - Parameter read: A batch whose lines were read and proven already: they are not read again.
    /// - Returns: The number of such rights.
    /// - Throws: ``StoreError``.
    package func doublyCovered(
        besides read: (batch: BatchRecord, lines: StoredLines)? = nil
    ) throws -> Int {
        var doubles = try DoubleRights(db)
        let lines = try PersonLines(db, except: read?.lines.rows ?? 0..<0)
        var own = PersonOrder(read?.lines.lines ?? LineColumns())
        let rights = read?.lines.lines.table.map { doubles.number(of: $0) } ?? []
        func takeOwn(through person: Int64) {
            guard let read else { return }
            while let line = own.next(through: person) {
                doubles.add(
                    person: line.person,
                    month: Int64(line.month),
                    right: rights[line.right],
                    row: read.lines.firstRow + Int64(line.place),
                    batch: read.batch.row
                )
            }
        }
        while let person = [try lines.nextPerson(db), own.nextPerson()].compactMap({ $0 }).min() {
            guard person <= StoredBounds.rows else { throw StoreError.damaged("line: a person") }
            let page = PersonPage.numbers(ofPage: PersonPage.index(of: person))
            for line in try lines.read(db, page) {
                takeOwn(through: line.person - 1)
                try doubles.add(line)
            }
            takeOwn(through: page.upperBound)
        }
        return doubles.count()
    }
}

/// The right and cause of each class as one number: classes of other rules, years and providers
/// share it.
private struct RightNumbers {
    private var numbers: [Int] = []
    private var places: [[String]: Int] = [:]

    init(_ db: Database) throws {
        let words = try Words(db)
        let rows = try Scan(
            db,
            "SELECT number, programme, category, kind, source, cause FROM line_class ORDER BY number"
        )
        while try rows.step() {
            // Numbers run from 1: what lies far above them is somebody else's row.
            guard case let number = Int(rows.integer(0)), number >= numbers.count,
                number < numbers.count + 1_000_000
            else { throw StoreError.damaged("line_class: a number") }
            let key = try (Int32(1)...5).map { try words[rows.integer($0)] }
            let place = places[key] ?? places.count
            places[key] = place
            numbers += Array(repeating: -1, count: number - numbers.count)
            numbers.append(place)
        }
    }

    /// The number of a right's words.
    func number(of right: LineRight) -> Int {
        places[[right.programme, right.category, right.kind, right.source, right.cause]] ?? -1
    }

    subscript(lineClass: Int64) -> Int {
        get throws {
            guard let place = Int(exactly: lineClass), numbers.indices.contains(place),
                numbers[place] >= 0
            else { throw StoreError.damaged("line: unknown class") }
            return numbers[place]
        }
    }
}
