// The words of the findings about payees, banks and accounts.

import Intake

extension RegisterCode {
    /// Payee, bank and account.
    func paymentWords(_ detail: String) -> (Phrase, Phrase)? {
        payeeWords(detail) ?? bankWords(detail) ?? accountWords(detail)
    }

    private func payeeWords(_ detail: String) -> (Phrase, Phrase)? {
        switch self {
        case .payeeIncomplete:
            (
                Phrase(
                    vi: "có người nhận thay nhưng thiếu \(detail)",
                    en: "somebody else receives, but \(detail) is empty"
                ),
                Phrase(
                    vi: "điền đủ số định danh, họ tên, ngày sinh, giới tính người nhận",
                    en: "fill in the payee's number, name, birth and sex"
                )
            )
        case .payeeSurplus:
            (
                Phrase(
                    vi: "có giá trị nhưng không có người nhận thay",
                    en: "filled in, but nobody else receives"
                ),
                Phrase(
                    vi: "điền payee_id của người nhận thay, hoặc để trống ô này",
                    en: "give the payee's payee_id, or leave the field empty"
                )
            )
        case .authorityExpired:
            (
                Phrase(
                    vi: "ủy quyền hết hạn trước ngày nhập \(detail)",
                    en: "the authority ended before the day of intake, \(detail)"
                ),
                Phrase(
                    vi: "xin giấy ủy quyền mới, hoặc chi trả cho chính đối tượng",
                    en: "ask for a new authority, or pay the person themselves"
                )
            )
        default: nil
        }
    }

    private func bankWords(_ detail: String) -> (Phrase, Phrase)? {
        switch self {
        case .payByUnknown:
            (
                Phrase(vi: "không có cách chi trả này", en: "there is no such way of payment"),
                Phrase(
                    vi: "dùng account (tài khoản) hoặc cash (tiền mặt)",
                    en: "use account or cash"
                )
            )
        case .payByMissing:
            (
                Phrase(
                    vi: "có ngân hàng hoặc tài khoản mà không ghi cách chi trả",
                    en: "a bank or account without a way of payment"
                ),
                Phrase(
                    vi: "ghi account (tài khoản) hoặc cash (tiền mặt)",
                    en: "write account or cash"
                )
            )
        case .bankMissing:
            (
                Phrase(vi: "thiếu ngân hàng của tài khoản", en: "the account's bank lacks"),
                Phrase(
                    vi: "ghi mã BIN 6 số hoặc mã CITAD 8 số",
                    en: "give its BIN (6 digits) or CITAD code (8 digits)"
                )
            )
        case .bankUnknown:
            (
                Phrase(vi: "không có ngân hàng này", en: "there is no such bank"),
                Phrase(
                    vi: "ghi mã BIN 6 số hoặc mã CITAD 8 số của ngân hàng",
                    en: "give its BIN (6 digits) or CITAD code (8 digits)"
                )
            )
        default: nil
        }
    }

    private func accountWords(_ detail: String) -> (Phrase, Phrase)? {
        let fromBank = Phrase(
            vi: "nhập lại theo giấy xác nhận tài khoản của ngân hàng",
            en: "enter it again from the bank's paper"
        )
        return switch self {
        case .accountMissing:
            (
                Phrase(vi: "thiếu số tài khoản", en: "the account number lacks"),
                Phrase(
                    vi: "điền số tài khoản, hoặc ghi cash nếu nhận tiền mặt",
                    en: "fill it in, or write cash when paid in cash"
                )
            )
        case .accountFormat:
            (
                Phrase(
                    vi: "số tài khoản có 6 đến 19 chữ số hoặc chữ in hoa không dấu",
                    en: "an account number has 6 to 19 digits or capital letters"
                ),
                fromBank
            )
        case .accountLength:
            (
                Phrase(
                    vi: "độ dài không đúng; ngân hàng này dùng \(detail) ký tự",
                    en: "wrong length; this bank uses \(detail) characters"
                ),
                fromBank
            )
        case .accountLengthUnusual:
            (
                Phrase(
                    vi: "độ dài khác thường; ngân hàng này hay dùng \(detail) ký tự",
                    en: "an unusual length; this bank mostly uses \(detail) characters"
                ),
                fromBank
            )
        case .accountWithCash:
            (
                Phrase(
                    vi: "nhận tiền mặt nhưng có ngân hàng hoặc tài khoản",
                    en: "paid in cash, but a bank or account is given"
                ),
                Phrase(
                    vi: "xóa ngân hàng và tài khoản, hoặc ghi account",
                    en: "empty bank and account, or write account"
                )
            )
        default: nil
        }
    }
}
