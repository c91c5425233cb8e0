// Books of an earlier schema are brought to this program's: a backup first, then one step in the log.
//
// Invariants:
// (1) The whole of the old books lies in a file before anything is changed.
// (2) The step is committed once every old leaf came out again from the new tables: the log that was signed
//     before is the beginning of the log after, and receipts of old stay good.
// (3) Books that have this schema, or one that is not known, are left alone.

import Intake
package import Signing

/// What a migration came to.
package struct MigrationReport: Sendable {
    /// The version of the books before.
    package let from: Int
    /// The version after.
    package let to: Int
    /// SHA-256 of the backup.
    package let backup: Digest
    /// Its size in bytes.
    package let backupSize: Int
    /// The log's state before.
    package let before: Checkpoint
    /// The log's state after.
    package let after: Checkpoint
}

extension Books {
    /// Brings books forward.
    ///
    /// - Parameters:
    ///   - folder: The books.
    ///   - path: Where the old books are kept: a name that is not there yet, outside the books.
    ///   - info: The step.
    /// - Returns: What it came to; nil where the books have this program's schema already.
    /// - Throws: ``StoreError``: a schema that cannot be brought forward, old rows that do not hold; nothing
    ///   is changed then.
    package static func migrate(
        folder: String,
        backup path: String,
        info: StepInfo
    ) throws -> MigrationReport? {
        let books = try open(folder: folder, access: .write, schemas: Schema.earlier)
        let from = try books.schemaVersion()
        let tables = try books.read { BooksVerifier.digest(of: try BooksVerifier.schema($0)).hex }
        if from == Schema.version && tables == Schema.digest { return nil }
        // The number alone says nothing: somebody may have set it on tables of another schema.
        guard Schema.earlier[from] == tables else {
            throw StoreError.damaged("the tables are not those of schema \(from)")
        }
        let before = books.checkpoint
        let (digest, size, _) = try books.backup(to: path)
        var prove: (() throws -> Void)?
        try books.step(
            info,
            beforeCommit: { try prove?() },
            body: { writer in
                try Schema.migrate(writer, from: from)
                let (db, step) = (writer.db, writer.step)
                prove = {
                    let findings = try BooksVerifier(books: books).findings(db)
                        // The step's own head is neither announced nor signed yet.
                        .filter {
                            $0.step != step || !["log", "checkpoints.log"].contains($0.place)
                        }
                    if let first = findings.first {
                        throw StoreError.damaged("\(first.place): \(first.message.english)")
                    }
                }
            }
        )
        return MigrationReport(
            from: from,
            to: Schema.version,
            backup: digest,
            backupSize: size,
            before: before,
            after: books.checkpoint
        )
    }
}
