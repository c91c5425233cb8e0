// The words for what is wrong with a folder that was handed over, and the checks of its texts.

import Intake
import Ledger

/// Checks and phrases that the readers of a hand-over share.
enum HandoverFinding {
    /// The largest payment, đồng: with it the sum of a run's payments always fits in 64 bits.
    static let amountLimit: Int64 = 999_999_999_999
    /// The most payments of one run.
    static let transferLimit = 5_000_000

    static let takeAgain = Phrase(
        vi: "lấy lại thư mục bàn giao từ sổ, không sửa tệp",
        en: "take the folder from the books again, without editing a file"
    )
    static let notXML = Phrase(
        vi: "tệp không phải lệnh chi pain.001 trọn vẹn",
        en: "the file is no whole pain.001 payment order"
    )
    static let badPayment = Phrase(
        vi: "lệnh chi thiếu mã, số tiền VND hoặc tài khoản nhận đúng dạng",
        en: "the payment lacks an id, an amount in VND or an account in its right form"
    )

    /// Whether a text may name a file: 1 to 35 letters, digits and hyphens.
    static func isPlainName(_ text: String) -> Bool {
        (1...35).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x41 && $0 <= 0x5A)
                    || ($0 >= 0x61 && $0 <= 0x7A) || $0 == 0x2D
            }
    }

    /// An amount in đồng from digits, 1 to ``amountLimit``; else nil.
    static func amount(_ text: String) -> Int64? {
        guard let money = try? Money(digits: text.utf8, currency: .vnd),
            (1...amountLimit).contains(money.minorUnits)
        else { return nil }
        return money.minorUnits
    }

    /// A finding about a whole file or one field of it.
    static func error(
        _ code: String,
        _ file: String,
        line: Int? = nil,
        field: String? = nil,
        _ message: Phrase,
        hint: Phrase? = takeAgain
    ) -> Diagnostic {
        Diagnostic(
            .error,
            code: code,
            at: Location(file: file, line: line, field: field),
            message,
            hint: hint
        )
    }
}
