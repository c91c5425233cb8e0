import ArgumentParser
import Disbursement
import Entitlement
import Intake
import Ledger
import Signing
import Store
import Workflow

/// `chitra batch`.
struct BatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract:
            "Lô chi trả: lập, kiểm tra, trình, duyệt, dừng, bàn giao. / Batches, from draft to hand-over.",
        subcommands: [
            DraftCommand.self, CheckCommand.self, SubmitCommand.self, ApproveCommand.self,
            StopCommand.self, IssueCommand.self, StatusCommand.self,
        ],
        aliases: ["lo"]
    )
}

/// `chitra batch draft`.
struct DraftCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draft",
        abstract: "Lập danh sách đến hạn. / Draft what is due now.",
        aliases: ["lap"]
    )

    @OptionGroup var scope: ScopeOptions
    @Option(help: "The last day of what is known, as 2026-11-22.") var known: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let open = try books.open(.write, environment)
        let officer = try OfficerKey.load(path: key.key, books: open.books, at: environment.now)
        let reports = try DraftBatch(environment, ruleBook: .shipped).draft(
            open,
            scope: try scope.scope(),
            known: try day(known, option: "--known"),
            officer: officer
        )
        try DraftPrinter(console: common.console, open: open).show(reports, asJSON: common.json)
        common.console.next("chitra batch check --period \(scope.period)")
    }
}

/// `chitra batch check`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Kiểm tra bản lập: giữ lại, ngoài danh sách, chi quá. / Look a draft through.",
        aliases: ["kiem-tra"]
    )

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let open = try books.open(.write, environment)
        let officer = try OfficerKey.load(path: key.key, books: open.books, at: environment.now)
        let reports = try DraftBatch(environment, ruleBook: .shipped).check(
            open,
            scope: try scope.scope(),
            officer: officer
        )
        let printer = DraftPrinter(console: common.console, open: open)
        try printer.show(reports, asJSON: common.json)
        if !common.json { try printer.showExceptions(reports) }
        common.console.next("chitra batch submit --period \(scope.period)")
    }
}

/// `chitra batch submit`.
struct SubmitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Trình: chốt nội dung và tệp ngân hàng. / Freeze and sign.",
        aliases: ["trinh"]
    )

    @OptionGroup var scope: ScopeOptions
    @Flag(help: "Accept, by name, the unverified rules that lines hang on (see: chitra law check).")
    var acceptUnverified = false
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let open = try books.open(.write, environment)
        let officer = try OfficerKey.load(path: key.key, books: open.books, at: environment.now)
        let reports = try SubmitBatch(environment, ruleBook: .shipped).run(
            open,
            scope: try scope.scope(),
            officer: officer,
            acceptsDoubts: acceptUnverified
        )
        if common.json {
            try console.json("batch-submit", reports.map { SubmittedView($0) })
        } else if reports.isEmpty {
            console.say(
                Phrase(
                    vi: "không có khoản nào đến hạn để trình",
                    en: "nothing is due: nothing to submit"
                )
            )
        } else {
            for report in reports { show(report, console) }
        }
        if !reports.isEmpty {
            console.next("chitra batch approve --period \(scope.period) --role checker")
        }
    }

    private func show(_ report: SubmitReport, _ console: Console) {
        let sheet = report.sheet
        console.say(
            console.language == .vietnamese
                ? "\(sheet.code) \(sheet.unitName): \(sheet.lineCount) dòng, \(sheet.transferCount) lệnh, \(Money.vnd(sheet.amount)), sha256 \(report.digest)"
                : "\(sheet.code) \(sheet.unitName): \(sheet.lineCount) lines, \(sheet.transferCount) transfers, \(Money.vnd(sheet.amount)), sha256 \(report.digest)"
        )
        for file in sheet.files {
            console.say(
                "  \(file.path)  \(file.transferCount)  \(Money.vnd(file.amount))  \(file.digest.hex)"
            )
        }
    }
}

/// A submitted batch as JSON.
private struct SubmittedView: Encodable {
    let code: String
    let unit: String
    let lines: Int
    let transfers: Int
    let amount: Int64
    let digest: String

    init(_ report: SubmitReport) {
        code = report.sheet.code
        unit = report.sheet.unit
        lines = report.sheet.lineCount
        transfers = report.sheet.transferCount
        amount = report.sheet.amount
        digest = report.digest
    }
}

