import ArgumentParser
import Disbursement
import Intake
import Ledger
import Store
import Workflow

/// `chitra ledger`.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Sổ cái: dự toán, tạm ứng, cân đối, kết xuất. / The ledger.",
        subcommands: [
            ReceiveCommand.self, AssignLinesCommand.self, BudgetLinesCommand.self,
            ClearCommand.self, GiveBackCommand.self, RemitCommand.self,
            MoveSourcesCommand.self,
            ClosePeriodCommand.self, SettleYearCommand.self, CarryAdvanceCommand.self,
            CarryClaimsCommand.self, HandOverCommand.self, YearsCommand.self,
            TrialBalanceCommand.self, StatementCommand.self, BudgetCommand.self,
            AgeingCommand.self, CorrespondenceCommand.self, TrailCommand.self,
            ExportCommand.self, SQLCommand.self,
            BackupCommand.self, RestoreCommand.self, SnapshotCommand.self, PublishCommand.self,
            MigrateCommand.self,
        ],
        aliases: ["so-cai"]
    )
}

/// `chitra ledger receive`.
struct ReceiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive",
        abstract:
            "Ghi dự toán, tạm ứng đã về, phí chi trả. / Enter estimates, advances and fees with their papers.",
        aliases: ["nhan"]
    )

    @Argument(
        help: "CSV: event,unit,year,source,provider,amount,document,day; xem / see docs/files.md."
    ) var file: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let (open, officer) = try books.open(as: key, environment)
        for paper in try ReceiveFunds(environment).run(open, path: file, officer: officer) {
            let known =
                paper.isKnown
                ? Phrase(vi: " (đã ghi từ trước)", en: " (booked already)").text(
                    in: console.language
                )
                : ""
            let (event, source) = (Words.event(paper.event), Words.source(paper.source))
            console.say(
                "\(event.text(in: console.language))  \(paper.unit)  "
                    + "\(source.text(in: console.language))  \(console.money(paper.amount))\(known)"
            )
        }
        console.next(try MonthProgress.afterTakingIn(open))
    }
}

/// `chitra ledger export`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Kết xuất nhật ký. / Export the journal.",
        aliases: ["xuat"]
    )

    @Option(help: "Định dạng: hledger, ledger hoặc beancount. / hledger, ledger or beancount.")
    var format = ExportFormat.hledger.rawValue
    @OptionGroup var official: MappingOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        guard let format = ExportFormat(rawValue: format) else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "--format chỉ nhận hledger, ledger hoặc beancount",
                    en: "--format is hledger, ledger or beancount"
                )
            )
        }
        let console = common.console
        let chart = try official.chosen()?.applied(to: .shipped) ?? .shipped
        let open = try books.open(.read, try common.environment())
        var text = ""
        try LedgerReports(open.books).export(as: format, chart: chart) { piece in
            text += piece
            // A journal may be long: it goes out as it is read.
            guard text.utf8.count >= 1 << 16 else { return }
            console.say(part: text)
            text = ""
        }
        console.say(part: text)
    }
}
