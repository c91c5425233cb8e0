import Testing

@Suite struct DocumentRuleTests {
    @Test func `a readme without its commands is found`() {
        let bad = SourceFile(path: "README.md", "# Chitra\n\n    make demo\n")
        #expect(DocumentRule.readme(bad).map(\.what) == ["make test"])
    }

    @Test func `a changelog without a place for what is new is found`() {
        let bad = SourceFile(path: "CHANGELOG.md", "# Changelog\n\n## [1.0.0]\n\n## [Unreleased]\n")
        #expect(DocumentRule.changelog(bad).count == 1)
        let good = SourceFile(path: "CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n")
        #expect(DocumentRule.changelog(good).isEmpty)
    }

    @Test func `a decision record without its parts is found`() {
        let text =
            "# 0002: words\n\n" + DocumentRule.decisionHeadings.joined(separator: "\n\ntext\n\n")
        let good = SourceFile(path: "docs/decisions/0002-words.md", text)
        #expect(DocumentRule.decision(good).isEmpty)
        let swapped = text.replacing("## Context", with: "## Background")
        let bad = SourceFile(
            path: "docs/decisions/0003-words.md",
            swapped + String(repeating: "\nmore", count: 60)
        )
        #expect(DocumentRule.decision(bad).map(\.what) == ["number", "headings", "length"])
    }

    @Test func `a gap in the numbers is found`() {
        #expect(DocumentRule.decisionNumbers(["d/0001-a.md", "d/0002-b.md"]).isEmpty)
        #expect(DocumentRule.decisionNumbers(["d/0001-a.md", "d/0003-b.md"]).count == 1)
    }

    @Test func `an architecture that says other than the table is found`() {
        let rows = ModuleTable.rows.map { row in
            "| `\(row.name)` | \(row.ring.rawValue) | \(cell(row.ours)) | \(cell(row.outside)) | it |"
        }
        let good = SourceFile(path: "ARCHITECTURE.md", rows.joined(separator: "\n"))
        #expect(DocumentRule.architecture(good).isEmpty)
        let bad = SourceFile(
            path: "ARCHITECTURE.md",
            "| `BankFiles` | core | Ledger, Intake, Enrolment | TOMLKit | it |\n"
                + rows.dropFirst().filter { !$0.contains("`BankFiles`") }.joined(separator: "\n")
                + String(repeating: "\n", count: 300)
        )
        #expect(DocumentRule.architecture(bad).map(\.what) == ["length", "BankFiles", "Ledger"])
    }

    @Test func `a path that leads nowhere is found`() {
        let bad = SourceFile(
            path: "ARCHITECTURE.md",
            "see `Package.swift`, `Tests/TidyTests`\nand `Sources/Nowhere/A.swift`, `Sources/<Module>/A.swift`\n"
        )
        let findings = DocumentRule.paths(in: bad, tree: .shared)
        #expect(
            findings.map(\.description) == [
                "ARCHITECTURE.md:2: Sources/Nowhere/A.swift is not in the tree"
            ]
        )
    }

    @Test func `the documents of the tree are whole and true`() throws {
        let tree = SourceTree.shared
        report(DocumentRule.readme(try #require(tree.file("README.md"))))
        report(DocumentRule.changelog(try #require(tree.file("CHANGELOG.md"))))
        let architecture = try #require(tree.file("ARCHITECTURE.md"))
        report(DocumentRule.architecture(architecture))
        let decisions = tree.files.filter { $0.path.hasPrefix("docs/decisions/") }
        report(decisions.flatMap(DocumentRule.decision))
        report(DocumentRule.decisionNumbers(decisions.map(\.path)))
        let documents = tree.files.filter { $0.path.hasSuffix(".md") }
        report(documents.flatMap { DocumentRule.paths(in: $0, tree: tree) })
        for name in ["LICENSE", "CONTRIBUTING.md"] {
            #expect(tree.has(name), "\(name) is not there")
        }
    }

    private func cell(_ names: Set<String>) -> String {
        names.isEmpty ? "–" : names.sorted().joined(separator: ", ")
    }
}
