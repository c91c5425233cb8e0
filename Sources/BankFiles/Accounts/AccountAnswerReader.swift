// Reads what a bank says of accounts that it was asked about, by the profile: CSV or XLSX.
//
// Invariants:
// (1) Nothing of a table is taken when one error is found in it; all faults come in one go.
// (2) A row is known by its reference, whose check character is looked at, never by its place or a name.
// (3) The accounts are texts: of a number, a spreadsheet has lost the leading zeros.
// (4) A reference stands in a table once.
//
// Codes: those of CSVReader and SheetReader, and account-check-*.

package import Intake

/// One row of an answer.
package struct AccountAnswer: Hashable, Sendable {
    /// The unit that asked.
    package let unit: String
    /// The payee who was asked about.
    package let payee: Int64
    /// The account that was looked up.
    package let account: BankAccountNumber
    /// What was found.
    package let verdict: AccountVerdict
    /// Who holds it, where the bank tells it.
    package let holder: HolderMask?
    /// The line of the row.
    package let line: Int
}

/// A name as a bank tells it, with `*` for letters that it hides.
package struct HolderMask: Hashable, Sendable {
    private let bytes: [UInt8]

    /// A name; nil for one that has a letter which banks cannot write.
    package init?(_ text: String) {
        var bytes: [UInt8] = []
        for (index, piece) in text.split(separator: "*", omittingEmptySubsequences: false)
            .enumerated()
        {
            if index > 0, bytes.last != 0x2A { bytes.append(0x2A) }
            let isBegun = piece.first == " " && !bytes.isEmpty
            guard piece.contains(where: { $0 != " " }) else {
                if isBegun { bytes.append(0x20) }
                continue
            }
            if isBegun { bytes.append(0x20) }
            guard let part: BankText = try? BankText(piece) else { return nil }
            bytes += Array(part.revealed.utf8)
            if piece.last == " " { bytes.append(0x20) }
        }
        while bytes.last == 0x20 { bytes.removeLast() }
        guard !bytes.isEmpty, bytes.count <= 200 else { return nil }
        self.bytes = bytes
    }

    /// Whether every letter is hidden, so that nothing is told.
    var isHidden: Bool { bytes.allSatisfy { $0 == 0x2A || $0 == 0x20 } }

    /// Whether a name can be the one that is told: hidden letters are any letters of their word.
    ///
    /// - Parameter name: In the bank's letters.
    /// - Returns: Whether it can.
    package func matches(_ name: [UInt8]) -> Bool {
        // A star takes as little as it can; where what follows does not fit, it takes one letter more.
        var (place, mask) = (0, 0)
        var star: (place: Int, mask: Int)?
        while place < name.count {
            if mask < bytes.count, bytes[mask] == 0x2A {
                star = (place, mask)
                mask += 1
            } else if mask < bytes.count, bytes[mask] == name[place] {
                place += 1
                mask += 1
            } else if let last = star, name[last.place] != 0x20 {
                star = (last.place + 1, last.mask)
                (place, mask) = (last.place + 1, last.mask + 1)
            } else {
                return false
            }
        }
        return bytes[mask...].allSatisfy { $0 == 0x2A }
    }
}

