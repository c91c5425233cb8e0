// Invented people: same seed same bytes, good rows import, planted faults are found.

import Enrolment
import Intake
import Ledger
import Testing

@testable import Fixture

@Suite struct PeopleGeneratorTests {
    private func context() throws -> RegisterContext {
        RegisterContext(
            units: try UnitDirectory.shipped(),
            categories: Set(FixtureVocabulary.categories.map(\.0)),
            facts: FixtureVocabulary.facts,
            known: try #require(CivilDate(year: 2026, month: 7, day: 1)),
            bank: FixtureVocabulary.bank
        )
    }

    private func generator(
        _ count: Int,
        seed: UInt64 = 1,
        faultRate: Int = 0
    ) throws -> PeopleGenerator {
        PeopleGenerator(
            count: count,
            seed: seed,
            faultRate: faultRate,
            units: try UnitDirectory.shipped()
        )
    }

    private func bytes(_ generator: PeopleGenerator) -> ([UInt8], [PlantedFault]) {
        var bytes: [UInt8] = []
        let faults = generator.writeRegister(chunkBytes: 10_000) { bytes += $0 }
        return (bytes, faults)
    }

    @Test func `the same seed gives the same bytes, another seed others`() throws {
        let first = bytes(try generator(500)).0
        #expect(first == bytes(try generator(500)).0)
        #expect(first != bytes(try generator(500, seed: 2)).0)
        // More people begin with the same people.
        #expect(bytes(try generator(600)).0.starts(with: first))
    }

    @Test func `twenty thousand rows import without an error and plan without an error`() throws {
        let (bytes, faults) = bytes(try generator(20_000))
        #expect(faults.isEmpty)
        var rows: [RegisterRow] = []
        var table = CSVReader(file: "f.csv", bytes: bytes)
        let reading = RegisterReader.read(&table, context: try context()) { rows.append($0) }
        #expect(reading.diagnostics.map { "\($0.code) \($0.location)" } == [])
        #expect(rows.count == 20_000)
        let known = try #require(CivilDate(year: 2026, month: 7, day: 1))
        let plan = RegisterPlanner.plan(
            rows,
            file: "f.csv",
            nextNumber: 1,
            known: known,
            lookup: { _ in nil }
        )
        #expect(plan.diagnostics.map { "\($0.code) \($0.location)" } == [])
        #expect(plan.value.filter { !$0.person.claims.isEmpty }.count == 20_000)
        #expect(plan.value.map(\.number) == Array(1...Int64(plan.value.count)))
        try checkShares(rows)
        checkFamilies(plan.value.map(\.person))
    }

    private func checkShares(_ rows: [RegisterRow]) throws {
        func percent(_ isCounted: (RegisterRow) -> Bool) -> Int {
            rows.count(where: isCounted) * 100 / rows.count
        }
        #expect((46...54).contains(percent { $0.claim?.category == "pension" }))
        #expect((27...33).contains(percent { $0.claim?.category == "5.6" }))
        #expect((6...10).contains(percent { $0.way == .cash }))
        #expect(
            (34...43).contains(
                percent { $0.identity?.name.revealed.hasPrefix("Nguyễn ") ?? false }
            )
        )
        for (category, _) in FixtureVocabulary.categories {
            #expect(rows.contains { $0.claim?.category == category })
        }
        for (unit, _) in FixtureVocabulary.units {
            #expect(rows.contains { $0.claim?.unit == unit })
        }
    }

    /// Golden case E12 in every unit: a payee with a pension of her own who receives for two orphans.
    private func checkFamilies(_ persons: [Person]) {
        var byPayee: [Int64: [Person]] = [:]
        for person in persons where person.payee != person.number {
            byPayee[person.payee, default: []].append(person)
        }
        var units: Set<String> = []
        for person in persons where person.claims.first?.category == "pension" {
            let orphans = byPayee[person.number, default: []].filter {
                $0.claims.first?.category == "5.1"
            }
            if orphans.count == 2, let unit = person.claims.first?.unit { units.insert(unit) }
        }
        #expect(units == Set(FixtureVocabulary.units.map(\.0)))
    }

    @Test func `people fit their category on the day of signature`() throws {
        let generator = try generator(5_000)
        let last = try #require(CivilDate(iso: PeopleGenerator.signedBetween.last))
        let first = try #require(CivilDate(iso: PeopleGenerator.signedBetween.first))
        for index in 0..<5_000 {
            let person = generator.person(at: index)
            #expect((first...last).contains(person.signed))
            let ages =
                person.identity.birth.fullYears(
                    on: person.signed
                )...person.identity.birth
                .fullYears(on: last)
            let allowed: ClosedRange<Int> =
                switch person.category {
                case "pension": 70...110
                case "5.5a": 60...110
                case "5.1", "5.3": 0...15
                case "5.2": 16...21
                case "5.7": 0...2
                case "5.4": 18...60
                case "5.8": 16...70
                default: 0...110
                }
            #expect(
                allowed.contains(ages.lowerBound) && allowed.contains(ages.upperBound),
                "\(index) \(person.category) \(ages)"
            )
            if person.category == "pension", ages.lowerBound < 75 {
                #expect(person.facts.contains { $0.name == "poverty" }, "\(index)")
            }
        }
    }

    @Test func `identification numbers never repeat, not in the tenth million either`() throws {
        let generator = try generator(11_000_000)
        var seen: Set<String> = []
        var count = 0
        // All rows of one residue modulo half a million meet in the last six digits.
        for residue in stride(from: 0, to: 500_000, by: 997) {
            for index in stride(from: residue, to: 11_000_000, by: 500_000) {
                let person = generator.person(at: index)
                seen.insert(person.identity.nationalID)
                count += 1
            }
        }
        #expect(seen.count == count)
    }

    @Test func `every planted fault is found on its line, and nothing else is`() throws {
        let (bytes, faults) = bytes(try generator(6_000, faultRate: 1_000))
        #expect(Set(faults.map(\.kind)) == Set(FaultKind.allCases))
        var table = CSVReader(file: "f.csv", bytes: bytes)
        let reading = RegisterReader.read(&table, context: try context()) { _ in }
        var found: [Int: Set<String>] = [:]
        for finding in reading.diagnostics where finding.severity == .error {
            found[finding.location.line ?? 0, default: []].insert(finding.code)
        }
        for fault in faults {
            #expect(
                found[fault.line] == [fault.kind.expectedCode],
                "line \(fault.line): \(fault.kind.rawValue)"
            )
        }
        #expect(Set(found.keys) == Set(faults.map(\.line)))
    }

    @Test func `an opening list has what the law says and reads back`() throws {
        let generator = try generator(300, faultRate: 500)
        let months = [5, 6].compactMap { CalendarMonth(year: 2026, month: $0) }
        var bytes: [UInt8] = []
        let written = generator.writeOpening(
            months: months,
            chunkBytes: 1_000,
            lines: { person, month in
                guard person.signed.month <= month else { return [] }
                return [
                    OpeningLine(
                        programme: "p",
                        category: person.category,
                        kind: "own",
                        source: "local",
                        amount: .vnd(500_000)
                    )
                ]
            },
            { bytes += $0 }
        )
        let reading = OpeningReader.rows(
            file: "o.csv",
            bytes: bytes,
            context: OpeningContext(
                units: try UnitDirectory.shipped(),
                programmes: ["p"],
                categories: Set(FixtureVocabulary.categories.map(\.0)),
                kinds: ["own"],
                sources: ["local"],
                firstOpenMonth: try #require(CalendarMonth(year: 2026, month: 7))
            )
        )
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.value.count == written)
        #expect(written > 400)
    }
}
