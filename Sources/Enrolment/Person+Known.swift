// A person as known on a day.
//
// Invariants:
// (1) A claim that ended is in the register twice: as it was enrolled, and again with its end and
//     the day from which that is known. The later entry of the same decision replaces the earlier.
//     One that was annulled ends on the day of birth: no month is left to it.

package import Ledger

extension Claim {
    /// Whether two entries are versions of one claim: same category, unit and decision.
    package func isSameClaim(as other: Claim) -> Bool {
        category == other.category && unit == other.unit && decision == other.decision
    }

    /// The same claim with its end, or with none, as known from a day.
    package func ending(on day: CivilDate?, known: CivilDate) -> Claim {
        Claim(
            category: category,
            unit: unit,
            decision: decision,
            signed: signed,
            certificate: certificate,
            ended: day,
            known: known
        )
    }
}

extension Person {
    /// The claims as known on a day, each in its last version, in order of first entry.
    package func claims(knownOn day: CivilDate) -> [Claim] {
        var current: [Claim] = []
        for claim in claims where claim.known <= day {
            if let index = current.firstIndex(where: { $0.isSameClaim(as: claim) }) {
                current[index] = claim
            } else {
                current.append(claim)
            }
        }
        return current
    }

    /// The facts as known on a day, in order of entry.
    package func facts(knownOn day: CivilDate) -> [DatedFact] {
        facts.filter { $0.known <= day }
    }
}
