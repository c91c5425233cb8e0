// Stories of accounting as far as hand-over: each comes out to the đồng.

import Disbursement
import Foundation
import Intake
import Ledger
import Store
import Testing
import Workflow

struct StoryTests {
    @Test func `S1: 750,000 through a provider: expense, claim, clearing, cash and advance`() throws
    {
        let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
        let town = try Household(
            BooksKind(firstMonth: "2026-02", recomputeFrom: "2026-02"),
            on: "2026-01-20"
        )
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe")
                .account("1028722532310")
        ])
        try town.receive([
            "estimate,NA01,2026,local,,9000000,QD-1,2026-01-05",
            "advance,NA01,2026,local,vietinbank,2000000,RDT-1,2026-01-06",
        ])
        #expect(try town.balance("CASH") == 2_000_000)
        #expect(try town.balance("ADV") == -2_000_000)
        #expect(try town.freeze("2026-02").map(\.amount) == [750_000])
        #expect(try town.balance("EXP") == 0)
        try town.approveAll("2026-02")
        #expect(try town.balance("EXP") == 750_000)
        #expect(try town.balance("PAY") == -750_000)
        #expect(try town.balance("RESERVED") == 750_000)
        #expect(try town.balance("CLR") == 0)
        try town.issue("2026-02")
        #expect(try town.balance("EXP") == 750_000)
        #expect(try town.balance("PAY") == 0)
        #expect(try town.balance("CLR") == -750_000)
        #expect(try town.balance("CASH") == 2_000_000)
        #expect(try town.balance("ADV") == -2_000_000)
        #expect(try town.balance("GRANTED") == 9_000_000)
        let balance = try town.read { try LedgerReports($0.books).trialBalance() }
        #expect(balance.isBalanced)
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `S9: the month of death goes to the heir, on the dead person's line`() throws {
        let old = Townsman(1, "Nguyễn Thị Lan", born: "1940-03-10")
        let heir = Townsman(2, "Nguyễn Văn Kế", born: "1970-07-01", sex: "male")
        let town = try Household()
        try town.register([
            .enrol(old, "pension", unit: "NA01", signed: "2026-11-03", facts: "pension=none")
                .account("1028722532310")
        ])
        try town.receiveEnough()
        try town.register([.death(old, on: "2026-11-15")])
        let dead = try #require(try town.draft("2026-11", units: ["NA01"]).first)
        #expect(dead.lines.isEmpty)
        #expect(dead.held.map(\.cause) == [.payeeDied])
        #expect(dead.held.map(\.line.amount) == [540_000])
        try town.register([
            .change(old, document: "TK-9/2026").payee(heir).account("1028722532377")
        ])
        let sheet = try #require(try town.freeze("2026-11", units: ["NA01"]).first)
        let batch = try #require(try town.batches().first)
        let line = try #require(try town.lines(batch).first)
        #expect(sheet.lineCount == 1)
        #expect(line.line.person == (try town.number(old)))
        #expect(line.line.payee == (try town.number(heir)))
        #expect(line.line.amount == 540_000)
        let path = try #require(sheet.files.first?.path)
        let order = String(decoding: try town.content(sheet.code).read(path), as: UTF8.self)
        #expect(order.contains("1028722532377"))
        #expect(!order.contains("1028722532310"))
        try town.approveAll("2026-11")
        try town.issue("2026-11")
        #expect(try town.balance("PAY") == 0)
        town.now = morning("2026-11-27")
        let december = try #require(try town.draft("2026-12", units: ["NA01"]).first)
        #expect(december.lines.isEmpty)
        #expect(december.held.isEmpty)
    }

    @Test func `S14: without the city's estimate only the city's 110,000 waits`() throws {
        let old = Townsman(1, "Nguyễn Thị Lan", born: "1940-03-10")
        let town = try Household()
        try town.register([
            .enrol(old, "pension", unit: "CM01", signed: "2026-11-03", facts: "pension=none")
                .account("1028722532310")
        ])
        try town.receive([
            "estimate,CM01,2026,central,,9000000,QD-1,2026-01-05",
            "advance,CM01,2026,central,agribank,2000000,RDT-1,2026-01-06",
        ])
        let first = try #require(try town.draft("2026-11", units: ["CM01"]).first)
        #expect(first.lines.map(\.amount) == [540_000])
        #expect(first.lines.map(\.source) == ["central"])
        #expect(first.held.map(\.cause) == [.estimateShort])
        #expect(first.held.map(\.line.amount) == [110_000])
        try town.check("2026-11", units: ["CM01"])
        #expect(try town.submit("2026-11", units: ["CM01"]).map(\.amount) == [540_000])
        try town.approveAll("2026-11")
        try town.issue("2026-11")
        try town.receive([
            "estimate,CM01,2026,city,,500000,QD-2,2026-11-20",
            "advance,CM01,2026,city,agribank,300000,RDT-2,2026-11-21",
        ])
        let second = try #require(try town.freeze("2026-11", units: ["CM01"]).first)
        #expect(second.amount == 110_000)
        #expect(second.lineCount == 1)
        try town.approveAll("2026-11")
        try town.issue("2026-11")
        for (source, amount) in [("central", 540_000), ("city", 110_000)] as [(String, Int64)] {
            #expect(try town.balance("EXP", "CM01", source: source) == amount)
            #expect(try town.balance("RESERVED", "CM01", source: source) == amount)
            #expect(try town.balance("CLR", "CM01", source: source) == -amount)
            #expect(try town.balance("PAY", "CM01", source: source) == 0)
        }
        #expect(try town.verify().findings.isEmpty)
    }

    /// A head of a household who receives for four pensioners, themselves among them.
    private func household() throws -> (town: Household, members: [Townsman]) {
        let members = (1...4).map {
            Townsman($0, "Trần Thị Mẫu", born: "194\($0)-03-10")
        }
        let town = try Household(BooksKind(recomputeFrom: "2026-10"))
        try town.register(
            members.enumerated().map { index, member in
                let row = RegisterLine.enrol(
                    member,
                    "pension",
                    unit: "NA01",
                    signed: "2026-10-05",
                    facts: "pension=none"
                )
                return (index == 0 ? row : row.payee(members[0])).account("1028722532310")
            }
        )
        try town.receiveEnough()
        return (town, members)
    }

    @Test func `S15: what one member got elsewhere is not in the household's transfer`() throws {
        let (town, members) = try household()
        try town.opening(
            paid(
                members[2],
                10...10,
                unit: "NA01",
                programme: "social-pension",
                category: "pension",
                source: "central",
                540_000
            )
        )
        let sheet = try #require(try town.freeze("2026-11", units: ["NA01"]).first)
        #expect(sheet.transferCount == 1)
        #expect(sheet.lineCount == 7)
        #expect(sheet.files.map(\.amount) == [7 * 540_000])
        let lines = try town.lines(try #require(try town.batches().first))
        let third = try town.number(members[2])
        #expect(lines.filter { $0.line.person == third }.map { "\($0.line.month)" } == ["2026-11"])
    }

    @Test func `S15: a stopped member leaves the rest of the household's transfer`() throws {
        let (town, members) = try household()
        let sheet = try #require(try town.freeze("2026-11", units: ["NA01"]).first)
        #expect(sheet.amount == 8 * 540_000)
        try town.approveAll("2026-11")
        let stop = try town.stop(sheet.code, members[2], from: "2026-10", by: "maker", "checker")
        #expect(stop.amount == 2 * 540_000)
        #expect(stop.remaining == 6 * 540_000)
        let report = try #require(try town.issue("2026-11").first { $0.batch == sheet.code })
        #expect(report.files.map(\.amount) == [6 * 540_000])
        #expect(report.files.map(\.transferCount) == [1])
        #expect(try town.balance("EXP") == 6 * 540_000)
        #expect(try town.balance("CLR") == -6 * 540_000)
        #expect(try town.balance("PAY") == 0)
        #expect(try town.verify().findings.isEmpty)
        // Their months, and only theirs, wait for the register to say what happened.
        let next = try #require(try town.draft("2026-11", units: ["NA01"]).first)
        let third = try town.number(members[2])
        #expect(next.lines.isEmpty)
        #expect(next.held.map(\.line.person) == [third, third])
        #expect(next.held.allSatisfy { $0.cause == .stopped })
    }
}
