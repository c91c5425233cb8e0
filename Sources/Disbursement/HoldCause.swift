package import Intake

/// Why a line that is due is held back; held may be released when the cause is gone.
package enum HoldCause: String, CaseIterable, Sendable {
    /// The payee has no account and did not choose cash.
    case noPaymentWay = "no-payment-way"
    /// The payee's authority to receive for the person has ended.
    case authorityEnded = "authority-ended"
    /// The payee is dead: an heir or another payee must be named.
    case payeeDied = "payee-died"
    /// The payee's name holds a letter that bank files cannot carry.
    case nameNotWritable = "name-not-writable"
    /// The payee's bank is not in the bank directory.
    case bankUnknown = "bank-unknown"
    /// The unit has no account for this way of payment.
    case noUnitAccount = "no-unit-account"
    /// The month was already paid under a programme that excludes this one.
    case paidOtherwise = "paid-under-other-programme"
    /// An arrear that rests on a fact which became known after the month was decided: a decision must
    /// name it.
    case decisionNeeded = "decision-needed"
    /// Another person of the household has the right, of which a household has one portion.
    case householdPaid = "household-paid"
    /// The estimate of this funding source is not open, or too small for the whole of it.
    case estimateShort = "estimate-short"
    /// The payment came back and the payee's data is still the same: it would come back again.
    case accountRefused = "account-refused"
    /// A stop list took it away, and the register says nothing new about the person since.
    case stopped

    /// The cause for people.
    package var phrase: Phrase {
        switch self {
        case .noPaymentWay:
            Phrase(
                vi: "người nhận chưa có tài khoản và chưa chọn nhận tiền mặt",
                en: "the payee has no account and did not choose cash"
            )
        case .authorityEnded:
            Phrase(
                vi: "giấy ủy quyền hoặc giám hộ của người nhận đã hết hạn",
                en: "the payee's authority to receive has ended"
            )
        case .payeeDied:
            Phrase(
                vi: "người nhận đã chết: cần ghi người thừa kế hoặc người nhận khác",
                en: "the payee is dead: an heir or another payee must be named"
            )
        case .nameNotWritable:
            Phrase(
                vi: "tên người nhận có ký tự không ghi được vào tệp ngân hàng",
                en: "the payee's name holds a letter that bank files cannot carry"
            )
        case .bankUnknown:
            Phrase(
                vi: "ngân hàng của người nhận không có trong danh mục",
                en: "the payee's bank is not in the bank directory"
            )
        case .noUnitAccount:
            Phrase(
                vi: "đơn vị chưa có tài khoản hoặc hợp đồng cho cách chi trả này",
                en: "the unit has no account or contract for this way of payment"
            )
        case .paidOtherwise:
            Phrase(
                vi: "tháng này đã chi theo chế độ khác không được hưởng cùng",
                en: "the month was already paid under a programme that excludes this one"
            )
        case .decisionNeeded:
            Phrase(
                vi: "truy lĩnh do hồ sơ thay đổi: mới là đề xuất, chờ quyết định",
                en: "arrears of a changed file: proposed, a decision must name them"
            )
        case .householdPaid:
            Phrase(
                vi: "mỗi hộ chỉ hưởng một suất, đã tính cho người khác trong hộ",
                en: "a household has one portion, and another person of it has it"
            )
        case .estimateShort:
            Phrase(
                vi: "dự toán của nguồn này chưa có hoặc không đủ",
                en: "the estimate of this source is not open or too small"
            )
        case .accountRefused:
            Phrase(
                vi: "khoản chi đã bị trả lại mà thông tin nhận tiền chưa được sửa",
                en: "the payment came back and the payee's data was not repaired"
            )
        case .stopped:
            Phrase(
                vi: "đã bị rút bằng danh sách dừng mà danh sách đối tượng chưa ghi biến động nào: "
                    + "nạp biến động rồi lập lại",
                en: "a stop list took it away and the register has no event since: "
                    + "take the event in, then draft again"
            )
        }
    }
}

/// A line that is due and held back.
package struct HeldLine: Hashable, Sendable {
    /// The line.
    package let line: DueLine
    /// Why it is held.
    package let cause: HoldCause

    /// A held line.
    package init(line: DueLine, cause: HoldCause) {
        self.line = line
        self.cause = cause
    }
}
