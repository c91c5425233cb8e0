// What a household has once: the house after a storm, care support of husband and wife.

import Disbursement
import Foundation
import Intake
import Ledger
import Testing
import Workflow

struct HouseholdRightTests {
    private let wife = Townsman(1, "Nguyễn Thị Lan", born: "1990-03-10")
    private let husband = Townsman(2, "Trần Văn Hòa", born: "1988-05-01", sex: "male")

    private func grant(
        _ person: Townsman,
        _ category: String,
        _ household: String,
        signed: String,
        facts: String
    ) -> RegisterLine {
        RegisterLine.enrol(person, category, unit: "NA01", signed: signed, facts: facts)
            .household(household).account("10287225323\(person.id.suffix(2))")
    }

    private func due(_ town: Household, _ period: String) throws -> [String] {
        let draft = try #require(try town.draft(period).first)
        return try [wife, husband].flatMap { person in
            let number = try town.number(person)
            return draft.lines.filter { $0.person == number }.map { "\($0.month) \($0.amount)" }
                + draft.held.filter { $0.line.person == number }.map { "\($0.cause.rawValue)" }
        }
    }

    @Test func `a lost house is paid once, also where the second decision comes a month later`()
        throws
    {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-10"))
        let house = "house=lost"
        try town.register([
            grant(wife, "15", "H7", signed: "2026-11-03", facts: house),
            grant(husband, "15", "H7", signed: "2026-11-05", facts: house),
        ])
        try town.receiveEnough()
        #expect(try due(town, "2026-11") == ["2026-11 40000000", "household-paid"])
        _ = try town.runMonth("2026-11")
        // The right was the wife's: the husband's waits in the next list too, and in one of its own month.
        town.now = morning("2026-12-22")
        #expect(try due(town, "2026-12") == ["household-paid"])
        try town.register([
            .word("annul", husband, "15"),
            grant(husband, "15", "H7", signed: "2026-12-05", facts: house).decided("QD-99"),
        ])
        #expect(try due(town, "2026-12") == ["household-paid"])
    }

    @Test func `two households, and persons without a number of theirs, are paid each`() throws {
        for numbers in [("H7", "H8"), ("", "")] {
            let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
            try town.register([
                grant(wife, "15", numbers.0, signed: "2026-11-03", facts: "house=lost"),
                grant(husband, "15", numbers.1, signed: "2026-11-05", facts: "house=moved"),
            ])
            try town.receiveEnough()
            #expect(try due(town, "2026-11") == ["2026-11 40000000", "2026-11 30000000"])
        }
    }

    @Test func `husband and wife who nurse have one portion a month, hers who was paid first`()
        throws
    {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        let nursing = "severity=severe;nursing=one"
        try town.register([
            grant(husband, "20.2a", "H7", signed: "2026-11-05", facts: nursing),
            grant(wife, "5.6", "H7", signed: "2026-11-03", facts: "severity=severe"),
        ])
        try town.receiveEnough()
        #expect(try due(town, "2026-11") == ["2026-11 810000", "2026-11 810000"])
        _ = try town.runMonth("2026-11")
        town.now = morning("2026-12-22")
        try town.register([grant(wife, "20.2a", "H7", signed: "2026-12-05", facts: nursing)])
        // December: her own allowance, and care support for one of them; the husband came first.
        #expect(
            try due(town, "2026-12") == ["2026-12 810000", "household-paid", "2026-12 810000"]
        )
    }
}
