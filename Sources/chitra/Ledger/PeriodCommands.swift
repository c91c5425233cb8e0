import ArgumentParser
import Intake
import Ledger
import Store
import Workflow

/// `chitra ledger close`.
struct ClosePeriodCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Khóa sổ một đơn vị đến hết một ngày. / Close a unit's books through a day.",
        discussion: """
            Sau khi khóa, không ghi gì vào ngày đó hay trước đó; sai sót ghi điều chỉnh vào kỳ sau. Không mở lại.
            Nothing is booked on that day or before it any more; corrections go to the next period. Never opened again.
            """,
        aliases: ["khoa-so"]
    )

    @Option(help: "Mã đơn vị. / The unit.") var unit: String
    @Option(help: "Ngày cuối bị khóa, ví dụ 2026-10-31. / The last closed day.") var through: String
    @Option(help: "Biên bản khóa sổ. / The paper.") var document: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let lastDay = try day(through, option: "--through")
        let (open, officer) = try books.open(as: key, environment)
        let isNew = try ClosePeriod(environment).close(
            open,
            unit: unit,
            through: lastDay,
            document: document,
            officer: officer
        )
        common.console.say(
            isNew
                ? Phrase(
                    vi: "\(unit): đã khóa sổ đến hết \(lastDay)",
                    en: "\(unit): the books are closed through \(lastDay)"
                )
                : Phrase(
                    vi: "\(unit): sổ đã khóa đến hết ngày này từ trước",
                    en: "\(unit): the books were closed through this day before"
                )
        )
        common.console.next("chitra ledger years")
    }
}

/// `chitra ledger settle`.
struct SettleYearCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract:
            "Ghi quyết toán năm đã được duyệt. / Enter that a budget year's accounts were approved.",
        aliases: ["quyet-toan"]
    )

    @Option(help: "Mã đơn vị. / The unit.") var unit: String
    @Option(help: "Năm ngân sách. / The budget year.") var year: Int
    @Option(help: "Ngày duyệt, ví dụ 2027-06-30. / The day of the approval.") var on: String
    @Option(help: "Văn bản duyệt quyết toán. / The paper that approves.") var document: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let settledOn = try day(on, option: "--on")
        let (open, officer) = try books.open(as: key, environment)
        let isNew = try ClosePeriod(environment).settle(
            open,
            unit: unit,
            year: try BudgetYearOption.checked(year),
            settledOn: settledOn,
            document: document,
            officer: officer
        )
        common.console.say(
            isNew
                ? Phrase(
                    vi: "\(unit): năm \(year) đã quyết toán ngày \(settledOn)",
                    en: "\(unit): year \(year) is settled since \(settledOn)"
                )
                : Phrase(
                    vi: "\(unit): quyết toán năm \(year) đã ghi từ trước",
                    en: "\(unit): the settlement of \(year) stands already"
                )
        )
        common.console.next("chitra ledger years")
    }
}

/// `chitra ledger carry-advance`.
struct CarryAdvanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "carry-advance",
        abstract:
            "Chuyển tạm ứng còn lại sang năm sau. / Carry what is left of a year's advance to the next.",
        aliases: ["chuyen-tam-ung"]
    )

    @Option(help: "Mã đơn vị. / The unit.") var unit: String
    @Option(help: "Năm ngân sách kết thúc. / The budget year that ends.") var year: Int
    @Option(help: "Quyết định chuyển. / The decision.") var document: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let (open, officer) = try books.open(as: key, environment)
        let sums = try ClosePeriod(environment).carryAdvance(
            open,
            unit: unit,
            year: try BudgetYearOption.checked(year),
            document: document,
            officer: officer
        )
        if sums.isEmpty {
            common.console.say(
                Phrase(vi: "không còn tạm ứng để chuyển", en: "no advance is left to carry")
            )
        }
        for (source, amount) in sums {
            common.console.say(
                Phrase(
                    vi: "\(unit) \(source): chuyển \(Money.vnd(amount)) sang năm \(year + 1)",
                    en: "\(unit) \(source): \(Money.vnd(amount).inEnglish) carried to \(year + 1)"
                )
            )
        }
        common.console.next("chitra ledger years")
    }
}

/// `chitra ledger years`.
struct YearsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "years",
        abstract:
            "Kỳ đã khóa và các năm ngân sách. / Closed periods and budget years, unit by unit.",
        aliases: ["nam"]
    )

    @Option(help: "Mã đơn vị; không có: tất cả. / A unit's code; all without it.")
    var unit: [String] = []
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    private struct View: Encodable {
        let unit: String
        let closedThrough: String?
        let year: Int
        let phase: String
        let adjustmentEnds: String
        let settledOn: String?
        let advance: Int64
    }

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let open = try books.open(.read, environment)
        let states = try ClosePeriod(environment).states(open, units: unit)
        let today = environment.now.date
        if common.json {
            return try console.json(
                "years",
                states.map {
                    View(
                        unit: $0.unit,
                        closedThrough: $0.closedThrough.map { "\($0)" },
                        year: $0.year.year,
                        phase: $0.year.phase(on: today).rawValue,
                        adjustmentEnds: "\($0.year.adjustmentEnds)",
                        settledOn: $0.year.settledOn.map { "\($0)" },
                        advance: $0.advance
                    )
                }
            )
        }
        var table = TextTable(
            console.language == .vietnamese
                ? [
                    ("đơn vị", .left), ("năm", .left), ("tình trạng", .left),
                    ("khóa sổ đến", .left), ("hạn chỉnh lý", .left), ("tạm ứng còn", .right),
                ]
                : [
                    ("unit", .left), ("year", .left), ("state", .left),
                    ("closed through", .left), ("adjusted until", .left),
                    ("advance left", .right),
                ]
        )
        for state in states {
            table.add([
                state.unit, "\(state.year.year)",
                Self.phrase(state.year.phase(on: today)).text(in: console.language),
                state.closedThrough.map { "\($0)" } ?? "–", "\(state.year.adjustmentEnds)",
                console.money(state.advance),
            ])
        }
        for line in table.lines { console.say(line) }
    }

    private static func phrase(_ phase: BudgetYear.Phase) -> Phrase {
        switch phase {
        case .open: Phrase(vi: "đang chi", en: "open")
        case .adjustment: Phrase(vi: "đang chỉnh lý", en: "in adjustment")
        case .ended: Phrase(vi: "hết chỉnh lý, chưa quyết toán", en: "ended, not settled")
        case .settled: Phrase(vi: "đã quyết toán", en: "settled")
        }
    }
}

/// The years that have budget rules.
enum BudgetYearOption {
    static func checked(_ year: Int) throws -> Int {
        guard (2018...2998).contains(year) else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "--year phải là năm, ví dụ 2026", en: "--year is a year, such as 2026")
            )
        }
        return year
    }
}
