// One invented person with one claim, as a row of a register file says it.

package import Enrolment
import Intake
package import Ledger

/// An invented person.
package struct FixturePerson: Sendable {
    /// Somebody's identity.
    package struct Identity: Sendable {
        /// The personal identification number: 12 digits.
        package let nationalID: String
        /// The name, NFC.
        package let name: String
        /// The day of birth.
        package let birth: CivilDate
        /// The sex.
        package let sex: Sex
    }

    /// The row's index, from 0, without the rows that planted faults add.
    package let index: Int
    /// Who it is.
    package let identity: Identity
    /// The household's number.
    package let household: String
    /// The unit's four-character code.
    package let unit: String
    /// The commune code that the row gives.
    package let communeCode: String
    /// The list that the commune code is from.
    package let unitList: UnitList
    /// The category's code.
    package let category: String
    /// The decision's number.
    package let decision: String
    /// The day of signature.
    package let signed: CivilDate
    /// The day of the disability certificate.
    package let certificate: CivilDate?
    /// Facts by name and value.
    package let facts: [(name: String, value: String)]
    /// Who receives, where it is somebody else.
    package let payee: Identity?
    /// The last day of the payee's authority.
    package let authorityEnds: CivilDate?
    /// How the payee gets the money, by BIN; nil account for cash.
    package let bank: FixtureVocabulary.Bank?
    /// The account number; empty for cash.
    package let account: String

    /// The person as the register has them, themselves as payee and without a way of payment.
    ///
    /// - Parameters:
    ///   - number: The person's number.
    ///   - known: The day from which the register knows the claim and the facts.
    /// - Returns: nil for a person with a planted fault in the identity.
    package func person(number: Int64, known: CivilDate) -> Person? {
        guard let nationalID = NationalID(identity.nationalID),
            let name = PersonName(identity.name)
        else { return nil }
        return Person(
            number: number,
            nationalID: nationalID,
            name: name,
            birth: identity.birth,
            sex: identity.sex,
            household: household,
            payee: number,
            authorityEnds: nil,
            way: nil,
            claims: [
                Claim(
                    category: category,
                    unit: unit,
                    decision: decision,
                    signed: signed,
                    certificate: certificate,
                    ended: nil,
                    known: known
                )
            ],
            facts: facts.map {
                DatedFact(
                    name: $0.name,
                    value: $0.value,
                    from: signed,
                    document: decision,
                    known: known
                )
            }
        )
    }
}
