// Only the funding split of what was paid changes: nobody is due anything, an entry moves the parts.

import BankFiles
import BankSimulator
import Disbursement
import Entitlement
import Intake
import Ledger
import Store
import Testing
import Workflow

struct SourceMoveTests {
    private let thu = Townsman(5, "Đỗ Thị Thu", born: "1946-01-02")

    /// A pensioner of Hanoi, paid 500,000 by the centre and 150,000 by the city for August and September.
    private func paidTown(byTreasury isDirect: Bool = false) throws -> Household {
        let town = try Household(
            BooksKind(
                units: ["CM01"],
                firstMonth: "2026-08",
                recomputeFrom: "2026-08",
                providers: isDirect ? ["state-treasury", "vietnam-post"] : ["vietnam-post"],
                estimateUnits: isDirect ? ["CM01"] : []
            ),
            on: "2026-08-20"
        )
        try town.register([
            .enrol(thu, "pension", unit: "CM01", signed: "2026-03-05", facts: "pension=none")
                .account("1028722532314")
        ])
        if isDirect {
            try town.receive(
                ["central", "city"].map { "estimate,CM01,2026,\($0),,9000000,QD-1,2026-01-05" }
            )
        } else {
            try town.receiveEnough()
        }
        _ = try town.runMonth("2026-08")
        town.now = morning("2026-09-10")
        _ = try town.runMonth("2026-09")
        town.now = morning("2026-10-20")
        return town
    }

    private func move(
        _ town: Household,
        through period: String = "2026-10",
        key role: String = "chief-accountant"
    ) throws -> SourceReport {
        try town.write { open in
            let reports = try MoveSources(town.environment, ruleBook: .shipped).run(
                open,
                scope: town.scope(period),
                document: "ĐC-9/2026",
                officer: try town.key(role, open)
            )
            return try #require(reports.first)
        }
    }

    private func balances(_ town: Household, _ account: String) throws -> [Int64] {
        try ["central", "city"].map { try town.balance(account, "CM01", source: $0) }
    }

