// Text is UTF-8 in NFC with line feeds, without trailing blanks, and tabs only where make wants them.

import Testing

/// Finds bytes that do not belong into a text of ours.
enum LayoutRule {
    /// What is wrong with the bytes of a file.
    static func findings(in file: SourceFile) -> [Finding] {
        // Bank files end lines as the bank wants it, and a licence is a quotation.
        guard !file.path.hasPrefix("Fixtures/"), file.path != "LICENSE" else { return [] }
        var findings: [Finding] = []
        for (index, range) in file.lines.enumerated() {
            let line = file.raw.bytes[range]
            func found(_ what: String, _ message: String) {
                findings.append(
                    Finding(path: file.path, line: index + 1, what: what, message: message)
                )
            }
            if line.contains(UInt8(ascii: "\r")) { found("cr", "lines end with a line feed alone") }
            if line.last == UInt8(ascii: " ") || line.last == UInt8(ascii: "\t") {
                found("blank", "blanks at the end of the line")
            }
            if line.contains(UInt8(ascii: "\t")) && !file.path.hasSuffix("Makefile") {
                found("tab", "a tab: four blanks are wanted")
            }
            if hasCombiningMark(line) { found("nfd", "a combining mark: the text is not in NFC") }
        }
        if !file.raw.bytes.isEmpty && file.raw.bytes.last != UInt8(ascii: "\n") {
            findings.append(
                Finding(
                    path: file.path,
                    line: file.lines.count,
                    what: "end",
                    message: "the last line has no line feed"
                )
            )
        }
        return findings
    }

    /// Whether U+0300 to U+036F stands in the bytes: CC 80 to CD AF.
    private static func hasCombiningMark(_ bytes: ArraySlice<UInt8>) -> Bool {
        var previous: UInt8 = 0
        for byte in bytes {
            if previous == 0xCC && byte >= 0x80 { return true }
            if previous == 0xCD && (0x80...0xAF).contains(byte) { return true }
            previous = byte
        }
        return false
    }
}

@Suite struct LayoutRuleTests {
    @Test func `stray bytes are found with their lines`() {
        let bad = SourceFile(path: "Sources/Store/A.swift", "a\r\nb \n\tc\ne\u{302}\nd")
        #expect(
            LayoutRule.findings(in: bad).map { "\($0.line) \($0.what)" } == [
                "1 cr", "2 blank", "3 tab", "4 nfd", "5 end",
            ]
        )
    }

    @Test func `a makefile has tabs and a bank file its own line ends`() {
        #expect(LayoutRule.findings(in: SourceFile(path: "Makefile", "a:\n\tb\n")).isEmpty)
        #expect(LayoutRule.findings(in: SourceFile(path: "Fixtures/bank/a.csv", "a\r\n")).isEmpty)
        #expect(LayoutRule.findings(in: SourceFile(path: "README.md", "chi trả trợ cấp\n")).isEmpty)
    }

    @Test func `the texts of the tree are laid out as agreed`() {
        report(SourceTree.shared.files.flatMap(LayoutRule.findings))
    }
}
