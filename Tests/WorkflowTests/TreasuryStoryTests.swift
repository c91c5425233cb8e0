// The State Treasury pays the beneficiaries of a unit directly from its estimate, on whole books: no advance, no
// account with a bank, no statement.

import BankFiles
import Disbursement
import Foundation
import Intake
import Ledger
import Reconciliation
import Signing
import Store
import Testing
import Workflow

struct TreasuryStoryTests {
    @Test func `S2: paid by the Treasury, returned AC04, repaired and paid again counts once`()
        throws
    {
        let story = try Treasury()
        let town = story.town
        #expect(try town.verifySealed(story.batch).findings.isEmpty)
        try story.expect([
            ("EXP", 2026, 810_000), ("PAY", 2026, 0), ("CLR", 2026, -810_000), ("FUND", 2026, 0),
        ])
        try story.say("BK-01", "paid", on: "2026-11-30")
        try story.expect([
            ("EXP", 2026, 810_000), ("PAY", 2026, 0), ("CLR", 2026, 0), ("FUND", 2026, -810_000),
            ("SPENT", 2026, 810_000), ("ADV", 2026, 0),
        ])
        #expect(try town.clearAdvance("TT-1").isEmpty)
        town.now = morning("2026-12-03")
        try story.say("BK-02", "returned", on: "2026-12-02", reason: "AC04")
        try story.expect([
            ("EXP", 2026, 810_000), ("PAY", 2026, -810_000), ("FUND", 2026, 0), ("SPENT", 2026, 0),
        ])
        #expect(try town.positions()[story.transfer]?.status == "returned")
        #expect(
            try story.need()
                == WithdrawalNeed(approved: 0, carried: 0, withProvider: 0, direct: 810_000)
        )
        let again = try story.reissue()
        try story.expect([("PAY", 2026, 0), ("CLR", 2026, -810_000), ("FUND", 2026, 0)])
        town.now = morning("2026-12-08")
        try story.say("BK-03", "paid", again.transfer, of: again.batch, on: "2026-12-07")
        try story.expect([
            ("EXP", 2026, 810_000), ("FUND", 2026, -810_000), ("PAY", 2026, 0), ("CLR", 2026, 0),
            ("SPENT", 2026, 810_000), ("RESERVED", 2026, 810_000), ("ADV", 2026, 0),
        ])
        #expect(try town.balance("CASH") == 0)
        #expect(try town.conflicts().isEmpty)
        #expect(try town.monthReport("2026-11").agrees)
        #expect(try town.close("2026-11").allSatisfy(\.obstacles.isEmpty))
        try town.expectProven()
        try town.expectHledgerAgrees()
    }

    @Test
    func `the list's page orders what it takes of the estimate, and a changed order is found`()
        throws
    {
        let story = try Treasury()
        let path = "\(story.town.folder)/batches/\(story.batch)/files/state-treasury/handover.toml"
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        let page = try ProviderSheet(text: text)
        #expect(
            page.files.map(\.withdrawals)
                == [[.init(year: 2026, source: "local", amount: Treasury.amount)]]
        )
        #expect(page.files.allSatisfy { $0.debtorBank == nil })
        let changed = Array(
            text.replacing(
                "source = \"local\"\namount = 810000",
                with: "source = \"local\"\namount = 809999"
            ).utf8
        )
        let content = try story.town.content(story.batch)
        let other = FolderContent(paths: content.paths) { name in
            name == "files/state-treasury/handover.toml" ? changed : try content.read(name)
        }
        let roots = try story.town.read { try $0.roots() }
        let found = SealedBatchVerifier(roots: roots, at: story.town.now).verify(other).findings
        #expect(
            found.contains { $0.message.english.hasPrefix("the withdrawal from the estimate") },
            "\(found)"
        )
    }

    @Test func `no list leaves while the estimate has less left, whatever was reserved`() throws {
        let story = try Treasury(granted: 1_500_000, issues: false)
        let town = story.town
        // What is advanced to the post office cannot be paid directly too.
        try town.receive(["advance,NA01,2026,local,vietnam-post,700000,RDT-1,2026-11-20"])
        #expect(try refusal { _ = try town.issue("2026-11") } == .approvalMissing)
        #expect(try town.balance("CLR") == 0)
        try town.receive(["estimate,NA01,2026,local,,10000,QD-2,2026-11-20"])
        try town.issue("2026-11")
        // And what is on its way cannot be advanced.
        #expect(
            try refusal {
                try town.receive(["advance,NA01,2026,local,vietnam-post,1,RDT-2,2026-11-20"])
            } == .dataErrors
        )
        // Nothing is advanced to an estimate.
        #expect(
            try refusal {
                try town.receive(["advance,NA01,2026,local,state-treasury,1,RDT-3,2026-11-20"])
            } == .dataErrors
        )
    }

    @Test
    func `a list is refused unsigned, changed, with a wrong sum or under a number that stands`()
        throws
    {
        let story = try Treasury(people: [Treasury.lan, Treasury.hoa])
        let town = story.town
        let row = "\(story.transfer),810000,paid,2026-11-30,"
        let list = try story.list("BK-01", [row], on: "2026-11-30")
        let standing = try town.standing()
        for role in ["maker", "provider-vietnam-post"] {
            #expect(try story.codes(list, signedBy: role) == ["cash-results-signature"], "\(role)")
        }
        #expect(try refusal { try story.take(list, changedAfter: [0x0A]) } == .dataErrors)
        let wrong = try story.list("BK-01", [row], sum: 810_001, on: "2026-11-30")
        #expect(try story.codes(wrong) == ["treasury-results-total"])
        let lines = list.split(separator: 0x0A)
        #expect(
            try story.codes(Array(lines.dropLast().joined(separator: [0x0A]) + [0x0A]))
                == ["treasury-results-total-missing"]
        )
        let later = try story.list(
            "BK-01",
            ["\(story.transfer),810000,paid,2026-12-09,"],
            on: "2026-11-30"
        )
        #expect(try story.codes(later) == ["treasury-results-future"])
        #expect(try town.standing() == standing)
        try story.take(list)
        try town.reconcile()
        let paid = try town.standing()
        #expect(try story.take(list).map(\.isKnown) == [true])
        #expect(try town.reconcile().isEmpty)
        #expect(try town.standing() == paid)
        // The same number with another row, of that day or another of the year.
        let other = "\(try town.transfer(Treasury.hoa, in: story.batch)),810000,paid,2026-11-30,"
        for day in ["2026-11-30", "2026-12-01"] {
            let again = try story.list("BK-01", [other], on: day)
            #expect(try story.codes(again) == ["message-id-again"], "\(day)")
        }
        try story.take(try story.list("BK-02", [row, other], on: "2026-11-30"))
        try town.reconcile()
        try story.expect([("FUND", 2026, -1_620_000), ("CLR", 2026, 0)])
        try town.expectProven()
    }

    @Test func `a row about no transfer of ours, another sum or a bank's word move nothing`() throws
    {
        let story = try Treasury()
        let town = story.town
        let code = try #require(BatchCode(story.batch))
        let stranger = "\(TransferID(batch: code, number: 9))"
        let balances = try town.standing().balance
        try story.take(
            try story.list(
                "BK-01",
                [
                    "\(stranger),810000,paid,2026-11-30,",
                    "\(story.transfer),800000,paid,2026-11-30,",
                ],
                on: "2026-11-30"
            )
        )
        try town.reconcile()
        #expect(
            try town.conflicts().map(\.kind) == [
                ConflictKind.notOurs.rawValue, ConflictKind.amountDiffers.rawValue,
            ]
        )
        // No bank has a statement of an estimate, whatever it says.
        var statement = MadeUpStatement(
            entries: [.init(amount: Treasury.amount, isCredit: false, transfer: story.transfer)]
        )
        statement.account = "1500211000000"
        try town.take([statement.file])
        try town.reconcile()
        #expect(
            try town.conflicts().map(\.kind).last == ConflictKind.accountNotOurs.rawValue
        )
        #expect(try town.standing().balance == balances)
        // Nor does the bank in the box answer for the Treasury.
        #expect(try town.simulate(through: "2026-12-31").isEmpty)
        try town.expectProven()
    }

    @Test func `what the Treasury does not pay is owed still, and paid after all is booked once`()
        throws
    {
        let story = try Treasury()
        let town = story.town
        try story.say("BK-01", "unpaid", on: "2026-11-30", reason: "sai số tài khoản")
        try story.expect([("PAY", 2026, -810_000), ("CLR", 2026, 0), ("FUND", 2026, 0)])
        try story.say("BK-02", "paid", on: "2026-11-30")
        try story.expect([("PAY", 2026, 0), ("CLR", 2026, 0), ("FUND", 2026, -810_000)])
        #expect(try town.conflicts().isEmpty)
        try town.expectProven()
    }

    @Test func `returned once the year is settled: a claim whose money the budget has, owed again`()
        throws
    {
        let story = try Treasury()
        let town = story.town
        town.now = morning("2027-04-01")
        #expect(try refusal { try story.settle() } == .approvalMissing)
        try story.say("BK-01", "paid", on: "2026-11-30")
        try story.settle()
        town.now = morning("2027-05-21")
        try story.say("BK-02", "returned", on: "2027-05-20", reason: "AC04")
        try story.expect([
            ("GBK", 2026, 810_000), ("PAY", 2026, -810_000), ("FUND", 2026, -810_000),
            ("EXP", 2026, 810_000), ("SPENT", 2026, 810_000),
        ])
        // Its money is with the budget: it is not paid again before a year bears it.
        #expect(try town.reissue("2026-11").isEmpty)
        try town.receive(["estimate,NA01,2027,local,,810000,QD-27,2027-01-10"])
        let report = try story.carryClaims()
        #expect(report.owedAgain == 810_000 && report.carried == 0 && report.year == 2027)
        try story.expect([
            ("GBK", 2026, 0), ("PAY", 2026, 0), ("PAY", 2027, -810_000), ("EXP", 2027, 810_000),
            ("RESERVED", 2026, 810_000), ("RESERVED", 2027, 810_000),
        ])
        let again = try story.reissue()
        town.now = morning("2027-06-20")
        try story.say("BK-03", "paid", again.transfer, of: again.batch, on: "2027-06-18")
        try story.expect([
            ("EXP", 2026, 810_000), ("FUND", 2026, -810_000), ("EXP", 2027, 810_000),
            ("FUND", 2027, -810_000), ("GBK", 2026, 0), ("PAY", 2027, 0), ("CLR", 2027, 0),
            ("SPENT", 2027, 810_000),
        ])
        try town.expectProven()
    }

    @Test
    func `returned before the year is settled and carried after it: paid once, of the new year`()
        throws
    {
        let story = try Treasury()
        let town = story.town
        try story.say("BK-01", "paid", on: "2026-11-30")
        town.now = morning("2027-01-20")
        try story.say("BK-02", "returned", on: "2027-01-15", reason: "AC04")
        town.now = morning("2027-04-01")
        try story.settle()
        try town.receive(["estimate,NA01,2027,local,,810000,QD-27,2027-01-10"])
        let report = try story.carryClaims()
        #expect(report.carried == 810_000 && report.owedAgain == 0)
        let again = try story.reissue()
        town.now = morning("2027-04-20")
        try story.say("BK-03", "paid", again.transfer, of: again.batch, on: "2027-04-18")
        try story.expect([
            ("EXP", 2026, 810_000), ("FUND", 2026, 0), ("EXP", 2027, 0), ("FUND", 2027, -810_000),
            ("PAY", 2026, 0), ("PAY", 2027, 0), ("CLR", 2027, 0), ("GBK", 2026, 0),
        ])
        try town.expectProven()
    }

    @Test
    func `an over-payment of a direct payment is recovered as spending, and its return waits`()
        throws
    {
        let story = try Treasury()
        let town = story.town
        try story.say("BK-01", "paid", on: "2026-11-30")
        let number = try story.town.propose(
            story.transfer,
            try town.number(Treasury.lan),
            Treasury.amount
        )
        try town.decideCase(number, by: "account-holder")
        let balances = try town.standing().balance
        try story.say("BK-02", "returned", on: "2026-12-01", reason: "AC04")
        #expect(try town.conflicts().map(\.kind) == [ConflictKind.returnedInCase.rawValue])
        #expect(try town.standing().balance == balances)
        try town.settle(
            number,
            .recoveredAtTreasury(Treasury.amount),
            by: "chief-accountant",
            document: "BK-02"
        )
        try story.expect([("EXP", 2026, 0), ("FUND", 2026, 0), ("SPENT", 2026, 0)])
        #expect(try town.balance("REC") == 0)
        try town.expectProven()
    }

    @Test func `who changes what the Treasury said of a transfer is found out`() throws {
        for sql in [
            "UPDATE transfer_state SET status = 'settled' WHERE status = 'returned'",
            "UPDATE fact SET word = 'paid' WHERE word = 'returned'",
            "UPDATE narrow_posting SET amount = amount * 2 WHERE row = 1",
        ] {
            let story = try Treasury()
            try story.say("BK-01", "paid", on: "2026-11-30")
            try story.say("BK-02", "returned", on: "2026-12-01", reason: "AC04")
            try story.town.expectProven()
            try story.town.edit(sql)
            #expect(try !story.town.verify().findings.isEmpty, "\(sql)")
        }
    }
}
