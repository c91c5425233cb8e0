// What allows that an over-payment is netted from what is owed: a decision, or a written consent.
//
// Nothing read lets an authority keep back social assistance by itself (circular 44/2022 speaks of
// meritorious persons alone), so there is no netting without one of the two.
//
// Invariants:
// (1) The paper has its number, its day and who signed it; the name stays in the sealed register.
// (2) Whose paper it was stands on every line that it nets.

package import Enrolment
package import Ledger

/// What a netting rests on.
package enum NettingGround: String, CaseIterable, Sendable {
    /// A decision of who may decide.
    case decision
    /// The written consent of the person, or of who speaks for them.
    case consent
}

/// An order to net a part of a case from one month.
package struct NettingOrder: Hashable, Sendable {
    /// The name of the fact that keeps the paper with the person.
    package static let fact = "netting"

    /// The case's number.
    package let caseNumber: Int64
    /// The month from which it is netted.
    package let month: CalendarMonth
    /// VND, at most.
    package let amount: Int64
    /// What it rests on.
    package let ground: NettingGround
    /// The paper's number.
    package let paper: String
    /// The day of signature.
    package let signed: CivilDate
    /// Who signed.
    package let signer: String

    /// An order.
    package init(
        caseNumber: Int64,
        month: CalendarMonth,
        amount: Int64,
        ground: NettingGround,
        paper: String,
        signed: CivilDate,
        signer: String
    ) {
        self.caseNumber = caseNumber
        self.month = month
        self.amount = amount
        self.ground = ground
        self.paper = paper
        self.signed = signed
        self.signer = signer
    }

    /// How rows name the paper: its kind, number and day; who signed it is personal data.
    package var reference: String { "\(ground.rawValue) \(paper) \(signed)" }

    /// The cause of the lines that are netted.
    package var cause: String { "netted-\(caseNumber) \(reference)" }

    /// The fact that keeps the paper with the person, and how much it took from the month.
    ///
    /// - Parameters:
    ///   - netted: VND that were netted.
    ///   - known: The day on which the books learn of it.
    /// - Returns: The fact.
    package func fact(netted: Int64, known: CivilDate) -> DatedFact {
        DatedFact(
            name: Self.fact,
            value: "\(caseNumber) \(month) \(netted) \(ground.rawValue)",
            from: signed,
            document: paper,
            known: known,
            signer: signer
        )
    }
}

extension Draft {
    /// The unverified values of the rule book behind some rules, in order of id.
    package func doubts(behind rules: Set<String>) -> [String] {
        Set(rules.flatMap { unverified[$0] ?? [] }).sorted()
    }
}
