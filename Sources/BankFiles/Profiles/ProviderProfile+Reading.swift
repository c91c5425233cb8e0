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
        DataReader.read(text, file: file) { read($0, with: &$1) }
    }

    /// The profiles that ship with the program, in the order of their ids.
    package static let shipped: [ProviderProfile] = shippedIDs.compactMap { shipped(id: $0) }

    /// Their ids, in order.
    package static var shippedIDs: [String] {
        BankFilesData.files.compactMap { file in
            guard file.path.hasPrefix("profiles/") else { return nil }
            return String(file.path.dropFirst(9).dropLast(5))
        }.sorted()
    }

    /// One that ships with the program, read alone; nil where there is none.
    package static func shipped(id: String) -> ProviderProfile? {
        guard let text = shippedText(id: id) else { return nil }
        guard let profile = read(text, file: "profiles/\(id).toml").value else {
            preconditionFailure("a shipped profile is sound")
        }
        return profile
    }

    private static func read(_ root: TOMLTable, with reader: inout DataReader) -> ProviderProfile? {
        var known = [
            "id", "name", "format", "max_transfers_per_file", "max_total_per_file", "source",
            "confirmed_on", "id_length",
        ]
        let id = reader.string("id", of: root, at: "")
        let name = reader.string("name", of: root, at: "")
        let format = reader.choice("format", of: root, at: "", as: PaymentFileFormat.self)
        let maximum = reader.integer("max_transfers_per_file", of: root, at: "", in: 1...10_000_000)
        let total = largestTotal(of: root, with: &reader)
        let idLength = longestID(of: root, with: &reader)
        let source = reader.string("source", of: root, at: "")
        let confirmed = readDate("confirmed_on", of: root, with: &reader)
        if let id, !isID(id) { refuseID(&reader) }
        let isToAccounts = format != nil && format != .cashList
        let account = isToAccounts ? AccountKeys(root, with: &reader) : AccountKeys()
        if isToAccounts { known += AccountKeys.known }
        var order = OrderKeys()
        if format == .pain001 {
            known += OrderKeys.known
            order = OrderKeys(root, account, with: &reader)
        } else if format == .table {
            known.append("table")
        }
        let layout = format == .table ? layout(of: root, account, with: &reader) : nil
        let byBytes = transfersByBytes(of: root, format, layout, account.caps, with: &reader)
        if byBytes != nil { known.append("max_bytes_per_file") }
        if format != nil { reader.refuseKeys(of: root, at: "", except: known) }
        guard let id, let name, let format, let maximum, let source, let idLength,
            reader.diagnostics.isEmpty
        else { return nil }
        return ProviderProfile(
            id: id,
            name: name,
            bank: account.bank,
            paysFrom: account.funds,
            format: format,
            version: order.version,
            purpose: order.purpose,
            categoryPurpose: order.categoryPurpose,
            hasInstructionID: order.hasInstructionID,
            members: order.members,
            debtorAddress: order.debtorAddress,
            narrative: account.narrative,
            idLength: idLength,
            maximumTransfers: min(maximum, byBytes ?? maximum),
            maximumTotal: total.map { Int64($0) },
            apart: account.apart,
            cutOff: account.cutOff,
            rail: account.rail,
            caps: account.caps,
            batchBooking: account.batchBooking,
            keepsSoundAnswers: account.tolerance == .keepSound,
            hasFinalRefusals: account.refusals == .final,
            source: source,
            confirmedOn: confirmed,
            table: layout
        )
    }

    private static func layout(
        of root: TOMLTable,
        _ account: AccountKeys,
        with reader: inout DataReader
    ) -> TableLayout? {
        let layout = TableLayout.read(
            of: root,
            caps: account.caps,
            funds: account.funds,
            with: &reader
        )
        if account.apart != nil, layout?.ownBankApart == true {
            reader.report(
                "data-wrong-value",
                "files_apart",
                Phrase(
                    vi: "own_bank_apart đã nói: chỉ ghi một trong hai",
                    en: "own_bank_apart says it already: only one of both stands here"
                )
            )
        }
        return layout
    }

    /// The Treasury takes no message of banks.
    private static func refuseFunds(_ reader: inout DataReader) {
        reader.report(
            "data-wrong-value",
            "pays_from",
            Phrase(
                vi: "chi từ dự toán chỉ dùng với format = \"table\"",
                en: "payment from the estimate goes with format = \"table\" only"
            )
        )
    }

    private static func refuseID(_ reader: inout DataReader) {
        reader.report(
            "data-wrong-value",
            "id",
            Phrase(vi: "chỉ gồm a-z, 0-9 và dấu -", en: "only a-z, 0-9 and - are taken")
        )
    }

    /// All that ISO 20022 has where the profile says nothing.
    private static func longestID(of root: TOMLTable, with reader: inout DataReader) -> Int? {
        guard root["id_length"] != nil else { return MessageID.lengths.upperBound }
        return reader.integer("id_length", of: root, at: "", in: MessageID.lengths)
    }

    private static func largestTotal(
        of root: TOMLTable,
        with reader: inout DataReader
    ) -> Int? {
        guard root["max_total_per_file"] != nil else { return nil }
        let bounds = 1...Int(Money.largestAmount)
        return reader.integer("max_total_per_file", of: root, at: "", in: bounds)
    }

    /// The most bytes of what stands around the transfers of a file.
    private static let frameBytes = 4_096

    /// The most bytes that one transfer takes in a file; nil for a workbook and a cash list.
    private static func transferBytes(
        _ format: PaymentFileFormat?,
        _ layout: TableLayout?,
        _ caps: TextCaps
    ) -> Int? {
        switch (format, layout?.form) {
        case (.pain001, _): 512 + caps.name + caps.narrative
        case (.table, .csv): 256 + caps.name + caps.narrative
        case (.table, .fixed): 2 + (layout?.columns.reduce(0) { $0 + ($1.width ?? 0) } ?? 0)
        default: nil
        }
    }

    /// How many transfers surely fit into a provider's largest file, by its bytes; nil where it names no
    /// limit, or the form has none that can be known before it is written.
    ///
    /// The longest transfer counts, never the one at hand: files are split by one count.
    private static func transfersByBytes(
        of root: TOMLTable,
        _ format: PaymentFileFormat?,
        _ layout: TableLayout?,
        _ caps: TextCaps,
        with reader: inout DataReader
    ) -> Int? {
        guard root["max_bytes_per_file"] != nil,
            let longest = transferBytes(format, layout, caps)
        else { return nil }
        let least = frameBytes + longest
        let bytes = reader.integer(
            "max_bytes_per_file",
            of: root,
            at: "",
            in: least...1_000_000_000_000
        )
        return bytes.map { ($0 - frameBytes) / longest } ?? 1
    }

    /// The keys of a profile of pain.001.
    private struct OrderKeys {
        static let known =
            [
                "version", "purpose", "category_purpose", "instruction_id", "debtor_address",
            ] + ClearingMembers.keys
        var version: Pain001Version?
        var purpose: PaymentPurpose?
        var categoryPurpose: PaymentPurpose?
        var hasInstructionID = false
        var members = ClearingMembers.bins
        var debtorAddress: AddressForm?

        init() {}

        /// Version 09 and BINs where none are named, and no purpose, instruction or address.
        init(_ root: TOMLTable, _ account: AccountKeys, with reader: inout DataReader) {
            if account.funds == .estimate { refuseFunds(&reader) }
            func choice<Choice: RawRepresentable & CaseIterable>(
                _ key: String,
                as type: Choice.Type,
                with reader: inout DataReader
            ) -> Choice? where Choice.RawValue == String {
                guard root[key] != nil else { return nil }
                return reader.choice(key, of: root, at: "", as: type)
            }
            version =
                root["version"] == nil
                ? .v09 : choice("version", as: Pain001Version.self, with: &reader)
            purpose = choice("purpose", as: PaymentPurpose.self, with: &reader)
            categoryPurpose = choice("category_purpose", as: PaymentPurpose.self, with: &reader)
            debtorAddress = choice("debtor_address", as: AddressForm.self, with: &reader)
            members = ClearingMembers.read(root, bank: account.bank, with: &reader)
            hasInstructionID =
                reader.boolean("instruction_id", of: root, at: "", absent: false) ?? false
        }
    }

    /// What becomes of a bank's answer of which a payment cannot be read.
    private enum AnswerTolerance: String, CaseIterable {
        case strict
        case keepSound = "keep-sound"
    }

    /// When a payment that the bank refused, in an answer without a signature, may be paid again.
    private enum Refusals: String, CaseIterable {
        case afterStatement = "after-statement"
        case final
    }

    /// The keys of a profile that pays into accounts.
    private struct AccountKeys {
        static let known = [
            "bank", "name_cap", "narrative_cap", "narrative", "batch_booking", "cut_off", "rail",
            "files_apart", "answers", "refusals", "pays_from",
        ]
        var bank: BIN?
        var cutOff: Int?
        var rail: PaymentRail?
        var caps = TextCaps()
        var narrative = NarrativeTemplate.standard
        var batchBooking = false
        var apart: FilesApart?
        var tolerance = AnswerTolerance.strict
        var refusals = Refusals.final
        var funds = PaymentFunds.deposit

        init() {}

        init(_ root: TOMLTable, with reader: inout DataReader) {
            readFunds(root, with: &reader)
            let name = reader.integer("name_cap", of: root, at: "", in: 20...140)
            readNarrative(root, with: &reader)
            let least = min(narrative.length, 140)
            let most = reader.integer("narrative_cap", of: root, at: "", in: least...140)
            batchBooking =
                reader.boolean("batch_booking", of: root, at: "", absent: false) ?? false
            if root["files_apart"] != nil {
                apart = reader.choice("files_apart", of: root, at: "", as: FilesApart.self)
            }
            if root["answers"] != nil {
                tolerance =
                    reader.choice("answers", of: root, at: "", as: AnswerTolerance.self) ?? .strict
            }
            if root["refusals"] != nil {
                refusals =
                    reader.choice("refusals", of: root, at: "", as: Refusals.self)
                    ?? .final
            }
            cutOff = reader.time("cut_off", of: root, at: "")
            if let id = reader.string("rail", of: root, at: "", isRequired: false) {
                rail = PaymentRails.shipped.rail(id)
                if rail == nil {
                    let all = PaymentRails.shipped.rails.map(\.id).joined(separator: ", ")
                    reader.report(
                        "data-wrong-value",
                        "rail",
                        Phrase(vi: "một trong: \(all)", en: "one of: \(all)")
                    )
                }
            }
            if let name, let most { caps = TextCaps(name: name, narrative: most) }
        }

        /// The unit's account, with its bank, where the profile does not name the estimate, which has none.
        private mutating func readFunds(_ root: TOMLTable, with reader: inout DataReader) {
            if root["pays_from"] != nil {
                funds =
                    reader.choice("pays_from", of: root, at: "", as: PaymentFunds.self) ?? .deposit
            }
            guard funds == .deposit else {
                if root["bank"] != nil {
                    reader.report(
                        "data-wrong-value",
                        "bank",
                        Phrase(
                            vi: "tài khoản dự toán không ở ngân hàng nào: bỏ dòng này",
                            en: "no bank holds an estimate: take this line out"
                        )
                    )
                }
                return
            }
            let text = reader.string("bank", of: root, at: "")
            bank = BankDirectory.readBIN(text, "bank", &reader)
        }

        /// The standard one where none is given.
        private mutating func readNarrative(_ root: TOMLTable, with reader: inout DataReader) {
            let text = reader.string("narrative", of: root, at: "", isRequired: false)
            guard let text else { return }
            do throws(NarrativeFault) {
                narrative = try NarrativeTemplate(text)
            } catch {
                reader.report("profile-narrative", "narrative", error.message)
            }
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
}

extension ProviderProfile {
    /// The text of a shipped profile: it goes with the files that were written by it.
    package static func shippedText(id: String) -> String? {
        BankFilesData.files.first { $0.path == "profiles/\(id).toml" }?.text
    }
}
