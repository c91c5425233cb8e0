// The people: who they are, how many of each kind, and that nobody is there twice.

import Fixture
import Foundation
import Intake
import Ledger
import Testing

@Suite struct PeopleTests {
    private static let people = Array(
        PeopleGenerator(count: 20_000, seed: 11, faultsPerTenThousand: 0)
    )

    @Test func `identity numbers and accounts are unique among 200,000 people and payees`() {
        var owners: [String: String] = [:]
        var seen: Set<String> = []
        var doubled = 0
        var shared = 0
        for person in PeopleGenerator(count: 200_000, seed: 3, faultsPerTenThousand: 0) {
            let number = person.nationalID.revealed
            doubled += seen.insert(number).inserted ? 0 : 1
            guard case .account(_, let account) = person.way else { continue }
            let owner = person.payee?.nationalID.revealed ?? number
            let known = owners.updateValue(owner, forKey: account.revealed)
            shared += known == nil || known == owner ? 0 : 1
        }
        #expect(doubled == 0)
        #expect(seen.count == 200_000)
        #expect(shared == 0)
    }

    @Test func `century, sex and year digits agree with birth and sex`() {
        for person in Self.people {
            let text = Array(person.nationalID.revealed.utf8).map { Int($0) - 0x30 }
            let year = person.birth.components.year
            #expect(text[3] == (year - 1900) / 100 * 2 + (person.sex == .female ? 1 : 0))
            #expect(text[4] * 10 + text[5] == year % 100)
            let province = text[0] * 100 + text[1] * 10 + text[2]
            #expect((1...96).contains(province))
        }
        let own = Self.people.count {
            $0.nationalID.revealed.hasPrefix($0.unit.provinceCode == "40" ? "040" : "001")
        }
        #expect(isShare(own, of: Self.people.count, 950, within: 10))
    }

    @Test func `categories have their shares`() {
        let shares: [GeneratedCategory: Int] = [
            .pension: 500, .disability: 300, .elderlyAlone: 60, .orphan: 40, .singleParent: 30,
            .toddler: 20, .childWithVirus: 10, .adultWithVirus: 20, .learner: 20,
        ]
        #expect(shares.count == GeneratedCategory.allCases.count)
        for (category, share) in shares {
            let count = Self.people.count { $0.category == category }
            #expect(
                isShare(count, of: Self.people.count, share, within: 10),
                "\(category): \(count)"
            )
        }
    }

    @Test func `units, old codes, payees and ways of payment have their shares`() {
        let all = Self.people.count
        for unit in FixtureUnit.all {
            let residents = Self.people.filter { $0.unit == unit }
            let share = unit.code == "NA01" ? 80 : 150
            #expect(isShare(residents.count, of: all, share, within: 25), "\(unit.code)")
            let former = residents.filter { $0.unitList == .former }
            #expect(isShare(former.count, of: residents.count, share == 80 ? 0 : 500, within: 30))
            #expect(former.allSatisfy { unit.predecessors.contains($0.communeCode) })
            #expect(Set(former.map(\.communeCode)).count == unit.predecessors.count)
            let current = residents.filter { $0.unitList == .current }
            #expect(current.allSatisfy { $0.communeCode == unit.communeCode })
        }
        #expect(isShare(Self.people.count { $0.payee == nil }, of: all, 880, within: 15))
        #expect(isShare(Self.people.count { $0.way == .cash }, of: all, 80, within: 10))
    }

    @Test func `ages and dates of decision fit the category`() throws {
        let monthEnd = try #require(CivilDate(iso: "2026-11-30"))
        for person in Self.people {
            let atSignature = person.birth.fullYears(on: person.signed)
            let now = person.birth.fullYears(on: monthEnd)
            let (least, below) = Self.ages(person.category)
            #expect(atSignature >= least && now < below, "\(person.category), row \(person.row)")
            #expect(person.birth < person.signed)
            let first = person.category == .pension ? "2025-07-01" : "2024-01-01"
            #expect(person.signed.description >= first)
            #expect(person.signed.description <= "2026-06-30")
            #expect((person.certificate != nil) == (person.category == .disability))
            if let certificate = person.certificate {
                #expect(person.birth <= certificate && certificate <= person.signed)
            }
            if person.category == .pension && now < 75 {
                #expect(
                    person.facts.contains {
                        $0.name == "poverty" && ["poor", "near-poor"].contains($0.value)
                    }
                )
            }
        }
    }

    private static func ages(_ category: GeneratedCategory) -> (least: Int, below: Int) {
        switch category {
        case .pension: (70, 106)
        case .disability: (0, 106)
        case .elderlyAlone: (60, 106)
        case .orphan, .childWithVirus: (0, 16)
        case .singleParent: (22, 51)
        case .toddler: (0, 3)
        case .adultWithVirus: (18, 66)
        case .learner: (16, 22)
        }
    }

    @Test func `names are NFC, of two to four words, with every letter of the alphabet`() {
        var letters: Set<Character> = []
        var nguyen = 0
        for person in Self.people {
            let name = person.name.revealed
            #expect(Array(name.utf8) == Array(name.precomposedStringWithCanonicalMapping.utf8))
            #expect((2...4).contains(name.split(separator: " ").count))
            letters.formUnion(name.lowercased())
            nguyen += name.hasPrefix("Nguyễn ") ? 1 : 0
        }
        let vowels = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
        #expect(Set(vowels).count == 72)
        #expect(Set(vowels + "đ").subtracting(letters).isEmpty)
        #expect(isShare(nguyen, of: Self.people.count, 380, within: 15))
    }

    @Test func `each unit begins with a grandmother who receives for two orphans`() {
        let count = FixtureUnit.all.count * 3
        let people = Array(PeopleGenerator(count: count, seed: 5, faultsPerTenThousand: 0))
        #expect(people.count == count)
        for start in stride(from: 0, to: people.count, by: 3) {
            let (grandmother, orphans) = (people[start], people[start + 1...start + 2])
            #expect(grandmother.category == .pension && grandmother.sex == .female)
            #expect(grandmother.payee == nil)
            let births = orphans.map { Int($0.birth.dayNumber) }
            #expect(abs(births[0] - births[1]) >= 300)
            for orphan in orphans {
                #expect(orphan.category == .orphan)
                #expect(orphan.payee?.nationalID == grandmother.nationalID)
                #expect(orphan.payee?.name == grandmother.name)
                #expect(orphan.way == grandmother.way)
                #expect(orphan.household == grandmother.household)
                #expect(orphan.communeCode == grandmother.communeCode)
            }
        }
        #expect(Set(people.map(\.unit)) == Set(FixtureUnit.all))
    }

    @Test func `three in 2,000 have no way of payment and two do not meet the condition`() {
        for start in stride(from: 0, to: Self.people.count, by: 2_000) {
            let part = Self.people[start..<start + 2_000]
            #expect(part.count { $0.way == nil } == 3)
            #expect(part.count { !$0.meetsCondition } == 2)
        }
        let failing = Self.people.filter { !$0.meetsCondition }
        let causes: Set<String> = ["poverty=none", "income=stable", "schooling=no"]
        #expect(
            failing.allSatisfy { $0.facts.contains { causes.contains("\($0.name)=\($0.value)") } }
        )
        #expect(Set(failing.map(\.category)) == [.elderlyAlone, .adultWithVirus, .learner])
    }

    @Test func `a run can keep to some units`() {
        let people = PeopleGenerator(
            count: 500,
            seed: 9,
            faultsPerTenThousand: 0,
            units: ["CM04", "NA01"]
        )
        #expect(Set(people.map(\.unit.code)) == ["CM04", "NA01"])
    }
}
