// Lines that came back, were rejected or not collected: they are owed still, and are paid again.
//
// Invariants:
// (1) A line is paid again as it was approved: the same right, amount and source, in the budget year in
//     which it is owed.
// (2) What came back from a bank is not sent again on the same data, unless an officer says so; where
//     the bank refused a whole file, it said nothing of the payees.
// (3) Where a statement of the account is missing, nothing that came back to it is paid again: a
//     second debit in that statement would make a correction look like a return.
// (4) Where a profile asks for it, what a bank refused by an answer that nobody signed is not paid again
//     before a statement of the account reached the day on which it was to pay, and shows no debit: an
//     edited answer would pay twice.
// (5) Whose money was given back to the budget is not paid again before the claim was carried to the year that
//     bears it: else the money of others would pay it, and no year would have the expense.

import BankFiles
import Disbursement
import Enrolment
package import Intake
import Ledger
import Store

/// A transfer that came back and is not paid again now.
package struct WaitingTransfer: Hashable, Sendable {
    /// Its id.
    package let transfer: String
    /// What holds it.
    package let cause: Phrase
}

/// Makes due lines of open ones.
struct OpenLines {
    let open: OpenBooks

    /// What is due again, what of it is held by the payee's data, and what the bank's answers hold.
    typealias DueAgain = (due: LineColumns, held: HeldLines, waiting: [WaitingTransfer])

    /// The open lines of a unit as lines due now.
    ///
    /// - Parameters:
    ///   - unit: The unit.
    ///   - known: The last day of what is known of payees.
    ///   - isWanted: Which of the open lines.
    ///   - hold: Why who receives what a person has under a category cannot be paid now, or nil.
    /// - Returns: The lines due, and those held with their cause.
    /// - Throws: `StoreError`, and what `hold` throws.
    func due(
        unit: UnitRecord,
        known: CivilDate,
        where isWanted: (OpenLine) -> Bool,
        hold: (_ person: Int64, _ category: String) throws -> HoldCause?
    ) throws -> DueAgain {
        var result: DueAgain = (LineColumns(), HeldLines(), [])
        let blocked = try ReissueLines.blocked(unit: unit.code, open: open)
        let gaps = try Self.providersWithGaps(unit: unit.code, open: open)
        let unshown = try UnshownDays(unit: unit.code, open: open)
        let items = try open.books.query { try $0.openLines(unit: unit.code) }.filter(isWanted)
        let gone = try withoutMoney(items, unit: unit.code, known: known)
        for item in items {
            let given = gone.contains(Self.transferID(item)) ? Self.moneyGivenBack(item) : nil
            let cause = Self.obstacle(item, blocked: blocked, gaps: gaps, unshown: unshown)
            if let cause = cause ?? given {
                let waiting = WaitingTransfer(transfer: Self.transferID(item), cause: cause)
                if !result.waiting.contains(waiting) { result.waiting.append(waiting) }
                continue
            }
            let old = item.line.line
            guard let person = try open.register.person(old.person, known: known) else {
                throw StepRefusal(
                    .usage,
                    Phrase(
                        vi: "ngày \(known) sớm hơn ngày sổ biết những người phải chi lại",
                        en: "the day \(known) is before the register knew who is to be paid again"
                    ),
                    hint: Phrase(
                        vi: "nêu ngày muộn hơn ở --known",
                        en: "name a later day with --known"
                    )
                )
            }
            let line = DueLine(
                person: old.person,
                payee: person.payee(of: old.category),
                right: old.right.owed(in: item.year),
                month: old.month,
                amount: old.amount,
                replaces: Self.transferID(item)
            )
            if let cause = try hold(person.number, old.category) {
                result.held.append(line, origin: item.line.row, cause: cause)
            } else if try isStillRefused(item, payee: line.payee, known: known) {
                result.held.append(line, origin: item.line.row, cause: .accountRefused)
            } else {
                result.due.append(line, origin: item.line.row)
            }
        }
        return result
    }

