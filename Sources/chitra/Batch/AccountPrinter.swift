// Shows where money goes that did not go there before; accounts are masks.

import BankFiles
import Intake
import Workflow

/// Prints what to look at before signing.
struct AccountPrinter {
    let console: Console
    /// Whether it is said beside the result, to stderr: before a signature nothing is done yet.
    var isNote = false

    private func say(_ text: String) { isNote ? console.note(text) : console.say(text) }

    /// Shows the changes and shared accounts of a draft or batch.
    ///
    /// - Parameters:
    ///   - review: What was found.
    ///   - name: The unit's or batch's code, first on each line.
    func show(_ review: AccountReview, of name: String) {
        let changes = console.count(review.changes.count, vi: "lệnh", en: "transfer")
        let shared = console.count(review.shared.count, vi: "tài khoản", en: "account")
        say(
            Phrase(
                vi: "\(name) tài khoản nhận: \(changes) khác lần trước hoặc đã sửa, "
                    + "\(shared) có nhiều người nhận",
                en: "\(name) accounts: \(changes) changed or repaired since the last payment, "
                    + "\(shared) of several payees"
            ).text(in: console.language)
        )
        for change in review.changes {
            let cause = cause(change).text(in: console.language)
            say(
                "  #\(change.payee)  \(console.money(change.amount))  "
                    + "\(change.before.text(in: console.language)) → "
                    + "\(change.now.text(in: console.language))  \(cause)"
            )
        }
        for account in review.shared {
            let payees = account.payees.map { "#\($0)" }.joined(separator: ", ")
            say(
                "  \(account.account.text(in: console.language)): \(payees)  "
                    + console.money(account.amount)
            )
        }
    }

    /// Shows what banks said of the accounts of a draft.
    ///
    /// - Parameters:
    ///   - told: What they said.
    ///   - name: The unit's code, first on the line.
    func show(_ told: AccountConfirmations, of name: String) {
        say(
            Phrase(
                vi: "\(name) ngân hàng trả lời: \(console.number(told.confirmed)) tài khoản khớp, "
                    + "\(console.number(told.refused.count)) bị từ chối, "
                    + "\(console.number(told.unanswered)) chưa có câu trả lời",
                en:
                    "\(name) the bank's answers: \(console.number(told.confirmed)) accounts confirmed, "
                    + "\(console.number(told.refused.count)) refused, "
                    + "\(console.number(told.unanswered)) not answered"
            ).text(in: console.language)
        )
        for account in told.refused {
            let reason = PaymentReason.of(account.code)?.meaning.text(in: console.language) ?? ""
            say(
                "  #\(account.payee)  \(console.money(account.amount))  "
                    + "\(account.account.text(in: console.language))  [\(account.code)] \(reason)"
            )
        }
    }

    private func cause(_ change: AccountChange) -> Phrase {
        let papers = change.documents.joined(separator: ", ")
        if change.isByRegister {
            return papers.isEmpty
                ? Phrase(
                    vi: "[theo danh sách đối tượng, không có văn bản sửa]",
                    en: "[by the register; no repair]"
                )
                : Phrase(
                    vi: "[theo danh sách đối tượng, sau khi sửa theo \(papers)]",
                    en: "[by the register, after the repair by \(papers)]"
                )
        }
        return Phrase(vi: "[sửa theo \(papers)]", en: "[repaired by \(papers)]")
    }
}

/// What banks said of accounts, as JSON.
struct AccountConfirmationsView: Encodable {
    private struct Refused: Encodable {
        let payee: Int64
        let amount: Int64
        let account: String
        let code: String
    }

    private let confirmed: Int
    private let unanswered: Int
    private let refused: [Refused]

    init(_ told: AccountConfirmations) {
        confirmed = told.confirmed
        unanswered = told.unanswered
        refused = told.refused.map {
            Refused(
                payee: $0.payee,
                amount: $0.amount,
                account: $0.account.english,
                code: $0.code
            )
        }
    }
}

/// The accounts to look at, as JSON.
struct AccountReviewView: Encodable {
    private struct Change: Encodable {
        let payee: Int64
        let amount: Int64
        let before: String
        let now: String
        let documents: [String]
        let isByRegister: Bool
    }

    private struct Shared: Encodable {
        let account: String
        let payees: [Int64]
        let amount: Int64
    }

    private let changed: [Change]
    private let shared: [Shared]

    init(_ review: AccountReview) {
        changed = review.changes.map {
            Change(
                payee: $0.payee,
                amount: $0.amount,
                before: $0.before.english,
                now: $0.now.english,
                documents: $0.documents,
                isByRegister: $0.isByRegister
            )
        }
        shared = review.shared.map {
            Shared(account: $0.account.english, payees: $0.payees, amount: $0.amount)
        }
    }
}
