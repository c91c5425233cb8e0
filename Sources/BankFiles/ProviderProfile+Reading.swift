// A provider's profile out of its TOML file.

package import Intake
import Ledger
import TOMLKit

extension ProviderProfile {
    /// Reads a profile; the keys are those of the shipped ones.
    ///
    /// All faults are found in one go; with an error there is no profile.
    ///
    /// - Parameters:
    ///   - text: The TOML text.
    ///   - file: The file's name for diagnostics.
    /// - Returns: The profile and all that is wrong with the file.
    package static func read(_ text: String, file: String) -> Reading<ProviderProfile?> {
        var reader = DataReader(file: file)
        guard let root = reader.parse(text) else {
            return Reading(value: nil, diagnostics: reader.diagnostics)
        }
        let profile = read(root, with: &reader)
        let isSound = reader.diagnostics.isEmpty
        return Reading(value: isSound ? profile : nil, diagnostics: reader.diagnostics)
    }

    /// The profiles that ship with the program, in the order of their ids.
    package static let shipped: [ProviderProfile] = BankFilesData.files.compactMap { file in
        guard file.path.hasPrefix("profiles/") else { return nil }
        guard let profile = read(file.text, file: file.path).value else {
            preconditionFailure("a shipped profile is sound")
        }
        return profile
    }

    private static func read(_ root: TOMLTable, with reader: inout DataReader) -> ProviderProfile? {
        var known = ["id", "name", "format", "max_transfers_per_file", "source", "confirmed_on"]
        let id = reader.string("id", of: root, at: "")
        let name = reader.string("name", of: root, at: "")
        let format = reader.choice("format", of: root, at: "", as: PaymentFileFormat.self)
        let maximum = reader.integer(
            "max_transfers_per_file",
            of: root,
            at: "",
            in: 1...10_000_000
        )
        let source = reader.string("source", of: root, at: "")
        let confirmed = readDate("confirmed_on", of: root, with: &reader)
        if let id, !isID(id) {
            reader.report(
                "data-wrong-value",
                "id",
                Phrase(vi: "chỉ gồm a-z, 0-9 và dấu -", en: "only a-z, 0-9 and - are taken")
            )
        }
        var account = AccountKeys()
        if let format, format != .cashList {
            known += AccountKeys.known
            account = AccountKeys(root, with: &reader)
        }
        var version: Pain001Version?
        if format == .pain001 {
            known.append("version")
            version = .v09
            if root["version"] != nil {
                version = reader.choice("version", of: root, at: "", as: Pain001Version.self)
            }
        }
        var layout: TableLayout?
        if format == .table {
            known.append("table")
            layout = readLayout(of: root, with: &reader)
        }
        if format != nil { reader.refuseKeys(of: root, at: "", except: known) }
        guard let id, let name, let format, let maximum, let source,
            reader.diagnostics.isEmpty
        else { return nil }
        return ProviderProfile(
            id: id,
            name: name,
            bank: account.bank,
            format: format,
            version: version,
            maximumTransfers: maximum,
            caps: account.caps,
            batchBooking: account.batchBooking,
            source: source,
            confirmedOn: confirmed,
            table: layout
        )
    }

    /// The keys of a profile that pays into accounts.
    private struct AccountKeys {
        static let known = ["bank", "name_cap", "narrative_cap", "batch_booking"]
        var bank: BIN?
        var caps = TextCaps()
        var batchBooking = false

        init() {}

        init(_ root: TOMLTable, with reader: inout DataReader) {
            let text = reader.string("bank", of: root, at: "")
            bank = BankDirectory.readBIN(text, "bank", &reader)
            let name = reader.integer("name_cap", of: root, at: "", in: 20...140)
            let least = TextCaps.narrativeMinimum
            let narrative = reader.integer("narrative_cap", of: root, at: "", in: least...140)
            batchBooking =
                reader.boolean("batch_booking", of: root, at: "", absent: false) ?? false
            if let name, let narrative { caps = TextCaps(name: name, narrative: narrative) }
        }
    }

    static func isID(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D
            }
    }

    static func readDate(
        _ key: String,
        of root: TOMLTable,
        with reader: inout DataReader
    ) -> CivilDate? {
        guard let date = reader.date(key, of: root, at: "") else { return nil }
        let day = CivilDate(year: date.year, month: date.month, day: date.day)
        if day == nil {
            reader.report(
                "data-wrong-value",
                key,
                Phrase(vi: "ngày này không có thật", en: "there is no such day")
            )
        }
        return day
    }

    private static func readLayout(
        of root: TOMLTable,
        with reader: inout DataReader
    ) -> TableLayout? {
        guard let table = root["table"]?.table else {
            reader.report(
                "data-missing-key",
                "table",
                Phrase(vi: "thiếu bảng [table]", en: "the table [table] is missing")
            )
            return nil
        }
        reader.refuseKeys(
            of: table,
            at: "table.",
            except: [
                "delimiter", "byte_order_mark", "line_end", "own_bank_apart", "total_row",
                "account_as", "column",
            ]
        )
        typealias Layout = TableLayout
        let at = "table."
        let delimiter = reader.choice("delimiter", of: table, at: at, as: Layout.Delimiter.self)
        let mark = reader.boolean("byte_order_mark", of: table, at: at)
        let lineEnd = reader.choice("line_end", of: table, at: at, as: Layout.LineEnd.self)
        let isApart = reader.boolean("own_bank_apart", of: table, at: at)
        let hasTotal = reader.boolean("total_row", of: table, at: at)
        let form = reader.choice("account_as", of: table, at: at, as: Layout.AccountForm.self)
        let columns = readColumns(of: table, with: &reader)
        guard let delimiter, let mark, let lineEnd, let isApart, let hasTotal, let form else {
            return nil
        }
        return TableLayout(
            columns: columns,
            delimiter: delimiter,
            hasByteOrderMark: mark,
            lineEnd: lineEnd,
            ownBankApart: isApart,
            hasTotalRow: hasTotal,
            accountForm: form
        )
    }

    private static func readColumns(
        of table: TOMLTable,
        with reader: inout DataReader
    ) -> [TableLayout.Column] {
        var columns: [TableLayout.Column] = []
        for (index, row) in reader.tables("column", of: table, at: "table.").enumerated() {
            let path = "table.column[\(index + 1)]."
            reader.refuseKeys(of: row, at: path, except: ["value", "header"])
            let value = reader.choice("value", of: row, at: path, as: TableLayout.Value.self)
            let header = reader.string("header", of: row, at: path)
            guard let value, let header else { continue }
            columns.append(TableLayout.Column(value: value, header: header))
        }
        let needed: [TableLayout.Value] = [.account, .name, .amount, .narrative]
        for value in needed where columns.count(where: { $0.value == value }) != 1 {
            reader.report(
                "table-column-needed",
                "table.column",
                Phrase(
                    vi: "phải có đúng một cột \(value.rawValue)",
                    en: "there must be exactly one column \(value.rawValue)"
                ),
                hint: Phrase(
                    vi: "cột nội dung mang mã chi trả để khớp kết quả của ngân hàng",
                    en: "the narrative carries the transfer id that the bank's answer is matched by"
                )
            )
        }
        return columns
    }
}

extension ProviderProfile {
    /// The text of a shipped profile: it goes with the files that were written by it.
    package static func shippedText(id: String) -> String? {
        BankFilesData.files.first { $0.path == "profiles/\(id).toml" }?.text
    }
}
