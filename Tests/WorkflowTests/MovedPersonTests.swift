// Who moves from one commune to another is paid by each for its own months, and is in nobody's debt.

import Disbursement
import Ledger
import Testing
import Workflow

struct MovedPersonTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")

    private func row(_ unit: String, _ decision: String, _ signed: String) -> RegisterLine {
        .enrol(lan, "5.6", unit: unit, signed: signed, facts: "severity=severe")
            .decided(decision).account("1028722532311")
    }

    /// Books in which a commune paid a person for November, and for months before the books.
    private func paidTown() throws -> Household {
        let town = try Household(BooksKind())
        try town.register([row("NA01", "QD-1", "2025-03-05")])
        try town.opening(paid(lan, 7...10, unit: "NA01", 810_000))
        try town.receiveEnough()
        _ = try town.runMonth("2026-11")
        town.now = morning("2026-12-03")
        return town
    }

    /// The old place, where the national rate holds, ends its decision, the new one in Hanoi decides.
    private func move(_ town: Household, lastDay: String, signed: String) throws {
        try town.register([
            .word("end", lan, "5.6", from: lastDay),
            row("CM01", "QD-2", signed),
        ])
    }

    private func overPaid(_ drafts: [Draft]) -> [String: Int64] {
        var sums: [String: Int64] = [:]
        for draft in drafts {
            for over in draft.overPaid { sums[draft.scope.unit, default: 0] += over.excess }
        }
        return sums
    }

    @Test func `what the old commune paid is not over-paid in the new one`() throws {
        let town = try paidTown()
        try move(town, lastDay: "2026-11-20", signed: "2026-11-25")
        let drafts = try town.draft("2026-12")
        #expect(overPaid(drafts).isEmpty)
        let lines = drafts.flatMap { draft in
            draft.lines.map { (unit: draft.scope.unit, month: $0.month, amount: $0.amount) }
        }
        #expect(lines.map(\.unit) == ["CM01"])
        #expect(lines.map(\.month) == [month("2026-12")])
        #expect(lines.map(\.amount) == [975_000])
        #expect(drafts.allSatisfy { $0.held.isEmpty })
        _ = try town.runMonth("2026-12")
        #expect(try town.balance("EXP", "NA01") == 810_000)
        #expect(try town.balance("EXP", "CM01") == 975_000)
        town.now = morning("2027-01-03")
        #expect(try overPaid(town.draft("2027-01")).isEmpty)
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `a month that the old commune paid after its end is its own over-payment alone`()
        throws
    {
        let town = try paidTown()
        // The move was decided in October and became known in December.
        try move(town, lastDay: "2026-10-20", signed: "2026-10-25")
        let drafts = try town.draft("2026-12")
        #expect(overPaid(drafts) == ["NA01": 810_000])
        // November is paid once over both: the new place adds what its higher rate gives.
        let lines = drafts.flatMap { Array($0.lines) }
        #expect(lines.map(\.month) == [month("2026-11"), month("2026-12")])
        #expect(lines.map(\.amount) == [165_000, 975_000])
    }

    @Test func `what the new commune pays too much is its own, beside what the old one paid`()
        throws
    {
        let town = try paidTown()
        try move(town, lastDay: "2026-11-20", signed: "2026-11-25")
        _ = try town.runMonth("2026-12")
        town.now = morning("2027-01-03")
        // Dead since November: the new commune paid a month that nobody owes.
        try town.register([.death(lan, on: "2026-11-28")])
        #expect(try overPaid(town.draft("2027-01")) == ["CM01": 975_000])
    }
}
