// Invented people of the six units of Chương Mỹ and one of Nghệ An, any number of them.
//
// Invariants:
// (1) A row depends on the seed and its index only, so any row can be made alone and in any order.
// (2) No identification number is made twice, up to `maximumCount` rows: the index modulo half a
//     million and the million it lies in fix the last six digits and the province together.
// (3) Nobody is real: names are random combinations, accounts random digits.

package import Enrolment
import Ledger

/// Makes invented people.
package struct PeopleGenerator: Sendable {
    /// The most people: beyond it identification numbers would repeat.
    package static let maximumCount = 31_000_000

    /// How many people.
    package let count: Int
    /// What they depend on.
    package let seed: UInt64
    /// How many of 10,000 rows get a planted fault.
    package let faultRate: Int
    /// The units that rows are in, with the old codes that lead to them.
    let units: [Unit]

    /// The months in which decisions were signed.
    package static let signedBetween = (first: "2024-01-02", last: "2026-06-30")

    /// A generator of people.
    ///
    /// - Parameters:
    ///   - count: How many, up to ``maximumCount``.
    ///   - seed: Same seed, same people.
    ///   - faultRate: How many of 10,000 rows get a planted fault, 0 to 10,000.
    ///   - units: The directory with the units of ``FixtureVocabulary``.
    package init(count: Int, seed: UInt64, faultRate: Int = 0, units: UnitDirectory) {
        precondition((0...PeopleGenerator.maximumCount).contains(count), "numbers do not repeat")
        precondition((0...10_000).contains(faultRate), "a rate is of ten thousand")
        self.count = count
        self.seed = seed
        self.faultRate = faultRate
        self.units = FixtureVocabulary.units.compactMap { units.unit(code: $0.0) }
        precondition(
            self.units.count == FixtureVocabulary.units.count,
            "the directory has the units of the vocabulary"
        )
    }

    /// What a row's place says about it: identification numbers stay unique only while the unit
    /// depends on the index modulo half a million.
    private struct Place {
        let unit: Int
        /// The row of the grandmother of a family of golden case E12, and this row's place in it.
        let family: (first: Int, member: Int)?
    }

    private func place(_ index: Int) -> Place {
        let cycle = index % 500_000
        if cycle < 21 {
            return Place(unit: cycle / 3, family: (index - cycle % 3, cycle % 3))
        }
        if cycle >= 500, cycle % 500 < 3 {
            return Place(
                unit: cycle / 500 % units.count,
                family: (index - cycle % 500, cycle % 500)
            )
        }
        var random = SplitMix64(seed: seed, row: UInt64(cycle), purpose: 1)
        let code = random.pick(FixtureVocabulary.units)
        return Place(unit: units.firstIndex { $0.code == code } ?? 0, family: nil)
    }

    /// The person of a row.
    package func person(at index: Int) -> FixturePerson {
        precondition((0..<count).contains(index), "a row of this generator")
        let place = place(index)
        var random = SplitMix64(seed: seed, row: UInt64(index), purpose: 2)
        let profile: Profile
        switch place.family?.member {
        case 0: profile = Profile.grandmother(&random)
        case .some: profile = Profile.orphan(&random)
        case nil: profile = Profile(random.pick(FixtureVocabulary.categories), &random)
        }
        let unit = units[place.unit]
        let identity = identity(
            serial: 2 * index,
            unit: unit,
            birth: profile.birth,
            sex: profile.sex,
            &random
        )
        var payee: FixturePerson.Identity?
        var payeeSerial = 2 * index
        if let family = place.family, family.member > 0 {
            payee = person(at: family.first).identity
            payeeSerial = 2 * family.first
        } else if let relative = profile.payee {
            payeeSerial = 2 * index + 1
            payee = self.identity(
                serial: payeeSerial,
                unit: unit,
                birth: relative.birth,
                sex: relative.sex,
                &random
            )
        }
        let (bank, account) = way(serial: payeeSerial)
        let isOld = random.chance(percent: 50)
        return FixturePerson(
            index: index,
            identity: identity,
            household: "\(unit.code)-\((place.family?.first ?? index) + 1)",
            unit: unit.code,
            communeCode: isOld ? random.pick(unit.predecessors) : unit.commune,
            unitList: isOld ? .before2025July : .from2025July,
            category: profile.category,
            decision: "\(index % 9_000 + 1)/QĐ-UBND-\(profile.signed.components.year)",
            signed: profile.signed,
            certificate: profile.certificate,
            facts: profile.facts,
            payee: payee,
            authorityEnds: profile.authorityEnds,
            bank: bank,
            account: account
        )
    }

    /// An identity with a number that no other serial has.
    private func identity(
        serial: Int,
        unit: Unit,
        birth: CivilDate,
        sex: Sex,
        _ random: inout SplitMix64
    ) -> FixturePerson.Identity {
        let rest = serial % 1_000_000
        let million = serial / 1_000_000
        // The province must come from `rest` and the unit alone, see invariant (2).
        var choice = SplitMix64(seed: seed, row: UInt64(rest), purpose: 3)
        let home = unit.province == "40" ? 26 : 0
        let province = choice.chance(percent: 88) ? home : choice.below(Self.provinces.count)
        let code = Self.provinces[(province + million) % Self.provinces.count]
        let year = birth.components.year
        let century = (year - 1900) / 100 * 2 + (sex == .female ? 1 : 0)
        let digits = Self.padded(code, 3) + "\(century)" + Self.padded(year % 100, 2)
        // 7919 has no factor in common with a million, so every rest gets digits of its own.
        let last = Self.padded((rest * 7_919 + Int(seed % 1_000_000)) % 1_000_000, 6)
        return FixturePerson.Identity(
            nationalID: digits + last,
            name: NameTable.name(sex, &random),
            birth: birth,
            sex: sex
        )
    }

    /// The way of payment of a payee; the same in every row of theirs.
    private func way(serial: Int) -> (FixtureVocabulary.Bank?, String) {
        var random = SplitMix64(seed: seed, row: UInt64(serial), purpose: 4)
        if random.chance(percent: 8) { return (nil, "") }
        let bank = random.pick(FixtureVocabulary.banks.map { ($0, weight: $0.weight) })
        var account = ""
        for _ in 0..<bank.accountLength { account += "\(random.below(10))" }
        return (bank, account)
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    /// The 63 provinces of registration; Hà Nội is the first, Nghệ An the 27th.
    private static let provinces = [
        1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36,
        37, 38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74,
        75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
    ]
}
