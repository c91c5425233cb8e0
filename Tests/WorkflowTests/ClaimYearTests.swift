// What came back is paid in another budget year: the claims are carried, each story to the đồng on the books.

import Disbursement
import Intake
import Ledger
import Store
import Testing
import Workflow

struct ClaimYearTests {
    @Test func `S4: returned in December, carried with the advance, paid once in February`() throws
    {
        let story = try CameBack()
        let town = story.town
        town.now = morning("2026-12-11")
        try story.returned(on: "2026-12-10")
        #expect(try town.balance("PAY") == -810_000)
        #expect(try refusal { _ = try story.carryClaims() } == .usage)
        town.now = morning("2027-01-31")
        try story.carryAdvance()
        #expect(try refusal { _ = try story.carryClaims() } == .approvalMissing)
        try town.receive(["estimate,NA01,2027,local,,810000,QD-27,2027-01-10"])
        #expect(try refusal { _ = try story.carryClaims(by: "maker") } == .notPermitted)
        let report = try story.carryClaims()
        #expect(report.year == 2027 && report.transferCount == 1 && report.waiting.isEmpty)
        #expect(report.carried == 810_000 && report.owedAgain == 0)
        try story.expect([
            ("PAY", 2026, 0), ("PAY", 2027, -810_000), ("RESERVED", 2026, 0),
            ("RESERVED", 2027, 810_000), ("EXP", 2026, 810_000), ("EXP", 2027, 0),
        ])
        let standing = try town.standing()
        #expect(try story.carryClaims().transferCount == 0)
        #expect(try town.standing() == standing)
        town.now = morning("2027-02-03")
        try story.payAgain(on: "2027-02-04", opening: 2_000_000)
        #expect(try town.clearAdvance("TT-2").map(\.year) == [2027])
        try story.expect([
            ("PAY", 2026, 0), ("PAY", 2027, 0), ("CLR", 2026, 0), ("CLR", 2027, 0),
            ("EXP", 2026, 810_000), ("FUND", 2026, 0), ("FUND", 2027, -810_000),
            ("ADV", 2026, 0), ("ADV", 2027, -1_190_000), ("SPENT", 2027, 810_000),
        ])
        #expect(try town.balance("CASH") == 1_190_000)
        #expect(try town.clearAdvance("TT-3").isEmpty)
        try town.expectProven()
    }

