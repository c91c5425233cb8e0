// A decision on the arrears of one month, as the register holds it: a fact of the person.
//
// Form of the value: the programme's code, the month, VND that the month is owed in all, parted by blanks:
//   social-assistance 2026-08 810000
//
// Invariant: it allows what the register said on its day, and nothing that came later: whoever reads it
// assesses that day again, and the sum must be the one that was decided.

package import Enrolment
package import Ledger

/// A decision that arrears of one month may be paid.
package struct ArrearsDecision: Hashable, Sendable {
    /// The name of the fact.
    package static let fact = "arrears"

    /// The programme's code.
    package let programme: String
    /// The month owed.
    package let month: CalendarMonth
    /// VND that the programme owes for the month in all, as known when it was decided.
    package let owed: Int64
    /// The decision's number.
    package let number: String
    /// The day of signature.
    package let signed: CivilDate
    /// Who signed.
    package let signer: String
    /// The day from which the books know it.
    package let known: CivilDate

    /// A decision.
    package init(
        programme: String,
        month: CalendarMonth,
        owed: Int64,
        number: String,
        signed: CivilDate,
        signer: String,
        known: CivilDate
    ) {
        self.programme = programme
        self.month = month
        self.owed = owed
        self.number = number
        self.signed = signed
        self.signer = signer
        self.known = known
    }

    /// The decision that a fact holds; nil where it is another fact, or not of this form.
    package init?(_ fact: DatedFact) {
        guard fact.name == Self.fact else { return nil }
        let parts = fact.value.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, let month = CalendarMonth(iso: String(parts[1])),
            let owed = Int64(parts[2]), owed > 0, "\(owed)" == parts[2]
        else { return nil }
        self.init(
            programme: String(parts[0]),
            month: month,
            owed: owed,
            number: fact.document,
            signed: fact.from,
            signer: fact.signer,
            known: fact.known
        )
    }

    /// The fact that holds it.
    package var asFact: DatedFact {
        DatedFact(
            name: Self.fact,
            value: "\(programme) \(month) \(owed)",
            from: signed,
            document: number,
            known: known,
            signer: signer
        )
    }

    /// How lines name it: number and day.
    package var reference: String { "\(number) \(signed)" }
}

extension Person {
    /// The person without the papers on arrears and netting, which say how something is paid: what the
    /// register says of them otherwise.
    package var withoutPaymentPapers: Person {
        var person = self
        person.facts.removeAll {
            $0.name == ArrearsDecision.fact || $0.name == NettingOrder.fact
        }
        return person
    }
}
