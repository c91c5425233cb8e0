// The rows of `batch_line` between the database and an array: thousands with one run of a statement.
//
// Cell by cell a row costs SQLite and us a call for each of its eight cells; here they go through an
// aggregate function and a virtual table of the connection's own (`CSQLite/line_rows.h`).
//
// Invariants:
// (1) A row is its eight cells in the order of the table's columns.
// (2) The array lives as long as what SQLite was told of it: until its statement is finalised, and of
//     the feeding table until the connection is told of another or closed.
// (3) Memory is that of one array, however many rows there are.

import CSQLite
import GRDB

/// An array of rows that SQLite fills or empties.
@safe
final class LineRows {
    /// The rows of a full array.
    static let capacity = 4_096
    /// The cells of a row.
    static let cells = Int(CHITRA_LINE_CELLS)

    private let rows: UnsafeMutablePointer<chitra_line_rows>
    private let base: UnsafeMutablePointer<Int64>

    /// An array without rows.
    init() {
        unsafe base = .allocate(capacity: Self.capacity * Self.cells)
        unsafe rows = .allocate(capacity: 1)
        unsafe rows.initialize(
            to: chitra_line_rows(
                cells: base,
                count: 0,
                capacity: Int64(Self.capacity),
                is_foreign: 0
            )
        )
    }

    deinit {
        unsafe rows.deallocate()
        unsafe base.deallocate()
    }

    /// The rows that are there.
    var count: Int { Int(unsafe rows.pointee.count) }

    /// Whether no other row has room.
    var isFull: Bool { count == Self.capacity }

    /// Whether SQLite gave a cell that is no integer, since the rows were last forgotten.
    var isForeign: Bool { unsafe rows.pointee.is_foreign != 0 }

    /// Forgets all rows.
    func removeAll() {
        unsafe rows.pointee.count = 0
        unsafe rows.pointee.is_foreign = 0
    }

    /// Appends a row; there is room.
    func append(_ row: InlineArray<8, Int64>) {
        precondition(!isFull, "room for a row")
        let start = count * Self.cells
        for index in row.indices { unsafe base[start + index] = row[index] }
        unsafe rows.pointee.count += 1
    }

    /// A cell of a row that is there.
    subscript(row: Int, cell: Int) -> Int64 {
        precondition(row >= 0 && row < count && cell >= 0 && cell < Self.cells, "a cell")
        return unsafe base[row * Self.cells + cell]
    }

    /// Lends the cells of all rows, row by row.
    func withCells<Value>(_ body: (Span<Int64>) throws -> Value) rethrows -> Value {
        let cells = unsafe UnsafeBufferPointer(start: base, count: count * Self.cells)
        return try unsafe body(cells.span)
    }

    /// Makes what SQLite needs known to a connection, once.
    ///
    /// - Throws: `DatabaseError`.
    static func prepare(_ db: Database) throws {
        guard unsafe chitra_make_collect(db.sqliteConnection) == SQLITE_OK else {
            throw DatabaseError(message: "chitra_collect")
        }
    }

    /// Binds the array to the first parameter of a statement that calls `chitra_collect(?1, …)`.
    func collect(into statement: borrowing Scan) {
        unsafe statement.withStatement { statement in
            let code = unsafe chitra_bind_rows(statement, 1, rows)
            precondition(code == SQLITE_OK, "a statement has its parameter")
        }
    }

    /// Makes a table of the connection's own give the array's rows.
    ///
    /// - Parameters:
    ///   - db: The connection.
    ///   - name: The table's name; whoever is fed at the same time has another.
    /// - Throws: `DatabaseError`.
    func feed(_ db: Database, as name: String = "chitra_feed") throws {
        guard unsafe chitra_make_feed(db.sqliteConnection, name, rows) == SQLITE_OK else {
            throw DatabaseError(message: name)
        }
    }
}

/// Reads runs of rows of `batch_line` into an array.
struct LineReader: ~Copyable {
    /// The rows that were read last.
    let rows = LineRows()
    private let statement: Scan

    /// The columns in the order of the table: what ``LineDigest`` takes.
    private static let columns = "row, batch, transfer, person, payee, class, month, amount"

    /// A reader over a connection.
    ///
    /// - Throws: `DatabaseError`.
    init(_ db: Database) throws {
        statement = try Scan(
            db,
            "SELECT chitra_collect(?1, \(Self.columns)) FROM batch_line WHERE row BETWEEN ?2 AND ?3"
        )
    }

    /// Reads the rows of a range of at most ``LineRows/capacity`` numbers, in their order.
    ///
    /// - Throws: `DatabaseError`.
    func read(_ numbers: Range<Int64>) throws {
        precondition(numbers.count <= LineRows.capacity, "as many rows as there is room for")
        rows.removeAll()
        guard !numbers.isEmpty else { return }
        rows.collect(into: statement)
        statement.bind(2, numbers.lowerBound)
        statement.bind(3, numbers.upperBound - 1)
        try statement.run()
    }

    /// Reads the rows of a range of numbers, an array full at a time.
    ///
    /// - Returns: Whether a cell was no integer.
    /// - Throws: `DatabaseError`, what the body throws.
    func forEachPiece(
        of numbers: Range<Int64>,
        _ body: (LineRows) throws -> Void
    ) throws -> Bool {
        var isForeign = false
        var start = numbers.lowerBound
        while start < numbers.upperBound {
            let end = min(numbers.upperBound, start + Int64(LineRows.capacity))
            try read(start..<end)
            isForeign = isForeign || rows.isForeign
            try body(rows)
            start = end
        }
        return isForeign
    }
}
