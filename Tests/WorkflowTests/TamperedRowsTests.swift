// Every table and every column of the books: a changed, missing or added row is found.

import Foundation
import GRDB
import Intake
import Ledger
import Signing
import Store
import Testing

@testable import Workflow

/// Books whose database somebody edits behind the program's back.
private struct EditedBooks {
    let folder: String

    init(of month: FinishedMonth) throws {
        folder = try makeScratch()
        for name in ["books.sqlite", "books.lock", "checkpoints.log", "keys", "batches", "answers"]
        {
            let source = "\(month.town.folder)/\(name)"
            // What nobody writes to here is the same files under second names.
            if name == "books.sqlite" || name == "checkpoints.log" {
                try FileManager.default.copyItem(atPath: source, toPath: "\(folder)/\(name)")
            } else {
                try FileManager.default.linkItem(atPath: source, toPath: "\(folder)/\(name)")
            }
        }
    }

    func discard() { try? FileManager.default.removeItem(atPath: folder) }

    /// Edits rows under dropped triggers, and puts the triggers back, word for word.
    func edit(_ table: String? = nil, _ body: (Database) throws -> Void) throws {
        let tables = table.map { [$0] } ?? Schema.tables + Schema.logTables
        let database = try DatabaseQueue(path: "\(folder)/books.sqlite")
        try database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = OFF")
            try db.inTransaction {
                for table in tables {
                    for verb in ["update", "delete"] {
                        try db.execute(sql: "DROP TRIGGER \(table)_no_\(verb)")
                    }
                }
                try body(db)
                for trigger in Schema.triggers
                where tables.contains(where: { trigger.contains("TRIGGER \($0)_no_") }) {
                    try db.execute(sql: trigger)
                }
                return .commit
            }
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try database.close()
    }

    /// Whether two databases have the same rows in a table.
    static func isSame(_ one: String, _ other: String, _ table: String) throws -> Bool {
        func rows(_ folder: String) throws -> [Row] {
            var configuration = Configuration()
            configuration.readonly = true
            return try DatabaseQueue(path: "\(folder)/books.sqlite", configuration: configuration)
                .read { try Row.fetchAll($0, sql: "SELECT rowid, * FROM \(table)") }
        }
        return try rows(one) == rows(other)
    }

    /// Whether the log shows it, or what the rows mean does.
    func isFound(_ environment: Environment) throws -> Bool {
        do {
            let books = try Books.open(folder: folder, access: .read)
            if try !BooksVerifier(books: books).verify().findings.isEmpty { return true }
            return try !VerifyBooks(environment).run(folder: folder, receipts: []).findings.isEmpty
        } catch is StoreError {
            return true
        }
    }
}

/// What somebody with SQL does to rows.
enum EditClass: String, CaseIterable, Sendable {
    case update
    case delete
    case insert
    case swap
}

struct TamperedRowsTests {
    private let month: FinishedMonth

    init() throws { month = try FinishedMonth.shared.get() }

    private func isFound(_ table: String? = nil, _ damage: (Database) throws -> Void) throws -> Bool
    {
        let edited = try EditedBooks(of: month)
        defer { edited.discard() }
        try edited.edit(table, damage)
        return try edited.isFound(month.town.environment)
    }

    /// The columns of a table with their types.
    private static func columns(_ db: Database, _ table: String) throws -> [(String, String)] {
        try Row.fetchAll(db, sql: "PRAGMA table_info(\(table))").map { ($0["name"], $0["type"]) }
    }

    /// A row of a table, another in each call.
    private static func row(_ db: Database, _ table: String, _ seed: Int) throws -> Int64 {
        let rows = try Int64.fetchAll(db, sql: "SELECT rowid FROM \(table) ORDER BY rowid")
        try #require(!rows.isEmpty, "the month has a row in \(table)")
        return rows[seed * 7_919 % rows.count]
    }

