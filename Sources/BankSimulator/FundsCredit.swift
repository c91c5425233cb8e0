// Money that comes to a unit's account from outside, such as an advance from the Treasury.
//
// CREDITS.csv: account,day,amount,reference.

package import Intake
package import Ledger

/// One credit.
package struct FundsCredit: Hashable, Sendable {
    /// The unit's account.
    package let account: String
    /// The day; the next bank day where the bank is closed.
    package let day: CivilDate
    /// Đồng, above zero.
    package let amount: Int64
    /// What the payer wrote, 1 to 140 characters.
    package let reference: String

    /// A credit.
    package init(account: String, day: CivilDate, amount: Int64, reference: String) {
        precondition(amount > 0, "a credit is above zero")
        self.account = account
        self.day = day
        self.amount = amount
        self.reference = reference
    }

    /// Reads credits; all faults in one go.
    ///
    /// A credit to an account that no bank file names makes no statement: a warning says so.
    package static func read(
        _ bytes: [UInt8],
        file: String,
        for files: [HandedOverFile]
    ) -> Reading<[FundsCredit]> {
        let table = InputTable.read(
            bytes,
            file: file,
            columns: ["account", "day", "amount", "reference"]
        )
        var log = DiagnosticLog()
        log.append(contentsOf: table.diagnostics)
        let accounts = Set(files.filter { !$0.isCash }.map(\.account))
        var credits: [FundsCredit] = []
        for row in table.value {
            guard let credit = credit(row) else {
                log.append(wrongRow(file: file, line: row.line))
                continue
            }
            guard accounts.contains(credit.account) else {
                log.append(
                    Diagnostic(
                        .warning,
                        code: "credit-account",
                        at: Location(file: file, line: row.line, field: "account"),
                        Phrase(
                            vi: "không có tệp chi nào của ngân hàng ghi nợ tài khoản này; bỏ qua",
                            en: "no bank file debits this account; passed over"
                        )
                    )
                )
                continue
            }
            credits.append(credit)
        }
        return Reading(value: credits, diagnostics: log.diagnostics)
    }

    /// The credit in a row; nil where a value is wrong.
    private static func credit(_ row: InputTable.Row) -> FundsCredit? {
        let reference = NFC.normalised(row.fields[3])
        guard let day = CivilDate(iso: row.fields[1]),
            let amount = HandoverFinding.amount(row.fields[2]),
            (1...140).contains(reference.unicodeScalars.count),
            TextFault.inText(reference) == nil
        else { return nil }
        return FundsCredit(account: row.fields[0], day: day, amount: amount, reference: reference)
    }

    private static func wrongRow(file: String, line: Int) -> Diagnostic {
        HandoverFinding.error(
            "credit-row",
            file,
            line: line,
            Phrase(
                vi: "ngày dạng 2026-11-20, số tiền chỉ gồm chữ số, nội dung 1 đến 140 chữ",
                en:
                    "a day such as 2026-11-20, an amount in digits, 1 to 140 characters of reference"
            ),
            hint: nil
        )
    }
}
