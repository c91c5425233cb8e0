// Stories of money on whole books, from the decision to the last paper: fees and interest, over-payments.
// Each to the đồng, proven by `verify` and held against hledger.

import Disbursement
import Intake
import Ledger
import Store
import Testing
import Workflow

/// A month of one person, 810,000 đồng: paid, debited by the bank and cleared.
struct PaidMonth {
    let town: Household
    let batches: [String]
    let transfers: [String]
    private(set) var closing: Int64

    static let amount: Int64 = 810_000
    static let advance: Int64 = 2_000_000
    static let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")

    /// Those months, one after the other.
    init(_ months: [String], firstMonth: String = "2026-11", on day: String) throws {
        town = try Household(
            BooksKind(units: ["NA01"], firstMonth: firstMonth, recomputeFrom: firstMonth),
            on: day
        )
        try town.register([
            .enrol(
                Self.lan,
                "5.6",
                unit: "NA01",
                signed: "2026-10-05",
                facts: "severity=severe"
            ).account("1028722532310")
        ])
        try town.receive([
            "estimate,NA01,2026,local,,9000000,QD-1,2026-01-05",
            "advance,NA01,2026,local,vietinbank,\(Self.advance),RDT-1,2026-10-20",
        ])
        batches = try months.map { [town] month in
            try #require(try town.runMonth(month).first).code
        }
        transfers = try batches.map { [town] in try town.transfer(Self.lan, in: $0) }
        closing = 0
        try say(
            "A",
            on: day,
            [.init(amount: Self.advance)]
                + transfers.enumerated().map { number, transfer in
                    .init(
                        amount: Self.amount,
                        isCredit: false,
                        transfer: transfer,
                        reference: "D\(number)"
                    )
                }
        )
        let cleared = try town.clearAdvance("TT-1").map(\.amount)
        try #require(cleared == [Self.amount * Int64(months.count)])
    }

    /// A statement of a day, taken in and reconciled: the books have what it has, and nothing is in doubt.
    mutating func say(
        _ name: String,
        on day: String,
        _ entries: [MadeUpStatement.Entry]
    ) throws {
        try town.takeStatement(name, on: day, opening: closing, entries)
        closing = entries.reduce(closing) { $0 + ($1.isCredit ? $1.amount : -$1.amount) }
        #expect(try town.balance("CASH") == closing, "\(day)")
    }

    func expect(_ balances: [String: Int64]) throws {
        for (account, amount) in balances.sorted(by: { $0.key < $1.key }) {
            #expect(try town.balance(account) == amount, "\(account)")
        }
    }

    func giveBack(_ amount: Int64, _ document: String) throws {
        try town.giveBack(
            GiveBackOrder(
                unit: "NA01",
                provider: "vietinbank",
                year: 2026,
                source: "local",
                amount: amount,
                document: document,
                isCleared: true
            )
        )
    }
}

struct MoneyStoryTests {
    private static let due = "fee-due,NA01,2026,,vietinbank,8100000,HD-1,2026-11-24"
    private static let paid =
        "fee-paid,NA01,2026,operating,vietinbank,8100000,UNC-1,2026-11-24"
    private static let operating = "estimate,NA01,2026,operating,,9000000,QD-2,2026-01-05"

    @Test func `a fee is paid from the operating line alone, once, and when it is due`() throws {
        let story = try PaidMonth(["2026-11"], on: "2026-11-24")
        let town = story.town
        let before = try town.standing()
        // Less than the benefit money that is left, so that nothing but its source refuses it.
        let wrong = Self.paid.replacing("operating", with: "local")
            .replacing("8100000", with: "1000000")
        // Not from benefit money, not before it is due, not more than the operating line has.
        for rows in [[Self.due, wrong], [Self.operating, Self.paid], [Self.due, Self.paid]] {
            #expect(try refusal { _ = try town.receive(rows) } == .dataErrors)
        }
        #expect(try town.standing() == before)
        try town.receive([Self.operating, Self.due, Self.paid])
        let known = try town.receive([Self.paid]).map(\.isKnown)
        #expect(known == [true])
        let more = Self.paid.replacing("8100000,UNC-1", with: "1,UNC-2")
        #expect(try refusal { _ = try town.receive([more]) } == .dataErrors)
        try story.expect(["FEE": 8_100_000, "PAYPROV": 0, "CASH": 1_190_000])
        try story.town.expectProven()
    }

