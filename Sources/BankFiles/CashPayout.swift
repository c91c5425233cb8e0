// One payment in cash at a provider's desk.
//
// Invariants:
// (1) The name keeps its Vietnamese letters: a person reads it, beside an identity paper.
// (2) No text holds a control or a direction character, which could show another row than is there.

package import Intake

/// Why a payout cannot stand in a cash list.
package enum CashPayoutRefusal: Error, Hashable, Sendable {
    /// The name holds a control or direction character.
    case hiddenCharacter
    /// The identification is not 3 to 20 of `[0-9A-Z*]`.
    case identification

    /// What is wrong, for a diagnostic.
    package var message: Phrase {
        switch self {
        case .hiddenCharacter:
            Phrase(
                vi: "họ tên có ký tự điều khiển không nhìn thấy được",
                en: "the name holds a hidden control character"
            )
        case .identification:
            Phrase(
                vi: "số giấy tờ chỉ gồm chữ số, chữ in hoa và dấu *",
                en: "an identification is of digits, capital letters and *"
            )
        }
    }
}

/// One payment in cash.
package struct CashPayout: Hashable, Sendable {
    /// The id that answers come back with.
    package let id: TransferID
    /// The name of who may take the money, with its marks.
    package let name: PersonName
    /// What the desk holds against the paper: the whole number or its last digits, `*` before them.
    package let identification: String
    /// Đồng, more than nothing.
    package let amount: Int64

    /// A payout; traps unless the amount is positive and of at most 18 digits.
    ///
    /// - Throws: Why its texts cannot stand in a list.
    package init(
        id: TransferID,
        name: PersonName,
        identification: String,
        amount: Int64
    ) throws(CashPayoutRefusal) {
        precondition(CreditTransfer.amounts.contains(amount), "a payout has a positive amount")
        guard !name.revealed.unicodeScalars.contains(where: CashPayout.isHidden) else {
            throw .hiddenCharacter
        }
        guard (3...20).contains(identification.utf8.count),
            identification.utf8.allSatisfy({ BatchCode.value(of: $0) != nil || $0 == 0x2A })
        else { throw .identification }
        self.id = id
        self.name = name
        self.identification = identification
        self.amount = amount
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
