// The number of a paper as people write it, and the key by which two of them are the same paper.
//
// Invariants:
// (1) A number has a letter or a digit, does not begin like a formula, and has no character that cannot be seen or that is of another
//     alphabet: what an auditor reads is what was compared.
// (2) The key is made of the runs of letters and of digits alone, without marks, case, separators and
//     leading zeros: «Số 07/QĐ-UBND.» and «so 7/qd–ubnd» are one paper; 12/3 and 123 are two.

/// The number of a paper.
package struct DocumentReference: Hashable, Sendable {
    /// The number as it was written, in NFC, without blanks around it.
    package let text: String
    /// The same for every spelling of the number: runs of `a` to `z` and of digits, parted by `/`.
    package let key: String

    /// The most characters of a number.
    package static let longest = 200

    /// A number as somebody wrote it.
    ///
    /// - Throws: Why it cannot be one.
    package init(_ text: String) throws(DocumentFault) {
        let plain = NFC.normalised(text)
        var scalars = Array(plain.unicodeScalars)
        while scalars.last == " " { scalars.removeLast() }
        scalars = Array(scalars.drop { $0 == " " })
        guard scalars.count <= Self.longest else { throw .long }
        var written = String.UnicodeScalarView()
        written.append(contentsOf: scalars)
        self.text = String(written)
        guard TextFault.inText(self.text) == nil else { throw .hidden }
        // Before the letters: a sign of another alphabet at the start is a formula too.
        guard
            TextFault.inEntry(self.text) == nil
                || self.text.allSatisfy({ !$0.isLetter && !$0.isNumber })
        else { throw .formula }
        key = try Self.key(of: self.text)
        guard !key.isEmpty else { throw .blank }
    }

    private static func key(of text: String) throws(DocumentFault) -> String {
        var runs: [[UInt8]] = []
        var last = Kind.separator
        for scalar in NFC.decomposed(text).unicodeScalars {
            guard let (kind, byte) = try sign(scalar) else { continue }
            defer { last = kind }
            guard kind != .separator else { continue }
            if kind != last { runs.append([]) }
            runs[runs.count - 1].append(byte)
        }
        return runs.map { run in
            let digits = run.drop { $0 == 0x30 }
            return String(decoding: digits.isEmpty ? run.suffix(1) : digits, as: UTF8.self)
        }.joined(separator: "/")
    }

    private enum Kind { case letter, digit, separator }

    /// What a character counts as; nil for a mark, which counts as nothing.
    private static func sign(
        _ scalar: Unicode.Scalar
    ) throws(DocumentFault) -> (kind: Kind, byte: UInt8)? {
        switch scalar.value {
        case 0x30...0x39: return (.digit, UInt8(scalar.value))
        case 0x61...0x7A: return (.letter, UInt8(scalar.value))
        case 0x41...0x5A: return (.letter, UInt8(scalar.value) | 0x20)
        // Đ, and its look-alikes Ð and Ɖ.
        case 0x110, 0x111, 0xD0, 0xF0, 0x189, 0x256: return (.letter, 0x64)
        // The marks of Vietnamese letters, apart from their letter.
        case 0x300...0x36F: return nil
        default:
            guard !scalar.properties.isAlphabetic, scalar.properties.numericType == nil else {
                throw .foreign
            }
            return (.separator, 0)
        }
    }
}

/// Why a text is no number of a paper.
package enum DocumentFault: String, Error, CaseIterable, Sendable {
    /// There is no letter and no digit.
    case blank = "document-missing"
    /// A control, invisible or direction-changing character.
    case hidden = "document-hidden-character"
    /// A letter or digit of another alphabet, which looks like one of ours.
    case foreign = "document-letter"
    /// A sign at the start by which a spreadsheet tells a formula.
    case formula = "document-formula"
    /// More than 200 characters.
    case long = "document-long"

    /// The stable code of the finding.
    package var code: String { rawValue }

    /// What is wrong.
    package var message: Phrase {
        switch self {
        case .blank:
            Phrase(vi: "thiếu số văn bản", en: "the paper's number is missing")
        case .hidden:
            Phrase(
                vi: "số văn bản có ký tự ẩn hoặc ký tự điều khiển",
                en: "the paper's number has a hidden or control character"
            )
        case .foreign:
            Phrase(
                vi: "số văn bản có chữ hoặc số của bảng chữ khác",
                en: "the paper's number has a letter or digit of another alphabet"
            )
        case .formula: TextFault.formula.message
        case .long:
            Phrase(
                vi: "số văn bản dài quá \(DocumentReference.longest) ký tự",
                en: "the paper's number has more than \(DocumentReference.longest) characters"
            )
        }
    }

    /// What a clerk can do next.
    package var hint: Phrase {
        switch self {
        case .blank:
            Phrase(
                vi: "ghi số và ký hiệu như trên văn bản, ví dụ 07/QĐ-UBND",
                en: "write number and sign as on the paper, such as 07/QĐ-UBND"
            )
        case .hidden, .foreign:
            Phrase(
                vi: "gõ lại số văn bản, đừng dán từ trang web hoặc tệp PDF",
                en: "type the number again; do not paste it from a web page or PDF"
            )
        case .formula: TextFault.formula.hint
        case .long:
            Phrase(
                vi: "chỉ ghi số và ký hiệu, không ghi trích yếu",
                en: "write number and sign alone, not what it is about"
            )
        }
    }
}
