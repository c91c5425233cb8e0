// A plan page by page, with runs that spill, against rows applied one after the other.

import Intake
import Ledger
import Testing

@testable import Enrolment

@Suite struct RegisterSweepTests {
    typealias Row = [RegisterColumn: String]

    /// A crowd whose rows meet each other: few IDs, fixed names and accounts.
    private struct Crowd {
        var lot: Lot
        let size: Int

        private func id(_ person: Int) -> String {
            "001\(person % 2)86" + String(String(1_000_000 + person).dropFirst())
        }

        private mutating func name(_ person: Int) -> String {
            let names = ["Nguyễn Thị Hoa", "Lê Văn Đức", "Trần Ánh", "Phạm Hòa"]
            let name = names[person % names.count]
            // Case does not count; now and then somebody is another one.
            switch lot.below(40) {
            case 0: return name.uppercased()
            case 1: return NFC.decomposed(name)
            default: return name
            }
        }

        private mutating func day(_ month: Int) -> String {
            let day = 1 + lot.below(28)
            return "2026-0\(month)-\(day < 10 ? "0" : "")\(day)"
        }

        mutating func row() -> Row {
            let person = lot.below(size)
            var row: Row = [
                .nationalID: id(person), .fullName: name(person), .birthDate: "1986-03-01",
                .sex: person % 2 == 0 ? "nam" : "nữ", .household: "H\(lot.below(3))",
                .category: ["5.6", "5.4", "pension", "11", "20.1"][lot.below(5)],
                .decision: "\(lot.below(3))/QĐ", .signed: day(5), .certificate: "",
                .facts: lot.below(2) == 0 ? "" : "children=\(lot.below(3))",
                .payBy: "", .bank: "", .account: "",
            ]
            var payee = person
            if lot.below(3) == 0 {
                payee = lot.below(size)
                if payee != person {
                    row[.payeeID] = id(payee)
                    row[.payeeName] = name(payee)
                    row[.payeeBirth] = "1986-03-01"
                    row[.payeeSex] = payee % 2 == 0 ? "nam" : "nữ"
                }
            }
            if lot.below(2) == 0 {
                row[.payBy] = "account"
                row[.bank] = "970436"
                row[.account] = "\(1_234_567_000 + payee)"
            }
            switch lot.below(8) {
            case 0: change(&row, "change", from: day(6))
            case 1: change(&row, "end", from: day(lot.below(2) + 5))
            case 2: change(&row, "death", from: day(6))
            default: row[.event] = "enrol"
            }
            return row
        }

        private mutating func change(_ row: inout Row, _ event: String, from: String) {
            row[.event] = event
            row[.document] = "5/CV"
            row[.from] = from
            if event == "end" || lot.below(2) == 0 {
                for column in [RegisterColumn.fullName, .birthDate, .sex] { row[column] = "" }
            }
            // The category of a change is that of its payee, where it has one.
            if event == "death" || (event == "change" && lot.below(2) == 0) { row[.category] = "" }
        }
    }

    @Test(arguments: 0..<60)
    func `a plan is what rows make of a register one after the other`(seed: Int) throws {
        let known = try #require(RegisterSample.known)
        var crowd = Crowd(lot: Lot(UInt64(seed)), size: [3, 12, 60][seed % 3])
        var persons: [NationalID: Person] = [:]
        var taken = 0
        var refused = 0
        for _ in 0..<40 {
            let rows = (0...crowd.lot.below(12)).map { _ in crowd.row() }
            let reading = try RegisterSample.read(rows)
            guard !reading.isRefused else { continue }
            var expected = RowByRow(persons.values, known: known)
            for row in reading.value { expected.apply(row) }
            let plan = try RegisterSample.plan(rows, persons: persons)
            let found = expected.findings.sorted().map { "\($0.line) \($0.code.rawValue)" }
            #expect(
                plan.diagnostics.map { "\($0.location.line ?? 0) \($0.code)" } == found
            )
            guard found.isEmpty else {
                refused += 1
                continue
            }
            taken += 1
            #expect(plan.value == expected.changes)
            for change in plan.value { persons[change.person.nationalID] = change.person }
        }
        #expect(taken > 0 && (refused > 0 || seed % 3 == 2))
    }
}
