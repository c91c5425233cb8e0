// What the people of a category look like: ages, dates of decision, facts.
//
// Invariants:
// (1) Whoever is born in a band has the category's least age before the last day of signature, and
//     is still below its upper age at the end of November 2026.
// (2) A decision is never signed before the birth nor before the category's least age.

import Ledger

/// The ages of a part of a category's people: from the lower, below the upper, in full years.
typealias AgeBand = Range<Int>

/// How the people of a category are made up.
struct CategoryPlan: Sendable {
    let category: GeneratedCategory
    let bands: Shares<AgeBand>
    let womenInHundred: Int
    /// How many of those whom the band makes a child have another payee, in hundredths.
    let payeeInHundred: Int

    /// The last day of a signature.
    static let lastSigned = date(2026, 6, 30)
    /// The last day on which people of a band are still below its upper age.
    static let lastMonthEnd = date(2026, 11, 30)

    /// The first day of a signature: the social pension began in July 2025.
    var firstSigned: CivilDate {
        category == .pension ? CategoryPlan.date(2025, 7, 1) : CategoryPlan.date(2024, 1, 1)
    }

    /// How many children a single parent raises.
    private static let children: Shares<Int> = [
        Weighted(55, 1), Weighted(35, 2), Weighted(10, 3),
    ]

    /// The plans, in the order of the categories.
    private static let plans = GeneratedCategory.allCases.map(made)

    /// The plan of a category.
    static func plan(_ category: GeneratedCategory) -> CategoryPlan {
        guard let plan = plans.first(where: { $0.category == category }) else {
            preconditionFailure("every category has a plan")
        }
        return plan
    }

    private static func made(_ category: GeneratedCategory) -> CategoryPlan {
        let bands: Shares<AgeBand>
        switch category {
        case .pension:
            bands = [
                Weighted(15, 70..<75), Weighted(36, 75..<80), Weighted(26, 80..<85),
                Weighted(15, 85..<90), Weighted(6, 90..<96), Weighted(2, 96..<105),
            ]
        case .disability:
            bands = [Weighted(12, 0..<16), Weighted(53, 16..<60), Weighted(35, 60..<95)]
        case .elderlyAlone:
            bands = [Weighted(35, 60..<70), Weighted(40, 70..<80), Weighted(25, 80..<97)]
        case .orphan: bands = [Weighted(20, 0..<4), Weighted(80, 4..<16)]
        case .singleParent: bands = [Weighted(1, 22..<51)]
        case .toddler: bands = [Weighted(1, 0..<3)]
        case .childWithVirus: bands = [Weighted(15, 0..<4), Weighted(85, 4..<16)]
        case .adultWithVirus: bands = [Weighted(1, 18..<66)]
        case .learner: bands = [Weighted(1, 16..<22)]
        }
        let women =
            switch category {
            case .pension: 60
            case .elderlyAlone: 70
            case .singleParent: 82
            case .adultWithVirus: 30
            case .disability: 45
            default: 48
            }
        return CategoryPlan(
            category: category,
            bands: bands,
            womenInHundred: women,
            payeeInHundred: category == .disability ? 93 : 96
        )
    }

    /// A day of birth of a band.
    func birth(in band: AgeBand, _ chance: inout SplitMix64) -> CivilDate {
        let youngest = CategoryPlan.lastSigned.adding(years: -band.lowerBound)
            .advanced(byDays: -30)
        let oldest = CategoryPlan.lastMonthEnd.adding(years: -band.upperBound)
            .advanced(byDays: 2)
        return chance.day(in: oldest...youngest)
    }

    /// A day of signature for a person of a band.
    func signed(birth: CivilDate, band: AgeBand, _ chance: inout SplitMix64) -> CivilDate {
        let ofAge = birth.adding(years: band.lowerBound).advanced(byDays: 15)
        return chance.day(in: max(firstSigned, ofAge)...CategoryPlan.lastSigned)
    }

    /// The facts of a person of a band, which meet the category's condition or just do not.
    func facts(
        band: AgeBand,
        meetsCondition: Bool,
        _ chance: inout SplitMix64
    ) -> [GeneratedFact] {
        let poverty = GeneratedFact(
            name: "poverty",
            value: chance.chance(40) ? "poor" : "near-poor"
        )
        let poor = GeneratedFact(name: "poverty", value: meetsCondition ? "poor" : "none")
        switch category {
        case .pension:
            let pension = GeneratedFact(name: "pension", value: meetsCondition ? "none" : "yes")
            return band.lowerBound < 75 ? [pension, poverty] : [pension]
        case .disability:
            return [
                GeneratedFact(name: "severity", value: chance.chance(28) ? "special" : "severe")
            ]
        case .elderlyAlone: return [poor, GeneratedFact(name: "supporter", value: "none")]
        case .orphan: return []
        case .singleParent:
            let children = chance.element(of: CategoryPlan.children)
            return [
                meetsCondition ? poverty : poor,
                GeneratedFact(name: "children", value: String(children)),
            ]
        case .toddler:
            return [
                meetsCondition ? poverty : poor, GeneratedFact(name: "area", value: "difficult"),
            ]
        case .childWithVirus: return [poor]
        case .adultWithVirus:
            return [
                GeneratedFact(name: "poverty", value: "poor"),
                GeneratedFact(name: "income", value: meetsCondition ? "none" : "stable"),
            ]
        case .learner:
            return [GeneratedFact(name: "schooling", value: meetsCondition ? "yes" : "no")]
        }
    }

    /// A day that is written in the source.
    static func date(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
        guard let date = CivilDate(year: year, month: month, day: day) else {
            preconditionFailure("a day in the source exists")
        }
        return date
    }
}

extension CivilDate {
    /// The same day that many years later or earlier; 1 March for a 29 February that is not there.
    func adding(years: Int) -> CivilDate {
        let (year, month, day) = components
        guard let date = CivilDate(year: year + years, month: month, day: day) else {
            return CategoryPlan.date(year + years, 3, 1)
        }
        return date
    }
}

extension SplitMix64 {
    /// A day of a range.
    mutating func day(in range: ClosedRange<CivilDate>) -> CivilDate {
        let days = Int(range.upperBound.dayNumber) - Int(range.lowerBound.dayNumber)
        return range.lowerBound.advanced(byDays: next(below: days + 1))
    }
}
