// Reads a provider's list of what was paid in cash and what was not.
//
//   message,transfer,amount,result,day,reason
//
// Invariants:
// (1) Nothing of a list is taken when one error is found in it.
// (2) A transfer stands in a list once, and all rows answer one file.
// (3) Whether the list is signed, and by whom, is not known here.
//
// Codes: those of CSVReader, and cash-results-*.

package import Intake
import Ledger

/// Reads one list of results.
package struct CashResultsReader {
    /// The version of an answer that was read from such a list.
    package static let version = "chitra/cash-results/1"
    /// The first line of a list.
    package static let header = "message,transfer,amount,result,day,reason"
    /// The most rows.
    static let maximumRows = 1_000_000
    /// The most characters of a message id or a reason (ISO 20022 Max35Text, Max140Text).
    static let maximumMessage = 35
    static let maximumReason = 140

    private let file: String
    private var message: String?
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
        var reader = CashResultsReader(file: table.file, message: message)
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
        guard header == CashResultsReader.header else {
            report(
                "header",
                nil,
                Phrase(
                    vi: "dòng đầu không phải tiêu đề của danh sách kết quả chi tiền mặt",
                    en: "the first line is not the header of a list of cash results"
                ),
                hint: Phrase(
                    vi: "tiêu đề cần có: \(CashResultsReader.header)",
                    en: "the header is: \(CashResultsReader.header)"
                )
            )
            return
        }
        while table.next(&row) {
            guard facts.count < CashResultsReader.maximumRows else {
                report(
                    "too-many",
                    nil,
                    Phrase(vi: "danh sách có quá nhiều dòng", en: "the list has too many rows")
                )
                return
            }
            read(row)
        }
        if facts.isEmpty, !log.isRefused, !table.log.isRefused {
            report(
                "empty",
                nil,
                Phrase(vi: "danh sách không có dòng nào", en: "the list has no row")
            )
        }
    }

    private mutating func read(_ row: TableRow) {
        line = row.line
        readMessage(row.text(at: 0))
        let id = readID(row[1])
        let amount = readAmount(row[2])
        let word = readResult(row.text(at: 3))
        let day = CivilDate(iso: row.text(at: 4))
        if day == nil {
            report(
                "day",
                5,
                Phrase(vi: "ngày phải có dạng YYYY-MM-DD", en: "a day is written YYYY-MM-DD"),
                hint: Phrase(
                    vi: "định dạng cột ngày là văn bản rồi xuất lại",
                    en: "format the column as text and export it again"
                )
            )
        }
        let reason = readReason(row.text(at: 5), isNeeded: word == .unpaid)
        guard let id, let amount, let word, let day else { return }
        var fact = BankFact(word, place: row.line)
        fact.references.message = message
        fact.references.endToEnd = id.description
        fact.amount = amount
        fact.count = 1
        fact.bookedOn = day
        fact.reason = reason
        facts.append(fact)
    }

    private mutating func readMessage(_ text: String) {
        guard let message else {
            guard (1...CashResultsReader.maximumMessage).contains(text.unicodeScalars.count),
                text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else {
                report(
                    "message",
                    1,
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
                1,
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
                2,
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
                2,
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
                3,
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
        switch text {
        case "paid": return .paid
        case "unpaid": return .unpaid
        default:
            report(
                "result",
                4,
                Phrase(
                    vi: "kết quả phải là paid (đã chi) hoặc unpaid (chưa chi)",
                    en: "a result is paid or unpaid"
                )
            )
            return nil
        }
    }

    private mutating func readReason(_ text: String, isNeeded: Bool) -> String? {
        let reason = NFC.normalised(text)
        if let fault = TextFault.inText(reason) {
            report("reason", 6, fault.message, hint: fault.hint)
        } else if reason.unicodeScalars.count > CashResultsReader.maximumReason {
            report(
                "reason",
                6,
                Phrase(vi: "lý do dài quá 140 ký tự", en: "a reason has more than 140 characters")
            )
        } else if reason.isEmpty, isNeeded {
            report(
                "reason-missing",
                6,
                Phrase(
                    vi: "khoản chưa chi không ghi lý do",
                    en: "a transfer that was not paid has no reason"
                ),
                .warning
            )
        }
        return reason.isEmpty ? nil : reason
    }

    private mutating func report(
        _ code: String,
        _ column: Int?,
        _ message: Phrase,
        _ severity: Diagnostic.Severity = .error,
        hint: Phrase? = nil
    ) {
        let names = CashResultsReader.header.split(separator: ",")
        let location = Location(
            file: file,
            line: line,
            column: column,
            field: column.map { String(names[$0 - 1]) }
        )
        log.append(
            Diagnostic(severity, code: "cash-results-\(code)", at: location, message, hint: hint)
        )
    }

    /// The answer: without facts where there is an error.
    private func finished(_ table: DiagnosticLog) -> Reading<BankAnswer> {
        var answer = BankAnswer(
            family: .cashResults,
            version: CashResultsReader.version,
            message: message ?? "",
            createdAt: ""
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
