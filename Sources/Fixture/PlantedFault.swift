// Faults that a generator plants, each with the finding that a reader must make of it.

/// A kind of planted fault.
package enum FaultKind: String, CaseIterable, Sendable {
    case idShort = "id-short"
    case idUnknownProvince = "id-unknown-province"
    case nameLegacy = "name-legacy"
    case nameQuestionMark = "name-question-mark"
    case nameDirection = "name-direction"
    case dateImpossible = "date-impossible"
    case dateShort = "date-short"
    case birthInFuture = "birth-in-future"
    case sexUnknown = "sex-unknown"
    case unitUnknown = "unit-unknown"
    case unitSplit = "unit-split"
    case unitListMissing = "unit-list-missing"
    case unitListWrong = "unit-list-wrong"
    case categoryUnknown = "category-unknown"
    case decisionMissing = "decision-missing"
    case signedInFuture = "signed-in-future"
    case factUnknown = "fact-unknown"
    case payeeIncomplete = "payee-incomplete"
    case authorityExpired = "authority-expired"
    case bankUnknown = "bank-unknown"
    case accountShort = "account-short"
    case accountMissing = "account-missing"
    case accountWithCash = "account-with-cash"
    case raggedRow = "ragged-row"
    case duplicateRow = "duplicate-row"

    /// The code of the finding that a reader makes of it.
    package var expectedCode: String {
        switch self {
        case .idShort: "id-format"
        case .idUnknownProvince: "id-province"
        case .nameLegacy: "name-legacy-encoding"
        case .nameDirection: "text-control"
        case .dateShort: "date-format"
        case .birthInFuture: "date-in-future"
        case .decisionMissing: "field-missing"
        case .accountShort: "account-length"
        default: rawValue
        }
    }
}

/// A fault that was planted.
package struct PlantedFault: Hashable, Sendable {
    /// The 1-based line of the file.
    package let line: Int
    /// What it is.
    package let kind: FaultKind
}
