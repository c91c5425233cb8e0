// The words of the findings about rows against each other and against the register.

import Intake

extension RegisterCode {
    /// Rows against each other and against the register.
    func fileWords(_ detail: String) -> (Phrase, Phrase) {
        sharedWords(detail) ?? personStateWords(detail) ?? laterWords
            ?? claimStateWords(detail)
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

    private func personStateWords(_ detail: String) -> (Phrase, Phrase)? {
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
        case .deathDiffers:
            (
                Phrase(
                    vi: "sổ đã ghi ngày chết khác, \(detail)",
                    en: "the register has another day of death, \(detail)"
                ),
                check
            )
        case .deathUnknown:
            (
                Phrase(vi: "sổ không ghi người này chết", en: "the register has no death of them"),
                check
            )
        case .deathBeforeBirth:
            (Phrase(vi: "chết trước ngày sinh", en: "the death is before the birth"), check)
        default: nil
        }
    }

    /// Later words on a decision.
    private var laterWords: (Phrase, Phrase)? {
        switch self {
        case .restoreTooSoon:
            (
                Phrase(vi: "vừa thôi hưởng hôm nay", en: "the end is of this very day"),
                Phrase(vi: "nạp dòng này từ ngày mai", en: "take the row in from tomorrow on")
            )
        case .correctionTooSoon:
            (
                Phrase(
                    vi: "sổ vừa ghi quyết định này hôm nay",
                    en: "what the register has of this decision is of this very day"
                ),
                Phrase(vi: "nạp dòng này từ ngày mai", en: "take the row in from tomorrow on")
            )
        case .correctionEmpty:
            (
                Phrase(
                    vi: "dòng đính chính mà không ghi ngày hay người ký nào",
                    en: "a correction that names no day and no signer"
                ),
                Phrase(
                    vi: "ghi ngày ký, ngày giấy xác nhận hoặc người ký quyết định "
                        + "(decision_signer) đúng; số quyết định sai thì hủy (annul) rồi ghi lại "
                        + "(enrol)",
                    en: "give the right day of signature or of the certificate, or the decision's "
                        + "right signer (decision_signer); with a wrong number, annul the "
                        + "decision and enrol the right one"
                )
            )
        default: nil
        }
    }

    /// What is left: claims, and ``payeeConflict`` as the last one.
    private func claimStateWords(_ detail: String) -> (Phrase, Phrase) {
        let check = Phrase(
            vi: "đối chiếu hồ sơ của người này",
            en: "compare with the person's file"
        )
        return switch self {
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
        default:
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
        }
    }
}
