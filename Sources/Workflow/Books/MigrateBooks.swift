// Books of an earlier version of the program brought to this one.
//
// Invariants:
// (1) The old books lie in a backup before anything is changed.
// (2) Books that do not hold are not brought forward: their old leaves would not come out again.

import Glibc
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
        do {
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
        } catch StoreError.unwritable(path, EEXIST) {
            throw Self.refuseTaken(path)
        }
    }

    /// A backup that lies there is never written over: it may be the only one of the old books.
    private static func refuseTaken(_ path: String) -> StepRefusal {
        StepRefusal(
            .cannotWrite,
            Phrase(
                vi: "\(path) đã có; sổ chưa đổi gì",
                en: "\(path) is there; the books are unchanged"
            ),
            hint: Phrase(
                vi: "đặt tên khác cho bản sao lưu; tệp đã có có thể là bản sao của lần chạy bị "
                    + "ngắt: giữ đến khi chitra verify đạt",
                en: "name another file for the backup; the one that is there may be of a run that "
                    + "was cut off: keep it until chitra verify finds nothing"
            )
        )
    }
}
