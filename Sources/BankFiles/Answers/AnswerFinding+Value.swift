// Findings about one value.

import Intake
import Ledger

extension AnswerFinding {
    /// An amount without a currency.
    static var noCurrency: AnswerFinding {
        AnswerFinding(
            .error,
            "answer-currency-missing",
            Phrase(
                vi: "số tiền không ghi loại tiền",
                en: "an amount has no currency"
            )
        )
    }

    /// Three decimals in a currency that has none: it might be thousands.
    static var threeDecimals: AnswerFinding {
        AnswerFinding(
            .warning,
            "answer-three-decimals",
            Phrase(
                vi: "số tiền có ba chữ số sau dấu chấm: đọc là phần lẻ, không phải hàng nghìn",
                en: "an amount has three digits after its point: read as decimals, not as thousands"
            ),
            hint: Phrase(
                vi: "đối chiếu một khoản với sao kê giấy của ngân hàng",
                en: "hold one of them against the bank's paper"
            )
        )
    }

    /// A date or time that is none.
    static var badDay: AnswerFinding {
        AnswerFinding(
            .error,
            "answer-date",
            Phrase(
                vi: "ngày hoặc giờ không hợp lệ",
                en: "this is no date or time"
            )
        )
    }

    /// A side that is neither CRDT nor DBIT.
    static var badSide: AnswerFinding {
        AnswerFinding(
            .error,
            "answer-side",
            Phrase(
                vi: "dấu ghi nợ/ghi có phải là CRDT hoặc DBIT",
                en: "the side is neither CRDT nor DBIT"
            )
        )
    }

    /// A number that is none.
    static var badCount: AnswerFinding {
        AnswerFinding(
            .error,
            "answer-count",
            Phrase(
                vi: "số lượng không phải là số",
                en: "this is no number"
            )
        )
    }

    /// A truth value that is none.
    static var badIndicator: AnswerFinding {
        AnswerFinding(
            .error,
            "answer-indicator",
            Phrase(
                vi: "giá trị phải là true hoặc false",
                en: "this is neither true nor false"
            )
        )
    }

    /// A hidden character in a reference.
    static var hiddenCharacter: AnswerFinding {
        AnswerFinding(
            .error,
            "answer-hidden-character",
            Phrase(
                vi: "mã tham chiếu có ký tự ẩn hoặc ký tự điều khiển",
                en: "a reference has a hidden or control character"
            )
        )
    }

    /// An amount above what there can be.
    static var implausible: AnswerFinding {
        AnswerFinding(
            .error,
            "answer-amount-too-large",
            Phrase(
                vi: "số tiền lớn hơn một triệu tỷ: không thể là một khoản chi hay số dư thật",
                en: "the amount is above a million billion: no payment or balance can be so large"
            )
        )
    }

    /// A sum of more than 18 digits.
    static var sumTooLarge: AnswerFinding {
        AnswerFinding(
            .error,
            "answer-sum-too-large",
            Phrase(
                vi: "tổng số tiền vượt quá 18 chữ số",
                en: "a sum has more than 18 digits"
            )
        )
    }

    /// An amount in another currency; its code is named where it is one.
    static func otherCurrency(_ code: [UInt8], expected: Currency) -> AnswerFinding {
        let isCode = code.count == 3 && code.allSatisfy { (0x41...0x5A).contains($0) }
        let name = isCode ? String(decoding: code, as: UTF8.self) : "?"
        return AnswerFinding(
            .error,
            "answer-currency",
            Phrase(
                vi: "loại tiền là \(name), phải là \(expected.code)",
                en: "the currency is \(name), not \(expected.code)"
            )
        )
    }

    /// An amount that is none.
    static func amount(_ fault: AnswerValue.AmountFault, currency: Currency) -> AnswerFinding {
        switch fault {
        case .form:
            AnswerFinding(
                .error,
                "answer-amount",
                Phrase(
                    vi: "số tiền chỉ gồm chữ số và một dấu chấm thập phân",
                    en: "an amount has only digits and one decimal point"
                )
            )
        case .fraction:
            AnswerFinding(
                .error,
                "answer-amount-fraction",
                Phrase(
                    vi: "số tiền có phần lẻ mà \(currency.code) không có",
                    en: "the amount has a fraction that \(currency.code) does not have"
                )
            )
        case .size:
            AnswerFinding(
                .error,
                "answer-amount-too-large",
                Phrase(
                    vi: "số tiền có hơn 18 chữ số",
                    en: "the amount has more than 18 digits"
                )
            )
        }
    }

    /// An element that stands before one that should follow it.
    static var outOfOrder: AnswerFinding {
        AnswerFinding(
            .warning,
            "answer-order",
            Phrase(
                vi: "phần tử đứng sai thứ tự của lược đồ ISO 20022; nội dung vẫn được đọc",
                en: "this element does not stand in the order of ISO 20022; what it says is read"
            )
        )
    }

    /// An id or code that is longer than its schema has it.
    static var longLabel: AnswerFinding {
        AnswerFinding(
            .warning,
            "answer-label-too-long",
            Phrase(
                vi: "mã dài quá 35 ký tự của ISO 20022; vẫn được giữ nguyên",
                en: "an id is longer than the 35 characters of ISO 20022; it is kept whole"
            )
        )
    }

    /// A remittance line that is longer than its schema has it.
    static var longRemittance: AnswerFinding {
        AnswerFinding(
            .warning,
            "answer-remittance-too-long",
            Phrase(
                vi: "nội dung chuyển tiền dài quá 140 ký tự của ISO 20022; vẫn được giữ nguyên",
                en:
                    "a remittance text is longer than the 140 characters of ISO 20022; it is kept whole"
            )
        )
    }

    /// A UETR that is none.
    static var badUETR: AnswerFinding {
        AnswerFinding(
            .warning,
            "answer-uetr",
            Phrase(
                vi: "mã UETR không đúng dạng UUID phiên bản 4; không dùng đến",
                en: "the UETR is no version 4 UUID; it is not used"
            )
        )
    }

    /// An amount in another currency than its report has.
    static var foreignAmount: AnswerFinding {
        AnswerFinding(
            .warning,
            "answer-currency-differs",
            Phrase(
                vi: "có số tiền khác loại tiền của tài khoản: không tính vào tổng",
                en: "an amount has another currency than the account: it is in no sum"
            )
        )
    }
}
