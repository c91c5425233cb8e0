// What brings books of an earlier schema to this one, inside of one step.
//
// The log is over what rows say, not over how they are laid out: the leaves of old steps must come out again
// from the new tables, so a migration that lost or changed anything is found before it is committed.
//
// Invariants:
// (1) All is done in the transaction of the step, or nothing.
// (2) No row of an old step gets another number, another step or another content.
// (3) Only a schema that is exactly one that this program knows is brought forward.

import GRDB
import Signing

extension Schema {
    /// The schemas that can be brought forward: the digest of each, by its version.
    package static let earlier = [
        6: "cf05d5e83bc76cbe2c8fbf86f55bdc726c47995e1cde563b1f66e2f82f4724e3",
        7: "507597ab0e6bec3357057f00e0c6869fbc34d109a2a1b54a8da2f655323194f9",
    ]

    /// The tables of schema 6 that are laid out otherwise since.
    private static let relaid = ["entry", "posting"]

    /// Brings the tables of an earlier schema to this one.
    ///
    /// Schema 6 kept with each posting the words of its account and dimensions, and found the postings of an
    /// entry by an index; since 7 they are a class, a number, and the entry says where its postings lie.
    /// Schema 7 had no budget lines: 8 adds their table, and columns to the views.
    ///
    /// - Parameters:
    ///   - writer: The step.
    ///   - old: The version that is brought forward.
    /// - Throws: ``StoreError/damaged(_:)`` where old rows are none that a step wrote; what the database
    ///   throws.
    static func migrate(_ writer: StepWriter, from old: Int) throws {
        let db = writer.db
        // Views name the old tables, and a table that is renamed takes its triggers with it.
        try writer.relay {
            for row in try Row.fetchAll(
                db,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name"
            ) {
                try db.execute(sql: "DROP VIEW \(row["name"] as String)")
            }
        }
        if old == 6 { try relay(writer) }
        try writer.relay {
            let there = Set(try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema"))
            for statement in statements + triggers where !there.contains(name(in: statement)) {
                try db.execute(sql: statement)
            }
            try db.execute(sql: "PRAGMA user_version = \(version)")
        }
        guard BooksVerifier.digest(of: try BooksVerifier.schema(db)).hex == digest else {
            throw StoreError.damaged("the schema")
        }
    }

    /// Lays the entries and postings of schema 6 out anew.
    private static func relay(_ writer: StepWriter) throws {
        let db = writer.db
        try writer.relay {
            for table in relaid {
                for verb in ["update", "delete"] {
                    try db.execute(sql: "DROP TRIGGER \(table)_no_\(verb)")
                }
                try db.execute(sql: "ALTER TABLE \(table) RENAME TO old_\(table)")
            }
            let wanted = Set(statements.map { name(in: $0) })
            for index in try String.fetchAll(
                db,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
            ) where !wanted.contains(index) {
                try db.execute(sql: "DROP INDEX \(index)")
            }
            let there = Set(try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema"))
            for statement in statements where !statement.hasPrefix("CREATE VIEW") {
                if !there.contains(name(in: statement)) { try db.execute(sql: statement) }
            }
        }
        try requireContiguous(db)
        for row in try Row.fetchAll(
            db,
            sql: """
                SELECT e.unit, p.account, p.currency, p.year, p.source, p.programme, p.provider, p.file
                FROM old_posting p JOIN old_entry e ON e.number = p.entry
                GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY min(p.rowid)
                """
        ) {
            try writer.insert("posting_class", PostingClass.columns, PostingClass(row).values)
        }
        try writer.relay { try moveRows(db) }
        try writer.writePieces()
        try writer.relay {
            for table in relaid { try db.execute(sql: "DROP TABLE old_\(table)") }
        }
    }

    /// Refuses postings that do not lie entry by entry, numbered through: every step wrote them so.
    private static func requireContiguous(_ db: Database) throws {
        let entry = try Int64.fetchOne(
            db,
            sql: """
                SELECT number FROM (
                  SELECT e.number AS number, p.first AS first, p.last AS last, p.count AS count,
                    p.least AS least, p.most AS most,
                    lag(p.last, 1, 0) OVER (ORDER BY e.number) AS before
                  FROM old_entry e LEFT JOIN (
                    SELECT entry, min(rowid) AS first, max(rowid) AS last, count(*) AS count,
                      min(rowid - ordinal) AS least, max(rowid - ordinal) AS most
                    FROM old_posting GROUP BY entry) p ON p.entry = e.number)
                WHERE count IS NULL OR last - first + 1 <> count OR first <> before + 1
                  OR least <> before OR most <> before
                LIMIT 1
                """
        )
        if let entry { throw StoreError.damaged("posting of entry \(entry): damaged") }
    }

    private static func moveRows(_ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO entry (\(entryColumns), first_posting, posting_count)
                SELECT \(entryColumns), p.first, p.count FROM (
                  SELECT entry, min(rowid) AS first, count(*) AS count
                  FROM old_posting GROUP BY entry ORDER BY entry) p
                  CROSS JOIN old_entry ON number = p.entry
                """
        )
        try db.execute(
            sql: """
                INSERT INTO \(postingTable) (row, step, entry, class, amount, person)
                SELECT p.rowid, p.step, p.entry, c.number,
                  CASE p.side WHEN 'debit' THEN p.amount ELSE -p.amount END, coalesce(p.person, 0)
                FROM old_posting p CROSS JOIN old_entry e ON e.number = p.entry
                  CROSS JOIN posting_class c INDEXED BY posting_class_account
                    ON c.unit = e.unit AND c.account = p.account AND c.currency IS p.currency
                      AND c.year IS p.year AND c.source IS p.source AND c.programme IS p.programme
                      AND c.provider IS p.provider AND c.file IS p.file
                ORDER BY p.rowid
                """
        )
        let counts = try Row.fetchOne(
            db,
            sql: """
                SELECT (SELECT count(*) FROM old_posting) = (SELECT count(*) FROM \(postingTable))
                  AND (SELECT count(*) FROM old_entry) = (SELECT count(*) FROM entry) AS same
                """
        )
        guard counts?["same"] == true else { throw StoreError.damaged("posting: rows are lost") }
    }

    /// The name of what a statement makes.
    private static func name(in statement: String) -> String {
        let words = statement.split(whereSeparator: { $0 == " " || $0 == "\n" })
        return words.count > 2 ? String(words[2]) : ""
    }
}