/// `chitra batch approve`.
struct ApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Ký duyệt trong một vai. / Sign in one role.",
        aliases: ["duyet"]
    )

    @OptionGroup var scope: ScopeOptions
    @Option(help: "The role: checker, chief-accountant or account-holder.") var role: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        guard let role = OfficerRole(rawValue: role), role != .auditor, role != .maker else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "--role là checker, chief-accountant hoặc account-holder",
                    en: "--role is checker, chief-accountant or account-holder"
                )
            )
        }
        let open = try books.open(.write, environment)
        let officer = try OfficerKey.load(path: key.key, books: open.books, at: environment.now)
        let reports = try ApproveBatch(environment).run(
            open,
            scope: try scope.scope(),
            role: role,
            officer: officer
        )
        for report in reports {
            let waits = report.missing.map { $0.phrase.text(in: console.language) }
            console.say(
                console.language == .vietnamese
                    ? "\(report.batch): đã ký; \(waits.isEmpty ? "đủ chữ ký, đã ghi sổ" : "còn chờ " + waits.joined(separator: ", "))"
                    : "\(report.batch): signed; \(waits.isEmpty ? "all have signed, booked" : "waits for " + waits.joined(separator: ", "))"
            )
        }
        if let missing = reports.first?.missing.first {
            console.next("chitra batch approve --period \(scope.period) --role \(missing.rawValue)")
        } else {
            console.next("chitra batch issue --period \(scope.period)")
        }
    }
}

/// `chitra batch stop`.
struct StopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract:
            "Dừng chi trước khi bàn giao: hai người ký, chỉ được rút bớt. / Take lines away before hand-over.",
        aliases: ["dung"]
    )

    @Option(help: "The batch's code.") var batch: String
    @Option(help: "The person's number.") var person: Int64
    @Option(help: "The first month owed that is taken away; without it: after the month of death.")
    var fromMonth: String?
    @Option(help: "The cause: death, moved, refused, …") var cause: String
    @Option(help: "The paper that shows the cause.") var document: String
    @Option(name: .customLong("key"), help: "Two private key files, of two persons.")
    var keys: [String]
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        guard keys.count == 2 else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "cần hai --key của hai người", en: "two --key of two persons are wanted")
            )
        }
        let open = try books.open(.write, environment)
        let first = try OfficerKey.load(path: keys[0], books: open.books, at: environment.now)
        let second = try OfficerKey.load(path: keys[1], books: open.books, at: environment.now)
        let sheet = try StopLines(environment).run(
            open,
            order: StopOrder(
                batch: batch,
                person: person,
                fromMonth: try fromMonth.map { try month($0, option: "--from-month") },
                cause: cause,
                document: document
            ),
            officers: (first, second)
        )
        console.say(
            console.language == .vietnamese
                ? "\(batch): danh sách dừng số \(sheet.number) rút \(sheet.lines.count) dòng, \(Money.vnd(sheet.amount)); còn \(Money.vnd(sheet.remaining))"
                : "\(batch): stop list \(sheet.number) takes away \(sheet.lines.count) lines, \(Money.vnd(sheet.amount)); \(Money.vnd(sheet.remaining)) left"
        )
    }
}

/// `chitra batch issue`.
struct IssueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue",
        abstract: "Bàn giao tệp: chủ tài khoản ký từng tệp. / Hand the files over.",
        aliases: ["ban-giao"]
    )

    @OptionGroup var scope: ScopeOptions
    @Option(help: "How the files reach the provider: portal, host, by-hand.") var channel = "portal"
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let open = try books.open(.write, environment)
        let officer = try OfficerKey.load(path: key.key, books: open.books, at: environment.now)
        let reports = try IssueBatch(environment).run(
            open,
            scope: try scope.scope(),
            officer: officer,
            channel: channel
        )
        for report in reports {
            for file in report.files {
                console.say(
                    "\(report.batch)  \(file.provider)  \(file.transferCount)  \(Money.vnd(file.amount))  "
                        + "\(report.folder)\(file.path)  sha256 \(file.digest.hex)"
                )
            }
        }
        console.next("chitra verify")
    }
}
