// What the schemas of ISO 20022 ask of a text beyond what its meaning needs.
//
// Real banks break these rules, and nothing of ours hangs on them: what is said is kept whole, and the
// breach is a warning, once for each place of the message.

import Intake

extension AnswerBuilder {
    /// Max35Text: ids and codes.
    static let labelLength = 35
    /// Max140Text: a line of unstructured remittance information.
    static let remittanceLength = 140

    /// Warns of an id that is longer than its schema has it; blanks around it do not count.
    mutating func checkLabel(_ label: String) {
        if label.unicodeScalars.count > Self.labelLength { noteOnce(.longLabel) }
    }

    /// Warns of a remittance line that is longer than its schema has it.
    mutating func checkRemittance(_ text: Span<UInt8>) {
        var characters = 0
        for index in text.indices where text[index] & 0xC0 != 0x80 { characters += 1 }
        if characters > Self.remittanceLength { noteOnce(.longRemittance) }
    }

    /// Warns of a UETR that is no version 4 UUID in small letters (UUIDv4Identifier).
    mutating func checkUETR(_ text: Span<UInt8>) {
        let id = text.extracting(AnswerValue.trimmed(text))
        var isGood = id.count == 36
        for index in id.indices where isGood {
            let byte = id[index]
            let isDigit = byte &- 0x30 < 10 || (0x61...0x66).contains(byte)
            switch index {
            case 8, 13, 18, 23: isGood = byte == 0x2D
            case 14: isGood = byte == 0x34
            case 19: isGood = byte == 0x38 || byte == 0x39 || byte == 0x61 || byte == 0x62
            default: isGood = isDigit
            }
        }
        if !isGood { noteOnce(.badUETR) }
    }
}
