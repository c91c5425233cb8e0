import ArgumentParser
import Intake
import Ledger
import Workflow

/// `chitra ledger carry-claims`.
struct CarryClaimsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "carry-claims",
        abstract:
            "Chuyển khoản bị trả lại, còn phải chi, sang năm nay. / Carry what came back to this year.",
        discussion: """
            Năm đã quyết toán và tiền đã nộp trả: năm nay chi lại (ghi chi năm nay). Chưa thanh toán tạm ứng: đi theo tạm ứng chuyển sang.
            A settled year whose money was given back: owed again, as this year's expense. Never cleared: goes along with the advance.
            """,
        aliases: ["chuyen-khoan-con-phai-chi"]
    )

    @Option(help: "Mã đơn vị. / The unit.") var unit: String
    @Option(help: "Năm ngân sách đang còn phải chi. / The budget year in which it is owed.")
    var year: Int
    @Option(
        help: "Mã lệnh chi, nêu được nhiều lần; không có: tất cả. / A transfer; all without it."
    ) var transfer: [String] = []
    @Option(help: "Quyết định. / The decision.") var document: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    private struct View: Encodable {
        let unit: String
        let fromYear: Int
        let toYear: Int
        let transfers: Int
        let owedAgain: Int64
        let carried: Int64
        let waiting: [String]
    }

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let from = try BudgetYearOption.checked(year)
        let (open, officer) = try books.open(as: key, environment)
        let report = try CarryClaims(environment).run(
            open,
            unit: unit,
            year: from,
            transfers: transfer,
            document: document,
            officer: officer
        )
        if common.json {
            return try console.json(
                "ledger-carry-claims",
                View(
                    unit: unit,
                    fromYear: from,
                    toYear: report.year,
                    transfers: report.transferCount,
                    owedAgain: report.owedAgain,
                    carried: report.carried,
                    waiting: report.waiting.map(\.transfer)
                )
            )
        }
        tell(report, console)
        console.next("chitra ledger years")
    }

    private func tell(_ report: CarriedClaimsReport, _ console: Console) {
        if report.transferCount == 0 {
            console.say(
                Phrase(
                    vi: "\(unit): năm \(year) không có khoản nào để chuyển",
                    en: "\(unit): nothing of \(year) to carry"
                )
            )
        }
        if report.owedAgain > 0 {
            console.say(
                Phrase(
                    vi: "\(unit): \(Money.vnd(report.owedAgain)) của năm \(year) chi lại trong "
                        + "năm \(report.year)",
                    en: "\(unit): \(Money.vnd(report.owedAgain).inEnglish) of \(year) owed again "
                        + "in \(report.year)"
                )
            )
        }
        if report.carried > 0 {
            console.say(
                Phrase(
                    vi: "\(unit): \(Money.vnd(report.carried)) của năm \(year) chuyển sang năm "
                        + "\(report.year)",
                    en: "\(unit): \(Money.vnd(report.carried).inEnglish) of \(year) carried to "
                        + "\(report.year)"
                )
            )
        }
        for item in report.waiting {
            console.note(
                Phrase(
                    vi: "  \(item.transfer): \(item.cause.text(in: .vietnamese))",
                    en: "  \(item.transfer): \(item.cause.text(in: .english))"
                )
            )
        }
    }
}
