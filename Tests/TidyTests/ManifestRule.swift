// Package.swift is held to the module table and to the imports, and dependencies to exact versions.

import Testing

/// Reads the targets of a manifest and compares them.
enum ManifestRule {
    /// One target.
    struct Target: Equatable {
        /// Its name.
        let name: String
        /// Modules that it names as dependencies.
        let dependencies: Set<String>
        /// Where it stands.
        let offset: Int
    }

    private static let kinds = [
        ".target(", ".executableTarget(", ".testTarget(", ".systemLibrary(",
    ]

    /// The targets of a manifest, in order.
    static func targets(of manifest: SourceFile) -> [Target] {
        let offsets = kinds.flatMap { manifest.code.offsets(of: $0) }.sorted()
        let names = productNames(manifest)
        var targets: [Target] = []
        var end = 0
        // A `.target(name:)` among dependencies lies inside the target that names it.
        for offset in offsets where offset >= end {
            let open =
                offset + manifest.raw.text(offset..<offset + 24).prefix { $0 != "(" }.utf8.count
            guard let close = manifest.code.end(ofBracketAt: open) else { continue }
            end = close
            guard let name = literal(after: "name:", in: manifest, open..<close) else { continue }
            targets.append(
                Target(
                    name: name,
                    dependencies: dependencies(manifest, open..<close, names: names),
                    offset: offset
                )
            )
        }
        return targets
    }

    /// `let grdb = Target.Dependency.product(name: "GRDB", …)`: the names by their variables.
    private static func productNames(_ manifest: SourceFile) -> [String: String] {
        var names: [String: String] = [:]
        for offset in manifest.code.offsets(of: "Target.Dependency.product(") {
            let line = manifest.lines[manifest.line(at: offset) - 1]
            let words = manifest.code.text(line.lowerBound..<offset).split(separator: " ")
            guard words.count >= 2, words[0] == "let",
                let close = manifest.code.end(ofBracketAt: offset + 25)
            else { continue }
            names[String(words[1])] = literal(after: "name:", in: manifest, offset..<close)
        }
        return names
    }

    private static func dependencies(
        _ manifest: SourceFile,
        _ range: Range<Int>,
        names: [String: String]
    ) -> Set<String> {
        guard let label = manifest.code.offsets(of: "dependencies:").first(where: range.contains),
            let open = manifest.code.bytes[label..<range.upperBound].firstIndex(
                of: UInt8(ascii: "[")
            ),
            let close = manifest.code.end(ofBracketAt: open)
        else { return [] }
        var found: Set<String> = []
        var start = open + 1
        while start < close - 1 {
            let end = itemEnd(manifest.code, from: start, limit: close - 1)
            let item = manifest.raw.text(start..<end).split(whereSeparator: \.isWhitespace).joined()
            if item.hasPrefix("\"") {
                found.insert(item.filter { $0 != "\"" })
            } else if item.hasPrefix(".") {
                if let name = literal(after: "name:", in: manifest, start..<end) {
                    found.insert(name)
                }
            } else if !item.isEmpty {
                found.insert(names[item] ?? item)
            }
            start = end + 1
        }
        return found
    }

