import ArgumentParser
import Intake
import Ledger
import Store
import Workflow

/// `chitra ledger remit`.
struct RemitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remit",
        abstract: "Nộp ngân sách khoản phải nộp. / Pay what is owed to the state budget.",
        discussion: """
            Khoản phải nộp: lãi tiền gửi; tiền thu hồi của năm đã quyết toán (nêu --year, --programme, --source).
            What is owed: interest on the deposit; what was recovered for a settled year (name all three).
            """,
        aliases: ["nop-ngan-sach"]
    )

    @Option(help: "Mã đơn vị. / The unit.") var unit: String
    @Option(help: "Đơn vị chi trả giữ tiền. / The provider that holds it.") var provider: String
    @Option(help: "Số đồng, chỉ chữ số. / VND, digits only.") var amount: Int64
    @Option(help: "Giấy nộp tiền. / The paper.") var document: String
    @Option(help: "Năm đã quyết toán; không có: lãi. / The settled year; interest without it.")
    var year: Int?
    @Option(help: "Chương trình của năm đó. / The programme, of that year.") var programme: String?
    @Option(help: "Nguồn kinh phí của năm đó. / The funding source, of that year.")
    var source: String?
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let kind = try kind()
        let environment = try common.environment()
        let (open, officer) = try books.open(as: key, environment)
        let isNew = try RemitDue(environment).run(
            open,
            order: RemittanceOrder(
                unit: unit,
                provider: provider,
                kind: kind,
                amount: amount,
                document: document
            ),
            officer: officer
        )
        common.console.say(
            isNew
                ? Phrase(
                    vi: "\(unit): nộp ngân sách \(Money.vnd(amount))",
                    en: "\(unit): \(Money.vnd(amount).inEnglish) remitted to the budget"
                )
                : Phrase(vi: "văn bản này đã ghi trước", en: "this paper stands already")
        )
        common.console.next("chitra ledger trial-balance")
    }

    /// All three of year, programme and source, or none.
    private func kind() throws -> RemittanceOrder.Kind? {
        switch (year, programme, source) {
        case (nil, nil, nil): return nil
        case (let year?, let programme?, let source?):
            return RemittanceOrder.Kind(year: year, programme: programme, source: source)
        default:
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "--year, --programme và --source đi cùng nhau; lãi tiền gửi không cần",
                    en: "--year, --programme and --source go together; interest needs none of them"
                )
            )
        }
    }
}
