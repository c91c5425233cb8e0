// The documents are there, short enough, and say what the tree says.

import Testing

/// Finds documents that lack a part, or that the tree does not bear out.
enum DocumentRule {
    /// Lines ARCHITECTURE.md may have.
    static let architectureLines = 300
    /// Lines a decision record may have.
    static let decisionLines = 60
    /// The headings of a decision record, in order.
    static let decisionHeadings = [
        "## Context", "## Decision", "## Consequences", "## What would change our mind",
    ]

    /// README.md: it names the two commands.
    static func readme(_ file: SourceFile) -> [Finding] {
        ["make demo", "make test"].filter { file.raw.offsets(of: $0).isEmpty }.map {
            file.finding(at: 0, what: $0, "README.md does not name \($0)")
        }
    }

    /// CHANGELOG.md: what is not released yet has a place, on top.
    static func changelog(_ file: SourceFile) -> [Finding] {
        let heads = file.lines.indices.map { file.lineText($0 + 1) }.filter { $0.hasPrefix("## ") }
        guard heads.first != "## [Unreleased]" else { return [] }
        return [file.finding(at: 0, what: "unreleased", "the first part is ## [Unreleased]")]
    }

    /// A decision record: its number, its four headings in order, its length.
    static func decision(_ file: SourceFile) -> [Finding] {
        var findings: [Finding] = []
        let name = file.path.split(separator: "/").last.map(String.init) ?? ""
        let number = name.prefix(4)
        if number.count != 4 || !number.allSatisfy(\.isNumber)
            || !file.lineText(1).hasPrefix("# \(number): ")
        {
            findings.append(
                file.finding(at: 0, what: "number", "name and title begin with the same number")
            )
        }
        let lines = file.lines.indices.map { file.lineText($0 + 1) }
        if lines.filter({ $0.hasPrefix("## ") }) != decisionHeadings {
            findings.append(
                file.finding(
                    at: 0,
                    what: "headings",
                    "the headings are: " + decisionHeadings.joined(separator: ", ")
                )
            )
        }
        if lines.count > decisionLines {
            findings.append(
                Finding(
                    path: file.path,
                    line: decisionLines + 1,
                    what: "length",
                    message: "a decision record has at most \(decisionLines) lines"
                )
            )
        }
        return findings
    }

    /// Decision records are numbered from 1 without a gap.
    static func decisionNumbers(_ paths: [String]) -> [Finding] {
        let numbers = paths.compactMap { path in
            path.split(separator: "/").last.flatMap { Int($0.prefix(4)) }
        }
        guard numbers.sorted() != (1...max(paths.count, 1)).map({ $0 }) else { return [] }
        return [
            Finding(
                path: "docs/decisions",
                line: 1,
                what: "numbers",
                message: "records are numbered from 0001 without a gap"
            )
        ]
    }

    /// ARCHITECTURE.md: its length, and its module table against the one that imports are held to.
    static func architecture(_ file: SourceFile) -> [Finding] {
        var findings: [Finding] = []
        if file.lines.count > architectureLines {
            findings.append(
                Finding(
                    path: file.path,
                    line: architectureLines + 1,
                    what: "length",
                    message: "it has at most \(architectureLines) lines"
                )
            )
        }
        var seen: Set<String> = []
        for number in 1...max(file.lines.count, 1) {
            let cells = file.lineText(number).split(separator: "|").map { $0.trimmed }
            guard cells.count >= 4, let row = ModuleTable.row(cells[0].filter { $0 != "`" }) else {
                continue
            }
            seen.insert(row.name)
            for (cell, wanted) in [(cells[2], row.ours), (cells[3], row.outside)]
            where names(in: cell) != wanted {
                findings.append(
                    Finding(
                        path: file.path,
                        line: number,
                        what: row.name,
                        message: "\(row.name) may import \(wanted.sorted()), says the module table"
                    )
                )
            }
        }
        for row in ModuleTable.rows where !seen.contains(row.name) {
            findings.append(
                file.finding(at: 0, what: row.name, "the module \(row.name) is not in the table")
            )
        }
        return findings
    }

    /// The names in a cell; a dash stands for none.
    private static func names(in cell: String) -> Set<String> {
        Set(
            cell.split(separator: ",").map { $0.trimmed.filter { $0 != "`" } }
                .filter { $0 != "–" && !$0.isEmpty }
        )
    }

    /// Paths in backticks that lead nowhere in the tree.
    static func paths(in file: SourceFile, tree: SourceTree) -> [Finding] {
        let tops = ["Sources/", "Tests/", "Ledger/", "Fixtures/", "Benchmarks/", "docs/", ".ci/"]
        var findings: [Finding] = []
        for number in 1...max(file.lines.count, 1) {
            let parts = file.lineText(number).split(
                separator: "`",
                omittingEmptySubsequences: false
            )
            for (index, part) in parts.enumerated()
            where index % 2 == 1 && tops.contains(where: part.hasPrefix)
                && !part.contains(where: { "<*… ".contains($0) })
            {
                guard !tree.has(String(part)) else { continue }
                findings.append(
                    Finding(
                        path: file.path,
                        line: number,
                        what: String(part),
                        message: "\(part) is not in the tree"
                    )
                )
            }
        }
        return findings
    }
}

extension Substring {
    /// Without the blanks around it.
    fileprivate var trimmed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
