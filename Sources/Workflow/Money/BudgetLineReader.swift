// The file of budget lines, read row by row: what each row assigns, and everything that is wrong with it.
//
// Invariants:
// (1) Every fault has its place and says what to do.
// (2) A row without a first day holds for the whole budget year, also for what is booked before it begins.

import Disbursement
import Entitlement
import Intake
import Ledger
import Store

/// Reads a file of budget lines.
struct BudgetLineReader {
    /// A row of the file.
    struct Row {
        let line: Int
        let assignment: BudgetLineAssignment
        let document: DocumentReference
        var isKnown = false
    }

    /// What a paper assigns: in a file, and in the books, once.
    private struct Place: Hashable {
        let unit: String
        let year: Int
        let source: String
        let programme: String?
        let from: CivilDate
        let document: String

        init(_ assignment: BudgetLineAssignment, _ document: DocumentReference) {
            unit = assignment.line.unit
            year = assignment.line.budgetYear
            source = assignment.source
            programme = assignment.programme
            from = assignment.from
            self.document = document.key
        }
    }

    let file: String
    let units: [String]
    let programmes: Set<String>
    private var places: Set<Place> = []
    private(set) var rows: [Row] = []
    private(set) var diagnostics: [Diagnostic] = []

    /// A reader.
    ///
    /// - Parameters:
    ///   - file: The name of the file, for places.
    ///   - units: The units of the books.
    ///   - programmes: The programmes that the books' postings name.
    init(file: String, units: [String], programmes: [String]) {
        self.file = file
        self.units = units
        self.programmes = Set(programmes).union(RuleBook.shipped.programmes.map(\.code))
    }

    /// Whether the file is refused.
    var isRefused: Bool { diagnostics.contains { $0.severity == .error } }

    /// The first day of a line that names none: an estimate may be granted before its year begins.
    static func firstDay(ofYear year: Int) -> CivilDate? { CivilDate(iso: "\(year - 1)-01-01") }

    private mutating func report(
        _ line: Int,
        _ column: String,
        _ code: String,
        _ message: Phrase,
        hint: Phrase,
        severity: Diagnostic.Severity = .error
    ) {
        diagnostics.append(
            Diagnostic(
                severity,
                code: code,
                at: Location(file: file, line: line, column: nil, field: column),
                message,
                hint: hint
            )
        )
    }

    /// Reads the whole file.
    mutating func read(_ bytes: [UInt8]) {
        let table = CSVTable.read(bytes, file: file, header: AssignBudgetLines.header)
        diagnostics += table.diagnostics
        for row in table.value { read(row) }
    }

    private mutating func read(_ row: CSVTable.TextRow) {
        let fields = row.fields
        let (unit, source, programme) = (fields[0], fields[2], fields[3])
        checkUnit(unit, row.line)
        checkSource(source, programme, row.line)
        let year = year(fields[1], row.line)
        let from = from(fields[4], year: year, row.line)
        let codes = codes(Array(fields[5..<10]), row.line)
        var document: DocumentReference?
        do throws(DocumentFault) {
            document = try DocumentReference(fields[10])
        } catch {
            report(row.line, "document", error.code, error.message, hint: error.hint)
        }
        guard let year, let from, let codes, let document, !unit.isEmpty, !source.isEmpty else {
            return
        }
        let assignment = BudgetLineAssignment(
            line: BudgetLine(unit: unit, budgetYear: year, codes: codes),
            source: source,
            programme: programme.isEmpty ? nil : programme,
            from: from
        )
        if !places.insert(Place(assignment, document)).inserted {
            report(
                row.line,
                "source",
                "row-duplicate",
                Phrase(
                    vi: "nguồn này có hai lần trong tệp, cùng ngày và văn bản",
                    en: "the source is in the file twice, from the same day under the same paper"
                ),
                hint: Phrase(vi: "bỏ dòng thừa", en: "take one line out")
            )
        }
        checkChapter(codes, row.line)
        rows.append(Row(line: row.line, assignment: assignment, document: document))
    }

