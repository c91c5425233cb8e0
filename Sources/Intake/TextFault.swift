// What a text must not have in it, and how a clerk can tell where it came from.
//
// Invariants:
// (1) A fault is found by its letters alone; its words never repeat the text.
//
// Codes: text-control, text-replacement, name-question-mark, name-legacy-encoding,
// name-look-alike, name-digit, name-letter, text-formula.

/// A reason why a text or name is refused.
package enum TextFault: String, CaseIterable, Sendable {
    /// A control, invisible or direction-changing character, such as U+202E.
    case control = "text-control"
    /// U+FFFD: an earlier conversion has already lost a letter.
    case replacement = "text-replacement"
    /// A question mark inside a name: a letter lost on the way through an 8-bit code page.
    case questionMark = "name-question-mark"
    /// TCVN3 or VNI bytes read as if they were Latin letters, such as «NguyÔn».
    case legacyEncoding = "name-legacy-encoding"
    /// A letter of another script or alphabet that looks like a Vietnamese one, such as Ð.
    case lookAlike = "name-look-alike"
    /// A digit in a name.
    case digit = "name-digit"
    /// Another character that no name has.
    case letter = "name-letter"
    /// A sign at the start that a spreadsheet takes for the beginning of a formula.
    case formula = "text-formula"

    /// The stable code of the finding.
    package var code: String { rawValue }

    /// What is wrong.
    package var message: Phrase {
        switch self {
        case .control:
            Phrase(
                vi: "có ký tự điều khiển hoặc ký tự ẩn",
                en: "there is a control or invisible character"
            )
        case .replacement:
            Phrase(vi: "có ký tự thay thế U+FFFD, chữ đã mất", en: "U+FFFD: a letter was lost")
        case .questionMark:
            Phrase(
                vi: "có dấu hỏi chấm trong họ tên: chữ có dấu đã mất khi đổi bảng mã",
                en: "a question mark in a name: an accented letter was lost in a conversion"
            )
        case .legacyEncoding:
            Phrase(
                vi: "họ tên viết bằng bảng mã cũ TCVN3 hoặc VNI",
                en: "the name is in the old TCVN3 or VNI encoding"
            )
        case .lookAlike:
            Phrase(
                vi: "có chữ trông giống chữ Việt nhưng thuộc bảng chữ khác",
                en: "a letter of another alphabet that looks like a Vietnamese one"
            )
        case .digit:
            Phrase(vi: "có chữ số trong họ tên", en: "a digit in a name")
        case .letter:
            Phrase(vi: "có ký tự không thuộc họ tên", en: "a character that no name has")
        case .formula:
            Phrase(
                vi: "bắt đầu bằng = + - hoặc @: bảng tính mở ra sẽ coi là công thức",
                en: "it begins with = + - or @, which a spreadsheet takes for a formula"
            )
        }
    }

    /// What a clerk can do next.
    package var hint: Phrase {
        switch self {
        case .control:
            Phrase(
                vi: "gõ lại ô này, đừng dán từ trang web hoặc tệp PDF",
                en: "type the cell again; do not paste it from a web page or PDF"
            )
        case .replacement, .questionMark:
            Phrase(
                vi: "gõ lại theo thẻ căn cước, rồi lưu thành «CSV UTF-8»",
                en: "type it again from the identity card, then save as “CSV UTF-8”"
            )
        case .legacyEncoding:
            Phrase(
                vi: "chuyển cột này từ TCVN3/VNI sang Unicode dựng sẵn bằng UniKey, rồi xuất lại",
                en: "convert the column from TCVN3/VNI to Unicode, for instance with UniKey"
            )
        case .lookAlike, .digit, .letter:
            Phrase(
                vi: "gõ lại họ tên đúng như trên thẻ căn cước",
                en: "type the name again exactly as on the identity card"
            )
        case .formula:
            Phrase(
                vi: "bỏ dấu đó ở đầu, ghi đúng như trên giấy tờ",
                en: "leave the sign out and write it as the paper has it"
            )
        }
    }

    /// The fault of a text that somebody typed and that we may write into a table: what ``inText(_:)``
    /// finds, and a formula.
    ///
    /// It is refused where it comes in, so that no table of ours has to alter what was signed.
    ///
    /// - Parameter text: The text, in NFC.
    /// - Returns: The fault; nil when it may stand.
    package static func inEntry(_ text: String) -> TextFault? {
        if let fault = inText(text) { return fault }
        let bytes = Array(text.drop { $0 == " " }.utf8)
        return beginsFormula(bytes, bytes.startIndex..<bytes.endIndex) ? .formula : nil
    }

    /// Whether a text begins with a sign by which spreadsheets tell a formula, full-width ones too.
    ///
    /// - Parameters:
    ///   - bytes: Bytes that hold it.
    ///   - place: Where it is, without outer blanks.
    /// - Returns: Whether it does.
    package static func beginsFormula(_ bytes: [UInt8], _ place: Range<Int>) -> Bool {
        guard let start = place.first, mayBeginFormula(bytes[start]) else { return false }
        guard bytes[start] == 0xEF else { return true }
        guard place.count >= 3, bytes[start + 1] == 0xBC else { return false }
        return [0x8B, 0x8D, 0x9D, 0xA0].contains(bytes[start + 2])
    }

    /// Whether a first byte wants a look: `+`, `-`, `=`, `@`, and the first byte of their full-width forms.
    @inline(__always)
    package static func mayBeginFormula(_ byte: UInt8) -> Bool {
        byte == 0x2D || byte == 0x2B || byte == 0x3D || byte == 0x40 || byte == 0xEF
    }

    /// The fault of any text: control, invisible and replacement characters; nil when there is none.
    package static func inText(_ text: String) -> TextFault? {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0...0x1F, 0x7F...0xA0, 0xAD, 0x61C, 0x180E, 0x2000...0x200F, 0x2028...0x202F,
                0x205F...0x206F, 0x3000, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
                return .control
            case 0xFFFD:
                return .replacement
            default:
                continue
            }
        }
        return nil
    }
}

