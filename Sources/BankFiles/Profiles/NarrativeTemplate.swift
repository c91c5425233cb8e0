// What a payee reads on the statement, as a profile words it.
//
// Invariants:
// (1) A template has nothing to say of a person: its placeholders are those below, and none of them
//     knows a programme, a category or a line.
// (2) What stands between them is made of the words of `narrative-words.toml`, which name neither, and of
//     blanks, hyphens, dots and slashes; a digit stands there only through a placeholder, for a
//     category has a number.
// (3) The transfer id stands in it once, whole, and nothing touches it: the bank's answer is matched by it.
// (4) Every placeholder has one length, so that it is known beforehand whether a bank's field takes it.

package import Intake
package import Ledger
import TOMLKit

/// Why a text is no template.
package struct NarrativeFault: Error, Hashable, Sendable {
    /// What is wrong.
    package let message: Phrase
}

/// A narrative with placeholders.
package struct NarrativeTemplate: Hashable, Sendable {
    /// What a narrative can tell.
    package enum Placeholder: String, CaseIterable, Sendable {
        /// The month that is paid, two digits.
        case month
        /// Its year, four digits.
        case year
        /// The unit's code, four characters.
        case unit
        /// The batch's code, nine characters.
        case batch
        /// The transfer id, sixteen characters.
        case id

        /// Its characters.
        var length: Int {
            switch self {
            case .month: 2
            case .year, .unit: 4
            case .batch: 9
            case .id: 16
            }
        }
    }

    private enum Part: Hashable, Sendable {
        case text(String)
        case value(Placeholder)
    }

    private let parts: [Part]

    /// What a profile without a template says: `TCXH T11 2026` and the transfer id.
    package static let standard: NarrativeTemplate = {
        do throws(NarrativeFault) {
            return try NarrativeTemplate("TCXH T{month} {year} {id}")
        } catch {
            preconditionFailure("the standard narrative is sound")
        }
    }()

    /// The words that may stand between placeholders.
    static let words: Set<String> = {
        let text = BankFilesData.files.first { $0.path == "narrative-words.toml" }?.text
        var reader = DataReader(file: "narrative-words.toml")
        guard let text, let root = reader.parse(text) else {
            preconditionFailure("the shipped narrative-words.toml is sound")
        }
        return Set(reader.strings("words", of: root, at: ""))
    }()

    /// Reads a template.
    ///
    /// - Parameter text: Words of the list with placeholders such as `{month}`.
    /// - Throws: What is wrong with it.
    package init(_ text: String) throws(NarrativeFault) {
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            let (fixed, behind) = (rest[..<open], rest[rest.index(after: open)...])
            guard let close = behind.firstIndex(of: "}"),
                let value = Placeholder(rawValue: String(behind[..<close]))
            else {
                let names = Placeholder.allCases.map { "{\($0.rawValue)}" }.joined(separator: " ")
                throw NarrativeFault(
                    message: Phrase(
                        vi: "chỉ có các chỗ điền: \(names)",
                        en: "the placeholders are: \(names)"
                    )
                )
            }
            if !fixed.isEmpty { parts.append(.text(String(fixed))) }
            parts.append(.value(value))
            rest = behind[behind.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        self.parts = parts
        try Self.checkWords(parts)
        try checkForm()
    }

    /// Invariant (2).
    private static func checkWords(_ parts: [Part]) throws(NarrativeFault) {
        for case .text(let text) in parts {
            let words = text.split { " -./".contains($0) }
            guard words.allSatisfy({ Self.words.contains(String($0)) }) else {
                let all = Self.words.sorted().joined(separator: " ")
                throw NarrativeFault(
                    message: Phrase(
                        vi: "nội dung chi chỉ gồm các từ: \(all)",
                        en: "a narrative is made of these words alone: \(all)"
                    )
                )
            }
        }
    }

    /// Invariant (3), and that a bank takes the text as it is.
    private func checkForm() throws(NarrativeFault) {
        let sample = parts.map { part in
            switch part {
            case .text(let text): text
            case .value(let value): String(repeating: value == .id ? "I" : "V", count: value.length)
            }
        }.joined()
        let bank: BankText? = try? BankText(sample)
        guard bank?.revealed == sample else {
            throw NarrativeFault(
                message: Phrase(
                    vi: "không có khoảng trắng ở hai đầu hay liền nhau",
                    en: "no blanks stand at its ends or beside each other"
                )
            )
        }
        let words = sample.split { " -./".contains($0) }
        let id = String(repeating: "I", count: Placeholder.id.length)
        guard parts.count(where: { $0 == .value(.id) }) == 1, words.contains(Substring(id)) else {
            throw NarrativeFault(
                message: Phrase(
                    vi: "{id} đứng đúng một lần, cách các từ khác",
                    en: "{id} stands in it once, apart from other words"
                )
            )
        }
    }

    /// The characters of every narrative by it.
    package var length: Int {
        parts.reduce(0) { sum, part in
            switch part {
            case .text(let text): sum + text.utf8.count
            case .value(let value): sum + value.length
            }
        }
    }

    /// What stands before the transfer id and behind it, the same for all transfers of a batch.
    ///
    /// - Parameters:
    ///   - batch: The frozen version's code.
    ///   - month: The month that is paid.
    /// - Returns: Both, in the bank's letters.
    package func frame(
        of batch: BatchCode,
        month: CalendarMonth
    ) -> (before: String, after: String) {
        let number = month.monthOfYear
        var (before, after) = ("", "")
        var isBehind = false
        for part in parts {
            let text =
                switch part {
                case .text(let text): text
                case .value(.month): (number < 10 ? "0" : "") + "\(number)"
                case .value(.year): "\(month.year)"
                case .value(.unit): String("\(batch)".prefix(4))
                case .value(.batch): "\(batch)"
                case .value(.id): ""
                }
            if part == .value(.id) { isBehind = true }
            if isBehind { after += text } else { before += text }
        }
        return (before, after)
    }
}
