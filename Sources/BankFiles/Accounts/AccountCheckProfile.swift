// How a bank is asked whose accounts are, before anything is paid into them, and how it answers.
//
// Invariants:
// (1) A profile is data; nothing but what it names is asked, and a word of an answer that it does not name
//     is refused.
// (2) What can be asked is an account, its holder and its bank under a reference: no amount, no month,
//     nothing of why somebody is paid has a name here.
// (3) A row of an answer is known by its reference, and tells the account that it is about.

package import Intake
package import Ledger
import TOMLKit

/// How questions about accounts are asked and answered.
package struct AccountCheckProfile: Hashable, Sendable {
    /// The file that it is read from.
    package let text: String
    /// The id: `[a-z0-9-]`, at most 32 characters.
    package let id: String
    /// What it is, for people.
    package let name: String
    /// The sheet of a workbook; nil for CSV.
    package let sheet: String?
    /// The most rows of one file.
    package let maximumRows: Int
    /// Rows of the answer before its headings.
    package let titleRows: Int
    /// Where this profile comes from.
    package let source: String
    /// The day that the bank confirmed it; nil for an example.
    package let confirmedOn: CivilDate?
    /// The columns of a question.
    package let questions: [Column<Question>]
    /// The columns of an answer that are read.
    package let answers: [Column<Answer>]
    /// The words of a result, by their keys without marks and case.
    package let words: [String: AccountVerdict]

    /// One column.
    package struct Column<Value: Hashable & Sendable>: Hashable, Sendable {
        /// What it holds.
        package let value: Value
        /// Its heading.
        package let header: String
    }

    /// What a question tells.
    package enum Question: String, CaseIterable, Sendable {
        /// The row's number in the file, from 1.
        case number
        /// What the answer is known by.
        case reference
        /// The account.
        case account
        /// Who should hold it, in the bank's letters.
        case name
        /// The short name of its bank.
        case bankName = "bank-name"
        /// The BIN of its bank.
        case bin
        /// The three digits of its bank; empty where none is known.
        case bankCode = "bank-code"
    }

    /// What an answer tells.
    package enum Answer: String, CaseIterable, Sendable {
        /// The reference of the question.
        case reference
        /// The account that was looked up.
        case account
        /// Who holds it, as the bank tells it.
        case holder
        /// What was found.
        case status
        /// Something else; read and forgotten, and may come more than once.
        case other
    }

    /// How a file's name ends, with the dot.
    package var fileExtension: String { sheet == nil ? ".csv" : ".xlsx" }
}

/// What a bank says of an account.
package enum AccountVerdict: Hashable, Sendable {
    /// It is there, and its holder is who was asked for.
    case confirmed
    /// It is not, for a reason of ISO 20022.
    case refused(code: String)
    /// The bank cannot tell.
    case unknown
}

extension AccountCheckProfile {
    /// The profiles that ship with the program, in the order of their ids.
    package static let shipped: [AccountCheckProfile] = BankFilesData.files.compactMap { file in
        guard file.path.hasPrefix("account-checks/") else { return nil }
        guard let profile = read(file.text, file: file.path).value else {
            preconditionFailure("a shipped profile of questions is sound")
        }
        return profile
    }

    /// The profile that ships under an id; nil for none.
    package static func shipped(id: String) -> AccountCheckProfile? {
        shipped.first { $0.id == id }
    }

    /// Reads a profile; the keys are those of the shipped one.
    ///
    /// - Parameters:
    ///   - text: The TOML text.
    ///   - file: The file's name for diagnostics.
    /// - Returns: The profile, nil with an error; and all that is wrong with the file.
    package static func read(_ text: String, file: String) -> Reading<AccountCheckProfile?> {
        DataReader.read(text, file: file) { read($0, text: text, with: &$1) }
    }

    /// What a question is written in.
    private enum Form: String, CaseIterable {
        case csv, xlsx
    }

