// The codes that invented rows use: those of the units, law and banks that ship with the product.

package import Enrolment
import Ledger

/// Codes of categories, units and banks for invented people.
package enum FixtureVocabulary {
    /// Categories with their share in a hundred.
    package static let categories: [(String, weight: Int)] = [
        ("pension", 50), ("5.6", 30), ("5.5a", 6), ("5.4", 5), ("5.1", 3), ("5.2", 2), ("5.8", 2),
        ("5.3", 1), ("5.7", 1),
    ]

    /// The facts that invented rows have, with the values that they take.
    package static let facts: [String: FactValues] = [
        "severity": .oneOf(["severe", "special"]),
        "poverty": .oneOf(["poor", "near-poor", "none"]),
        "supporter": .oneOf(["none", "welfare", "unable", "yes"]),
        "schooling": .oneOf(["yes", "no"]),
        "children": .count(0...30),
        "area": .oneOf(["difficult", "none"]),
        "income": .oneOf(["none", "stable"]),
        "pension": .oneOf(["none", "yes"]),
    ]

    /// Units with their share in a hundred, in the order of the families of golden case E12.
    package static let units: [(String, weight: Int)] = [
        ("CM01", 24), ("CM02", 17), ("CM03", 16), ("CM04", 13), ("CM05", 14), ("CM06", 11),
        ("NA01", 5),
    ]

    /// A bank that invented accounts are at.
    package struct Bank: Sendable {
        /// The six-digit BIN.
        package let bin: String
        /// The three digits of its CITAD codes.
        package let code: String
        /// The length of the accounts made.
        package let accountLength: Int
        /// The share in a hundred.
        package let weight: Int
    }

    /// Banks by their share among people in the country.
    package static let banks: [Bank] = [
        Bank(bin: "970405", code: "204", accountLength: 13, weight: 46),
        Bank(bin: "970415", code: "201", accountLength: 12, weight: 14),
        Bank(bin: "970418", code: "202", accountLength: 14, weight: 12),
        Bank(bin: "970436", code: "203", accountLength: 13, weight: 11),
        Bank(bin: "970422", code: "311", accountLength: 13, weight: 9),
        Bank(bin: "970407", code: "310", accountLength: 14, weight: 5),
        Bank(bin: "970449", code: "357", accountLength: 12, weight: 3),
    ]

    /// The bank of a BIN or CITAD code, as a register reader asks for it.
    package static func bank(_ text: String) -> KnownBank? {
        let bank =
            switch text.utf8.count {
            case 6: banks.first { $0.bin == text }
            case 8: banks.first { $0.code == text.dropFirst(2).prefix(3) }
            default: Bank?.none
            }
        return bank.map {
            KnownBank(bin: $0.bin, accountLengths: $0.accountLength...$0.accountLength)
        }
    }
}
