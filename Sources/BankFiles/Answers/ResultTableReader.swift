// Reads a provider's own table of results by its profile: CSV, XLSX, or text in columns of fixed width.
//
// Invariants:
// (1) Nothing of a table is taken when one error is found in it; all faults come in one go.
// (2) A row is matched by the transfer id in its narrative, never by its place, its name or its account.
// (3) An amount is whole đồng in the profile's form; a number that a spreadsheet wrote with an exponent
//     or a fraction is refused.
// (4) A transfer stands in a table once.
//
// Codes: those of CSVReader, SheetReader and FixedWidthReader, and result-*.

package import Intake
import Ledger

/// Reads one table of results.
package struct ResultTableReader {
    private let profile: ResultProfile
    private let file: String
    private var log = DiagnosticLog(limit: 1_000)
    private var answer: BankAnswer
    /// For each column of the table, what it holds; nil for one that is not read.
    private var columns: [ResultProfile.Value?] = []
    private var sum: Int64 = 0
    private var totalLine: Int?
    private var hasAccountWarning = false
    private var seen: Set<TransferID> = []

    private init(_ profile: ResultProfile, file: String) {
        self.profile = profile
        self.file = file
        answer = BankAnswer(
            family: .paymentStatus,
            version: "chitra/results/\(profile.id)",
            message: "",
            createdAt: ""
        )
    }

    /// Reads a table that is all there: in columns of fixed width where its profile says so, XLSX where
    /// its bytes do, else CSV.
    package static func read(
        _ bytes: [UInt8],
        file: String,
        profile: ResultProfile
    ) -> Reading<BankAnswer> {
        var limits = TableLimits()
        limits.titleRows = profile.titleRows
        var reader = ResultTableReader(profile, file: file)
        if profile.isFixed {
            var table = FixedWidthReader(
                file: file,
                bytes: bytes,
                columns: profile.columns.map {
                    FixedWidthReader.Column(heading: $0.header, width: $0.width ?? 1)
                },
                limits: limits
            )
            reader.readRows(&table)
        } else if isWorkbook(bytes) {
            var table = SheetReader(file: file, bytes: bytes, limits: limits)
            reader.readRows(&table)
        } else {
            var table = CSVReader(file: file, bytes: bytes, limits: limits)
            reader.readRows(&table)
        }
        if reader.log.isRefused { reader.answer.facts = [] }
        return Reading(value: reader.answer, diagnostics: reader.log.diagnostics)
    }

    /// Whether bytes are those of a workbook.
    package static func isWorkbook(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
    }

    private mutating func readRows(_ table: inout some TableReader) {
        defer { log.append(contentsOf: table.log.diagnostics) }
        var row = TableRow()
        guard table.next(&row) else {
            guard !table.log.isRefused else { return }
            return report(
                "result-header",
                nil,
                nil,
                Phrase(
                    vi: "bảng kết thúc trước dòng tiêu đề cột",
                    en: "the table ends before its headings"
                ),
                hint: Phrase(
                    vi: "tệp bị cắt, hoặc không phải mẫu này (chitra bank profiles)",
                    en: "the file is cut off, or of another profile (chitra bank profiles)"
                )
            )
        }
        guard readHeader(row) else { return }
        while table.next(&row) { read(row) }
        if answer.facts.isEmpty, !log.isRefused, !table.log.isRefused {
            report(
                "result-empty",
                nil,
                nil,
                Phrase(vi: "bảng không có dòng nào", en: "the table has no row")
            )
        }
    }

    private mutating func report(
        _ code: String,
        _ line: Int?,
        _ column: Int?,
        _ message: Phrase,
        severity: Diagnostic.Severity = .error,
        hint: Phrase? = nil
    ) {
        let field = column.flatMap { columns.indices.contains($0) ? columns[$0]?.rawValue : nil }
        log.append(
            Diagnostic(
                severity,
                code: code,
                at: Location(
                    file: file,
                    line: line,
                    column: column.map { $0 + 1 },
                    field: field
                ),
                message,
                hint: hint
            )
        )
    }

    private mutating func readHeader(_ row: TableRow) -> Bool {
        let wanted = Dictionary(
            uniqueKeysWithValues: profile.columns.map {
                (ComparisonKey.heading($0.header), $0.value)
            }
        )
        for index in 0..<row.count {
            let value = wanted[ComparisonKey.heading(row.text(at: index))]
            columns.append(value)
            guard let value, Self.told.contains(value), place(of: value) != index else { continue }
            reportHeading(row, index)
        }
        let missing = profile.columns.filter { column in
            [.amount, .narrative, .status].contains(column.value)
                && !columns.contains(column.value)
        }
        guard missing.isEmpty else {
            let names = missing.map(\.header).joined(separator: ", ")
            report(
                "result-header",
                row.line,
                nil,
                Phrase(vi: "thiếu cột: \(names)", en: "columns are missing: \(names)"),
                hint: Phrase(
                    vi: "chọn đúng mẫu kết quả của ngân hàng (chitra bank profiles)",
                    en: "choose the bank's profile of results (chitra bank profiles)"
                )
            )
            return false
        }
        return !log.isRefused
    }

    /// What a fact is made of: a table that has it twice says two things.
    private static let told: [ResultProfile.Value] = [
        .amount, .narrative, .status, .account, .note,
    ]

    private mutating func reportHeading(_ row: TableRow, _ index: Int) {
        report(
            "result-header-twice",
            row.line,
            index,
            Phrase(
                vi: "tiêu đề «\(row.text(at: index))» có hai lần: không biết đọc cột nào",
                en:
                    "heading «\(row.text(at: index))» stands here twice: which one counts is not said"
            ),
            hint: Phrase(
                vi: "xin ngân hàng tệp không có cột trùng tiêu đề",
                en: "ask the bank for a file whose headings differ"
            )
        )
    }

    /// A spreadsheet's formula or date where a bank writes what it did: what stands there was computed
    /// by whoever saved the file last.
    private mutating func isWritten(_ row: TableRow) -> Bool {
        var isWritten = true
        for value in [.amount, .narrative, .status, .note] as [ResultProfile.Value] {
            guard let place = place(of: value), [.computed, .date].contains(row.kind(at: place))
            else { continue }
            isWritten = false
            report(
                "result-computed",
                row.line,
                place,
                Phrase(
                    vi: "ô là công thức hoặc ngày tháng, không phải giá trị ngân hàng ghi",
                    en: "the cell is a formula or a date, and not what a bank wrote"
                ),
                hint: Phrase(
                    vi: "lấy lại tệp gốc từ ngân hàng; không lưu lại tệp bằng bảng tính",
                    en: "get the file from the bank again; do not save it in a spreadsheet"
                )
            )
        }
        return isWritten
    }

    private func place(of value: ResultProfile.Value) -> Int? {
        columns.firstIndex { $0 == value }
    }

    private func text(_ value: ResultProfile.Value, _ row: TableRow) -> String {
        place(of: value).map { row.text(at: $0) } ?? ""
    }

    private mutating func read(_ row: TableRow) {
        let status = text(.status, row)
        let narrative = text(.narrative, row)
        if let totalLine {
            report(
                "result-after-total",
                row.line,
                nil,
                Phrase(
                    vi: "có dòng sau dòng tổng (dòng \(totalLine))",
                    en: "a row stands after the total (line \(totalLine))"
                )
            )
            return
        }
        guard isWritten(row), let amount = readAmount(row) else { return }
        if status.isEmpty, narrative.isEmpty { return readTotal(amount, row) }
        guard let word = profile.words[ComparisonKey.heading(status)] else {
            report(
                "result-status",
                row.line,
                place(of: .status),
                Phrase(
                    vi: "trạng thái không có trong mẫu của ngân hàng",
                    en: "this state is not in the bank's profile"
                ),
                hint: Phrase(
                    vi: "hỏi ngân hàng nghĩa của nó rồi thêm vào mẫu",
                    en: "ask the bank what it means, then add it to the profile"
                )
            )
            return
        }
        let (total, overflow) = sum.addingReportingOverflow(amount)
        guard !overflow else {
            return report(
                "result-amount",
                row.line,
                place(of: .amount),
                Phrase(
                    vi: "tổng các dòng lớn hơn mọi số tiền có thể có",
                    en: "the rows come to more than any amount can be"
                )
            )
        }
        sum = total
        append(word, amount, narrative, row)
    }

    private mutating func append(
        _ word: FactWord,
        _ amount: Int64,
        _ narrative: String,
        _ row: TableRow
    ) {
        var fact = BankFact(word, place: row.line)
        fact.amount = amount
        fact.count = 1
        fact.narrative = narrative.isEmpty ? nil : narrative
        let ids = TransferID.all(in: narrative)
        if ids.count > 1 {
            report(
                "result-several-ids",
                row.line,
                place(of: .narrative),
                Phrase(
                    vi: "nội dung có nhiều mã chi trả khác nhau",
                    en: "the narrative names several transfers"
                )
            )
        } else if let id = ids.first {
            fact.references.endToEnd = "\(id)"
            if !seen.insert(id).inserted { reportTwice(id, row) }
        } else {
            report(
                "result-id-missing",
                row.line,
                place(of: .narrative),
                Phrase(
                    vi: "nội dung không có mã chi trả: không khớp được với khoản nào",
                    en: "the narrative has no transfer id: it can be matched with nothing"
                ),
                severity: .warning,
                hint: Phrase(
                    vi: "hỏi ngân hàng dòng này là khoản nào; không khớp theo tên hay thứ tự",
                    en: "ask the bank which payment it is; it is not matched by name or place"
                )
            )
        }
        readAccount(row, into: &fact)
        let note = text(.note, row)
        if !note.isEmpty {
            if word == .rejected {
                fact.reason = profile.reasons[ComparisonKey.heading(note)] ?? note
            } else {
                fact.references.service = note
            }
        }
        answer.facts.append(fact)
    }

    /// Invariant (4).
    private mutating func reportTwice(_ id: TransferID, _ row: TableRow) {
        report(
            "result-twice",
            row.line,
            place(of: .narrative),
            Phrase(
                vi: "mã chi trả \(id) đã có ở một dòng trước",
                en: "transfer \(id) stands in a row before"
            )
        )
    }

    /// Accounts are texts: of a number, a spreadsheet has lost the leading zeros.
    private mutating func readAccount(_ row: TableRow, into fact: inout BankFact) {
        guard let place = place(of: .account) else { return }
        if row.kind(at: place) == .text {
            let account = row.text(at: place)
            fact.counterAccount = account.isEmpty ? nil : account
        } else if !hasAccountWarning {
            hasAccountWarning = true
            report(
                "result-account-number",
                row.line,
                place,
                Phrase(
                    vi: "số tài khoản là số, không phải chữ: có thể mất số 0 ở đầu, không dùng",
                    en:
                        "accounts are numbers, not text: leading zeros may be lost; they are not used"
                ),
                severity: .warning
            )
        }
    }

    private mutating func readAmount(_ row: TableRow) -> Int64? {
        guard let place = place(of: .amount) else { return nil }
        var digits = Array(row.text(at: place).utf8).filter { $0 != 0x20 }
        if row.kind(at: place) == .text {
            digits = AmountForm.digits(digits, thousands: profile.thousands) ?? []
        }
        if let value = try? AnswerValue.amount(digits.span, exponent: 0).value,
            value <= Money.largestAmount
        {
            return value
        }
        report(
            "result-amount",
            row.line,
            place,
            Phrase(
                vi: "số tiền không đúng dạng của mẫu",
                en: "the amount has not the form of the profile"
            ),
            hint: Phrase(
                vi: "kiểm tra dấu phân cách hàng nghìn trong mẫu; không sửa tệp của ngân hàng",
                en: "check the thousands separator of the profile; do not edit the bank's file"
            )
        )
        return nil
    }

    private mutating func readTotal(_ amount: Int64, _ row: TableRow) {
        totalLine = row.line
        guard amount != sum else { return }
        report(
            "result-total",
            row.line,
            place(of: .amount),
            Phrase(
                vi: "dòng tổng khác tổng các dòng",
                en: "the total is not the sum of the rows"
            )
        )
    }
}

/// Amounts as people write them.
enum AmountForm {
    /// The digits of an amount of whole đồng whose thousands are parted by a mark, or by nothing; nil
    /// for another form: another mark might be a decimal one, and `750.000` be 750 or 750,000.
    static func digits(_ text: [UInt8], thousands mark: UInt8?) -> [UInt8]? {
        let parts =
            mark.map { text.split(separator: $0, omittingEmptySubsequences: false) } ?? [text[...]]
        guard let first = parts.first, !first.isEmpty,
            parts.allSatisfy({ $0.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        guard parts.count > 1 else { return text }
        let isGood = first.count <= 3 && parts.dropFirst().allSatisfy { $0.count == 3 }
        return isGood ? Array(parts.joined()) : nil
    }
}

extension TransferID {
    /// The different ids among the words of a text, in their order.
    static func all(in text: String) -> [TransferID] {
        var found: [TransferID] = []
        let words = text.utf8.split { byte in
            !((0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte))
        }
        for word in words where word.count == 16 {
            guard let id = TransferID(tidied: String(decoding: word, as: UTF8.self)),
                !found.contains(id)
            else { continue }
            found.append(id)
        }
        return found
    }
}
