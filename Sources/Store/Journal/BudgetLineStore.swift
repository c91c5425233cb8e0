// Which budget line each funding source of a unit is, year by year: rows that a paper proves, in the log like
// every other.
//
// Invariants:
// (1) A posting holds its source and no codes: so leaves say what they always said, and a line that was entered
//     wrong is put right by another row.
// (2) Rows that no step can have written are refused, by a report as by `verify`.
// (3) What closed days were told to be on is never another line: ``BooksReader/closedDayToldOtherwise(by:)``.

package import Disbursement
import GRDB
package import Ledger

/// An assignment of a budget line as the books have it.
package struct BudgetLineRecord: Hashable, Sendable {
    /// What is assigned to what, from which day on.
    package let assignment: BudgetLineAssignment
    /// The paper, as it was written.
    package let document: String
    /// The fingerprint of the officer's certificate.
    package let officer: String
    /// The step that wrote it; 0 before it is written.
    package let step: Int64
    /// The fingerprint of who did that step; empty before it is written.
    package let doneBy: String

    /// An assignment that is about to be written.
    package init(assignment: BudgetLineAssignment, document: String, officer: String) {
        step = 0
        doneBy = ""
        self.assignment = assignment
        self.document = document
        self.officer = officer
    }

    private static let damaged = StoreError.damaged("budget_line: a row that no step writes")

    init(_ row: Row) throws {
        step = row["step"]
        doneBy = row["done_by"]
        func text(_ column: String) -> String { row[column] }
        let codes: BudgetCodes
        do throws(BudgetCodeRefusal) {
            let economic = text("economic_code")
            codes = try BudgetCodes(
                level: text("level"),
                chapter: text("chapter"),
                sector: text("sector"),
                economicCode: economic.isEmpty ? nil : economic,
                sourceCode: text("source_code")
            )
        } catch { throw Self.damaged }
        let (unit, source, programme) = (text("unit"), text("source"), text("programme"))
        guard let from = CivilDate(iso: text("valid_from")), !unit.isEmpty, !source.isEmpty else {
            throw Self.damaged
        }
        assignment = BudgetLineAssignment(
            line: BudgetLine(unit: unit, budgetYear: row["year"], codes: codes),
            source: source,
            programme: programme.isEmpty ? nil : programme,
            from: from
        )
        document = text("document")
        officer = text("officer")
    }
}

extension BooksReader {
    /// All assignments of budget lines, in the order in which they were entered.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` where a row is none that a step writes.
    package func budgetLines() throws -> [BudgetLineRecord] {
        try budgetLines(where: "TRUE", [])
    }

