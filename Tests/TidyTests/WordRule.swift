// Words that do not belong into the code, and the places that may say them.

import Testing

/// Finds forbidden words in code and comments.
enum WordRule {
    /// Where a word is forbidden.
    enum Reach {
        /// In all Swift code.
        case everywhere
        /// In all but the executables, which own the terminal and the clock.
        case outsideExecutables
        /// In leaf and core modules.
        case pureModules
        /// In comments, and in files that are not Swift.
        case comments
    }

    /// One forbidden word.
    struct Word {
        /// The word.
        let text: String
        /// Where it is forbidden.
        let reach: Reach
        /// What to do instead.
        let instead: String
        /// A text on the same line that makes it right; nil where nothing does.
        var unless: String? = nil
    }

    static let words: [Word] = [
        Word(text: "try!", reach: .everywhere, instead: "handle the error, or precondition"),
        Word(text: "as!", reach: .everywhere, instead: "use as?, or a type that needs no cast"),
        Word(text: "fatalError(", reach: .everywhere, instead: "precondition states the invariant"),
        Word(text: "unowned", reach: .everywhere, instead: "hold it, or hold it weakly"),
        Word(text: "@unchecked Sendable", reach: .everywhere, instead: "let the compiler prove it"),
        Word(text: "nonisolated(unsafe)", reach: .everywhere, instead: "let the compiler prove it"),
        Word(text: "print(", reach: .outsideExecutables, instead: "only executables write out"),
        Word(
            text: "debugPrint(",
            reach: .outsideExecutables,
            instead: "only executables write out"
        ),
        Word(text: "Date()", reach: .outsideExecutables, instead: "the clock is passed in"),
        Word(text: "Date.now", reach: .outsideExecutables, instead: "the clock is passed in"),
        Word(
            text: ".random(in:",
            reach: .everywhere,
            instead: "randomness is passed in",
            unless: "using:"
        ),
        Word(
            text: ".randomElement(",
            reach: .everywhere,
            instead: "randomness is passed in",
            unless: "using:"
        ),
        Word(
            text: ".shuffled(",
            reach: .everywhere,
            instead: "randomness is passed in",
            unless: "using:"
        ),
        Word(
            text: "SystemRandomNumberGenerator",
            reach: .everywhere,
            instead: "randomness is passed in"
        ),
        Word(text: "Double", reach: .pureModules, instead: "money and counts are integers"),
        Word(text: "Float", reach: .pureModules, instead: "money and counts are integers"),
        Word(text: "Decimal", reach: .pureModules, instead: "money and counts are integers"),
        Word(text: "TODO", reach: .comments, instead: "do it, or say in words what does not hold"),
        Word(
            text: "FIXME",
            reach: .comments,
            instead: "mend it, or say in words what does not hold"
        ),
    ]

    /// Places that may say a word.
    static let exceptions: [NamedException] =
        named(
            "nonisolated(unsafe)",
            [
                "KeyedBlock", "PrivateKey", "ScratchCipher", "Sealing", "SecretKey",
            ].map { "Sources/Signing/\($0).swift" },
            "a pointer of libcrypto, set once and never written again"
        )
        + named(
            "nonisolated(unsafe)",
            ["Sources/Store/Files/PieceThread.swift"],
            "a piece and its sink belong to one thread at a time: the queue hands them on"
        )
        + named(
            "nonisolated(unsafe)",
            ["Sources/Workflow/Batch/FilesThread.swift"],
            "the folder belongs to one thread at a time: who began it takes it back at the end"
        )
        + named(
            "Date()",
            [
                "Tests/SigningTests/DetachedSignatureTests.swift",
                "Tests/SigningTests/ForeignSignatureTests.swift",
            ],
            "the openssl command signs with the time of the machine's clock"
        )

    private static func named(
        _ word: String,
        _ paths: [String],
        _ reason: String
    )
        -> [NamedException]
    {
        paths.map { NamedException(path: $0, what: word, reason: reason) }
    }

    /// Forbidden words of a file.
    static func findings(in file: SourceFile) -> [Finding] {
        guard !file.isGenerated, file.path != "LICENSE" else { return [] }
        var findings: [Finding] = []
        for word in words where applies(word.reach, to: file) {
            let layer = word.reach == .comments ? file.comments : file.code
            for offset in layer.offsets(of: word.text) {
                let line = file.line(at: offset)
                if let unless = word.unless, file.lineText(line).contains(unless) { continue }
                findings.append(
                    file.finding(at: offset, what: word.text, "\(word.text): \(word.instead)")
                )
            }
        }
        return findings
    }

    private static func applies(_ reach: Reach, to file: SourceFile) -> Bool {
        let row = file.module.flatMap(ModuleTable.row)
        switch reach {
        case .comments: return true
        case .everywhere: return file.isSwift
        case .outsideExecutables: return file.isSwift && row?.name.hasPrefix("chitra") != true
        case .pureModules:
            return file.isSwift && !file.isTest && (row?.ring == .leaf || row?.ring == .core)
        }
    }
}

@Suite struct WordRuleTests {
    private func words(_ path: String, _ text: String) -> [String] {
        WordRule.findings(in: SourceFile(path: path, text)).map { "\($0.line) \($0.what)" }
    }

    @Test(arguments: WordRule.words.map(\.text)) func `each word is found in a core module`(
        word: String
    ) {
        let isComment = word == word.uppercased() && word.allSatisfy(\.isLetter)
        let text = "let a = 1\n" + (isComment ? "// \(word): later\n" : "let b = x ?? \(word) \n")
        #expect(words("Sources/BankFiles/A.swift", text).contains("2 \(word)"))
    }

    @Test func `words in texts and comments are not code`() {
        let text = "// fatalError( is not used\nlet a = \"print( Date() Double\"\n"
        #expect(words("Sources/Ledger/A.swift", text).isEmpty)
        #expect(words("Sources/Ledger/A.swift", "let a = \"\\(Date())\"\n") == ["1 Date()"])
    }

    @Test func `executables own the terminal, tests may measure`() {
        #expect(words("Sources/chitra/Main.swift", "print(1)\nlet a = Date()\n").isEmpty)
        #expect(words("Sources/Workflow/A.swift", "print(1)\n") == ["1 print("])
        #expect(words("Tests/StoreTests/A.swift", "let a: Double = 1\n").isEmpty)
        #expect(words("Sources/Store/A.swift", "let a = .random(in: 0..<9, using: &g)\n").isEmpty)
        #expect(words("Sources/Store/A.swift", "let key = environment.random(32)\n").isEmpty)
    }

    @Test func `the tree says none of these words but where a reason is named`() {
        let findings = SourceTree.shared.files.flatMap(WordRule.findings)
        report(NamedException.excuse(WordRule.exceptions, in: findings))
    }
}