    private mutating func checkUnit(_ unit: String, _ line: Int) {
        guard !units.contains(unit) else { return }
        report(
            line,
            "unit",
            "unit-unknown",
            Phrase(vi: "sổ không có đơn vị này", en: "these books have no such unit"),
            hint: Phrase(
                vi: "các đơn vị: " + units.joined(separator: ", "),
                en: "units: " + units.joined(separator: ", ")
            )
        )
    }

    private mutating func checkSource(_ source: String, _ programme: String, _ line: Int) {
        let sources = Set(RuleBook.shipped.fundingSources).union([FeePaper.source]).sorted()
        if !sources.contains(source) {
            report(
                line,
                "source",
                "source-unknown",
                Phrase(
                    vi: "nguồn kinh phí phải là một trong: " + sources.joined(separator: ", "),
                    en: "the funding source is one of: " + sources.joined(separator: ", ")
                ),
                hint: Phrase(
                    vi: "ghi nguồn như trong tệp dự toán (chitra ledger receive)",
                    en: "name the source as in the file of estimates (chitra ledger receive)"
                )
            )
        }
        if !programme.isEmpty, !programmes.contains(programme) {
            report(
                line,
                "programme",
                "programme-unknown",
                Phrase(
                    vi: "không có chương trình này",
                    en: "there is no such programme"
                ),
                hint: Phrase(
                    vi: "để trống là mọi chương trình; có: "
                        + programmes.sorted().joined(separator: ", "),
                    en: "empty is all programmes; there are: "
                        + programmes.sorted().joined(separator: ", ")
                )
            )
        }
    }

    private mutating func year(_ text: String, _ line: Int) -> Int? {
        if let year = Int(text), (2000...2998).contains(year) { return year }
        report(
            line,
            "year",
            "year-invalid",
            Phrase(vi: "phải là năm, ví dụ 2026", en: "is a year, such as 2026"),
            hint: Phrase(
                vi: "năm ngân sách ghi trên quyết định giao dự toán",
                en: "the budget year, as the grant's paper names it"
            )
        )
        return nil
    }

    private mutating func from(_ text: String, year: Int?, _ line: Int) -> CivilDate? {
        if text.isEmpty { return year.flatMap(Self.firstDay) }
        if let day = CivilDate(iso: text) { return day }
        report(
            line,
            "valid_from",
            "date-invalid",
            Phrase(vi: "phải là ngày dạng 2026-07-01", en: "is a day such as 2026-07-01"),
            hint: Phrase(
                vi: "để trống là cả năm ngân sách; mã đổi giữa năm thì ghi ngày đổi",
                en: "empty is the whole budget year; name the day where codes change within it"
            )
        )
        return nil
    }

    /// Every code that is none is told, not the first alone.
    private mutating func codes(_ texts: [String], _ line: Int) -> BudgetCodes? {
        var isSound = true
        for (field, text) in zip(BudgetCodes.Field.allCases, texts) {
            if text.isEmpty, field == .economicCode { continue }
            var filter = BudgetCodeFilter()
            do throws(BudgetCodeRefusal) { try filter.name(field, text) } catch {
                isSound = false
                report(
                    line,
                    field.column,
                    "budget-code",
                    field == .level
                        ? Phrase(vi: "phải là 1, 2, 3 hoặc 4", en: "is 1, 2, 3 or 4")
                        : Phrase(
                            vi: "phải có đúng \(field.digitCount) chữ số, không phải toàn số 0",
                            en: "has exactly \(field.digitCount) digits, not all zeros"
                        ),
                    hint: field.hint
                )
            }
        }
        guard isSound else { return nil }
        return try? BudgetCodes(
            level: texts[0],
            chapter: texts[1],
            sector: texts[2],
            economicCode: texts[3].isEmpty ? nil : texts[3],
            sourceCode: texts[4]
        )
    }

