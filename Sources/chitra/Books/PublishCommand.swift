import ArgumentParser
import Intake
import Signing
import Store
import Workflow

/// `chitra ledger publish`.
struct PublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract:
            "Công bố mã băm của nhật ký để ai cũng theo dõi được. / Publish the log's hashes.",
        discussion: """
            Chỉ có mã băm, không có dữ liệu. Ngân hàng và thanh tra kiểm chứng: chitra-verify log THƯ-MỤC.
            Hashes alone, no data. Banks and inspectors verify it: chitra-verify log FOLDER.
            """,
        aliases: ["cong-bo"]
    )

    @Argument(help: "Thư mục công bố, ngoài sổ. / The folder to publish in, outside the books.")
    var folder: String
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// The result as JSON.
    private struct View: Encodable {
        let size: UInt64
        let root: String
        let newTiles: Int
    }

    func run() throws {
        let console = common.console
        let open = try books.open(.read, try common.environment())
        let published = try PublishLog(open).run(to: folder)
        let (size, root) = (published.checkpoint.size, published.checkpoint.root.base64)
        if common.json {
            return try console.json(
                "publish",
                View(size: size, root: root, newTiles: published.newTiles)
            )
        }
        console.say(
            Phrase(
                vi: "✓ \(size) mục nhật ký, gốc \(root), \(published.newTiles) tệp mới",
                en: "✓ \(size) log leaves, root \(root), \(published.newTiles) new files"
            )
        )
        console.note(
            Phrase(
                vi: "kiểm chứng: chitra-verify log \(folder) --log-key "
                    + "\(open.books.folder)/keys/log.vkey",
                en: "verify: chitra-verify log \(folder) --log-key "
                    + "\(open.books.folder)/keys/log.vkey"
            )
        )
    }
}
