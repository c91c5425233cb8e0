// The ways between banks: what each takes at most, and until when.
//
// Invariants:
// (1) Limits and times are data, each marked whether it rests on more than memory.
// (2) A transfer within one bank goes on no way between banks, and has no limit here.

package import Intake
import TOMLKit

/// A way on which money goes from one bank to another.
package struct PaymentRail: Hashable, Sendable {
    /// The id: `napas-247`, `ibps-low`, `ibps-high`.
    package let id: String
    /// The name for people.
    package let name: String
    /// The amounts of one transfer, in đồng.
    package let amounts: ClosedRange<Int64>
    /// Minutes after midnight in Viet Nam until which a bank day's transfers go; nil for always.
    package let cutOff: Int?
    /// Whether it rests on more than memory.
    package let isVerified: Bool
    /// Where it comes from.
    package let source: String
}

/// The ways, and the banks that take less than their way does.
package struct PaymentRails: Sendable {
    /// A bank that takes less.
    struct Limit: Hashable, Sendable {
        let rail: String
        let bank: BIN
        let most: Int64
    }

    /// The ways in the order of the file.
    package let rails: [PaymentRail]
    private let limits: [Limit]

    /// The ways that ship with the program.
    package static let shipped: PaymentRails = {
        guard let file = BankFilesData.files.first(where: { $0.path == "rails.toml" }),
            let rails = read(file.text, file: file.path).value
        else { preconditionFailure("the shipped rails.toml is sound") }
        return rails
    }()

    /// A way by its id.
    package func rail(_ id: String) -> PaymentRail? { rails.first { $0.id == id } }

    /// What a way takes to a bank at most, in đồng.
    package func most(_ rail: PaymentRail, to bank: BIN) -> Int64 {
        let own = limits.first { $0.rail == rail.id && $0.bank == bank }?.most
        return min(rail.amounts.upperBound, own ?? .max)
    }

    /// Whether a way takes an amount to a bank.
    package func takes(_ amount: Int64, _ rail: PaymentRail, to bank: BIN) -> Bool {
        amount >= rail.amounts.lowerBound && amount <= most(rail, to: bank)
    }

    /// The first way that takes an amount to a bank; nil where none does.
    package func rail(for amount: Int64, to bank: BIN) -> PaymentRail? {
        rails.first { takes(amount, $0, to: bank) }
    }
}

extension PaymentRails {
    /// Reads the ways; all faults are found in one go, and with one there are none.
    package static func read(_ text: String, file: String) -> Reading<PaymentRails?> {
        var reader = DataReader(file: file)
        var rails: [PaymentRail] = []
        var limits: [Limit] = []
        if let root = reader.parse(text) {
            reader.refuseKeys(of: root, at: "", except: ["rail", "limit"])
            for (index, table) in reader.tables("rail", of: root, at: "").enumerated() {
                if let rail = rail(table, "rail[\(index + 1)].", &reader) { rails.append(rail) }
            }
            for (index, table) in reader.tables("limit", of: root, at: "").enumerated() {
                let path = "limit[\(index + 1)]."
                guard let limit = limit(table, path, &reader) else { continue }
                limits.append(limit)
                if !rails.contains(where: { $0.id == limit.rail }) {
                    reader.report(
                        "rail-unknown",
                        path + "rail",
                        Phrase(vi: "không có kênh này", en: "there is no such way")
                    )
                }
            }
        }
        guard reader.diagnostics.isEmpty else {
            return Reading(value: nil, diagnostics: reader.diagnostics)
        }
        return Reading(value: PaymentRails(rails: rails, limits: limits), diagnostics: [])
    }

    private static let amounts = 1...Int(CreditTransfer.amounts.upperBound)

    private static func rail(
        _ table: TOMLTable,
        _ path: String,
        _ reader: inout DataReader
    ) -> PaymentRail? {
        let known = ["id", "name", "least", "most", "cut_off", "verified", "source"]
        reader.refuseKeys(of: table, at: path, except: known)
        let id = reader.string("id", of: table, at: path)
        let name = reader.string("name", of: table, at: path)
        let least = reader.integer("least", of: table, at: path, in: amounts)
        let most = reader.integer(
            "most",
            of: table,
            at: path,
            in: (least ?? 1)...amounts.upperBound
        )
        let cutOff = reader.time("cut_off", of: table, at: path)
        let isVerified = reader.boolean("verified", of: table, at: path)
        let source = reader.string("source", of: table, at: path)
        guard let id, let name, let least, let most, let isVerified, let source else { return nil }
        return PaymentRail(
            id: id,
            name: name,
            amounts: Int64(least)...Int64(most),
            cutOff: cutOff,
            isVerified: isVerified,
            source: source
        )
    }

    private static func limit(
        _ table: TOMLTable,
        _ path: String,
        _ reader: inout DataReader
    ) -> Limit? {
        reader.refuseKeys(
            of: table,
            at: path,
            except: ["rail", "bin", "most", "verified", "source"]
        )
        let rail = reader.string("rail", of: table, at: path)
        let text = reader.string("bin", of: table, at: path)
        let bank = BankDirectory.readBIN(text, path + "bin", &reader)
        let most = reader.integer("most", of: table, at: path, in: amounts)
        _ = reader.boolean("verified", of: table, at: path)
        _ = reader.string("source", of: table, at: path)
        guard let rail, let bank, let most else { return nil }
        return Limit(rail: rail, bank: bank, most: Int64(most))
    }
}

extension DataReader {
    /// A time of day as `16:00`, in minutes after midnight; nil where absent or wrong.
    mutating func time(_ key: String, of table: TOMLTable, at path: String) -> Int? {
        guard let text = string(key, of: table, at: path, isRequired: false) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0..<24).contains(hour), (0..<60).contains(minute)
        else {
            report(
                "data-wrong-value",
                path + key,
                Phrase(vi: "phải là giờ dạng 16:00", en: "this must be a time such as 16:00")
            )
            return nil
        }
        return hour * 60 + minute
    }
}
