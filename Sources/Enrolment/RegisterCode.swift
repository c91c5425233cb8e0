// Every finding of a register file by its stable code.
//
// Invariants:
// (1) A code, once released, keeps its meaning.
// (2) What goes into the words is a heading, a code of data, a number or a day of ours; never a
//     name, an identification number or an account number.

package import Intake

/// A finding of the reader or the planner of register files.
package enum RegisterCode: String, CaseIterable, Sendable {
    // The header.
    case columnMissing = "column-missing"
    case columnDuplicate = "column-duplicate"
    case columnUnknown = "column-unknown"
    // One row, in the order of the checks.
    case cellNumber = "cell-number"
    case cellDate = "cell-date"
    case cellComputed = "cell-computed"
    case textTooLong = "text-too-long"
    case fieldMissing = "field-missing"
    case eventUnknown = "event-unknown"
    case idFormat = "id-format"
    case idProvince = "id-province"
    case nameLength = "name-length"
    case dateFormat = "date-format"
    case dateImpossible = "date-impossible"
    case dateInFuture = "date-in-future"
    case birthTooEarly = "birth-too-early"
    case birthPartUnknown = "birth-part-unknown"
    case sexUnknown = "sex-unknown"
    case idBirthMismatch = "id-birth-mismatch"
    case idSexMismatch = "id-sex-mismatch"
    case unitListUnknown = "unit-list-unknown"
    case unitListMissing = "unit-list-missing"
    case unitListWrong = "unit-list-wrong"
    case unitUnknown = "unit-unknown"
    case unitSplit = "unit-split"
    case categoryUnknown = "category-unknown"
    case signedInFuture = "signed-in-future"
    case signedBeforeBirth = "signed-before-birth"
    case factSyntax = "fact-syntax"
    case factUnknown = "fact-unknown"
    case factValue = "fact-value"
    case factDuplicate = "fact-duplicate"
    case changeEmpty = "change-empty"
    case fieldUnused = "field-unused"
    case payeeIncomplete = "payee-incomplete"
    case payeeSurplus = "payee-surplus"
    case authorityExpired = "authority-expired"
    case payByUnknown = "pay-by-unknown"
    case payByMissing = "pay-by-missing"
    case bankMissing = "bank-missing"
    case bankUnknown = "bank-unknown"
    case accountMissing = "account-missing"
    case accountFormat = "account-format"
    case accountLength = "account-length"
    case accountLengthUnusual = "account-length-unusual"
    case accountWithCash = "account-with-cash"
    // Rows against each other.
    case duplicateRow = "duplicate-row"
    case identityConflict = "identity-conflict"
    case accountConflict = "account-conflict"
    case accountShared = "account-shared"
    // Rows against the register.
    case personUnknown = "person-unknown"
    case personDead = "person-dead"
    case payeeDead = "payee-dead"
    case identityDiffers = "identity-differs"
    case claimRunning = "claim-running"
    case claimUnknown = "claim-unknown"
    case claimAmbiguous = "claim-ambiguous"
    case endBeforeStart = "end-before-start"
    case restoreTooSoon = "restore-too-soon"
    case correctionEmpty = "correction-empty"
    case correctionTooSoon = "correction-too-soon"
    case deathUnknown = "death-unknown"
    case deathDiffers = "death-differs"
    case deathBeforeBirth = "death-before-birth"
    case payeeConflict = "payee-conflict"

    /// Whether the file can be used all the same.
    package var severity: Diagnostic.Severity {
        switch self {
        case .birthPartUnknown, .idBirthMismatch, .idSexMismatch, .accountLengthUnusual,
            .accountShared:
            .warning
        default: .error
        }
    }

    /// The finding at a place; `detail` is the heading, code, day or number that the words name.
    func at(_ location: Location, _ detail: String = "") -> Diagnostic {
        let (message, hint) = words(detail)
        return Diagnostic(severity, code: rawValue, at: location, message, hint: hint)
    }

    private func words(_ detail: String) -> (Phrase, Phrase) {
        rowWords(detail) ?? personWords(detail) ?? paymentWords(detail) ?? fileWords(detail)
    }
}
