// Texts about a person that hide themselves.
//
// Invariants:
// (1) Printing, interpolating, dumping or reflecting one of them shows a mask only.
// (2) `revealed` is the one way to the text; a tidy test names the files that may say it.

/// A text that prints as a mask.
package protocol MaskedText: Hashable, Sendable, CustomStringConvertible,
    CustomDebugStringConvertible, CustomReflectable
{
    /// The text itself: for bank files, the sealed register and the decision list only.
    var revealed: String { get }
    /// What may be shown instead.
    var masked: String { get }
}

extension MaskedText {
    /// The mask.
    package var description: String { masked }
    /// The mask.
    package var debugDescription: String { masked }
    /// The mask, so that `dump` shows no more.
    package var customMirror: Mirror { Mirror(reflecting: masked) }
}

/// A personal identification number (số định danh cá nhân): 12 digits, the province of registration first.
package struct NationalID: MaskedText {
    /// The 12 digits.
    package let revealed: String

    /// Twelve ASCII digits, or nil.
    package init?(_ text: String) {
        guard text.utf8.count == 12, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            return nil
        }
        revealed = text
    }

    /// The last three digits only.
    package var masked: String { "•••••••••\(revealed.suffix(3))" }
}

/// A bank account number: 6 to 19 characters of `[0-9A-Z]`, leading zeros kept.
package struct BankAccountNumber: MaskedText {
    /// The characters.
    package let revealed: String

    /// 6 to 19 digits or capital letters, or nil.
    package init?(_ text: String) {
        guard (6...19).contains(text.utf8.count),
            text.utf8.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x41 && $0 <= 0x5A) })
        else { return nil }
        revealed = text
    }

    /// Whether bytes at a place are 6 to 19 digits or capital letters.
    package static func isOne(_ bytes: [UInt8], _ place: Range<Int>) -> Bool {
        guard (6...19).contains(place.count) else { return false }
        // Most are digits and nothing else.
        let span = unsafe bytes.span.bytes
        var start = place.lowerBound
        while start + 8 <= place.upperBound, ByteLanes.areDigits(ByteLanes.load(span, start)) {
            start += 8
        }
        for index in start..<place.upperBound {
            let byte = bytes[index]
            guard byte &- 0x30 < 10 || byte &- 0x41 < 26 else { return false }
        }
        return true
    }

    /// The last three characters only.
    package var masked: String { "••••\(revealed.suffix(3))" }
}

/// A person's name as the identity paper has it, in NFC.
package struct PersonName: MaskedText {
    /// The name.
    package let revealed: String

    /// A name that the caller has brought to NFC, 2 to 100 characters, or nil.
    package init?(_ text: String) {
        guard (2...100).contains(text.count) else { return nil }
        revealed = text
    }

    /// The first letter of each word: `N. V. A.`.
    package var masked: String {
        revealed.split(separator: " ").map { "\($0.prefix(1))." }.joined(separator: " ")
    }
}
