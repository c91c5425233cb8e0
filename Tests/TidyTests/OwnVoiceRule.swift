// The project speaks of itself: of payments, law and code, never of how or where it was written.

import Testing

/// Finds words about the making of the project.
enum OwnVoiceRule {
    /// The words, in lower case, each in two pieces so that this file does not find itself.
    private static let words: [String] = [
        ("issue", " #"), ("issue", " number"), ("pull", " request"), ("sess", "ion"),
        ("sess", "ions"),
        ("helper", " agent"), ("sub", "agent"), ("sub-", "agent"), ("language", " model"),
        ("ai assis", "tant"), ("this work", "place"), ("work", "tree"), ("/wo", "rk/"),
        ("shared/", "reference"), ("shared/", "domain"), ("shared/", "design"),
        ("refer", "ence/style.md"),
        ("domain/", "accounting"), ("domain/", "rules"), ("design", ".md"), ("package mir", "ror"),
    ].map { $0.0 + $0.1 }

    /// A folder beside the checkout, which only tests and those who call them may name.
    private static let beside = "../sha" + "red"

    /// Places at which a word has another meaning.
    static let exceptions: [NamedException] = []

    /// Words of a file that speak of its making.
    static func findings(in file: SourceFile) -> [Finding] {
        guard file.path != "LICENSE" else { return [] }
        let lowered = Layer(file.raw.bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 })
        var findings = words.flatMap { word in
            lowered.offsets(of: word).map { offset in
                file.finding(
                    at: offset,
                    what: word,
                    "\"\(word)\" speaks of the making of the project"
                )
            }
        }
        if !mayNameTestData(file) {
            findings += lowered.offsets(of: beside).map { offset in
                file.finding(at: offset, what: beside, "\(beside) lies outside of the project")
            }
        }
        return findings
    }

    private static func mayNameTestData(_ file: SourceFile) -> Bool {
        file.isTest || ["Makefile", "CONTRIBUTING.md"].contains(file.path)
    }
}

@Suite struct OwnVoiceRuleTests {
    private func words(_ path: String, _ text: String) -> [String] {
        OwnVoiceRule.findings(in: SourceFile(path: path, text)).map { "\($0.line) \($0.what)" }
    }

    @Test func `words about the making are found, whatever their case`() {
        let word = "Iss" + "ue #"
        #expect(words("README.md", "one\nsee \(word)12\n") == ["2 " + word.lowercased()])
        let place = "/wo" + "rk/"
        #expect(words("Sources/Store/A.swift", "// in \(place)main\n") == ["1 " + place])
        #expect(!words("Makefile", "# shared/" + "reference\n").isEmpty)
    }

    @Test func `test data beside the checkout is named by tests only`() {
        let folder = "../sha" + "red"
        #expect(words("Tests/StoreTests/A.swift", "let a = \"\(folder)\"\n").isEmpty)
        #expect(words("Sources/Store/A.swift", "let a = \"\(folder)\"\n") == ["1 \(folder)"])
    }

    @Test func `ordinary words pass`() {
        #expect(words("README.md", "An obsession with issues; workshops; a reference.\n").isEmpty)
    }

    @Test func `the tree speaks of itself`() {
        let findings = SourceTree.shared.files.flatMap(OwnVoiceRule.findings)
        report(NamedException.excuse(OwnVoiceRule.exceptions, in: findings))
    }
}
