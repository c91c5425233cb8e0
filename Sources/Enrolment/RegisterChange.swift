// What a file changes in the register.

/// One person as they stand after a file, and what changed.
package struct RegisterChange: Hashable, Sendable {
    /// What changed of a person.
    package enum Kind: String, CaseIterable, Sendable {
        /// The person is new.
        case enrolled
        /// Name, birth or sex was corrected.
        case identityCorrected = "identity-corrected"
        /// The household's number is another.
        case householdChanged = "household-changed"
        /// A claim began.
        case claimAdded = "claim-added"
        /// A claim ended.
        case claimEnded = "claim-ended"
        /// A day or the signer of a decision was put right.
        case claimCorrected = "claim-corrected"
        /// A fact holds.
        case factAdded = "fact-added"
        /// Somebody else receives, or for another time.
        case payeeChanged = "payee-changed"
        /// The way of payment is another.
        case accountChanged = "account-changed"
        /// The person died.
        case died
    }

    /// The person after the file.
    package let person: Person
    /// Whether the person was not in the register before.
    package let isNew: Bool
    /// What changed, each once, in the order of `Kind`.
    package let kinds: [Kind]

    /// The person's number.
    package var number: Int64 { person.number }
}
