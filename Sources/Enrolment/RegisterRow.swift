// One row of a register file that passed every check of its own.
//
// Invariants:
// (1) Every text is NFC, every date exists, every code is known.
// (2) What the row's event needs is there; what is nil was not said.

package import Intake
package import Ledger

/// What happened to a person.
package enum RegisterEvent: String, CaseIterable, Sendable {
    /// A decision gives a right: identity and one claim.
    case enrol
    /// Facts, the payee or the way of payment change.
    case change
    /// A decision ends a claim.
    case end
    /// The person died.
    case death
    /// The decision that ended a claim is taken back: the claim runs on as if it had never ended. Without a
    /// category, a death that was recorded wrongly is taken back.
    case restore
    /// The decision that granted a claim is annulled: it gave no right from the first.
    case annul
    /// A day that the books hold of a decision was wrong: another one holds from the first.
    case correct

    /// Unaccented Vietnamese words for the same.
    private var aliases: [String] {
        switch self {
        case .enrol: ["tang", "tang_moi", "huong_moi"]
        case .change: ["thay_doi", "dieu_chinh"]
        case .end: ["giam", "thoi_huong"]
        case .death: ["chet", "tu_vong"]
        case .restore: ["phuc_hoi", "huy_thoi_huong"]
        case .annul: ["huy_quyet_dinh", "huy"]
        case .correct: ["dinh_chinh", "sua_quyet_dinh"]
        }
    }

    /// The event of a word in English or Vietnamese, accented or not.
    package init?(word: String) {
        let key = ComparisonKey.heading(word)
        let event = RegisterEvent.allCases.first { $0.rawValue == key || $0.aliases.contains(key) }
        guard let event else { return nil }
        self = event
    }

    /// Whether a row of it names a claim.
    var hasClaim: Bool { self != .change && self != .death }
}

/// Who somebody is, as the identity paper has it.
package struct Identity: Hashable, Sendable {
    /// The personal identification number.
    package let nationalID: NationalID
    /// The name.
    package let name: PersonName
    /// The day of birth.
    package let birth: CivilDate
    /// The sex.
    package let sex: Sex
}

/// Who receives the money, as a row says it.
package enum RowPayee: Hashable, Sendable {
    /// Nothing was said.
    case unsaid
    /// The person of the row.
    case own
    /// Somebody else, with the last day of the authority.
    case other(Identity, authorityEnds: CivilDate?)
}

/// The claim of an `enrol` row, or what an `end`, `restore`, `annul` or `correct` row says of it; of a
/// `change` row the category whose payee it names.
package struct RowClaim: Hashable, Sendable {
    /// The category's code in the rule book.
    package let category: String
    /// The unit's four-character code; nil where a later word does not say it.
    package let unit: String?
    /// The decision's number; empty where a later word does not say it.
    package let decision: String
    /// The day of signature; nil where a later word does not say it.
    package let signed: CivilDate?
    /// The day of the disability certificate.
    package let certificate: CivilDate?
    /// What the rule book says of the category.
    package let traits: CategoryTraits
}

/// A row of the register file.
package struct RegisterRow: Hashable, Sendable {
    /// The 1-based line of the file.
    package let line: Int
    /// What happened.
    package let event: RegisterEvent
    /// Whom it happened to.
    package let nationalID: NationalID
    /// Their identity: always with `enrol`; with `change` where it is to be corrected.
    package let identity: Identity?
    /// The household's number; empty when not said.
    package let household: String
    /// The claim, with every event but `change` and `death`; the category of the payee, with `change`.
    package let claim: RowClaim?
    /// Facts by name and value, in order of the file.
    package let facts: [RowFact]
    /// The day from which the facts hold, the end, or the death counts.
    package let from: CivilDate?
    /// The paper that shows it; empty when not said.
    package let document: String
    /// Who signed that paper or the decision; empty when not said.
    package let signer: String
    /// Who signed the decision itself, of a `correct` row that puts that right; empty when not said.
    package let decisionSigner: String
    /// Who receives the money.
    package let payee: RowPayee
    /// How the payee gets it; nil when not said.
    package let way: PaymentWay?
}

/// A fact of a row.
package struct RowFact: Hashable, Sendable {
    /// The fact's name in the rule book.
    package let name: String
    /// Its value.
    package let value: String
}
