import ArgumentParser
import Disbursement
import Intake
import Ledger
import Signing
import Store
import Workflow

/// `chitra batch approve`.
struct ApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Ký duyệt trong một vai. / Sign in one role.",
        aliases: ["duyet"]
    )

    @OptionGroup var scope: ScopeOptions
    @Option(
        help: """
            Vai ký: checker, chief-accountant hoặc account-holder. / The role: checker, \
            chief-accountant or account-holder.
            """
    )
    var role: String
    @Option(
        help: """
            Mã băm của luật không đi kèm chương trình mà người ký đã đọc. / The digest of a law that \
            does not ship, which the signer has read.
            """
    )
    var acceptLaw: String?
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        guard let role = OfficerRole(rawValue: role), role.signsBatches, role != .maker else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "--role là checker, chief-accountant hoặc account-holder",
                    en: "--role is checker, chief-accountant or account-holder"
                ),
                hint: Phrase(
                    vi: "người lập đã ký khi trình: chitra batch submit --period \(scope.period)",
                    en: "the maker signs with: chitra batch submit --period \(scope.period)"
                )
            )
        }
        let (open, officer) = try books.open(as: key, environment)
        let scope = try scope.scope()
        let before = try MonthProgress(open, scope: scope)
        let live = before.units.flatMap(\.batches).filter { !$0.record.isCancelled }
        let signed = live.filter { batch in
            batch.record.signatures.contains { $0.role == role && $0.person == officer.person }
        }.map(\.record.code)
        var shown: [String: ShownBatch] = [:]
        let reports = try ApproveBatch(environment).run(
            open,
            scope: scope,
            role: role,
            officer: officer,
            acceptedLaw: acceptLaw,
            review: { batch, review in
                let told = try AccountConfirmations.of(batch, open)
                shown[batch.code] = ShownBatch(accounts: review, confirmations: told)
                guard !common.json else { return }
                let printer = AccountPrinter(console: console, isNote: true)
                printer.show(review, of: batch.code)
                if let told { printer.show(told, of: batch.code) }
            },
            later: { review in
                shown[review.batch]?.denied = review
                guard !common.json else { return }
                RegisterPrinter(console: console, isNote: true).show(review)
            },
            tell: { report in
                guard !common.json else { return }
                show(report, wasSigned: signed.contains(report.batch), console)
            }
        )
        if common.json {
            let views = reports.map { ApprovedView($0, shown[$0.batch]) }
            try console.json("batch-approve", views)
        } else {
            showSigned(live.map(\.record.code), without: reports, console)
        }
        console.next(try MonthProgress(open, scope: scope).next)
    }

    /// Names the batches that wait for no signature.
    private func showSigned(
        _ batches: [String],
        without reports: [ApprovalReport],
        _ console: Console
    ) {
        for code in batches where !reports.contains(where: { $0.batch == code }) {
            console.say(
                Phrase(
                    vi: "\(code): đã đủ chữ ký từ trước",
                    en: "\(code): already signed by all"
                )
            )
        }
    }

    private func show(_ report: ApprovalReport, wasSigned: Bool, _ console: Console) {
        let waits = report.missing.map { $0.phrase.text(in: console.language) }
            .joined(separator: ", ")
        let signed =
            wasSigned
            ? Phrase(vi: "vai này đã ký từ trước", en: "already signed in this role")
            : Phrase(vi: "đã ký", en: "signed")
        let rest =
            waits.isEmpty
            ? Phrase(vi: "đủ chữ ký, đã ghi sổ", en: "all have signed, booked")
            : Phrase(vi: "còn chờ \(waits)", en: "waits for \(waits)")
        console.say(
            Phrase(
                vi: "\(report.batch): \(signed.vietnamese); \(rest.vietnamese)",
                en: "\(report.batch): \(signed.english); \(rest.english)"
            )
        )
    }
}

/// What a signer was shown of a batch before signing.
private struct ShownBatch {
    let accounts: AccountReview
    let confirmations: AccountConfirmations?
    var denied: RegisterReview?
}

