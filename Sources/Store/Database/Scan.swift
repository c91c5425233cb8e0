// A prepared statement on the bulk path: rows by column number, without an object for each value.
//
// GRDB serves every read of a few rows. Where all rows of a table are read, or a million inserted, the
// objects that it makes for each value are most of the cost (`make bench`).
//
// Invariants:
// (1) A statement lives no longer than the connection that it was prepared on.
// (2) What `text` and `blob` give is used before the next step of the statement.
// (3) No SQL is built from values: they are bound.

import CSQLite
import GRDB

/// A prepared statement over one connection; not for two threads at a time.
@safe
struct Scan: ~Copyable {
    private let statement: OpaquePointer
    private let connection: OpaquePointer

    /// Prepares a statement.
    ///
    /// - Throws: `DatabaseError` with SQLite's own code and words.
    init(_ db: Database, _ sql: String) throws {
        guard let connection = unsafe db.sqliteConnection else {
            preconditionFailure("a scan needs an open connection")
        }
        var prepared: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(
            connection,
            sql,
            -1,
            UInt32(SQLITE_PREPARE_PERSISTENT),
            &prepared,
            nil
        )
        guard code == SQLITE_OK, let statement = unsafe prepared else {
            throw unsafe Self.error(code, connection)
        }
        unsafe self.connection = unsafe connection
        unsafe self.statement = unsafe statement
    }

    deinit { unsafe sqlite3_finalize(statement) }

    /// Binds an integer to a parameter, counted from 1.
    func bind(_ index: Int32, _ value: Int64) {
        let code = unsafe sqlite3_bind_int64(statement, index, value)
        precondition(code == SQLITE_OK, "a statement has its parameter")
    }

    /// Binds a text to a parameter, counted from 1.
    func bind(_ index: Int32, _ text: String) {
        var text = text
        let code = text.withUTF8 { bytes in
            unsafe sqlite3_bind_text64(
                statement,
                index,
                UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self),
                UInt64(bytes.count),
                unsafeBitCast(-1, to: sqlite3_destructor_type.self),
                UInt8(SQLITE_UTF8)
            )
        }
        precondition(code == SQLITE_OK, "a statement has its parameter")
    }

    /// Binds an integer, or null.
    func bind(_ index: Int32, _ value: Int64?) {
        if let value { return bind(index, value) }
        bindNull(index)
    }

    /// Binds a text, or null.
    func bind(_ index: Int32, _ text: String?) {
        if let text { return bind(index, text) }
        bindNull(index)
    }

    private func bindNull(_ index: Int32) {
        let code = unsafe sqlite3_bind_null(statement, index)
        precondition(code == SQLITE_OK, "a statement has its parameter")
    }

    /// Binds a blob, or null.
    func bind(_ index: Int32, blob bytes: [UInt8]?) {
        guard let bytes else { return bindNull(index) }
        let code = unsafe bytes.withUnsafeBytes { buffer in
            unsafe sqlite3_bind_blob64(
                statement,
                index,
                buffer.baseAddress,
                UInt64(buffer.count),
                unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            )
        }
        precondition(code == SQLITE_OK, "a statement has its parameter")
    }

    /// Lends the statement itself, for what has no function here.
    func withStatement(_ body: (OpaquePointer) -> Void) { unsafe body(statement) }

    /// Goes to the next row.
    ///
    /// - Returns: Whether there is one.
    /// - Throws: `DatabaseError`.
    func step() throws -> Bool {
        let code = unsafe sqlite3_step(statement)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw unsafe Self.error(code, connection)
        }
    }

    /// Runs a statement that gives no rows, and makes it ready to run again.
    func run() throws {
        defer { unsafe sqlite3_reset(statement) }
        _ = try step()
    }

    /// Makes the statement ready to run again with other values.
    func reset() { unsafe sqlite3_reset(statement) }

    /// The number of columns of a row.
    var columnCount: Int32 { unsafe sqlite3_column_count(statement) }

    /// The number of a column by its name, or nil.
    func column(named name: String) -> Int32? {
        (0..<columnCount).first { index in
            unsafe sqlite3_column_name(statement, index).map { unsafe String(cString: $0) } == name
        }
    }

    /// The integer of a column; 0 for null.
    func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(statement, column) }

    /// Whether every column of the row holds an integer.
    var isAllIntegers: Bool {
        for column in 0..<columnCount where type(column) != SQLITE_INTEGER { return false }
        return true
    }

    /// The text of a column; empty for null.
    func text(_ column: Int32) -> String {
        unsafe withBytes(column) { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// The text of a column; nil for null.
    func textIfAny(_ column: Int32) -> String? {
        type(column) == SQLITE_NULL ? nil : text(column)
    }

    /// The bytes of a column; nil for null.
    func blob(_ column: Int32) -> [UInt8]? {
        type(column) == SQLITE_NULL ? nil : unsafe withBytes(column) { unsafe Array($0) }
    }

    /// What type SQLite says that the value of a column has.
    func type(_ column: Int32) -> Int32 { unsafe sqlite3_column_type(statement, column) }

    /// The bits of the real number of a column.
    func realBits(_ column: Int32) -> UInt64 {
        unsafe sqlite3_column_double(statement, column).bitPattern
    }

    /// Gives the bytes of a text or blob.
    func withBytes<Value>(
        _ column: Int32,
        _ body: (UnsafeRawBufferPointer) throws -> Value
    ) rethrows -> Value {
        // The pointer first: asking for it may convert the value, and then the size is another.
        let start: UnsafeRawPointer? =
            unsafe type(column) == SQLITE_TEXT
            ? UnsafeRawPointer(sqlite3_column_text(statement, column))
            : sqlite3_column_blob(statement, column)
        let count = Int(unsafe sqlite3_column_bytes(statement, column))
        return try unsafe body(UnsafeRawBufferPointer(start: start, count: count))
    }

    private static func error(_ code: Int32, _ connection: OpaquePointer) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: unsafe String(cString: sqlite3_errmsg(connection))
        )
    }
}
