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
    /// Rows before the headings.
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

    /// One column.
    package struct Column: Hashable, Sendable {
        /// What it holds.
        package let value: Value
        /// Its heading.
        package let header: String
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
        var reader = DataReader(file: file)
        guard let root = reader.parse(text) else {
            return Reading(value: nil, diagnostics: reader.diagnostics)
        }
        let profile = read(root, with: &reader)
        let isSound = reader.diagnostics.isEmpty
        return Reading(value: isSound ? profile : nil, diagnostics: reader.diagnostics)
    }

    private static func read(_ root: TOMLTable, with reader: inout DataReader) -> ResultProfile? {
        reader.refuseKeys(
            of: root,
            at: "",
            except: [
                "id", "name", "title_rows", "thousands", "source", "confirmed_on", "column",
                "status",
            ]
        )
        let id = reader.string("id", of: root, at: "")
        let name = reader.string("name", of: root, at: "")
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
        let columns = readColumns(of: root, with: &reader)
        let words = readWords(of: root, with: &reader)
        guard let id, let name, let titles, let thousands, let source,
            reader.diagnostics.isEmpty
        else { return nil }
        return ResultProfile(
            id: id,
            name: name,
            titleRows: titles,
            thousands: thousands.byte,
            source: source,
            confirmedOn: confirmed,
            columns: columns,
            words: words
        )
    }

    private static func readColumns(
        of root: TOMLTable,
        with reader: inout DataReader
    ) -> [Column] {
        var columns: [Column] = []
        for (index, row) in reader.tables("column", of: root, at: "").enumerated() {
            let path = "column[\(index + 1)]."
            reader.refuseKeys(of: row, at: path, except: ["value", "header"])
            let value = reader.choice("value", of: row, at: path, as: Value.self)
            let header = reader.string("header", of: row, at: path)
            guard let value, let header else { continue }
            columns.append(Column(value: value, header: header))
        }
        let headings = columns.map { ComparisonKey.heading($0.header) }
        if Set(headings).count != headings.count || Set(columns.map(\.value)).count != columns.count
        {
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
