import ArgumentParser
import Disbursement
import Intake
import Ledger
import Store
import Workflow

/// Options of reports over days.
struct DayOptions: ParsableArguments {
    @Option(help: "Từ ngày, dạng 2026-11-01; không nêu: từ đầu sổ. / The first day, as 2026-11-01.")
    var from: String?
    @Option(help: "Đến ngày; không nêu: đến nay. / The last day; else to the end.")
    var to: String?
    @Option(
        help: """
            Tính theo ngày ghi sổ (booking) hoặc ngày giá trị (value). / By the day of the books \
            (booking) or of the value (value).
            """
    )
    var by = EntryDay.booking.rawValue

    /// The days; nil where none was named.
    func period() throws -> ClosedRange<CivilDate>? {
        guard from != nil || to != nil else { return nil }
        let years = CivilDate.years
        let first = try day(from ?? "\(years.lowerBound)-01-01", option: "--from")
        let last = try day(to ?? "\(years.upperBound)-12-31", option: "--to")
        guard first <= last else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "--from phải trước hoặc bằng --to",
                    en: "--from is not after --to"
                )
            )
        }
        return first...last
    }

    /// The day by which entries count.
    func basis() throws -> EntryDay {
        guard let basis = EntryDay(rawValue: by) else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "--by chỉ nhận booking hoặc value", en: "--by is booking or value")
            )
        }
        return basis
    }
}

