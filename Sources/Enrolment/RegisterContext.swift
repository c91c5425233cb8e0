// What a reader of register files must know from other modules: it imports neither law nor banks.

package import Ledger

/// The values that a fact of the rule book takes.
package enum FactValues: Hashable, Sendable {
    /// One of these words.
    case oneOf(Set<String>)
    /// A whole number in a range, written in digits.
    case count(ClosedRange<Int>)
    /// Any text of 1 to 64 bytes.
    case any

    /// Whether a value is one of them.
    package func accept(_ value: String) -> Bool {
        switch self {
        case .oneOf(let words): return words.contains(value)
        case .count(let range):
            guard value.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int(value)
            else {
                return false
            }
            return range.contains(number)
        case .any: return (1...64).contains(value.utf8.count)
        }
    }
}

/// A bank that accounts may be at.
package struct KnownBank: Hashable, Sendable {
    /// The six-digit BIN, by which the register names it.
    package let bin: String
    /// How many characters its account numbers have.
    package let accountLengths: ClosedRange<Int>
    /// Whether the bank has confirmed the lengths: only then is another length an error.
    package let areLengthsConfirmed: Bool

    /// The BIN as a number.
    let number: UInt32

    /// A bank.
    package init(
        bin: String,
        accountLengths: ClosedRange<Int>,
        areLengthsConfirmed: Bool = true
    ) {
        precondition(
            bin.utf8.count == 6 && bin.utf8.allSatisfy { (0x30...0x39).contains($0) },
            "a BIN has six digits"
        )
        self.bin = bin
        number = bin.utf8.reduce(0) { $0 * 10 + UInt32($1 &- 0x30) }
        self.accountLengths = accountLengths
        self.areLengthsConfirmed = areLengthsConfirmed
    }
}

/// What the rule book says of a category that a reader of register files must know.
package struct CategoryTraits: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A payee that a row names receives what this category gives, and nothing else of the person.
    package static let ownPayee = CategoryTraits(rawValue: 1)
    /// It may be granted to whom is known to be dead, such as a funeral.
    package static let afterDeath = CategoryTraits(rawValue: 2)
    /// It is paid once, so that another decision may follow while the first has no end.
    package static let once = CategoryTraits(rawValue: 4)
    /// It starts by the day of a certificate, under some rule.
    package static let certified = CategoryTraits(rawValue: 8)
}

/// What the checks of a register file are made against.
package struct RegisterContext: Sendable {
    /// The units.
    package let units: UnitDirectory
    /// The categories' codes in the rule book, with what is to be known of each.
    package let categories: [String: CategoryTraits]
    /// The facts' names in the rule book, with their values.
    package let facts: [String: FactValues]
    /// The bank of a six-digit BIN or an eight-digit CITAD code; nil where it is unknown.
    package let bank: @Sendable (String) -> KnownBank?
    /// The day on which the file is taken in: no decision or birth lies after it.
    package let known: CivilDate

    /// What checks are made against.
    package init(
        units: UnitDirectory,
        categories: [String: CategoryTraits],
        facts: [String: FactValues],
        known: CivilDate,
        bank: @escaping @Sendable (String) -> KnownBank?
    ) {
        precondition(facts["death"] == nil, "a death is an event, not a fact of a row")
        self.units = units
        self.categories = categories
        self.facts = facts
        self.known = known
        self.bank = bank
    }
}
