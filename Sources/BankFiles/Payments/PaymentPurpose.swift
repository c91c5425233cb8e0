// The purposes that an order may name: codes of ISO 20022 (ExternalPurpose1Code) that say no more than that a
// public body pays.
//
// Invariant: no code here tells a programme or a category; one that did, such as a pension's or a
// disability's, would tell of a person what nobody but the payee may know.

/// A purpose of a file's payments, the same for all of them.
package enum PaymentPurpose: String, CaseIterable, Sendable {
    /// A payment of a public body.
    case government = "GOVT"
    /// A benefit of social security.
    case socialBenefit = "SSBE"
    /// Another purpose.
    case other = "OTHR"
}
