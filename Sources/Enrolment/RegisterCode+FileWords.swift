// The words of the findings about payment, about rows against each other and against the register.

import Intake

extension RegisterCode {
    /// Payee, bank and account.
    func paymentWords(_ detail: String) -> (Phrase, Phrase)? {
        payeeWords(detail) ?? accountWords(detail)
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

    private func accountWords(_ detail: String) -> (Phrase, Phrase)? {
        let fromBank = Phrase(
            vi: "nhập lại theo giấy xác nhận tài khoản của ngân hàng",
            en: "enter it again from the bank's paper"
        )
        return switch self {
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

    /// Rows against each other and against the register.
    func fileWords(_ detail: String) -> (Phrase, Phrase) {
        sharedWords(detail) ?? registerWords(detail)
    }

    private func sharedWords(_ detail: String) -> (Phrase, Phrase)? {
        switch self {
        case .duplicateRow:
            (
                Phrase(
                    vi: "cùng người và cùng loại đối tượng với dòng \(detail)",
                    en: "the same person and category as line \(detail)"
                ),
                Phrase(vi: "xóa một trong hai dòng", en: "delete one of the two")
            )
        case .identityConflict:
            (
                Phrase(
                    vi: "cùng số định danh với dòng \(detail) nhưng khác họ tên, ngày sinh "
                        + "hoặc giới tính",
                    en: "the same number as line \(detail), but another name, birth or sex"
                ),
                Phrase(vi: "đối chiếu thẻ căn cước", en: "compare with the identity card")
            )
        case .accountConflict:
            (
                Phrase(
                    vi: "người nhận này có tài khoản khác ở dòng \(detail)",
                    en: "this payee has another account on line \(detail)"
                ),
                Phrase(
                    vi: "mỗi người nhận dùng một tài khoản; thống nhất hai dòng",
                    en: "a payee has one account; make the two lines agree"
                )
            )
        case .accountShared:
            (
                Phrase(
                    vi: "một tài khoản dùng cho \(detail) người nhận khác nhau",
                    en: "one account is used for \(detail) different payees"
                ),
                Phrase(
                    vi: "kiểm tra ai là chủ tài khoản",
                    en: "check whose account it is"
                )
            )
        default: nil
        }
    }

    private func registerWords(_ detail: String) -> (Phrase, Phrase) {
        let check = Phrase(
            vi: "đối chiếu hồ sơ của người này",
            en: "compare with the person's file"
        )
        return switch self {
        case .personUnknown:
            (
                Phrase(vi: "chưa có người này trong sổ", en: "the person is not in the register"),
                Phrase(
                    vi: "kiểm tra số định danh, hoặc ghi tăng (enrol) trước",
                    en: "check the number, or enrol the person first"
                )
            )
        case .personDead:
            (
                Phrase(vi: "sổ đã ghi người này chết", en: "the register has their death"),
                check
            )
        case .payeeDead:
            (
                Phrase(vi: "sổ đã ghi người nhận chết", en: "the register has the payee's death"),
                Phrase(vi: "chọn người nhận khác", en: "name another payee")
            )
        case .identityDiffers:
            (
                Phrase(
                    vi: "họ tên, ngày sinh hoặc giới tính khác với sổ",
                    en: "name, birth or sex is not as in the register"
                ),
                Phrase(
                    vi: "đối chiếu thẻ căn cước; sửa sổ bằng một dòng change có văn bản",
                    en: "compare with the card; correct the register by a change with a document"
                )
            )
        case .claimRunning:
            (
                Phrase(
                    vi: "đang hưởng loại này theo quyết định khác, ở đơn vị \(detail)",
                    en: "the same category runs under another decision, in unit \(detail)"
                ),
                Phrase(
                    vi: "thôi hưởng (end) theo quyết định cũ trước, rồi ghi tăng",
                    en: "end the earlier claim first, then enrol"
                )
            )
        case .claimUnknown:
            (
                Phrase(vi: "không hưởng loại này", en: "there is no such running claim"),
                check
            )
        case .claimAmbiguous:
            (
                Phrase(
                    vi: "hưởng loại này ở nhiều đơn vị",
                    en: "the category runs in several units"
                ),
                Phrase(vi: "ghi thêm đơn vị", en: "give the unit too")
            )
        case .endBeforeStart:
            (
                Phrase(
                    vi: "ngày thôi hưởng trước ngày ký quyết định \(detail)",
                    en: "the end is before the decision's day, \(detail)"
                ),
                check
            )
        case .deathDiffers:
            (
                Phrase(
                    vi: "sổ đã ghi ngày chết khác, \(detail)",
                    en: "the register has another day of death, \(detail)"
                ),
                check
            )
        case .deathBeforeBirth:
            (Phrase(vi: "chết trước ngày sinh", en: "the death is before the birth"), check)
        case .payeeConflict:
            (
                Phrase(
                    vi: "dòng \(detail) ghi người nhận khác cho cùng người này",
                    en: "line \(detail) names another payee for the same person"
                ),
                Phrase(
                    vi: "mỗi người có một người nhận; thống nhất hai dòng",
                    en: "a person has one payee; make the two lines agree"
                )
            )
        default:
            (Phrase(vi: rawValue, en: rawValue), check)
        }
    }
}
