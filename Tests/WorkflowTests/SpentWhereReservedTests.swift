// What is moved between sources, cleared or given back stays on the budget line on which it was reserved,
// whatever line is assigned later.

import BankFiles
import Disbursement
import Entitlement
import Intake
import Ledger
import Store
import Testing
import Workflow

struct SpentWhereReservedTests {
    private let thu = Townsman(5, "Đỗ Thị Thu", born: "1946-01-02")
    private static let lines = [
        "CM01,2026,central,,,1,035,398,,12,QĐ-1/2026", "CM01,2026,city,,,2,424,398,,12,QĐ-1/2026",
    ]
    private static let ownLines = lines.map {
        $0.replacing(",,,", with: ",social-pension,,").replacing(",398,,", with: ",398,7151,")
    }
    private static let local = "NA01,2026,local,,,4,805,398,,12,QĐ-1/2026"
    private static let assistance =
        "NA01,2026,local,social-assistance,,4,805,398,7151,12,QĐ-1/2026"

    private static let movedOnBoth = [
        "central 1-035-398-7151-12 540000", "central 1-035-398-–-12 540000",
        "city 2-424-398-7151-12 110000", "city 2-424-398-–-12 110000",
    ]

    /// What stands on an account by line: `local 4-805-398-7151-12 810000`.
    private func lines(
        _ town: Household,
        _ account: String,
        of sources: [String] = ["central", "city"],
        _ unit: String = "CM01"
    ) throws -> [String] {
        try town.read { open in
            try open.books.query { reader in
                try sources.flatMap { source in
                    try reader.balancesByLine(
                        account: account,
                        unit: unit,
                        source: source,
                        on: town.now.date
                    ).map { "\(source) \($0.codes.map { "\($0)" } ?? "–") \($0.amount)" }
                }
            }
        }
    }

    /// A pensioner of Hanoi, paid by the centre and the city for August and September; the programme's own
    /// lines are assigned before a month is run, or never; August is paid and cleared at once, or later.
    private func paidTown(
        ownLinesBefore period: String? = nil,
        clearsAugust: Bool = false
    ) throws -> Household {
        let town = try Household(
            BooksKind(units: ["CM01"], firstMonth: "2026-08", recomputeFrom: "2026-08"),
            on: "2026-08-20"
        )
        try town.register([
            .enrol(thu, "pension", unit: "CM01", signed: "2026-03-05", facts: "pension=none")
                .account("1028722532314")
        ])
        try town.receiveEnough()
        try town.assignLines(Self.lines)
        for (month, day) in [("2026-08", "2026-08-20"), ("2026-09", "2026-09-10")] {
            town.now = morning(day)
            if month == period { try town.assignLines(Self.ownLines) }
            _ = try town.runMonth(month)
            guard clearsAugust, month == "2026-08" else { continue }
            town.now = morning("2026-08-30")
            try answer(town, through: "2026-08-29")
            try town.clearAdvance("TT-0")
        }
        town.now = morning("2026-10-20")
        return town
    }

    private func answer(_ town: Household, through day: String = "2026-10-19") throws {
        try town.take(try town.simulate(through: day))
        try town.reconcile()
    }

    @discardableResult
    private func move(_ town: Household) throws -> SourceReport {
        try town.write { open in
            let reports = try MoveSources(town.environment, ruleBook: .shipped).run(
                open,
                scope: town.scope("2026-10"),
                document: "ĐC-9/2026",
                officer: try town.key("chief-accountant", open)
            )
            return try #require(reports.first)
        }
    }

