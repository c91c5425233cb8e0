import ArgumentParser
import Intake
import Signing
import Store
import Workflow

/// `chitra ledger backup`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Sao lưu toàn bộ sổ vào một tệp. / All of the books into one file.",
        discussion: """
            Tệp có cả khóa của sổ và dữ liệu cá nhân: giữ nơi khóa kín. / The file holds the keys of the \
            books and personal data: keep it locked away.
            """,
        aliases: ["sao-luu"]
    )

    @Argument(help: "Tệp mới, ngoài thư mục sổ. / A new file outside the books.") var file: String
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// The result as JSON.
    private struct View: Encodable {
        let file: String
        let digest: String
        let size: Int
        let files: Int
        let leaves: UInt64
        let root: String
    }

    func run() throws {
        let console = common.console
        let environment = try common.environment()
        let open = try books.open(.write, environment)
        let made = try CopyBooks(environment).backup(open, to: file)
        if common.json {
            return try console.json(
                "backup",
                View(
                    file: file,
                    digest: made.digest.hex,
                    size: made.size,
                    files: made.fileCount,
                    leaves: made.checkpoint.size,
                    root: made.checkpoint.root.base64
                )
            )
        }
        console.say("\(made.digest.hex)  \(file)")
        let files = console.count(made.fileCount, vi: "tệp", en: "file")
        let leaves = console.count(
            Int(clamping: made.checkpoint.size),
            vi: "mục nhật ký",
            en: "log leaf",
            many: "log leaves"
        )
        console.say(Phrase(vi: "✓ \(files), \(leaves)", en: "✓ \(files), \(leaves)"))
        console.note(
            Phrase(
                vi:
                    "tệp có khóa của sổ và dữ liệu cá nhân: giữ nơi khóa kín, ghi lại mã băm ở nơi khác",
                en:
                    "it holds the keys of the books and personal data: keep it locked away, and note the "
                    + "digest elsewhere"
            ).text(in: console.language)
        )
        console.next("chitra ledger restore \(CommandCompletion.quoted(file)) --books NEW")
    }
}

/// `chitra ledger restore`.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Phục hồi sổ từ bản sao lưu. / Bring the books back from a backup.",
        discussion: """
            Sổ được kiểm chứng toàn bộ trước khi hiện ra; có lỗi thì không tạo gì. Hai bản của cùng một \
            sổ không bao giờ cùng được ghi tiếp. / The books are proven before they appear; where \
            something does not hold, nothing is made. Two copies of one set of books are never both \
            written on.
            """,
        aliases: ["phuc-hoi"]
    )

    @Argument(help: "Bản sao lưu. / The backup.") var file: String
    @Option(
        help: """
            Biên nhận mới nhất ai đó đã giữ: cho biết bản sao có quá cũ không; nêu nhiều lần được. / The \
            newest receipt that somebody kept: it tells whether the backup is too old; give it again \
            for more.
            """
    )
    var receipt: [String] = []
    @Option(help: "Thư mục sổ mới. / The new folder of the books.") var books: String
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let report = try CopyBooks(environment).restore(
            file,
            to: books,
            receipts: try ReceiptTexts.read(receipt)
        )
        try ProofPrinter(console: common.console, json: common.json).show(report)
        guard !common.json else { return }
        let console = common.console
        console.note(
            Phrase(
                vi:
                    "từ nay chỉ ghi tiếp vào một bản; hãy so với biên nhận mới nhất của ngân hàng hoặc "
                    + "kiểm toán",
                en:
                    "from here on write to one copy only; hold it against the newest receipt of a bank or "
                    + "auditor"
            ).text(in: console.language)
        )
        console.next("chitra verify --books \(CommandCompletion.quoted(books)) --receipt FILE")
    }
}

/// `chitra ledger snapshot`.
struct SnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Bản sao cơ sở dữ liệu cho kiểm toán. / A copy of the database for an auditor.",
        discussion: """
            Mở bằng mọi công cụ SQLite; không có khóa, trang danh sách vẫn niêm phong. / Any SQLite tool \
            opens it; it holds no key, and the register's pages stay sealed.
            """,
        aliases: ["ban-chup"]
    )

    @Argument(help: "Tệp mới, ngoài thư mục sổ. / A new file outside the books.") var file: String
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// The result as JSON.
    private struct View: Encodable {
        let file: String
        let leaves: UInt64
        let root: String
    }

    func run() throws {
        let console = common.console
        let checkpoint = try CopyBooks(try common.environment()).snapshot(
            of: try books.folder(),
            to: file
        )
        if common.json {
            return try console.json(
                "snapshot",
                View(file: file, leaves: checkpoint.size, root: checkpoint.root.base64)
            )
        }
        let leaves = console.count(
            Int(clamping: checkpoint.size),
            vi: "mục nhật ký",
            en: "log leaf",
            many: "log leaves"
        )
        console.say("\(file)  \(leaves)  \(checkpoint.root.base64)")
        console.next("sqlite3 \(CommandCompletion.quoted(file))")
    }
}
