// Rights that two live lines cover in one cause: there must be none, over all batches and units.
//
// Invariants:
// (1) A line that a stop list took away, whose batch was cancelled or that another live line pays
//     again is not live.
// (2) Lines are read in order of person, so that no more than one person's are held at once.

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

extension BooksReader {
    /// How many rights more than one live line covers in the same cause.
    ///
    /// - Parameter persons: The persons' numbers; all of them where none are given.
    /// - Returns: The number of such rights.
    /// - Throws: ``StoreError``.
    package func doublyCovered(persons: ClosedRange<Int64>? = nil) throws -> Int {
        let dead = try DeadLines(db)
        let rights = try RightNumbers(db)
        let rows = try Scan(
            db,
            """
            SELECT person, month, class, row, batch FROM batch_line
            WHERE person BETWEEN ? AND ? ORDER BY person
            """
        )
        rows.bind(1, persons?.lowerBound ?? .min)
        rows.bind(2, persons?.upperBound ?? .max)
        var doubles = 0
        var person: Int64?
        var seen: [(month: Int64, right: Int)] = []
        func close() {
            defer { seen.removeAll(keepingCapacity: true) }
            guard seen.count > 1 else { return }
            seen.sort { ($0.month, $0.right) < ($1.month, $1.right) }
            // Each right counts once, however often it is covered.
            for index in 1..<seen.count where seen[index] == seen[index - 1] {
                if index < 2 || seen[index] != seen[index - 2] { doubles += 1 }
            }
        }
        while try rows.step() {
            if rows.integer(0) != person {
                close()
                person = rows.integer(0)
            }
            guard !dead.contains(row: rows.integer(3), batch: rows.integer(4)) else { continue }
            seen.append((rows.integer(1), try rights[rows.integer(2)]))
        }
        close()
        return doubles
    }
}

/// The right and cause of each class as one number: classes of other rules, years and providers
/// share it.
private struct RightNumbers {
    private var numbers: [Int64: Int] = [:]

    init(_ db: Database) throws {
        var places: [[Int64]: Int] = [:]
        let rows = try Scan(
            db,
            "SELECT number, programme, category, kind, source, cause FROM line_class"
        )
        while try rows.step() {
            let words = (Int32(1)...5).map { rows.integer($0) }
            let place = places[words] ?? places.count
            places[words] = place
            numbers[rows.integer(0)] = place
        }
    }

    subscript(lineClass: Int64) -> Int {
        get throws {
            guard let number = numbers[lineClass] else {
                throw StoreError.damaged("line: unknown class")
            }
            return number
        }
    }
}
