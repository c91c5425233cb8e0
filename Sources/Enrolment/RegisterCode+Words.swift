// The words of the findings, in both languages.

import Intake

extension RegisterCode {
    /// The header, cells and fields as such.
    func rowWords(_ detail: String) -> (Phrase, Phrase)? {
        headerWords(detail) ?? cellWords(detail)
    }

    private func headerWords(_ detail: String) -> (Phrase, Phrase)? {
        switch self {
        case .columnMissing:
            (
                Phrase(vi: "thiếu cột \(detail)", en: "the column \(detail) lacks"),
                Phrase(
                    vi: "thêm cột vào dòng tiêu đề; mẫu và các tiêu đề: docs/files.md",
                    en: "add the column to the header row; sample and headings: docs/files.md"
                )
            )
        case .columnDuplicate:
            (
                Phrase(vi: "cột \(detail) có hai lần", en: "the column \(detail) is there twice"),
                Phrase(vi: "xóa một trong hai cột", en: "delete one of the two")
            )
        case .columnUnknown:
            (
                Phrase(vi: "tiêu đề cột không có trong mẫu", en: "a heading that is not known"),
                Phrase(
                    vi: "viết một tiêu đề nêu trong docs/files.md, hoặc xóa cột này",
                    en: "write one of the headings in docs/files.md, or delete the column"
                )
            )
        default: nil
        }
    }

    private func cellWords(_ detail: String) -> (Phrase, Phrase)? {
        switch self {
        case .cellNumber:
            (
                Phrase(
                    vi: "ô kiểu số: số 0 đứng đầu và các chữ số cuối có thể đã mất",
                    en: "a number cell: leading zeros and last digits may be lost"
                ),
                Phrase(
                    vi: "định dạng cột thành Văn bản (Text) rồi nhập lại từ giấy tờ",
                    en: "format the column as text, then enter the value again from the paper"
                )
            )
        case .cellDate:
            (
                Phrase(
                    vi: "ô kiểu ngày của bảng tính: ngày và tháng có thể bị đảo",
                    en: "a date cell of the spreadsheet: day and month may be swapped"
                ),
                Phrase(
                    vi: "định dạng cột thành Văn bản và viết 2026-07-31 hoặc 31/07/2026",
                    en: "format the column as text and write 2026-07-31 or 31/07/2026"
                )
            )
        case .cellComputed:
            (
                Phrase(vi: "ô chứa công thức hoặc lỗi", en: "a formula or an error in the cell"),
                Phrase(
                    vi: "chép cột rồi dán lại dạng giá trị (Paste Values)",
                    en: "copy the column and paste it as values"
                )
            )
        case .textTooLong:
            (
                Phrase(vi: "dài quá \(detail) byte", en: "longer than \(detail) bytes"),
                Phrase(vi: "viết ngắn lại", en: "shorten it")
            )
        case .fieldMissing:
            (
                Phrase(
                    vi: "trống, nhưng bắt buộc với biến động \(detail)",
                    en: "empty, but needed with the event \(detail)"
                ),
                Phrase(
                    vi: "điền theo quyết định hoặc giấy tờ",
                    en: "fill it in from the decision or paper"
                )
            )
        case .eventUnknown:
            (
                Phrase(vi: "không có biến động này", en: "there is no such event"),
                Phrase(
                    vi: "dùng enrol (tăng), change (thay đổi), end (thôi hưởng), death (chết), "
                        + "restore (phục hồi), annul (hủy) hoặc correct (đính chính)",
                    en: "use enrol, change, end, death, restore, annul or correct"
                )
            )
        default: nil
        }
    }

    /// Who somebody is, their unit, claim and facts.
    func personWords(_ detail: String) -> (Phrase, Phrase)? {
        identityWords(detail) ?? dateWords(detail) ?? unitWords(detail) ?? factWords(detail)
    }