    /// The assignments that a condition picks, in the order in which they were entered.
    private func budgetLines(
        where condition: String,
        _ arguments: StatementArguments
    ) throws -> [BudgetLineRecord] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT b.*, coalesce((SELECT t.officer FROM step t WHERE t.step = b.step), '')
                  AS done_by
                FROM budget_line b WHERE \(condition) ORDER BY b.rowid
                """,
            arguments: arguments
        ).map { try BudgetLineRecord($0) }
    }

    /// The programmes that postings name, in order.
    ///
    /// - Throws: What the database throws.
    package func programmes() throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT programme FROM posting_class
                WHERE programme IS NOT NULL AND programme <> '' ORDER BY programme
                """
        )
    }

    /// The table that says which line each posting is on.
    ///
    /// - Throws: ``StoreError/damaged(_:)``.
    package func budgetLineTable() throws -> BudgetLineTable {
        var table = BudgetLineTable()
        for record in try budgetLines() { table.add(record.assignment) }
        return table
    }

    /// The programmes that have a budget line of their own, by year and source.
    ///
    /// - Parameter unit: A unit's code; of one that handed over, its successor's lines count.
    /// - Returns: Years, sources and programmes.
    /// - Throws: ``StoreError``.
    package func ownLines(unit: String) throws -> Set<SourceYear> {
        let own = try budgetLines(
            where: "b.unit = ? AND b.programme <> ''",
            [try bearer(of: unit)]
        )
        return Set(
            own.map(\.assignment).compactMap { assignment in
                assignment.programme.map {
                    SourceYear(
                        programme: $0,
                        year: assignment.line.budgetYear,
                        source: assignment.source
                    )
                }
            }
        )
    }

    /// The programmes by which an entry reserved its estimate, by year and source.
    ///
    /// - Parameter key: The entry's key.
    /// - Returns: Years, sources and programmes: what is taken back must be taken from there.
    /// - Throws: What the database throws.
    package func reservedLines(ofEntry key: String) throws -> Set<SourceYear> {
        Set(
            try Row.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT p.year, p.source, p.programme
                    FROM entry e CROSS JOIN posting p
                      ON p.row BETWEEN e.first_posting AND e.first_posting + e.posting_count - 1
                    WHERE e.key = ? AND p.account = 'RESERVED' AND p.side = 'debit'
                      AND p.programme IS NOT NULL
                    """,
                arguments: [key]
            ).map { row in
                guard let year = row["year"] as Int?, let source = row["source"] as String? else {
                    throw StoreError.damaged("posting of entry \(key): damaged")
                }
                return SourceYear(programme: row["programme"], year: year, source: source)
            }
        )
    }

    /// The programmes by which the estimate of a batch's lines was reserved, by year and source.
    ///
    /// A line that pays another one again was reserved with that one, and a claim that was carried to
    /// another year by the step that carried it.
    ///
    /// - Parameter code: The batch's code.
    /// - Returns: Years, sources and programmes: what is spent is spent there.
    /// - Throws: What the database throws.
    package func reservedLines(ofBatch code: String) throws -> Set<SourceYear> {
        var found: Set<SourceYear> = []
        var seen: Set<String> = []
        var waiting = [code]
        while let next = waiting.popLast() {
            guard seen.insert(next).inserted else { continue }
            for key in try ["\(next)/approved"] + carryingEntries(ofBatch: next) {
                found.formUnion(try reservedLines(ofEntry: key))
            }
            waiting += try repeatedBatches(of: next)
        }
        return found
    }

    /// The codes of the batches of which lines are paid again in a batch.
    private func repeatedBatches(of code: String) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT o.code FROM batch b CROSS JOIN repeated_line r
                  ON r.row BETWEEN b.first_line AND b.first_line + b.line_count - 1
                  CROSS JOIN batch_line l ON l.row = r.origin
                  CROSS JOIN batch o ON o.rowid = l.batch
                WHERE b.code = ?
                """,
            arguments: [code]
        )
    }

    /// The keys of the entries by which claims of a batch were carried to another year; the character after
    /// the slash is 0.
    private func carryingEntries(ofBatch code: String) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT e.key FROM paper q CROSS JOIN step t ON t.step = q.step
                  CROSS JOIN entry e ON e.key > t.key || '/' AND e.key < t.key || '0'
                WHERE q.key > ?1 || '/' AND q.key < ?1 || '0'
                """,
            arguments: ["\(CarriedClaim.event)/\(code)"]
        )
    }

    /// Whether an assignment would tell another line of days that are closed, or of a year that is settled,
    /// than they were told to be on.
    ///
    /// - Parameter assignment: What somebody wants to enter.
    /// - Returns: The last day that is closed; nil where nothing that was told changes.
    /// - Throws: ``StoreError``.
    package func closedDayToldOtherwise(
        by assignment: BudgetLineAssignment
    ) throws -> CivilDate? {
        let (unit, year) = (assignment.line.unit, assignment.line.budgetYear)
        let settled = try settlements(of: unit).first { $0.year == year }.map(\.settledOn)
        let closed = [try lastClosedDay(unit: unit), settled].compactMap { $0 }.max()
        guard let closed, assignment.from <= closed else { return nil }
        // One for all programmes leaves those alone that have a line of their own.
        let told = try budgetLines(
            where: "b.unit = ? AND b.year = ? AND b.source = ?",
            [unit, year, assignment.source]
        )
        let isTold = told.map(\.assignment).contains { other in
            other.from <= closed
                && (other.programme == nil || other.programme == assignment.programme)
                && other.line.codes != assignment.line.codes
        }
        return isTold ? closed : nil
    }

    /// VND that stands on an account of a unit, by the budget line that it is on on a day.
    ///
    /// - Parameters:
    ///   - account: The account.
    ///   - unit: The unit's code.
    ///   - source: The funding source.
    ///   - day: The day.
    /// - Returns: Debits less credits by codes, what is on no line under nil; in order of codes, nil first.
    /// - Throws: ``StoreError``.
    package func balancesByLine(
        account: String,
        unit: String,
        source: String,
        on day: CivilDate
    ) throws -> [(codes: BudgetCodes?, amount: Int64)] {
        let table = try budgetLineTable()
        var sums: [BudgetCodes?: Int64] = [:]
        for (posting, balance) in try balances(
            account: account,
            unit: unit,
            where: { $0.source == source }
        ) {
            let codes = table.assigned(posting.dimensions(person: nil), on: day).codes
            let (sum, overflow) = sums[codes, default: 0].addingReportingOverflow(balance)
            guard !overflow else { throw StoreError.damaged("posting: a sum") }
            sums[codes] = sum
        }
        return sums.filter { $0.value != 0 }
            .sorted { ($0.key?.description ?? "") < ($1.key?.description ?? "") }
            .map { ($0.key, $0.value) }
    }
}

extension StepWriter {
    /// Writes an assignment of a budget line.
    ///
    /// - Throws: What the database throws.
    package func insert(_ record: BudgetLineRecord) throws {
        let (assignment, line) = (record.assignment, record.assignment.line)
        try insert(
            "budget_line",
            [
                "unit", "year", "source", "programme", "valid_from", "level", "chapter", "sector",
                "economic_code", "source_code", "document", "officer",
            ],
            [
                line.unit, line.budgetYear, assignment.source, assignment.programme ?? "",
                "\(assignment.from)", line.codes.text(of: .level), line.codes.text(of: .chapter),
                line.codes.text(of: .sector), line.codes.text(of: .economicCode) ?? "",
                line.codes.text(of: .sourceCode), record.document, record.officer,
            ]
        )
    }
}

/// The lines of the classes of postings, each looked up once for all its days.
struct LinesOfClasses {
    private let table: BudgetLineTable
    private var ofClass: [Int64: [(from: CivilDate, codes: BudgetCodes)]] = [:]

    /// The lines that a connection sees.
    ///
    /// - Throws: ``StoreError/damaged(_:)``.
    init(_ reader: BooksReader) throws { table = try reader.budgetLineTable() }

    /// The codes of the line that a class of postings is on.
    ///
    /// - Parameters:
    ///   - number: The number of the class.
    ///   - posting: The class.
    ///   - day: The day of the books.
    /// - Returns: The codes; nil where it is on no line.
    mutating func codes(
        of number: Int64,
        _ posting: PostingClass,
        on day: CivilDate
    ) -> BudgetCodes? {
        guard !table.assignments.isEmpty, posting.year != nil, posting.source != nil else {
            return nil
        }
        let spans: [(from: CivilDate, codes: BudgetCodes)]
        if let known = ofClass[number] {
            spans = known
        } else {
            let dimensions = posting.dimensions(person: nil)
            // Between two days on which something begins nothing changes.
            let days = Set(table.assignments.map(\.from)).sorted()
            spans = days.compactMap { from in
                table.assigned(dimensions, on: from).codes.map { (from, $0) }
            }
            ofClass[number] = spans
        }
        return spans.last { $0.from <= day }?.codes
    }
}
