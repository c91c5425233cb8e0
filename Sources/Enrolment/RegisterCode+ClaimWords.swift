// The words of the findings about units, categories and facts.

import Intake

extension RegisterCode {
    /// Units and lists of communes.
    func unitWords(_ detail: String) -> (Phrase, Phrase)? {
        let useUnit = Phrase(
            vi: "ghi mã đơn vị bốn ký tự, hoặc mã xã năm số kèm danh mục",
            en: "give the unit's four-character code, or the commune's five digits with their list"
        )
        return switch self {
        case .unitListUnknown:
            (
                Phrase(vi: "không có danh mục này", en: "there is no such list"),
                Phrase(
                    vi: "dùng 2025-07 hoặc before-2025-07",
                    en: "use 2025-07 or before-2025-07"
                )
            )
        case .unitListMissing:
            (
                Phrase(
                    vi: "mã xã năm số mà không ghi danh mục; nhiều mã đã được dùng lại cho xã khác",
                    en: "a commune code without its list; codes were used again for other communes"
                ),
                Phrase(
                    vi: "ghi danh mục 2025-07 (mới) hoặc before-2025-07 (cũ)",
                    en: "name the list: 2025-07 (new) or before-2025-07 (old)"
                )
            )
        case .unitListWrong:
            (
                Phrase(
                    vi: "mã này chỉ có trong danh mục kia",
                    en: "the code is only in the other list"
                ),
                Phrase(
                    vi: "kiểm tra mã và danh mục có cùng thời điểm không",
                    en: "check that code and list are of the same time"
                )
            )
        case .unitUnknown:
            (Phrase(vi: "không có đơn vị này", en: "there is no such unit"), useUnit)
        case .unitSplit:
            (
                Phrase(
                    vi: "xã cũ đã tách về nhiều đơn vị: \(detail)",
                    en: "the old commune was split among several units: \(detail)"
                ),
                Phrase(
                    vi: "xem nơi cư trú của từng người và ghi mã đơn vị bốn ký tự",
                    en: "see where the person lives and give the unit's four-character code"
                )
            )
        default: nil
        }
    }

    /// Categories and facts.
    func factWords(_ detail: String) -> (Phrase, Phrase)? {
        switch self {
        case .categoryUnknown:
            (
                Phrase(
                    vi: "loại đối tượng không có trong bộ quy định",
                    en: "the category is not in the rule book"
                ),
                Phrase(
                    vi: "xem danh sách loại đối tượng của bộ quy định",
                    en: "see the categories of the rule book"
                )
            )
        case .factSyntax:
            (
                Phrase(vi: "không đúng dạng tên=giá trị", en: "not of the form name=value"),
                Phrase(
                    vi: "ví dụ: severity=severe;poverty=near-poor",
                    en: "for instance: severity=severe;poverty=near-poor"
                )
            )
        case .factUnknown:
            (
                Phrase(
                    vi: "điều kiện thứ \(detail) không có trong bộ quy định",
                    en: "fact number \(detail) is not in the rule book"
                ),
                Phrase(
                    vi: "xem tên các điều kiện của bộ quy định",
                    en: "see the facts of the rule book"
                )
            )
        case .factValue:
            (
                Phrase(
                    vi: "giá trị của \(detail) không hợp lệ",
                    en: "the value of \(detail) is not one it takes"
                ),
                Phrase(
                    vi: "xem các giá trị trong bộ quy định",
                    en: "see its values in the rule book"
                )
            )
        case .factDuplicate:
            (
                Phrase(vi: "\(detail) có hai lần", en: "\(detail) is there twice"),
                Phrase(vi: "giữ một giá trị", en: "keep one value")
            )
        default: emptinessWords(detail)
        }
    }

    /// What says nothing, and what is said for nothing.
    private func emptinessWords(_ detail: String) -> (Phrase, Phrase)? {
        switch self {
        case .fieldUnused:
            (
                Phrase(
                    vi: "ô này không dùng cho \(detail)",
                    en: "this field says nothing of \(detail)"
                ),
                Phrase(
                    vi: "để trống; điều cần ghi thì ghi bằng một dòng biến động khác",
                    en: "leave it empty; what it is to say wants a row of its own"
                )
            )
        case .changeEmpty:
            (
                Phrase(vi: "dòng thay đổi mà không đổi gì", en: "a change that changes nothing"),
                Phrase(
                    vi: "điền điều kiện, người nhận, cách chi trả, hoặc họ tên cần sửa",
                    en: "fill in facts, a payee, a way of payment, or the identity to correct"
                )
            )
        default: nil
        }
    }
}
