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
            DraftCommand.self, CheckCommand.self, ArrearsCommand.self, SubmitCommand.self,
            ApproveCommand.self, StopCommand.self, AcceptCommand.self, CancelCommand.self,
            IssueCommand.self, StatusCommand.self,
            RepairCommand.self, ReissueCommand.self, CarryCommand.self, CloseCommand.self,
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
    @Option(
        help: """
            Ngày cuối của những gì được biết, dạng 2026-11-22. / The last day of what is known, as \
            2026-11-22.
            """
    )
    var known: String
    @OptionGroup var law: LawOptions
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let (open, officer) = try books.open(as: key, environment)
        let reports = try DraftBatch(environment, ruleBook: try law.book()).draft(
            open,
            scope: try scope.scope(),
            known: try day(known, option: "--known"),
            officer: officer
        )
        let console = common.console
        try DraftPrinter(console: console, open: open).show(reports, asJSON: common.json)
        let isEmpty = reports.allSatisfy { report in
            report.draft.lines.isEmpty && report.draft.held.isEmpty
                && report.draft.leftOut.isEmpty && report.draft.overPaid.isEmpty
        }
        // An empty register, or a month that is paid, has nothing to look through.
        let before = isEmpty ? try MonthProgress.before(open) : nil
        if isEmpty && before == nil {
            console.note(Phrase(vi: "không có khoản nào đến hạn", en: "nothing is due"))
            console.next("chitra batch status --period \(scope.period)")
        } else {
            console.next(before ?? "chitra batch check --period \(scope.period)")
        }
    }
}

/// `chitra batch check`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract:
            "Kiểm tra bản lập: giữ lại, ngoài danh sách, chi quá. / Look a draft through.",
        discussion: """
            Người kiểm soát hoặc người lập của đơn vị. / For the checker or a maker of the unit.
            """,
        aliases: ["kiem-tra"]
    )

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var law: LawOptions
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let (open, officer) = try books.open(as: key, environment)
        let reports = try DraftBatch(environment, ruleBook: try law.book()).check(
            open,
            scope: try scope.scope(),
            officer: officer
        )
        let printer = DraftPrinter(console: common.console, open: open)
        try printer.showChecked(reports, asJSON: common.json)
        if reports.contains(where: { !$0.draft.lines.isEmpty }) {
            common.console.next("chitra batch submit --period \(scope.period)")
        } else {
            common.console.next(try NothingDue(reports, period: scope.period).next(open))
        }
    }
}

/// What to run where no line is due.
struct NothingDue {
    private let isShort: Bool
    private let period: String

    /// After a check or submit of some drafts.
    init(_ reports: [DraftReport], period: String) {
        isShort = reports.contains { !$0.draft.shortfalls.isEmpty }
        self.period = period
    }

    /// The command.
    func next(_ open: OpenBooks) throws -> String {
        if isShort { return "chitra ledger receive FILE" }
        return try MonthProgress.before(open) ?? "chitra batch status --period \(period)"
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
    @Flag(
        help: """
            Người lập nhận các quy định chưa xác minh mà danh sách dựa vào (xem: chitra law check). / \
            Accept, by name, the unverified rules that lines hang on (see: chitra law check).
            """
    )
    var acceptUnverified = false
    @OptionGroup var law: LawOptions
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let (open, officer) = try books.open(as: key, environment)
        let scope = try scope.scope()
        let before = try MonthProgress(open, scope: scope)
        var reports: [SubmitReport] = []
        var isDone = false
        defer {
            // What was frozen before a refusal is told all the same.
            if common.json && (isDone || !reports.isEmpty) {
                try? console.json("batch-submit", reports.map { SubmittedView($0) })
            }
        }
        _ = try SubmitBatch(environment, ruleBook: try law.book()).run(
            open,
            scope: scope,
            officer: officer,
            acceptsDoubts: acceptUnverified,
            tell: { report in
                reports.append(report)
                if !common.json { show(report, console) }
            }
        )
        isDone = true
        if !common.json && reports.isEmpty {
            showNothing(before, console)
        }
        let lacks = reports.isEmpty ? try MonthProgress.before(open) : nil
        console.next(try lacks ?? MonthProgress(open, scope: scope).next)
    }

    /// Why nothing was frozen: it was before, or nothing is due.
    private func showNothing(_ month: MonthProgress, _ console: Console) {
        let frozen = month.units.filter { $0.draft?.state == "submitted" }.flatMap { unit in
            unit.batches.filter { !$0.record.isCancelled }.map(\.record.code)
        }
        if !frozen.isEmpty {
            console.say(
                Phrase(
                    vi: "đã trình từ trước: " + frozen.joined(separator: ", "),
                    en: "already submitted: " + frozen.joined(separator: ", ")
                )
            )
        }
        if month.units.contains(where: { $0.draft?.state != "submitted" }) {
            console.say(
                Phrase(
                    vi: "không có khoản nào đến hạn để trình",
                    en: "nothing is due: nothing to submit"
                )
            )
        }
    }

    private func show(_ report: SubmitReport, _ console: Console) {
        let sheet = report.sheet
        let lines = console.count(sheet.lineCount, vi: "dòng", en: "line")
        let transfers = console.count(sheet.transferCount, vi: "lệnh", en: "transfer")
        console.say(
            "\(sheet.code) \(sheet.unitName): \(lines), \(transfers), "
                + "\(console.money(sheet.amount)), sha256 \(report.digest)"
        )
        for file in sheet.files {
            let transfers = console.count(file.transferCount, vi: "lệnh", en: "transfer")
            console.say(
                "  \(file.path)  \(transfers)  \(console.money(file.amount))  \(file.digest.hex)"
            )
        }
    }
}

/// A frozen batch as JSON.
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
