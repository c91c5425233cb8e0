// A person in the making: what is known of them before the family is complete.
//
// Invariants:
// (1) A draft is finished once, when its place in the run is known.

import Intake
import Ledger

/// A person whose household, payee and way of payment are still open.
struct PersonDraft: Sendable {
    let nationalID: NationalID
    let name: PersonName
    let birth: CivilDate
    let sex: GeneratedSex
    let unit: FixtureUnit
    let communeCode: String
    let unitList: GeneratedUnitList
    let category: GeneratedCategory
    let decision: String
    let signed: CivilDate
    let certificate: CivilDate?
    let facts: [GeneratedFact]
    let meetsCondition: Bool
    var household = ""
    var payee: GeneratedPayee?
    var way: GeneratedWay?
    var isShared = false

    /// The person, in a place of the run.
    func finished(row: Int) -> GeneratedPerson {
        precondition(!household.isEmpty, "everybody lives in a household")
        return GeneratedPerson(
            row: row,
            nationalID: nationalID,
            name: name,
            birth: birth,
            sex: sex,
            household: household,
            unit: unit,
            communeCode: communeCode,
            unitList: unitList,
            category: category,
            decision: decision,
            signed: signed,
            certificate: certificate,
            facts: facts,
            payee: payee,
            way: way,
            meetsCondition: meetsCondition,
            isShared: isShared
        )
    }
}