extension TextFault {
    /// Whether valid UTF-8 is certainly NFC and has no fault of a text: all but the oddest texts are.
    ///
    /// False means that ``NFC/normalised(_:)`` and ``inText(_:)`` must tell.
    package static func isPlain(_ bytes: [UInt8], _ place: Range<Int>) -> Bool {
        let span = unsafe bytes.span.bytes
        var index = place.lowerBound
        while index < place.upperBound {
            if index + 8 <= bytes.count {
                let word = ByteLanes.load(span, index)
                let odd =
                    ByteLanes.below(0x20, word) | word & ByteLanes.tops
                    | ByteLanes.equal(ByteLanes.all(0x7F), word)
                index += odd == 0 ? 8 : ByteLanes.first(odd)
                guard index < place.upperBound else { return true }
                if odd == 0 { continue }
            }
            let byte = bytes[index]
            switch byte {
            case 0x20...0x7E: index += 1
            case 0xC3...0xCB: index += 2
            case 0xC2:
                // U+0080 to U+00A0 and the soft hyphen.
                guard bytes[index + 1] > 0xA0, bytes[index + 1] != 0xAD else { return false }
                index += 2
            case 0xE1:
                // U+1E00 to U+1EFF: see NFC.isCertain.
                guard (0xB8...0xBB).contains(bytes[index + 1]) else { return false }
                index += 3
            default: return false
            }
        }
        return true
    }

    /// The fault of a name that is NFC; nil when it may stand.
    package static func inName(_ name: String) -> TextFault? {
        let bytes = Array(name.utf8)
        return inText(name) ?? inName(plain: bytes, 0..<bytes.count)
    }

    /// The fault of a name whose valid UTF-8 has no fault of a text; nil when it may stand.
    package static func inName(plain bytes: [UInt8], _ place: Range<Int>) -> TextFault? {
        guard let first = place.first.map({ bytes[$0] }) else { return nil }
        if beginsFormula(bytes, place) { return .formula }
        // A dot at the start is a slip.
        if first == 0x2E { return .letter }
        var previous: UInt32 = 0x20
        var index = place.lowerBound
        while index < place.upperBound {
            let value = UTF8Check.scalar(bytes, &index)
            let isLetter = value < 0x80 && (0x61...0x7A).contains(value | 0x20)
            if !isLetter, value != 0x20, let fault = fault(ofLetter: value) { return fault }
            if value >= 0xC0, isLegacyPair(previous, value) { return .legacyEncoding }
            previous = value
        }
        return nil
    }

    /// The fault of one character of a name.
    private static func fault(ofLetter value: UInt32) -> TextFault? {
        switch value {
        case 0x41...0x5A, 0x61...0x7A, 0x20, 0x2D, 0x27, 0x2E, 0x2019: nil
        case 0x3F: .questionMark
        case 0x30...0x39: .digit
        case 0xD0, 0xF0, 0x189, 0x256: .lookAlike
        case 0xA1...0xFF: isVietnameseLatin1(value) ? nil : .legacyEncoding
        // Latin letters of the peoples of Viet Nam and of foreign spouses.
        case 0x100...0x24F, 0x1E00...0x1EFF: nil
        case 0x370...0x3FF, 0x400...0x52F, 0x13A0...0x13FF, 0xFF21...0xFF5A: .lookAlike
        // What NFC could not compose: no Vietnamese letter is written so.
        default: .letter
        }
    }

    /// Whether a Latin-1 letter is one of Vietnamese: À Á Â Ã È É Ê Ì Í Ò Ó Ô Õ Ù Ú Ý.
    private static func isVietnameseLatin1(_ value: UInt32) -> Bool {
        switch value | 0x20 {
        case 0xE0...0xE3, 0xE8...0xEA, 0xEC, 0xED, 0xF2...0xF5, 0xF9, 0xFA, 0xFD: value >= 0xC0
        default: false
        }
    }

    /// Whether two letters in a row betray TCVN3 or VNI.
    ///
    /// TCVN3 puts a capital accented letter inside a small word («NguyÔn»); VNI writes a mark as a
    /// second vowel, and no Vietnamese syllable has an accented a or e after a plain a or e
    /// («Nguyeãn», «Traàn»).
    package static func isLegacyPair(_ previous: UInt32, _ value: UInt32) -> Bool {
        let isSmall = (0x61...0x7A).contains(previous) || (0xE0...0xFF).contains(previous)
        if isSmall, (0xC0...0xDE).contains(value) { return true }
        let base = previous | 0x20
        guard base == 0x61 || base == 0x65, previous < 0x80 else { return false }
        return (0xE0...0xE3).contains(value | 0x20) || (0xE8...0xEA).contains(value | 0x20)
    }
}
