import ArgumentParser
import Intake
import Ledger
import Store
import Workflow

/// `chitra ledger clear`.
struct ClearCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear",
        abstract:
            "Thanh toán tạm ứng cho các dòng đã chi. / Clear the advance for lines that are proven paid.",
        aliases: ["thanh-toan"]
    )

    @Option(help: "Mã đơn vị; không có: tất cả. / A unit's code; all without it.")
    var unit: [String] = []
    @Option(help: "Giấy thanh toán tạm ứng. / The Treasury's paper.") var document: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let (open, officer) = try books.open(as: key, environment)
        let sums = try ClearAdvance(environment).clear(
            open,
            units: unit,
            document: document,
            officer: officer
        )
        if sums.isEmpty {
            console.say(
                Phrase(vi: "không có dòng mới để thanh toán", en: "no new line is proven paid")
            )
        }
        for sum in sums {
            console.say(
                Phrase(
                    vi: "\(sum.unit) \(sum.year) \(sum.source): \(sum.lineCount) dòng, "
                        + "\(Money.vnd(sum.amount))",
                    en: "\(sum.unit) \(sum.year) \(sum.source): \(sum.lineCount) lines, "
                        + "\(Money.vnd(sum.amount).inEnglish)"
                )
            )
        }
        console.next("chitra ledger trial-balance")
    }
}

/// `chitra ledger give-back`.
struct GiveBackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "give-back",
        abstract:
            "Nộp trả ngân sách tiền chưa dùng; quyền hưởng vẫn còn. / Give money back; claims stay.",
        aliases: ["nop-tra"]
    )

    @Option(help: "Mã đơn vị. / The unit.") var unit: String
    @Option(help: "Đơn vị chi trả giữ tiền. / The provider that holds it.") var provider: String
    @Option(help: "Năm ngân sách. / The budget year.") var year: Int
    @Option(help: "Nguồn kinh phí. / The funding source.") var source: String
    @Option(help: "Số đồng, chỉ chữ số. / VND, digits only.") var amount: Int64
    @Option(help: "Giấy nộp trả. / The paper.") var document: String
    @Flag(help: "Tạm ứng này đã thanh toán. / This advance was cleared already.") var cleared =
        false
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let (open, officer) = try books.open(as: key, environment)
        let isNew = try ClearAdvance(environment).giveBack(
            open,
            order: GiveBackOrder(
                unit: unit,
                provider: provider,
                year: year,
                source: source,
                amount: amount,
                document: document,
                isCleared: cleared
            ),
            officer: officer
        )
        common.console.say(
            isNew
                ? Phrase(
                    vi: "\(unit) \(source): nộp trả \(Money.vnd(amount))",
                    en: "\(unit) \(source): \(Money.vnd(amount).inEnglish) given back"
                )
                : Phrase(vi: "văn bản này đã ghi trước", en: "this paper stands already")
        )
        common.console.next("chitra ledger trial-balance")
    }
}
