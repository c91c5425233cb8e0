// Age, sex, facts and payee that fit a category (decree 20/2021/NĐ-CP article 5, law 41/2024/QH15
// article 21).
//
// Invariants:
// (1) On the day of signature and on 2026-06-30 the person meets the category's age.

import Enrolment
import Ledger

/// What a category makes of a person.
struct Profile {
    /// Somebody who receives for the person.
    struct Relative {
        let birth: CivilDate
        let sex: Sex
    }

    let category: String
    private(set) var birth: CivilDate
    private(set) var sex: Sex
    private(set) var signed: CivilDate
    private(set) var certificate: CivilDate?
    private(set) var facts: [(name: String, value: String)] = []
    private(set) var payee: Relative?
    private(set) var authorityEnds: CivilDate?

    /// Days as numbers since 1970: 2024-01-02, 2025-07-01, 2026-06-30, 2027-01-01.
    private static let firstSigned = 19_724
    private static let firstPension = 20_270
    private static let lastSigned = 20_634
    private static let firstAuthority = 20_819

    /// A random person of a category.
    init(_ category: String, _ random: inout SplitMix64) {
        self.category = category
        let first = category == "pension" ? Profile.firstPension : Profile.firstSigned
        let day = random.within(first...Profile.lastSigned)
        signed = Profile.day(day)
        sex = random.chance(percent: category == "5.4" ? 88 : 54) ? .female : .male
        let ages = Profile.ages(category, &random)
        // Old enough on the day of signature, young enough on the last one.
        let latest = day - ages.lowerBound * 366 - 1
        let earliest = Profile.lastSigned - (ages.upperBound + 1) * 365 + 30
        birth = Profile.day(random.within(min(earliest, latest)...latest))
        addFacts(&random)
        addPayee(&random)
    }

    /// A grandmother with a social pension.
    static func grandmother(_ random: inout SplitMix64) -> Profile {
        var profile = Profile("pension", &random)
        profile.sex = .female
        profile.payee = nil
        profile.authorityEnds = nil
        return profile
    }

    /// An orphan; the family gives the payee.
    static func orphan(_ random: inout SplitMix64) -> Profile {
        var profile = Profile("5.1", &random)
        profile.payee = nil
        return profile
    }

    private static func day(_ number: Int) -> CivilDate {
        guard let day = CivilDate(dayNumber: number) else {
            preconditionFailure("invented days lie in the years of CivilDate")
        }
        return day
    }

    private static func ages(_ category: String, _ random: inout SplitMix64) -> ClosedRange<Int> {
        switch category {
        case "pension": random.chance(percent: 90) ? 75...94 : 70...73
        case "5.6":
            random.pick([(3...14, weight: 14), (16...58, weight: 56), (60...88, weight: 30)])
        case "5.5a": random.pick([(60...78, weight: 70), (80...92, weight: 30)])
        case "5.4": 24...52
        case "5.1", "5.3": random.chance(percent: 20) ? 1...3 : 4...14
        case "5.2": 17...20
        case "5.7": 0...2
        default: 18...58
        }
    }

    private mutating func addFacts(_ random: inout SplitMix64) {
        switch category {
        case "pension":
            facts.append(("pension", "none"))
            if birth.fullYears(on: Profile.day(Profile.lastSigned)) < 75 {
                facts.append(("poverty", random.chance(percent: 60) ? "poor" : "near-poor"))
            }
        case "5.6":
            facts.append(("severity", random.chance(percent: 26) ? "special" : "severe"))
            certificate = Profile.day(Int(signed.dayNumber) - random.within(5...60))
            if let day = certificate, day < birth { certificate = birth }
        case "5.5a":
            facts.append(("poverty", "poor"))
            facts.append(("supporter", random.chance(percent: 75) ? "none" : "welfare"))
        case "5.4":
            facts.append(("poverty", random.chance(percent: 55) ? "poor" : "near-poor"))
            facts.append(("children", "\(random.within(1...3))"))
        case "5.2": facts.append(("schooling", "yes"))
        case "5.3": facts.append(("poverty", "poor"))
        case "5.7":
            facts.append(("poverty", random.chance(percent: 50) ? "poor" : "near-poor"))
            facts.append(("area", "difficult"))
        case "5.8":
            facts.append(("poverty", "poor"))
            facts.append(("income", "none"))
        default: break
        }
    }

    /// A child's mother or guardian; for a few of the old and disabled a son or daughter, whose
    /// authority ends within a year.
    private mutating func addPayee(_ random: inout SplitMix64) {
        let age = birth.fullYears(on: Profile.day(Profile.lastSigned))
        if age < 16 {
            let older = random.within(19...42) * 365
            payee = Relative(birth: Profile.day(Int(birth.dayNumber) - older), sex: .female)
        } else if age >= 60, random.chance(percent: 4) {
            let younger = random.within(21...38) * 365
            payee = Relative(
                birth: Profile.day(Int(birth.dayNumber) + younger),
                sex: random.chance(percent: 50) ? .female : .male
            )
            authorityEnds = Profile.day(Profile.firstAuthority + random.below(180))
        }
    }
}