/// `chitra ledger trial-balance`.
struct TrialBalanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trial-balance",
        abstract: "Bảng cân đối tài khoản. / The trial balance.",
        aliases: ["bang-can-doi"]
    )

    @OptionGroup var days: DayOptions
    @Flag(help: "Thêm dòng cộng của các nhóm tài khoản. / Adds the sums of groups of accounts.")
    var groups = false
    @OptionGroup var parted: PartedOption
    @OptionGroup var official: MappingOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// A row as JSON.
    private struct View: Encodable {
        let unit: String
        let account: String
        let official: String?
        let opening: Int64
        let debit: Int64
        let credit: Int64
        let balance: Int64

        init(_ row: TrialBalance.Row, _ mapping: AccountMapping?) {
            unit = row.unit
            account = row.account
            official = mapping?.targets[row.account]?.text
            opening = row.opening.minorUnits
            debit = row.debitTurnover.minorUnits
            credit = row.creditTurnover.minorUnits
            balance = row.balance.minorUnits
        }
    }

    private func show(
        _ parts: PartedOption.Parts,
        of open: OpenBooks,
        _ mapping: AccountMapping?
    ) throws {
        guard !groups else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "--groups và --per không đi cùng nhau",
                    en: "--groups and --per do not go together"
                )
            )
        }
        try PartedBalance(parts, mapping).show(
            try LedgerReports(open.books).trialBalance(
                by: parts.dimensions,
                of: try days.period(),
                by: try days.basis()
            ),
            console: common.console,
            asJSON: common.json
        )
    }

    func run() throws {
        let console = common.console
        let mapping = try official.chosen()
        let open = try books.open(.read, try common.environment())
        if let parts = try parted.chosen() { return try show(parts, of: open, mapping) }
        let balance = try LedgerReports(open.books).trialBalance(
            of: try days.period(),
            by: try days.basis()
        )
        let rows = groups ? try balance.rows(groupedBy: .shipped) : try balance.rows()
        if common.json {
            return try console.json("trial-balance", rows.map { View($0, mapping) })
        }
        let isVietnamese = console.language == .vietnamese
        // Without days nothing lies before them.
        let hasOpening = balance.period != nil
        let headings: [(vietnamese: String, english: String, side: TextTable.Side)] =
            [("đơn vị", "unit", .left), ("tài khoản", "account", .left)]
            + (mapping.map { [(vietnamese: $0.code, english: $0.code, side: .left)] } ?? [])
            + (hasOpening ? [("đầu kỳ", "opening", .right)] : [])
            + [
                ("nợ", "debit", .right), ("có", "credit", .right), ("số dư", "balance", .right),
                ("tên", "name", .left),
            ]
        var table = TextTable(headings.map { (isVietnamese ? $0.vietnamese : $0.english, $0.side) })
        for row in rows {
            let name = ChartOfAccounts.shipped[row.account].map {
                isVietnamese ? $0.vietnameseName : $0.englishName
            }
            let amounts = [row.debitTurnover, row.creditTurnover, row.balance]
            let sums = ((hasOpening ? [row.opening] : []) + amounts).map {
                isVietnamese ? $0.grouped : $0.groupedInEnglish
            }
            let official = mapping.map { [$0.targets[row.account]?.text ?? ""] } ?? []
            table.add([row.unit, row.account] + official + sums + [name ?? ""])
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

/// `chitra ledger statement`.
struct StatementCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statement",
        abstract:
            "Sổ chi tiết tài khoản, với số dư sau từng bút toán. / What moved an account, with its balance.",
        aliases: ["so-chi-tiet"]
    )

    @Option(help: "Mã tài khoản, như CASH. / The account's code, such as CASH.") var account: String
    @Option(help: "Mã đơn vị. / The unit's code.") var unit: String?
    @Option(help: "Năm ngân sách. / The budget year.") var year: Int?
    @Option(help: "Nguồn kinh phí. / The funding source.") var source: String?
    @Option(help: "Chương trình. / The programme.") var programme: String?
    @Option(help: "Ngân hàng hoặc đơn vị chi trả. / The provider.") var provider: String?
    @Option(help: "Tệp chi. / The file that was handed over.") var file: String?
    @OptionGroup var codes: BudgetCodeOptions
    @OptionGroup var days: DayOptions
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// A row as JSON; VND.
    private struct View: Encodable {
        let voucher: String
        let entry: String
        let event: String
        let bookedOn: String
        let valueOn: String
        let document: String
        let reverses: String?
        let debit: Int64
        let credit: Int64
        let balance: Int64
    }

    /// The statement as JSON; VND.
    private struct Whole: Encodable {
        let account: String
        let opening: Int64
        let rows: [View]
    }

    private func filter() throws -> DimensionFilter {
        var filter = DimensionFilter(unit: unit)
        filter.budgetYear = year
        filter.source = source
        filter.programme = programme
        filter.provider = provider
        filter.file = file
        filter.codes = try codes.filter()
        return filter
    }

    func run() throws {
        let console = common.console
        let asked = AccountStatement(
            of: account,
            where: try filter(),
            period: try days.period(),
            by: try days.basis()
        )
        let open = try books.open(.read, try common.environment())
        let (statement, vouchers) = try LedgerReports(open.books).fill(asked)
        let (opening, rows) = (try statement.openingBalance(), try statement.rows())
        guard !common.json else { return try show(opening, rows, vouchers, console) }
        let isVietnamese = console.language == .vietnamese
        func money(_ money: Money) -> String {
            isVietnamese ? money.grouped : money.groupedInEnglish
        }
        var table = TextTable(
            isVietnamese
                ? [
                    ("số", .left), ("ngày", .left), ("sự kiện", .left), ("nợ", .right),
                    ("có", .right), ("số dư", .right), ("chứng từ", .left), ("bút toán", .left),
                ]
                : [
                    ("voucher", .left), ("day", .left), ("event", .left), ("debit", .right),
                    ("credit", .right), ("balance", .right), ("document", .left),
                    ("entry", .left),
                ]
        )
        table.add(["", "", isVietnamese ? "đầu kỳ" : "opening", "", "", money(opening), "", ""])
        for row in rows {
            table.add([
                vouchers[row.key].map { "\($0)" } ?? "",
                "\(statement.day == .booking ? row.bookedOn : row.valueOn)",
                Words.event(row.event).text(in: console.language), money(row.debit),
                money(row.credit), money(row.balance), row.document, row.key,
            ])
        }
        for line in table.lines { console.say(line) }
    }

    private func show(
        _ opening: Money,
        _ rows: [AccountStatement.Row],
        _ vouchers: [String: VoucherNumber],
        _ console: Console
    ) throws {
        try console.json(
            "statement",
            Whole(
                account: account,
                opening: opening.minorUnits,
                rows: rows.map {
                    View(
                        voucher: vouchers[$0.key].map { "\($0)" } ?? "",
                        entry: $0.key,
                        event: $0.event,
                        bookedOn: "\($0.bookedOn)",
                        valueOn: "\($0.valueOn)",
                        document: $0.document,
                        reverses: $0.reverses,
                        debit: $0.debit.minorUnits,
                        credit: $0.credit.minorUnits,
                        balance: $0.balance.minorUnits
                    )
                }
            )
        )
    }
}
