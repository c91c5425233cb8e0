// Findings about messages between banks: returns and answers to a recall.

import Intake

extension AnswerFinding {
    /// A return without an amount.
    static var noReturnAmount: AnswerFinding {
        AnswerFinding(
            .error,
            "return-amount-missing",
            Phrase(
                vi: "khoản trả lại không ghi số tiền",
                en: "a return has no amount"
            )
        )
    }

    /// A return without a reason.
    static var noReturnReason: AnswerFinding {
        AnswerFinding(
            .warning,
            "return-reason-missing",
            Phrase(
                vi: "khoản trả lại không ghi lý do",
                en: "a return has no reason"
            ),
            hint: Phrase(
                vi: "hỏi ngân hàng lý do trước khi chi lại",
                en: "ask the bank why before it is paid again"
            )
        )
    }

    /// Another amount comes back than was paid.
    static var returnAmount: AnswerFinding {
        AnswerFinding(
            .warning,
            "return-amount-differs",
            Phrase(
                vi: "số tiền trả lại khác số tiền đã chi",
                en: "another amount comes back than was paid"
            ),
            hint: Phrase(
                vi: "hỏi ngân hàng phần chênh lệch (phí?) và đối chiếu với sao kê",
                en: "ask the bank about the difference (a fee?), and hold it against the statement"
            )
        )
    }

    /// The returns are not as many, or as much, as the message says.
    static var returnTotals: AnswerFinding {
        AnswerFinding(
            .error,
            "return-totals",
            Phrase(
                vi: "số khoản hoặc tổng tiền trả lại không khớp với phần đầu thông điệp",
                en: "the returns are not as many, or as much, as the head of the message says"
            ),
            hint: Phrase(
                vi: "đề nghị ngân hàng gửi lại tệp",
                en: "ask the bank for the file again"
            )
        )
    }

    /// An answer to a recall that names no payment.
    static var recallOfNothing: AnswerFinding {
        AnswerFinding(
            .warning,
            "recall-payment-missing",
            Phrase(
                vi: "trả lời yêu cầu thu hồi nhưng không nêu khoản nào",
                en: "an answer to a recall that names no payment"
            ),
            hint: Phrase(
                vi: "hỏi ngân hàng trả lời này cho khoản nào",
                en: "ask the bank which payment this is about"
            )
        )
    }
}
