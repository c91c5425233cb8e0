// Cases of the law with names: somebody, months, and what is owed for each, worked out by hand.
//
// Invariants:
// (1) Amounts are those of the texts or of the worked examples, never taken from the rule files.
// (2) Names are unique: a report of articles names cases by them.

import Entitlement
import Ledger
import Testing

/// One case.
struct LawCase: Sendable, CustomTestStringConvertible {
    let name: String
    let subject: Subject
    let place: String
    let known: String
    /// The amounts of the lines of each month, in the rule book's order of categories.
    let owed: [(month: String, amounts: [Int64])]
    /// What becomes of claims that are not paid, in the last month.
    let verdicts: [String: Verdict]

    var testDescription: String { name }

    init(
        _ name: String,
        _ subject: Subject,
        _ owed: KeyValuePairs<String, [Int64]>,
        place: String = national,
        known: String = lately,
        verdicts: [String: Verdict] = [:]
    ) {
        self.name = name
        self.subject = subject
        self.place = place
        self.known = known
        self.owed = owed.map { ($0.key, $0.value) }
        self.verdicts = verdicts
    }

    /// What was assessed, month by month.
    func assessments(under book: RuleBook) -> [Assessment] {
        owed.map { book.assess(subject, $0.month, place: place, known: known) }
    }
}

/// All cases that are held as such.
let lawCases: [LawCase] =
    goldenCases + assistanceCases + provinceCases + hanoiCases + pensionCases + careCases
    + oneOffCases + meritCases
    + meritOneOffCases + holdCases

@Suite struct LawCaseTests {
    @Test(arguments: lawCases)
    func `a case comes out to the đồng, and what is not paid says why`(lawCase: LawCase) {
        let found = lawCase.assessments(under: .shipped)
        for (month, assessment) in zip(lawCase.owed, found) {
            #expect(
                assessment.lines.map(\.amount) == month.amounts,
                "\(lawCase.name), \(month.month)"
            )
        }
        for (category, verdict) in lawCase.verdicts.sorted(by: { $0.key < $1.key }) {
            let considered = found.last?.considered.last { $0.category == category }
            #expect(considered?.verdict == verdict, "\(lawCase.name), \(category)")
        }
    }

    @Test func `no two cases have one name`() {
        #expect(Set(lawCases.map(\.name)).count == lawCases.count)
    }
}
