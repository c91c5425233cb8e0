// How a month stands, for people and as JSON.

import Disbursement
import Intake
import Ledger
import Reconciliation
import Store
import Workflow

/// Prints a month.
struct MonthPrinter {
    let console: Console

    /// Prints the table, the accounts, what is unknown, the conflicts and what to ask for.
    func show(_ report: MonthReport) {
        let columns = MonthTable.Column.allCases.filter { column in
            report.table.rows.contains { $0.amount(in: column) > 0 }
        }
        for row in report.table.rows {
            console.say("\(row.programme) / \(row.source): \(console.money(row.decided))")
            for column in columns where row.amount(in: column) > 0 {
                let name = column.phrase.text(in: console.language)
                console.say("    \(Money.vnd(row.amount(in: column)).grouped)  \(name)")
            }
        }
        showCash(report.cash)
        if !report.unknown.isEmpty {
            console.say(
                Phrase(
                    vi: "\(report.unknown.count) lệnh chưa rõ, chờ ngân hàng: "
                        + report.unknown.prefix(5).joined(separator: " "),
                    en: "\(report.unknown.count) transfers unknown, waiting for the bank: "
                        + report.unknown.prefix(5).joined(separator: " ")
                )
            )
        }
        showOverdue(report.overdue)
        showOpen(report.openTransfers)
        showRecalls(report.recalls)
        for conflict in report.conflicts {
            let kind = ConflictKind(rawValue: conflict.kind)
            console.say(
                "! \(conflict.number)  \(conflict.transfer)  [\(conflict.kind)]  "
                    + (kind?.phrase.text(in: console.language) ?? "")
            )
            if let proposal = report.proposals[conflict.number] {
                console.say("    " + proposal.phrase.text(in: console.language))
            }
            if let hint = kind?.hint { console.say("    " + hint.text(in: console.language)) }
        }
        showWithdrawals(report)
    }

    /// What is to be asked of the Treasury, and what it pays itself.
    private func showWithdrawals(_ report: MonthReport) {
        for item in report.withdrawals where item.need.direct > 0 {
            console.say(
                Phrase(
                    vi: "\(item.unit) \(item.source): Kho bạc chi thẳng từ dự toán "
                        + "\(Money.vnd(item.need.direct)), không rút tạm ứng",
                    en: "\(item.unit) \(item.source): the Treasury pays "
                        + "\(Money.vnd(item.need.direct).inEnglish) from the estimate, nothing is drawn"
                )
            )
        }
        for item in report.withdrawals where item.need.amount > 0 || item.need.carried > 0 {
            console.say(
                Phrase(
                    vi: "\(item.unit) \(item.source): cần rút thêm \(Money.vnd(item.need.amount)) "
                        + "(đã duyệt \(Money.vnd(item.need.approved)), chi lại "
                        + "\(Money.vnd(item.need.carried)), còn ở đơn vị chi trả "
                        + "\(Money.vnd(item.need.withProvider)))",
                    en:
                        "\(item.unit) \(item.source): withdraw \(Money.vnd(item.need.amount).inEnglish) more "
                        + "(approved \(Money.vnd(item.need.approved).inEnglish), to be paid again "
                        + "\(Money.vnd(item.need.carried).inEnglish), with the provider "
                        + "\(Money.vnd(item.need.withProvider).inEnglish))"
                )
            )
            // Who has assigned no line is not told so for each source.
            guard item.owedByLine.contains(where: { $0.codes != nil }) else { continue }
            for line in item.owedByLine {
                let codes = line.codes.map { Phrase(vi: "\($0)", en: "\($0)") } ?? .onNoLine
                console.say(
                    Phrase(
                        vi: "    dòng dự toán \(codes.vietnamese): còn phải chi "
                            + "\(Money.vnd(line.amount))",
                        en: "    budget line \(codes.english): \(Money.vnd(line.amount).inEnglish) "
                            + "owed"
                    )
                )
            }
        }
    }

    /// The longest list of transfers in words; `--json` has all.
    private static let longestList = 20

