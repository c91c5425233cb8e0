// The forms of the State Treasury, as data: what stands in each, who signs and when it is used.
//
// Invariants:
// (1) What was read in the decree, what is asked for elsewhere and what is our own judgement are told apart
//     at each field: nothing passes for official that nobody has read.
// (2) A form of the same number and decree stands once, and so does a field in it.

package import Intake
package import Ledger
import TOMLKit

/// One form.
package struct TreasuryForm: Hashable, Sendable {
    /// Its number in the decree, two digits.
    package let number: String
    /// Its name.
    package let name: Phrase
    /// The decree that has it.
    package let decree: String
    /// The day from which the decree holds.
    package let inForce: CivilDate
    /// When it is used.
    package let use: Phrase
    /// Who signs it, in order.
    package let signers: [Signer]
    /// What ``signers`` rests on.
    package let signersMark: Mark
    /// What stands in it, in order.
    package let fields: [Field]

    /// Something that stands in a form.
    package struct Field: Hashable, Sendable {
        /// What papers know it by.
        package let key: String
        /// What stands before it, or over its column.
        package let label: Phrase
        /// What can be written there.
        package let kind: Kind
        /// What can be chosen; empty but for a choice.
        package let choices: [String]
        /// Whether it stands in every row of the form's table.
        package let isRow: Bool
        /// What it rests on.
        package let mark: Mark
    }

    /// Who signs.
    package enum Signer: String, CaseIterable, Sendable {
        /// Who made the list.
        case maker
        /// The chief accountant.
        case chiefAccountant = "chief-accountant"
        /// The head of the unit, who holds its account.
        case accountHolder = "account-holder"
    }

    /// What can be written in a field.
    package enum Kind: String, CaseIterable, Sendable {
        /// Words.
        case text
        /// The name of a person, unit or bank.
        case name
        /// An account, kept as text.
        case account
        /// A code of the budget.
        case code
        /// A whole number.
        case number
        /// Whole đồng.
        case amount
        /// A day.
        case date
        /// One of a few words.
        case choice
    }

    /// What a statement about a form rests on.
    package enum Mark: String, CaseIterable, Sendable {
        /// It was read in the decree.
        case read
        /// The Treasury or the law on payments is said to ask for it.
        case asked
        /// It is our own, until somebody confirms it.
        case judgement
    }
}

extension TreasuryForm {
    /// The forms that ship with the program, in the order of their numbers.
    package static let shipped: [TreasuryForm] = {
        guard let file = BankFilesData.files.first(where: { $0.path == "treasury-forms.toml" }),
            let forms = read(file.text, file: file.path).value
        else { preconditionFailure("the shipped treasury-forms.toml is sound") }
        return forms
    }()

    /// Reads forms; all faults are found in one go, and with one there are none.
    ///
    /// - Parameters:
    ///   - text: The TOML text.
    ///   - file: The file's name for diagnostics.
    /// - Returns: The forms, nil with an error; and all that is wrong with the file.
    package static func read(_ text: String, file: String) -> Reading<[TreasuryForm]?> {
        var reader = DataReader(file: file)
        var forms: [TreasuryForm] = []
        if let root = reader.parse(text) {
            reader.refuseKeys(of: root, at: "", except: ["form"])
            for (index, table) in reader.tables("form", of: root, at: "").enumerated() {
                if let form = form(table, "form[\(index + 1)].", &reader) { forms.append(form) }
            }
        }
        let names = forms.map { "\($0.decree) \($0.number)" }
        if names != Array(Set(names)).sorted() {
            reader.report(
                "treasury-form-order",
                "form",
                Phrase(
                    vi: "mỗi mẫu một lần, theo thứ tự số",
                    en: "each form stands once, in the order of the numbers"
                )
            )
        }
        guard reader.diagnostics.isEmpty else {
            return Reading(value: nil, diagnostics: reader.diagnostics)
        }
        return Reading(value: forms, diagnostics: [])
    }

