import ArgumentParser
import Disbursement
import Intake
import Ledger
import Signing
import Store
import Workflow

/// `chitra verify`.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Kiểm chứng toàn bộ sổ: nhật ký, chữ ký, lô, sổ cái. / Prove the whole books.",
        aliases: ["kiem-chung"]
    )

    @Option(
        help:
            """
            Biên nhận ai đó đã giữ (receipt.txt, hoặc của chitra receipt); nêu nhiều lần được. / A receipt \
            that somebody kept (receipt.txt, or one of chitra receipt); give it again for more.
            """
    )
    var receipt: [String] = []
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let report = try VerifyBooks(try common.environment()).run(
            folder: try books.folder(),
            receipts: try ReceiptTexts.read(receipt)
        )
        try ProofPrinter(console: common.console, json: common.json).show(report)
    }
}
