// Why a bank refuses a payment or sends it back, in words, with what an officer does about it.
//
// The codes are those of ISO 20022's external code sets ExternalStatusReason1Code and
// ExternalReturnReason1Code, as far as a transfer of an allowance can meet them; the class and the
// Vietnamese words are this program's own.
//
// Invariant: a code that is not here, a bank's own code and a free text are «confirm first»: nothing is
// ever paid again because a reason was not understood.

package import Intake

/// Who has to do something about a reason.
package enum ReasonClass: String, CaseIterable, Sendable {
    /// An officer corrects the payee's data.
    case payeeData = "payee-data"
    /// The unit that pays has to act: money, limits, its own account.
    case payer
    /// The file is wrong and is made anew.
    case file
    /// A signature is wrong.
    case signature
    /// It can go out again as it is.
    case retry
    /// The bank must be asked: the payment may have been made.
    case confirmFirst = "confirm-first"
    /// It may have been paid already.
    case duplicate
    /// The entitlement is to be looked at before anything is paid.
    case review

    /// What to do, for an officer.
    package var advice: Phrase {
        switch self {
        case .payeeData:
            Phrase(
                vi: "hỏi lại người hưởng, sửa dữ liệu rồi chi lại",
                en: "ask the payee, correct the data, then pay again"
            )
        case .payer:
            Phrase(
                vi: "đơn vị chi xử lý tài khoản hoặc hạn mức của mình, rồi chi lại",
                en: "the paying unit puts its own account or limit right, then pays again"
            )
        case .file:
            Phrase(
                vi: "tệp sai mẫu của ngân hàng: lập tệp mới",
                en: "the file breaks the bank's form: make a new one"
            )
        case .signature:
            Phrase(
                vi: "kiểm tra chữ ký và người ký, ký lại",
                en: "check the signature and its signer, and sign again"
            )
        case .retry:
            Phrase(
                vi: "không phải lỗi dữ liệu: chi lại được",
                en: "nothing is wrong with the data: it can be paid again"
            )
        case .confirmFirst:
            Phrase(
                vi: "hỏi ngân hàng trước; chưa chi lại khi sao kê hoặc ngân hàng chưa xác nhận",
                en:
                    "ask the bank first; not paid again until a statement or the bank proves it unpaid"
            )
        case .duplicate:
            Phrase(
                vi: "có thể đã chi rồi: đối chiếu sao kê trước khi làm gì",
                en: "it may have been paid: hold it against the statement before anything else"
            )
        case .review:
            Phrase(
                vi: "dừng và xem xét lại quyền hưởng trước khi chi tiếp",
                en: "stop, and look at the entitlement before anything more is paid"
            )
        }
    }
}

