// The opening list of the made-up people.

import Fixture
import Intake
import Ledger
import Testing

@Suite struct OpeningTests {
    @Test func `lines come by person and month and say what the closure says`() throws {
        let people = PeopleGenerator(count: 300, seed: 17, faultsPerTenThousand: 0)
        let july = try #require(CalendarMonth(iso: "2026-07"))
        let august = july.advanced(byMonths: 1)
        let opening = OpeningGenerator(people: people, months: [august, july, august])
        var bytes: [UInt8] = []
        let count = opening.write(
            paid: { person, month in
                guard person.category == .pension else { return [] }
                let amount: (source: String, amount: Int64) = ("central", 500_000)
                return [
                    ("social-pension", "pension", "allowance", amount.source, amount.amount),
                    ("social-pension", "pension", "supplement", "city, \(month.year)", 150_000),
                ]
            },
            to: { chunk in bytes += chunk }
        )
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines[0] == "national_id,unit,programme,category,month,kind,source,amount,document")
        var expected: [String] = []
        for person in people where person.category == .pension {
            for month in ["2026-07", "2026-08"] {
                let head =
                    "\(person.nationalID.revealed),\(person.unit.code),social-pension,pension,"
                    + "\(month),"
                let document = "DS-\(person.unit.code)-\(month)"
                expected.append(head + "allowance,central,500000,\(document)")
                expected.append(head + "supplement,\"city, 2026\",150000,\(document)")
            }
        }
        #expect(expected.count > 400)
        #expect(lines.dropFirst().map(String.init) == expected)
        #expect(count == expected.count)
    }

    @Test func `the people are those of a register file with faults`() {
        let clean = PeopleGenerator(count: 2_000, seed: 19, faultsPerTenThousand: 0)
        let faulty = PeopleGenerator(count: 2_000, seed: 19, faultsPerTenThousand: 500)
        #expect(Array(clean) == Array(faulty))
    }
}
