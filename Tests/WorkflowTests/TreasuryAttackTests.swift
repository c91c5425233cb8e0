// Lists of the Treasury that are not what they should be, and direct payments beside budget lines.

import BankFiles
import Disbursement
import Foundation
import Ledger
import Store
import Testing
import Workflow

struct TreasuryAttackTests {
    private static let row = "810000,paid,2026-11-30,"
    private static let assistance =
        "NA01,2026,local,social-assistance,,4,805,398,7151,12,QĐ-1/2026"
    private static let local = "NA01,2026,local,,,4,805,398,,12,QĐ-1/2026"

    /// Reserved or spent by line: `2026 4-805-398-7151-12 810000`.
    private func sums(
        _ story: Treasury,
        _ amount: KeyPath<BudgetSheet.Row, Int64>
    ) throws -> [String] {
        try story.town.read { open in
            try LedgerReports(open.books)
                .budget(by: BudgetCodes.Field.allCases, bySource: false).rows()
                .filter { $0[keyPath: amount] != 0 }
                .map { row in
                    "\(row.year) " + row.codes.map { $0 ?? "–" }.joined(separator: "-")
                        + " \(row[keyPath: amount])"
                }
        }
    }

    @Test func `a list that the Treasury of another unit signed is refused`() throws {
        let story = try Treasury(otherUnits: ["CM01"])
        let town = story.town
        let other = try town.issue(
            "provider",
            person: "state-treasury",
            name: "Kho bạc khác",
            as: "other-treasury"
        )
        try town.order(.add(other, role: .provider, units: ["CM01"]))
        let list = try story.list("BK-01", ["\(story.transfer),\(Self.row)"], on: "2026-11-30")
        #expect(try story.codes(list, signedBy: "other-treasury") == ["cash-results-signature"])
        #expect(try story.codes(list) == [])
        try town.reconcile()
        try story.expect([("CLR", 2026, 0), ("FUND", 2026, -810_000)])
        try town.expectProven()
    }

    /// The year of its day is a part of a list's name: a day to come would give a number twice.
    @Test func `a list of a day to come is refused`() throws {
        let story = try Treasury()
        let row = "\(story.transfer),\(Self.row)"
        let list = try story.list("BK-01", [row], on: "2098-11-30")
        #expect(try story.codes(list) == ["treasury-results-future"])
        #expect(try story.codes(story.list("BK-01", [row], on: "2026-12-01")) == [])
    }

    @Test func `what the Treasury pays again is spent on the line on which it was reserved`() throws
    {
        let story = try Treasury(lines: [Self.local, Self.assistance])
        let line = ["2026 4-805-398-7151-12 810000"]
        try story.say("BK-01", "paid", on: "2026-11-30")
        #expect(try sums(story, \.reserved) == line && sums(story, \.spent) == line)
        try story.say("BK-02", "returned", on: "2026-12-01", reason: "AC04")
        #expect(try sums(story, \.spent) == [])
        let again = try story.reissue()
        story.town.now = morning("2026-12-08")
        try story.say("BK-03", "paid", again.transfer, of: again.batch, on: "2026-12-07")
        #expect(try sums(story, \.reserved) == line && sums(story, \.spent) == line)
        try story.town.expectProven()
    }

    @Test func `what is carried leaves the line on which it was reserved, and is spent on the new`()
        throws
    {
        let story = try Treasury()
        let town = story.town
        try town.assignLines([
            Self.assistance, Self.assistance.replacing("NA01,2026", with: "NA01,2027"),
        ])
        try story.say("BK-01", "unpaid", on: "2026-11-30", reason: "AC04")
        town.now = morning("2027-04-20")
        try town.receive(["estimate,NA01,2027,local,,810000,QD-27,2027-01-10"])
        #expect(try story.carryClaims().carried == 810_000)
        let line = ["2027 4-805-398-7151-12 810000"]
        #expect(try sums(story, \.reserved) == line)
        let again = try story.reissue()
        town.now = morning("2027-04-28")
        try story.say("BK-03", "paid", again.transfer, of: again.batch, on: "2027-04-27")
        #expect(try sums(story, \.reserved) == line && sums(story, \.spent) == line)
        try town.expectProven()
    }
}