    @Test func `what was reserved by source moves by source, though lines were assigned since`()
        throws
    {
        let town = try paidTown()
        try answer(town)
        try town.assignLines(Self.ownLines)
        try town.clearAdvance("TT-1")
        #expect(
            try lines(town, "SPENT")
                == ["central 1-035-398-–-12 1000000", "city 2-424-398-–-12 300000"]
        )
        #expect(try move(town).spent.map(\.amount) == [80_000])
        let moved = ["central 1-035-398-–-12 1080000", "city 2-424-398-–-12 220000"]
        #expect(try lines(town, "RESERVED") == moved)
        #expect(try lines(town, "SPENT") == moved)
        #expect(try move(town).spent.isEmpty)
        try town.expectProven()
    }

    @Test func `what was reserved by programme is spent and moves by programme`() throws {
        let town = try paidTown(ownLinesBefore: "2026-08")
        #expect(try move(town).waiting == 80_000)
        let moved = ["central 1-035-398-7151-12 1080000", "city 2-424-398-7151-12 220000"]
        #expect(try lines(town, "RESERVED") == moved)
        try answer(town)
        try town.clearAdvance("TT-1")
        #expect(try move(town).spent.map(\.amount) == [80_000])
        #expect(try lines(town, "SPENT") == moved)
        #expect(try move(town).spent.isEmpty)
        try town.expectProven()
    }

    @Test func `each month moves on the line on which it was reserved`() throws {
        let town = try paidTown(ownLinesBefore: "2026-09")
        try answer(town)
        try town.clearAdvance("TT-1")
        let report = try move(town)
        #expect(report.expense.map(\.amount) == [80_000] && report.waiting == 0)
        #expect(try lines(town, "RESERVED") == Self.movedOnBoth)
        #expect(try lines(town, "SPENT") == Self.movedOnBoth)
        try town.expectProven()
    }

    @Test func `a month that is cleared moves its spending alone, and the next one its own`() throws
    {
        let town = try paidTown(ownLinesBefore: "2026-09", clearsAugust: true)
        let report = try move(town)
        #expect(report.spent.map(\.amount) == [40_000] && report.waiting == 40_000)
        #expect(try lines(town, "RESERVED") == Self.movedOnBoth)
        #expect(
            try lines(town, "SPENT")
                == ["central 1-035-398-–-12 540000", "city 2-424-398-–-12 110000"]
        )
        try answer(town)
        try town.clearAdvance("TT-1")
        #expect(try move(town).spent.map(\.amount) == [40_000])
        #expect(try lines(town, "SPENT") == Self.movedOnBoth)
        try town.expectProven()
    }

    @Test func `what is given back after its clearing leaves the line on which it was spent`()
        throws
    {
        let story = try CameBack(lines: [Self.local, Self.assistance])
        let town = story.town
        try town.clearAdvance("TT-1")
        #expect(
            try lines(town, "SPENT", of: ["local"], "NA01") == ["local 4-805-398-7151-12 810000"]
        )
        town.now = morning("2026-12-10")
        try story.returned(on: "2026-12-09")
        try story.giveBack(300_000, document: "NT-8")
        #expect(
            try lines(town, "SPENT", of: ["local"], "NA01") == ["local 4-805-398-7151-12 510000"]
        )
        try story.giveBack(510_000)
        for account in ["SPENT", "FUND"] {
            #expect(try lines(town, account, of: ["local"], "NA01") == [], "\(account)")
        }
        town.now = morning("2027-01-20")
        try town.receive(["estimate,NA01,2027,local,,9000000,QD-7,2027-01-05"])
        #expect(try story.carryClaims().carried == CameBack.amount)
        #expect(try lines(town, "RESERVED", of: ["local"], "NA01") == ["local – 810000"])
        try town.expectProven()
    }

    @Test func `what was reserved by source is cleared and given back by source`() throws {
        let story = try CameBack(lines: [Self.local])
        let town = story.town
        try town.assignLines([Self.assistance])
        try town.clearAdvance("TT-1")
        #expect(try lines(town, "SPENT", of: ["local"], "NA01") == ["local 4-805-398-–-12 810000"])
        town.now = morning("2026-12-10")
        try story.returned(on: "2026-12-09")
        try story.giveBack()
        for account in ["SPENT", "FUND"] {
            #expect(try lines(town, account, of: ["local"], "NA01") == [], "\(account)")
        }
        try town.expectProven()
    }

    @Test func `of two months on two lines the one that came back is given back`() throws {
        let story = try CameBack(lines: [Self.local])
        let town = story.town
        try town.assignLines([Self.assistance])
        town.now = morning("2026-12-05")
        let sheet = try #require(try town.runMonth("2026-12").first)
        let december = try town.transfer(CameBack.lan, in: sheet.code)
        town.now = morning("2026-12-12")
        let left = CameBack.advance - CameBack.amount
        try town.takeStatement(
            "B",
            on: "2026-12-11",
            opening: left,
            [story.entry(isCredit: false, of: december, "X-3")]
        )
        try town.clearAdvance("TT-1")
        let november = "local 4-805-398-–-12 810000"
        #expect(
            try lines(town, "SPENT", of: ["local"], "NA01")
                == ["local 4-805-398-7151-12 810000", november]
        )
        town.now = morning("2026-12-20")
        try town.takeStatement(
            "C",
            on: "2026-12-19",
            opening: left - CameBack.amount,
            [story.entry(isCredit: true, of: december, "X-4")]
        )
        try story.giveBack()
        #expect(try lines(town, "SPENT", of: ["local"], "NA01") == [november])
        try town.expectProven()
    }

    @Test
    func `what the Treasury gets back of an over-payment leaves the line on which it was spent`()
        throws
    {
        let story = try Treasury(lines: [Self.local, Self.assistance])
        let town = story.town
        try story.say("BK-01", "paid", on: "2026-11-30")
        let number = try town.propose(
            story.transfer,
            try town.number(Treasury.lan),
            Treasury.amount
        )
        try town.decideCase(number, by: "account-holder")
        try town.settle(
            number,
            .recoveredAtTreasury(Treasury.amount),
            by: "chief-accountant",
            document: "BK-02"
        )
        for account in ["SPENT", "FUND"] {
            #expect(try lines(town, account, of: ["local"], "NA01") == [], "\(account)")
        }
        try town.expectProven()
    }
}
