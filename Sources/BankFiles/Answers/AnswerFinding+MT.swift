// Findings about MT940 and MT942.

import Intake

extension AnswerFinding {
    private static func mt(
        _ code: String,
        _ vietnamese: String,
        _ english: String,
        _ severity: Diagnostic.Severity = .error
    ) -> AnswerFinding {
        AnswerFinding(severity, code, Phrase(vi: vietnamese, en: english))
    }

    static var mtTooLarge: AnswerFinding {
        mt("mt-file-too-large", "tệp quá lớn", "the file is too large")
    }

    static var mtLineTooLong: AnswerFinding {
        mt("mt-line-too-long", "một dòng quá dài", "a line is too long")
    }

    static var mtFieldTooLong: AnswerFinding {
        mt("mt-field-too-long", "một trường quá dài", "a field is too long")
    }

    static var mtBytes: AnswerFinding {
        mt("mt-bytes", "có byte không phải UTF-8", "there are bytes that are no UTF-8")
    }

    static var mtControl: AnswerFinding {
        mt("mt-control-character", "có ký tự điều khiển", "there is a control character")
    }

    static var mtStray: AnswerFinding {
        mt(
            "mt-stray",
            "có trường hoặc chữ nằm ngoài các sao kê (không có :20: trước nó)",
            "a field or a text stands outside of any statement (no :20: before it)"
        )
    }

    static var mtEntryAfterEnd: AnswerFinding {
        mt(
            "mt-entry-after-balance",
            "có bút toán sau số dư cuối kỳ",
            "an entry stands after the closing balance"
        )
    }

    static var mtUnfinished: AnswerFinding {
        mt(
            "mt-truncated",
            "sao kê không có số dư cuối (:62F:) hoặc dấu kết thúc: có thể tệp bị cắt cụt",
            "the statement has no closing balance (:62F:) or end: the file may be cut off"
        )
    }

    static var mtBalance: AnswerFinding {
        mt(
            "mt-balance",
            "số dư phải có dạng C hoặc D, ngày, loại tiền, số tiền",
            "a balance is C or D, a day, a currency and an amount"
        )
    }

    static var mtTotals: AnswerFinding {
        mt(
            "mt-totals",
            "tổng hợp phải có dạng số lượng, loại tiền, số tiền",
            "totals are a number, a currency and an amount"
        )
    }

    static var mtAmount: AnswerFinding {
        mt(
            "mt-amount",
            "số tiền chỉ gồm chữ số và một dấu phẩy thập phân",
            "an amount has only digits and one decimal comma"
        )
    }

    static var mtSide: AnswerFinding {
        mt(
            "mt-side",
            "dấu của bút toán phải là C, D, RC, RD, EC hoặc ED",
            "the side of an entry is C, D, RC, RD, EC or ED"
        )
    }

    static var mtType: AnswerFinding {
        mt(
            "mt-type",
            "bút toán thiếu mã loại giao dịch (N, S hoặc F và ba ký tự)",
            "the entry lacks its type (N, S or F and three characters)"
        )
    }
}
