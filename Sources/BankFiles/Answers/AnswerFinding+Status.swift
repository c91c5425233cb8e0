// Findings about a status report.

import Intake

extension AnswerFinding {
    /// It answers a message that is no pain.001.
    static var otherOrder: AnswerFinding {
        AnswerFinding(
            .warning,
            "status-other-order",
            Phrase(
                vi: "trả lời cho thông điệp không phải lệnh chi (pain.001)",
                en: "this answers a message that is no order to pay (pain.001)"
            )
        )
    }

    /// A word about a file or group without the file's id.
    static var noOrder: AnswerFinding {
        AnswerFinding(
            .error,
            "status-order-missing",
            Phrase(
                vi: "không ghi mã của tệp lệnh chi (OrgnlMsgId)",
                en: "the id of the order (OrgnlMsgId) is missing"
            ),
            hint: Phrase(
                vi: "hỏi ngân hàng tệp nào bị từ chối",
                en: "ask the bank which file this is about"
            )
        )
    }

    /// A refused group or file in which a payment is told as accepted, settled or credited.
    static var contradiction: AnswerFinding {
        AnswerFinding(
            .error,
            "status-contradiction",
            Phrase(
                vi: "cả nhóm hoặc tệp bị từ chối nhưng có khoản được ghi là đã nhận hoặc đã chi",
                en:
                    "the group or file is rejected, but a payment in it is told as accepted or settled"
            ),
            hint: Phrase(
                vi: "không ghi nhận gì: hỏi ngân hàng khoản nào thật sự bị từ chối",
                en: "nothing of it is taken: ask the bank which payments are really rejected"
            )
        )
    }

    /// A payment without a status.
    static var noStatus: AnswerFinding {
        AnswerFinding(
            .warning,
            "status-missing",
            Phrase(
                vi: "khoản chi không có trạng thái: vẫn chờ",
                en: "a payment has no status: it waits on"
            )
        )
    }

    /// Refused payments are counted, not listed.
    static var notListed: AnswerFinding {
        AnswerFinding(
            .warning,
            "status-not-listed",
            Phrase(
                vi: "có khoản bị từ chối nhưng không được liệt kê",
                en: "payments were refused that are not listed"
            ),
            hint: Phrase(
                vi: "hỏi ngân hàng các khoản nào bị từ chối",
                en: "ask the bank which they are"
            )
        )
    }

    /// The listed payments are not as many as the bank says.
    static var tally: AnswerFinding {
        AnswerFinding(
            .error,
            "status-totals",
            Phrase(
                vi: "số khoản hoặc tổng tiền theo trạng thái không khớp với danh sách",
                en: "the payments of a status are not as many, or as much, as the bank says"
            ),
            hint: Phrase(
                vi: "đề nghị ngân hàng gửi lại tệp",
                en: "ask the bank for the file again"
            )
        )
    }

    /// A status that no list knows.
    static func unknownStatus(_ status: String) -> AnswerFinding {
        let isCode = status.utf8.count <= 4 && status.utf8.allSatisfy { (0x30...0x5A).contains($0) }
        let name = isCode ? status : "?"
        return AnswerFinding(
            .warning,
            "status-unknown",
            Phrase(
                vi: "trạng thái \(name) không có trong danh mục: vẫn chờ",
                en: "the status \(name) is on no list: it waits on"
            )
        )
    }
}
