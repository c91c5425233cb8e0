// How one provider gives back its table of results.
//
// Invariants:
// (1) A profile is data; a column or a word that it does not name is not read, or refused.
// (2) A profile without `confirmedOn` is an example.

package import Intake
package import Ledger
import TOMLKit

/// A provider's own table of results.
package struct ResultProfile: Hashable, Sendable {
    /// The id: `[a-z0-9-]`, at most 32 characters.
    package let id: String
    /// What it is, for people.
    package let name: String
    /// Whether the columns have widths; else the table is CSV or a workbook, as its bytes say.
    package let isFixed: Bool
    /// Rows before the headings; of a table with widths, before the first row.
    package let titleRows: Int
    /// What parts thousands in amounts; nil for nothing.
    package let thousands: UInt8?
    /// Where this profile comes from.
    package let source: String
    /// The day that the provider confirmed it; nil for an example.
    package let confirmedOn: CivilDate?
    /// The columns that are read, by their headings.
    package let columns: [Column]
    /// The words of a state, by their keys without marks and case.
    let words: [String: FactWord]
    /// Codes of ISO 20022 for the bank's words why a row was not paid, by their keys.
    let reasons: [String: String]
    /// The text that it was read from.
    package let text: String

    /// One column.
    package struct Column: Hashable, Sendable {
        /// What it holds.
        package let value: Value
        /// Its heading.
        package let header: String
        /// Its characters, where columns have widths.
        package let width: Int?
    }

    /// What a column holds.
    package enum Value: String, CaseIterable, Sendable {
        /// The row's number.
        case number
        /// The payee's account.
        case account
        /// The account's holder; read and forgotten.
        case name
        /// The payee's bank; read and forgotten.
        case bank
        /// The amount.
        case amount
        /// The narrative, which the transfer's id stands in.
        case narrative
        /// The bank's fee for the row; read and forgotten.
        case fee
        /// What became of the row.
        case status
        /// The bank's name of its entry where the row was paid, why not where it was not.
        case note
        /// Something else; read and forgotten, and may come more than once.
        case other
    }

    /// What may part thousands.
    private enum Thousands: String, CaseIterable {
        case none, dot, comma

        var byte: UInt8? {
            switch self {
            case .none: nil
            case .dot: 0x2E
            case .comma: 0x2C
            }
        }
    }

    /// The profiles that ship with the program, in the order of their ids.
    package static let shipped: [ResultProfile] = BankFilesData.files.compactMap { file in
        guard file.path.hasPrefix("results/") else { return nil }
        guard let profile = read(file.text, file: file.path).value else {
            preconditionFailure("a shipped profile of results is sound")
        }
        return profile
    }

    /// Reads a profile; the keys are those of the shipped one.
    ///
    /// - Parameters:
    ///   - text: The TOML text.
    ///   - file: The file's name for diagnostics.
    /// - Returns: The profile, nil with an error; and all that is wrong with the file.
    package static func read(_ text: String, file: String) -> Reading<ResultProfile?> {
        DataReader.read(text, file: file) { read($0, text, with: &$1) }
    }

    /// The profile that ships under an id; nil for none.
    package static func shipped(id: String) -> ResultProfile? { shipped.first { $0.id == id } }

    /// What a table is written in.
    private enum Form: String, CaseIterable {
        case table, fixed
    }

    private static func read(
        _ root: TOMLTable,
        _ text: String,
        with reader: inout DataReader
    ) -> ResultProfile? {
        reader.refuseKeys(
            of: root,
            at: "",
            except: [
                "id", "name", "form", "title_rows", "thousands", "source", "confirmed_on", "column",
                "status", "reason",
            ]
        )
        let id = reader.string("id", of: root, at: "")
        let name = reader.string("name", of: root, at: "")
        let form =
            root["form"] == nil ? .table : reader.choice("form", of: root, at: "", as: Form.self)
        let titles = reader.integer("title_rows", of: root, at: "", in: 0...20)
        let thousands = reader.choice("thousands", of: root, at: "", as: Thousands.self)
        let source = reader.string("source", of: root, at: "")
        let confirmed = ProviderProfile.readDate("confirmed_on", of: root, with: &reader)
        if let id, !ProviderProfile.isID(id) {
            reader.report(
                "data-wrong-value",
                "id",
                Phrase(vi: "chỉ gồm a-z, 0-9 và dấu -", en: "only a-z, 0-9 and - are taken")
            )
        }
        let columns = readColumns(of: root, isFixed: form == .fixed, with: &reader)
        let words = readWords(of: root, with: &reader)
        let reasons = readReasons(of: root, with: &reader)
        guard let id, let name, let form, let titles, let thousands, let source,
            reader.diagnostics.isEmpty
        else { return nil }
        return ResultProfile(
            id: id,
            name: name,
            isFixed: form == .fixed,
            titleRows: titles,
            thousands: thousands.byte,
            source: source,
            confirmedOn: confirmed,
            columns: columns,
            words: words,
            reasons: reasons,
            text: text
        )
    }

    private static func readColumns(
        of root: TOMLTable,
        isFixed: Bool,
        with reader: inout DataReader
    ) -> [Column] {
        var columns: [Column] = []
        for (index, row) in reader.tables("column", of: root, at: "").enumerated() {
            let path = "column[\(index + 1)]."
            reader.refuseKeys(
                of: row,
                at: path,
                except: isFixed ? ["value", "header", "width"] : ["value", "header"]
            )
            let value = reader.choice("value", of: row, at: path, as: Value.self)
            let header = reader.string("header", of: row, at: path)
            let width =
                isFixed ? reader.integer("width", of: row, at: path, in: 1...1_000) : nil
            guard let value, let header else { continue }
            columns.append(Column(value: value, header: header, width: width))
        }
        let headings = columns.map { ComparisonKey.heading($0.header) }
        let values = columns.map(\.value).filter { $0 != .other }
        if Set(headings).count != headings.count || Set(values).count != values.count {
            reader.report(
                "table-column-twice",
                "column",
                Phrase(vi: "một cột có hai lần", en: "a column stands here twice")
            )
        }
        for value in [.amount, .narrative, .status] as [Value]
        where columns.count(where: { $0.value == value }) != 1 {
            reader.report(
                "table-column-needed",
                "column",
                Phrase(
                    vi: "phải có đúng một cột \(value.rawValue)",
                    en: "there must be exactly one column \(value.rawValue)"
                )
            )
        }
        return columns
    }

    private static func readReasons(
        of root: TOMLTable,
        with reader: inout DataReader
    ) -> [String: String] {
        var reasons: [String: String] = [:]
        guard root["reason"] != nil else { return reasons }
        for (index, row) in reader.tables("reason", of: root, at: "").enumerated() {
            let path = "reason[\(index + 1)]."
            reader.refuseKeys(of: row, at: path, except: ["text", "code"])
            let text = reader.string("text", of: row, at: path)
            let code = reader.string("code", of: row, at: path)
            guard let text, let code else { continue }
            let isNew = reasons.updateValue(code, forKey: ComparisonKey.heading(text)) == nil
            if PaymentReason.of(code) == nil || !isNew {
                reader.report(
                    "data-wrong-value",
                    path + "code",
                    Phrase(
                        vi: "mỗi lý do nêu một lần, bằng một mã ISO 20022 có trong danh mục",
                        en: "a reason stands once, with a code of ISO 20022 that is known"
                    )
                )
            }
        }
        return reasons
    }

    private static func readWords(
        of root: TOMLTable,
        with reader: inout DataReader
    ) -> [String: FactWord] {
        var words: [String: FactWord] = [:]
        for (index, row) in reader.tables("status", of: root, at: "").enumerated() {
            let path = "status[\(index + 1)]."
            reader.refuseKeys(of: row, at: path, except: ["text", "word"])
            let text = reader.string("text", of: row, at: path)
            let word = reader.choice("word", of: row, at: path, as: FactWord.self)
            guard let text, let word else { continue }
            let isNew = words.updateValue(word, forKey: ComparisonKey.heading(text)) == nil
            if !word.isStatus || !isNew {
                reader.report(
                    "data-wrong-value",
                    path + "word",
                    Phrase(
                        vi: "mỗi trạng thái nêu một lần, bằng một từ về trạng thái",
                        en: "a state stands once, with a word of status"
                    )
                )
            }
        }
        return words
    }
}
