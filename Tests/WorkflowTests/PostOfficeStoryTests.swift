// The list of the post office on whole books: forty payouts in cash, three of them not collected.

import BankFiles
import BankSimulator
import Disbursement
import Intake
import Ledger
import Reconciliation
import Store
import Testing
import Workflow

/// Forty people to whom the post office pays 540,000 đồng each in cash.
private struct PostOffice {
    let town: Household
    let batch: String
    /// Three whom the desk did not see.
    let missing: [String]

    static let people = (1...40).map {
        Townsman($0, "Trần Thị Mẫu", born: "1940-03-\(10 + $0 % 20)")
    }

    init() throws {
        town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register(
            Self.people.map {
                .enrol($0, "pension", unit: "NA01", signed: "2026-11-03", facts: "pension=none")
                    .cash()
            }
        )
        try town.receive([
            "estimate,NA01,2026,central,,90000000,QD-1,2026-01-05",
            "advance,NA01,2026,central,vietnam-post,21600000,RDT-1,2026-11-20",
        ])
        batch = try #require(try town.runMonth("2026-11").first).code
        missing = try Self.people.suffix(3).map { [town, batch] in
            try town.transfer($0, in: batch)
        }
        town.now = morning("2026-12-01")
        let plan = try town.plan(missing.map { "\($0),unpaid,," })
        try town.take(try town.simulate(through: "2026-11-30") { $0.plan = plan })
        try town.reconcile()
    }

    /// The desk's later list: one of the three was paid after all.
    func paidAfterAll(_ transfer: String) throws {
        let message = try #require(
            try town.read { open in
                try open.books.batches().first { $0.code == batch }
                    .flatMap { try open.books.files(of: $0).first?.message }
            }
        )
        let text = """
            \(ResultListForm.cash.header)
            \(message),\(transfer),540000,paid,2026-11-28,

            """
        try town.take([("late-cash.csv", Array(text.utf8))])
        try town.reconcile()
    }

    func need() throws -> WithdrawalNeed {
        try #require(
            try town.monthReport("2026-12").withdrawals.first { $0.source == "central" }
        ).need
    }
}

struct PostOfficeStoryTests {
    @Test func `S11: of 40 cash lines 37 are paid, and the next withdrawal is 1,620,000 less`()
        throws
    {
        let story = try PostOffice()
        let town = story.town
        #expect(try town.balance("EXP") == 21_600_000)
        #expect(try town.balance("PAY") == -1_620_000)
        #expect(try town.balance("CLR") == 0)
        #expect(try town.balance("CASH") == 1_620_000)
        #expect(try town.conflicts().isEmpty)
        #expect(try town.carry("2026-11").map(\.transferCount) == [3])
        // What lies at the post office is what the three are still owed: nothing is asked for.
        #expect(
            try story.need()
                == WithdrawalNeed(approved: 0, carried: 1_620_000, withProvider: 1_620_000)
        )
        let sheet = try #require(try town.freeze("2026-12").first)
        #expect(sheet.amount == 21_600_000 + 1_620_000)
        try town.approveAll("2026-12")
        let need = try story.need()
        #expect(need.approved + need.carried == sheet.amount && need.withProvider == 1_620_000)
        #expect(need.amount == 21_600_000)
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
        try town.expectHledgerAgrees()
    }

    @Test func `S11: paid after all before it was carried: the refusal is taken back`() throws {
        let story = try PostOffice()
        let town = story.town
        try story.paidAfterAll(story.missing[1])
        #expect(try town.conflicts().isEmpty)
        #expect(try town.balance("PAY") == -1_080_000)
        #expect(try town.balance("CASH") == 1_080_000)
        #expect(try town.carry("2026-11").map(\.transferCount) == [2])
        #expect(try town.freeze("2026-12").map(\.amount) == [21_600_000 + 1_080_000])
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
    }

    @Test func `S11: paid after all once it was carried is a conflict, and nothing moves`() throws {
        let story = try PostOffice()
        let town = story.town
        try town.carry("2026-11")
        _ = try town.freeze("2026-12")
        let balances = try town.standing().balance
        try story.paidAfterAll(story.missing[1])
        let conflicts = try town.conflicts()
        #expect(conflicts.map(\.kind) == [ConflictKind.paidAfterCarry.rawValue])
        #expect(conflicts.map(\.transfer) == [story.missing[1]])
        #expect(conflicts.map(\.proposesCase) == [true])
        #expect(try town.standing().balance == balances)
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
    }

    @Test func `paid after all once the claim moved to another year is a conflict too`() throws {
        let story = try PostOffice()
        let town = story.town
        town.now = morning("2027-01-31")
        try town.receive(["estimate,NA01,2027,central,,90000000,QD-27,2027-01-10"])
        let report = try town.write { open in
            try CarryClaims(town.environment).run(
                open,
                unit: "NA01",
                year: 2026,
                transfers: [story.missing[1]],
                document: "QD-11",
                officer: try town.key("chief-accountant", open)
            )
        }
        #expect(report.carried == 540_000 && report.transferCount == 1)
        let balances = try town.standing().balance
        try story.paidAfterAll(story.missing[1])
        let conflicts = try town.conflicts()
        #expect(conflicts.map(\.kind) == [ConflictKind.paidAfterCarry.rawValue])
        #expect(try town.standing().balance == balances)
        // The others of that batch are as they were.
        try story.paidAfterAll(story.missing[2])
        #expect(try town.conflicts().count == 1)
        #expect(try town.standing().balance != balances)
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
    }
}
