package import Intake

/// Why an order that changes officers is refused.
package enum OfficerRefusal: Error, Equatable, Sendable {
    /// The certificate that is to end is of nobody in office.
    case notInOffice
    /// No unit of the books is concerned.
    case noUnit
    /// Who signs is not in office.
    case signerNotInOffice
    /// One natural person signs twice.
    case sameSigner
    /// Who signs is the person concerned.
    case signerConcerned
    /// The two who sign may not change officers of a unit.
    case signersNotEntitled(unit: String)
    /// The person holds another role in a unit of this one.
    case holdsOtherRole(OfficerRole, OfficerRole)
    /// The person holds this role with another certificate, or with this one.
    case holdsRoleAlready(OfficerRole)
    /// A certificate is replaced by one of another person, or for other roles.
    case otherPerson
    /// Nobody would be left in a role that must sign.
    case vacant(OfficerRole, unit: String)
    /// Fewer persons than roles would be left.
    case tooFewPersons(Int, unit: String)

    /// What happened, for people.
    package var phrase: Phrase {
        switch self {
        case .notInOffice:
            Phrase(
                vi: "chứng thư này không của cán bộ nào đang giữ nhiệm vụ",
                en: "this certificate is of no officer in office"
            )
        case .noUnit: Phrase(vi: "sổ không có đơn vị này", en: "the books have no such unit")
        case .signerNotInOffice, .sameSigner, .signerConcerned, .signersNotEntitled:
            signersPhrase
        case .holdsOtherRole(let own, let wanted):
            Phrase(
                vi: "một người không giữ hai vai: đang là \(own.phrase.vietnamese), "
                    + "không thể thêm làm \(wanted.phrase.vietnamese)",
                en: "one person holds one role: \(own.phrase.english) already, "
                    + "so not \(wanted.phrase.english) too"
            )
        case .holdsRoleAlready(let role):
            Phrase(
                vi: "người này đã là \(role.phrase.vietnamese) của đơn vị",
                en: "this person is \(role.phrase.english) of the unit already"
            )
        case .otherPerson:
            Phrase(
                vi: "chứng thư mới không phải của chính người đó, hoặc không cho đúng các vai đó",
                en: "the new certificate is not of the same person, or not for the same roles"
            )
        case .vacant(let role, let unit):
            Phrase(
                vi: "đơn vị \(unit) sẽ không còn \(role.phrase.vietnamese) nào",
                en: "unit \(unit) would be left without \(role.phrase.english)"
            )
        case .tooFewPersons(let count, let unit):
            Phrase(
                vi: "đơn vị \(unit) sẽ không còn đủ \(count) người khác nhau cho \(count) vai",
                en: "unit \(unit) would be left with fewer than \(count) persons for \(count) roles"
            )
        }
    }

    private var signersPhrase: Phrase {
        switch self {
        case .sameSigner:
            Phrase(
                vi: "thay đổi cán bộ cần hai người khác nhau ký",
                en: "a change of officers needs two different persons"
            )
        case .signerConcerned:
            Phrase(
                vi: "người được thêm, thôi hoặc đổi chứng thư không ký thay đổi của chính mình",
                en: "who is added, leaves or changes certificates does not sign that change"
            )
        case .signersNotEntitled(let unit):
            Phrase(
                vi: "hai người này không cùng đổi được cán bộ của đơn vị \(unit)",
                en: "these two may not change officers of unit \(unit)"
            )
        default:
            Phrase(
                vi: "người ký không phải cán bộ đang giữ nhiệm vụ",
                en: "who signs is no officer in office"
            )
        }
    }

    /// What to do next.
    package var hint: Phrase? {
        switch self {
        case .signerNotInOffice, .sameSigner, .signerConcerned, .signersNotEntitled:
            Phrase(
                vi:
                    "cần hai --key của hai người khác nhau đang ký ở hai vai của đơn vị, ít nhất một "
                    + "là kế toán trưởng hoặc chủ tài khoản, không ai là người được thay đổi",
                en:
                    "two --key are wanted of two persons who sign in two roles of the unit, at least "
                    + "one the chief accountant or the account holder, none the person concerned"
            )
        case .vacant, .tooFewPersons:
            Phrase(
                vi: "thêm người thay trước (chitra officer add), rồi mới cho thôi",
                en: "add the successor first (chitra officer add), then end"
            )
        case .holdsOtherRole:
            Phrase(
                vi: "cho thôi vai cũ trước: chitra officer end",
                en: "end the other role first: chitra officer end"
            )
        case .holdsRoleAlready:
            Phrase(
                vi: "để đổi chứng thư của người này: chitra officer certificate",
                en: "to change this person's certificate: chitra officer certificate"
            )
        case .notInOffice, .otherPerson, .noUnit:
            Phrase(
                vi: "xem cán bộ và đơn vị: chitra officer list",
                en: "for officers and units: chitra officer list"
            )
        }
    }
}

extension OfficerEndCause {
    /// The cause for people.
    package var phrase: Phrase {
        switch self {
        case .left:
            Phrase(
                vi: "thôi giữ nhiệm vụ (chuyển, nghỉ, chết)",
                en: "left the office (moved, retired, died)"
            )
        case .renewed: Phrase(vi: "thay chứng thư", en: "certificate renewed")
        case .keyCompromised:
            Phrase(
                vi: "khóa bị lộ hoặc bị mất",
                en: "the key was lost, or somebody else may have it"
            )
        }
    }
}
