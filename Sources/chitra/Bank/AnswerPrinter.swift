// What a bank's file says, for people at a terminal.

import BankFiles
import Intake
import Ledger
import Workflow

/// Prints answers.
struct AnswerPrinter {
    private let console: Console

    /// A printer to a console.
    init(_ console: Console) { self.console = console }

    /// An amount in its currency; VND where none is named.
    private func money(_ amount: Int64, _ currency: String?) -> String {
        guard let currency, currency != Currency.vnd.code else { return console.money(amount) }
        let money = Money(minorUnits: amount, currency: BankAnswer.currency(currency))
        return console.language == .english ? money.inEnglish : "\(money)"
    }

    /// What a file is, what its accounts come to, and its first facts.
    ///
    /// - Parameters:
    ///   - item: The file.
    ///   - first: The first facts of those that were given out while it was read.
    ///   - limit: How many are shown.
    func show(_ item: AnswerFiles.Item, first: [BankFact], facts limit: Int) {
        let answer = item.file.reading.value
        judge(item)
        let booked = Array((first + answer.facts).prefix(limit))
        let facts = booked + answer.announced.prefix(limit - booked.count)
        let total = answer.facts.count + answer.factsGivenOut + answer.announced.count
        var table = TextTable([
            (console.language == .vietnamese ? "điều" : "word", .left),
            (console.language == .vietnamese ? "khoản" : "payment", .left),
            (console.language == .vietnamese ? "số tiền" : "amount", .right),
            (console.language == .vietnamese ? "ngày" : "day", .left),
            (console.language == .vietnamese ? "lý do" : "reason", .left),
            ("byte", .right),
        ])
        for (index, fact) in facts.enumerated() {
            let currency = AnswerView.currency(of: fact, in: answer)
            let mark = index < booked.count ? "" : "(…) "
            let names = AnswerView.References(
                fact.references,
                hiding: AnswerView.accounts(of: fact)
            )
            table.add([
                mark + fact.word.rawValue + (fact.isReturn ? " ↩" : ""),
                names.endToEnd ?? names.instruction ?? names.group ?? names.message
                    ?? names.service ?? names.interbankTransaction ?? "–",
                fact.amount.map { money($0, fact.currency ?? currency) } ?? "–",
                (fact.bookedOn ?? fact.valueOn).map { "\($0)" } ?? "–",
                reason(fact.reason),
                "\(fact.place)",
            ])
        }
        for line in table.lines { console.say(line) }
        for common in answer.commonFacts {
            console.say(
                Phrase(
                    vi:
                        "\(common.word.rawValue): \(console.number(common.transfers.count)) khoản của lô "
                        + "\(common.batch) \(reason(common.reason))",
                    en:
                        "\(common.word.rawValue): \(console.number(common.transfers.count)) of batch "
                        + "\(common.batch) \(reason(common.reason))"
                )
            )
        }
        if total > limit {
            console.say(
                Phrase(
                    vi: "còn \(console.number(total - limit)) dòng nữa: dùng --json",
                    en: "\(console.number(total - limit)) more: use --json"
                )
            )
        }
    }

    private func reason(_ code: String?) -> String {
        guard let code else { return "" }
        guard let reason = PaymentReason.of(code) else {
            // A bank's own words may name somebody: only what looks like a code is shown.
            return code.utf8.count <= 10 ? code : "…"
        }
        return "\(code): \(reason.meaning.text(in: console.language))"
    }

    /// What a file is, and whether the accounts in it add up.
    func judge(_ item: AnswerFiles.Item) {
        let answer = item.file.reading.value
        let message = AnswerView.hiding(answer.reports.map(\.account), in: answer.message)
        let kind = answer.version.isEmpty ? "?" : "\(answer.version) \(message)"
        let counts = [
            console.count(answer.statementCount, vi: "điều", en: "fact"),
            console.count(
                answer.announced.count,
                vi: "báo trước",
                en: "announced",
                many: "announced"
            ),
        ]
        console.say("\(item.name): \(kind), \(counts.joined(separator: ", "))")
        if let control = answer.control {
            console.say("  " + words(control, payments: answer.statementCount))
        }
        for report in answer.reports {
            console.say("  " + (report.control == nil ? words(report) : words(group: report)))
        }
    }

    /// What an order says of itself, and how many payments it has.
    private func words(_ control: ControlTotals, payments: Int) -> String {
        let count = control.count.map { "\($0)" } ?? "–"
        return Phrase(
            vi: "lệnh ghi NbOfTxs \(count), CtrlSum \(control.sum ?? "–"); đọc được \(payments)",
            en: "the order says NbOfTxs \(count), CtrlSum \(control.sum ?? "–"); \(payments) read"
        ).text(in: console.language)
    }

    /// A group of an order.
    private func words(group: AccountReport) -> String {
        let id = AnswerView.hiding([group.account], in: group.id)
        let account = AnswerView.masked(group.account)
        let day = group.from.map { "\($0)" } ?? "–"
        let sum = money(group.debits, group.currency)
        let payments = console.count(group.entryCount, vi: "khoản chi", en: "payment")
        return Phrase(
            vi: "\(id) ngày \(day) trích tài khoản \(account): \(payments), \(sum)",
            en: "\(id) on \(day) from account \(account): \(payments), \(sum)"
        ).text(in: console.language)
    }

    private func words(_ report: AccountReport) -> String {
        func text(_ amount: Int64?) -> String { amount.map { money($0, report.currency) } ?? "–" }
        let days = [report.from, report.through].compactMap { $0 }.map { "\($0)" }
            .joined(separator: "…")
        let account = AnswerView.masked(report.account)
        let verdict: Phrase
        if let opening = report.opening, let closing = report.closing {
            let agrees = opening + report.credits - report.debits == closing
            verdict =
                agrees
                ? Phrase(vi: "khớp", en: "agrees") : Phrase(vi: "KHÔNG KHỚP", en: "DIFFERS")
        } else {
            verdict = Phrase(vi: "không có đủ số dư", en: "no balances to check")
        }
        let entries = console.count(
            report.entryCount,
            vi: "bút toán",
            en: "entry",
            many: "entries"
        )
        let id = AnswerView.hiding([report.account], in: report.id)
        return Phrase(
            vi: "\(id) \(days) tài khoản \(account): đầu kỳ \(text(report.opening)) + có "
                + "\(text(report.credits)) − nợ \(text(report.debits)) → cuối kỳ "
                + "\(text(report.closing)), \(entries): \(verdict.vietnamese)",
            en:
                "\(id) \(days) account \(account): opening \(text(report.opening)) + credits "
                + "\(text(report.credits)) − debits \(text(report.debits)) → closing "
                + "\(text(report.closing)), \(entries): \(verdict.english)"
        ).text(in: console.language)
    }
}