/// A signed batch as JSON.
private struct ApprovedView: Encodable {
    let batch: String
    let unit: String
    let lines: Int
    let transfers: Int
    let amount: Int64
    let missing: [String]
    let accounts: AccountReviewView?
    /// Nil where no bank was asked.
    let confirmations: AccountConfirmationsView?
    /// Whom the register denies since the freeze; nil where nothing was looked at.
    let denied: RegisterReviewView?

    init(_ report: ApprovalReport, _ shown: ShownBatch?) {
        batch = report.batch
        unit = report.unit
        lines = report.lineCount
        transfers = report.transferCount
        amount = report.amount
        missing = report.missing.map(\.rawValue)
        accounts = shown.map { AccountReviewView($0.accounts) }
        confirmations = shown?.confirmations.map { AccountConfirmationsView($0) }
        denied = shown?.denied.map { RegisterReviewView($0) }
    }
}

/// `chitra batch stop`.
struct StopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract:
            "Dừng chi trước khi bàn giao: hai người ký, chỉ được rút bớt. / Take lines away before hand-over.",
        discussion: """
            Nguyên nhân / causes:
            \(StopCause.allCases.map { "  \($0.rawValue): \($0.phrase.vietnamese) / \($0.phrase.english)" }.joined(separator: "\n"))

            Khoản đã rút được giữ lại trong các kỳ sau cho tới khi danh sách đối tượng ghi biến động.
            What was taken away is held in later drafts until the register has an event.
            """,
        aliases: ["dung"]
    )

    @Option(help: "Mã lô. / The batch's code.") var batch: String
    @Option(help: "Số của người hưởng trong sổ. / The person's number.") var person: Int64
    @Option(
        help: """
            Tháng đầu tiên bị rút, dạng 2026-11; không nêu: sau tháng chết đã ghi sổ. / The first \
            month owed that is taken away; without it: after the month of death.
            """
    )
    var fromMonth: String?
    @Option(help: "Nguyên nhân: xem trên. / The cause: see above.") var cause: String
    @Option(help: "Số văn bản chứng minh. / The paper that shows the cause.") var document: String
    @Option(
        name: .customLong("key"),
        help: "Hai tệp khóa riêng, của hai người. / Two private key files, of two persons."
    )
    var keys: [String]
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        guard let cause = StopCause(rawValue: cause) else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "không có nguyên nhân này", en: "there is no such cause"),
                hint: Phrase(
                    vi: "dùng một trong: " + StopCause.list(in: .vietnamese),
                    en: "use one of: " + StopCause.list(in: .english)
                )
            )
        }
        guard keys.count == 2 else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "cần hai --key của hai người",
                    en: "two --key of two persons are wanted"
                ),
                hint: Phrase(
                    vi: "ví dụ: --key keys/maker.key --key keys/checker.key",
                    en: "such as: --key keys/maker.key --key keys/checker.key"
                )
            )
        }
        let open = try books.open(.write, environment)
        let first = try OfficerKey.load(path: keys[0], books: open.books, at: environment.now)
        let second = try OfficerKey.load(path: keys[1], books: open.books, at: environment.now)
        let report = try StopLines(environment).run(
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
        show(report, console)
    }

    private func show(_ report: StopReport, _ console: Console) {
        let sheet = report.sheet
        let lines = console.count(sheet.lines.count, vi: "dòng", en: "line")
        let (taken, left) = (console.money(sheet.amount), console.money(sheet.remaining))
        if report.isKnown {
            console.note(
                Phrase(
                    vi: "danh sách dừng này đã ký từ trước; không có gì thay đổi",
                    en: "this stop list was signed already; nothing changed"
                )
            )
        }
        console.say(
            Phrase(
                vi:
                    "\(batch): danh sách dừng số \(sheet.number) rút \(lines), \(taken); còn \(left)",
                en:
                    "\(batch): stop list \(sheet.number) takes away \(lines), \(taken); \(left) left"
            )
        )
        console.note(
            Phrase(
                vi: "khoản đã rút được giữ lại cho tới khi danh sách đối tượng ghi biến động "
                    + "(chết, thôi hưởng, chuyển đi, sửa thông tin): nạp biến động rồi lập lại",
                en: "what was taken away is held until the register has the event (death, end, "
                    + "move, correction): take it in, then draft again"
            )
        )
        let unit = String(batch.prefix(4))
        console.next("chitra register import FILE")
        console.then("chitra batch draft --period \(report.period) --unit \(unit)")
        console.then("chitra batch issue --period \(report.period) --unit \(unit)")
    }
}

