// Books of an earlier version of the program brought to this one.
//
// Invariants:
// (1) The old books lie in a backup before anything is changed.
// (2) Books that do not hold are not brought forward: their old leaves would not come out again.

import Intake
package import Store

/// Brings books forward.
package struct MigrateBooks {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Brings books to the schema of this program.
    ///
    /// - Parameters:
    ///   - folder: The books.
    ///   - path: The backup of the old ones: a name that is not there yet, outside the books.
    /// - Returns: What it came to; nil where they have this schema already.
    /// - Throws: ``StepRefusal``, `StoreError`, with the books as they were.
    package func run(_ folder: String, backup path: String) throws -> MigrationReport? {
        guard DurableFiles.isOutside(path, of: folder) else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "bản sao phải để ngoài thư mục sổ, tốt nhất trên ổ đĩa khác",
                    en: "a copy lies outside the books, best on another disk"
                )
            )
        }
        return try Books.migrate(
            folder: folder,
            backup: path,
            info: StepInfo(
                key: "schema/\(Schema.version)",
                verb: "ledger migrate",
                at: environment.now,
                officer: "",
                detail: "\(Schema.version)"
            )
        )
    }
}