    @Test func `S5: returned after the year was settled, given back, owed again and paid once`()
        throws
    {
        let story = try CameBack.afterSettlement()
        let town = story.town
        try story.expect([("PAY", 2026, -810_000), ("EXP", 2026, 810_000)])
        try town.receive(["estimate,NA01,2027,local,,810000,QD-27,2027-01-10"])
        // Nothing was given back yet: the money is with the bank, and pays it without an entry.
        #expect(try refusal { _ = try story.carryClaims() } == .approvalMissing)
        town.now = morning("2027-05-25")
        try story.giveBack()
        try story.expect([("GBK", 2026, 810_000), ("PAY", 2026, -810_000)])
        try town.takeStatement(
            "D",
            on: "2027-05-25",
            opening: 2_000_000,
            [.init(amount: 810_000, isCredit: false, reference: "NT-9")]
        )
        town.now = morning("2027-06-20")
        #expect(
            try refusal { _ = try story.carryClaims(transfers: ["NA01000020000010"]) }
                == .dataErrors
        )
        let report = try story.carryClaims(transfers: [story.transfer])
        #expect(report.owedAgain == 810_000 && report.carried == 0 && report.year == 2027)
        try story.expect([
            ("GBK", 2026, 0), ("PAY", 2026, 0), ("PAY", 2027, -810_000), ("EXP", 2027, 810_000),
            ("RESERVED", 2026, 810_000), ("RESERVED", 2027, 810_000),
        ])
        town.now = morning("2027-06-22")
        try story.payAgain(on: "2027-06-23", opening: 1_190_000)
        #expect(try town.clearAdvance("TT-2").map(\.amount) == [810_000])
        try story.expect([
            ("EXP", 2026, 810_000), ("FUND", 2026, -810_000), ("EXP", 2027, 810_000),
            ("FUND", 2027, -810_000), ("GBK", 2026, 0), ("PAY", 2026, 0), ("PAY", 2027, 0),
            ("CLR", 2026, 0), ("CLR", 2027, 0), ("ADV", 2027, -380_000),
        ])
        #expect(try town.balance("CASH") == 380_000)
        try town.expectProven()
    }

    @Test func `S12: given back before 15 February, owed again of the new year, never cleared`()
        throws
    {
        let story = try CameBack()
        let town = story.town
        town.now = morning("2026-12-11")
        try story.returned(on: "2026-12-10")
        town.now = morning("2027-02-10")
        try story.giveBack(2_000_000, isCleared: false)
        #expect(try town.balance("PAY") == -810_000)
        try town.takeStatement(
            "D",
            on: "2027-02-10",
            opening: 2_000_000,
            [.init(amount: 2_000_000, isCredit: false, reference: "NT-9")]
        )
        town.now = morning("2027-04-01")
        try town.receive([
            "estimate,NA01,2027,local,,810000,QD-27,2027-01-10",
            "advance,NA01,2027,local,vietinbank,810000,RDT-27,2027-02-20",
        ])
        try story.settle("2027-03-31")
        // The settled year keeps what was reserved in it.
        #expect(try story.carryClaims().carried == 810_000)
        try story.expect([
            ("PAY", 2026, 0), ("PAY", 2027, -810_000), ("RESERVED", 2026, 810_000),
            ("RESERVED", 2027, 810_000), ("EXP", 2027, 0),
        ])
        try town.takeStatement("E", on: "2027-03-31", opening: 0, [.init(amount: 810_000)])
        try story.payAgain(on: "2027-04-02", opening: 810_000)
        #expect(try town.clearAdvance("TT-2").map(\.year) == [2027])
        try story.expect([
            ("PAY", 2027, 0), ("CLR", 2027, 0), ("FUND", 2026, 0), ("FUND", 2027, -810_000),
            ("ADV", 2026, 0), ("ADV", 2027, 0), ("EXP", 2026, 810_000),
        ])
        #expect(try town.balance("CASH") == 0)
        try town.expectProven()
    }

    @Test func `what was cleared of a year that is not settled is paid from the money at the bank`()
        throws
    {
        let story = try CameBack()
        let town = story.town
        _ = try town.clearAdvance("TT-1")
        town.now = morning("2027-01-20")
        try story.returned(on: "2027-01-15")
        let standing = try town.standing()
        let report = try story.carryClaims()
        #expect(report.transferCount == 0)
        #expect(report.waiting.map(\.transfer) == [story.transfer])
        #expect(try town.standing() == standing)
        // Less was given back than the claim: what lies with the bank pays it still.
        try story.giveBack(809_999)
        #expect(try story.carryClaims().waiting.map(\.transfer) == [story.transfer])
    }

    @Test func `cleared, given back before the settlement, paid once in the year that pays`()
        throws
    {
        let story = try CameBack()
        let town = story.town
        _ = try town.clearAdvance("TT-1")
        town.now = morning("2027-01-20")
        try story.carryAdvance()
        try story.returned(on: "2027-01-15")
        try story.giveBack()
        try story.expect([
            ("PAY", 2026, -810_000), ("FUND", 2026, 0), ("SPENT", 2026, 0), ("GBK", 2026, 0),
        ])
        try town.takeStatement(
            "D",
            on: "2027-01-21",
            opening: 2_000_000,
            [.init(amount: 810_000, isCredit: false, reference: "NT-9")]
        )
        #expect(try refusal { _ = try story.carryClaims() } == .approvalMissing)
        try town.receive(["estimate,NA01,2027,local,,2000000,QD-27,2027-01-10"])
        let report = try story.carryClaims()
        #expect(report.carried == 810_000 && report.owedAgain == 0 && report.waiting.isEmpty)
        try story.expect([
            ("PAY", 2026, 0), ("PAY", 2027, -810_000), ("RESERVED", 2026, 0),
            ("RESERVED", 2027, 810_000), ("EXP", 2026, 810_000), ("EXP", 2027, 0),
        ])
        #expect(try story.carryClaims().transferCount == 0)
        town.now = morning("2027-02-03")
        try story.payAgain(on: "2027-02-04", opening: 1_190_000)
        #expect(try town.clearAdvance("TT-2").map(\.amount) == [810_000])
        try story.expect([
            ("PAY", 2026, 0), ("PAY", 2027, 0), ("CLR", 2027, 0), ("EXP", 2026, 810_000),
            ("EXP", 2027, 0), ("FUND", 2026, 0), ("FUND", 2027, -810_000), ("SPENT", 2026, 0),
            ("SPENT", 2027, 810_000), ("ADV", 2027, -380_000), ("GBK", 2026, 0),
        ])
        #expect(try town.balance("CASH") == 380_000)
        try town.expectProven()
    }

    @Test func `given back before the settlement and carried after it is no expense again`() throws
    {
        let story = try CameBack()
        let town = story.town
        _ = try town.clearAdvance("TT-1")
        town.now = morning("2027-01-20")
        try story.carryAdvance()
        try story.returned(on: "2027-01-15")
        try story.giveBack()
        try town.takeStatement(
            "D",
            on: "2027-01-21",
            opening: 2_000_000,
            [.init(amount: 810_000, isCredit: false, reference: "NT-9")]
        )
        town.now = morning("2027-04-01")
        try story.settle("2027-03-31")
        try town.receive(["estimate,NA01,2027,local,,2000000,QD-27,2027-01-10"])
        let report = try story.carryClaims()
        #expect(report.carried == 810_000 && report.owedAgain == 0)
        try story.expect([
            ("PAY", 2026, 0), ("PAY", 2027, -810_000), ("EXP", 2027, 0), ("GBK", 2026, 0),
            ("RESERVED", 2026, 810_000), ("RESERVED", 2027, 810_000),
        ])
        try town.expectProven()
    }

    @Test func `what was given back carries one claim and not another after it`() throws {
        let story = try CameBack()
        let town = story.town
        let december = try #require(try town.runMonth("2026-12").first).code
        let other = try town.transfer(CameBack.lan, in: december)
        try town.takeStatement(
            "B",
            on: "2026-12-01",
            opening: 1_190_000,
            [story.entry(isCredit: false, of: other, "X-4")]
        )
        _ = try town.clearAdvance("TT-1")
        town.now = morning("2027-01-20")
        try story.carryAdvance()
        try town.takeStatement(
            "C",
            on: "2027-01-15",
            opening: 380_000,
            [
                story.entry(isCredit: true, of: story.transfer, "X-2"),
                story.entry(isCredit: true, of: other, "X-5"),
            ]
        )
        try story.giveBack()
        try town.receive(["estimate,NA01,2027,local,,2000000,QD-27,2027-01-10"])
        #expect(try story.carryClaims(transfers: [story.transfer]).carried == 810_000)
        let standing = try town.standing()
        // The money of the other lies with the bank still, and pays it.
        let report = try story.carryClaims()
        #expect(report.transferCount == 0)
        #expect(report.waiting.map(\.transfer) == [other])
        #expect(try town.standing() == standing)
        try town.expectProven()
    }

    @Test func `what was given back of a settled year is not paid again before it is carried`()
        throws
    {
        let story = try CameBack.afterSettlement()
        let town = story.town
        try town.receive(["estimate,NA01,2027,local,,810000,QD-27,2027-01-10"])
        // More than came back is others' money.
        #expect(try refusal { try story.giveBack(810_001) } == .approvalMissing)
        try story.giveBack()
        try town.takeStatement(
            "D",
            on: "2027-05-21",
            opening: 2_000_000,
            [.init(amount: 810_000, isCredit: false, reference: "NT-9")]
        )
        try town.repair(story.transfer, .unchanged)
        #expect(try town.reissue("2026-11").isEmpty)
        #expect(try story.carryClaims().owedAgain == 810_000)
        #expect(try town.reissue("2026-11").count == 1)
        try town.expectProven()
    }

    @Test func `what a batch pays again meanwhile is not given back`() throws {
        let story = try CameBack.afterSettlement()
        let town = story.town
        try town.repair(story.transfer, .unchanged)
        #expect(try town.reissue("2026-11").count == 1)
        let standing = try town.standing()
        #expect(try refusal { try story.giveBack() } == .approvalMissing)
        #expect(try town.standing() == standing)
    }

    @Test func `a claim that nobody paid in its new year goes on to the next`() throws {
        let story = try CameBack.afterSettlement()
        let town = story.town
        try town.receive(["estimate,NA01,2027,local,,810000,QD-27,2027-01-10"])
        try story.giveBack()
        #expect(try story.carryClaims().owedAgain == 810_000)
        town.now = morning("2028-01-20")
        try town.receive(["estimate,NA01,2028,local,,810000,QD-28,2028-01-10"])
        let report = try story.carryClaims(from: 2027, document: "QD-12")
        #expect(report.year == 2028 && report.carried == 810_000 && report.owedAgain == 0)
        #expect(report.waiting.isEmpty)
        try story.expect([
            ("PAY", 2026, 0), ("PAY", 2027, 0), ("PAY", 2028, -810_000), ("EXP", 2027, 810_000),
            ("EXP", 2028, 0), ("RESERVED", 2027, 0), ("RESERVED", 2028, 810_000),
        ])
        try town.expectProven()
    }

    @Test func `a batch that pays again in the old year is not signed once the claim moved on`()
        throws
    {
        let story = try CameBack()
        let town = story.town
        town.now = morning("2026-12-11")
        try story.returned(on: "2026-12-10")
        town.now = morning("2027-01-20")
        try town.receive(["estimate,NA01,2027,local,,810000,QD-27,2027-01-10"])
        try town.repair(story.transfer, .unchanged)
        _ = try town.reissue("2026-11")
        // While a batch pays it, nothing is open that could be carried.
        #expect(try story.carryClaims().transferCount == 0)
        let claim = CarriedClaim(batch: story.batch, transfer: 1, source: "local", year: 2027)
        try town.write { open in
            _ = try open.books.step(
                StepInfo(key: "test/claim", verb: "test", at: town.now, officer: "")
            ) { writer in
                try writer.insert(
                    PaperRecord(
                        key: claim.key,
                        event: CarriedClaim.event,
                        unit: "NA01",
                        year: 2027,
                        source: "local",
                        provider: "",
                        amount: 810_000,
                        document: "X",
                        day: town.now.date
                    )
                )
            }
        }
        try town.approve("2026-11", "checker")
        try town.approve("2026-11", "chief-accountant")
        #expect(try refusal { try town.approve("2026-11", "account-holder") } == .dataErrors)
    }
}
