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
    private static let slots: Shares<Slot> = [
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
    private let unitShares: Shares<Int>
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
        unitShares = Shares(units.enumerated().map { Weighted($1.share, $0) })
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
        let home = makeHome(unit)
        let way = accounts.account(&chance)
        var grandmother = draft(home, .pension, Wishes(band: 75..<83, sex: .female))
        let payee = GeneratedPayee(
            nationalID: grandmother.nationalID,
            name: grandmother.name,
            birth: grandmother.birth,
            sex: .female,
            authorityUntil: nil
        )
        grandmother.way = way
        grandmother.isShared = true
        waiting.append(grandmother.finished(row: row))
        addSiblings(.orphan, home: home, payee: payee, way: way)
    }

    /// Two children of one household with one guardian.
    private mutating func makeSiblings(_ category: GeneratedCategory, unit: Int) {
        let home = makeHome(unit)
        // The guardian is a grown woman when the eldest child of the band is born.
        let eldest = category == .toddler ? 2023 : 2010
        let payee = makePayee(home, birth: CategoryPlan.date(eldest, 6, 1))
        addSiblings(category, home: home, payee: payee, way: makeWay())
    }

    private mutating func addSiblings(
        _ category: GeneratedCategory,
        home: Home,
        payee: GeneratedPayee,
        way: GeneratedWay
    ) {
        let surname = NameMaker.surname(&chance)
        var wishes = Wishes(surname: surname)
        for _ in 1...2 {
            var child = draft(home, category, wishes)
            child.payee = payee
            child.way = way
            child.isShared = true
            wishes.apartFrom = child.birth
            waiting.append(child.finished(row: row + waiting.count))
        }
    }

    private mutating func makeOne(
        _ category: GeneratedCategory,
        unit: Int,
        meetsCondition: Bool
    ) {
        let home = makeHome(unit)
        var person = draft(home, category, Wishes(meetsCondition: meetsCondition))
        let isChild = person.birth > CategoryPlan.lastMonthEnd.adding(years: -16)
        // A carer receives for some of the specially severe, a guardian for nearly all children.
        let isCared = person.facts.contains(GeneratedFact(name: "severity", value: "special"))
        let inHundred =
            isChild ? CategoryPlan.plan(category).payeeInHundred : isCared ? 26 : 0
        if meetsCondition && chance.chance(inHundred) {
            person.payee = makePayee(home, birth: person.birth)
        }
        person.way = makeWay()
        if waylessOwed > 0 && meetsCondition && person.payee == nil {
            person.way = nil
            waylessOwed -= 1
        }
        waiting.append(person.finished(row: row))
    }

    /// A mother, or for grown people a guardian; never a person of the register.
    private mutating func makePayee(_ home: Home, birth: CivilDate) -> GeneratedPayee {
        let isYoung = birth >= CategoryPlan.date(2005, 1, 1)
        let born =
            isYoung
            ? birth.advanced(byDays: -chance.next(in: 7_305...13_879))
            : chance.day(in: CategoryPlan.date(1956, 1, 1)...CategoryPlan.date(1998, 12, 31))
        let until: CivilDate? =
            chance.chance(isYoung ? 30 : 60)
            ? chance.day(in: CategoryPlan.date(2027, 1, 31)...CategoryPlan.date(2028, 12, 31)) : nil
        return GeneratedPayee(
            nationalID: identity(home, birth: born, sex: .female),
            name: NameMaker.name(
                surname: NameMaker.surname(&chance),
                sex: .female,
                birth: born,
                &chance
            ),
            birth: born,
            sex: .female,
            authorityUntil: until
        )
    }

    private mutating func makeWay() -> GeneratedWay {
        chance.chance(92) ? accounts.account(&chance) : .cash
    }

    /// A new household; about half of Hanoi's still say the commune by its old code.
    private mutating func makeHome(_ index: Int) -> Home {
        households[index] += 1
        let unit = units[index]
        let isFormer = !unit.predecessors.isEmpty && chance.chance(50)
        return Home(
            unit: unit,
            household: "HO-\(unit.code)-\(digits(UInt64(households[index]), width: 5))",
            communeCode: isFormer ? chance.element(of: unit.predecessors) : unit.communeCode,
            unitList: isFormer ? .former : .current
        )
    }

    private mutating func draft(
        _ home: Home,
        _ category: GeneratedCategory,
        _ wishes: Wishes
    ) -> PersonDraft {
        let plan = CategoryPlan.plan(category)
        let band = wishes.band ?? chance.element(of: plan.bands)
        let born = birth(plan, band: band, apartFrom: wishes.apartFrom)
        let sex = wishes.sex ?? (chance.chance(plan.womenInHundred) ? .female : .male)
        let signed = plan.signed(birth: born, band: band, &chance)
        return PersonDraft(
            nationalID: identity(home, birth: born, sex: sex),
            name: NameMaker.name(
                surname: wishes.surname ?? NameMaker.surname(&chance),
                sex: sex,
                birth: born,
                &chance
            ),
            birth: born,
            sex: sex,
            home: home,
            category: category,
            decision: "QD-\(chance.next(in: 1...4_999))/\(signed.components.year)",
            signed: signed,
            certificate: category == .disability
                ? max(born, signed.advanced(byDays: -chance.next(in: 3...90))) : nil,
            facts: plan.facts(band: band, meetsCondition: wishes.meetsCondition, &chance),
            meetsCondition: wishes.meetsCondition
        )
    }

    /// A day of birth, ten months at least from a sibling's; a twin's where the band is too short.
    private mutating func birth(
        _ plan: CategoryPlan,
        band: AgeBand,
        apartFrom sibling: CivilDate?
    ) -> CivilDate {
        guard let sibling else { return plan.birth(in: band, &chance) }
        for _ in 1...20 {
            let born = plan.birth(in: band, &chance)
            if abs(born.dayNumber - sibling.dayNumber) >= 300 { return born }
        }
        return sibling
    }

    /// A number of the unit's province; a few were born elsewhere.
    private mutating func identity(
        _ home: Home,
        birth: CivilDate,
        sex: GeneratedSex
    ) -> NationalID {
        let province =
            chance.chance(95)
            ? home.unit.registrationProvince : chance.element(of: IdentityMint.provinces)
        return identities.number(province: province, birth: birth, sex: sex)
    }
}
