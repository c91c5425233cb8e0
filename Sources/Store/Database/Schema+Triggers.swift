// What makes the tables append-only for whoever writes SQL.
//
// Invariant: each table of the schema has both triggers, those of the log too.

extension Schema {
    /// The statements that make each table append-only.
    package static let triggers: [String] = (tables + logTables).flatMap { table in
        ["UPDATE", "DELETE"].map { verb in
            """
            CREATE TRIGGER \(table)_no_\(verb.lowercased()) BEFORE \(verb) ON \(table)
            BEGIN SELECT RAISE(ABORT, '\(table) is append-only'); END
            """
        }
    }
}