    /// SQL for another value of the same type, so far off that no uniqueness stands in its way.
    private static func other(_ column: String, _ type: String) -> String {
        switch type {
        case "INTEGER": "coalesce(\(column), 0) + 1000003"
        case "BLOB": "CAST(coalesce(\(column), x'') || x'01' AS BLOB)"
        default: "coalesce(\(column), '') || 'x'"
        }
    }

    @Test func `editing nothing is no finding`() throws {
        let edited = try EditedBooks(of: month)
        defer { edited.discard() }
        try edited.edit { _ in }
        #expect(try !edited.isFound(month.town.environment))
    }

    @Test(arguments: Schema.tables + Schema.logTables)
    func `one changed value in any column is found`(_ table: String) throws {
        let columns = try month.town.read { open in
            try open.books.read { try Self.columns($0, table) }
        }
        #expect(!columns.isEmpty)
        for (index, (column, type)) in columns.enumerated() {
            let known = try isFound(table) { db in
                let row = try Self.row(db, table, index)
                try db.execute(
                    sql: "UPDATE \(table) SET \(column) = \(Self.other(column, type)) "
                        + "WHERE rowid = \(row)"
                )
                try #require(db.changesCount == 1)
            }
            #expect(known, "\(table).\(column)")
        }
    }

    @Test(arguments: Schema.tables + Schema.logTables)
    func `a value that cannot be is found, and stops no report`(_ table: String) throws {
        let columns = try month.town.read { open in
            try open.books.read { try Self.columns($0, table) }
        }
        let environment = month.town.environment
        let scope = RunScope(units: [], period: try #require(CalendarMonth(iso: "2026-11")))
        for (index, (column, type)) in columns.enumerated() where type != "BLOB" {
            let value = type == "TEXT" ? "''" : index % 2 == 0 ? "\(Int64.max)" : "\(Int64.min)"
            let edited = try EditedBooks(of: month)
            defer { edited.discard() }
            try edited.edit(table) { db in
                // In all rows, or in the last one where each must have another.
                let all = "UPDATE \(table) SET \(column) = \(value)"
                do { try db.execute(sql: all) } catch {
                    let last = "WHERE rowid = (SELECT max(rowid) FROM \(table))"
                    try? db.execute(sql: "\(all) \(last)")
                }
            }
            let isSame = try? EditedBooks.isSame(month.town.folder, edited.folder, table)
            // What these read, they give or refuse; neither ends the process.
            _ = try? VerifyBooks(environment).run(folder: edited.folder, receipts: [])
            if let open = try? OpenBooks(
                folder: edited.folder,
                access: .read,
                environment: environment
            ) {
                _ = try? ReportMonth(environment).run(open, scope: scope)
                _ = try? LedgerReports(open.books).trialBalance()
            }
            #expect(try isSame == true || edited.isFound(environment), "\(table).\(column)")
        }
    }

    @Test(arguments: Schema.tables + Schema.logTables)
    func `a deleted row is found`(_ table: String) throws {
        for seed in [0, 1] {
            let known = try isFound(table) { db in
                let row = try Self.row(db, table, seed)
                try db.execute(sql: "DELETE FROM \(table) WHERE rowid = \(row)")
                try #require(db.changesCount == 1)
            }
            #expect(known, "\(table)")
        }
    }

    @Test(arguments: Schema.tables + Schema.logTables)
    func `an added copy of a row is found`(_ table: String) throws {
        let known = try isFound(table) { db in
            try Self.copy(try Self.row(db, table, 1), db, table)
        }
        #expect(known, "\(table)")
    }

    @Test(arguments: Schema.tables + Schema.logTables)
    func `an added row that fits its step and the order of rows is found`(_ table: String) throws {
        let known = try isFound(table) { db in
            let columns = try Row.fetchAll(db, sql: "PRAGMA table_info(\(table))")
            let steps = try Int64.fetchOne(db, sql: "SELECT max(step) FROM step") ?? 0
            let isStepKey = ["step", "head"].contains(table)
            let values = columns.map { column in
                let name: String = column["name"]
                if name == "step" { return "\(isStepKey ? steps + 1 : steps)" }
                if column["pk"] == 1 { return "(SELECT max(\(name)) + 1 FROM \(table))" }
                return Self.other(name, column["type"])
            }
            try db.execute(
                sql: "INSERT INTO \(table) SELECT \(values.joined(separator: ", ")) "
                    + "FROM \(table) ORDER BY rowid DESC LIMIT 1"
            )
            try #require(db.changesCount == 1)
        }
        #expect(known, "\(table)")
    }

    @Test(arguments: Schema.tables + Schema.logTables)
    func `two rows that change places are found`(_ table: String) throws {
        var isTried = true
        let known = try isFound(table) { db in isTried = try Self.swap(db, table) != nil }
        #expect(known || !isTried, "\(table)")
    }

    /// Does an edit.
    ///
    /// - Returns: The first step that it touches; nil where the table has nothing of the kind to edit.
    private static func apply(_ edit: EditClass, _ db: Database, _ table: String) throws -> Int64? {
        let row = try row(db, table, 3)
        let step = try step(of: row, db, table)
        switch edit {
        case .update:
            let (column, type) = try #require(try columns(db, table).last)
            try db.execute(
                sql: "UPDATE \(table) SET \(column) = \(other(column, type)) WHERE rowid = \(row)"
            )
        case .delete: try db.execute(sql: "DELETE FROM \(table) WHERE rowid = \(row)")
        case .insert:
            try copy(row, db, table)
            // A step of its own, after the last one.
            if table == "step" { return try Int64.fetchOne(db, sql: "SELECT max(step) FROM step") }
        case .swap: return try swap(db, table)
        }
        try #require(db.changesCount == 1)
        return step
    }

    /// The step that wrote a row.
    private static func step(of row: Int64, _ db: Database, _ table: String) throws -> Int64 {
        let sql =
            table == "batch_line"
            ? "SELECT b.step FROM batch_line d JOIN batch b ON b.rowid = d.batch WHERE d.row = \(row)"
            : "SELECT step FROM \(table) WHERE rowid = \(row)"
        return try #require(try Int64.fetchOne(db, sql: sql))
    }

    /// Adds a copy of a row, behind all others.
    private static func copy(_ row: Int64, _ db: Database, _ table: String) throws {
        let all = try columns(db, table)
        let keys = Set(
            try Row.fetchAll(db, sql: "PRAGMA table_info(\(table))").filter { $0["pk"] == 1 }
                .map { $0["name"] as String }
        )
        let kept = all.filter { !keys.contains($0.0) }
        let names = kept.map(\.0).joined(separator: ", ")
        let plain = "INSERT INTO \(table) (\(names)) SELECT \(names) FROM \(table) "
        do {
            try db.execute(sql: plain + "WHERE rowid = \(row)")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            // Something is unique: make everything but the step another.
            let values = kept.map { $0.0 == "step" ? "step" : other($0.0, $0.1) }
            try db.execute(
                sql: "INSERT INTO \(table) (\(names)) SELECT \(values.joined(separator: ", ")) "
                    + "FROM \(table) WHERE rowid = \(row)"
            )
        }
    }

    /// Lets the first row and another one change places, all but their keys and steps.
    ///
    /// - Returns: The first step concerned. One row alone, or a key that is the place itself, has
    ///   nothing to change places with: nil.
    private static func swap(_ db: Database, _ table: String) throws -> Int64? {
        let rows = try Int64.fetchAll(db, sql: "SELECT rowid FROM \(table) ORDER BY rowid")
        let columns = try Row.fetchAll(db, sql: "PRAGMA table_info(\(table))")
            .filter { $0["pk"] == 0 && $0["name"] != "step" }
        guard rows.count > 1, !columns.isEmpty else { return nil }
        let names = columns.map { $0["name"] as String }
        let before = try Row.fetchAll(
            db,
            sql: "SELECT \(names.joined(separator: ", ")) FROM \(table) ORDER BY rowid"
        )
        guard let second = before.indices.dropFirst().first(where: { before[$0] != before[0] })
        else { return nil }
        let steps = try [rows[0], rows[second]].map { try step(of: $0, db, table) }
        func write(_ values: Row, _ row: Int64) throws {
            try db.execute(
                sql: "UPDATE \(table) SET \(names.map { "\($0) = ?" }.joined(separator: ", ")) "
                    + "WHERE rowid = ?",
                arguments: StatementArguments(Array(values.databaseValues) + [row.databaseValue])
            )
        }
        // What is unique must not stand twice for a moment: the first row steps aside.
        let aside = columns.map { "\($0["name"] as String) = \(other($0["name"], $0["type"]))" }
        try db.execute(
            sql: "UPDATE \(table) SET \(aside.joined(separator: ", ")) WHERE rowid = \(rows[0])"
        )
        try write(before[0], rows[second])
        try write(before[second], rows[0])
        return steps.min()
    }

    @Test(arguments: Schema.tables + Schema.logTables, EditClass.allCases)
    func `whatever is edited, verify names the first step of it`(
        _ table: String,
        _ edit: EditClass
    ) throws {
        let edited = try EditedBooks(of: month)
        defer { edited.discard() }
        var touched: Int64?
        try edited.edit(table) { db in touched = try Self.apply(edit, db, table) }
        guard let step = touched else { return }
        do {
            let report = try VerifyBooks(month.town.environment).run(
                folder: edited.folder,
                receipts: [month.earlierReceipt]
            )
            #expect(!report.findings.isEmpty, "\(table)")
            #expect(report.firstStep?.number == step, "\(table): \(report.findings)")
        } catch StoreError.headsDiffer where table == "head" && edit == .insert {
            // The last head is no checkpoint: nothing is opened, and the error has both sizes.
        }
    }

    @Test(arguments: [
        ("register_page", "sealed"), ("register_change", "sealed"), ("identity_run", "pairs"),
        ("officer", "name"),
    ])
    func `a thread that proves a large register finds what is found without one`(
        _ table: String,
        _ column: String
    ) throws {
        let edited = try EditedBooks(of: month)
        defer { edited.discard() }
        func report(_ threshold: Int64) throws -> BooksReport {
            try VerifyBooks(month.town.environment, threshold: threshold)
                .run(folder: edited.folder, receipts: [])
        }
        #expect(try report(0).findings.isEmpty)
        try edited.edit(table) { db in
            let other = table == "officer" ? "'x'" : "x'0102'"
            try db.execute(sql: "UPDATE \(table) SET \(column) = \(other) WHERE rowid = 1")
        }
        let (beside, after) = (try report(0), try report(.max))
        #expect(!after.findings.isEmpty)
        #expect(beside.findings.map(\.place) == after.findings.map(\.place))
        #expect(beside.firstStep?.number == after.firstStep?.number)
        #expect(beside.firstStep != nil)
    }

    @Test(arguments: ["entry", "narrow_posting"])
    func `a journal entry that was changed is named by its key`(_ table: String) throws {
        let edited = try EditedBooks(of: month)
        defer { edited.discard() }
        var entry: String?
        try edited.edit(table) { db in
            let row = try Self.row(db, table, 3)
            entry = try String.fetchOne(
                db,
                sql: table == "entry"
                    ? "SELECT key FROM entry WHERE rowid = \(row)"
                    : "SELECT key FROM entry WHERE number = "
                        + "(SELECT entry FROM narrow_posting WHERE rowid = \(row))"
            )
            let (column, type) = try #require(try Self.columns(db, table).last)
            try db.execute(
                sql: "UPDATE \(table) SET \(column) = \(Self.other(column, type)) "
                    + "WHERE rowid = \(row)"
            )
        }
        let books = try Books.open(folder: edited.folder, access: .read)
        let findings = try BooksVerifier(books: books).verify().findings
        let key = try #require(entry)
        #expect(findings.contains { $0.place == "entry \(key)" }, "\(findings)")
    }

    @Test(arguments: [
        "DROP VIEW readable_line",
        "DROP VIEW readable_line; CREATE VIEW readable_line AS SELECT 1 AS batch",
        "CREATE VIEW more AS SELECT 1 AS x", "DROP INDEX batch_line_other_person",
        "CREATE INDEX more ON batch_line (amount)",
        "DROP INDEX repeated_line_origin; CREATE INDEX repeated_line_origin ON line_class (year)",
        "DROP TRIGGER paper_no_delete",
        "DROP TRIGGER paper_no_update; CREATE TRIGGER paper_no_update BEFORE UPDATE ON paper "
            + "WHEN 0 BEGIN SELECT RAISE(ABORT, 'paper is append-only'); END",
        "CREATE TRIGGER more AFTER INSERT ON batch_line BEGIN SELECT 1; END",
        "ALTER TABLE batch_line ADD COLUMN more INTEGER", "PRAGMA user_version = 99",
        "CREATE TABLE more (x INTEGER)",
    ])
    func `a view, index, trigger or table that is another is found`(_ sql: String) throws {
        let edited = try EditedBooks(of: month)
        defer { edited.discard() }
        let database = try DatabaseQueue(path: "\(edited.folder)/books.sqlite")
        try database.write { try $0.execute(sql: sql) }
        try database.close()
        #expect(try edited.isFound(month.town.environment))
    }

    @Test func `rolled back whole, to an earlier copy, only a kept receipt shows it`() throws {
        let environment = month.town.environment
        func findings(_ receipts: [String]) throws -> Int {
            try VerifyBooks(environment).run(folder: month.earlier, receipts: receipts)
                .findings.count
        }
        #expect(try findings([]) == 0)
        #expect(try findings([month.earlierReceipt]) == 0)
        #expect(try findings([month.receipt]) > 0)
        let report = try VerifyBooks(environment).run(
            folder: month.earlier,
            receipts: [month.receipt, month.earlierReceipt]
        )
        let first = report.leafCount + 1
        let message = try #require(report.findings.first?.message.text(in: .english))
        #expect(message.contains("leaves \(first) to "), "\(message)")
    }

    @Test func `another history under the log's own key is found, and from which step on`() throws {
        // Who has the log's key goes back to yesterday and writes another last step.
        let town = month.town
        let folder = try makeScratch()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let other = "\(folder)/books"
        try FileManager.default.copyItem(atPath: month.earlier, toPath: other)
        var books: Books? = try Books.open(folder: other, access: .write)
        let last = try books?.read { try Int64.fetchOne($0, sql: "SELECT max(step) FROM step") }
        let first = try #require(last) + 1
        for number in 0..<2 {
            try books?.step(
                StepInfo(key: "forged/\(number)", verb: "forged", at: town.now, officer: "")
            ) { try $0.insert("setting", ["name", "value"], ["forged-\(number)", ""]) }
        }
        books = nil
        func report(_ receipts: [String]) throws -> BooksReport {
            try VerifyBooks(town.environment).run(folder: other, receipts: receipts)
        }
        #expect(try report([month.earlierReceipt]).findings.isEmpty)
        let found = try report([month.receipt, month.earlierReceipt])
        #expect(found.findings.map(\.place) == ["receipt"])
        #expect(found.firstStep?.number == first)
        #expect(found.firstStep?.verb == "forged")
    }

    @Test func `a database rolled back under the later checkpoint file does not open`() throws {
        let edited = try EditedBooks(of: month)
        defer { edited.discard() }
        try FileManager.default.removeItem(atPath: "\(edited.folder)/books.sqlite")
        for name in ["books.sqlite", "books.sqlite-wal"]
        where FileManager.default.fileExists(atPath: "\(month.earlier)/\(name)") {
            try FileManager.default.copyItem(
                atPath: "\(month.earlier)/\(name)",
                toPath: "\(edited.folder)/\(name)"
            )
        }
        #expect(throws: StoreError.self) {
            _ = try Books.open(folder: edited.folder, access: .write)
        }
    }

    @Test func `a receipt of another log is no receipt`() throws {
        let report = try month.town.verify(receipts: ["chitra.example/test\n1\nAAAA\n\n"])
        #expect(report.findings.map(\.place) == ["receipt"])
    }
}
