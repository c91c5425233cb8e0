// Findings about a file and its message as a whole.

import Intake

extension AnswerFinding {
    /// The file holds more than one message.
    static var severalMessages: AnswerFinding {
        AnswerFinding(
            .error,
            "answer-several-messages",
            Phrase(
                vi: "tệp chứa nhiều thông điệp",
                en: "the file holds more than one message"
            ),
            hint: Phrase(
                vi: "đề nghị ngân hàng gửi mỗi thông điệp một tệp",
                en: "ask the bank for one message a file"
            )
        )
    }

    /// The root element is none that an answer has.
    static var notAnAnswer: AnswerFinding {
        AnswerFinding(
            .error,
            "answer-unknown",
            Phrase(
                vi: "đây không phải tệp trả lời ISO 20022 của ngân hàng",
                en: "this is no ISO 20022 answer of a bank"
            ),
            hint: Phrase(
                vi: "chọn đúng tệp mà ngân hàng gửi",
                en: "choose the file that the bank sent"
            )
        )
    }

    /// There is no message in the file that a table knows.
    static var unknownMessage: AnswerFinding {
        AnswerFinding(
            .error,
            "answer-message-unknown",
            Phrase(
                vi: "không tìm thấy thông điệp nào được biết trong tệp",
                en: "there is no message in the file that we know"
            ),
            hint: Phrase(
                vi: "hỏi ngân hàng tệp này là loại gì",
                en: "ask the bank what kind of file this is"
            )
        )
    }

    /// The message has no id.
    static var noMessageID: AnswerFinding {
        AnswerFinding(
            .error,
            "answer-message-id",
            Phrase(
                vi: "thông điệp không có mã MsgId",
                en: "the message has no id (MsgId)"
            ),
            hint: Phrase(
                vi: "đề nghị ngân hàng gửi lại tệp",
                en: "ask the bank for the file again"
            )
        )
    }

    /// The message says nothing.
    static var nothingSaid: AnswerFinding {
        AnswerFinding(
            .warning,
            "answer-empty",
            Phrase(
                vi: "thông điệp không báo điều gì",
                en: "the message says nothing of any payment"
            ),
            hint: Phrase(
                vi: "hỏi ngân hàng nếu đang chờ kết quả",
                en: "ask the bank if results are awaited"
            )
        )
    }

    /// A text among elements, or an element in a text.
    static var stray: AnswerFinding {
        AnswerFinding(
            .error,
            "answer-stray-text",
            Phrase(
                vi: "có chữ hoặc thẻ nằm sai chỗ",
                en: "a text or an element stands where none may be"
            )
        )
    }

    /// A field that stands once stands twice.
    static var fieldTwice: AnswerFinding {
        AnswerFinding(
            .error,
            "answer-field-twice",
            Phrase(
                vi: "trường này có hai lần",
                en: "this field stands here twice"
            )
        )
    }

    /// The message says that more pages follow.
    static var morePages: AnswerFinding {
        AnswerFinding(
            .warning,
            "answer-more-pages",
            Phrase(
                vi: "ngân hàng báo còn trang tiếp theo",
                en: "the bank says that more pages follow"
            ),
            hint: Phrase(
                vi: "nhập cả các trang còn lại",
                en: "take in the other pages too"
            )
        )
    }

    /// The report is marked as a copy or a duplicate.
    static var copy: AnswerFinding {
        AnswerFinding(
            .warning,
            "answer-copy",
            Phrase(
                vi: "ngân hàng đánh dấu đây là bản sao",
                en: "the bank marks this as a copy or a duplicate"
            )
        )
    }

    /// A message that is not read, by name.
    static func familyNotTaken(_ message: String) -> AnswerFinding {
        AnswerFinding(
            .error,
            "answer-family-not-taken",
            Phrase(
                vi:
                    "đây là thông điệp \(message); chỉ nhận pain.002, camt.029, camt.052, camt.053, "
                    + "camt.054, pacs.002, pacs.004, MT940 và MT942",
                en: "this is \(message); only pain.002, camt.029, camt.052, camt.053, camt.054, "
                    + "pacs.002, pacs.004, MT940 and MT942 are taken"
            ),
            hint: Phrase(
                vi: "đề nghị ngân hàng gửi sao kê camt.053",
                en: "ask the bank for the statement, camt.053"
            )
        )
    }

    /// An order among answers.
    static var orderNotTaken: AnswerFinding {
        AnswerFinding(
            .error,
            "answer-family-not-taken",
            Phrase(
                vi: "đây là lệnh chi (pain.001), không phải trả lời của ngân hàng",
                en: "this is an order to pay (pain.001), and no answer of a bank"
            ),
            hint: Phrase(
                vi: "xem nó bằng chitra bank read; nạp tệp mà ngân hàng trả lời",
                en: "chitra bank read shows it; take in what the bank answered"
            )
        )
    }

    /// A message without a namespace.
    static func noNamespace(_ message: String) -> AnswerFinding {
        AnswerFinding(
            .warning,
            "answer-namespace-missing",
            Phrase(
                vi: "tệp không ghi phiên bản; đọc như \(message)",
                en: "the file names no version; read as \(message)"
            )
        )
    }

    /// A namespace that is that of another message.
    static func otherNamespace(_ message: String) -> AnswerFinding {
        AnswerFinding(
            .error,
            "answer-namespace-differs",
            Phrase(
                vi: "không gian tên không phải của \(message)",
                en: "the namespace is not that of \(message)"
            )
        )
    }

    /// A namespace that no table knows.
    static func unknownNamespace(_ message: String) -> AnswerFinding {
        AnswerFinding(
            .error,
            "answer-namespace-unknown",
            Phrase(
                vi: "không gian tên của \(message) không có trong danh mục",
                en: "the namespace of this \(message) is on no list"
            ),
            hint: Phrase(
                vi: "hỏi ngân hàng dùng phiên bản nào",
                en: "ask the bank which version it writes"
            )
        )
    }

    /// A version that is not read.
    static func versionNotTaken(_ version: String) -> AnswerFinding {
        AnswerFinding(
            .error,
            "answer-version-not-taken",
            Phrase(
                vi: "phiên bản \(version) không được nhận",
                en: "version \(version) is not taken"
            ),
            hint: Phrase(
                vi: "đề nghị ngân hàng gửi phiên bản 2009 hoặc 2019",
                en: "ask the bank for the version of 2009 or 2019"
            )
        )
    }

    /// More facts than are held.
    static func tooManyFacts(_ limit: Int) -> AnswerFinding {
        AnswerFinding(
            .error,
            "answer-too-many-facts",
            Phrase(
                vi: "có hơn \(limit) khoản trong một tệp",
                en: "there are more than \(limit) payments in one file"
            ),
            hint: Phrase(
                vi: "đề nghị ngân hàng chia tệp",
                en: "ask the bank to part the file"
            )
        )
    }
}
