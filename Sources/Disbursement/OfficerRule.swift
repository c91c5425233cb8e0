// Who may change who the officers are, and what must hold afterwards (decision 0067).
//
// Invariants:
// (1) Two natural persons in office sign, in two roles of each unit concerned, neither of them the person
//     concerned; one of them is chief accountant or account holder there. One key alone changes nothing.
// (2) A natural person takes up one role in a unit, with one certificate.
// (3) Nobody leaves a unit without persons for all roles that must sign there, each role another person.
// (4) A certificate is replaced by one of the same person, for the same roles and units.

/// The rule of one set of books.
package struct OfficerRule: Sendable {
    /// Who is in office before the order.
    private let before: [OfficerRegistration]
    /// The units with the roles that must sign there, in order of code.
    private let units: [(code: String, rule: SignatureRule)]

    /// A rule.
    ///
    /// - Parameters:
    ///   - before: Who is in office, in order of registration.
    ///   - units: The units of the books with the roles that must sign there.
    package init(
        before: [OfficerRegistration],
        units: [(code: String, rule: SignatureRule)]
    ) {
        self.before = before
        self.units = units
    }

    /// Checks an order.
    ///
    /// - Parameters:
    ///   - order: The order.
    ///   - signers: The fingerprints of the certificates that sign it.
    /// - Throws: The first refusal.
    package func check(_ order: OfficerOrder, signers: [String]) throws(OfficerRefusal) {
        let ended = before.filter { $0.fingerprint == order.end?.fingerprint }
        if order.end != nil, ended.isEmpty { throw .notInOffice }
        try checkStarts(order, ended)
        let concerned = Set((ended + order.starts).map(\.person))
        let affected = units.filter { unit in
            (ended + order.starts).contains { $0.holds(in: unit.code) }
        }
        guard !affected.isEmpty else { throw .noUnit }
        try checkSigners(signers, concerned: concerned, in: affected.map(\.code))
        guard order.end != nil, order.starts.isEmpty else { return }
        let left = before.filter { $0.fingerprint != order.end?.fingerprint }
        for unit in affected {
            for role in unit.rule.roles
            where !left.contains(where: { $0.role == role && $0.holds(in: unit.code) }) {
                throw .vacant(role, unit: unit.code)
            }
            guard Self.isFilled(unit.rule.roles[...], by: left, in: unit.code) else {
                throw .tooFewPersons(unit.rule.roles.count, unit: unit.code)
            }
        }
    }

    /// Invariants (2) and (4).
    private func checkStarts(
        _ order: OfficerOrder,
        _ ended: [OfficerRegistration]
    ) throws(OfficerRefusal) {
        guard Set(order.starts.map { [$0.fingerprint, $0.person, $0.name] }).count <= 1 else {
            throw .otherPerson
        }
        if order.end != nil, !order.starts.isEmpty {
            func offices(_ all: [OfficerRegistration]) -> Set<[String]> {
                Set(all.map { [$0.unit, $0.role.rawValue, $0.person] })
            }
            guard offices(ended) == offices(order.starts), order.starts.count == ended.count,
                order.starts[0].fingerprint != ended[0].fingerprint
            else { throw .otherPerson }
        }
        var standing = before.filter { $0.fingerprint != order.end?.fingerprint }
        for start in order.starts {
            guard start.unit == "*" || units.contains(where: { $0.code == start.unit }) else {
                throw .noUnit
            }
            for own in standing where own.person == start.person && own.meets(start) {
                // A setup file may have given a person several roles; a new certificate changes nothing.
                if own.role != start.role, order.end == nil {
                    throw .holdsOtherRole(own.role, start.role)
                }
                if own.role == start.role { throw .holdsRoleAlready(own.role) }
            }
            guard
                !standing.contains(where: {
                    $0.fingerprint == start.fingerprint && $0.person != start.person
                })
            else { throw .otherPerson }
            standing.append(start)
        }
    }

    /// Invariant (1).
    private func checkSigners(
        _ signers: [String],
        concerned: Set<String>,
        in codes: [String]
    ) throws(OfficerRefusal) {
        let persons = signers.map { signer in
            before.first { $0.fingerprint == signer }?.person
        }
        guard signers.count == 2, let first = persons[0], let second = persons[1] else {
            throw .signerNotInOffice
        }
        guard first != second else { throw .sameSigner }
        guard !concerned.contains(first), !concerned.contains(second) else {
            throw .signerConcerned
        }
        let senior: Set = [OfficerRole.chiefAccountant, .accountHolder]
        for code in codes {
            let roles = signers.map { signer in
                before.filter {
                    $0.fingerprint == signer && $0.holds(in: code) && $0.role.signsBatches
                }.map(\.role)
            }
            let isEntitled = roles[0].contains { one in
                roles[1].contains { $0 != one && (senior.contains($0) || senior.contains(one)) }
            }
            guard isEntitled else { throw .signersNotEntitled(unit: code) }
        }
    }

    /// Whether each of some roles can be held by another natural person.
    private static func isFilled(
        _ roles: ArraySlice<OfficerRole>,
        by all: [OfficerRegistration],
        in code: String,
        without taken: Set<String> = []
    ) -> Bool {
        guard let role = roles.first else { return true }
        let persons = Set(all.filter { $0.role == role && $0.holds(in: code) }.map(\.person))
        return persons.subtracting(taken).sorted().contains { person in
            isFilled(roles.dropFirst(), by: all, in: code, without: taken.union([person]))
        }
    }
}
