import ArgumentParser
import Intake
import Ledger
import Reconciliation
import Store
import Workflow

/// `chitra reconcile`.
struct ReconcileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract:
            "Đối soát: kết quả ngân hàng, lệnh chi, sao kê. / Answers, transfers, statements.",
        subcommands: [
            ReconcileRunCommand.self, ReconcileStatusCommand.self, ReconcileExplainCommand.self,
            ReconcileDoubtCommand.self, ReconcileDecideCommand.self,
        ],
        defaultSubcommand: ReconcileRunCommand.self,
        aliases: ["doi-soat"]
    )
}

/// `chitra reconcile run`.
struct ReconcileRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Đối soát mọi kết quả đã nạp. / Reconcile every answer that was taken in.",
        aliases: ["chay"]
    )

    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// An answer as JSON.
    private struct View: Encodable {
        let answer: Int64
        let family: String
        let message: String
        let moved: [String: Int]
        let conflicts: [String]
        let entries: Int

        init(_ report: ReconciliationReport) {
            answer = report.answer.number
            family = report.answer.family
            message = report.answer.message
            moved = Dictionary(
                uniqueKeysWithValues: report.moved.map { ($0.key.rawValue, $0.value) }
            )
            conflicts = report.conflicts.map(\.kind.rawValue)
            entries = report.entryCount
        }
    }

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let (open, officer) = try books.open(as: key, environment)
        let reports = try ReconcileAnswers(environment).run(open, officer: officer) { report in
            if !common.json { show(report, console) }
        }
        if common.json { return try console.json("reconcile", reports.map { View($0) }) }
        if reports.isEmpty {
            console.say(
                Phrase(
                    vi: "không có kết quả nào chờ đối soát",
                    en: "no answer waits to be reconciled"
                )
            )
        }
        console.next(
            "chitra reconcile status --period \(try MonthProgress.lastMonth(open))"
        )
    }

    private func show(_ report: ReconciliationReport, _ console: Console) {
        let moved = TransferStatus.allCases.compactMap { status in
            report.moved[status].map { "\($0) \(status.phrase.text(in: console.language))" }
        }
        let words = moved.isEmpty ? ["–"] : moved
        console.say(
            "\(report.answer.family) \(report.answer.message): " + words.joined(separator: ", ")
        )
        for conflict in report.conflicts {
            let name = conflict.transfer.map { "\($0) " } ?? ""
            console.say(
                "  ! \(name)[\(conflict.kind.rawValue)] "
                    + conflict.kind.phrase.text(in: console.language)
            )
        }
    }
}

/// `chitra reconcile status`.
struct ReconcileStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract:
            "Mỗi đồng của tháng đứng ở một cột; số dư so với sao kê. / Where each đồng of a month stands.",
        aliases: ["tinh-hinh"]
    )

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let open = try books.open(.read, environment)
        let report = try ReportMonth(environment).run(open, scope: try scope.scope())
        if common.json {
            try console.json("reconcile-status", MonthView(report))
        } else {
            MonthPrinter(console: console).show(report)
        }
        guard report.agrees else {
            throw StepRefusal(
                .reconciliationDiffers,
                Phrase(
                    vi: "sổ và sao kê không khớp",
                    en: "books and statements do not agree"
                ),
                hint: Phrase(
                    vi: "nạp các sao kê còn thiếu: chitra bank results; rồi chitra reconcile",
                    en:
                        "take in the statements that are missing: chitra bank results; then chitra reconcile"
                )
            )
        }
    }
}

/// `chitra reconcile explain`.
struct ReconcileExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Toàn bộ câu chuyện của một lệnh hoặc dòng. / The story of a transfer or line.",
        aliases: ["giai-thich"]
    )

    @Argument(help: "Mã lệnh, hoặc LÔ/DÒNG. / A transfer's id, or BATCH/LINE.") var name: String
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let open = try books.open(.read, try common.environment())
        let story = try ExplainTransfer(open).run(name)
        if common.json { return try common.console.json("transfer-story", StoryView(story)) }
        StoryPrinter(console: common.console).show(story)
    }
}

/// `chitra reconcile doubt`.
struct ReconcileDoubtCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doubt",
        abstract:
            "Nêu một sao kê nghi là sai, để người khác quyết định. / Doubt a statement; another person decides.",
        aliases: ["nghi-ngo"]
    )

    @Argument(help: "Sao kê, như 7/1 (reconcile status). / The statement, such as 7/1.")
    var statement: String
    @Option(help: "Văn bản làm căn cứ. / The paper that the doubt rests on.") var document: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let (open, officer) = try books.open(as: key, environment)
        let number = try DoubtStatement(environment).run(
            open,
            name: statement,
            document: document,
            officer: officer
        )
        common.console.say(
            Phrase(
                vi: "sao kê \(statement) bị nghi là sai: mâu thuẫn \(number)",
                en: "statement \(statement) is doubted: conflict \(number)"
            )
        )
        common.console.next("chitra reconcile decide \(number) --set-aside")
    }
}

/// `chitra reconcile decide`.
struct ReconcileDecideCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide",
        abstract: "Quyết định một mâu thuẫn theo văn bản. / Decide a conflict, with a paper.",
        aliases: ["quyet-dinh"]
    )

    @Argument(help: "Số của mâu thuẫn. / The conflict's number.") var number: Int64
    @Option(help: "Văn bản của ngân hàng. / The bank's paper.") var document: String
    @Flag(
        help:
            "Bỏ sao kê mà mâu thuẫn nêu: không tính nữa, bút toán được ghi đảo. / Set the doubted statement aside."
    )
    var setAside = false
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let (open, officer) = try books.open(as: key, environment)
        let conflict = try DecideConflict(environment).run(
            open,
            number: number,
            document: document,
            officer: officer,
            setsAside: setAside
        )
        common.console.say(
            Phrase(
                vi: "mâu thuẫn \(number) \(conflict.transfer) [\(conflict.kind)]: đã quyết định",
                en: "conflict \(number) \(conflict.transfer) [\(conflict.kind)]: decided"
            )
        )
        common.console.next(
            "chitra reconcile status --period \(try MonthProgress.lastMonth(open))"
        )
    }
}
