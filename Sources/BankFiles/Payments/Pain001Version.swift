// The versions of pain.001 that a bank may ask for, and all in which they differ for us.
//
// Invariant: the writer has one text for all versions, but for what stands in this table.

/// A version of pain.001.
package enum Pain001Version: String, CaseIterable, Sendable {
    /// 2009.
    case v03 = "pain.001.001.03"
    /// 2019: what most banks take.
    case v09 = "pain.001.001.09"
    /// 2022.
    case v11 = "pain.001.001.11"
    /// The newest that ISO 20022 has published.
    case v13 = "pain.001.001.13"

    /// The namespace.
    package var namespace: String { "urn:iso:std:iso:20022:tech:xsd:\(rawValue)" }

    /// Whether the requested day is a choice of a day and a time, and has an element of its own.
    var hasDayElement: Bool { self != .v03 }

    /// The longest name of a town; the address of 2009 and 2019 has 35 letters for it.
    var longestTown: Int { self == .v13 ? 140 : 35 }

    /// The longest name of a part of the country.
    var longestProvince: Int { 35 }

    /// The longest line of an address without parts.
    var longestAddressLine: Int { 70 }
}