    private static func phrase(
        _ key: String,
        _ table: TOMLTable,
        _ path: String,
        _ reader: inout DataReader
    ) -> Phrase? {
        let vietnamese = reader.string("\(key)_vi", of: table, at: path)
        let english = reader.string("\(key)_en", of: table, at: path)
        guard let vietnamese, let english else { return nil }
        return Phrase(vi: vietnamese, en: english)
    }

    private static func form(
        _ table: TOMLTable,
        _ path: String,
        _ reader: inout DataReader
    ) -> TreasuryForm? {
        reader.refuseKeys(
            of: table,
            at: path,
            except: [
                "number", "name_vi", "name_en", "decree", "in_force", "used_vi", "used_en",
                "signers", "signers_mark", "field",
            ]
        )
        let number = reader.string("number", of: table, at: path)
        let name = phrase("name", table, path, &reader)
        let decree = reader.string("decree", of: table, at: path)
        let day = ProviderProfile.readDate("in_force", of: table, with: &reader)
        let use = phrase("used", table, path, &reader)
        let words = reader.strings("signers", of: table, at: path)
        let signers = words.compactMap { Signer(rawValue: $0) }
        let mark = reader.choice("signers_mark", of: table, at: path, as: Mark.self)
        var fields: [Field] = []
        for (index, row) in reader.tables("field", of: table, at: path).enumerated() {
            if let field = field(row, "\(path)field[\(index + 1)].", &reader) {
                fields.append(field)
            }
        }
        if let number, number.utf8.count != 2 || !number.allSatisfy(\.isNumber) {
            refuse(path + "number", Phrase(vi: "hai chữ số", en: "two digits"), &reader)
        }
        if day == nil {
            refuse(path + "in_force", Phrase(vi: "thiếu ngày", en: "a day is missing"), &reader)
        }
        if signers.isEmpty || signers.count != words.count || Set(signers).count != signers.count {
            let all = Signer.allCases.map(\.rawValue).joined(separator: ", ")
            refuse(
                path + "signers",
                Phrase(vi: "trong các vai: \(all)", en: "out of: \(all)"),
                &reader
            )
        }
        if Set(fields.map(\.key)).count != fields.count {
            refuse(
                path + "field",
                Phrase(vi: "một mục có hai lần", en: "a field stands here twice"),
                &reader
            )
        }
        guard let number, let name, let decree, let day, let use, let mark else { return nil }
        return TreasuryForm(
            number: number,
            name: name,
            decree: decree,
            inForce: day,
            use: use,
            signers: signers,
            signersMark: mark,
            fields: fields
        )
    }

    private static func field(
        _ table: TOMLTable,
        _ path: String,
        _ reader: inout DataReader
    ) -> Field? {
        let known = ["key", "label_vi", "label_en", "kind", "choices", "row", "mark"]
        reader.refuseKeys(of: table, at: path, except: known)
        let key = reader.string("key", of: table, at: path)
        let label = phrase("label", table, path, &reader)
        let kind = reader.choice("kind", of: table, at: path, as: Kind.self)
        let choices = reader.strings("choices", of: table, at: path)
        let isRow = reader.boolean("row", of: table, at: path, absent: false)
        let mark = reader.choice("mark", of: table, at: path, as: Mark.self)
        if let key, !ProviderProfile.isID(key) {
            refuse(
                path + "key",
                Phrase(vi: "chỉ gồm a-z, 0-9 và dấu -", en: "only a-z, 0-9 and - are taken"),
                &reader
            )
        }
        if let kind, (kind == .choice) != (choices.count > 1) {
            refuse(
                path + "choices",
                Phrase(
                    vi: "mục chọn có ít nhất hai lựa chọn, mục khác không có",
                    en: "a choice has two choices at least, and nothing else has any"
                ),
                &reader
            )
        }
        guard let key, let label, let kind, let isRow, let mark else { return nil }
        return Field(
            key: key,
            label: label,
            kind: kind,
            choices: choices,
            isRow: isRow,
            mark: mark
        )
    }

    private static func refuse(_ path: String, _ words: Phrase, _ reader: inout DataReader) {
        reader.report("data-wrong-value", path, words)
    }
}
