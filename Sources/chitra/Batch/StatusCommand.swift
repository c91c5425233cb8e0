import ArgumentParser
import Disbursement
import Intake
import Ledger
import Signing
import Store
import Workflow

/// `chitra batch status`.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tình trạng các lô của một tháng. / How the batches of a month stand.",
        aliases: ["trang-thai"]
    )

    @OptionGroup var scope: ScopeOptions
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    /// A batch, or a draft that no batch says yet, as JSON.
    private struct View: Encodable {
        let unit: String
        let batch: String
        let state: String
        let lines: Int
        let transfers: Int
        /// VND as it was frozen.
        let amount: Int64
        /// VND after the stop lists: what is, or was, handed over.
        let remaining: Int64
        let manifest: String
        let signed: [String]
        let waitsFor: [String]
        let stopLists: Int
        /// Lines that the draft holds; 0 for a batch.
        let held: Int
        /// What the register denies since it was frozen; nil where nothing more can be done before it.
        let denied: RegisterReviewView?
    }

    func run() throws {
        let console = common.console
        let environment = try common.environment()
        let open = try books.open(.read, environment)
        let month = try MonthProgress(open, scope: try scope.scope())
        let reviews = try month.units.flatMap(\.batches).map(\.record).filter {
            !$0.isHandedOver && !$0.isCancelled
        }.map { try ReviewRegister(open).review($0, on: environment.now.date) }
        let views = try month.units.flatMap { unit in
            try unit.batches.map { batch in
                let review = reviews.first { $0.batch == batch.record.code }
                return try view(batch, unit.unit, review, open)
            }
                + (unit.isDraftOpen ? [unit.draft.map { view($0, unit.unit) }] : []).compactMap {
                    $0
                }
        }
        if common.json { return try console.json("batch-status", views) }
        if views.isEmpty {
            console.say(
                Phrase(
                    vi: "tháng \(month.period) chưa có bản lập hay lô nào",
                    en: "there is no draft and no batch for \(month.period) yet"
                )
            )
        } else {
            show(views, console)
            let printer = RegisterPrinter(console: console)
            for review in reviews { printer.show(review) }
        }
        let before = views.isEmpty ? try MonthProgress.before(open) : nil
        console.next(before ?? month.next)
    }

    private func show(_ views: [View], _ console: Console) {
        var table = TextTable(
            console.language == .vietnamese
                ? [
                    ("đơn vị", .left), ("lô", .left), ("tình trạng", .left), ("dòng", .right),
                    ("lệnh", .right), ("số tiền sau dừng", .right), ("còn chờ", .left),
                ]
                : [
                    ("unit", .left), ("batch", .left), ("state", .left), ("lines", .right),
                    ("transfers", .right), ("amount after stops", .right), ("waits for", .left),
                ]
        )
        for view in views {
            let state = word(view.state).text(in: console.language)
            let held =
                console.language == .vietnamese
                ? ", giữ lại \(console.number(view.held))" : ", \(console.number(view.held)) held"
            let waits = view.waitsFor.compactMap { OfficerRole(rawValue: $0) }
            table.add([
                view.unit, view.batch.isEmpty ? "–" : view.batch,
                view.held > 0 ? state + held : state, console.number(view.lines),
                console.number(view.transfers), console.money(view.remaining),
                waits.map { $0.phrase.text(in: console.language) }.joined(separator: ", "),
            ])
        }
        for line in table.lines { console.say(line) }
        for view in views where view.stopLists > 0 {
            let lists = console.count(view.stopLists, vi: "danh sách dừng", en: "stop list")
            let (taken, all) = (
                console.money(view.amount - view.remaining), console.money(view.amount)
            )
            console.say(
                Phrase(
                    vi: "\(view.batch): \(lists), rút \(taken) của \(all)",
                    en: "\(view.batch): \(lists), \(taken) of \(all) taken away"
                )
            )
        }
    }

    private func view(
        _ batch: (record: BatchRecord, missing: [OfficerRole], files: [FileRecord]),
        _ unit: UnitRecord,
        _ review: RegisterReview?,
        _ open: OpenBooks
    ) throws -> View {
        let record = batch.record
        let isStopped = record.stopCount > 0
        let lineCount =
            isStopped
            ? try open.books.lines(of: record).count { !$0.isStopped } : record.lineCount
        let state =
            record.isCancelled
            ? "cancelled"
            : record.isHandedOver ? "issued" : batch.missing.isEmpty ? "approved" : "submitted"
        return View(
            unit: unit.code,
            batch: record.code,
            state: state,
            lines: lineCount,
            transfers: batch.files.reduce(0) { $0 + $1.transferCount },
            amount: record.amount,
            remaining: batch.files.reduce(0) { $0 + $1.amount },
            manifest: record.manifest.hex,
            signed: record.signatures.map(\.role.rawValue),
            waitsFor: record.isCancelled ? [] : batch.missing.map(\.rawValue),
            stopLists: record.stopCount,
            held: 0,
            denied: review.map { RegisterReviewView($0) }
        )
    }

    private func view(_ draft: DraftRecord, _ unit: UnitRecord) -> View {
        View(
            unit: unit.code,
            batch: "",
            state: draft.state,
            lines: draft.lineCount,
            transfers: 0,
            amount: draft.amount,
            remaining: draft.amount,
            manifest: draft.digest,
            signed: [],
            waitsFor: [],
            stopLists: 0,
            held: draft.heldCount,
            denied: nil
        )
    }

    private func word(_ state: String) -> Phrase {
        switch state {
        case "draft": Phrase(vi: "bản lập", en: "draft")
        case "checked": Phrase(vi: "bản lập đã kiểm tra", en: "draft, checked")
        case "submitted": Phrase(vi: "đã trình", en: "submitted")
        case "approved": Phrase(vi: "đã duyệt", en: "approved")
        case "issued": Phrase(vi: "đã bàn giao", en: "handed over")
        default: Phrase(vi: "đã hủy", en: "cancelled")
        }
    }
}
