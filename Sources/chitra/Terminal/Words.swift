// Words for codes that the law and the books use, where they are printed for people.

import Entitlement
import Intake
import Ledger
import Store

/// Codes in words.
enum Words {
    /// A funding source.
    static func source(_ code: String) -> Phrase {
        switch code {
        case "local": Phrase(vi: "ngân sách địa phương", en: "local budget")
        case "city": Phrase(vi: "phần thành phố tăng thêm", en: "city's addition")
        case "central": Phrase(vi: "ngân sách trung ương", en: "central budget")
        case FeePaper.source: Phrase(vi: "kinh phí hoạt động", en: "operating line")
        case "": Phrase(vi: "chưa có nguồn", en: "no source yet")
        default: Phrase(vi: code, en: code)
        }
    }

    /// A code of the budget line.
    static func code(_ field: BudgetCodes.Field) -> Phrase {
        switch field {
        case .level: Phrase(vi: "cấp", en: "level")
        case .chapter: Phrase(vi: "chương", en: "chapter")
        case .sector: Phrase(vi: "khoản", en: "sector")
        case .economicCode: Phrase(vi: "mục", en: "economic code")
        case .sourceCode: Phrase(vi: "mã nguồn", en: "source code")
        }
    }

    /// A programme.
    static func programme(_ code: String) -> Phrase {
        RuleBook.shipped.programmes.first { $0.code == code }?.title ?? Phrase(vi: code, en: code)
    }

    /// What a paper of the ledger is about.
    static func event(_ code: String) -> Phrase {
        switch code {
        case "estimate": Phrase(vi: "dự toán", en: "estimate")
        case "advance": Phrase(vi: "tạm ứng", en: "advance")
        case FeePaper.due: Phrase(vi: "phí phải trả", en: "fee due")
        case FeePaper.paid: Phrase(vi: "phí đã trả", en: "fee paid")
        default: Phrase(vi: code, en: code)
        }
    }

    /// Where the proof found something: its first word is ours, the rest a name or a number.
    static func place(_ text: String, in language: Language) -> String {
        guard language == .vietnamese else { return text }
        let words = [
            "step": "bước", "entry": "bút toán", "narrow_posting": "định khoản",
            "journal_piece": "số cộng đoạn sổ", "log": "nhật ký", "receipt": "biên nhận",
            "budget_line": "dòng dự toán",
            "database": "cơ sở dữ liệu", "schema": "cấu trúc sổ", "ledger": "sổ cái",
            "line": "dòng chi", "register": "danh sách đối tượng", "books": "sổ",
        ]
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard let first = parts.first, let word = words[first] else { return text }
        return ([word] + parts.dropFirst()).joined(separator: " ")
    }
}

extension Phrase {
    /// What is on no budget line.
    static let onNoLine = Phrase(vi: "chưa gán", en: "none assigned")
}
