// Codes of the state budget that are likely for a source: they ship as data, and nothing is booked by them.
//
// The Treasury refuses a withdrawal whose content does not fit its economic code, so a wrong code is worse than
// none. What ships was read in no list of codes: it fills the table that a unit's accountant puts right.
//
// Invariants:
// (1) A proposal reaches a posting only as an assignment that an accountant entered with a paper.
// (2) A code that nothing is known of is nil, never a guess; the file says what each row rests on.

package import Ledger

/// What the codes of a source may be, until somebody reads them in the unit's own estimate.
package struct BudgetLineProposal: Hashable, Sendable {
    /// The funding source.
    package let source: String
    /// The programme; nil for all others of the source.
    package let programme: String?
    private let texts: [BudgetCodes.Field: String]

    /// The text of a code; nil where nothing is known of it.
    package func text(of field: BudgetCodes.Field) -> String? { texts[field] }

    /// The proposals that ship, in the order of the file.
    package static let shipped: [BudgetLineProposal] = {
        guard let file = DisbursementData.files.first(where: { $0.path == "budget-lines.csv" })
        else { preconditionFailure("proposals of budget lines ship") }
        return file.text.split(separator: "\n").dropFirst().map { row in
            // The last field is a sentence, and may have commas.
            let fields = row.split(separator: ",", maxSplits: 7, omittingEmptySubsequences: false)
                .map { String($0) }
            guard fields.count == 8, let proposal = BudgetLineProposal(fields) else {
                preconditionFailure("a proposal of a budget line is readable: \(row)")
            }
            return proposal
        }
    }()

    /// A proposal from its fields; nil where a code is none.
    private init?(_ fields: [String]) {
        source = fields[0]
        programme = fields[1].isEmpty ? nil : fields[1]
        var texts: [BudgetCodes.Field: String] = [:]
        for (field, text) in zip(BudgetCodes.Field.allCases, fields[2..<7]) where !text.isEmpty {
            var filter = BudgetCodeFilter()
            do throws(BudgetCodeRefusal) { try filter.name(field, text) } catch { return nil }
            texts[field] = text
        }
        self.texts = texts
    }
}

extension BudgetCodes.Field {
    /// Its name in tables that people hand in, and in the views of the books.
    package var column: String {
        switch self {
        case .level: "level"
        case .chapter: "chapter"
        case .sector: "sector"
        case .economicCode: "economic_code"
        case .sourceCode: "source_code"
        }
    }
}
