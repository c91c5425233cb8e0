import ArgumentParser
import Intake
import Signing
import Store
import Workflow

/// `chitra ledger migrate`.
struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: """
            Đưa sổ của bản chương trình trước lên bản này. / Bring books of an earlier version forward.
            """,
        discussion: """
            Sổ cũ được sao lưu trước; mọi mục nhật ký cũ phải ra lại đúng như đã ký thì việc đổi mới \
            được ghi, nên biên nhận cũ vẫn dùng được. / The old books are backed up first; the change is \
            kept once every old leaf of the log came out again as it was signed, so old receipts stay good.
            """,
        aliases: ["nang-cap"]
    )

    @Argument(
        help: """
            Tệp mới cho bản sao lưu sổ cũ, ngoài thư mục sổ. / A new file for the backup of the old \
            books, outside of them.
            """
    )
    var backup: String
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// The result as JSON.
    private struct View: Encodable {
        let from: Int
        let to: Int
        let backup: String
        let digest: String
        let size: Int
        let leavesBefore: UInt64
        let leaves: UInt64
        let root: String
    }

    func run() throws {
        let console = common.console
        let environment = try common.environment()
        guard let made = try MigrateBooks(environment).run(try books.folder(), backup: backup)
        else {
            return console.note(
                Phrase(
                    vi: "sổ đã có lược đồ \(Schema.version); không đổi gì",
                    en: "the books have schema \(Schema.version) already; nothing was changed"
                ).text(in: console.language)
            )
        }
        if common.json {
            return try console.json(
                "migrate",
                View(
                    from: made.from,
                    to: made.to,
                    backup: backup,
                    digest: made.backup.hex,
                    size: made.backupSize,
                    leavesBefore: made.before.size,
                    leaves: made.after.size,
                    root: made.after.root.base64
                )
            )
        }
        console.say("\(made.backup.hex)  \(backup)")
        console.say(
            Phrase(
                vi:
                    "✓ lược đồ \(made.from) → \(made.to); \(made.before.size) mục nhật ký cũ vẫn như đã ký",
                en:
                    "✓ schema \(made.from) → \(made.to); \(made.before.size) old leaves are as they were "
                    + "signed"
            )
        )
        console.next("chitra verify")
    }
}
