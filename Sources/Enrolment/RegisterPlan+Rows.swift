// What each event does to a person.

import Intake
import Ledger

extension RegisterPlan {
    /// Applies one row.
    mutating func apply(_ row: RegisterRow) {
        let isEnrolment = row.event == .enrol
        let identity = isEnrolment ? row.identity : nil
        let household = row.household
        guard let place = place(row.nationalID, identity: identity, household: household) else {
            return note(.personUnknown, row)
        }
        guard acceptIdentity(row, place) else { return }
        switch row.event {
        case .enrol:
            if entries[place].person.death(knownOn: known) != nil { return note(.personDead, row) }
            addClaim(row, place)
            addFacts(row, place)
            changePayment(row, place)
            changeHousehold(row, place)
        case .change:
            addFacts(row, place)
            changePayment(row, place)
            changeHousehold(row, place)
        case .end: endClaim(row, place)
        case .death: addDeath(row, place)
        }
    }

    /// Holds the row's identity against the register; a `change` corrects the register.
    private mutating func acceptIdentity(_ row: RegisterRow, _ place: Int) -> Bool {
        guard let identity = row.identity else { return true }
        let person = entries[place].person
        let isSame = RegisterPlan.isSame(identity, person)
        if row.event == .change {
            entries[place].person.name = identity.name
            entries[place].person.birth = identity.birth
            entries[place].person.sex = identity.sex
            return true
        }
        if !isSame { note(.identityDiffers, row) }
        return isSame
    }

    /// Whether an identity is that of a person; case and blanks of the name do not count.
    static func isSame(_ identity: Identity, _ person: Person) -> Bool {
        identity.birth == person.birth && identity.sex == person.sex
            && (identity.name == person.name
                || identity.name.revealed.lowercased() == person.name.revealed.lowercased())
    }

    private mutating func addClaim(_ row: RegisterRow, _ place: Int) {
        guard let given = row.claim, let unit = given.unit, let signed = given.signed else {
            return
        }
        let current = entries[place].person.claims(knownOn: known)
        let claim = Claim(
            category: given.category,
            unit: unit,
            decision: given.decision,
            signed: signed,
            certificate: given.certificate,
            ended: nil,
            known: known
        )
        if current.contains(where: { $0.isSameClaim(as: claim) }) { return }
        let running = current.first { $0.category == claim.category && $0.ended == nil }
        if let running { return note(.claimRunning, row, running.unit) }
        entries[place].person.claims.append(claim)
    }

    private mutating func addFacts(_ row: RegisterRow, _ place: Int) {
        guard let from = row.from ?? row.claim?.signed else { return }
        let document = row.document.isEmpty ? row.claim?.decision ?? "" : row.document
        for given in row.facts {
            // The last word about that very day counts: the same again says nothing new. A later
            // day is new even with the same value, for some facts hold for a year only.
            let lastWord = entries[place].person.facts.last {
                $0.name == given.name && $0.from == from
            }
            if lastWord?.value == given.value { continue }
            let fact = DatedFact(
                name: given.name,
                value: given.value,
                from: from,
                document: document,
                known: known
            )
            entries[place].person.facts.append(fact)
        }
    }

    private mutating func changeHousehold(_ row: RegisterRow, _ place: Int) {
        if !row.household.isEmpty { entries[place].person.household = row.household }
    }

    private mutating func endClaim(_ row: RegisterRow, _ place: Int) {
        guard let given = row.claim, let day = row.from else { return }
        let matching = entries[place].person.claims(knownOn: known).filter {
            $0.category == given.category && (given.unit == nil || $0.unit == given.unit)
                && (given.decision.isEmpty || $0.decision == given.decision)
        }
        let running = matching.filter { $0.ended == nil }
        guard let claim = running.first else {
            if matching.contains(where: { $0.ended == day }) { return }
            return note(.claimUnknown, row)
        }
        guard running.count == 1 else { return note(.claimAmbiguous, row) }
        guard day >= claim.signed else {
            return note(.endBeforeStart, row, claim.signed.description)
        }
        entries[place].person.claims.append(claim.ending(on: day, known: known))
    }

    private mutating func addDeath(_ row: RegisterRow, _ place: Int) {
        guard let day = row.from else { return }
        let person = entries[place].person
        if let death = person.death(knownOn: known) {
            if death != day { note(.deathDiffers, row, death.description) }
            return
        }
        guard day >= person.birth else { return note(.deathBeforeBirth, row) }
        entries[place].person.facts.append(
            DatedFact(name: "death", value: "", from: day, document: row.document, known: known)
        )
    }

    /// Sets who receives, and how they get it.
    private mutating func changePayment(_ row: RegisterRow, _ place: Int) {
        let own = entries[place].person.number
        var payee = place
        switch row.payee {
        case .unsaid:
            // An enrolment says the whole: without a payee the person receives themselves. A change
            // says only what is another.
            if row.event == .enrol { setPayee(own, ends: nil, row, place) }
        case .own:
            setPayee(own, ends: nil, row, place)
        case .other(let identity, let ends):
            let other = self.place(
                identity.nationalID,
                identity: identity,
                household: ""
            )
            guard let other else { return }
            let person = entries[other].person
            guard RegisterPlan.isSame(identity, person) else {
                return note(.identityDiffers, row)
            }
            if person.death(knownOn: known) != nil { return note(.payeeDead, row) }
            setPayee(person.number, ends: ends, row, place)
            payee = other
        }
        if let way = row.way { entries[payee].person.way = way }
    }

    private mutating func setPayee(
        _ payee: Int64,
        ends: CivilDate?,
        _ row: RegisterRow,
        _ place: Int
    ) {
        let person = entries[place].person
        if let line = entries[place].payeeLine, person.payee != payee {
            return note(.payeeConflict, row, "\(line)")
        }
        entries[place].payeeLine = row.line
        entries[place].person.payee = payee
        entries[place].person.authorityEnds = ends
    }
}
