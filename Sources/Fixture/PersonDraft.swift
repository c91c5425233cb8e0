// A family in the making: its home, and its people before their payee and account are known.
//
// Invariants:
// (1) A draft is finished once, when its place in the run is known.

import Intake
import Ledger

/// Where a family lives.
struct Home: Sendable {
    let unit: FixtureUnit
    let household: String
    let communeCode: String
    let unitList: GeneratedUnitList
}

/// What is settled of a person beforehand; all else is chance.
struct Wishes: Sendable {
    var band: AgeBand?
    var sex: GeneratedSex?
    var surname: String?
    /// A sibling's birth, which no other one is near.
    var apartFrom: CivilDate?
    var meetsCondition = true
}

/// A person whose payee and way of payment are still open.
struct PersonDraft: Sendable {
    let nationalID: NationalID
    let name: PersonName
    let birth: CivilDate
    let sex: GeneratedSex
    let home: Home
    let category: GeneratedCategory
    let decision: String
    let signed: CivilDate
    let certificate: CivilDate?
    let facts: [GeneratedFact]
    let meetsCondition: Bool
    var payee: GeneratedPayee?
    var way: GeneratedWay?
    var isShared = false

    /// The person, in a place of the run.
    func finished(row: Int) -> GeneratedPerson {
        GeneratedPerson(
            row: row,
            nationalID: nationalID,
            name: name,
            birth: birth,
            sex: sex,
            household: home.household,
            unit: home.unit,
            communeCode: home.communeCode,
            unitList: home.unitList,
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
