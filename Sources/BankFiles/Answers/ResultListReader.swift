// Reads a provider's list of what became of each transfer of a file: what was paid in cash and what was not,
// and what the State Treasury paid from an estimate and what came back to it.
//
// Invariants:
// (1) Nothing of a list is taken when one error is found in it.
// (2) A transfer stands in a list once, and all rows answer one file.
// (3) A list with a number of its own ends with the sum of its rows, and with nothing after that.
// (4) Whether the list is signed, and by whom, is not known here.
//
// Codes: those of CSVReader, and cash-results-*, of the Treasury treasury-results-*.

package import Intake
import Ledger

/// Reads one list of results.
package struct ResultListReader {
    /// The most rows.
    static let maximumRows = 1_000_000
    /// The most characters of a message id or a reason (ISO 20022 Max35Text, Max140Text).
    static let maximumMessage = 35
    static let maximumReason = 140

    private let file: String
    private var form = ResultListForm.cash
    private var message: String?
    /// The list's own number.
    private var number: String?
    /// What its last row says, and of which day it is.
    private var total: (sum: Int64, day: CivilDate)?
    private var sum: Int64 = 0
    private var log = DiagnosticLog(limit: 1_000)
    private var facts: [BankFact] = []
    private var seen: Set<TransferID> = []
    private var line = 1

    private init(file: String, message: String?) {
        self.file = file
        self.message = message
    }

    /// Reads a list through a reader that stands at its beginning.
    ///
    /// It must answer the file of that message id; with nil, the one that its first row names.
    package static func read(
        _ table: CSVReader,
        message: String? = nil
    ) -> Reading<BankAnswer> {
        var table = table
        var reader = ResultListReader(file: table.file, message: message)
        reader.readRows(&table)
        return reader.finished(table.log)
    }

    /// Reads a list that is all there.
    package static func read(
        _ bytes: [UInt8],
        file: String,
        message: String? = nil
    ) -> Reading<BankAnswer> {
        read(CSVReader(file: file, bytes: bytes), message: message)
    }

    private mutating func readRows(_ table: inout CSVReader) {
        var row = TableRow()
        guard table.next(&row) else { return }
        let header = (0..<row.count).map { row.text(at: $0) }.joined(separator: ",")
        guard let form = ResultListForm.allCases.first(where: { $0.header == header }) else {
            let known = ResultListForm.allCases.map(\.header)
            report(
                "header",
                nil,
                Phrase(
                    vi:
                        "dòng đầu không phải tiêu đề của danh sách kết quả chi tiền mặt hoặc bảng kết "
                        + "quả của Kho bạc",
                    en: "the first line is not the header of a list of cash results, or of the "
                        + "Treasury's results"
                ),
                hint: Phrase(
                    vi: "tiêu đề cần có: \(known.joined(separator: "; hoặc "))",
                    en: "the header is: \(known.joined(separator: "; or "))"
                )
            )
            return
        }
        self.form = form
        while table.next(&row) {
            guard facts.count < ResultListReader.maximumRows else {
                report(
                    "too-many",
                    nil,
                    Phrase(vi: "danh sách có quá nhiều dòng", en: "the list has too many rows")
                )
                return
            }
            read(row)
        }
        guard !log.isRefused, !table.log.isRefused else { return }
        if facts.isEmpty {
            report(
                "empty",
                nil,
                Phrase(vi: "danh sách không có dòng nào", en: "the list has no row")
            )
        } else if form.isNumbered {
            checkTotal()
        }
    }

    /// Invariant (3).
    private mutating func checkTotal() {
        guard let total else {
            report(
                "total-missing",
                nil,
                Phrase(
                    vi: "bảng thiếu dòng tổng (\(ResultListForm.total))",
                    en: "the row with the sum (\(ResultListForm.total)) is missing"
                ),
                hint: Phrase(
                    vi: "có thể tệp bị cắt: xin Kho bạc gửi lại bảng đủ dòng",
                    en: "the file may be cut off: ask the Treasury for all of it"
                )
            )
            return
        }
        guard total.sum != sum else { return }
        report(
            "total",
            .amount,
            Phrase(
                vi: "dòng tổng ghi \(Money.vnd(total.sum)), các dòng cộng lại là \(Money.vnd(sum))",
                en: "the sum is written as \(Money.vnd(total.sum).inEnglish), the rows come to "
                    + Money.vnd(sum).inEnglish
            ),
            hint: Phrase(
                vi: "xin Kho bạc sửa bảng rồi ký lại",
                en: "ask the Treasury to put the list right and to sign it again"
            )
        )
    }

    private mutating func read(_ row: TableRow) {
        line = row.line
        func place(_ column: ResultListForm.Column) -> Int { form.place(of: column) }
        if form.isNumbered { readNumber(row.text(at: 0)) }
        readMessage(row.text(at: place(.message)))
        if total != nil {
            report(
                "after-total",
                .result,
                Phrase(vi: "có dòng sau dòng tổng", en: "a row stands behind the sum")
            )
        }
        let isTotal = form.isNumbered && row.text(at: place(.result)) == ResultListForm.total
        let id = isTotal ? nil : readID(row[place(.transfer)])
        let amount = readAmount(row[place(.amount)])
        let word = isTotal ? nil : readResult(row.text(at: place(.result)))
        let day = CivilDate(iso: row.text(at: place(.day)))
        if day == nil {
            report(
                "day",
                .day,
                Phrase(vi: "ngày phải có dạng YYYY-MM-DD", en: "a day is written YYYY-MM-DD"),
                hint: Phrase(
                    vi: "định dạng cột ngày là văn bản rồi xuất lại",
                    en: "format the column as text and export it again"
                )
            )
        }
        let reason = readReason(
            row.text(at: place(.reason)),
            isNeeded: word == .unpaid || word == .returned
        )
        if isTotal, let amount, let day { total = (amount, day) }
        guard let id, let amount, let word, let day else { return }
        let (next, overflow) = sum.addingReportingOverflow(amount)
        // No row with a sum can say as much.
        sum = overflow ? .max : next
        var fact = BankFact(word, place: row.line)
        fact.references.message = message
        fact.references.endToEnd = id.description
        fact.amount = amount
        fact.count = 1
        fact.bookedOn = day
        fact.reason = reason
        facts.append(fact)
    }

    /// All rows bear the number of their list.
    private mutating func readNumber(_ text: String) {
        if number == nil {
            guard Self.isID(text) else {
                report(
                    "list",
                    .list,
                    Phrase(
                        vi: "số bảng phải có 1 đến 35 ký tự không dấu, không khoảng trắng",
                        en: "a list's number has 1 to 35 plain characters without blanks"
                    )
                )
                return
            }
            number = text
        }
        guard text != number else { return }
        report(
            "list",
            .list,
            Phrase(vi: "dòng này của bảng khác", en: "this row is of another list"),
            hint: Phrase(vi: "mỗi tệp một bảng", en: "a file holds one list")
        )
    }

    /// Whether a text can be an id: of a file, or of a list.
    private static func isID(_ text: String) -> Bool {
        (1...maximumMessage).contains(text.unicodeScalars.count)
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    private mutating func readMessage(_ text: String) {
        guard let message else {
            guard Self.isID(text) else {
                report(
                    "message",
                    .message,
                    Phrase(
                        vi: "mã tệp phải có 1 đến 35 ký tự không dấu, không khoảng trắng",
                        en: "a file's id has 1 to 35 plain characters without blanks"
                    )
                )
                return
            }
            message = text
            return
        }
        guard text == message else {
            report(
                "message",
                .message,
                Phrase(
                    vi: "dòng này trả lời cho tệp khác",
                    en: "this row answers another file"
                ),
                hint: Phrase(
                    vi: "mỗi danh sách kết quả chỉ dành cho một tệp đã giao",
                    en: "a list of results is for one file that was handed over"
                )
            )
            return
        }
    }

    private mutating func readID(_ field: ArraySlice<UInt8>) -> TransferID? {
        guard let id = TransferID(bytes: field) else {
            report(
                "transfer",
                .transfer,
                Phrase(
                    vi: "mã chi trả sai: cần 16 ký tự với ký tự kiểm tra đúng",
                    en:
                        "this is no transfer id: 16 characters with their check character are needed"
                ),
                hint: Phrase(
                    vi: "chép lại mã từ danh sách chi tiền mặt đã giao",
                    en: "copy the id from the cash list that was handed over"
                )
            )
            return nil
        }
        guard seen.insert(id).inserted else {
            report(
                "twice",
                .transfer,
                Phrase(
                    vi: "mã chi trả có hai lần trong danh sách",
                    en: "the transfer stands in the list twice"
                ),
                hint: Phrase(
                    vi: "giữ một dòng cho mỗi khoản chi",
                    en: "keep one row for each transfer"
                )
            )
            return nil
        }
        return id
    }

    private mutating func readAmount(_ field: ArraySlice<UInt8>) -> Int64? {
        guard field.first != 0x30, let amount = try? Money(digits: field, currency: .vnd),
            amount.minorUnits <= Money.largestAmount
        else {
            report(
                "amount",
                .amount,
                Phrase(
                    vi:
                        "số tiền chỉ gồm chữ số, không dấu phân cách, không bắt đầu bằng 0, tối đa một triệu tỷ",
                    en: "an amount is digits without separators or leading zeros, at most a "
                        + "million billion"
                )
            )
            return nil
        }
        return amount.minorUnits
    }

    private mutating func readResult(_ text: String) -> FactWord? {
        if let word = form.words.first(where: { $0.rawValue == text }) { return word }
        report("result", .result, form.results)
        return nil
    }

    private mutating func readReason(_ text: String, isNeeded: Bool) -> String? {
        let reason = NFC.normalised(text)
        if let fault = TextFault.inText(reason) {
            report("reason", .reason, fault.message, hint: fault.hint)
        } else if reason.unicodeScalars.count > ResultListReader.maximumReason {
            report(
                "reason",
                .reason,
                Phrase(vi: "lý do dài quá 140 ký tự", en: "a reason has more than 140 characters")
            )
        } else if reason.isEmpty, isNeeded {
            report(
                "reason-missing",
                .reason,
                Phrase(
                    vi: "khoản chưa chi hoặc bị trả lại không ghi lý do",
                    en: "a transfer that was not paid, or came back, has no reason"
                ),
                .warning
            )
        }
        return reason.isEmpty ? nil : reason
    }

    private mutating func report(
        _ code: String,
        _ column: ResultListForm.Column?,
        _ message: Phrase,
        _ severity: Diagnostic.Severity = .error,
        hint: Phrase? = nil
    ) {
        let location = Location(
            file: file,
            line: line,
            column: column.map { form.place(of: $0) + 1 },
            field: column.map { "\($0)" }
        )
        log.append(
            Diagnostic(
                severity,
                code: "\(form.family.rawValue)-\(code)",
                at: location,
                message,
                hint: hint
            )
        )
    }

    /// The answer: without facts where there is an error.
    private func finished(_ table: DiagnosticLog) -> Reading<BankAnswer> {
        var answer = BankAnswer(
            family: form.family,
            version: form.version,
            message: (form.isNumbered ? number : message) ?? "",
            createdAt: total.map { "\($0.day)" } ?? ""
        )
        let findings = table.diagnostics + log.diagnostics
        let isRefused = table.isRefused || log.isRefused
        if !isRefused { answer.facts = facts }
        let sorted = findings.enumerated().sorted { left, right in
            (left.element.location.line ?? 0, left.offset)
                < (right.element.location.line ?? 0, right.offset)
        }
        return Reading(value: answer, diagnostics: sorted.map(\.element))
    }
}
