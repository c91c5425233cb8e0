// The bank directory out of its TOML file.

package import Intake
import TOMLKit

extension BankDirectory {
    /// Reads a directory: an array of tables `bank`; its keys are explained in the shipped file.
    ///
    /// All faults are found in one go; with an error the directory is empty.
    ///
    /// - Parameters:
    ///   - text: The TOML text.
    ///   - file: The file's name for diagnostics.
    /// - Returns: The directory and all that is wrong with the file.
    package static func read(_ text: String, file: String) -> Reading<BankDirectory> {
        var reader = DataReader(file: file)
        var banks: [Bank] = []
        if let root = reader.parse(text) {
            reader.refuseKeys(of: root, at: "", except: ["known_from", "bank"])
            _ = reader.date("known_from", of: root, at: "")
            for (index, table) in reader.tables("bank", of: root, at: "").enumerated() {
                let bank = readBank(table, at: "bank[\(index + 1)].", with: &reader)
                if let bank { banks.append(bank) }
            }
        }
        refuseDoubles(banks, with: &reader)
        let isRefused = !reader.diagnostics.isEmpty
        return Reading(
            value: BankDirectory(isRefused ? [] : banks),
            diagnostics: reader.diagnostics
        )
    }

    /// The directory that ships with the program.
    package static let shipped: BankDirectory = {
        let path = "banks.toml"
        guard let file = BankFilesData.files.first(where: { $0.path == path }) else {
            preconditionFailure("banks.toml is compiled in")
        }
        let reading = read(file.text, file: path)
        precondition(!reading.isRefused, "the shipped banks.toml is sound")
        return reading.value
    }()

    private static func readBank(
        _ table: TOMLTable,
        at path: String,
        with reader: inout DataReader
    ) -> Bank? {
        reader.refuseKeys(
            of: table,
            at: path,
            except: [
                "bin", "card_bins", "code", "bic", "short_name", "name", "verified",
                "account_length",
                "account_length_verified",
            ]
        )
        let bin = readBIN(reader.string("bin", of: table, at: path), path + "bin", &reader)
        let cards = reader.strings("card_bins", of: table, at: path).compactMap {
            readBIN($0, path + "card_bins", &reader)
        }
        let code = reader.string("code", of: table, at: path, isRequired: false)
        if let code, code.utf8.count != 3 || !code.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            reader.report(
                "data-wrong-value",
                path + "code",
                Phrase(vi: "phải là 3 chữ số", en: "this must be 3 digits")
            )
        }
        let bic = reader.string("bic", of: table, at: path, isRequired: false)
        if let bic, bic.utf8.count != 8 || !bic.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) {
            reader.report(
                "data-wrong-value",
                path + "bic",
                Phrase(vi: "phải là 8 chữ cái hoa", en: "this must be 8 capital letters")
            )
        }
        let shortName = reader.string("short_name", of: table, at: path)
        let name = reader.string("name", of: table, at: path)
        let isVerified = reader.boolean("verified", of: table, at: path)
        let lengths = reader.range("account_length", of: table, at: path)
        let areSure = reader.boolean("account_length_verified", of: table, at: path, absent: false)
        guard let bin, let shortName, let name, let isVerified, let areSure else { return nil }
        return Bank(
            bin: bin,
            cardBINs: cards,
            code: code,
            bic: bic,
            shortName: shortName,
            name: name,
            isVerified: isVerified,
            accountLengths: lengths,
            areAccountLengthsVerified: areSure
        )
    }

    /// A BIN out of its text, or nil with an error; nil without one where there is no text.
    static func readBIN(_ text: String?, _ path: String, _ reader: inout DataReader) -> BIN? {
        guard let text else { return nil }
        if let bin = BIN(text) { return bin }
        reader.report(
            "data-wrong-value",
            path,
            Phrase(vi: "mã BIN phải có 6 chữ số", en: "a BIN has 6 digits")
        )
        return nil
    }

    private static func refuseDoubles(_ banks: [Bank], with reader: inout DataReader) {
        var bins: Set<BIN> = []
        var codes: Set<String> = []
        var bics: Set<String> = []
        for bank in banks {
            if let bic = bank.bic, !bics.insert(bic).inserted {
                reader.report(
                    "bank-double-bic",
                    bic,
                    Phrase(vi: "mã BIC có ở hai ngân hàng", en: "two banks have this BIC")
                )
            }
            for bin in [bank.bin] + bank.cardBINs where !bins.insert(bin).inserted {
                reader.report(
                    "bank-double-bin",
                    bin.description,
                    Phrase(vi: "mã BIN có ở hai ngân hàng", en: "two banks have this BIN")
                )
            }
            if let code = bank.code, !codes.insert(code).inserted {
                reader.report(
                    "bank-double-code",
                    code,
                    Phrase(vi: "mã ngân hàng có ở hai nơi", en: "two banks have this code")
                )
            }
        }
    }
}
