// One made-up person of the register with the decision that their row is about.
//
// Invariants:
// (1) Identity numbers and accounts are unique over one run; a payee's are the same in all rows.
// (2) Nobody real is meant; numbers, names and accounts come from a generator.

package import Intake
package import Ledger

/// The sex in the identity paper; the raw value is the column's.
package enum GeneratedSex: String, CaseIterable, Sendable {
    case female
    case male
}

/// A category of right; the raw value is its code in the rule book.
package enum GeneratedCategory: String, CaseIterable, Sendable {
    /// Social pension: 75 or over, or 70 to 74 in a poor or near-poor household.
    case pension
    /// Severely or specially severely disabled.
    case disability = "5.6"
    /// Elderly and poor, nobody able to support them.
    case elderlyAlone = "5.5a"
    /// Child without a source of care.
    case orphan = "5.1"
    /// Single poor parent.
    case singleParent = "5.4"
    /// Child under 3 in a difficult area.
    case toddler = "5.7"
    /// Child with HIV in a poor household.
    case childWithVirus = "5.3"
    /// Poor person with HIV without a steady income.
    case adultWithVirus = "5.8"
    /// Former orphan who goes on learning.
    case learner = "5.2"
}

/// A fact of the row, by the names and values of the rule book.
package struct GeneratedFact: Hashable, Sendable {
    /// The name, such as `poverty`.
    package let name: String
    /// The value, such as `near-poor`.
    package let value: String
}

/// Another person who receives the money.
package struct GeneratedPayee: Hashable, Sendable {
    /// The identity number.
    package let nationalID: NationalID
    /// The name.
    package let name: PersonName
    /// The day of birth.
    package let birth: CivilDate
    /// The sex.
    package let sex: GeneratedSex
    /// The last day of the authority; nil when it has no end.
    package let authorityUntil: CivilDate?
}

/// How the payee gets the money.
package enum GeneratedWay: Hashable, Sendable {
    /// By transfer to an account at the bank of that six-digit BIN.
    case account(bank: String, number: BankAccountNumber)
    /// In cash.
    case cash
}

/// A person of the generated register.
package struct GeneratedPerson: Hashable, Sendable {
    /// The person's place in the run, from 0; not a line of the file.
    package let row: Int
    /// The identity number.
    package let nationalID: NationalID
    /// The name, in NFC.
    package let name: PersonName
    /// The day of birth.
    package let birth: CivilDate
    /// The sex.
    package let sex: GeneratedSex
    /// The household's number: `HO-CM01-00017`; more digits when five are used up.
    package let household: String
    /// The unit.
    package let unit: FixtureUnit
    /// The commune code that the row says, from ``unitList``.
    package let communeCode: String
    /// The list that ``communeCode`` is from.
    package let unitList: GeneratedUnitList
    /// The category.
    package let category: GeneratedCategory
    /// The decision's number: `QD-1234/2025`.
    package let decision: String
    /// The day of signature.
    package let signed: CivilDate
    /// The day of the disability certificate; nil in other categories.
    package let certificate: CivilDate?
    /// The facts, in the order of the row.
    package let facts: [GeneratedFact]
    /// Who receives the money, when it is another person.
    package let payee: GeneratedPayee?
    /// How the payee is paid; nil for the few rows in which nothing is said.
    package let way: GeneratedWay?
    /// Whether the facts meet the category's condition; false for the few that are to be left out.
    package let meetsCondition: Bool
    /// Whether other rows name the same payee or household, so that no fault may be planted here.
    package let isShared: Bool
}