    @Test func `the centre bears 40,000 more a month, the city less, the person gets nothing`()
        throws
    {
        let town = try paidTown()
        #expect(try balances(town, "EXP") == [1_000_000, 300_000])
        let draft = try #require(try town.draft("2026-10").first)
        #expect(draft.lines.map(\.amount) == [540_000, 110_000])
        #expect(draft.overPaid.isEmpty && draft.held.isEmpty)
        #expect(draft.shifted == ["central": 80_000])
        #expect(draft.moves.values.reduce(0, +) == 0)
        let report = try move(town)
        #expect(
            report.expense.map { "\($0.programme) \($0.year) \($0.from) \($0.to) \($0.amount)" }
                == ["social-pension 2026 city central 80000"]
        )
        #expect(report.spent.isEmpty && report.waiting == 80_000 && report.elsewhere == 0)
        #expect(try balances(town, "EXP") == [1_080_000, 220_000])
        #expect(try balances(town, "RESERVED") == [1_080_000, 220_000])
        // Nothing moves twice, and nobody is owed anything of it.
        let standing = try town.standing()
        #expect(try move(town).expense.isEmpty)
        #expect(try town.standing() == standing)
        #expect(try town.draft("2026-10").first?.lines.map(\.amount) == [540_000, 110_000])
        let balance = try town.read { try LedgerReports($0.books).trialBalance() }
        #expect(balance.isBalanced)
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `spending moves once the months' advances are cleared, to the đồng`() throws {
        let town = try paidTown()
        try town.take(try town.simulate(through: "2026-10-19"))
        try town.reconcile()
        try town.clearAdvance("TT-1")
        #expect(try balances(town, "SPENT") == [1_000_000, 300_000])
        let report = try move(town)
        #expect(report.waiting == 0)
        #expect(report.spent.map { "\($0.from) \($0.to) \($0.amount)" } == ["city central 80000"])
        #expect(try balances(town, "EXP") == [1_080_000, 220_000])
        #expect(try balances(town, "SPENT") == [1_080_000, 220_000])
        #expect(try balances(town, "FUND") == [-1_080_000, -220_000])
        #expect(try move(town).spent.isEmpty)
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `what the Treasury paid is spent without a clearing, and moves once it said so`()
        throws
    {
        let town = try paidTown(byTreasury: true)
        for (index, batch) in try town.batches().enumerated() {
            let message = try #require(
                try town.read { try $0.books.files(of: batch).first?.message }
            )
            let start = "BK-\(index),\(message),"
            let text = """
                \(ResultListForm.treasury.header)
                \(start)\(try town.transfer(thu, in: batch.code)),650000,paid,2026-09-30,
                \(start),650000,total,2026-09-30,

                """
            try town.take([("kbnn.csv", Array(text.utf8))])
            // One month is not answered yet: what it spent is not known.
            if index == 0 {
                try town.reconcile()
                #expect(try move(town).waiting == 40_000)
            }
        }
        try town.reconcile()
        #expect(try move(town).waiting == 0)
        #expect(try balances(town, "EXP") == [1_080_000, 220_000])
        #expect(try balances(town, "SPENT") == [1_080_000, 220_000])
        #expect(try balances(town, "FUND") == [-1_080_000, -220_000])
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `spending follows when the expense moved before`() throws {
        let town = try paidTown()
        #expect(try move(town).waiting == 80_000)
        try town.take(try town.simulate(through: "2026-10-19"))
        try town.reconcile()
        try town.clearAdvance("TT-1")
        let report = try move(town)
        #expect(report.expense.isEmpty)
        #expect(report.spent.map(\.amount) == [80_000])
        #expect(try balances(town, "EXP") == [1_080_000, 220_000])
        #expect(try balances(town, "SPENT") == [1_080_000, 220_000])
    }

    @Test func `only the chief accountant moves parts, and months paid elsewhere are told alone`()
        throws
    {
        let town = try paidTown()
        #expect(try refusal { _ = try move(town, key: "maker") } == .notPermitted)
        let other = try Household(BooksKind(units: ["CM01"]))
        try other.register([
            .enrol(thu, "pension", unit: "CM01", signed: "2026-03-05", facts: "pension=none")
                .account("1028722532314")
        ])
        let months = 7...10
        try other.opening(
            paid(
                thu,
                months,
                unit: "CM01",
                programme: "social-pension",
                category: "pension",
                source: "central",
                500_000
            )
                + paid(
                    thu,
                    months,
                    unit: "CM01",
                    programme: "social-pension",
                    category: "pension",
                    kind: "supplement",
                    source: "city",
                    150_000
                )
        )
        try other.receiveEnough()
        let report = try move(other, through: "2026-11")
        #expect(report.expense.isEmpty && report.spent.isEmpty)
        #expect(report.elsewhere == 160_000)
    }

    @Test func `a source without the estimate for it bears nothing`() throws {
        let town = try Household(
            BooksKind(units: ["CM01"], firstMonth: "2026-08", recomputeFrom: "2026-08"),
            on: "2026-08-20"
        )
        try town.register([
            .enrol(thu, "pension", unit: "CM01", signed: "2026-03-05", facts: "pension=none")
                .account("1028722532314")
        ])
        try town.receive([
            "estimate,CM01,2026,central,,530000,QD-1,2026-01-05",
            "advance,CM01,2026,central,agribank,500000,RDT-1,2026-08-01",
            "estimate,CM01,2026,city,,900000,QD-2,2026-01-05",
            "advance,CM01,2026,city,agribank,150000,RDT-2,2026-08-01",
        ])
        _ = try town.runMonth("2026-08")
        town.now = morning("2026-10-20")
        #expect(try refusal { _ = try move(town) } == .approvalMissing)
        #expect(try balances(town, "EXP") == [500_000, 150_000])
    }
}
