import ArgumentParser
import Disbursement
import Intake
import Ledger
import Store
import Workflow

/// `chitra ledger ageing`.
struct AgeingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ageing",
        abstract:
            "Tuổi nợ: số còn mở đã nằm bao lâu. / How long open amounts have stood on an account.",
        aliases: ["tuoi-no"]
    )

    @Option(help: "Mã tài khoản. / The account.") var account = "PAY"
    @Option(help: "Đến ngày; không có: hôm nay. / The day of the report; today without it.")
    var on: String?
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    private static let bands = [30, 60, 90]

    /// A row as JSON; VND.
    private struct View: Encodable {
        let unit: String
        let year: Int?
        let programme: String?
        let source: String?
        let upTo30: Int64
        let upTo60: Int64
        let upTo90: Int64
        let older: Int64
        let inAdvance: Int64
        let oldest: String?
    }

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let reportDay = try on.map { try day($0, option: "--on") } ?? environment.now.date
        let open = try books.open(.read, environment)
        let rows = try LedgerReports(open.books)
            .ageing(of: account, bands: Self.bands, on: reportDay).rows()
        if common.json {
            return try console.json(
                "ageing",
                rows.map {
                    View(
                        unit: $0.part.unit ?? "",
                        year: $0.part.budgetYear,
                        programme: $0.part.programme,
                        source: $0.part.source,
                        upTo30: $0.open[0].minorUnits,
                        upTo60: $0.open[1].minorUnits,
                        upTo90: $0.open[2].minorUnits,
                        older: $0.open[3].minorUnits,
                        inAdvance: $0.inAdvance.minorUnits,
                        oldest: $0.oldest.map { "\($0)" }
                    )
                }
            )
        }
        let isVietnamese = console.language == .vietnamese
        var table = TextTable(
            [
                (isVietnamese ? "đơn vị" : "unit", .left), (isVietnamese ? "năm" : "year", .left),
                (isVietnamese ? "chương trình" : "programme", .left),
                (isVietnamese ? "nguồn" : "source", .left), ("0–30", .right), ("31–60", .right),
                ("61–90", .right), (">90", .right),
                (isVietnamese ? "trả trước" : "in advance", .right),
                (isVietnamese ? "từ ngày" : "since", .left),
            ]
        )
        for row in rows {
            let source = row.part.source.map { Words.source($0).text(in: console.language) }
            table.add(
                [
                    row.part.unit ?? "", row.part.budgetYear.map { "\($0)" } ?? "",
                    row.part.programme ?? "", source ?? "",
                ] + (row.open + [row.inAdvance]).map { console.money($0.minorUnits) }
                    + [row.oldest.map { "\($0)" } ?? "–"]
            )
        }
        for line in table.lines { console.say(line) }
    }
}

/// `chitra ledger correspondence`.
struct CorrespondenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "correspondence",
        abstract:
            "Đối ứng tài khoản: tiền từ tài khoản nào sang tài khoản nào. / Which account stood against which.",
        aliases: ["doi-ung"]
    )

    @OptionGroup var days: DayOptions
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// A row as JSON; VND.
    private struct View: Encodable {
        let unit: String
        let debit: String
        let credit: String
        let amount: Int64
    }

    func run() throws {
        let console = common.console
        guard try days.basis() == .booking else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "bảng đối ứng tính theo ngày ghi sổ",
                    en: "accounts correspond by the day of the books"
                )
            )
        }
        let open = try books.open(.read, try common.environment())
        let rows = try LedgerReports(open.books).correspondence(of: try days.period()).rows()
        if common.json {
            return try console.json(
                "correspondence",
                rows.map {
                    View(
                        unit: $0.unit,
                        debit: $0.debit,
                        credit: $0.credit,
                        amount: $0.amount.minorUnits
                    )
                }
            )
        }
        var table = TextTable(
            console.language == .vietnamese
                ? [("đơn vị", .left), ("nợ", .left), ("có", .left), ("số tiền", .right)]
                : [("unit", .left), ("debit", .left), ("credit", .left), ("amount", .right)]
        )
        for row in rows {
            table.add([row.unit, row.debit, row.credit, console.money(row.amount.minorUnits)])
        }
        for line in table.lines { console.say(line) }
    }
}

/// `chitra ledger trail`.
struct TrailCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trail",
        abstract:
            "Đường đi của tiền: từ đâu đến, đi đâu. / Where the money of an entry came from, where it went.",
        aliases: ["duong-di"]
    )

    @Argument(help: "Khóa của bút toán. / The key of the entry.") var entry: String
    @Flag(help: "Tiền đi đâu, không phải từ đâu. / Where it went, not where it came from.")
    var onwards = false
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// A step as JSON; VND.
    private struct View: Encodable {
        let depth: Int
        let entry: String
        let from: String
        let to: String
        let amount: Int64
    }

    func run() throws {
        let console = common.console
        let open = try books.open(.read, try common.environment())
        let steps = try LedgerReports(open.books).trail(of: entry, onwards ? .on : .back)
        if common.json {
            return try console.json(
                "trail",
                steps.map {
                    View(
                        depth: $0.depth,
                        entry: $0.key,
                        from: $0.from,
                        to: $0.to,
                        amount: $0.minorUnits
                    )
                }
            )
        }
        var table = TextTable(
            console.language == .vietnamese
                ? [
                    ("bước", .right), ("từ", .left), ("đến", .left), ("số tiền", .right),
                    ("bút toán", .left),
                ]
                : [
                    ("step", .right), ("from", .left), ("to", .left), ("amount", .right),
                    ("entry", .left),
                ]
        )
        for step in steps {
            table.add([
                "\(step.depth)", step.from, step.to, console.money(step.minorUnits), step.key,
            ])
        }
        for line in table.lines { console.say(line) }
    }
}
