// What each event does to a person.

import Intake
import Ledger

extension PersonPlan {
    /// Applies the person's own row.
    ///
    /// - Parameters:
    ///   - row: The row.
    ///   - payee: The number of the somebody else who receives by that row; 0 where nobody else does.
    ///   - isPayeeRefused: Whether that payee was refused, so that the row does not name them.
    /// - Returns: False where nothing of the row counts, its payee neither.
    mutating func apply(_ row: RegisterRow, payee: Int64, isPayeeRefused: Bool) -> Bool {
        if person == nil, row.event == .enrol, let identity = row.identity {
            make(identity, household: row.household)
        }
        guard person != nil else { return note(.personUnknown, row) }
        guard acceptIdentity(row) else { return false }
        switch row.event {
        case .enrol:
            // A funeral is granted after the death.
            let isForTheDead = row.claim?.traits.contains(.afterDeath) ?? false
            if !isForTheDead, person?.death(knownOn: known) != nil { return note(.personDead, row) }
            addClaim(row)
            addFacts(row)
            changePayment(row, payee: payee, isPayeeRefused: isPayeeRefused)
            changeHousehold(row)
        case .change:
            addFacts(row)
            changePayment(row, payee: payee, isPayeeRefused: isPayeeRefused)
            changeHousehold(row)
        case .end: endClaim(row)
        case .death: addDeath(row)
        case .restore: restoreClaim(row)
        case .annul: annulClaim(row)
        case .correct: correctClaim(row)
        }
        return true
    }

    /// Applies a row of somebody for whom the person receives.
    ///
    /// - Returns: False where the person cannot be that payee.
    mutating func applyAsPayee(_ row: RegisterRow) -> Bool {
        guard case .other(let identity, _) = row.payee else { return true }
        if person == nil { make(identity, household: "") }
        guard let person else { return false }
        guard Self.isSame(identity, person) else {
            return note(.identityDiffers, row, order: .payee)
        }
        if person.death(knownOn: known) != nil {
            return note(.payeeDead, row, order: .payee)
        }
        if let way = row.way { self.person?.way = way }
        return true
    }

    /// Holds the row's identity against the register; a `change` corrects the register.
    private mutating func acceptIdentity(_ row: RegisterRow) -> Bool {
        guard let identity = row.identity, let person else { return true }
        if row.event == .change {
            self.person?.name = identity.name
            self.person?.birth = identity.birth
            self.person?.sex = identity.sex
            return true
        }
        return Self.isSame(identity, person) || note(.identityDiffers, row)
    }

    /// Whether an identity is that of a person; case and blanks of the name do not count.
    static func isSame(_ identity: Identity, _ person: Person) -> Bool {
        identity.birth == person.birth && identity.sex == person.sex
            && (identity.name == person.name
                || identity.name.revealed.lowercased() == person.name.revealed.lowercased())
    }

    private mutating func addClaim(_ row: RegisterRow) {
        guard let given = row.claim, let unit = given.unit, let signed = given.signed,
            let current = person?.claims(knownOn: known)
        else { return }
        let claim = Claim(
            category: given.category,
            unit: unit,
            decision: given.decision,
            signed: signed,
            certificate: given.certificate,
            ended: nil,
            known: known,
            signer: row.signer
        )
        if current.contains(where: { $0.isSameClaim(as: claim) }) { return }
        let running = current.first { $0.category == claim.category && $0.ended == nil }
        // What is paid once ends by itself, and the next decision may come: worship of the next year.
        if let running, !given.traits.contains(.once) {
            _ = note(.claimRunning, row, running.unit)
            return
        }
        person?.claims.append(claim)
    }

    private mutating func addFacts(_ row: RegisterRow) {
        guard let from = row.from ?? row.claim?.signed else { return }
        let document = row.document.isEmpty ? row.claim?.decision ?? "" : row.document
        for given in row.facts {
            // The last word about that very day counts: the same again says nothing new. A later
            // day is new even with the same value, for some facts hold for a year only.
            let lastWord = person?.facts.last { $0.name == given.name && $0.from == from }
            if lastWord?.value == given.value { continue }
            let fact = DatedFact(
                name: given.name,
                value: given.value,
                from: from,
                document: document,
                known: known,
                signer: row.signer
            )
            person?.facts.append(fact)
        }
    }

