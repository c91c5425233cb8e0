// What was paid elsewhere before a unit's books began: one row for each line paid.

package import Intake
package import Ledger

/// One line that was paid before the books began.
package struct OpeningRow: Hashable, Sendable {
    /// The 1-based line of the file.
    package let line: Int
    /// The person it was owed to.
    package let nationalID: NationalID
    /// The unit that paid: its four-character code.
    package let unit: String
    /// The programme's code in the rule book.
    package let programme: String
    /// The category's code in the rule book.
    package let category: String
    /// The month that it was owed for.
    package let month: CalendarMonth
    /// The kind of the line, such as `own` or `care`.
    package let kind: String
    /// The funding source's code.
    package let source: String
    /// The amount, above zero.
    package let amount: Money
    /// The paper that shows the payment.
    package let document: String
}

/// What the checks of an opening list are made against.
package struct OpeningContext: Sendable {
    /// The units.
    package let units: UnitDirectory
    /// The programmes' codes.
    package let programmes: Set<String>
    /// The categories' codes.
    package let categories: Set<String>
    /// The kinds of lines.
    package let kinds: Set<String>
    /// The funding sources' codes.
    package let sources: Set<String>
    /// The unit's first open month: everything in the list lies before it.
    package let firstOpenMonth: CalendarMonth

    /// What checks are made against.
    package init(
        units: UnitDirectory,
        programmes: Set<String>,
        categories: Set<String>,
        kinds: Set<String>,
        sources: Set<String>,
        firstOpenMonth: CalendarMonth
    ) {
        self.units = units
        self.programmes = programmes
        self.categories = categories
        self.kinds = kinds
        self.sources = sources
        self.firstOpenMonth = firstOpenMonth
    }
}

/// A column of an opening list.
package enum OpeningColumn: String, CaseIterable, Sendable {
    case nationalID = "national_id"
    case unit
    case programme
    case category
    case month
    case kind
    case source
    case amount
    case document
}

/// A finding of an opening list.
package enum OpeningCode: String, CaseIterable, Sendable {
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
        let check = Phrase(
            vi: "đối chiếu danh sách đã chi trả của đơn vị",
            en: "compare with the unit's list of what was paid"
        )
        let template = Phrase(
            vi: "dùng đúng chín cột của mẫu danh sách mở sổ",
            en: "use exactly the nine columns of the opening list"
        )
        return switch self {
        case .columnMissing:
            (Phrase(vi: "thiếu cột \(detail)", en: "the column \(detail) lacks"), template)
        case .columnUnknown:
            (Phrase(vi: "tiêu đề không có trong mẫu", en: "a heading that is not known"), template)
        case .columnDuplicate:
            (Phrase(vi: "cột \(detail) có hai lần", en: "column \(detail) twice"), template)
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
        case .duplicate:
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
