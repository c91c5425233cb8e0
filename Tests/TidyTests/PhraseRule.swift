// Every phrase has both languages, and its Vietnamese is Vietnamese.

import Testing

/// Finds phrases that lack a language, or whose Vietnamese lost its marks.
enum PhraseRule {
    /// A Vietnamese text of this many words has a marked letter.
    static let wordsWithoutMarks = 3

    /// Phrases that may do without marks.
    static let exceptions: [NamedException] = []

    /// Letters with marks that Vietnamese writes, in lower case.
    private static let marked = Set(
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
    )

    /// What is wrong with the phrases of a file.
    static func findings(in file: SourceFile) -> [Finding] {
        guard file.isSwift, !file.isTest else { return [] }
        return file.code.offsets(of: "Phrase(").flatMap { offset -> [Finding] in
            let open = offset + 6
            guard let close = file.code.end(ofBracketAt: open) else { return [] }
            let arguments = self.arguments(of: file.code, open..<close)
            guard let vi = arguments["vi"], let en = arguments["en"] else {
                let what = arguments["vi"] == nil ? "vi" : "en"
                return [file.finding(at: offset, what: what, "the phrase has no \(what): text")]
            }
            var findings: [Finding] = []
            for (label, range) in [("vi", vi), ("en", en)] where isEmptyText(file, range) {
                findings.append(
                    file.finding(
                        at: offset,
                        what: label,
                        "the \(label): text of the phrase is empty"
                    )
                )
            }
            let words = words(file.literals.text(vi))
            let text = words.joined(separator: " ")
            if words.count >= wordsWithoutMarks
                && !text.lowercased().contains(where: marked.contains)
            {
                findings.append(
                    file.finding(
                        at: offset,
                        what: text,
                        "the vi: text has no Vietnamese mark: \(text)"
                    )
                )
            }
            return findings
        }
    }

    /// The labelled arguments of a call, as ranges.
    private static func arguments(of code: Layer, _ call: Range<Int>) -> [String: Range<Int>] {
        var arguments: [String: Range<Int>] = [:]
        var depth = 0
        var start = call.lowerBound + 1
        for index in call {
            switch code.bytes[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ",") where depth == 1: break
            default: continue
            }
            let isEnd = index == call.upperBound - 1
            guard isEnd || (depth == 1 && code.bytes[index] == UInt8(ascii: ",")) else { continue }
            let text = code.text(start..<index)
            if let colon = text.firstIndex(of: ":") {
                let label = text[..<colon].split(whereSeparator: \.isWhitespace).joined()
                let skipped = text[...colon].utf8.count
                arguments[label] = start + skipped..<index
            }
            start = index + 1
        }
        return arguments
    }

    /// Whether an argument is literals alone, and they hold nothing.
    private static func isEmptyText(_ file: SourceFile, _ range: Range<Int>) -> Bool {
        let code = file.code.text(range)
        guard code.allSatisfy({ $0.isWhitespace || "\"#+".contains($0) }) else { return false }
        return file.literals.text(range).allSatisfy(\.isWhitespace)
    }

    /// The words of a text: pieces of letters, with marks of punctuation around them at most.
    ///
    /// `batch_id`, `--roots` and `2026-11` are no words.
    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).compactMap { piece in
            let word = piece.drop { "(\"'“".contains($0) }
                .reversed().drop { ".,:;)\"'”?!".contains($0) }.reversed()
            return !word.isEmpty && word.allSatisfy(\.isLetter) ? String(word) : nil
        }
    }
}

@Suite struct PhraseRuleTests {
    private func findings(_ text: String) -> [String] {
        PhraseRule.findings(in: SourceFile(path: "Sources/Workflow/A.swift", text)).map {
            "\($0.line) \($0.message)"
        }
    }

    @Test func `an empty language is found`() {
        #expect(
            findings("Phrase(vi: \"\", en: \"x\")\n") == ["1 the vi: text of the phrase is empty"]
        )
        #expect(
            findings("a\nPhrase(\n    vi: \"lỗi\",\n    en: \"\" + \"\")\n") == [
                "2 the en: text of the phrase is empty"
            ]
        )
    }

    @Test func `a missing language is found`() {
        #expect(findings("Phrase(vi: \"lỗi\")\n") == ["1 the phrase has no en: text"])
    }

    @Test func `Vietnamese without marks is found`() {
        let bad = "Phrase(vi: \"khong \\(f(a, \"đ\")) doc \" + \"duoc tep\", en: \"unreadable\")\n"
        #expect(findings(bad.replacing("đ", with: "d")).count == 1)
        #expect(findings("Phrase(vi: \"lo \\(code)\", en: \"batch\")\n").isEmpty)
        #expect(findings("Phrase(vi: \"recompute_from sau first_month\", en: \"x\")\n").isEmpty)
    }

    @Test func `good phrases pass, also those that are handed on`() {
        #expect(
            findings("Phrase(vi: \"không đọc được tệp, dòng \\(n)\", en: \"unreadable\")\n").isEmpty
        )
        #expect(findings("Phrase(vi: a.map(\\.vi).joined(separator: \", \"), en: b)\n").isEmpty)
        #expect(findings("// Phrase(vi: \"\", en: \"\")\n").isEmpty)
    }

    @Test func `the phrases of the tree are in both languages`() {
        let findings = SourceTree.shared.files.flatMap(PhraseRule.findings)
        report(NamedException.excuse(PhraseRule.exceptions, in: findings))
    }
}