/// One reason.
package struct PaymentReason: Sendable {
    /// The code of four characters.
    package let code: String
    /// Who has to act.
    package let kind: ReasonClass
    /// What it means.
    package let meaning: Phrase

    /// The reason of a code as an answer has it; nil for one that is not known, which is
    /// ``ReasonClass/confirmFirst``.
    package static func of(_ code: String) -> PaymentReason? { byCode[code] }

    /// What to do about a code, known or not.
    package static func kind(of code: String) -> ReasonClass { of(code)?.kind ?? .confirmFirst }

    private static let byCode = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })

    private init(_ code: String, _ kind: ReasonClass, _ vietnamese: String, _ english: String) {
        self.code = code
        self.kind = kind
        meaning = Phrase(vi: vietnamese, en: english)
    }

    /// All that are known, in the order of their codes.
    package static let all: [PaymentReason] = [
        PaymentReason(
            "AB05",
            .confirmFirst,
            "ngân hàng người hưởng hết thời gian chờ",
            "time-out at the payee's bank"
        ),
        PaymentReason(
            "AB06",
            .confirmFirst,
            "hết thời gian chờ khi xử lý tức thời",
            "time-out of an instant payment"
        ),
        PaymentReason(
            "AB08",
            .retry,
            "ngân hàng người hưởng không trực tuyến",
            "the payee's bank is not online"
        ),
        PaymentReason(
            "AC01",
            .payeeData,
            "số tài khoản sai hoặc không có",
            "the account number is wrong"
        ),
        PaymentReason(
            "AC02",
            .payer,
            "tài khoản của đơn vị chi sai",
            "the payer's account is wrong"
        ),
        PaymentReason(
            "AC03",
            .payeeData,
            "tài khoản người hưởng không hợp lệ",
            "the payee's account is not valid"
        ),
        PaymentReason("AC04", .payeeData, "tài khoản đã đóng", "the account is closed"),
        PaymentReason(
            "AC05",
            .payer,
            "tài khoản của đơn vị chi đã đóng",
            "the payer's account is closed"
        ),
        PaymentReason("AC06", .payeeData, "tài khoản bị phong tỏa", "the account is blocked"),
        PaymentReason(
            "AC07",
            .payeeData,
            "tài khoản người hưởng đã đóng",
            "the payee's account is closed"
        ),
        PaymentReason(
            "AG01",
            .payeeData,
            "tài khoản này không nhận được loại chuyển tiền này",
            "this account may not take this payment"
        ),
        PaymentReason(
            "AG02",
            .file,
            "mã giao dịch của tệp không đúng",
            "the file has a wrong transaction code"
        ),
        PaymentReason(
            "AM02",
            .payer,
            "vượt số tiền tối đa được phép",
            "the amount is above what is allowed"
        ),
        PaymentReason(
            "AM04",
            .payer,
            "tài khoản đơn vị chi không đủ tiền",
            "there is not enough money"
        ),
        PaymentReason(
            "AM05",
            .duplicate,
            "trùng lệnh đã nhận",
            "the same payment was received before"
        ),
        PaymentReason(
            "AM09",
            .confirmFirst,
            "số tiền không như đã thỏa thuận",
            "the amount is not the one agreed"
        ),
        PaymentReason("AM10", .file, "tổng kiểm tra không khớp", "the control sum does not agree"),
        PaymentReason(
            "AM14",
            .payer,
            "vượt hạn mức với ngân hàng",
            "above the limit agreed with the bank"
        ),
        PaymentReason(
            "BE01",
            .payeeData,
            "tên không khớp với chủ tài khoản",
            "the name is not that of the account's holder"
        ),
        PaymentReason(
            "BE04",
            .payeeData,
            "thiếu hoặc sai địa chỉ người hưởng",
            "the payee's address is missing or wrong"
        ),
        PaymentReason(
            "BE06",
            .payeeData,
            "ngân hàng không biết người hưởng này",
            "the bank does not know the payee"
        ),
        PaymentReason("BE22", .payeeData, "thiếu tên người hưởng", "the payee's name is missing"),
        PaymentReason(
            "CNOR",
            .payeeData,
            "ngân hàng người hưởng không tham gia hệ thống",
            "the payee's bank is not in the system"
        ),
        PaymentReason(
            "CNPC",
            .payeeData,
            "người hưởng không đến nhận tiền mặt",
            "the cash was not picked up"
        ),
        PaymentReason("CUST", .review, "bên trả tiền yêu cầu hủy", "the payer asked to cancel it"),
        PaymentReason(
            "DS02",
            .review,
            "người có thẩm quyền đã hủy lệnh",
            "somebody who may do so cancelled the order"
        ),
        PaymentReason(
            "DS04",
            .signature,
            "ngân hàng từ chối lệnh đã ký",
            "the bank refused the signed order"
        ),
        PaymentReason(
            "DT01",
            .file,
            "ngày trong tệp không hợp lệ",
            "a date in the file is not valid"
        ),
        PaymentReason("DU01", .duplicate, "trùng mã thông điệp", "the message id was used before"),
        PaymentReason("DUPL", .duplicate, "trùng tệp đã nhận", "the file was received before"),
        PaymentReason(
            "ED05",
            .retry,
            "quyết toán giữa các ngân hàng không thành",
            "settlement between banks failed"
        ),
        PaymentReason("FF01", .file, "tệp sai mẫu", "the file breaks the form"),
        PaymentReason("FOCR", .review, "trả lại theo yêu cầu thu hồi", "returned after a recall"),
        PaymentReason("FR01", .review, "nghi có gian lận", "fraud is suspected"),
        PaymentReason("MD07", .review, "chủ tài khoản đã chết", "the account's holder has died"),
        PaymentReason(
            "MS02",
            .confirmFirst,
            "khách hàng không nêu lý do",
            "the customer gives no reason"
        ),
        PaymentReason(
            "MS03",
            .confirmFirst,
            "ngân hàng không nêu lý do",
            "the bank gives no reason"
        ),
        PaymentReason(
            "NARR",
            .confirmFirst,
            "lý do ghi bằng lời trong nội dung",
            "the reason is told in free text"
        ),
        PaymentReason(
            "NOAS",
            .confirmFirst,
            "người hưởng không phản hồi",
            "the payee did not respond"
        ),
        PaymentReason("RC01", .payeeData, "mã ngân hàng sai", "the bank's code is wrong"),
        PaymentReason(
            "RC04",
            .payeeData,
            "mã ngân hàng người hưởng sai",
            "the code of the payee's bank is wrong"
        ),
        PaymentReason(
            "RR04",
            .review,
            "trả lại theo quy định của cơ quan quản lý",
            "returned for a regulation"
        ),
        PaymentReason("TM01", .retry, "nhận sau giờ khóa sổ", "received after the cut-off time"),
    ]
}
