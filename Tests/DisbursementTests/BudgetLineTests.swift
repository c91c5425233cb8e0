// The budget sheet by codes, and the codes that are proposed.

import Entitlement
import Ledger
import Testing

@testable import Disbursement

struct BudgetLineTests {
    private func codes(_ chapter: String, _ economic: String?) throws -> BudgetCodes {
        try BudgetCodes(
            level: "4",
            chapter: chapter,
            sector: "398",
            economicCode: economic,
            sourceCode: "12"
        )
    }

    private func entry(
        _ key: String,
        _ account: String,
        _ amount: Int64,
        _ source: String,
        _ codes: BudgetCodes?
    ) throws -> JournalEntry {
        var dimensions = Dimensions.budget(unit: "U1", year: 2026, source: source)
        dimensions.codes = codes
        let today = try #require(CivilDate(iso: "2026-11-20"))
        return try JournalEntry(
            key: key,
            event: "x",
            unit: "U1",
            bookedOn: today,
            valueOn: today,
            document: "VB",
            postings: [
                .debit(account, .vnd(amount), dimensions),
                .credit("MEMO", .vnd(amount), dimensions),
            ]
        )
    }

    private func rows(_ sheet: BudgetSheet) throws -> [String] {
        try sheet.rows().map { row in
            "\(row.source) \(row.codes.map { $0 ?? "–" }.joined(separator: "-")) \(row.granted) "
                + "\(row.reserved) \(row.left)"
        }
    }

    @Test func `the sheet is apart by the codes that are asked for, and adds up the same`() throws {
        let entries = [
            try entry("a", "GRANTED", 900, "local", try codes("805", nil)),
            try entry("b", "RESERVED", 300, "local", try codes("805", "7151")),
            try entry("c", "RESERVED", 200, "central", try codes("806", "7151")),
            try entry("d", "GRANTED", 50, "city", nil),
        ]
        func sheet(_ fields: [BudgetCodes.Field], bySource: Bool = false) throws -> [String] {
            var sheet = BudgetSheet(by: fields, bySource: bySource)
            for entry in entries { sheet.add(entry) }
            return try rows(sheet)
        }
        #expect(
            try sheet([.chapter]) == [" – 50 0 50", " 805 900 300 600", " 806 0 200 -200"]
        )
        #expect(
            try sheet([.sector, .economicCode])
                == [" –-– 50 0 50", " 398-– 900 0 900", " 398-7151 0 500 -500"]
        )
        #expect(
            try sheet([], bySource: true)
                == ["central  0 200 -200", "city  50 0 50", "local  900 300 600"]
        )
        #expect(try sheet([]) == ["  950 500 450"])
    }

    @Test func `what is proposed names sources and programmes that there are, and is never whole`()
    {
        let sources = Set(RuleBook.shipped.fundingSources)
        let programmes = Set(RuleBook.shipped.programmes.map(\.code))
        #expect(!BudgetLineProposal.shipped.isEmpty)
        for proposal in BudgetLineProposal.shipped {
            #expect(sources.contains(proposal.source))
            #expect(proposal.programme.map { programmes.contains($0) } ?? true)
            // Nobody has read a source code: no proposal can be taken as it ships.
            #expect(proposal.text(of: .sourceCode) == nil)
            #expect(proposal.text(of: .sector) != nil)
        }
    }
}
