// The shipped rule files as they were parsed when the program was built, so that no command parses them.
//
// A node is `t` (table), `l` (list), `s` (text), `i` (number), `y` or `n` (flag), `o` (other); behind the first
// three stand a count and a colon, then the pairs, the nodes or the bytes; a number ends in a semicolon.
//
// Invariants:
// (1) A tree is what the TOML library makes of its text: a test holds each file to it.
// (2) A text that is not the shipped one, to the byte, is parsed anew.

/// Parsed files.
struct LawTrees {
    /// A file with its values.
    struct Tree {
        /// The text that was parsed.
        let text: String
        fileprivate let form: String

        /// The values.
        var node: LawNode {
            var reader = LawTreeReader(Array(form.utf8))
            return reader.node()
        }
    }

    private let trees: [String: Tree]

    /// Those of the files that ship.
    static let shipped = LawTrees(files: EntitlementData.files, forms: EntitlementData.trees)

    private init(files: [(path: String, text: String)], forms: [String: String]) {
        var trees: [String: Tree] = [:]
        for file in files {
            if let form = forms[file.path] { trees[file.path] = Tree(text: file.text, form: form) }
        }
        self.trees = trees
    }

    /// The tree of a path inside the folder of shipped data.
    subscript(path: String) -> Tree? { trees[path] }
}

/// Reads the form; what the build wrote is right, or the program stops.
private struct LawTreeReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func node() -> LawNode {
        let kind = bytes[place]
        place += 1
        switch kind {
        case UInt8(ascii: "t"):
            let count = number(until: UInt8(ascii: ":"))
            var pairs: [(key: String, value: LawNode)] = []
            pairs.reserveCapacity(Int(count))
            for _ in 0..<count { pairs.append((text(), node())) }
            return .table(pairs)
        case UInt8(ascii: "l"):
            let count = number(until: UInt8(ascii: ":"))
            var nodes: [LawNode] = []
            nodes.reserveCapacity(Int(count))
            for _ in 0..<count { nodes.append(node()) }
            return .list(nodes)
        case UInt8(ascii: "s"): return .text(text())
        case UInt8(ascii: "i"): return .number(number(until: UInt8(ascii: ";")))
        case UInt8(ascii: "y"): return .flag(true)
        case UInt8(ascii: "n"): return .flag(false)
        case UInt8(ascii: "o"): return .other
        default: preconditionFailure("a tree has no node of that kind")
        }
    }

    private mutating func text() -> String {
        let count = Int(number(until: UInt8(ascii: ":")))
        defer { place += count }
        return String(decoding: bytes[place..<place + count], as: UTF8.self)
    }

    private mutating func number(until end: UInt8) -> Int64 {
        let isNegative = bytes[place] == UInt8(ascii: "-")
        if isNegative { place += 1 }
        var value: Int64 = 0
        while bytes[place] != end {
            value = value * 10 + Int64(bytes[place] - UInt8(ascii: "0"))
            place += 1
        }
        place += 1
        return isNegative ? -value : value
    }
}
