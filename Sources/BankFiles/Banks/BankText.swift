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
    /// The bytes are not UTF-8; `at` counts scalars from 0.
    case notUTF8(at: Int)
    /// A letter or sign outside the table; `at` counts scalars from 0.
    case unmapped(scalar: UInt32, at: Int)
    /// A combining mark without a letter before it; `at` counts scalars from 0.
    case strayMark(scalar: UInt32, at: Int)

    /// What is wrong, for a diagnostic; names the one letter, never the text.
    package var message: Phrase {
        switch self {
        case .empty:
            return Phrase(vi: "không có chữ nào", en: "there is no letter in it")
        case .notUTF8(let index):
            return Phrase(
                vi: "sau ký tự thứ \(index) không còn là UTF-8",
                en: "what follows character \(index) is not UTF-8"
            )
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
        let utf8 = Array(text.utf8)
        try BankText.append(utf8.span, to: &bytes)
        revealed = String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a text in the bank's letters to bytes, without making a String: for whole columns.
    ///
    /// - Parameters:
    ///   - text: UTF-8, in NFC, NFD or between.
    ///   - bytes: Where the bank text goes; after a refusal it is as before.
    /// - Throws: The first letter that the table does not have, or ``BankTextRefusal/empty``.
    package static func append(
        _ text: Span<UInt8>,
        to bytes: inout [UInt8]
    ) throws(BankTextRefusal) {
        // No letter takes more bytes in the bank's letters than in UTF-8.
        try bytes.append(addingCapacity: text.count) {
            (added: inout OutputSpan<UInt8>) throws(BankTextRefusal) in
            try unsafe added.withUnsafeMutableBufferPointer {
                (buffer, count) throws(BankTextRefusal) in
                var room = unsafe buffer.mutableSpan
                var end = 0
                try convert(text, to: &room, &end)
                if end > 0, room[end - 1] == 0x20 { end -= 1 }
                guard end > 0 else { throw .empty }
                count = end
            }
        }
    }

    /// Whether a text can be written in the bank's letters, which ``append(_:to:)`` would do.
    ///
    /// It writes nothing, for drafts ask it of every payee.
    ///
    /// - Returns: Whether ``append(_:to:)`` would not throw.
    package static func isWritable(_ text: Span<UInt8>) -> Bool {
        let letters = commonLetters
        let table = letters.span
        var place = 0
        var isBlank = true
        while place < text.count {
            let common = commonByte(of: text, at: &place, table)
            if common == 0 {
                var bytes: [UInt8] = []
                return (try? append(text, to: &bytes)) != nil
            }
            if common != 0x20 { isBlank = false }
        }
        return !isBlank
    }

    /// Writes a text from a place on, which moves behind it; a blank may stand last.
    private static func convert(
        _ text: Span<UInt8>,
        to bytes: inout MutableSpan<UInt8>,
        _ end: inout Int
    ) throws(BankTextRefusal) {
        let letters = commonLetters
        let table = letters.span
        var place = 0
        var index = 0
        var last: UInt8 = 0x20
        while place < text.count {
            let common = commonByte(of: text, at: &place, table)
            if common != 0 {
                bytes[end] = common
                // A blank after a blank gives its place to what comes.
                end += common == 0x20 && last == 0x20 ? 0 : 1
                last = common
                index += 1
                continue
            }
            let scalar = try scalar(of: text, at: &place, index: index)
            if scalar >= 0x80, isMark(scalar) {
                guard last >= 0x41 else { throw .strayMark(scalar: scalar, at: index) }
            } else {
                guard let byte = byte(of: scalar) else {
                    throw .unmapped(scalar: scalar, at: index)
                }
                bytes[end] = byte
                end += byte == 0x20 && last == 0x20 ? 0 : 1
                last = byte
            }
            index += 1
        }
    }

    /// The next scalar of at most three bytes; the table has none above U+FFFF.
    private static func scalar(
        of text: Span<UInt8>,
        at place: inout Int,
        index: Int
    ) throws(BankTextRefusal) -> UInt32 {
        let first = UInt32(text[place])
        let size = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard size > 0, size <= text.count - place, first < 0xF5 else {
            throw .notUTF8(at: index)
        }
        guard size > 1 else {
            place += 1
            return first
        }
        var scalar = first & (0x7F >> UInt32(size))
        for offset in 1..<size {
            let byte = UInt32(text[place + offset])
            guard byte & 0xC0 == 0x80 else { throw .notUTF8(at: index) }
            scalar = scalar << 6 | byte & 0x3F
        }
        // A scalar in more bytes than it needs is an attack, not a letter.
        guard scalar >= (size == 2 ? 0x80 : size == 3 ? 0x800 : 0x1_0000) else {
            throw .notUTF8(at: index)
        }
        place += size
        return scalar
    }

    /// A text that is known to be in the alphabet.
    private init(known: String) { revealed = known }

    /// Takes bytes that must already be a bank text, as a file of ours has it, or gives nil.
    package init?(exactly bytes: ArraySlice<UInt8>) {
        guard BankText.isBankText(bytes.span) else { return nil }
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
    package static func cut(_ bytes: Span<UInt8>, to length: Int) -> Int {
        guard bytes.count > length else { return bytes.count }
        // A blank right after the cap ends a word that fits whole.
        var end = length
        while end > 0, bytes[end] != 0x20 { end -= 1 }
        return end > 0 ? end : length
    }
}
