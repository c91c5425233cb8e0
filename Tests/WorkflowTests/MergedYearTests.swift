// What comes back of a merged unit's year: whichever of the two settled it, given back and owed again to the đồng.

import Disbursement
import Intake
import Ledger
import Store
import Testing
import Workflow

struct MergedYearTests {
    /// NA01 was paid, its advance cleared; it is merged in December, and CM01 settles both years.
    private func settledByTheSuccessor() throws -> CameBack {
        var story = try CameBack(units: ["NA01", "CM01"])
        let town = story.town
        _ = try town.clearAdvance("TT-1")
        town.now = morning("2026-12-20")
        try story.handOver()
        town.now = morning("2027-01-20")
        story.unit = "CM01"
        try story.carryAdvance()
        try town.receive(["estimate,CM01,2027,local,,9000000,QD-27,2027-01-10"])
        town.now = morning("2027-07-01")
        try story.settle("2027-06-30")
        town.now = morning("2027-07-03")
        try story.returned(on: "2027-07-02")
        return story
    }

    @Test(arguments: ["NA01", "CM01"])
    func `settled by the successor: given back under either code, owed again and paid once`(
        code: String
    ) throws {
        var story = try settledByTheSuccessor()
        let town = story.town
        story.unit = code
        let years = try town.read { try ClosePeriod(town.environment).states($0, units: [code]) }
        #expect(years.first { $0.year.year == 2026 }?.year.settledOn == day("2027-06-30"))
        // No more than came back of both.
        #expect(try refusal { try story.giveBack(810_001) } == .approvalMissing)
        try story.giveBack()
        try story.expect([("GBK", 2026, 810_000), ("PAY", 2026, -810_000)], of: "CM01")
        #expect(try refusal { try story.giveBack(document: "NT-10") } == .approvalMissing)
        // Its money is gone: it is not paid again as if it were there.
        try town.repair(story.transfer, .unchanged)
        #expect(try town.reissue("2026-11").isEmpty)
        try town.takeStatement(
            "D",
            on: "2027-07-03",
            opening: 2_000_000,
            [.init(amount: 810_000, isCredit: false, reference: "NT-9")]
        )
        story.unit = "NA01"
        let report = try story.carryClaims()
        #expect(report.owedAgain == 810_000 && report.carried == 0 && report.waiting.isEmpty)
        town.now = morning("2027-07-05")
        try story.payAgain(on: "2027-07-06", opening: 1_190_000)
        #expect(try town.clearAdvance("TT-2").map(\.amount) == [810_000])
        try story.expect(
            [
                ("EXP", 2026, 810_000), ("FUND", 2026, -810_000), ("EXP", 2027, 810_000),
                ("FUND", 2027, -810_000), ("GBK", 2026, 0), ("PAY", 2026, 0), ("PAY", 2027, 0),
                ("CLR", 2026, 0), ("CLR", 2027, 0), ("ADV", 2027, -380_000),
            ],
            of: "CM01"
        )
        try town.expectProven()
    }

    @Test func `settled before the merger: what comes back after it is given back to the budget`()
        throws
    {
        var story = try CameBack(units: ["NA01", "CM01"])
        let town = story.town
        _ = try town.clearAdvance("TT-1")
        town.now = morning("2027-01-20")
        try story.carryAdvance()
        town.now = morning("2027-04-01")
        try story.settle("2027-03-31")
        town.now = morning("2027-05-02")
        try story.handOver()
        town.now = morning("2027-05-21")
        try story.returned(on: "2027-05-20")
        #expect(try refusal { try story.giveBack(810_001) } == .approvalMissing)
        try story.giveBack()
        // The advance that the successor took stays what it was.
        try story.expect([("GBK", 2026, 810_000), ("ADV", 2027, -1_190_000)], of: "CM01")
        try town.takeStatement(
            "D",
            on: "2027-05-25",
            opening: 2_000_000,
            [.init(amount: 810_000, isCredit: false, reference: "NT-9")]
        )
        try town.receive(["estimate,CM01,2027,local,,9000000,QD-27,2027-01-10"])
        story.unit = "NA01"
        #expect(try story.carryClaims().owedAgain == 810_000)
        try story.payAgain(on: "2027-05-27", opening: 1_190_000)
        #expect(try town.clearAdvance("TT-2").map(\.amount) == [810_000])
        try story.expect(
            [("GBK", 2026, 0), ("PAY", 2026, 0), ("PAY", 2027, 0), ("ADV", 2027, -380_000)],
            of: "CM01"
        )
        try town.expectProven()
    }

