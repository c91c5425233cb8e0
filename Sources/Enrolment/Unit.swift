// A unit that decides and pays: since July 2025 a commune.
//
// Invariants:
// (1) A unit's code is four characters `[A-Z0-9]` and part of every batch and transfer id.
// (2) A five-digit commune code means nothing without the list that it was taken from.

/// Which list of communes a five-digit code is from.
package enum UnitList: String, CaseIterable, Sendable {
    /// The list in force from 2025-07-01.
    case from2025July = "2025-07"
    /// The list before that day.
    case before2025July = "before-2025-07"
}

/// A commune that pays, and what it was made of.
package struct Unit: Hashable, Sendable {
    /// Four characters `[A-Z0-9]`, ours.
    package let code: String
    /// The commune's name, NFC.
    package let name: String
    /// Its five-digit code in the list from 2025-07-01.
    package let commune: String
    /// Its province's two-digit code in the same list.
    package let province: String
    /// Codes of the list before 2025-07 that lie wholly in it.
    package let predecessors: [String]
    /// Codes of the list before 2025-07 of which only a part lies in it.
    package let split: [String]

    /// A unit, or nil where a code has not its form.
    package init?(
        code: String,
        name: String,
        commune: String,
        province: String,
        predecessors: [String],
        split: [String]
    ) {
        guard Unit.isCode(code), !name.isEmpty, Unit.isDigits(commune, 5),
            Unit.isDigits(province, 2),
            (predecessors + split).allSatisfy({ Unit.isDigits($0, 5) })
        else { return nil }
        self.code = code
        self.name = name
        self.commune = commune
        self.province = province
        self.predecessors = predecessors
        self.split = split
    }

    /// Whether a text has the form of a unit's code.
    package static func isCode(_ text: String) -> Bool {
        text.utf8.count == 4
            && text.utf8.allSatisfy {
                ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x41 && $0 <= 0x5A)
            }
    }

    static func isDigits(_ text: String, _ count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }
}
