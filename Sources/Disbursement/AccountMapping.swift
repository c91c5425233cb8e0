// Which official account each of ours stands for: a circular's, or a unit's own codes, as data.
//
// Invariants:
// (1) A mapping names accounts and decides nothing: no entry, sum or proof depends on it.
// (2) One of our accounts stands for one official account at most; several of ours may share one.
// (3) What was not read in the instrument itself says so wherever it is shown.

package import Intake
package import Ledger
import TOMLKit

/// A mapping of the chart.
package struct AccountMapping: Sendable {
    /// The official account of one of ours.
    package struct Target: Hashable, Sendable {
        /// Its number, as the instrument writes it.
        package let official: String
        /// Whether it was read in the instrument, or confirmed by the unit's accountant.
        package let isVerified: Bool

        /// The number, and a question mark where nobody has verified it.
        package var text: String { isVerified ? official : "\(official)?" }
    }

    /// What it is called, such as `tt24-2024`.
    package let code: String
    /// The instrument.
    package let title: Phrase
    /// The official accounts by our codes.
    package let targets: [String: Target]

    /// The codes of the mappings that ship, in order.
    package static var shippedCodes: [String] {
        DisbursementData.files.compactMap { file in
            guard file.path.hasPrefix(folder), file.path.hasSuffix(suffix) else { return nil }
            return String(file.path.dropFirst(folder.count).dropLast(suffix.count))
        }
    }

    private static let folder = "mappings/"
    private static let suffix = ".toml"

    /// A mapping that ships; nil for a code that none has.
    package static func shipped(_ code: String) -> AccountMapping? {
        DisbursementData.files.first { $0.path == folder + code + suffix }.map { file in
            do {
                return try AccountMapping(toml: file.text, file: file.path, chart: .shipped)
            } catch {
                preconditionFailure("a mapping that ships is readable: \(error)")
            }
        }
    }

    /// Reads a mapping.
    ///
    /// - Parameters:
    ///   - text: The TOML text: `code`, `title = { vi, en }`, and for each account a table `[[account]]`
    ///     with `ours`, `official` and `verified`.
    ///   - file: Its name, for places.
    ///   - chart: The accounts that it may name.
    /// - Throws: ``AccountMappingRefusal`` with every fault.
    package init(
        toml text: String,
        file: String,
        chart: ChartOfAccounts
    ) throws(AccountMappingRefusal) {
        var reader = MappingReader(file: file, chart: chart)
        let table = try reader.table(of: text)
        reader.refuseKeys(of: table, at: "", except: ["code", "title", "account"])
        let title = table["title"]?.table ?? TOMLTable()
        reader.refuseKeys(of: title, at: "title.", except: ["vi", "en"])
        code = reader.word("code", of: table, at: "")
        let vietnamese = reader.word("vi", of: title, at: "title.")
        let english = reader.word("en", of: title, at: "title.")
        for (index, value) in (table["account"]?.array ?? TOMLArray()).enumerated() {
            reader.read(value.table, at: "account[\(index + 1)].")
        }
        guard reader.faults.isEmpty else {
            throw AccountMappingRefusal(diagnostics: reader.faults)
        }
        self.title = Phrase(vi: vietnamese, en: english)
        targets = reader.targets
    }

    /// The chart with this mapping instead of its own.
    ///
    /// - Parameter chart: The chart.
    /// - Returns: The same accounts; what is not mapped has no mapping.
    package func applied(to chart: ChartOfAccounts) -> ChartOfAccounts {
        ChartOfAccounts(
            accounts: chart.accounts.map { account in
                Account(
                    code: account.code,
                    parent: account.parent,
                    kind: account.kind,
                    vietnameseName: account.vietnameseName,
                    englishName: account.englishName,
                    mapping: targets[account.code].map { "\(code) \($0.text)" } ?? ""
                )
            }
        )
    }
}

/// Why a mapping is not taken.
package struct AccountMappingRefusal: Error, Sendable {
    /// Every fault.
    package let diagnostics: [Diagnostic]
}

/// Reads the values of a mapping and collects what is wrong with it.
private struct MappingReader {
    let file: String
    let chart: ChartOfAccounts
    private(set) var faults: [Diagnostic] = []
    private(set) var targets: [String: AccountMapping.Target] = [:]

    init(file: String, chart: ChartOfAccounts) {
        self.file = file
        self.chart = chart
    }

    private mutating func fault(
        _ code: String,
        _ field: String,
        _ message: Phrase,
        hint: Phrase? = nil
    ) {
        let place = Location(file: file, field: field)
        faults.append(Diagnostic(.error, code: code, at: place, message, hint: hint))
    }

    func table(of text: String) throws(AccountMappingRefusal) -> TOMLTable {
        do {
            return try TOMLTable(string: TOMLInput.checked(text))
        } catch {
            let line =
                (error as? TOMLInput.Fault)?.line ?? (error as? TOMLParseError)?.source.begin.line
            throw AccountMappingRefusal(diagnostics: [
                Diagnostic(
                    .error,
                    code: "mapping-syntax",
                    at: Location(file: file, line: line),
                    Phrase(vi: "không đúng cú pháp TOML", en: "this is not valid TOML")
                )
            ])
        }
    }

    mutating func refuseKeys(of table: TOMLTable, at field: String, except known: [String]) {
        for key in table.keys.sorted() where !known.contains(key) {
            fault(
                "mapping-unknown-key",
                "\(field)\(key)",
                Phrase(vi: "khóa này không có trong mẫu", en: "this key is not known"),
                hint: Phrase(
                    vi: "các khóa được nhận: \(known.joined(separator: ", "))",
                    en: "keys that are taken: \(known.joined(separator: ", "))"
                )
            )
        }
    }

    mutating func word(_ key: String, of table: TOMLTable, at field: String) -> String {
        if let text = table[key]?.string, !text.isEmpty { return text }
        fault("mapping-missing", "\(field)\(key)", Phrase(vi: "thiếu", en: "is missing"))
        return ""
    }

    /// Reads one account.
    mutating func read(_ account: TOMLTable?, at field: String) {
        guard let account else {
            let message = Phrase(vi: "phải là một bảng", en: "is no table")
            return fault("mapping-missing", field, message)
        }
        refuseKeys(of: account, at: field, except: ["ours", "official", "verified"])
        let ours = word("ours", of: account, at: field)
        let official = word("official", of: account, at: field)
        if !ours.isEmpty, chart[ours] == nil {
            fault(
                "mapping-unknown-account",
                "\(field)ours",
                Phrase(
                    vi: "hệ thống tài khoản không có \(ours)",
                    en: "the chart has no account \(ours)"
                )
            )
        }
        guard let isVerified = account["verified"]?.bool else {
            let message = Phrase(vi: "phải là true hoặc false", en: "is true or false")
            return fault("mapping-missing", "\(field)verified", message)
        }
        let target = AccountMapping.Target(official: official, isVerified: isVerified)
        if targets.updateValue(target, forKey: ours) != nil, !ours.isEmpty {
            fault(
                "mapping-twice",
                "\(field)ours",
                Phrase(vi: "\(ours) đã có ở trên", en: "\(ours) stands above already")
            )
        }
    }
}
