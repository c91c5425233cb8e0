// A second run of a step, or of a whole month, changes nothing and pays nothing.

import Disbursement
import Foundation
import Intake
import Ledger
import Store
import Testing
import Workflow

struct RepetitionTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")

    private func ready() throws -> Household {
        let town = try Household()
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe")
                .account("1028722532310")
        ])
        try town.opening(paid(lan, 7...10, unit: "NA01", 750_000))
        try town.receiveEnough()
        return town
    }

    @Test func `a second draft owes nothing after submit, after approval and after hand-over`()
        throws
    {
        let town = try ready()
        func secondDraft() throws -> Draft {
            try #require(try town.draft("2026-11", units: ["NA01"]).first)
        }
        #expect(try town.freeze("2026-11", units: ["NA01"]).count == 1)
        #expect(try secondDraft().lines.isEmpty)
        try town.approveAll("2026-11")
        #expect(try secondDraft().lines.isEmpty)
        try town.issue("2026-11")
        let last = try secondDraft()
        #expect(last.lines.isEmpty)
        #expect(last.held.isEmpty)
        #expect(last.overPaid.isEmpty)
        try town.check("2026-11", units: ["NA01"])
        #expect(try town.submit("2026-11", units: ["NA01"]).isEmpty)
        #expect(try town.batches().count == 1)
    }

    @Test func `a month without a break runs again and pays nobody`() throws {
        let town = try ready()
        let first = try town.runMonth("2026-11")
        #expect(first.map(\.amount) == [1_050_000])
        let balance = try town.standing().balance
        #expect(try town.runMonth("2026-11").isEmpty)
        #expect(try town.standing().balance == balance)
        #expect(try town.batches().count == 1)
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `each step given twice changes nothing the second time`() throws {
        let town = try Household()
        func twice(_ name: String, _ body: () throws -> Void) throws {
            try body()
            let standing = try town.standing()
            try body()
            #expect(try town.standing() == standing, "\(name)")
        }
        try twice("import") {
            _ = try town.register([
                .enrol(lan, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe")
                    .account("1028722532310")
            ])
        }
        try twice("opening") { try town.opening(paid(lan, 7...10, unit: "NA01", 750_000)) }
        try twice("receive") { try town.receiveEnough() }
        try twice("draft") { _ = try town.draft("2026-11", units: ["NA01"]) }
        try twice("check") { try town.check("2026-11", units: ["NA01"]) }
        try twice("submit") { _ = try town.submit("2026-11", units: ["NA01"]) }
        for role in ["checker", "chief-accountant", "account-holder"] {
            try twice("approve as \(role)") { _ = try town.approve("2026-11", role) }
        }
        try twice("issue") { _ = try town.issue("2026-11") }
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `a paper of the same number with another amount is refused`() throws {
        let town = try ready()
        let standing = try town.standing()
        let code = try refusal {
            try town.receive(["estimate,NA01,2026,local,,1,QD-1,2026-01-05"])
        }
        #expect(code == .dataErrors)
        #expect(try town.standing() == standing)
    }

    @Test func `a second opening list of a unit is refused`() throws {
        let town = try ready()
        let standing = try town.standing()
        let code = try refusal { try town.opening(paid(lan, 7...9, unit: "NA01", 750_000)) }
        #expect(code == .notPermitted)
        #expect(try town.standing() == standing)
    }

    @Test func `a draft made, replaced and made again is the newest, and is what is frozen`() throws
    {
        let town = try ready()
        town.now = morning("2026-11-24")
        let unit = ["NA01"]
        let first = try #require(try town.draft("2026-11", known: "2026-11-23", units: unit).first)
        let other = try #require(try town.draft("2026-11", known: "2026-11-24", units: unit).first)
        #expect(first.scope.known != other.scope.known)
        let again = try #require(try town.draft("2026-11", known: "2026-11-23", units: unit).first)
        #expect(again.lines == first.lines)
        func newest() throws -> (known: CivilDate?, state: String?) {
            let draft = try town.read { open in
                try open.books.query { try $0.draftRecord(unit: "NA01", period: month("2026-11")) }
            }
            return (draft?.known, draft?.state)
        }
        #expect(try newest() == (day("2026-11-23"), "draft"))
        try town.check("2026-11", units: unit)
        // A checked draft that was replaced since, and made again, is to be checked again.
        _ = try town.draft("2026-11", known: "2026-11-24", units: unit)
        _ = try town.draft("2026-11", known: "2026-11-23", units: unit)
        #expect(try newest() == (day("2026-11-23"), "draft"))
        #expect(try refusal { try town.submit("2026-11", units: unit) } == .approvalMissing)
        try town.check("2026-11", units: unit)
        let sheet = try #require(try town.submit("2026-11", units: unit).first)
        #expect(sheet.known == day("2026-11-23"))
    }

    @Test func `a draft that the register has overtaken is not submitted`() throws {
        let town = try ready()
        _ = try town.draft("2026-11", units: ["NA01"])
        try town.check("2026-11", units: ["NA01"])
        try town.register([.death(lan, on: "2026-10-02")])
        let code = try refusal { try town.submit("2026-11", units: ["NA01"]) }
        #expect(code == .dataErrors)
        #expect(try town.batches().isEmpty)
    }
}
