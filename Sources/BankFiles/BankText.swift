// Names and narratives in the letters that every bank of Viet Nam takes.
//
// Invariants:
// (1) A BankText holds A-Z, 0-9, hyphen, dot, slash and single blanks between them, nothing else;
//     so it needs no escape in XML and no quotes in CSV.
// (2) No letter is dropped and none is replaced by a sign: what the table does not know is refused.
// (3) The same name gives the same bytes, whether it came in NFC, in NFD or in between.
// (4) It prints masked, as a person's name does.

package import Intake
package import Ledger

/// Why a text cannot be written in the bank's letters.
package enum BankTextRefusal: Error, Hashable, Sendable {
    /// Nothing was left but blanks.
    case empty
    /// A letter or sign outside the table; `at` counts scalars from 0.
    case unmapped(scalar: UInt32, at: Int)
    /// A combining mark without a letter before it; `at` counts scalars from 0.
    case strayMark(scalar: UInt32, at: Int)

    /// What is wrong, for a diagnostic; names the one letter, never the text.
    package var message: Phrase {
        switch self {
        case .empty:
            return Phrase(vi: "không có chữ nào", en: "there is no letter in it")
        case .unmapped(let scalar, let index):
            let name = BankTextRefusal.name(of: scalar)
            return Phrase(
                vi: "ký tự thứ \(index + 1) (\(name)) không có trong bảng chữ của ngân hàng",
                en: "character \(index + 1) (\(name)) is not in the banks' table of letters"
            )
        case .strayMark(let scalar, let index):
            let name = BankTextRefusal.name(of: scalar)
            return Phrase(
                vi: "dấu ở vị trí \(index + 1) (\(name)) không đi sau chữ nào",
                en: "the mark at \(index + 1) (\(name)) follows no letter"
            )
        }
    }

    /// `U+0153` with at least four digits.
    private static func name(of scalar: UInt32) -> String {
        let digits = String(scalar, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

/// A text in the alphabet `[A-Z0-9 -./]` that all banks of Viet Nam accept.
package struct BankText: MaskedText {
    /// The text, for bank files only.
    package let revealed: String

    /// The first letter of each word.
    package var masked: String {
        revealed.split(separator: " ").map { "\($0.prefix(1))." }.joined(separator: " ")
    }

    /// Writes a text in the bank's letters: marks stripped, Đ as D, upper case, blanks collapsed.
    ///
    /// - Throws: The first letter that the table does not have, or ``BankTextRefusal/empty``.
    package init(_ text: some StringProtocol) throws(BankTextRefusal) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var index = 0
        var afterLetter = false
        for scalar in text.unicodeScalars {
            if BankText.isMark(scalar.value) {
                guard afterLetter else { throw .strayMark(scalar: scalar.value, at: index) }
            } else {
                guard let byte = BankText.byte(of: scalar.value) else {
                    throw .unmapped(scalar: scalar.value, at: index)
                }
                afterLetter = byte >= 0x41
                if byte != 0x20 || (bytes.last ?? 0x20) != 0x20 { bytes.append(byte) }
            }
            index += 1
        }
        if bytes.last == 0x20 { bytes.removeLast() }
        guard !bytes.isEmpty else { throw .empty }
        revealed = String(decoding: bytes, as: UTF8.self)
    }

    /// A text that is known to be in the alphabet.
    private init(known: String) { revealed = known }

    /// Takes bytes that must already be a bank text, as a file of ours has it, or gives nil.
    package init?(exactly bytes: some Collection<UInt8>) {
        guard BankText.isBankText(bytes) else { return nil }
        revealed = String(decoding: bytes, as: UTF8.self)
    }

    /// The narrative of a payment: `TCXH T11 2026` and the transfer id.
    ///
    /// The same words for every programme on purpose: a narrative must never tell why a person is
    /// paid, for the reason can be an illness (Law on HIV/AIDS prevention; Decree 20/2021, art. 8).
    package static func narrative(month: CalendarMonth, id: TransferID) -> BankText {
        BankText(known: "\(narrativePrefix(month: month))\(id)")
    }

    /// What stands before the transfer id in a narrative: `TCXH T11 2026 `, 14 characters.
    package static func narrativePrefix(month: CalendarMonth) -> String {
        "TCXH T\(month.monthOfYear < 10 ? "0" : "")\(month.monthOfYear) \(month.year) "
    }

    /// The text cut to a length on a word boundary; cut inside a word only if the first is too long.
    package func capped(to length: Int) -> BankText {
        precondition(length > 0, "a cap leaves something")
        let bytes = Array(revealed.utf8)
        let end = BankText.cut(bytes.span, to: length)
        return BankText(known: String(decoding: bytes[..<end], as: UTF8.self))
    }

    /// Where ``capped(to:)`` cuts the bytes of a bank text.
    static func cut(_ bytes: Span<UInt8>, to length: Int) -> Int {
        guard bytes.count > length else { return bytes.count }
        // A blank right after the cap ends a word that fits whole.
        var end = length
        while end > 0, bytes[end] != 0x20 { end -= 1 }
        return end > 0 ? end : length
    }
}