/// Reads one answer.
package struct AccountAnswerReader {
    private let profile: AccountCheckProfile
    private let file: String
    private var log = DiagnosticLog(limit: 1_000)
    /// For each column of the table, what it holds; nil for one that is not read.
    private var columns: [AccountCheckProfile.Answer?] = []
    private var answers: [AccountAnswer] = []
    private var seen: Set<TransferID> = []

    private init(_ profile: AccountCheckProfile, file: String) {
        self.profile = profile
        self.file = file
    }

    /// Reads a table that is all there: XLSX where its bytes are a workbook's, else CSV.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - file: Its name for diagnostics.
    ///   - profile: How the bank answers.
    /// - Returns: The rows, none with an error, and what is wrong.
    package static func read(
        _ bytes: [UInt8],
        file: String,
        profile: AccountCheckProfile
    ) -> Reading<[AccountAnswer]> {
        var limits = TableLimits()
        limits.titleRows = profile.titleRows
        var reader = AccountAnswerReader(profile, file: file)
        if ResultTableReader.isWorkbook(bytes) {
            var table = SheetReader(file: file, bytes: bytes, limits: limits)
            reader.readRows(&table)
        } else {
            var table = CSVReader(file: file, bytes: bytes, limits: limits)
            reader.readRows(&table)
        }
        let isRefused = reader.log.isRefused
        return Reading(value: isRefused ? [] : reader.answers, diagnostics: reader.log.diagnostics)
    }

    private mutating func readRows(_ table: inout some TableReader) {
        defer { log.append(contentsOf: table.log.diagnostics) }
        var row = TableRow()
        guard table.next(&row), readHeader(row) else {
            if !log.isRefused, !table.log.isRefused {
                report("header", 1, nil, Phrase(vi: "bảng trống", en: "the table is empty"))
            }
            return
        }
        while table.next(&row) { read(row) }
        if answers.isEmpty, !log.isRefused, !table.log.isRefused {
            report("empty", row.line, nil, Phrase(vi: "bảng không có dòng nào", en: "no row"))
        }
        guard let first = answers.first, let other = answers.first(where: { $0.unit != first.unit })
        else { return }
        report(
            "units",
            other.line,
            .reference,
            Phrase(
                vi: "một tệp trả lời chỉ về một đơn vị: \(first.unit), \(other.unit)",
                en: "an answer is about one unit: \(first.unit), \(other.unit)"
            )
        )
    }

    private mutating func readHeader(_ row: TableRow) -> Bool {
        let wanted = Dictionary(
            uniqueKeysWithValues: profile.answers.map {
                (ComparisonKey.heading($0.header), $0.value)
            }
        )
        columns = (0..<row.count).map { wanted[ComparisonKey.heading(row.text(at: $0))] }
        let missing = profile.answers.filter {
            $0.value != .other && !columns.contains($0.value)
        }
        guard !missing.isEmpty else { return true }
        let names = missing.map(\.header).joined(separator: ", ")
        report(
            "header",
            row.line,
            nil,
            Phrase(vi: "thiếu cột: \(names)", en: "columns are missing: \(names)"),
            hint: Phrase(
                vi: "chọn đúng mẫu tra cứu (chitra bank profiles)",
                en: "choose the right profile of questions (chitra bank profiles)"
            )
        )
        return false
    }

    private func place(of value: AccountCheckProfile.Answer) -> Int? {
        columns.firstIndex { $0 == value }
    }

    private func text(_ value: AccountCheckProfile.Answer, _ row: TableRow) -> String {
        place(of: value).map { row.text(at: $0) } ?? ""
    }

    private mutating func read(_ row: TableRow) {
        let reference = TransferID(tidied: text(.reference, row))
        let asked = reference.flatMap { AccountQuestion.payee(of: $0) }
        if asked == nil {
            report(
                "reference",
                row.line,
                .reference,
                Phrase(
                    vi: "không phải mã tra cứu đã gửi",
                    en: "this is no reference that was sent"
                )
            )
        } else if let reference, !seen.insert(reference).inserted {
            report(
                "twice",
                row.line,
                .reference,
                Phrase(
                    vi: "mã tra cứu \(reference) đã có ở một dòng trước",
                    en: "reference \(reference) stands in a row before"
                )
            )
        }
        let account = readAccount(row)
        let verdict = profile.words[ComparisonKey.heading(text(.status, row))]
        if verdict == nil {
            report(
                "status",
                row.line,
                .status,
                Phrase(
                    vi: "kết quả không có trong mẫu của ngân hàng",
                    en: "this result is not in the bank's profile"
                ),
                hint: Phrase(
                    vi: "hỏi ngân hàng nghĩa của nó rồi thêm vào mẫu",
                    en: "ask the bank what it means, then add it to the profile"
                )
            )
        }
        guard let asked, let account, var verdict else { return }
        let told = text(.holder, row)
        let holder = HolderMask(told)
        // Where the bank tells names, one that is not there, hidden or unreadable confirms nothing.
        if holder?.isHidden ?? true, place(of: .holder) != nil, verdict == .confirmed {
            verdict = .unknown
        }
        answers.append(
            AccountAnswer(
                unit: asked.unit,
                payee: asked.payee,
                account: account,
                verdict: verdict,
                holder: holder,
                line: row.line
            )
        )
    }

    private mutating func readAccount(_ row: TableRow) -> BankAccountNumber? {
        guard let place = place(of: .account) else { return nil }
        if row.kind(at: place) == .text, let account = BankAccountNumber(row.text(at: place)) {
            return account
        }
        report(
            "account",
            row.line,
            .account,
            Phrase(
                vi: "số tài khoản phải là chữ, 6 đến 19 ký tự",
                en: "an account is a text of 6 to 19 characters"
            ),
            hint: Phrase(
                vi: "ô kiểu số có thể đã mất số 0 ở đầu: xin lại tệp",
                en: "a number may have lost its leading zeros: ask for the file again"
            )
        )
        return nil
    }

    private mutating func report(
        _ code: String,
        _ line: Int?,
        _ field: AccountCheckProfile.Answer?,
        _ message: Phrase,
        hint: Phrase? = nil
    ) {
        log.append(
            Diagnostic(
                .error,
                code: "account-check-\(code)",
                at: Location(
                    file: file,
                    line: line,
                    column: field.flatMap { place(of: $0) }.map { $0 + 1 },
                    field: field?.rawValue
                ),
                message,
                hint: hint
            )
        )
    }
}