    /// A chapter of another level is likely a slip; which chapters a level has was read in no list.
    private mutating func checkChapter(_ codes: BudgetCodes, _ line: Int) {
        let ranges = [
            "1": "001"..."399", "2": "400"..."599", "3": "600"..."799", "4": "800"..."989",
        ]
        guard let level = codes.text(of: .level), let chapter = codes.text(of: .chapter),
            let range = ranges[level], !range.contains(chapter)
        else { return }
        report(
            line,
            "chapter",
            "chapter-level",
            Phrase(
                vi: "chương của cấp \(level) thường từ \(range.lowerBound) đến "
                    + "\(range.upperBound) (chưa kiểm chứng)",
                en: "chapters of level \(level) are usually \(range.lowerBound) to "
                    + "\(range.upperBound) (not verified)"
            ),
            hint: Phrase(
                vi: "đối chiếu với quyết định giao dự toán; mã sai thì Kho bạc từ chối",
                en: "hold it against the paper that grants the estimate; the Treasury refuses a "
                    + "wrong code"
            ),
            severity: .warning
        )
    }

    /// Holds the rows against what stands: known rows, and days that were told otherwise.
    ///
    /// - Parameter books: The books.
    /// - Throws: `StoreError`.
    mutating func check(against books: Books) throws {
        var standing: [Place: BudgetLineAssignment] = [:]
        for record in try books.query({ try $0.budgetLines() }) {
            guard let document = try? DocumentReference(record.document) else { continue }
            let place = Place(record.assignment, document)
            if standing[place] == nil { standing[place] = record.assignment }
        }
        for place in rows.indices {
            let (row, assignment) = (rows[place], rows[place].assignment)
            if let same = standing[Place(assignment, row.document)] {
                rows[place].isKnown = same == assignment
                guard !rows[place].isKnown else { continue }
                report(
                    row.line,
                    "document",
                    "line-otherwise",
                    Phrase(
                        vi: "văn bản này đã ghi với mã \(same.line.codes)",
                        en: "this paper stands with the codes \(same.line.codes)"
                    ),
                    hint: Phrase(
                        vi: "ghi sai thì sửa bằng văn bản khác: văn bản đính chính",
                        en: "what was entered wrong is put right by another paper that corrects it"
                    )
                )
                continue
            }
            guard
                let closed = try books.query({
                    try $0.closedDayToldOtherwise(by: assignment)
                })
            else { continue }
            report(
                row.line,
                "valid_from",
                "line-closed",
                Phrase(
                    vi: "sổ đã khóa đến \(closed), các ngày đó đã ghi dòng dự toán khác",
                    en: "the books are closed through \(closed), and those days were told to be on "
                        + "another line"
                ),
                hint: Phrase(
                    vi: "ghi valid_from sau ngày đó",
                    en: "name a valid_from after that day"
                )
            )
        }
    }
}

extension BudgetCodes.Field {
    /// Where a clerk finds it.
    fileprivate var hint: Phrase {
        switch self {
        case .level:
            Phrase(
                vi: "cấp ngân sách: 1 trung ương, 2 tỉnh, 3 huyện (trước 7/2025), 4 xã",
                en: "the level of the budget: 1 state, 2 province, 3 district (before July 2025), "
                    + "4 commune"
            )
        case .chapter:
            Phrase(
                vi: "chương ghi trên quyết định giao dự toán",
                en: "the chapter on the paper that grants the estimate"
            )
        case .sector:
            Phrase(
                vi: "khoản (không phải loại) ghi trên quyết định giao dự toán",
                en: "the khoản, not the loại, on the paper that grants the estimate"
            )
        case .economicCode:
            Phrase(
                vi: "mục hoặc tiểu mục Kho bạc chấp nhận; chưa biết thì để trống",
                en: "the mục or tiểu mục that the Treasury accepts; empty while it is not known"
            )
        case .sourceCode:
            Phrase(
                vi: "mã nguồn ngân sách ghi trên giấy rút dự toán",
                en: "the budget's source code on the withdrawal slip"
            )
        }
    }
}
