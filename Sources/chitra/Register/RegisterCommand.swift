import ArgumentParser
import Intake
import Ledger
import Store
import Workflow

/// `chitra register`.
struct RegisterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Danh sách đối tượng: nạp, đầu kỳ, tìm số. / The register.",
        subcommands: [ImportCommand.self, OpeningCommand.self, FindCommand.self],
        aliases: ["doi-tuong"]
    )
}

/// `chitra register import`.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract:
            "Nạp tệp CSV hoặc XLSX: đủ cả tệp hoặc không dòng nào. / Take a register file in.",
        aliases: ["nap"]
    )

    @Argument(
        help:
            "Tệp CSV, hoặc XLSX một trang tính; xem docs/files.md. / The file: CSV, or XLSX of one plain sheet; see docs/files.md."
    ) var file: String
    @Flag(
        help: """
            Chỉ kiểm tra và nói sẽ thay đổi gì; không ghi. / Check the file and say what it would \
            change; write nothing.
            """
    )
    var dryRun = false
    @Option(
        help: """
            Tệp khóa riêng của người lập; chạy thử thì không cần. / The maker's private key file; \
            not needed for a dry run.
            """
    )
    var key: String?
    @OptionGroup var law: LawOptions
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// The result as JSON.
    private struct View: Encodable {
        let rows: Int
        let added: Int
        let changed: Int
        let warnings: Int
        let isDryRun: Bool
    }

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let open = try books.open(dryRun ? .read : .write, environment)
        guard dryRun || key != nil else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "cần --key của người lập", en: "the maker's --key is wanted"),
                hint: Phrase(
                    vi: "ví dụ --key keys/maker.key; hoặc chỉ chạy thử bằng --dry-run",
                    en: "such as --key keys/maker.key; or only try with --dry-run"
                )
            )
        }
        let officer = try key.map {
            try OfficerKey.load(path: $0, books: open.books, at: environment.now)
        }
        let report = try ImportRegister(environment, ruleBook: try law.book()).run(
            open,
            path: file,
            officer: officer,
            isDryRun: dryRun
        )
        for warning in report.warnings { console.note(warning.text(in: console.language)) }
        if common.json {
            return try console.json(
                "register-import",
                View(
                    rows: report.rowCount,
                    added: report.added,
                    changed: report.changed,
                    warnings: report.warnings.count,
                    isDryRun: dryRun
                )
            )
        }
        show(report, console)
        if dryRun && !report.isKnown {
            console.next("chitra register import \(file) --key maker.key")
        } else {
            console.next(try MonthProgress.afterTakingIn(open))
        }
    }

    private func show(_ report: ImportReport, _ console: Console) {
        if report.isKnown {
            console.say(
                Phrase(
                    vi: "tệp này đã nạp từ trước; không có gì thay đổi",
                    en: "this file was taken in already; nothing changed"
                )
            )
            return
        }
        let verb =
            dryRun ? Phrase(vi: "chạy thử", en: "dry run") : Phrase(vi: "đã nạp", en: "taken in")
        let rows = console.count(report.rowCount, vi: "dòng", en: "row")
        let added = console.count(report.added, vi: "người mới", en: "new person")
        let changed = console.number(report.changed)
        let warnings = console.count(report.warnings.count, vi: "lưu ý", en: "warning")
        console.say(
            Phrase(
                vi: "\(verb.vietnamese): \(rows), \(added), \(changed) người thay đổi, \(warnings)",
                en: "\(verb.english): \(rows), \(added), \(changed) changed, \(warnings)"
            )
        )
        if let numbers = report.numbers {
            let (first, last) = (numbers.lowerBound, numbers.upperBound)
            console.note(
                Phrase(
                    vi: "người mới mang số từ \(first) đến \(last), theo thứ tự trong tệp; "
                        + "tìm một người: chitra register find",
                    en:
                        "the new persons have the numbers \(first) to \(last), in order of the file; "
                        + "to find one: chitra register find"
                )
            )
        }
    }
}

/// `chitra register opening`.
struct OpeningCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "opening",
        abstract:
            "Nạp danh sách đã chi ở nơi khác trước kỳ đầu. / Take in what was paid elsewhere before.",
        aliases: ["dau-ky"]
    )

    @Argument(
        help:
            "CSV: national_id,unit,programme,category,month,kind,source,amount,document; xem / see docs/files.md."
    )
    var file: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let (open, officer) = try books.open(as: key, environment)
        let units = try ImportOpening(environment).run(open, path: file, officer: officer)
        for (unit, lineCount, amount) in units {
            let lines = console.count(lineCount, vi: "khoản", en: "line")
            console.say(
                Phrase(
                    vi: "\(unit): \(lines) đã chi ở nơi khác, \(console.money(amount))",
                    en: "\(unit): \(lines) paid elsewhere, \(console.money(amount))"
                )
            )
        }
        if units.isEmpty {
            console.say(
                Phrase(
                    vi: "danh sách này đã nạp từ trước; không có gì thay đổi",
                    en: "this list was taken in already; nothing changed"
                )
            )
        }
        console.next(try MonthProgress.afterTakingIn(open))
    }
}