    private func showOpen(_ transfers: [OpenTransfer]) {
        let waiting = transfers.filter { !$0.isCarried }
        guard !waiting.isEmpty else { return }
        console.say(
            Phrase(
                vi: "\(waiting.count) lệnh còn phải chi lại:",
                en: "\(waiting.count) transfers wait to be paid again:"
            )
        )
        for item in waiting.prefix(Self.longestList) {
            let unsigned =
                item.isUnsigned ? " " + Phrase.unsigned.text(in: console.language) : ""
            let repaired =
                item.isRepaired
                ? Phrase(vi: "đã sửa", en: "repaired").text(in: console.language) : ""
            console.say(
                "    \(item.id)  \(console.money(item.amount))  \(item.status.phrase.text(in: console.language))"
                    + unsigned + "  \(item.reason)  \(repaired)"
            )
        }
    }

    private func showRecalls(_ recalls: [StandingRecall]) {
        for recall in recalls {
            let (sum, back) = (Money.vnd(recall.amount), Money.vnd(recall.returnedAmount))
            console.say(
                Phrase(
                    vi: "xin thu hồi \(recall.day) tệp \(recall.message): \(recall.count) lệnh, "
                        + "\(sum), \(recall.reason), \(recall.document); đã về "
                        + "\(recall.returned) lệnh, \(back)",
                    en:
                        "asked back on \(recall.day), file \(recall.message): \(recall.count) of it, "
                        + "\(sum.inEnglish), \(recall.reason), \(recall.document); "
                        + "\(recall.returned) came back, \(back.inEnglish)"
                )
            )
        }
    }

    private func showOverdue(_ papers: [OverduePaper]) {
        guard !papers.isEmpty else { return }
        console.say(
            Phrase(
                vi: "\(papers.count) văn bản quá \(ReportMonth.papersPatience) ngày làm việc chưa "
                    + "thấy trên sao kê; hỏi Kho bạc hoặc ngân hàng:",
                en: "\(papers.count) papers that no statement shows after "
                    + "\(ReportMonth.papersPatience) bank days; ask the Treasury or the bank:"
            )
        )
        for paper in papers.prefix(Self.longestList) {
            let sign = paper.isCredit ? "+" : "−"
            console.say(
                "    \(paper.document)  \(paper.day)  \(paper.unit) \(paper.provider)  "
                    + "\(sign)\(console.money(paper.amount))"
            )
        }
    }

    private func showCash(_ days: [CashDay]) {
        var last: [String: CashDay] = [:]
        for day in days { last["\(day.unit) \(day.provider)"] = day }
        for (_, day) in last.sorted(by: { $0.key < $1.key }) {
            let count = days.count { $0.unit == day.unit && $0.provider == day.provider }
            let good = days.count {
                $0.unit == day.unit && $0.provider == day.provider && $0.agrees
            }
            console.say(
                Phrase(
                    vi: "\(day.unit) \(day.provider): \(good)/\(count) ngày khớp sao kê; "
                        + "\(day.day) dư \(Money.vnd(day.statement))",
                    en: "\(day.unit) \(day.provider): \(good) of \(count) days agree with the "
                        + "statement; \(day.day) closes with \(Money.vnd(day.statement).inEnglish)"
                )
            )
        }
        for day in days where !day.agrees {
            console.say(
                Phrase(
                    vi: "✗ \(day.unit) \(day.provider) \(day.day): sao kê \(day.name) "
                        + "\(Money.vnd(day.statement)), sổ \(Money.vnd(day.books))"
                        + (day.isConnected ? "" : "; thiếu sao kê của ngày trước"),
                    en: "✗ \(day.unit) \(day.provider) \(day.day): statement \(day.name) "
                        + "\(Money.vnd(day.statement).inEnglish), books \(Money.vnd(day.books).inEnglish)"
                        + (day.isConnected ? "" : "; a statement before it is missing")
                )
            )
        }
    }
}

/// A month as JSON.
struct MonthView: Encodable {
    struct Row: Encodable {
        let programme: String
        let source: String
        let decided: Int64
        let columns: [String: Int64]
    }

    struct Day: Encodable {
        let name: String
        let unit: String
        let provider: String
        let day: String
        let statement: Int64
        let books: Int64
        let inTransit: Int64
        let agrees: Bool
    }

