// Makes one person after another, in constant memory.
//
// Invariants:
// (1) The people depend on count, seed and units only; planting faults changes none of them.
// (2) First, each unit has a grandmother with her own pension and, after her, two orphans whom she
//     receives for: three people, one account.
// (3) In each 2,000 people, three say no way of payment and two do not meet their condition.
// (4) What waits to be given out is at most one family.

import Intake
import Ledger

/// The people of a run, in order.
package struct PeopleIterator: IteratorProtocol, Sendable {
    /// What the next people are.
    private enum Slot: Sendable {
        case one(GeneratedCategory)
        case grandmother
    }

    /// Slots by share; families bring more than one person, which the shares allow for.
    private static let slots: [Weighted<Slot>] = [
        Weighted(497, .one(.pension)), Weighted(300, .one(.disability)),
        Weighted(60, .one(.elderlyAlone)), Weighted(26, .one(.orphan)),
        Weighted(30, .one(.singleParent)), Weighted(18, .one(.toddler)),
        Weighted(10, .one(.childWithVirus)), Weighted(20, .one(.adultWithVirus)),
        Weighted(20, .one(.learner)), Weighted(5, .grandmother),
    ]
    /// Places in each 2,000 people from which the next fit one has no way of payment.
    private static let wayless = [397, 1061, 1723]
    /// Places in each 2,000 people from which the next one does not meet the condition.
    private static let failing = [211, 1409]
    private static let failingCategories: [GeneratedCategory] = [
        .elderlyAlone, .adultWithVirus, .elderlyAlone, .learner,
    ]

    private let count: Int
    private let units: [FixtureUnit]
    private let unitShares: [Weighted<Int>]
    private var chance: SplitMix64
    private var identities: IdentityMint
    private var accounts: AccountMint
    private var households: [Int]
    /// The next person's place.
    private var row = 0
    /// Units whose first grandmother is still to come.
    private var unitsToOpen: ArraySlice<Int>
    private var waylessOwed = 0
    private var failingOwed = 0
    private var failingGiven = 0
    private var waiting: [GeneratedPerson] = []

    /// Begins a run.
    init(count: Int, seed: UInt64, units: [FixtureUnit]) {
        self.count = count
        self.units = units
        unitShares = units.enumerated().map { Weighted($1.share, $0) }
        chance = SplitMix64(seed: seed, purpose: 1)
        identities = IdentityMint(seed: seed)
        accounts = AccountMint(seed: seed)
        households = Array(repeating: 0, count: units.count)
        unitsToOpen = Array(units.indices)[...]
    }

    /// The next person; nil after the last.
    package mutating func next() -> GeneratedPerson? {
        guard row < count else { return nil }
        if waiting.isEmpty { makeFamily() }
        let person = waiting.removeFirst()
        row += 1
        let place = row % 2_000
        if PeopleIterator.wayless.contains(place) { waylessOwed += 1 }
        if PeopleIterator.failing.contains(place) { failingOwed += 1 }
        return person
    }

    private mutating func makeFamily() {
        if let unit = unitsToOpen.popFirst() {
            makeGrandmother(unit: unit)
            return
        }
        let unit = chance.element(of: unitShares)
        if failingOwed > 0 {
            let categories = PeopleIterator.failingCategories
            let category = categories[failingGiven % categories.count]
            failingOwed -= 1
            failingGiven += 1
            makeOne(category, unit: unit, meetsCondition: false)
            return
        }
        switch chance.element(of: PeopleIterator.slots) {
        case .grandmother: makeGrandmother(unit: unit)
        case .one(.orphan) where chance.chance(15): makeSiblings(.orphan, unit: unit)
        case .one(.toddler) where chance.chance(10): makeSiblings(.toddler, unit: unit)
        case .one(let category): makeOne(category, unit: unit, meetsCondition: true)
        }
    }

    /// A grandmother with a pension, then two orphans whose money she receives.
    private mutating func makeGrandmother(unit: Int) {
        let household = nextHousehold(unit)
        let way = accounts.account(&chance)
        var grandmother = draft(.pension, bands: [Weighted(1, 75..<83)], unit: unit, sex: .female)
        grandmother.household = household
        grandmother.way = way
        grandmother.isShared = true
        let payee = GeneratedPayee(
            nationalID: grandmother.nationalID,
            name: grandmother.name,
            birth: grandmother.birth,
            sex: .female,
            authorityUntil: nil
        )
        let surname = NameMaker.surname(&chance)
        let orphans = (1...2).map { _ in
            var orphan = draft(.orphan, bands: nil, unit: unit, surname: surname)
            orphan.household = household
            orphan.payee = payee
            orphan.way = way
            orphan.isShared = true
            return orphan
        }
        finish([grandmother] + orphans)
    }

    /// Two children of one household with one guardian.
    private mutating func makeSiblings(_ category: GeneratedCategory, unit: Int) {
        let household = nextHousehold(unit)
        let surname = NameMaker.surname(&chance)
        var children = (1...2).map { _ in
            draft(category, bands: nil, unit: unit, surname: surname)
        }
        let payee = makePayee(for: children[0], unit: unit)
        let way = makeWay()
        for index in children.indices {
            children[index].household = household
            children[index].payee = payee
            children[index].way = way
            children[index].isShared = true
        }
        finish(children)
    }

    private mutating func makeOne(
        _ category: GeneratedCategory,
        unit: Int,
        meetsCondition: Bool
    ) {
        var person = draft(
            category,
            bands: nil,
            unit: unit,
            meetsCondition: meetsCondition
        )
        person.household = nextHousehold(unit)
        let isChild = person.birth > CategoryPlan.lastMonthEnd.adding(years: -16)
        // A carer receives for some of the specially severe, a parent for nearly all children.
        let isCared = person.facts.contains(GeneratedFact(name: "severity", value: "special"))
        let inHundred =
            isChild ? CategoryPlan.plan(category).payeeInHundred : isCared ? 26 : 0
        if meetsCondition && chance.chance(inHundred) {
            person.payee = makePayee(for: person, unit: unit)
        }
        person.way = makeWay()
        if waylessOwed > 0 && meetsCondition && person.payee == nil {
            person.way = nil
            waylessOwed -= 1
        }
        finish([person])
    }

    /// A mother, or for grown people a guardian; never a person of the register.
    private mutating func makePayee(for person: PersonDraft, unit: Int) -> GeneratedPayee {
        let isYoung = person.birth >= CategoryPlan.date(2005, 1, 1)
        let birth: CivilDate
        if isYoung {
            birth = person.birth.advanced(byDays: -chance.next(in: 7_305...13_879))
        } else {
            birth = chance.day(in: CategoryPlan.date(1956, 1, 1)...CategoryPlan.date(1998, 12, 31))
        }
        let until: CivilDate? =
            chance.chance(isYoung ? 30 : 60)
            ? chance.day(in: CategoryPlan.date(2027, 1, 31)...CategoryPlan.date(2028, 12, 31)) : nil
        return GeneratedPayee(
            nationalID: identity(unit: unit, birth: birth, sex: .female),
            name: NameMaker.name(
                surname: NameMaker.surname(&chance),
                sex: .female,
                birth: birth,
                &chance
            ),
            birth: birth,
            sex: .female,
            authorityUntil: until
        )
    }

    private mutating func makeWay() -> GeneratedWay {
        chance.chance(92) ? accounts.account(&chance) : .cash
    }

    private mutating func nextHousehold(_ unit: Int) -> String {
        households[unit] += 1
        return "HO-\(units[unit].code)-\(digits(UInt64(households[unit]), width: 5))"
    }

    private mutating func draft(
        _ category: GeneratedCategory,
        bands: [Weighted<AgeBand>]?,
        unit: Int,
        sex: GeneratedSex? = nil,
        surname: String? = nil,
        meetsCondition: Bool = true
    ) -> PersonDraft {
        let plan = CategoryPlan.plan(category)
        let band = chance.element(of: bands ?? plan.bands)
        let born = plan.birth(in: band, &chance)
        let sex = sex ?? (chance.chance(plan.womenInHundred) ? .female : .male)
        let signed = plan.signed(birth: born, band: band, &chance)
        let place = units[unit]
        let isFormer = !place.predecessors.isEmpty && chance.chance(50)
        return PersonDraft(
            nationalID: identity(unit: unit, birth: born, sex: sex),
            name: NameMaker.name(
                surname: surname ?? NameMaker.surname(&chance),
                sex: sex,
                birth: born,
                &chance
            ),
            birth: born,
            sex: sex,
            unit: place,
            communeCode: isFormer ? chance.element(of: place.predecessors) : place.communeCode,
            unitList: isFormer ? .former : .current,
            category: category,
            decision: "QD-\(chance.next(in: 1...4_999))/\(signed.components.year)",
            signed: signed,
            certificate: category == .disability
                ? max(born, signed.advanced(byDays: -chance.next(in: 3...90))) : nil,
            facts: plan.facts(band: band, meetsCondition: meetsCondition, &chance),
            meetsCondition: meetsCondition
        )
    }

    /// A number of the unit's province; a few were born elsewhere.
    private mutating func identity(
        unit: Int,
        birth: CivilDate,
        sex: GeneratedSex
    ) -> NationalID {
        let province =
            chance.chance(95)
            ? units[unit].registrationProvince : chance.element(of: IdentityMint.provinces)
        return identities.number(province: province, birth: birth, sex: sex)
    }

    private mutating func finish(_ family: [PersonDraft]) {
        for (offset, person) in family.enumerated() {
            waiting.append(person.finished(row: row + offset))
        }
    }
}