    private static func read(
        _ root: TOMLTable,
        text: String,
        with reader: inout DataReader
    ) -> AccountCheckProfile? {
        reader.refuseKeys(
            of: root,
            at: "",
            except: [
                "id", "name", "form", "sheet", "max_rows_per_file", "title_rows", "source",
                "confirmed_on", "ask", "answer", "status",
            ]
        )
        let id = reader.string("id", of: root, at: "")
        let name = reader.string("name", of: root, at: "")
        let form = reader.choice("form", of: root, at: "", as: Form.self)
        let most = reader.integer("max_rows_per_file", of: root, at: "", in: 1...100_000)
        let titles = reader.integer("title_rows", of: root, at: "", in: 0...20)
        let source = reader.string("source", of: root, at: "")
        let confirmed = ProviderProfile.readDate("confirmed_on", of: root, with: &reader)
        if let id, !ProviderProfile.isID(id) { refuse("id", Self.idWords, &reader) }
        let sheet = form == .xlsx ? reader.string("sheet", of: root, at: "") : nil
        if let sheet, !SheetWriter.isSheetName(sheet) { refuse("sheet", Self.sheetWords, &reader) }
        if form == .csv, root["sheet"] != nil { refuse("sheet", Self.sheetWords, &reader) }
        let questions =
            columns(
                "ask",
                of: root,
                needed: [.reference, .account, .name],
                repeated: nil,
                with: &reader
            ) as [Column<Question>]
        if !questions.contains(where: { [.bankName, .bin, .bankCode].contains($0.value) }) {
            refuse("ask", Self.bankWords, &reader)
        }
        let answers =
            columns(
                "answer",
                of: root,
                needed: [.reference, .account, .status],
                repeated: .other,
                with: &reader
            ) as [Column<Answer>]
        let words = words(of: root, with: &reader)
        guard let id, let name, let most, let titles, let source, reader.diagnostics.isEmpty
        else { return nil }
        return AccountCheckProfile(
            text: text,
            id: id,
            name: name,
            sheet: sheet,
            maximumRows: most,
            titleRows: titles,
            source: source,
            confirmedOn: confirmed,
            questions: questions,
            answers: answers,
            words: words
        )
    }

    private static let idWords = Phrase(
        vi: "chỉ gồm a-z, 0-9 và dấu -",
        en: "only a-z, 0-9 and - are taken"
    )
    private static let sheetWords = Phrase(
        vi: "chỉ tệp xlsx có trang tính, tên từ 1 đến 31 ký tự",
        en: "a workbook alone has a sheet, whose name has 1 to 31 characters"
    )
    private static let bankWords = Phrase(
        vi: "phải có cột bin, bank-code hoặc bank-name",
        en: "there must be a column bin, bank-code or bank-name"
    )

    private static func refuse(_ key: String, _ words: Phrase, _ reader: inout DataReader) {
        reader.report("data-wrong-value", key, words)
    }

    private static func columns<Value: RawRepresentable & CaseIterable & Hashable & Sendable>(
        _ key: String,
        of root: TOMLTable,
        needed: [Value],
        repeated: Value?,
        with reader: inout DataReader
    ) -> [Column<Value>] where Value.RawValue == String {
        var columns: [Column<Value>] = []
        for (index, row) in reader.tables(key, of: root, at: "").enumerated() {
            let path = "\(key)[\(index + 1)]."
            reader.refuseKeys(of: row, at: path, except: ["value", "header"])
            let value = reader.choice("value", of: row, at: path, as: Value.self)
            guard let value, let header = reader.string("header", of: row, at: path) else {
                continue
            }
            columns.append(Column(value: value, header: header))
        }
        let headings = columns.map { ComparisonKey.heading($0.header) }
        let values = columns.map(\.value).filter { $0 != repeated }
        if Set(headings).count != headings.count || Set(values).count != values.count {
            reader.report(
                "table-column-twice",
                key,
                Phrase(vi: "một cột có hai lần", en: "a column stands here twice")
            )
        }
        for value in needed where !values.contains(value) {
            reader.report(
                "table-column-needed",
                key,
                Phrase(
                    vi: "phải có đúng một cột \(value.rawValue)",
                    en: "there must be exactly one column \(value.rawValue)"
                )
            )
        }
        return columns
    }

    /// What a word of a profile may be.
    private enum Word: String, CaseIterable {
        case confirmed, refused, unknown
    }

    private static func words(
        of root: TOMLTable,
        with reader: inout DataReader
    ) -> [String: AccountVerdict] {
        var words: [String: AccountVerdict] = [:]
        for (index, row) in reader.tables("status", of: root, at: "").enumerated() {
            let path = "status[\(index + 1)]."
            reader.refuseKeys(of: row, at: path, except: ["text", "word", "code"])
            let text = reader.string("text", of: row, at: path)
            let word = reader.choice("word", of: row, at: path, as: Word.self)
            let code = reader.string("code", of: row, at: path, isRequired: false)
            guard let text, let word else { continue }
            let verdict: AccountVerdict? =
                switch (word, code) {
                case (.confirmed, nil): .confirmed
                case (.unknown, nil): .unknown
                case (.refused, .some(let code)) where PaymentReason.of(code) != nil:
                    .refused(code: code)
                default: nil
                }
            let key = ComparisonKey.heading(text)
            if let verdict, words.updateValue(verdict, forKey: key) == nil { continue }
            reader.report(
                "data-wrong-value",
                path + "word",
                Phrase(
                    vi: "mỗi kết quả nêu một lần; chỉ refused có code, là mã ISO 20022 đã biết",
                    en:
                        "a result stands once; refused alone has a code, one of ISO 20022 that is known"
                )
            )
        }
        return words
    }
}
