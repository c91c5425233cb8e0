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
    ///
    /// - Parameters:
    ///   - day: The last day; nil where the claim runs on.
    ///   - known: The day from which the books know it.
    ///   - paper: The paper that says so, and who signed it.
    /// - Returns: The claim after that word.
    package func ending(
        on day: CivilDate?,
        known: CivilDate,
        by paper: (document: String, signer: String) = ("", "")
    ) -> Claim {
        Claim(
            category: category,
            unit: unit,
            decision: decision,
            signed: signed,
            certificate: certificate,
            ended: day,
            known: known,
            signer: paper.signer,
            document: paper.document
        )
    }

    /// The same claim with other days in its decision: valid from the first, known from a day.
    ///
    /// - Parameters:
    ///   - signed: The day of signature; nil where that stays.
    ///   - certificate: The day of the certificate; nil where that stays.
    ///   - known: The day from which the books know it.
    ///   - paper: The paper that corrects it, and who signed that.
    /// - Returns: The claim after the correction; it ends when it did.
    package func correcting(
        signed: CivilDate?,
        certificate: CivilDate?,
        known: CivilDate,
        by paper: (document: String, signer: String)
    ) -> Claim {
        Claim(
            category: category,
            unit: unit,
            decision: decision,
            signed: signed ?? self.signed,
            certificate: certificate ?? self.certificate,
            ended: ended,
            known: known,
            signer: paper.signer,
            document: paper.document
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

    /// Who signed the decision of a claim, as known on a day; empty where nobody is known.
    ///
    /// - Parameters:
    ///   - claim: The claim, in any of its versions.
    ///   - day: The day.
    /// - Returns: The signer of the last version that speaks for the decision itself, by no later paper.
    package func decisionSigner(of claim: Claim, knownOn day: CivilDate) -> String {
        claims.last { $0.known <= day && $0.isSameClaim(as: claim) && $0.document.isEmpty }?
            .signer ?? ""
    }

    /// The facts as known on a day, in order of entry.
    package func facts(knownOn day: CivilDate) -> [DatedFact] {
        facts.filter { $0.known <= day }
    }
}
