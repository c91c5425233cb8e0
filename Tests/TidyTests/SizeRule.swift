// A file can be read in one sitting, a function on one screen.

import Testing

/// Finds files and functions that are too long.
enum SizeRule {
    /// Lines a file may have.
    static let fileLines = 500
    /// Lines a file of tests may have.
    static let testFileLines = 800
    /// Lines a function may have, from `func` to its closing brace.
    static let functionLines = 60

    /// Files and functions that may be longer.
    static let exceptions: [NamedException] = [
        words("Sources/Enrolment/OpeningCode.swift", "fieldWords"),
        sequence("Sources/Signing/DetachedSignature.swift", "addSigner"),
        sequence("Sources/Store/Proof/BooksVerifier.swift", "checkLog"),
        sequence("Sources/Workflow/Register/ImportOpening.swift", "write"),
        sequence("Sources/Workflow/Register/ImportOpening.swift", "run"),
        sequence("Sources/Workflow/Register/ImportRegister.swift", "run"),
        sequence("Sources/Workflow/Batch/IssueBatch.swift", "issue"),
        sequence("Sources/Workflow/Money/ReceiveFunds.swift", "read"),
        sequence("Sources/Workflow/Batch/StopLines.swift", "run"),
        sequence("Tests/WorkflowTests/CounterpartBankTests.swift", "november"),
        sequence("Tests/WorkflowTests/CounterpartBankTests.swift", "judge"),
    ]

    private static func sequence(_ path: String, _ function: String) -> NamedException {
        NamedException(
            path: path,
            what: function,
            reason:
                "one sequence read top down, an argument a line; to be parted when it next changes"
        )
    }

    private static func words(_ path: String, _ function: String) -> NamedException {
        NamedException(path: path, what: function, reason: "one table of words, a case a line")
    }

    /// The words that begin a declaration at which a function without a body ends.
    private static let declarations: Set<String> = [
        "func", "init", "subscript", "var", "let", "associatedtype", "static", "mutating", "case",
        "struct", "enum", "class", "extension", "protocol", "typealias", "deinit",
    ]

    /// Files that are too long.
    static func fileFindings(in file: SourceFile) -> [Finding] {
        let limit = file.isTest ? testFileLines : fileLines
        guard file.isSwift, file.lines.count > limit else { return [] }
        return [
            Finding(
                path: file.path,
                line: limit + 1,
                what: "file",
                message: "the file has \(file.lines.count) lines, \(limit) are allowed"
            )
        ]
    }

    /// Functions and initializers that are too long.
    static func functionFindings(in file: SourceFile) -> [Finding] {
        guard file.isSwift else { return [] }
        var findings: [Finding] = []
        for word in ["func", "init", "subscript"] {
            for offset in file.code.offsets(of: word) {
                guard let body = body(in: file.code, after: offset + word.utf8.count),
                    let end = file.code.end(ofBracketAt: body)
                else { continue }
                let first = file.line(at: offset)
                let count = file.line(at: end - 1) - first + 1
                guard count > functionLines else { continue }
                let name = word == "func" ? self.name(in: file.raw, from: offset + 5) : word
                findings.append(
                    Finding(
                        path: file.path,
                        line: first,
                        what: name,
                        message: "\(name) has \(count) lines, \(functionLines) are allowed"
                    )
                )
            }
        }
        return findings.sorted { $0.line < $1.line }
    }

    /// The offset of the brace that opens a body; nil for a call or a requirement without one.
    private static func body(in code: Layer, after offset: Int) -> Int? {
        var depth = 0
        var word: [UInt8] = []
        for index in offset..<code.bytes.count {
            let byte = code.bytes[index]
            if Layer.isWordByte(byte) {
                word.append(byte)
                continue
            }
            if depth == 0, !word.isEmpty,
                declarations.contains(String(decoding: word, as: UTF8.self))
            {
                return nil
            }
            word.removeAll()
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"):
                depth -= 1
                if depth < 0 { return nil }
            case UInt8(ascii: "{") where depth == 0: return index
            case UInt8(ascii: "}") where depth == 0: return nil
            case UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: "."), UInt8(ascii: ";"):
                // `.init(…)`, `self.init` in an expression: no declaration has these outside
                // brackets, but a generic clause has commas and a type has dots.
                if byte == UInt8(ascii: ";") { return nil }
            default: break
            }
        }
        return nil
    }

    private static func name(in raw: Layer, from offset: Int) -> String {
        let end = min(offset + 120, raw.bytes.count)
        let text = raw.text(offset..<end)
        if text.hasPrefix("`") { return String(text.dropFirst().prefix { $0 != "`" }) }
        return String(text.prefix { $0 != "(" && $0 != "<" && $0 != " " })
    }
}

@Suite struct SizeRuleTests {
    private func source(_ head: String, lines: Int, _ tail: String = "}") -> String {
        head + "\n" + String(repeating: "    work()\n", count: lines) + tail + "\n"
    }

    @Test func `a file that is too long is found at its first line too many`() {
        let text = String(repeating: "let a = 1\n", count: 501)
        let bad = SourceFile(path: "Sources/Store/A.swift", text)
        #expect(SizeRule.fileFindings(in: bad).map(\.line) == [501])
        #expect(SizeRule.fileFindings(in: SourceFile(path: "Tests/ATests/A.swift", text)).isEmpty)
        let generated = SourceFile(path: "Sources/Store/Data+Generated.swift", text)
        #expect(SizeRule.fileFindings(in: generated).isEmpty)
    }

    @Test func `a function that is too long is found by name`() {
        let bad = SourceFile(
            path: "Sources/Store/A.swift",
            "struct A {\n"
                + source("func pay(_ a: () -> Void = {}) throws(Refusal)\n    -> Int {", lines: 58)
                + source("init(a: Int) {", lines: 59) + source("func `a long way`() {", lines: 58)
                + "}\n"
        )
        #expect(
            SizeRule.functionFindings(in: bad).map(\.description) == [
                "Sources/Store/A.swift:2: pay has 61 lines, 60 are allowed",
                "Sources/Store/A.swift:63: init has 61 lines, 60 are allowed",
            ]
        )
    }

    @Test func `a requirement and a brace in a text have no body`() {
        let good = SourceFile(
            path: "Sources/Store/A.swift",
            "protocol P {\n    func pay()\n    var paid: Int { get }\n}\n"
                + "func a() { let b = \"}\" }\n" + source("let list = [", lines: 90, "]")
        )
        #expect(SizeRule.functionFindings(in: good).isEmpty)
    }

    @Test func `files and functions of the tree are short enough`() {
        let files = SourceTree.shared.files
        report(
            NamedException.excuse(
                SizeRule.exceptions,
                in: files.flatMap(SizeRule.fileFindings) + files.flatMap(SizeRule.functionFindings)
            )
        )
    }
}
