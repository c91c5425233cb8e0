// Books in which one person's November was paid and debited, and may come back.

import Disbursement
import Intake
import Ledger
import Store
import Testing
import Workflow

/// Books in which one person's November came back.
struct CameBack {
    let town: Household
    let batch: String
    let transfer: String
    /// The unit that the steps name; the people are of NA01.
    var unit = "NA01"

    static let amount: Int64 = 810_000
    static let advance: Int64 = 2_000_000
    static let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")

    /// Paid in November and debited; nothing of it is back yet.
    init(units: [String] = ["NA01"], lines: [String] = []) throws {
        town = try Household(BooksKind(units: units, recomputeFrom: "2026-11"))
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
            "advance,NA01,2026,local,vietinbank,2000000,RDT-1,2026-11-20",
        ])
        if !lines.isEmpty { try town.assignLines(lines) }
        let sheet = try #require(try town.runMonth("2026-11").first)
        batch = sheet.code
        transfer = try town.transfer(Self.lan, in: sheet.code)
        town.now = morning("2026-12-01")
        try town.takeStatement(
            "A",
            on: "2026-11-30",
            opening: 0,
            [.init(amount: Self.advance), entry(isCredit: false, of: transfer, "X-1")]
        )
    }

    func entry(
        isCredit: Bool,
        of transfer: String,
        _ reference: String
    ) -> MadeUpStatement.Entry {
        MadeUpStatement.Entry(
            amount: Self.amount,
            isCredit: isCredit,
            transfer: transfer,
            reference: reference
        )
    }

    func returned(on day: String, _ name: String = "B") throws {
        try town.takeStatement(
            name,
            on: day,
            opening: Self.advance - Self.amount,
            [entry(isCredit: true, of: transfer, "X-2")]
        )
    }

    /// The advance was cleared and the rest carried, 2026 settled; then the money came back.
    static func afterSettlement() throws -> CameBack {
        let story = try CameBack()
        _ = try story.town.clearAdvance("TT-1")
        story.town.now = morning("2027-01-20")
        try story.carryAdvance()
        story.town.now = morning("2027-04-01")
        try story.settle("2027-03-31")
        story.town.now = morning("2027-05-21")
        try story.returned(on: "2027-05-20")
        return story
    }

    func carryClaims(
        from year: Int = 2026,
        transfers: [String] = [],
        document: String = "QD-11",
        by role: String = "chief-accountant"
    ) throws -> CarriedClaimsReport {
        try town.write { open in
            try CarryClaims(town.environment).run(
                open,
                unit: unit,
                year: year,
                transfers: transfers,
                document: document,
                officer: try town.key(role, open)
            )
        }
    }

    func carryAdvance() throws {
        try town.write { open in
            _ = try ClosePeriod(town.environment).carryAdvance(
                open,
                unit: unit,
                year: 2026,
                document: "QD-31",
                officer: try town.key("chief-accountant", open)
            )
        }
    }

    func settle(_ on: String) throws {
        try town.write { open in
            _ = try ClosePeriod(town.environment).settle(
                open,
                unit: unit,
                year: 2026,
                settledOn: day(on),
                document: "QT-2026",
                officer: try town.key("chief-accountant", open)
            )
        }
    }

    /// NA01 is merged into CM01.
    @discardableResult
    func handOver(document: String = "BB-22") throws -> HandOverReport {
        try town.write { open in
            try HandOverUnit(town.environment).run(
                open,
                unit: "NA01",
                to: "CM01",
                document: document,
                officer: try town.key("chief-accountant", open)
            )
        }
    }

    @discardableResult
    func giveBack(
        _ amount: Int64 = amount,
        isCleared: Bool = true,
        document: String = "NT-9"
    ) throws -> Bool {
        try town.giveBack(
            GiveBackOrder(
                unit: unit,
                provider: "vietinbank",
                year: 2026,
                source: "local",
                amount: amount,
                document: document,
                isCleared: isCleared
            )
        )
    }

    /// Pays what came back again, under the decision of November, and the bank books it.
    func payAgain(on day: String, opening: Int64) throws {
        try town.repair(transfer, .unchanged)
        _ = try town.reissue("2026-11")
        try town.approveAll("2026-11")
        try town.issue("2026-11")
        let again = try #require(try town.batches().last).code
        let id = try town.story("\(again)/1").id
        try town.takeStatement(
            "C",
            on: day,
            opening: opening,
            [entry(isCredit: false, of: id, "X-3")]
        )
    }

    func expect(
        _ balances: [(account: String, year: Int, amount: Int64)],
        of unit: String = "NA01"
    ) throws {
        for (account, year, amount) in balances {
            let balance = try town.read {
                try $0.books.query { try $0.balance(account: account, unit: unit, year: year) }
            }
            #expect(balance == amount, "\(unit) \(account) \(year)")
        }
    }
}
