// One payment, one case; one paper, one sum: however its number is written.

import BankSimulator
import Disbursement
import Foundation
import Intake
import Ledger
import Store
import Testing

@testable import Workflow

struct SamePaperTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")

    /// A person who was paid 810,000.
    private func paid() throws -> (town: Household, transfer: String, person: Int64) {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                .account("1028722532310")
        ])
        try town.receiveEnough(on: "2026-11-20")
        let sheet = try #require(try town.runMonth("2026-11").first)
        town.now = morning("2026-12-01")
        let transfer = try town.transfer(lan, in: sheet.code)
        try town.take(try town.simulate(through: "2026-11-30"))
        try town.reconcile()
        return (town, transfer, try town.number(lan))
    }

    @Test func `one payment has one case at a time, and the open one is named`() throws {
        let (town, transfer, person) = try paid()
        let first = try town.propose(transfer, person, 500_000)
        #expect(try town.propose(transfer, person, 500_000) == first, "the same proposal again")
        do {
            _ = try town.propose(transfer, person, 300_000)
            Issue.record("a second case was opened")
        } catch let refusal as StepRefusal {
            #expect(refusal.code == .dataErrors)
            #expect(refusal.message.english.contains("case \(first)"))
        }
        try town.decideCase(first, by: "account-holder")
        try town.settle(
            first,
            .recoveredAtTreasury(500_000),
            by: "chief-accountant",
            document: "KB1"
        )
        // What is left of the payment may be over-paid too, and no more.
        #expect(try refusal { _ = try town.propose(transfer, person, 310_001) } == .dataErrors)
        #expect(try town.propose(transfer, person, 310_000) > first)
    }

    @Test func `the same paper with another sum is refused, with the same it changes nothing`()
        throws
    {
        let (town, transfer, person) = try paid()
        let number = try town.propose(transfer, person, 810_000)
        try town.decideCase(number, by: "account-holder")
        func recover(_ amount: Int64, _ paper: String) throws -> Int64 {
            try town.settle(
                number,
                .recoveredAtTreasury(amount),
                by: "chief-accountant",
                document: paper
            ).open
        }
        #expect(try recover(500_000, "KB1") == 310_000)
        for paper in ["KB1", "kb1", "KB-1", " kb 01"] {
            #expect(try recover(500_000, paper) == 310_000, "\(paper)")
            #expect(try refusal { _ = try recover(100_000, paper) } == .dataErrors, "\(paper)")
        }
        #expect(try recover(100_000, "KB2") == 210_000)
        #expect(try town.balance("REC") == 210_000)
    }

    @Test func `given back by one paper: once, for the same sum and the same money`() throws {
        let (town, _, _) = try paid()
        try town.clearAdvance("TT-1")
        func giveBack(_ amount: Int64, _ paper: String, isCleared: Bool = false) throws -> Bool {
            try town.giveBack(
                GiveBackOrder(
                    unit: "NA01",
                    provider: "vietinbank",
                    year: 2026,
                    source: "local",
                    amount: amount,
                    document: paper,
                    isCleared: isCleared
                )
            )
        }
        #expect(try giveBack(1_000, "GB7"))
        for paper in ["GB7", "gb7", "GB-7", "GB 007"] {
            #expect(try !giveBack(1_000, paper), "\(paper)")
        }
        #expect(try refusal { _ = try giveBack(2_000, "GB-7") } == .dataErrors)
        #expect(try refusal { _ = try giveBack(1_000, "GB7", isCleared: true) } == .dataErrors)
        #expect(try giveBack(1_000, "GB8", isCleared: true))
        #expect(try !giveBack(1_000, "GB8", isCleared: true))
        #expect(try refusal { _ = try giveBack(1_000, "GB8") } == .dataErrors)
    }

    @Test(arguments: [
        ("GB7", "gb-7", true), ("12/QĐ-UBND", "12/qd ubnd", true), ("RDT 001", "rdt1", true),
        ("12/QĐ", "1/2QĐ", false), ("GB7", "GB70", false), ("A0", "A", false), ("1-1", "11", false),
    ])
    func `two writings of a number`(_ one: String, _ other: String, _ areSame: Bool) throws {
        #expect(
            try (DocumentReference(one).key == DocumentReference(other).key) == areSame
        )
    }
}