/// `chitra batch cancel`.
struct CancelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Hủy một lô chưa bàn giao. / Cancel a batch before hand-over.",
        discussion: """
            Người lập hủy lô chưa duyệt, chủ tài khoản hủy lô đã duyệt. / The maker cancels a batch \
            that is not approved, the account holder one that is.
            """,
        aliases: ["huy"]
    )

    @Option(help: "Mã lô. / The batch's code.") var batch: String
    @Option(help: "Vì sao. / Why.") var cause: String
    @Option(help: "Số văn bản chứng minh. / The paper that shows the cause.") var document: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let (open, officer) = try books.open(as: key, environment)
        let record = try CancelBatch(environment).run(
            open,
            code: batch,
            cause: cause,
            document: document,
            officer: officer
        )
        let lines = console.count(record.lineCount, vi: "dòng", en: "line")
        let amount = console.money(record.amount)
        console.say(
            record.isCancelled
                ? Phrase(
                    vi: "\(batch): đã hủy từ trước; không có gì thay đổi",
                    en: "\(batch): cancelled already; nothing changed"
                )
                : Phrase(
                    vi: "\(batch): đã hủy \(lines), \(amount); các khoản này đến hạn trở lại",
                    en: "\(batch): cancelled, \(lines), \(amount); they are due again"
                )
        )
        console.next("chitra batch draft --period \(record.period) --unit \(record.unit)")
    }
}

/// `chitra batch issue`.
struct IssueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue",
        abstract: "Bàn giao tệp: chủ tài khoản ký từng tệp. / Hand the files over.",
        aliases: ["ban-giao"]
    )

    private static let channels = ["portal", "host", "by-hand"]

    @OptionGroup var scope: ScopeOptions
    @Option(
        help: """
            Đường tệp đến ngân hàng: portal, host, by-hand. / How the files reach the provider: \
            portal, host, by-hand.
            """
    )
    var channel = "portal"
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        guard Self.channels.contains(channel) else {
            let all = Self.channels.joined(separator: ", ")
            throw StepRefusal(
                .usage,
                Phrase(vi: "không có đường gửi này", en: "there is no such channel"),
                hint: Phrase(vi: "dùng một trong: \(all)", en: "use one of: \(all)")
            )
        }
        let (open, officer) = try books.open(as: key, environment)
        let scope = try scope.scope()
        let before = try MonthProgress(open, scope: scope)
        let handedOver = before.units.flatMap(\.batches).filter(\.record.isHandedOver)
            .map(\.record.code)
        try IssueBatch(environment).run(
            open,
            scope: scope,
            officer: officer,
            channel: channel,
            later: { RegisterPrinter(console: console, isNote: true).show($0) },
            tell: { show($0, wasHandedOver: handedOver.contains($0.batch), console) }
        )
        console.next(try MonthProgress(open, scope: scope).next)
        console.then("chitra verify")
    }

    private func show(_ report: IssueReport, wasHandedOver: Bool, _ console: Console) {
        if wasHandedOver {
            console.note(
                Phrase(
                    vi: "\(report.batch): đã bàn giao từ trước; không có gì thay đổi",
                    en: "\(report.batch): handed over already; nothing changed"
                )
            )
        } else if report.files.isEmpty {
            console.note(
                Phrase(
                    vi: "\(report.batch): mọi dòng đã bị rút, không còn tệp để bàn giao",
                    en: "\(report.batch): every line was taken away; there is no file to hand over"
                )
            )
        }
        for file in report.files {
            let transfers = console.count(file.transferCount, vi: "lệnh", en: "transfer")
            console.say(
                "\(report.batch)  \(file.provider)  \(transfers)  \(console.money(file.amount))  "
                    + "\(report.folder)\(file.path)  sha256 \(file.digest.hex)"
            )
        }
    }
}
