// A claim on its way through an assessment.

import Enrolment
import Ledger

/// A claim with what has been found about it.
struct Candidate {
    /// Index of the claim in the person.
    let claim: Int
    /// Index of the category in the rule book; Int.max for an unknown one.
    let category: Int
    /// Whether the unit that asks decided it.
    let isOwn: Bool
    /// What became of it; `paid` until something speaks against it.
    var verdict = Verdict.paid
    /// The first month owed, and the day from which age and facts are looked at in it.
    var start: (month: CalendarMonth, day: CivilDate)?
    /// The start rule's id where it is not verified.
    var doubtfulStart: String?
    /// Index of the rule among the category's.
    var rule = 0
    /// The number multiplied in.
    var count: Int64 = 1
    /// What the rule gives, in đồng.
    var amount: Int64 = 0
    /// What the province adds, in đồng.
    var added: Int64 = 0
    /// The category that won, for the two verdicts that have one.
    var winner: Int?

    /// Both parts together.
    ///
    /// Both are at most 10^15, so a sum of some does not leave 64 bits.
    var total: Int64 { amount + added }
}

extension Claim {
    /// Whether this claim comes before another of the same category: the earlier decision pays.
    func precedes(_ other: Claim) -> Bool {
        (signed, unit, decision) < (other.signed, other.unit, other.decision)
    }

    /// Whether this is a later word on the same decision, such as its end.
    func updates(_ other: Claim) -> Bool {
        guard category == other.category, unit == other.unit, decision == other.decision
        else { return false }
        if known != other.known { return known > other.known }
        switch (ended, other.ended) {
        case (let mine?, let theirs?): if mine != theirs { return mine < theirs }
        case (_?, nil): return true
        case (nil, _?): return false
        case (nil, nil): break
        }
        if signed != other.signed { return signed < other.signed }
        return (certificate?.dayNumber ?? .max) < (other.certificate?.dayNumber ?? .max)
    }
}
