// The lines of a batch, as the books have them.
//
// Invariant: a batch's lines lie together in the order of their numbers, from its first row on.

import Disbursement
import GRDB
import Ledger

extension BooksReader {
    /// The lines of a batch in canonical order, with number, transfer number, provider and whether
    /// a stop list took them away.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` where there are not as many as were frozen.
    package func lines(of batch: BatchRecord) throws -> [StoredLine] {
        let words = try Words(db)
        let stopped = try stoppedLines(of: batch)
        // A batch's lines lie together: no index is needed to find them.
        let rows = try Scan(
            db,
            """
            SELECT row, origin, number, transfer, provider, person, payee, programme, category,
              month, kind, source, cause, amount, rule, year, replaces, batch
            FROM line WHERE row BETWEEN ? AND ? ORDER BY row
            """
        )
        rows.bind(1, batch.firstLine)
        rows.bind(2, batch.firstLine + Int64(batch.lineCount) - 1)
        var rights = LineRights()
        var lines: [StoredLine] = []
        lines.reserveCapacity(batch.lineCount)
        while try rows.step() {
            guard rows.integer(17) == batch.row,
                (1...Money.largestAmount).contains(rows.integer(13)),
                rows.integer(3) > 0, rows.integer(3) <= batch.transferCount,
                rows.integer(2) > 0, rows.integer(2) <= batch.lineCount
            else { break }
            let number = Int(rows.integer(2))
            lines.append(
                StoredLine(
                    row: rows.integer(0),
                    origin: rows.integer(1),
                    number: number,
                    transfer: Int(rows.integer(3)),
                    provider: try words[rows.integer(4)],
                    line: DueLine(
                        person: rows.integer(5),
                        payee: rows.integer(6),
                        right: rights.shared(
                            programme: try words[rows.integer(7)],
                            category: try words[rows.integer(8)],
                            kind: try words[rows.integer(10)],
                            source: try words[rows.integer(11)],
                            cause: try words[rows.integer(12)],
                            rule: try words[rows.integer(14)],
                            year: Int(rows.integer(15))
                        ),
                        month: try StoredBounds.month(rows.integer(9)),
                        amount: rows.integer(13),
                        replaces: rows.text(16)
                    ),
                    isStopped: stopped.contains(number)
                )
            )
        }
        guard lines.count == batch.lineCount else {
            throw StoreError.damaged(
                "batch \(batch.code): \(lines.count) lines, \(batch.lineCount) were frozen"
            )
        }
        return lines
    }

    /// The numbers of the lines that stop lists took away.
    func stoppedLines(of batch: BatchRecord) throws -> Set<Int> {
        guard batch.stopCount > 0 else { return [] }
        return try Int.fetchSet(
            db,
            sql: "SELECT line FROM stopped_line WHERE batch = ?",
            arguments: [batch.row]
        )
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
