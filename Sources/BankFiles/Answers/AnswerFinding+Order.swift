// Findings about an order to pay.

import Intake

extension AnswerFinding {
    /// What who checks an order does with a fault of it.
    private static let orderHint = Phrase(
        vi: "không thực hiện lệnh; báo đơn vị gửi lệnh",
        en: "do not pay by it; tell who sent it"
    )

    private static func order(_ code: String, _ message: Phrase) -> AnswerFinding {
        AnswerFinding(.error, code, message, hint: orderHint)
    }

    /// The payments are not as many, or as much, as the order says.
    static func orderTotals(isCount: Bool) -> AnswerFinding {
        order(
            "order-totals",
            isCount
                ? Phrase(
                    vi: "tổng các khoản chi khác CtrlSum",
                    en: "the payments do not come to the control sum (CtrlSum)"
                )
                : Phrase(
                    vi: "số khoản chi khác NbOfTxs",
                    en: "the payments are not as many as NbOfTxs says"
                )
        )
    }

    /// A control sum that is no decimal number.
    static var controlSum: AnswerFinding {
        order(
            "order-control-sum",
            Phrase(
                vi: "CtrlSum không phải số thập phân có tối đa 5 chữ số lẻ",
                en: "the control sum is no decimal number of at most 5 decimals"
            )
        )
    }

    /// The order does not say how many payments it has.
    static var noOrderCount: AnswerFinding {
        order(
            "order-count-missing",
            Phrase(
                vi: "phần đầu không ghi số khoản chi (NbOfTxs)",
                en: "the head does not say how many payments there are (NbOfTxs)"
            )
        )
    }

    /// A group without an id.
    static var noGroupID: AnswerFinding {
        order(
            "order-group-missing",
            Phrase(
                vi: "nhóm lệnh không có mã (PmtInfId)",
                en: "a group of payments has no id (PmtInfId)"
            )
        )
    }

    /// A group without the account that is debited.
    static var noDebtorAccount: AnswerFinding {
        order(
            "order-account-missing",
            Phrase(
                vi: "nhóm lệnh không ghi tài khoản trích nợ",
                en: "a group of payments names no account to debit"
            )
        )
    }

    /// A group without its day.
    static var noRequestedDay: AnswerFinding {
        order(
            "order-day-missing",
            Phrase(
                vi: "nhóm lệnh không ghi ngày yêu cầu thực hiện (ReqdExctnDt)",
                en: "a group of payments names no day (ReqdExctnDt)"
            )
        )
    }

    /// A payment without an id.
    static var noPaymentID: AnswerFinding {
        order(
            "order-id-missing",
            Phrase(
                vi: "khoản chi không có mã EndToEndId",
                en: "a payment has no end-to-end id"
            )
        )
    }

    /// A payment without an amount.
    static var noOrderedAmount: AnswerFinding {
        order(
            "order-amount-missing",
            Phrase(vi: "khoản chi không ghi số tiền", en: "a payment has no amount")
        )
    }

    /// A payment of nothing.
    static var zeroPayment: AnswerFinding {
        order(
            "order-amount-zero",
            Phrase(vi: "khoản chi có số tiền bằng 0", en: "a payment of nothing")
        )
    }

    /// An id of ours that names two payments.
    static var transferTwice: AnswerFinding {
        order(
            "order-payment-twice",
            Phrase(
                vi: "một mã chi trả có ở hai khoản chi trong tệp",
                en: "one transfer id names two payments of the file"
            )
        )
    }

    /// An id of another's that names two payments.
    static var paymentIDAgain: AnswerFinding {
        AnswerFinding(
            .warning,
            "order-id-again",
            Phrase(
                vi: "mã EndToEndId này đã có ở một khoản chi khác trong tệp",
                en: "this end-to-end id names another payment of the file too"
            ),
            hint: Phrase(
                vi: "hỏi đơn vị gửi lệnh có khoản nào bị lặp không",
                en: "ask who sent it whether one of them is a double"
            )
        )
    }

    /// A group's id that names two groups.
    static var groupIDAgain: AnswerFinding {
        AnswerFinding(
            .warning,
            "order-group-again",
            Phrase(
                vi: "mã PmtInfId này đã có ở một nhóm lệnh khác trong tệp",
                en: "this PmtInfId names another group of the file too"
            )
        )
    }

    /// More ids than are watched.
    static var idsUnwatched: AnswerFinding {
        AnswerFinding(
            .warning,
            "order-ids-unwatched",
            Phrase(
                vi: "tệp có quá nhiều mã lạ: các mã sau không được xét trùng",
                en:
                    "the file has too many ids of others: those after here are not looked at for doubles"
            )
        )
    }

    /// A payment without the payee's account.
    static var noPayeeAccount: AnswerFinding {
        AnswerFinding(
            .warning,
            "order-payee-account-missing",
            Phrase(
                vi: "có khoản chi không ghi tài khoản người nhận",
                en: "a payment names no account of its payee"
            )
        )
    }
}
