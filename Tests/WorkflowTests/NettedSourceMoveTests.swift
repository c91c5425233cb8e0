// The split between sources of a month changes after a part of that month was netted: the netted part moves with the
// rest, nobody is due anything, and each account comes out to the đồng.

import BankSimulator
import Disbursement
import Entitlement
import Intake
import Ledger
import Store
import Testing
import Workflow

struct NettedSourceMoveTests {
    private let thu = Townsman(5, "Đỗ Thị Thu", born: "1946-01-02")

    /// A pensioner of Hanoi, paid 500,000 by the centre and 150,000 by the city for August and September.
    ///
    /// In September it comes out that she had another pension up to 4 August: 200,000 of August's are netted from
    /// October, whose list is made before the centre's 540,000 are known.
    private func nettedTown() throws -> (town: Household, netting: String) {
        let town = try Household(
            BooksKind(units: ["CM01"], firstMonth: "2026-08", recomputeFrom: "2026-08"),
            on: "2026-08-20"
        )
        try town.register([
            .enrol(thu, "pension", unit: "CM01", signed: "2026-03-05", facts: "pension=none")
                .account("1028722532314")
        ])
        try town.receiveEnough()
        let august = try #require(try town.runMonth("2026-08").first)
        let transfer = try town.transfer(thu, in: august.code)
        town.now = morning("2026-09-10")
        _ = try town.runMonth("2026-09")
        try answer(town, "2026-09-15")
        try town.register([.fact(thu, "pension=yes", from: "2026-07-20")])
        try town.register([.fact(thu, "pension=none", from: "2026-08-05")])
        let over = try #require(try town.draft("2026-10").first).overPaid
        #expect(over.map(\.excess) == [500_000, 150_000])
        let number = try town.propose(transfer, try town.number(thu), 200_000)
        try town.decideCase(number, by: "account-holder")
        let report = try town.net(number, 200_000, from: "2026-10", by: "9/QĐ-UBND")
        #expect([report.amount, report.stillDue, report.record.open] == [200_000, 300_000, 0])
        let october = try #require(try town.runMonth("2026-10").first)
        #expect(october.amount == 450_000)
        town.now = morning("2026-10-20")
        return (town, report.code)
    }

    /// Every file that was handed over is answered by a day.
    private func answer(_ town: Household, _ day: String) throws {
        town.now = morning(day)
        try town.take(try town.simulate(through: day))
        try town.reconcile()
    }

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

    private func balances(_ town: Household, _ account: String) throws -> [Int64] {
        try ["central", "city"].map { try town.balance(account, "CM01", source: $0) }
    }

    @Test func `the netted part of a month moves between sources with the rest of it`() throws {
        let (town, _) = try nettedTown()
        // Three months at 500,000 and 150,000, less what the case takes back of August.
        #expect(try balances(town, "EXP") == [1_300_000, 450_000])
        #expect(try balances(town, "RESERVED") == [1_300_000, 450_000])
        let draft = try #require(try town.draft("2026-10").first)
        #expect(draft.lines.isEmpty && draft.held.isEmpty)
        // September and October at 40,000 each, October's 200,000 of the netting among what is covered.
        #expect(draft.shifted == ["central": 80_000])
        #expect(draft.overPaid.map(\.excess) == [500_000, 150_000])
        let report = try move(town)
        #expect(
            report.expense.map { "\($0.programme) \($0.year) \($0.from) \($0.to) \($0.amount)" }
                == ["social-pension 2026 city central 80000"]
        )
        #expect(report.waiting == 80_000 && report.elsewhere == 0)
        #expect(try balances(town, "EXP") == [1_380_000, 370_000])
        #expect(try balances(town, "RESERVED") == [1_380_000, 370_000])
        #expect(try town.balance("REC", "CM01") == 0)
        #expect(try move(town).expense.isEmpty, "nothing moves twice")
        try answer(town, "2026-10-25")
        try town.clearAdvance("TT-1")
        #expect(try balances(town, "SPENT") == [1_300_000, 450_000])
        #expect(try move(town).spent.map(\.amount) == [80_000])
        #expect(try balances(town, "SPENT") == [1_380_000, 370_000])
        #expect(try balances(town, "FUND") == [-1_380_000, -370_000])
        #expect(try town.balance("PAY", "CM01") == 0)
        #expect(try town.draft("2026-11").first?.lines.map(\.amount) == [540_000, 110_000])
        #expect(try town.read { try LedgerReports($0.books).trialBalance() }.isBalanced)
        #expect(try town.verify().findings.isEmpty)
        try town.expectHledgerAgrees()
    }

    @Test func `a netting that is taken back after the move is paid, and the split stays`() throws {
        let (town, code) = try nettedTown()
        #expect(try move(town).expense.map(\.amount) == [80_000])
        #expect(try town.undoNetting(code).open == 200_000)
        // Of October 450,000 stand in a list: 200,000 are due, and still 40,000 move.
        let draft = try #require(try town.draft("2026-10").first)
        #expect(
            draft.lines.map { "\($0.month) \($0.source) \($0.amount)" } == [
                "2026-10 central 200000"
            ]
        )
        #expect(draft.shifted == ["central": 80_000])
        #expect(try move(town).expense.isEmpty)
        #expect(try balances(town, "EXP") == [1_180_000, 370_000])
        // The list of October stands after a netting that counts no more: its line keeps its cause.
        #expect(draft.lines.map(\.cause) == ["difference-2"])
        let november = try #require(try town.runMonth("2026-11").first)
        #expect(november.amount == 850_000)
        #expect(try balances(town, "EXP") == [1_920_000, 480_000])
        #expect(try move(town).expense.isEmpty)
        #expect(try town.balance("REC", "CM01") == 200_000)
        #expect(try town.verify().findings.isEmpty)
        try town.expectHledgerAgrees()
    }
}
