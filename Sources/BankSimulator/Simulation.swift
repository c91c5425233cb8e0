// The bank in the box: files that were handed over in, answers out, day by day.
//
// For trying and testing: it shares no reader and no writer with what it answers.
//
// Invariants:
// (1) Same files, same terms, same bytes, whatever the order of the files.
// (2) A later last day gives the same earlier files, byte for byte, and more.
// (3) An account's statements follow bank day by bank day from its first entry, without a gap, and
//     each opens with the balance that the one before closed with; the first opens with zero.

package import Ledger

/// One run.
package struct Simulation {
    private let terms: SimulationTerms
    private let book: BankBook
    private let banks: [String: String]
    private var balances: [String: Int64] = [:]
    private var sequences: [String: Int] = [:]
    private var again: [CivilDate: [Answer]] = [:]

    /// What is sent.
    private enum Subject {
        case status(StatusReport, HandedOverFile)
        case notification(AccountDay)
        case statement(AccountDay)
        case cash([CashResult], HandedOverFile)
    }

    /// One answer before it is written.
    private struct Answer {
        let subject: Subject
        /// The day on which it was sent first.
        let day: CivilDate
        /// The files that it speaks of.
        let messages: Set<String>
    }

    /// A run over files.
    package init(_ files: [HandedOverFile], terms: SimulationTerms) {
        precondition((0...60).contains(terms.cashDays), "a desk answers within 60 bank days")
        self.terms = terms
        banks = Dictionary(
            files.filter { !$0.isCash }.map { ($0.account, $0.bank) },
            uniquingKeysWith: { first, _ in first }
        )
        let known = banks
        precondition(
            terms.credits.allSatisfy { known[$0.account] != nil },
            "money comes to accounts that a bank's file debits"
        )
        book = BankBook(files, terms)
    }

    /// The first day on which anything is sent; nil where there is none.
    package var firstDay: CivilDate? {
        let reported = book.reports.keys.map(\.day).min()
        let listed = book.cash.values.map(\.day).min()
        return [reported, listed, book.firstDays.values.min()].compactMap(\.self).min()
    }

    /// Sends all files, in the order of days; within a day by family and name.
    package mutating func run(_ send: (SimulatedFile) throws -> Void) rethrows {
        guard let first = firstDay else { return }
        balances = [:]
        sequences = [:]
        again = [:]
        for day in terms.calendar.days(from: first, through: terms.through) {
            let answers = answers(of: day)
            for answer in answers {
                try send(written(answer, on: day, isRepeat: false))
                plan(answer)
            }
            for answer in again.removeValue(forKey: day) ?? [] {
                try send(written(answer, on: day, isRepeat: true))
            }
        }
    }

    private mutating func answers(of day: CivilDate) -> [Answer] {
        var answers: [Answer] = []
        func add(_ subject: Subject, _ messages: Set<String>) {
            answers.append(Answer(subject: subject, day: day, messages: messages))
        }
        for file in book.files {
            if let report = book.reports[DayKey(subject: file.message, day: day)] {
                add(.status(report, file), [file.message])
            }
        }
        let accounts = book.firstDays.filter { $0.value <= day }.keys.sorted()
        for account in accounts {
            let entries = book.entries[DayKey(subject: account, day: day)] ?? []
            let report = AccountDay(
                account: account,
                bank: banks[account] ?? "",
                day: day,
                sequence: sequences[account, default: 0] + 1,
                opening: balances[account] ?? 0,
                entries: entries
            )
            sequences[account] = report.sequence
            balances[account] = report.closing
            let messages = Set(entries.compactMap(\.message))
            if !entries.isEmpty { add(.notification(report), messages) }
            add(.statement(report), messages)
        }
        for file in book.files {
            if let list = book.cash[file.message], list.day == day {
                add(.cash(list.results, file), [file.message])
            }
        }
        return answers
    }

    /// Notes the days on which an answer is sent again.
    private mutating func plan(_ answer: Answer) {
        let days = Set(
            answer.messages.flatMap { terms.plan.rows(.repeat, of: $0) }.map {
                terms.calendar.advance(answer.day, by: max(1, $0.days ?? 1))
            }
        )
        for day in days.sorted() { again[day, default: []].append(answer) }
    }

    private func written(_ answer: Answer, on day: CivilDate, isRepeat: Bool) -> SimulatedFile {
        func file(_ subject: String, _ ending: String, _ bytes: [UInt8]) -> SimulatedFile {
            let copy = isRepeat ? "-repeat-\(answer.day)" : ""
            return SimulatedFile(
                day: day,
                name: "\(subject)\(copy).\(ending)",
                bytes: bytes,
                isCashResults: ending == "cash.csv"
            )
        }
        func head(_ name: String, _ time: String) -> AnswerHead {
            let reference = KeyedChance.reference("\(name)/\(answer.day)/\(day)")
            return AnswerHead(
                message: "M\(day.compact)\(reference)",
                createdAt: "\(day)T\(time)+07:00"
            )
        }
        let reports = AccountReportWriter(isOf2009: terms.isOf2009)
        switch answer.subject {
        case .status(let report, let order):
            let bytes = PaymentStatusWriter(isOf2009: terms.isOf2009).bytes(
                of: report,
                on: order,
                as: head("status/\(order.message)", "09:30:00")
            )
            return file(order.message, "pain002.xml", bytes)
        case .notification(let report):
            let head = head("notification/\(report.account)", "16:00:00")
            let bytes = reports.bytes(of: report, isStatement: false, as: head)
            return file(report.account, "camt054.xml", bytes)
        case .statement(let report):
            let head = head("statement/\(report.account)", "18:00:00")
            let bytes = reports.bytes(of: report, isStatement: true, as: head)
            return file(report.account, "camt053.xml", bytes)
        case .cash(let results, let order):
            let bytes = CashResultsWriter.bytes(of: results, message: order.message)
            return file(order.message, "cash.csv", bytes)
        }
    }
}
