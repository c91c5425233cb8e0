// The books as a step found them, for who makes again what the step made of them.
//
// A connection of its own has a view over each table, under the table's name, that shows the rows of the
// steps before a moment: whatever reads the books reads them then, with the statements that it always
// has.
//
// Invariants:
// (1) No row of the moment's step or of a later one is seen, but those that are asked for by
//     ``PastBooks/showConflicts(of:)``.
// (2) Lines have no step of their own: they are read under their batch, which is not seen before its
//     step. What postings share is words, which a migration may write for steps before it.
// (3) Nothing is written but the moment, which lies in the connection's own memory.

import GRDB

/// Books at a moment that can be moved.
package final class PastBooks {
    /// The books; what they say is what they said at the moment.
    package let books: Books

    /// The same books on a connection of their own, before their first step.
    ///
    /// - Parameter present: The books as they are.
    /// - Throws: ``StoreError``.
    package init(_ present: Books) throws {
        books = Books(
            folder: present.folder,
            database: try Books.connect(
                "\(present.folder)/books.sqlite",
                access: .read,
                prepare: Self.shadow
            ),
            lock: -1,
            key: nil,
            checkpoints: present.checkpoints,
            meter: present.meter
        )
    }

    /// Goes to the moment before a step.
    ///
    /// - Throws: ``StoreError``.
    package func go(before step: Int64) throws { try move(to: step, conflicts: step) }

    /// Shows what conflicts the moment's own step wrote, as it saw them itself once they were written.
    ///
    /// - Throws: ``StoreError``.
    package func showConflicts(of step: Int64) throws { try move(to: step, conflicts: step + 1) }

    private func move(to step: Int64, conflicts: Int64) throws {
        do {
            try books.database.inDatabase { db in
                try db.execute(
                    sql: "UPDATE temp.moment SET step = ?, conflict = ?",
                    arguments: [step, conflicts]
                )
            }
        } catch {
            throw StoreError(of: error)
        }
    }

    /// Names of a connection's own come before those of the database.
    @Sendable private static func shadow(_ db: Database) throws {
        try db.execute(sql: "CREATE TEMP TABLE moment (step INTEGER, conflict INTEGER)")
        try db.execute(sql: "INSERT INTO temp.moment VALUES (0, 0)")
        let all = Schema.tables + Schema.logTables
        for table in all where table != Schema.lineTable && table != "posting_class" {
            let column = table == "conflict" ? "conflict" : "step"
            try db.execute(
                sql: """
                    CREATE TEMP VIEW \(table) AS SELECT rowid AS rowid, * FROM main.\(table)
                    WHERE step < (SELECT \(column) FROM temp.moment)
                    """
            )
        }
        let view = "CREATE VIEW "
        for statement in Schema.statements where statement.hasPrefix(view) {
            try db.execute(sql: "CREATE TEMP VIEW " + statement.dropFirst(view.count))
        }
    }
}
