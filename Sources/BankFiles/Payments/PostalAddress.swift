// Where a payer is: what is known of a unit, in the two ways that banks take it.
//
// Invariant: a commune and its province are all that is known. Payees have no address here: the register
// holds none, and a bank needs none of them.

/// The address of a unit.
package struct PostalAddress: Hashable, Sendable {
    /// The commune, in the bank's letters.
    package let town: BankText
    /// The province, in the bank's letters.
    package let province: BankText

    /// An address.
    package init(town: BankText, province: BankText) {
        self.town = town
        self.province = province
    }
}

/// How a bank takes an address.
package enum AddressForm: String, CaseIterable, Sendable {
    /// Each part in an element of its own.
    case structured
    /// Lines of text beside the country.
    case unstructured
}
