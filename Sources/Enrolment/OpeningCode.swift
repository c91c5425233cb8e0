// Every finding of an opening list by its stable code.

import Intake

/// A finding of an opening list.
enum OpeningCode: String, CaseIterable, Sendable {
    case columnMissing = "opening-column-missing"
    case columnUnknown = "opening-column-unknown"
    case columnDuplicate = "opening-column-duplicate"
    case cell = "opening-cell-number"
    case empty = "opening-field-missing"
    case nationalID = "opening-id"
    case unit = "opening-unit-unknown"
    case word = "opening-word-unknown"
    case month = "opening-month"
    case monthOpen = "opening-month-open"
    case amount = "opening-amount"
    case tooLong = "opening-text-too-long"
    case duplicate = "opening-duplicate"

    /// The finding at a place; `detail` is a heading, a line or a month.
    func at(_ location: Location, _ detail: String = "") -> Diagnostic {
        let (message, hint) = words(detail)
        return Diagnostic(.error, code: rawValue, at: location, message, hint: hint)
    }

    private func words(_ detail: String) -> (Phrase, Phrase) {
        headerWords(detail) ?? fieldWords(detail)
    }

    private func headerWords(_ detail: String) -> (Phrase, Phrase)? {
        let template = Phrase(
            vi: "dùng đúng chín cột của danh sách mở sổ: docs/files.md",
            en: "use exactly the nine columns of the opening list: docs/files.md"
        )
        return switch self {
        case .columnMissing:
            (Phrase(vi: "thiếu cột \(detail)", en: "the column \(detail) lacks"), template)
        case .columnUnknown:
            (Phrase(vi: "tiêu đề không có trong mẫu", en: "a heading that is not known"), template)
        case .columnDuplicate:
            (Phrase(vi: "cột \(detail) có hai lần", en: "column \(detail) twice"), template)
        default: nil
        }
    }

    private func fieldWords(_ detail: String) -> (Phrase, Phrase) {
        let check = Phrase(
            vi: "đối chiếu danh sách đã chi trả của đơn vị",
            en: "compare with the unit's list of what was paid"
        )
        return switch self {
        case .cell:
            (
                Phrase(vi: "ô không phải kiểu văn bản", en: "the cell is not text"),
                Phrase(vi: "định dạng cột thành Văn bản", en: "format the column as text")
            )
        case .empty: (Phrase(vi: "trống", en: "empty"), check)
        case .nationalID:
            (
                Phrase(
                    vi: "số định danh phải có 12 chữ số, ba số đầu là mã tỉnh",
                    en: "the number has 12 digits, a province's code first"
                ), check
            )
        case .unit:
            (
                Phrase(vi: "không có đơn vị này", en: "there is no such unit"),
                Phrase(vi: "ghi mã đơn vị bốn ký tự", en: "give the unit's four-character code")
            )
        case .word:
            (
                Phrase(vi: "mã không có trong bộ quy định", en: "the code is not in the rule book"),
                Phrase(vi: "xem các mã của bộ quy định", en: "see the codes of the rule book")
            )
        case .month:
            (
                Phrase(vi: "không phải tháng", en: "no month"),
                Phrase(vi: "viết 2026-06", en: "write 2026-06")
            )
        case .monthOpen:
            (
                Phrase(
                    vi: "tháng không trước tháng mở sổ \(detail)",
                    en: "the month is not before the first open month, \(detail)"
                ), check
            )
        case .amount:
            (
                Phrase(
                    vi: "số tiền phải lớn hơn 0, chỉ gồm chữ số",
                    en: "an amount is above zero and digits only"
                ),
                Phrase(
                    vi: "viết 1050000, không có dấu chấm phân cách",
                    en: "write 1050000, without separators"
                )
            )
        case .tooLong:
            (Phrase(vi: "dài quá 200 byte", en: "longer than 200 bytes"), check)
        default:
            (
                Phrase(
                    vi: "cùng người, chương trình, tháng, loại dòng, nguồn với dòng \(detail)",
                    en: "the same person, programme, month, kind and source as line \(detail)"
                ),
                Phrase(vi: "xóa một trong hai dòng", en: "delete one of the two")
            )
        }
    }
}
