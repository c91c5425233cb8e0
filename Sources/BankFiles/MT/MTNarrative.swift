// The information for the account's owner, `:86:`: free text, or one of two codes that banks use.
//
//   ?  three digits, then a mark and two digits before each part: 20–29 and 60–63 text, 31 account
//   /  words between slashes: /EREF/…/REMI/…
//
// Invariants:
// (1) Lines that are full are joined without a blank, others with one.
// (2) Nothing of the text is printed; of its parts only references and a reason are taken out.

import Intake

/// What a `:86:` says.
struct MTNarrative: Sendable {
    /// The whole text for people; nil where there is none.
    private(set) var text: String?
    /// `EREF`: the payer's name of the payment.
    private(set) var endToEnd: String?
    /// `KREF`, `PREF`: the payer's name of the group.
    private(set) var group: String?
    /// The other side's account.
    private(set) var account: String?
    /// `RTRN`: why a payment comes back.
    private(set) var reason: String?
    /// Whether the text says that it is a return.
    var isReturn: Bool { reason != nil }

    /// A line with so many characters was cut by the bank, and not by the writer (SWIFT: 6*65x).
    private static let fullLine = 65
    /// The most characters that are kept.
    private static let limit = AnswerLimits.narrativeBytes

    init(_ fields: [[[UInt8]]], supplement: [[UInt8]]) {
        var pieces = supplement.map { String(decoding: $0, as: UTF8.self) }
        for lines in fields {
            if let mark = MTNarrative.mark(of: lines[0]) {
                pieces.append(readCoded(lines, mark))
            } else {
                let joined = MTNarrative.join(lines)
                readSlashes(joined)
                pieces.append(joined)
            }
        }
        let joined = pieces.map { $0.trimming() }.filter { !$0.isEmpty }.joined(separator: " ")
        guard !joined.isEmpty else { return }
        let bytes = Array(joined.utf8.prefix(MTNarrative.limit))
        let whole = XMLByteCheck(bytes.span).count
        text = AnswerValue.text(bytes.span.extracting(first: whole))
    }

    /// The mark that parts a coded text: what stands after its first three digits.
    private static func mark(of line: [UInt8]) -> UInt8? {
        let line = line.drop { $0 == 0x20 }
        guard line.count > 6, line.prefix(3).allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        let rest = line.dropFirst(3)
        guard let mark = rest.first, mark == 0x3F || mark == 0x3E,
            rest.dropFirst().prefix(2).allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return mark
    }

    /// Invariant (1).
    private static func join(_ lines: [[UInt8]]) -> String {
        var text: [UInt8] = []
        for (index, line) in lines.enumerated() {
            if index > 0, lines[index - 1].count < fullLine - 5 { text.append(0x20) }
            text += line
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads a text with marks; gives what is of its purpose.
    private mutating func readCoded(_ lines: [[UInt8]], _ mark: UInt8) -> String {
        let bytes = Array(lines.joined())
        var parts: [(code: Int, text: [UInt8])] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == mark, index + 2 < bytes.count,
                (0x30...0x39).contains(bytes[index + 1]), (0x30...0x39).contains(bytes[index + 2])
            {
                let code = Int(bytes[index + 1] - 0x30) * 10 + Int(bytes[index + 2] - 0x30)
                parts.append((code, []))
                index += 3
            } else {
                if !parts.isEmpty { parts[parts.count - 1].text.append(bytes[index]) }
                index += 1
            }
        }
        func joined(_ codes: [ClosedRange<Int>]) -> String {
            let texts = parts.filter { part in codes.contains { $0.contains(part.code) } }
            return String(decoding: texts.flatMap(\.text), as: UTF8.self)
        }
        let purpose = joined([20...29, 60...63])
        endToEnd = endToEnd ?? MTNarrative.value(of: "EREF+", in: purpose)
        group = group ?? MTNarrative.value(of: "KREF+", in: purpose)
        let own = joined([31...31]).trimming()
        if !own.isEmpty { account = own }
        return joined([0...0]) + " " + purpose
    }

    /// The value of a SEPA word: up to the next such word or a double blank.
    private static func value(of word: String, in text: String) -> String? {
        guard let start = text.firstRange(of: word)?.upperBound else { return nil }
        let rest = text[start...]
        let words = [
            "EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "SVWZ+", "ABWA+", "ABWE+", "MTLG:",
        ]
        let end = words.compactMap { rest.firstRange(of: $0)?.lowerBound }.min() ?? rest.endIndex
        let value = rest[..<end].trimmed()
        return value.isEmpty ? nil : String(value)
    }

    /// Reads words between slashes.
    private mutating func readSlashes(_ text: String) {
        guard text.hasPrefix("/") else { return }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map {
            String($0.trimmed())
        }
        for (word, value) in zip(parts, parts.dropFirst()) where !value.isEmpty {
            switch word {
            case "EREF": endToEnd = endToEnd ?? value
            case "PREF", "KREF": group = group ?? value
            case "RTRN": reason = reason ?? value
            case "IBAN", "CNTP": account = account ?? value
            default: break
            }
        }
    }
}

extension StringProtocol {
    /// Without blanks around it.
    fileprivate func trimmed() -> SubSequence {
        let start = firstIndex { $0 != " " } ?? endIndex
        let last = lastIndex { $0 != " " }
        return self[start..<(last.map { index(after: $0) } ?? start)]
    }

    fileprivate func trimming() -> String { String(trimmed()) }
}
