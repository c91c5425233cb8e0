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

    /// A batch as JSON.
    private struct View: Encodable {
        let unit: String
        let batch: String
        let state: String
        let lines: Int
        let transfers: Int
        let amount: Int64
        let manifest: String
        let signed: [String]
        let waitsFor: [String]
        let stopLists: Int
    }

    func run() throws {
        let console = common.console
        let open = try books.open(.read, try common.environment())
        let scope = try scope.scope()
        let units = try scope.records(open.books)
        let batches = try open.books.batches().filter { batch in
            batch.period == scope.period && units.contains { $0.code == batch.unit }
        }
        var views: [View] = []
        for unit in units {
            let own = batches.filter { $0.unit == unit.code }
            if own.isEmpty, let draft = try open.books.draft(unit: unit.code, period: scope.period)
            {
                views.append(
                    View(
                        unit: unit.code,
                        batch: "",
                        state: draft.state,
                        lines: 0,
                        transfers: 0,
                        amount: 0,
                        manifest: draft.digest,
                        signed: [],
                        waitsFor: [],
                        stopLists: 0
                    )
                )
            }
            for batch in own { views.append(view(batch, unit)) }
        }
        if common.json { return try console.json("batch-status", views) }
        for view in views {
            console.say(
                "\(view.unit)  \(view.batch)  \(word(view.state).text(in: console.language))  "
                    + "\(view.lines)  \(view.transfers)  \(Money.vnd(view.amount))"
                    + (view.waitsFor.isEmpty ? "" : "  ← \(view.waitsFor.joined(separator: ", "))")
            )
        }
    }

    private func view(_ batch: BatchRecord, _ unit: UnitRecord) -> View {
        let rule = SignatureRule(roles: unit.roles.compactMap { OfficerRole(rawValue: $0) })
        let missing = rule.missing(batch.signatures.map(\.role))
        let state =
            batch.isCancelled
            ? "cancelled"
            : batch.isHandedOver ? "issued" : missing.isEmpty ? "approved" : "submitted"
        return View(
            unit: unit.code,
            batch: batch.code,
            state: state,
            lines: batch.lineCount,
            transfers: batch.transferCount,
            amount: batch.amount,
            manifest: batch.manifest.hex,
            signed: batch.signatures.map(\.role.rawValue),
            waitsFor: missing.map(\.rawValue),
            stopLists: batch.stopCount
        )
    }

    private func word(_ state: String) -> Phrase {
        switch state {
        case "draft": Phrase(vi: "đang lập", en: "draft")
        case "checked": Phrase(vi: "đã kiểm tra", en: "checked")
        case "submitted": Phrase(vi: "đã trình", en: "submitted")
        case "approved": Phrase(vi: "đã duyệt", en: "approved")
        case "issued": Phrase(vi: "đã bàn giao cho ngân hàng", en: "issued")
        default: Phrase(vi: "đã hủy", en: "cancelled")
        }
    }
}
