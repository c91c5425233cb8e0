// Copies of the books: one file that brings all of them back, and the database alone for an auditor.
//
// Invariants:
// (1) A copy changes nothing in the books, and is of the state after a step.
// (2) Restored books are proven before anybody can see them; what does not hold is not restored.
// (3) Nothing that has a name is written over.

import Intake
package import Signing
import Store

/// What a backup came to.
package struct BackupReport: Sendable {
    /// SHA-256 of the file.
    package let digest: Digest
    /// Its bytes.
    package let size: Int
    /// The files in it.
    package let fileCount: Int
    /// The checkpoint that it ends with.
    package let checkpoint: Checkpoint
}

/// Makes and restores copies of a set of books.
package struct CopyBooks {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Writes the books, their keys included, into one file.
    ///
    /// - Parameters:
    ///   - open: The books, open to write: nobody changes them meanwhile.
    ///   - path: A name that is not there yet, outside the books.
    /// - Returns: What it came to.
    /// - Throws: ``StepRefusal``, `StoreError`, with no file left.
    package func backup(_ open: OpenBooks, to path: String) throws -> BackupReport {
        try requireOutside(path, of: open.books.folder)
        let made = try open.books.backup(to: path)
        return BackupReport(
            digest: made.digest,
            size: made.size,
            fileCount: made.count,
            checkpoint: open.books.checkpoint
        )
    }

    /// Copies the database alone, for any SQLite tool, while nobody writes.
    ///
    /// - Parameters:
    ///   - folder: The books.
    ///   - path: A name that is not there yet, outside the books.
    /// - Returns: The signed checkpoint that the copy ends with.
    /// - Throws: ``StepRefusal``, also where the last step is not finished; `StoreError`, with no file
    ///   left.
    package func snapshot(of folder: String, to path: String) throws -> Checkpoint {
        try Books.whileNobodyWrites(folder) {
            let open = try OpenBooks(folder: folder, access: .read, environment: environment)
            try requireOutside(path, of: folder)
            guard !open.books.isUnsettled else {
                throw StepRefusal(
                    .locked,
                    Phrase(
                        vi: "bước cuối đã ghi nhưng điểm kiểm tra chưa ký; chưa chụp gì",
                        en:
                            "the last step is written and its checkpoint is not signed; nothing was copied"
                    ),
                    hint: Phrase(
                        vi: "chạy lại lệnh cuối, hoặc chitra ledger backup: lệnh đó hoàn tất bước",
                        en:
                            "run the last command again, or chitra ledger backup: it finishes the step"
                    )
                )
            }
            try open.books.copyDatabase(to: path)
            return open.books.checkpoint
        }
    }

    /// Brings books back from a backup, once all of it is proven.
    ///
    /// - Parameters:
    ///   - path: The backup.
    ///   - folder: Where the books will be: a name that is not there yet, or an empty folder.
    ///   - receipts: Texts of receipts that somebody kept: they tell a backup that is too old.
    /// - Returns: What was proven; with findings nothing was restored.
    /// - Throws: `StoreError`, with no folder left.
    package func restore(
        _ path: String,
        to folder: String,
        receipts: [String]
    ) throws -> BooksReport {
        var report = BooksReport()
        do {
            _ = try Books.restore(path, to: folder) { building in
                report = try VerifyBooks(environment).run(folder: building, receipts: receipts)
                guard report.findings.isEmpty else { throw Unproven() }
            }
        } catch is Unproven {}
        return report
    }

    /// Ends a restoration whose books do not hold.
    private struct Unproven: Error {}

    /// Refuses a file in the books themselves: it would be of no step.
    private func requireOutside(_ path: String, of folder: String) throws(StepRefusal) {
        guard DurableFiles.isOutside(path, of: folder) else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "bản sao phải để ngoài thư mục sổ, tốt nhất trên ổ đĩa khác",
                    en: "a copy lies outside the books, best on another disk"
                )
            )
        }
    }
}
