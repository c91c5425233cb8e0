// Every `import` line is held to the module table, for SwiftPM does not hold it.

import Testing

/// Finds imports that the module table does not allow.
enum ImportRule {
    /// One import.
    struct Import: Equatable {
        /// The module imported.
        let module: String
        /// The line, from 1.
        let line: Int
    }

    /// The words that may stand before `import`.
    private static let access: Set<Substring> = [
        "public", "package", "internal", "fileprivate", "private",
    ]
    /// The words that may stand between `import` and a name.
    private static let kinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "func", "typealias", "let", "var",
    ]

    /// The imports of a file.
    static func imports(of file: SourceFile) -> [Import] {
        file.code.offsets(of: "import").compactMap { offset in
            let number = file.line(at: offset)
            var words = file.code.text(file.lines[number - 1])
                .split(whereSeparator: { $0 == " " || $0 == ";" })[...]
            while let word = words.first, word.hasPrefix("@") || access.contains(word) {
                words = words.dropFirst()
            }
            guard words.first == "import" else { return nil }
            words = words.dropFirst()
            if let word = words.first, kinds.contains(word) { words = words.dropFirst() }
            guard let name = words.first?.split(separator: ".").first else { return nil }
            return Import(module: String(name), line: number)
        }
    }

    /// What is wrong with the imports of a file.
    static func findings(in file: SourceFile) -> [Finding] {
        guard file.isSwift else { return [] }
        let isManifest = file.path.hasSuffix("Package.swift")
        guard let module = isManifest ? "Package.swift" : file.module else { return [] }
        guard let allowed = isManifest ? ["PackageDescription"] : ModuleTable.allowed(module) else {
            return [
                file.finding(at: 0, what: module, "\(module) has no row in the module table")
            ]
        }
        return imports(of: file).filter { !allowed.contains($0.module) }.map { found in
            Finding(
                path: file.path,
                line: found.line,
                what: found.module,
                message: "\(module) may not import \(found.module)"
            )
        }
    }
}

@Suite struct ImportRuleTests {
    @Test func `the law importing a bank format is found`() {
        let bad = SourceFile(
            path: "Sources/Entitlement/Rule.swift",
            "import Ledger\n// import Store\npackage import BankFiles\nimport struct Store.Books\n"
        )
        #expect(
            ImportRule.findings(in: bad).map(\.description) == [
                "Sources/Entitlement/Rule.swift:3: Entitlement may not import BankFiles",
                "Sources/Entitlement/Rule.swift:4: Entitlement may not import Store",
            ]
        )
    }

    @Test func `Ledger imports nothing, not even Foundation`() {
        let bad = SourceFile(path: "Ledger/Sources/Ledger/Money.swift", "import Foundation\n")
        #expect(ImportRule.findings(in: bad).map(\.what) == ["Foundation"])
    }

    @Test func `a module without a row and a test that looks up are found`() {
        let stray = SourceFile(path: "Sources/Helpers/Text.swift", "let a = 1\n")
        #expect(ImportRule.findings(in: stray).map(\.what) == ["Helpers"])
        let test = SourceFile(
            path: "Tests/BankFilesTests/A.swift",
            "@testable import BankFiles\nimport Testing\nimport Enrolment\n"
        )
        #expect(ImportRule.findings(in: test).map(\.what) == ["Enrolment"])
    }

    @Test func `every row imports only rows above it`() {
        var above: Set<String> = []
        for row in ModuleTable.rows {
            #expect(row.ours.isSubset(of: above), "\(row.name) looks up")
            above.insert(row.name)
        }
    }

    @Test func `every import of the tree is in the table`() {
        report(SourceTree.shared.files.flatMap(ImportRule.findings))
    }
}
