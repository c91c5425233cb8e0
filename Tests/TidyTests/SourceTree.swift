// The files of the repository, read once.

import Foundation
import Testing

/// The text files of the repository.
struct SourceTree {
    /// The tree that these tests stand in.
    static let shared = SourceTree(root: URL(filePath: #filePath).parent(3))

    /// The files, in order of path.
    let files: [SourceFile]

    /// Reads a tree; what git does not keep is left aside.
    init(root: URL) {
        var files: [SourceFile] = []
        SourceTree.walk(root, below: "", into: &files)
        self.files = files
    }

    /// The file at a path.
    func file(_ path: String) -> SourceFile? { files.first { $0.path == path } }

    /// Whether a file or folder stands at a path.
    func has(_ path: String) -> Bool {
        let folder = path.hasSuffix("/") ? path : path + "/"
        return files.contains { $0.path == path || $0.path.hasPrefix(folder) }
    }

    /// Files and folders whose names begin with a dot and belong to the project all the same.
    private static let dotNames = [
        ".ci", ".githooks", ".editorconfig", ".gitattributes", ".gitignore",
    ]
    /// Endings of files that are text of ours.
    private static let textEndings: Set<String> = [
        "swift", "md", "toml", "csv", "sh", "py", "json", "yml", "h", "c", "modulemap", "txt", "",
    ]

    private static func walk(_ folder: URL, below prefix: String, into files: inout [SourceFile]) {
        let manager = FileManager.default
        let urls =
            (try? manager.contentsOfDirectory(at: folder, includingPropertiesForKeys: [])) ?? []
        for url in urls.sorted(by: { $0.lastPathComponent < $1.lastPathComponent }) {
            let name = url.lastPathComponent
            if name.hasPrefix(".") && !dotNames.contains(name) { continue }
            if url.hasDirectoryPath {
                walk(url, below: prefix + name + "/", into: &files)
            } else if name.hasPrefix(".") || textEndings.contains(url.pathExtension),
                name != "Package.resolved", let data = try? Data(contentsOf: url)
            {
                files.append(SourceFile(path: prefix + name, bytes: Array(data)))
            }
        }
    }
}

extension SourceTree: CustomTestStringConvertible, CustomReflectable {
    /// The number of files; a failing test shall not print them all.
    var testDescription: String { "tree of \(files.count) files" }
    /// The number of files alone.
    var customMirror: Mirror { Mirror(self, children: ["count": files.count]) }
}

extension URL {
    /// The folder a number of levels up.
    fileprivate func parent(_ levels: Int) -> URL {
        (0..<levels).reduce(self) { url, _ in url.deletingLastPathComponent() }
    }
}

@Suite struct SourceTreeTests {
    @Test func `the tree holds the files that the checks are about`() {
        let tree = SourceTree.shared
        for path in ["Package.swift", "Makefile", ".ci/run", "README.md", "Tests/TidyTests"] {
            #expect(tree.has(path), "\(path) is not seen")
        }
        #expect(tree.files.filter(\.isSwift).count > 20)
        #expect(!tree.files.contains { $0.path.hasPrefix(".build") })
    }

    @Test func `a line is found from an offset`() {
        let file = SourceFile(path: "a.md", "one\ntwo\n\nfour")
        #expect(file.lines.count == 4)
        #expect([0, 3, 4, 7, 8, 9, 12].map(file.line) == [1, 1, 2, 2, 3, 4, 4])
        #expect(file.lineText(4) == "four")
    }

    @Test func `a word is found whole only`() {
        let layer = Layer(Array("Double doubles aDouble Double2 (Double)".utf8))
        #expect(layer.offsets(of: "Double") == [0, 32])
        #expect(
            Layer(Array("x.print(1) print(2) reprint(3)".utf8)).offsets(of: "print(").count == 2
        )
    }
}
