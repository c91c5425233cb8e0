// Whose account a statement is about: a number says so only together with its bank.
//
// Invariants:
// (1) Where the answer names the bank that holds the account, number and bank both fit, or it is none
//     of ours.
// (2) Where it names none that is known here, the number alone decides, if only one of our accounts
//     has it; else the answer is refused at the door.

import BankFiles
import Intake
import Store

/// Looks accounts up.
enum AccountOwner {
    /// An account with the unit that owns it.
    typealias Owner = (unit: String, account: UnitAccount)

    /// All accounts of the books, by unit and way.
    static func accounts(of open: OpenBooks) throws -> [Owner] {
        try open.books.units().flatMap { unit in
            unit.accounts.sorted { $0.key < $1.key }.map { (unit.code, $0.value) }
        }
    }

    /// The accounts that a number at a bank may mean; more than one only where no bank is named.
    static func owners(of number: String, at bank: BIN?, among accounts: [Owner]) -> [Owner] {
        accounts.filter { owner in
            // No bank has a statement of an estimate.
            owner.account.account == number && !owner.account.isEstimate
                && (bank == nil
                    || BIN(owner.account.bank).flatMap(BankDirectory.shipped.bank)?.bin
                        == bank)
        }
    }

    /// The same for a report of an answer.
    static func owners(of report: AccountReport, among accounts: [Owner]) -> [Owner] {
        let bank = report.servicer(in: .shipped)?.bin
        return owners(of: report.account, at: bank, among: accounts)
    }

    /// The reports of an answer that may be about several of our accounts.
    static func ambiguities(
        of answer: BankAnswer,
        file: String,
        among accounts: [Owner]
    ) -> [Diagnostic] {
        answer.reports.filter { owners(of: $0, among: accounts).count > 1 }.map { report in
            let units = owners(of: report, among: accounts).map {
                "\($0.unit) (\($0.account.provider))"
            }.joined(separator: ", ")
            return Diagnostic(
                .error,
                code: "account-ambiguous",
                at: Location(file: file, field: "Svcr"),
                Phrase(
                    vi: "số tài khoản này có ở nhiều ngân hàng (\(units)), mà tệp không nêu ngân "
                        + "hàng giữ tài khoản",
                    en: "the account number is one of several banks' (\(units)), and the file does "
                        + "not name the bank that holds it"
                ),
                hint: Phrase(
                    vi: "xin ngân hàng gửi lại tệp có mã ngân hàng ở Acct/Svcr (BIC hoặc mã CITAD)",
                    en: "ask the bank for the file with its code in Acct/Svcr (BIC or CITAD code)"
                )
            )
        }
    }
}