    @Test func `S3: a fee, a fee taken by mistake and interest: each day as the statement has it`()
        throws
    {
        var story = try PaidMonth(["2026-11"], on: "2026-11-24")
        let town = story.town
        try town.receive([Self.due])
        try story.expect(["FEE": 8_100_000, "PAYPROV": -8_100_000])
        town.now = morning("2026-11-25")
        try story.say(
            "B",
            on: "2026-11-25",
            [.init(amount: 22_000, isCredit: false, reference: "F-1", code: "FEE")]
        )
        try story.expect(["REC": 22_000, "CASH": 1_168_000])
        town.now = morning("2026-11-26")
        try story.say(
            "C",
            on: "2026-11-26",
            [
                .init(amount: 22_000, reference: "F-2", code: "FEE"),
                .init(amount: 31_000, reference: "L-1", code: "INTEREST"),
            ]
        )
        try story.expect(["REC": 0, "DUE": -31_000, "CASH": 1_221_000])
        try town.receive([Self.operating, Self.paid])
        town.now = morning("2026-11-27")
        _ = try town.write { open in
            try RemitDue(town.environment).run(
                open,
                order: RemittanceOrder(
                    unit: "NA01",
                    provider: "vietinbank",
                    kind: nil,
                    amount: 31_000,
                    document: "NNS-1"
                ),
                officer: try town.key("chief-accountant", open)
            )
        }
        try story.say(
            "D",
            on: "2026-11-27",
            [.init(amount: 31_000, isCredit: false, reference: "NNS-1")]
        )
        try story.expect([
            "FEE": 8_100_000, "PAYPROV": 0, "REC": 0, "DUE": 0, "SUSP": 0, "CASH": 1_190_000,
            "EXP": 810_000, "PAY": 0, "CLR": 0,
        ])
        #expect(try town.balance("FUND", source: "operating") == -8_100_000)
        #expect(try town.balance("SPENT", source: "operating") == 8_100_000)
        #expect(try town.balance("FUND", source: "local") == -810_000)
        let report = try town.monthReport("2026-11")
        #expect(report.agrees && report.cash.map(\.statement) == report.cash.map(\.books))
        #expect(report.cash.count == 4 && report.overdue.isEmpty)
        #expect(report.withdrawals.map(\.source) == ["local"])
        try story.town.expectProven()
    }

    @Test func `S6: over-paid 540,000, decided and repaid at the Treasury in the year`() throws {
        let story = try PaidMonth(["2026-11"], on: "2026-11-24")
        let town = story.town
        town.now = morning("2026-12-01")
        let number = try town.propose(
            story.transfers[0],
            try town.number(PaidMonth.lan),
            540_000
        )
        try town.decideCase(number, by: "account-holder")
        try story.expect(["REC": 540_000, "EXP": 270_000, "FUND": -810_000, "SPENT": 810_000])
        let record = try town.settle(
            number,
            .recoveredAtTreasury(540_000),
            by: "chief-accountant",
            document: "GNT-1"
        )
        #expect(record.open == 0)
        try story.expect([
            "REC": 0, "EXP": 270_000, "FUND": -270_000, "SPENT": 270_000, "PAY": 0, "CLR": 0,
            "DUE": 0, "CASH": 1_190_000, "ADV": -1_190_000,
        ])
        try story.town.expectProven()
    }

    @Test func `S8: paid after a death: 500,000 recalled, 310,000 in parts, 810,000 written off`()
        throws
    {
        var story = try PaidMonth(["2026-11", "2026-12"], on: "2026-11-28")
        let town = story.town
        town.now = morning("2026-12-09")
        try town.register([.death(PaidMonth.lan, on: "2026-10-28")])
        let person = try town.number(PaidMonth.lan)
        let cases = try story.transfers.map { transfer in
            let number = try town.propose(transfer, person, 810_000)
            try town.decideCase(number, by: "account-holder")
            return number
        }
        try story.expect(["REC": 1_620_000, "EXP": 0, "CASH": 380_000])
        // The bank took back what it still found, of December.
        town.now = morning("2026-12-12")
        try story.say(
            "B",
            on: "2026-12-12",
            [.init(amount: 500_000, transfer: story.transfers[1], reference: "R-1")]
        )
        try story.expect(["REC": 1_120_000, "CASH": 880_000, "FUND": -1_620_000])
        try story.giveBack(500_000, "NT-1")
        try story.expect(["CASH": 380_000, "FUND": -1_120_000, "SPENT": 1_120_000])
        town.now = morning("2026-12-15")
        try story.say(
            "C",
            on: "2026-12-15",
            [.init(amount: 500_000, isCredit: false, reference: "NT-1")]
        )
        // The heirs bring the rest of December to the Treasury.
        for (amount, paper) in [(200_000, "GNT-1"), (110_000, "GNT-2")] as [(Int64, String)] {
            try town.settle(
                cases[1],
                .recoveredAtTreasury(amount),
                by: "chief-accountant",
                document: paper
            )
        }
        let more = try refusal {
            _ = try town.settle(
                cases[1],
                .recoveredAtTreasury(1),
                by: "chief-accountant",
                document: "GNT-3"
            )
        }
        #expect(more == .dataErrors)
        try town.settle(
            cases[0],
            .writtenOff(810_000),
            by: "account-holder",
            document: "QD-XN-1"
        )
        try story.expect([
            "REC": 0, "LOSS": 810_000, "EXP": 0, "FUND": -810_000, "SPENT": 810_000,
            "CASH": 380_000, "ADV": -380_000, "PAY": 0, "CLR": 0, "SUSP": 0, "DUE": 0,
        ])
        try story.town.expectProven()
    }
}
