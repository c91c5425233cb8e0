// What cannot stand in a list of people who are paid in cash.
//
// Invariants:
// (1) A name keeps its Vietnamese letters: a person reads it, beside an identity paper.
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

extension CashPayoutRefusal {
    /// Refuses texts that cannot stand in a list.
    static func check(
        name: ArraySlice<UInt8>,
        identification: ArraySlice<UInt8>
    ) throws(CashPayoutRefusal) {
        if !isPlain(name) {
            let text = String(decoding: name, as: UTF8.self)
            guard !text.unicodeScalars.contains(where: isHidden) else { throw .hiddenCharacter }
        }
        guard (3...20).contains(identification.count),
            identification.allSatisfy({ BatchCode.value(of: $0) != nil || $0 == 0x2A })
        else { throw .identification }
    }

    /// Whether all bytes are of visible ASCII and the letters of Vietnamese, among which none hides.
    private static func isPlain(_ name: ArraySlice<UInt8>) -> Bool {
        let bytes = name.span
        for index in bytes.indices where bytes[index] < 0x20 || bytes[index] == 0x7F {
            return false
        }
        // What begins with C2 are the controls of Latin-1 and the soft hyphen, among others.
        return NFC.isCertain(utf8: name.span) && !name.contains(0xC2)
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