    @Test func `one paper is booked once, under whichever code it is entered`() throws {
        var story = try CameBack(units: ["NA01", "CM01"])
        let town = story.town
        try story.giveBack(100_000, isCleared: false)
        try story.handOver()
        #expect(try refusal { try story.handOver(document: "BB-23") } == .dataErrors)
        #expect(try !story.handOver(document: "bb-22").isNew)
        #expect(try !story.giveBack(100_000, isCleared: false))
        let standing = try town.standing()
        story.unit = "CM01"
        #expect(try refusal { try story.giveBack(100_000, isCleared: false) } == .dataErrors)
        for row in [
            "estimate,CM01,2026,local,,9000000,QD-1,2026-01-05",
            "advance,CM01,2026,local,vietinbank,2000000,RDT-1,2026-11-20",
        ] {
            #expect(try refusal { _ = try town.receive([row]) } == .dataErrors)
        }
        #expect(try town.standing() == standing)
        // Another amount is another paper: two communes number theirs alike.
        try story.giveBack(200_000, isCleared: false)
        try town.expectProven()
    }

    @Test func `the old unit's books are closed and settled with the successor's`() throws {
        let story = try CameBack(units: ["NA01", "CM01"])
        let town = story.town
        _ = try town.clearAdvance("TT-1")
        try story.handOver()
        town.now = morning("2027-07-01")
        #expect(try refusal { try story.settle("2027-06-30") } == .dataErrors)
        #expect(
            try refusal {
                try town.write { open in
                    _ = try ClosePeriod(town.environment).close(
                        open,
                        unit: "NA01",
                        through: day("2026-11-30"),
                        document: "KS-1",
                        officer: try town.key("chief-accountant", open)
                    )
                }
            } == .dataErrors
        )
    }

    @Test func `an over-payment of the old unit is recovered into the successor's account`() throws
    {
        let story = try CameBack(units: ["NA01", "CM01"])
        let town = story.town
        _ = try town.clearAdvance("TT-1")
        try story.handOver()
        let number = try town.propose(
            story.transfer,
            try town.number(CameBack.lan),
            CameBack.amount
        )
        try town.decideCase(number, by: "account-holder")
        var statement = MadeUpStatement(
            entries: [.init(amount: CameBack.amount, reference: "R-1")],
            name: "R"
        )
        statement.account = "1500211000001"
        statement.day = "2026-12-01"
        try town.take([statement.file])
        try town.reconcile()
        let conflict = try #require(try town.conflicts().last { !$0.isDecided })
        let record = try town.settle(
            number,
            .recoveredByConflict(conflict.number),
            by: "chief-accountant",
            document: "TH-1"
        )
        #expect(record.open == 0)
        try story.expect([("REC", 2026, 0)], of: "CM01")
        try town.expectProven()
    }

    @Test func `what is recovered of both is owed to the budget when the successor settles`() throws
    {
        var story = try CameBack(units: ["NA01", "CM01"])
        let town = story.town
        _ = try town.clearAdvance("TT-1")
        let number = try town.propose(
            story.transfer,
            try town.number(CameBack.lan),
            CameBack.amount
        )
        try town.decideCase(number, by: "account-holder")
        try story.handOver()
        town.now = morning("2027-01-20")
        story.unit = "CM01"
        try story.carryAdvance()
        town.now = morning("2027-07-01")
        try story.settle("2027-06-30")
        try story.expect([("REC", 2026, 810_000), ("DUE", 2026, -810_000)], of: "CM01")
        try town.expectProven()
    }
}