    /// The offset of the comma that ends an item.
    private static func itemEnd(_ code: Layer, from start: Int, limit: Int) -> Int {
        var depth = 0
        for index in start..<limit {
            switch code.bytes[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ",") where depth == 0: return index
            default: break
            }
        }
        return limit
    }

    /// The literal after a label.
    private static func literal(
        after label: String,
        in file: SourceFile,
        _ range: Range<Int>
    )
        -> String?
    {
        guard let place = file.code.offsets(of: label).first(where: range.contains) else {
            return nil
        }
        let parts = file.raw.text(place..<range.upperBound).split(
            separator: "\"",
            maxSplits: 2,
            omittingEmptySubsequences: false
        )
        return parts.count == 3 ? String(parts[1]) : nil
    }

    /// Targets that the table does not know, or that name more than the table allows.
    static func findings(in manifest: SourceFile) -> [Finding] {
        var findings: [Finding] = []
        for target in targets(of: manifest) {
            guard let allowed = ModuleTable.allowed(target.name) else {
                findings.append(
                    manifest.finding(
                        at: target.offset,
                        what: target.name,
                        "the target \(target.name) has no row in the module table"
                    )
                )
                continue
            }
            for name in target.dependencies.subtracting(allowed).subtracting(["FaultShim"]).sorted()
            {
                findings.append(
                    manifest.finding(
                        at: target.offset,
                        what: name,
                        "\(target.name) may not depend on \(name)"
                    )
                )
            }
        }
        for offset in manifest.code.offsets(of: ".package(") {
            let close = manifest.code.end(ofBracketAt: offset + 8) ?? offset
            let text = manifest.code.text(offset..<close)
            guard !text.contains("exact:") && !text.contains("path:") else { continue }
            findings.append(
                manifest.finding(at: offset, what: "exact", "a dependency names its exact version")
            )
        }
        return findings
    }

    /// Imports of modules that the importing target does not name: they build by luck only.
    static func undeclared(manifest: SourceFile, files: [SourceFile]) -> [Finding] {
        let targets = targets(of: manifest)
        let known = Set(ModuleTable.rows.map(\.name)).union(ModuleTable.systemModules)
            .union(ModuleTable.rows.flatMap(\.outside))
            .subtracting(ModuleTable.testTools).subtracting(["Dispatch", "Swift"])
        return files.filter(\.isSwift).flatMap { file -> [Finding] in
            guard let target = targets.first(where: { $0.name == file.module }) else { return [] }
            return ImportRule.imports(of: file)
                .filter { known.contains($0.module) && !target.dependencies.contains($0.module) }
                .map { found in
                    Finding(
                        path: file.path,
                        line: found.line,
                        what: found.module,
                        message: "\(target.name) imports \(found.module), "
                            + "but Package.swift does not say so"
                    )
                }
        }
    }
}

@Suite struct ManifestRuleTests {
    let manifest = SourceFile(
        path: "Package.swift",
        """
        let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
        let package = Package(
            name: "chitra",
            dependencies: [
                .package(url: "https://example.org/a", exact: "1.0.0"),
                .package(url: "https://example.org/b", from: "1.0.0"),
            ],
            targets: [
                // .target(name: "Nothing"),
                .target(name: "Ledger", path: "Ledger/Sources/Ledger"),
                .target(name: "BankFiles", dependencies: ["Ledger", "Enrolment", toml]),
                .testTarget(
                    name: "BankFilesTests",
                    dependencies: [.target(name: "BankFiles"), .product(name: "GRDB", package: "G")]
                ),
                .target(name: "Utils"),
            ]
        )
        """
    )

    @Test func `targets and their dependencies are read`() {
        let targets = ManifestRule.targets(of: manifest)
        #expect(targets.map(\.name) == ["Ledger", "BankFiles", "BankFilesTests", "Utils"])
        #expect(targets[1].dependencies == ["Ledger", "Enrolment", "TOMLKit"])
        #expect(targets[2].dependencies == ["BankFiles", "GRDB"])
    }

    @Test func `dependencies wider than the table, unknown targets and open versions are found`() {
        #expect(
            ManifestRule.findings(in: manifest).map(\.description) == [
                "Package.swift:11: BankFiles may not depend on Enrolment",
                "Package.swift:12: BankFilesTests may not depend on GRDB",
                "Package.swift:16: the target Utils has no row in the module table",
                "Package.swift:6: a dependency names its exact version",
            ]
        )
    }

    @Test func `an import that the manifest does not name is found`() {
        let file = SourceFile(path: "Sources/BankFiles/A.swift", "import Ledger\nimport Intake\n")
        #expect(
            ManifestRule.undeclared(manifest: manifest, files: [file]).map(\.what) == ["Intake"]
        )
    }

    @Test func `the manifests of the tree keep the table`() throws {
        let tree = SourceTree.shared
        let root = try #require(tree.file("Package.swift"))
        let ledger = try #require(tree.file("Ledger/Package.swift"))
        #expect(ManifestRule.targets(of: root).count > 3)
        report(ManifestRule.findings(in: root) + ManifestRule.findings(in: ledger))
        report(ManifestRule.undeclared(manifest: root, files: tree.files))
    }
}