    /// Invariant (5): the transfers whose money was given back.
    private func withoutMoney(
        _ items: [OpenLine],
        unit: String,
        known: CivilDate
    ) throws -> Set<String> {
        try Set(items.map(\.year)).reduce(into: []) { gone, year in
            gone.formUnion(
                try OpenClaims(unit: unit, year: year, on: known, open: open).withoutMoney()
            )
        }
    }

    private static func moneyGivenBack(_ item: OpenLine) -> Phrase {
        Phrase(
            vi: "tiền đã nộp trả ngân sách: chuyển khoản này sang năm chi "
                + "(chitra ledger carry-claims --year \(item.year))",
            en: "its money was given back to the budget: carry the claim to the year that pays "
                + "(chitra ledger carry-claims --year \(item.year))"
        )
    }

    /// What of the bank's answers holds an open line; nil where nothing does.
    private static func obstacle(
        _ item: OpenLine,
        blocked: [String: [Int64]],
        gaps: Set<String>,
        unshown: UnshownDays
    ) -> Phrase? {
        if let conflicts = blocked[transferID(item)] {
            let numbers = conflicts.map { "\($0)" }.joined(separator: ", ")
            return Phrase(
                vi: "chờ quyết định mâu thuẫn \(numbers): chitra reconcile decide \(conflicts[0])",
                en: "waits for conflict \(numbers) to be decided: "
                    + "chitra reconcile decide \(conflicts[0])"
            )
        }
        if item.position.strayDebit > 0 {
            return Phrase(
                vi: "còn một khoản ghi nợ thừa chưa quay lại: chờ sao kê của ngân hàng",
                en:
                    "a debit in its name was set aside and has not come back: wait for the statement"
            )
        }
        if item.position.hasComeBack, gaps.contains(item.line.provider) {
            return Phrase(
                vi: "thiếu sao kê của tài khoản ở \(item.line.provider): xin ngân hàng rồi nạp "
                    + "(chitra bank results)",
                en:
                    "a statement of the account with \(item.line.provider) is missing: ask the bank, "
                    + "then take it in (chitra bank results)"
            )
        }
        if let day = unshown.day(of: item) {
            return Phrase(
                vi: "từ chối theo tệp không có chữ ký: chờ sao kê ở \(item.line.provider) đến ngày "
                    + "\(day)",
                en: "refused by an answer that nobody signed: wait for the statement of "
                    + "\(item.line.provider) through \(day)"
            )
        }
        return nil
    }

    /// The providers whose statements of a unit's account do not go on where the one before ended.
    static func providersWithGaps(unit: String, open: OpenBooks) throws -> Set<String> {
        var last: [String: Int64] = [:]
        var gaps: Set<String> = []
        for statement in try open.books.query({ try $0.statements() })
        where statement.unit == unit {
            if let before = last[statement.provider], let opening = statement.opening,
                before != opening
            {
                gaps.insert(statement.provider)
            }
            last[statement.provider] = statement.closing
        }
        return gaps
    }

    /// Invariant (2).
    private func isStillRefused(
        _ item: OpenLine,
        payee: Int64,
        known: CivilDate
    ) throws -> Bool {
        if item.isRepaired || item.isFileRefused || item.position.status == "unpaid"
            || payee != item.line.line.payee
        {
            return false
        }
        guard let batch = try open.books.batches().first(where: { $0.row == item.batch }) else {
            return true
        }
        let before = try open.register.person(payee, known: batch.known)
        let now = try open.register.person(payee, known: known)
        return before?.way == now?.way && before?.name == now?.name
    }

    /// The id of the transfer that an open line was in.
    static func transferID(_ item: OpenLine) -> String {
        guard let code = BatchCode(item.batchCode) else {
            preconditionFailure("a batch has a code")
        }
        return "\(TransferID(batch: code, number: item.line.transfer))"
    }
}
