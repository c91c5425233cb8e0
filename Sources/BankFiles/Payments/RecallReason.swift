// Why a payment that was handed over is asked back: codes of ISO 20022 (ExternalCancellationReason1Code).

package import Intake

/// Why a payment is asked back.
package enum RecallReason: String, CaseIterable, Sendable {
    /// It was paid twice.
    case duplicate = "DUPL"
    /// It went to a wrong account.
    case wrongAccount = "AC03"
    /// Its amount is wrong.
    case wrongAmount = "AM09"
    /// It was not owed.
    case notOwed = "UPAY"
    /// A fault of our own system made it.
    case technical = "TECH"
    /// Another reason, which the paper tells.
    case other = "CUST"

    /// The reason for people.
    package var phrase: Phrase {
        switch self {
        case .duplicate: Phrase(vi: "chi trùng", en: "paid twice")
        case .wrongAccount: Phrase(vi: "sai tài khoản nhận", en: "wrong account")
        case .wrongAmount: Phrase(vi: "sai số tiền", en: "wrong amount")
        case .notOwed: Phrase(vi: "không thuộc diện được chi", en: "not owed")
        case .technical: Phrase(vi: "lỗi hệ thống của đơn vị", en: "a fault of our system")
        case .other: Phrase(vi: "lý do khác theo văn bản", en: "another reason, told by the paper")
        }
    }

    /// All reasons with their words, for a help text: `DUPL (chi trùng), AC03 (…)`.
    package static func list(in language: Language) -> String {
        allCases.map { "\($0.rawValue) (\($0.phrase.text(in: language)))" }.joined(separator: ", ")
    }
}
