import ArgumentParser
import BankFiles
import Intake
import Ledger
import Store
import Workflow

/// `chitra bank recall`.
struct BankRecallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recall",
        abstract:
            "Xin ngân hàng thu hồi khoản đã bàn giao. / Ask payments that were handed over back.",
        discussion: """
            Ghi camt.055 hoặc công văn, kèm chữ ký của chủ tài khoản; chưa ghi sổ đồng nào cho đến khi sao kê báo có.
            Writes camt.055, or a letter, with the account holder's signature; nothing is booked before a statement
            shows the money. Reasons: \(RecallReason.list(in: .english)).
            """,
        aliases: ["thu-hoi"]
    )

    @Argument(
        help: "Mã các khoản của một tệp, hoặc mã tệp. / Transfers of one file, or the file's id."
    )
    var names: [String]
    @Option(help: "Lý do (mã ISO 20022). / Why (a code of ISO 20022).") var reason: String
    @Option(help: "Văn bản quyết định thu hồi. / The paper that decided it.") var document: String
    @Option(help: "Thư mục ghi tệp. / The folder that it is written to.") var out: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// A recall as JSON.
    private struct View: Encodable {
        let id: String
        let file: String
        let provider: String
        let payments: Int
        let amount: Int64
        let path: String
        let isKnown: Bool
    }

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        guard let why = RecallReason(rawValue: reason.uppercased()) else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "--reason là một trong: \(RecallReason.list(in: .vietnamese))",
                    en: "--reason is one of: \(RecallReason.list(in: .english))"
                )
            )
        }
        let (open, officer) = try books.open(as: key, environment)
        let report = try RecallPayments(environment).run(
            open,
            names: names,
            reason: why,
            document: document,
            folder: out,
            officer: officer
        )
        if common.json {
            return try console.json(
                "bank-recall",
                View(
                    id: report.id,
                    file: report.message,
                    provider: report.provider,
                    payments: report.count,
                    amount: report.amount,
                    path: report.path,
                    isKnown: report.isKnown
                )
            )
        }
        let sum = Money.vnd(report.amount)
        console.say(
            Phrase(
                vi: "\(report.id): xin \(report.provider) thu hồi \(report.count) khoản của tệp "
                    + "\(report.message), \(sum); \(report.path)",
                en: "\(report.id): asks \(report.provider) for \(report.count) of file "
                    + "\(report.message) back, \(sum.inEnglish); \(report.path)"
            )
        )
        console.next("chitra bank results ANSWER --key maker.key")
    }
}