    struct Queued: Encodable {
        let number: Int64
        let kind: String
        let transfer: String
        let unit: String
        let setAside: Int64
        let proposesCase: Bool
        /// The transfer that the bank may have meant; nil where none or several fit.
        let proposes: String?
        let ground: String?
    }

    struct Open: Encodable {
        let id: String
        let status: String
        let reason: String
        let isUnsigned: Bool
        let amount: Int64
        let isRepaired: Bool
        let isCarried: Bool
    }

    struct Overdue: Encodable {
        let unit: String
        let provider: String
        let document: String
        let day: String
        let amount: Int64
        let isCredit: Bool
        let bankDays: Int
    }

    struct Recall: Encodable {
        let file: String
        let day: String
        let reason: String
        let document: String
        let payments: Int
        let amount: Int64
        let returned: Int
        let returnedAmount: Int64
    }

    struct Withdrawal: Encodable {
        let unit: String
        let source: String
        let approved: Int64
        let carried: Int64
        let withProvider: Int64
        let direct: Int64
        let amount: Int64
        let owedByLine: [Line]
    }

    struct Line: Encodable {
        let line: String?
        let amount: Int64
    }

    let agrees: Bool
    let table: [Row]
    let cash: [Day]
    let unknown: [String]
    let open: [Open]
    let recalls: [Recall]
    let conflicts: [Queued]
    let overdue: [Overdue]
    let withdrawals: [Withdrawal]

    init(_ report: MonthReport) {
        agrees = report.agrees
        table = report.table.rows.map { row in
            var columns: [String: Int64] = [:]
            for column in MonthTable.Column.allCases where row.amount(in: column) > 0 {
                columns[column.rawValue] = row.amount(in: column)
            }
            return Row(
                programme: row.programme,
                source: row.source,
                decided: row.decided,
                columns: columns
            )
        }
        cash = report.cash.map {
            Day(
                name: $0.name,
                unit: $0.unit,
                provider: $0.provider,
                day: "\($0.day)",
                statement: $0.statement,
                books: $0.books,
                inTransit: $0.inTransit,
                agrees: $0.agrees
            )
        }
        unknown = report.unknown
        open = report.openTransfers.map(Open.init)
        recalls = report.recalls.map(Recall.init)
        conflicts = report.conflicts.map {
            Queued(
                number: $0.number,
                kind: $0.kind,
                transfer: $0.transfer,
                unit: $0.unit,
                setAside: $0.setAside,
                proposesCase: $0.proposesCase,
                proposes: report.proposals[$0.number].map { "\($0.transfer)" },
                ground: report.proposals[$0.number]?.ground.rawValue
            )
        }
        overdue = report.overdue.map(Overdue.init)
        withdrawals = report.withdrawals.map {
            Withdrawal(
                unit: $0.unit,
                source: $0.source,
                approved: $0.need.approved,
                carried: $0.need.carried,
                withProvider: $0.need.withProvider,
                direct: $0.need.direct,
                amount: $0.need.amount,
                owedByLine: $0.owedByLine.map {
                    Line(line: $0.codes.map { "\($0)" }, amount: $0.amount)
                }
            )
        }
    }
}

extension MonthView.Open {
    fileprivate init(_ transfer: OpenTransfer) {
        id = transfer.id
        status = transfer.status.rawValue
        reason = transfer.reason
        isUnsigned = transfer.isUnsigned
        amount = transfer.amount
        isRepaired = transfer.isRepaired
        isCarried = transfer.isCarried
    }
}

extension MonthView.Recall {
    fileprivate init(_ recall: StandingRecall) {
        file = recall.message
        day = "\(recall.day)"
        reason = recall.reason
        document = recall.document
        payments = recall.count
        amount = recall.amount
        returned = recall.returned
        returnedAmount = recall.returnedAmount
    }
}

extension MonthView.Overdue {
    fileprivate init(_ paper: OverduePaper) {
        unit = paper.unit
        provider = paper.provider
        document = paper.document
        day = "\(paper.day)"
        amount = paper.amount
        isCredit = paper.isCredit
        bankDays = paper.bankDays
    }
}