    private mutating func changeHousehold(_ row: RegisterRow) {
        if !row.household.isEmpty { person?.household = row.household }
    }

    private mutating func endClaim(_ row: RegisterRow) {
        guard let given = row.claim, let day = row.from,
            let current = person?.claims(knownOn: known)
        else { return }
        let matching = current.filter {
            $0.category == given.category && (given.unit == nil || $0.unit == given.unit)
                && (given.decision.isEmpty || $0.decision == given.decision)
        }
        let running = matching.filter { $0.ended == nil }
        guard let claim = running.first else {
            if !matching.contains(where: { $0.ended == day }) { _ = note(.claimUnknown, row) }
            return
        }
        guard running.count == 1 else {
            _ = note(.claimAmbiguous, row)
            return
        }
        guard day >= claim.signed else {
            _ = note(.endBeforeStart, row, claim.signed.description)
            return
        }
        person?.claims.append(claim.ending(on: day, known: known, by: (row.document, row.signer)))
    }

    /// The claims in their last versions that a row may mean.
    private func matching(_ given: RowClaim) -> [Claim] {
        (person?.claims(knownOn: known) ?? []).filter {
            $0.category == given.category && (given.unit == nil || $0.unit == given.unit)
                && (given.decision.isEmpty || $0.decision == given.decision)
        }
    }

    /// Takes the end of a claim back.
    private mutating func restoreClaim(_ row: RegisterRow) {
        guard let given = row.claim else { return restoreLife(row) }
        let matching = matching(given)
        let ended = matching.filter { $0.ended != nil }
        guard let claim = ended.first else {
            if matching.isEmpty { _ = note(.claimUnknown, row) }
            return
        }
        guard ended.count == 1 else {
            _ = note(.claimAmbiguous, row)
            return
        }
        let others = person?.claims(knownOn: known) ?? []
        if let running = others.first(where: { $0.category == claim.category && $0.ended == nil }) {
            _ = note(.claimRunning, row, running.unit)
            return
        }
        // Of two words of one day nobody could tell which came last.
        guard claim.known < known else {
            _ = note(.restoreTooSoon, row)
            return
        }
        person?.claims.append(claim.ending(on: nil, known: known, by: (row.document, row.signer)))
    }

    /// Takes back a death that was recorded wrongly.
    private mutating func restoreLife(_ row: RegisterRow) {
        guard let person else { return }
        guard let death = person.death(knownOn: known) else {
            if !person.facts.contains(where: { $0.name == "death" }) {
                _ = note(.deathUnknown, row)
            }
            return
        }
        self.person?.facts.append(
            DatedFact(
                name: "death",
                value: DatedFact.takenBack,
                from: death,
                document: row.document,
                known: known,
                signer: row.signer
            )
        )
    }

    /// Ends a claim before it began.
    private mutating func annulClaim(_ row: RegisterRow) {
        guard let given = row.claim, let birth = person?.birth else { return }
        let matching = matching(given)
        let granted = matching.filter { $0.ended != birth }
        guard let claim = granted.first else {
            if matching.isEmpty { _ = note(.claimUnknown, row) }
            return
        }
        guard granted.count == 1 else {
            _ = note(.claimAmbiguous, row)
            return
        }
        person?.claims.append(
            claim.ending(on: birth, known: known, by: (row.document, row.signer))
        )
    }

