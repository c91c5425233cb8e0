package import Intake

/// The role in which an officer signs.
package enum OfficerRole: String, CaseIterable, Sendable {
    /// Makes and submits the list (người lập).
    case maker
    /// Checks it, where the unit has one (người kiểm soát).
    case checker
    /// The chief accountant (kế toán trưởng).
    case chiefAccountant = "chief-accountant"
    /// The head of unit, registered with Treasury and bank (chủ tài khoản).
    case accountHolder = "account-holder"
    /// Reads and verifies; signs no batch (kiểm toán viên).
    case auditor
    /// A provider, whose code is the "person": signs its lists of cash paid, and no batch.
    case provider

    /// The role for people.
    package var phrase: Phrase {
        switch self {
        case .maker: Phrase(vi: "người lập", en: "maker")
        case .checker: Phrase(vi: "người kiểm soát", en: "checker")
        case .chiefAccountant: Phrase(vi: "kế toán trưởng", en: "chief accountant")
        case .accountHolder: Phrase(vi: "chủ tài khoản", en: "account holder")
        case .auditor: Phrase(vi: "kiểm toán viên", en: "auditor")
        case .provider: Phrase(vi: "đơn vị chi trả", en: "provider")
        }
    }

    /// The roles without which no batch is ever approved: three natural persons.
    package static let always: [OfficerRole] = [.maker, .chiefAccountant, .accountHolder]

    /// Whether the role may stand on a batch at all.
    package var signsBatches: Bool { self != .auditor && self != .provider }
}

/// Why an officer's act on a batch is refused.
package enum ApprovalRefusal: Error, Equatable, Sendable {
    /// The certificate is not registered for that role in that unit, or was ended.
    case notAnOfficer(OfficerRole)
    /// The same natural person already signed in another role.
    case samePerson(OfficerRole, OfficerRole)
    /// The batch was frozen before the person became an officer: its page does not name them.
    case notNamed(OfficerRole)
    /// A key that signed the batch was reported as compromised since.
    case compromised(OfficerRole)
    /// The role is not asked for by this unit, or signed already.
    case roleNotOpen(OfficerRole)
    /// Roles that must sign have not.
    case missing([OfficerRole])

    /// What happened, for people.
    package var phrase: Phrase {
        switch self {
        case .notAnOfficer(let role):
            Phrase(
                vi: "chứng thư này không được đăng ký làm \(role.phrase.vietnamese) của đơn vị",
                en: "this certificate is not registered as \(role.phrase.english) of the unit"
            )
        case .samePerson(let role, let earlier):
            Phrase(
                vi: "một người không được ký hai vai: đã ký là \(earlier.phrase.vietnamese), "
                    + "nay ký là \(role.phrase.vietnamese)",
                en: "one person signs once: signed as \(earlier.phrase.english), "
                    + "now as \(role.phrase.english)"
            )
        case .notNamed(let role):
            Phrase(
                vi: "lô này trình trước khi người ký làm \(role.phrase.vietnamese): "
                    + "trang lô không nêu người này",
                en: "this batch was frozen before the signer became \(role.phrase.english): "
                    + "its page does not name them"
            )
        case .compromised(let role):
            Phrase(
                vi: "khóa đã ký lô này với vai \(role.phrase.vietnamese) nay bị báo lộ",
                en: "the key that signed this batch as \(role.phrase.english) was compromised"
            )
        case .roleNotOpen(let role):
            Phrase(
                vi: "lô này không chờ chữ ký của \(role.phrase.vietnamese)",
                en: "this batch does not wait for a signature of the \(role.phrase.english)"
            )
        case .missing(let roles):
            Phrase(
                vi: "còn thiếu chữ ký: "
                    + roles.map(\.phrase.vietnamese).joined(separator: ", "),
                en: "signatures missing: " + roles.map(\.phrase.english).joined(separator: ", ")
            )
        }
    }

    /// What to do next with a batch that cannot go on under the officers it was frozen with.
    package static func freezeAgain(batch: String) -> Phrase {
        Phrase(
            vi: "hủy lô rồi lập lại với cán bộ hiện nay: chitra batch cancel --batch \(batch)",
            en: "cancel it and draft again with the officers of today: "
                + "chitra batch cancel --batch \(batch)"
        )
    }
}

/// Who must sign a unit's batches, and who has.
package struct SignatureRule: Sendable {
    /// The roles that must sign, in order: the maker first.
    package let roles: [OfficerRole]

    /// A rule of the unit; the three roles of ``OfficerRole/always`` are in it whatever it says.
    package init(roles: [OfficerRole]) {
        let wanted = Set(roles).union(OfficerRole.always)
        self.roles = OfficerRole.allCases.filter { wanted.contains($0) && $0.signsBatches }
    }

    /// Checks one more signature.
    ///
    /// - Parameters:
    ///   - role: The role that signs now.
    ///   - person: The natural person, as the certificate's subject names them.
    ///   - signed: Who signed before, in which role.
    /// - Throws: The first refusal.
    package func check(
        role: OfficerRole,
        person: String,
        signed: [(role: OfficerRole, person: String)]
    ) throws(ApprovalRefusal) {
        guard roles.contains(role), !signed.contains(where: { $0.role == role }) else {
            throw .roleNotOpen(role)
        }
        if let earlier = signed.first(where: { $0.person == person }) {
            throw .samePerson(role, earlier.role)
        }
    }

    /// The roles that must sign and have not.
    package func missing(_ signed: [OfficerRole]) -> [OfficerRole] {
        roles.filter { !signed.contains($0) }
    }
}
