// What a file makes of one person: the person before it, the rows that touch them in order of lines,
// the person after it.
//
// Invariants:
// (1) Claims and facts are appended, never altered or removed; a row that says what the register
//     already has changes nothing, so a file taken in twice gives no change the second time.
// (2) One claim of a category runs at a time.

import Intake
import Ledger

/// One person in the making.
struct PersonPlan {
    /// The number that the person has or gets; 0 for one whom nobody knows.
    let number: Int64
    /// The person's ID.
    let nationalID: NationalID
    /// The day from which the books know what the rows say.
    let known: CivilDate
    /// The person before the file; nil for a new one.
    let before: Person?
    /// The person so far; nil while nobody knows them.
    var person: Person?
    /// The line that named the payee, once one did, by category; the payee of the rest under no name.
    var payeeLines: [String: Int] = [:]
    /// What was found.
    var findings: [PlanFinding] = []

    init(number: Int64, nationalID: NationalID, before: Person?, known: CivilDate) {
        self.number = number
        self.nationalID = nationalID
        self.before = before
        self.known = known
        person = before
    }

    /// Begins the person with an identity.
    mutating func make(_ identity: Identity, household: String) {
        guard number > 0 else { return }
        person = Person(
            number: number,
            nationalID: nationalID,
            name: identity.name,
            birth: identity.birth,
            sex: identity.sex,
            household: household,
            payee: number,
            authorityEnds: nil,
            way: nil,
            claims: [],
            facts: []
        )
    }

    /// Notes a finding.
    ///
    /// - Returns: False, for what found it ends with it.
    mutating func note(
        _ code: RegisterCode,
        _ row: RegisterRow,
        _ detail: String = "",
        order: PlanFinding.Order = .own
    ) -> Bool {
        findings.append(PlanFinding(line: row.line, order: order, code: code, detail: detail))
        return false
    }

    /// What the file changes; nil where it changes nothing.
    var change: RegisterChange? {
        guard let person, person != before else { return nil }
        return RegisterChange(before: before, after: person)
    }
}

extension Claim {
    /// Whether it says other days, or another signer, of a decision that somebody had.
    fileprivate func isCorrection(of before: Person?) -> Bool {
        guard let last = before?.claims.last(where: { $0.isSameClaim(as: self) }) else {
            return false
        }
        // A new version with the same days and the same end puts the signer right.
        return last.signed != signed || last.certificate != certificate || last.ended == ended
    }
}

/// A finding of the plan on its line.
struct PlanFinding: Hashable, Comparable {
    /// The order of the findings of one line.
    enum Order: Int, Comparable {
        case own
        case payee
        case after

        static func < (left: Order, right: Order) -> Bool { left.rawValue < right.rawValue }
    }

    let line: Int
    let order: Order
    let code: RegisterCode
    let detail: String

    static func < (left: PlanFinding, right: PlanFinding) -> Bool {
        (left.line, left.order) < (right.line, right.order)
    }
}

extension RegisterChange {
    /// What makes one person of the other; `before` is nil for a new one.
    package init(before: Person?, after: Person) {
        let newFacts = after.facts[(before?.facts.count ?? 0)...]
        let newClaims = after.claims[(before?.claims.count ?? 0)...]
        let kinds = RegisterChange.Kind.allCases.filter { kind in
            switch kind {
            case .enrolled: before == nil
            case .identityCorrected:
                before.map {
                    $0.name != after.name || $0.birth != after.birth || $0.sex != after.sex
                } ?? false
            case .householdChanged: before.map { $0.household != after.household } ?? false
            case .claimAdded:
                newClaims.contains { $0.ended == nil && !$0.isCorrection(of: before) }
            case .claimEnded:
                newClaims.contains { $0.ended != nil && !$0.isCorrection(of: before) }
            case .claimCorrected: newClaims.contains { $0.isCorrection(of: before) }
            case .factAdded:
                newFacts.contains { $0.name != "death" || $0.value == DatedFact.takenBack }
            case .payeeChanged:
                (before?.payee ?? after.number) != after.payee
                    || before?.authorityEnds != after.authorityEnds
                    || (before?.rightPayees ?? []) != after.rightPayees
            case .accountChanged: before?.way != after.way
            case .died: newFacts.contains { $0.name == "death" && $0.value != DatedFact.takenBack }
            }
        }
        self.init(person: after, isNew: before == nil, kinds: kinds)
    }
}