    /// Puts a day or the signer of a decision right, from the first.
    private mutating func correctClaim(_ row: RegisterRow) {
        guard let given = row.claim, let birth = person?.birth else { return }
        guard given.signed != nil || given.certificate != nil || !row.decisionSigner.isEmpty else {
            _ = note(.correctionEmpty, row)
            return
        }
        if let signed = given.signed, signed < birth {
            _ = note(.signedBeforeBirth, row)
            return
        }
        let matching = matching(given).filter { $0.ended != birth }
        guard let claim = matching.first else {
            _ = note(.claimUnknown, row)
            return
        }
        guard matching.count == 1 else {
            _ = note(.claimAmbiguous, row)
            return
        }
        let corrected = claim.correcting(
            signed: given.signed,
            certificate: given.certificate,
            known: known,
            by: (row.document, row.signer)
        )
        let signer = person?.decisionSigner(of: claim, knownOn: known) ?? ""
        let isSigner = row.decisionSigner.isEmpty || row.decisionSigner == signer
        if corrected.signed == claim.signed, corrected.certificate == claim.certificate, isSigner {
            return
        }
        // Of two words of one day nobody could tell which came last.
        guard claim.known < known else {
            _ = note(.correctionTooSoon, row)
            return
        }
        if let ended = claim.ended, corrected.signed > ended {
            _ = note(.endBeforeStart, row, corrected.signed.description)
            return
        }
        // The decision said again with its right signer, then the paper that says so.
        if !isSigner {
            person?.claims.append(
                claim.correcting(
                    signed: given.signed,
                    certificate: given.certificate,
                    known: known,
                    by: ("", row.decisionSigner)
                )
            )
        }
        person?.claims.append(corrected)
    }

    private mutating func addDeath(_ row: RegisterRow) {
        guard let day = row.from, let person else { return }
        if let death = person.death(knownOn: known) {
            if death != day { _ = note(.deathDiffers, row, death.description) }
            return
        }
        guard day >= person.birth else {
            _ = note(.deathBeforeBirth, row)
            return
        }
        self.person?.facts.append(
            DatedFact(
                name: "death",
                value: "",
                from: day,
                document: row.document,
                known: known,
                signer: row.signer
            )
        )
    }

    /// Sets who receives, and how they get it where it is the person.
    private mutating func changePayment(
        _ row: RegisterRow,
        payee: Int64,
        isPayeeRefused: Bool
    ) {
        if let claim = row.claim, claim.traits.contains(.ownPayee) {
            return changePayment(of: claim.category, row, payee, isPayeeRefused)
        }
        switch row.payee {
        case .unsaid:
            // An enrolment says the whole: without a payee the person receives themselves. A change
            // says only what is another.
            if row.event == .enrol { setPayee(number, ends: nil, row) }
        case .own:
            setPayee(number, ends: nil, row)
        case .other(_, let ends):
            if !isPayeeRefused { setPayee(payee, ends: ends, row) }
            return
        }
        if let way = row.way { person?.way = way }
    }

    /// Sets who receives what one category gives; whoever receives the rest stays.
    private mutating func changePayment(
        of category: String,
        _ row: RegisterRow,
        _ payee: Int64,
        _ isPayeeRefused: Bool
    ) {
        guard person?.claims.contains(where: { $0.category == category }) ?? false else {
            _ = note(.claimUnknown, row)
            return
        }
        switch row.payee {
        case .unsaid: break
        case .own: setPayee(number, of: category, ends: nil, row)
        case .other(_, let ends):
            if !isPayeeRefused { setPayee(payee, of: category, ends: ends, row) }
            return
        }
        if let way = row.way { person?.way = way }
    }

    private mutating func setPayee(
        _ payee: Int64,
        of category: String,
        ends: CivilDate?,
        _ row: RegisterRow
    ) {
        if let line = payeeLines[category], person?.payee(of: category) != payee {
            _ = note(.payeeConflict, row, "\(line)", order: .after)
            return
        }
        payeeLines[category] = row.line
        person?.setPayee(RightPayee(category: category, payee: payee, authorityEnds: ends))
    }

    private mutating func setPayee(_ payee: Int64, ends: CivilDate?, _ row: RegisterRow) {
        if let line = payeeLines[""], person?.payee != payee {
            _ = note(.payeeConflict, row, "\(line)", order: .after)
            return
        }
        payeeLines[""] = row.line
        person?.payee = payee
        person?.authorityEnds = ends
    }
}
