// Paying again: who may cancel and stop it, and what holds it is said.

import BankSimulator
import Disbursement
import Entitlement
import Foundation
import Intake
import Ledger
import Store
import Testing
import Workflow

struct HeldAgainTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let hoa = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")

    /// Two people of one commune, the second's payment came back; the estimate has November only.
    private func returned(
        skipping missing: String? = nil
    ) throws -> (
        town: Household, batch: String, transfer: String
    ) {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register(
            [lan, hoa].enumerated().map { index, person in
                .enrol(person, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                    .account("102872253231\(index)")
            }
        )
        try town.receive([
            "estimate,NA01,2026,local,,1620000,QD-1,2026-01-05",
            "advance,NA01,2026,local,vietinbank,1120000,RDT-1,2026-11-20",
            "advance,NA01,2026,local,vietinbank,500000,RDT-2,2026-11-20",
        ])
        let sheet = try #require(try town.runMonth("2026-11").first)
        town.now = morning("2026-12-01")
        let transfer = try town.transfer(hoa, in: sheet.code)
        let plan = try town.plan(["\(transfer),return,AC06,"])
        let files = try town.simulate(through: "2026-11-30") { terms in
            terms.plan = plan
            let credits: [(String, Int64)] = [("2026-11-20", 1_120_000), ("2026-11-20", 500_000)]
            terms.credits = (missing == nil ? credits : credits + [("2026-11-24", 70_000)]).map {
                FundsCredit(
                    account: "1500211000000",
                    day: day($0.0),
                    amount: $0.1,
                    reference: "RDT"
                )
            }
        }
        try town.take(
            files.filter { file in
                missing.map { !("\(file.day)" == $0 && file.name.contains("camt053")) } ?? true
            }
        )
        try town.reconcile()
        return (town, sheet.code, transfer)
    }

    private func cancel(_ town: Household, _ code: String, by role: String) throws {
        try town.write { open in
            _ = try CancelBatch(town.environment).run(
                open,
                code: code,
                cause: "wrong",
                document: "QD-8",
                officer: try town.key(role, open)
            )
        }
    }

    /// What a reissue says of what it does not pay.
    private func waits(_ town: Household) throws -> [WaitingTransfer] {
        var waits: [WaitingTransfer] = []
        try town.write { open in
            _ = try ReissueLines(town.environment, ruleBook: .shipped).reissue(
                open,
                scope: town.scope("2026-11"),
                officer: try town.key("maker", open),
                wait: { waits.append($0) }
            )
        }
        return waits
    }

    @Test func `an approved reissue is not cancelled by its maker alone`() throws {
        let (town, _, transfer) = try returned()
        try town.repair(transfer, .unchanged)
        let first = try #require(try town.reissue("2026-11").first)
        try cancel(town, first.code, by: "maker")
        let second = try #require(try town.reissue("2026-11").first)
        try town.approveAll("2026-11")
        #expect(try refusal { try cancel(town, second.code, by: "maker") } == .notPermitted)
        try cancel(town, second.code, by: "account-holder")
        #expect(try town.batches().map(\.isCancelled) == [false, true, true])
        #expect(try town.balance("EXP") == 1_620_000)
    }

    @Test func `an approved list of carried lines alone can be stopped`() throws {
        let (town, _, transfer) = try returned()
        try town.carry("2026-11")
        try town.repair(transfer, .unchanged)
        town.now = morning("2026-12-22")
        let sheet = try #require(try town.freeze("2026-12").first)
        #expect(sheet.lineCount == 1 && sheet.amount == 810_000)
        #expect(
            try refusal {
                _ = try town.stop(
                    sheet.code,
                    hoa,
                    from: "2026-11",
                    cause: .wrongData,
                    by: "maker",
                    "checker"
                )
            } == .notPermitted
        )
        try town.approveAll("2026-12")
        let stop = try town.stop(
            sheet.code,
            hoa,
            from: "2026-11",
            cause: .wrongData,
            by: "maker",
            "checker"
        )
        #expect(stop.amount == 810_000)
        #expect(try town.balance("PAY") == -810_000, "it stays owed")
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `what holds a reissue is said: the account, a conflict, a missing statement`() throws
    {
        let (town, _, transfer) = try returned()
        let account = try waits(town)
        #expect(account.map(\.transfer) == [transfer])
        #expect(account.map(\.cause) == [HoldCause.accountRefused.phrase])
        try town.repair(transfer, .unchanged)
        let (gap, _, lost) = try returned(skipping: "2026-11-24")
        try gap.repair(lost, .unchanged)
        let statement = try waits(gap)
        #expect(statement.map(\.transfer) == [lost])
        let gapWords = "a statement of the account with vietinbank"
        #expect(statement.map { $0.cause.english.contains(gapWords) } == [true])
    }

    @Test func `a case that is not there is a fault of usage, as a conflict that is not there`()
        throws
    {
        let (town, _, _) = try returned()
        #expect(try refusal { try town.decideCase(99, by: "account-holder") } == .usage)
        #expect(try refusal { try town.decide(99) } == .usage)
    }
}
