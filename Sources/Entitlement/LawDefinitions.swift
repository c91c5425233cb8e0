// The names that rules speak of: programmes, categories of right, facts. All of them are data.
//
// Invariants:
// (1) Codes are unique in a rule book; a fact's values are those of all files together.
// (2) No Swift code knows a category or a fact by its name, but `death`, which Enrolment defines.

package import Intake

/// A scheme that money is paid under.
package struct Programme: Hashable, Sendable {
    /// The stable code, such as `social-assistance`.
    package let code: String
    /// The name for people.
    package let title: Phrase
}

/// A category of right: what a claim is for.
package struct Category: Hashable, Sendable {
    /// The stable code, such as `5.6`.
    package let code: String
    /// The code of its programme.
    package let programme: String
    /// Who is meant, for people.
    ///
    /// Personal data once tied to a person: never into a narrative.
    package let title: Phrase
    /// The folder of the instrument that defines it.
    package let instrument: String
    /// Article that defines it.
    package let article: String
    /// Whether it is paid once, for the month in which the right starts, and then never again.
    package let isOnce: Bool
    /// Whether a payee that a decision names receives what it grants, and nothing else of the person:
    /// the carer, whoever buries, the head of the household.
    package let hasOwnPayee: Bool
    /// Who that payee is, in words; nil where a letter names no kind.
    package let payeeTitle: Phrase?
    /// Whether it may be granted to somebody who is known to be dead, such as a funeral.
    package let isAfterDeath: Bool
    /// Whether a household has one portion of it, whoever of them claims.
    package let isPerHousehold: Bool
    /// What a letter calls it whose name says something of the person's health; nil where the title may
    /// be said.
    package let discreet: Phrase?
}

/// A fact that conditions ask for, with the values it may have.
package struct FactDefinition: Hashable, Sendable {
    /// The stable name, such as `severity`.
    package let name: String
    /// What it says, for people.
    package let title: Phrase
    /// The values it may have, sorted; empty for a count and an event.
    package internal(set) var values: [String]
    /// The bounds of a count, such as a number of children; nil for other facts.
    package let count: ClosedRange<Int>?
    /// The value that a person has of whom nothing is on file; nil means that no condition is met.
    package let absent: String?
    /// Whether it is an event whose day is all it says, such as a death.
    package let isEvent: Bool
    /// What its values are called, by value.
    package internal(set) var words: [String: Phrase]

    /// What a value is called; the value itself where no file says it, as with a number.
    package func words(of value: String) -> Phrase {
        words[value] ?? Phrase(vi: value, en: value)
    }

    /// Whether a register may hold this value for the fact; an event has none or `yes`.
    package func accepts(_ value: String) -> Bool {
        if isEvent { return value.isEmpty || value == "yes" }
        guard let count else { return values.contains(value) }
        guard let number = FactDefinition.number(value.utf8) else { return false }
        return count.contains(number)
    }

    /// The number that one to three ASCII digits write, or nil.
    static func number(_ digits: some Collection<UInt8>) -> Int? {
        guard (1...3).contains(digits.count) else { return nil }
        var number = 0
        for digit in digits {
            guard digit >= 0x30 && digit <= 0x39 else { return nil }
            number = number * 10 + Int(digit - 0x30)
        }
        return number
    }
}
