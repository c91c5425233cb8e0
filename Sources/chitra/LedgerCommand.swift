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
            ReceiveCommand.self, ClearCommand.self, GiveBackCommand.self,
            TrialBalanceCommand.self, ExportCommand.self,
            BackupCommand.self, RestoreCommand.self, SnapshotCommand.self,
        ],
        aliases: ["so-cai"]
    )
}

/// `chitra ledger receive`.
struct ReceiveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive",
        abstract:
            "Ghi dự toán được giao và tạm ứng đã về. / Enter estimates and advances with their papers.",
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

/// `chitra ledger trial-balance`.
struct TrialBalanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trial-balance",
        abstract: "Bảng cân đối tài khoản. / The trial balance.",
        aliases: ["bang-can-doi"]
    )

    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// A row as JSON.
    private struct View: Encodable {
        let unit: String
        let account: String
        let debit: Int64
        let credit: Int64
        let balance: Int64
    }

    func run() throws {
        let console = common.console
        let open = try books.open(.read, try common.environment())
        let balance = try LedgerReports(open.books).trialBalance()
        let rows = try balance.rows()
        if common.json {
            return try console.json(
                "trial-balance",
                rows.map {
                    View(
                        unit: $0.unit,
                        account: $0.account,
                        debit: $0.debitTurnover.minorUnits,
                        credit: $0.creditTurnover.minorUnits,
                        balance: $0.balance.minorUnits
                    )
                }
            )
        }
        let isVietnamese = console.language == .vietnamese
        var table = TextTable(
            isVietnamese
                ? [
                    ("đơn vị", .left), ("tài khoản", .left), ("nợ", .right), ("có", .right),
                    ("số dư", .right), ("tên", .left),
                ]
                : [
                    ("unit", .left), ("account", .left), ("debit", .right), ("credit", .right),
                    ("balance", .right), ("name", .left),
                ]
        )
        for row in rows {
            let name = ChartOfAccounts.shipped[row.account].map {
                isVietnamese ? $0.vietnameseName : $0.englishName
            }
            let sums = [row.debitTurnover, row.creditTurnover, row.balance].map {
                isVietnamese ? $0.grouped : $0.groupedInEnglish
            }
            table.add([row.unit, row.account] + sums + [name ?? ""])
        }
        for line in table.lines { console.say(line) }
        guard balance.isBalanced else {
            throw StepRefusal(
                .proofFails,
                Phrase(vi: "nợ khác có", en: "debits differ from credits")
            )
        }
        console.note(
            Phrase(
                vi: "sổ cân: tổng nợ bằng tổng có",
                en: "the books balance: debits equal credits"
            )
            .text(in: console.language)
        )
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
        let open = try books.open(.read, try common.environment())
        var text = ""
        try LedgerReports(open.books).export(as: format) { piece in
            text += piece
            // A journal may be long: it goes out as it is read.
            guard text.utf8.count >= 1 << 16 else { return }
            console.say(part: text)
            text = ""
        }
        console.say(part: text)
    }
}
