import ArgumentParser
import Intake
import Ledger
import Store
import Workflow

/// `chitra register`.
struct RegisterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Danh sách đối tượng: nạp, đầu kỳ. / The register.",
        subcommands: [ImportCommand.self, OpeningCommand.self],
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

    @Argument(help: "The file: CSV, or XLSX of one plain sheet.") var file: String
    @Flag(help: "Check the file and say what it would change; write nothing.") var dryRun = false
    @Option(help: "The maker's private key file; not needed for a dry run.") var key: String?
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
                Phrase(vi: "cần --key của người lập", en: "the maker's --key is wanted")
            )
        }
        let officer = try key.map {
            try OfficerKey.load(path: $0, books: open.books, at: environment.now)
        }
        let report = try ImportRegister(environment).run(
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
        if report.isKnown {
            console.say(
                Phrase(
                    vi: "tệp này đã nạp rồi; không có gì thay đổi",
                    en: "this file was taken in before; nothing changed"
                )
            )
        } else {
            let verb =
                dryRun
                ? Phrase(vi: "chạy thử", en: "dry run") : Phrase(vi: "đã nạp", en: "taken in")
            console.say(
                console.language == .vietnamese
                    ? "\(verb.vietnamese): \(report.rowCount) dòng, \(report.added) người mới, \(report.changed) người thay đổi, \(report.warnings.count) lưu ý"
                    : "\(verb.english): \(report.rowCount) rows, \(report.added) new persons, \(report.changed) changed, \(report.warnings.count) warnings"
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

    @Argument(help: "CSV: national_id,unit,programme,category,month,kind,source,amount,document.")
    var file: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let open = try books.open(.write, environment)
        let officer = try OfficerKey.load(path: key.key, books: open.books, at: environment.now)
        for (unit, lines, amount) in try ImportOpening(environment).run(
            open,
            path: file,
            officer: officer
        ) {
            console.say(
                console.language == .vietnamese
                    ? "\(unit): \(lines) khoản đã chi ở nơi khác, \(Money.vnd(amount))"
                    : "\(unit): \(lines) lines paid elsewhere, \(Money.vnd(amount))"
            )
        }
    }
}