    private func identityWords(_ detail: String) -> (Phrase, Phrase)? {
        switch self {
        case .idFormat:
            (
                Phrase(
                    vi: "\(detail) ký tự; số định danh có đúng 12 chữ số",
                    en: "\(detail) characters; the number has exactly 12 digits"
                ),
                Phrase(
                    vi: "nhập lại theo thẻ căn cước, giữ số 0 đứng đầu; không dùng CMND 9 số",
                    en: "enter it again from the identity card, with its leading zero"
                )
            )
        case .idProvince:
            (
                Phrase(
                    vi: "ba số đầu không phải mã của 63 tỉnh, thành nơi đăng ký khai sinh",
                    en: "the first three digits are none of the 63 provinces of registration"
                ),
                Phrase(
                    vi: "đối chiếu thẻ căn cước; mã tỉnh không đổi sau khi sáp nhập",
                    en: "compare with the card; these codes did not change with the merger"
                )
            )
        case .nameLength:
            (
                Phrase(vi: "họ tên có từ 2 đến 100 ký tự", en: "a name has 2 to 100 characters"),
                Phrase(vi: "viết đủ họ tên", en: "write the full name")
            )
        case .sexUnknown:
            (
                Phrase(vi: "không rõ giới tính", en: "no such word for a sex"),
                Phrase(vi: "viết nam hoặc nữ", en: "write male or female")
            )
        case .idBirthMismatch:
            (
                Phrase(
                    vi: "năm sinh khác với năm trong số định danh",
                    en: "the year of birth is not that of the identification number"
                ),
                Phrase(
                    vi: "đối chiếu thẻ căn cước; để nguyên nếu giấy tờ ghi đúng như vậy",
                    en: "compare with the card; leave it when the paper says so"
                )
            )
        case .idSexMismatch:
            (
                Phrase(
                    vi: "giới tính khác với số định danh",
                    en: "the sex is not that of the identification number"
                ),
                Phrase(
                    vi: "đối chiếu thẻ căn cước; để nguyên nếu giấy tờ ghi đúng như vậy",
                    en: "compare with the card; leave it when the paper says so"
                )
            )
        default: nil
        }
    }

    private func dateWords(_ detail: String) -> (Phrase, Phrase)? {
        let check = Phrase(vi: "đối chiếu với giấy tờ", en: "compare with the paper")
        return switch self {
        case .dateFormat:
            (
                Phrase(vi: "không phải ngày", en: "no date"),
                Phrase(
                    vi: "viết 2026-07-31 hoặc 31/07/2026",
                    en: "write 2026-07-31 or 31/07/2026"
                )
            )
        case .dateImpossible:
            (Phrase(vi: "không có ngày này trên lịch", en: "there is no such day"), check)
        case .dateInFuture:
            (
                Phrase(
                    vi: "ngày sau ngày nhập \(detail)",
                    en: "the day is after the day of intake, \(detail)"
                ),
                check
            )
        case .birthTooEarly:
            (
                Phrase(vi: "ngày sinh trước năm 1900", en: "the birth is before 1900"),
                check
            )
        case .birthPartUnknown:
            (
                Phrase(
                    vi: "chỉ có năm sinh, hoặc tháng và năm sinh: tuổi tính từ ngày \(detail)",
                    en: "the birth has a year, or month and year, alone: ages count from \(detail)"
                ),
                Phrase(
                    vi: "giấy tờ có đủ ngày sinh thì ghi đủ; không thì để nguyên",
                    en: "write the whole day if a paper has it; else leave it"
                )
            )
        case .signedInFuture:
            (
                Phrase(
                    vi: "quyết định ký sau ngày nhập \(detail)",
                    en: "the decision is signed after the day of intake, \(detail)"
                ),
                Phrase(
                    vi: "đối chiếu quyết định; chưa ký thì chưa nhập",
                    en: "compare with the decision; do not enter it before it is signed"
                )
            )
        case .signedBeforeBirth:
            (
                Phrase(
                    vi: "quyết định ký trước ngày sinh",
                    en: "the decision is signed before the birth"
                ),
                check
            )
        default: nil
        }
    }
}
