// One file of the tree, as the checks see it.

import Foundation
import Testing

/// A run of bytes in which words are looked for.
struct Layer {
    /// The bytes.
    let bytes: [UInt8]
    /// The same bytes, for a search that is fast in a debug build too.
    private let data: Data

    /// A layer of these bytes.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        data = Data(bytes)
    }

    /// Where a word stands: a letter, digit or underscore at its edge has none beside it.
    func offsets(of word: String) -> [Int] {
        let sought = Data(word.utf8)
        guard let first = sought.first, let last = sought.last else { return [] }
        var offsets: [Int] = []
        var from = 0
        while from < data.count, let found = data.range(of: sought, in: from..<data.count) {
            from = found.upperBound
            let startsInWord =
                Layer.isWordByte(first) && found.lowerBound > 0
                && Layer.isWordByte(bytes[found.lowerBound - 1])
            let endsInWord =
                Layer.isWordByte(last) && found.upperBound < bytes.count
                && Layer.isWordByte(bytes[found.upperBound])
            if !startsInWord && !endsInWord { offsets.append(found.lowerBound) }
        }
        return offsets
    }

    /// The text of a range.
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The offset after the bracket that closes the one at an offset; nil where none does.
    func end(ofBracketAt offset: Int) -> Int? {
        var depth = 0
        for index in offset..<bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: continue
            }
            if depth == 0 { return index + 1 }
        }
        return nil
    }

    /// Whether a byte belongs to a word; bytes above ASCII do.
    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}

/// A text file.
struct SourceFile {
    /// The path below the root of the repository.
    let path: String
    /// All of it.
    let raw: Layer
    /// Swift code alone; empty for other files.
    let code: Layer
    /// Swift comments alone; all of it for other files.
    let comments: Layer
    /// Contents of Swift string literals alone; empty for other files.
    let literals: Layer
    /// The lines, without their line feeds.
    let lines: [Range<Int>]

    /// A file with a path and a text.
    init(path: String, _ text: String) { self.init(path: path, bytes: Array(text.utf8)) }

    /// A file with a path and its bytes.
    init(path: String, bytes: [UInt8]) {
        self.path = path
        raw = Layer(bytes)
        if path.hasSuffix(".swift") && !path.hasSuffix("+Generated.swift") {
            let layers = SwiftLayers(bytes)
            code = Layer(layers.code)
            comments = Layer(layers.comments)
            literals = Layer(layers.literals)
        } else {
            code = Layer([])
            comments = raw
            literals = code
        }
        var lines: [Range<Int>] = []
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            lines.append(start..<index)
            start = index + 1
        }
        if start < bytes.count { lines.append(start..<bytes.count) }
        self.lines = lines
    }

    /// Whether it is Swift that people wrote.
    var isSwift: Bool { path.hasSuffix(".swift") && !isGenerated }
    /// Whether a program wrote it.
    var isGenerated: Bool { path.hasSuffix("+Generated.swift") }
    /// Whether it belongs to the tests.
    var isTest: Bool { path.hasPrefix("Tests/") || path.hasPrefix("Ledger/Tests/") }
    /// The text.
    var text: String { raw.text(0..<raw.bytes.count) }

    /// The module whose folder it lies in; nil outside of modules.
    var module: String? {
        let parts = path.split(separator: "/").map(String.init)
        let inner = parts.first == "Ledger" ? Array(parts.dropFirst()) : parts
        guard inner.count >= 3, inner[0] == "Sources" || inner[0] == "Tests" else {
            return nil
        }
        return inner[1]
    }

    /// The line of an offset, from 1.
    func line(at offset: Int) -> Int {
        var low = 0
        var high = lines.count
        while low < high {
            let middle = (low + high) / 2
            if lines[middle].upperBound < offset { low = middle + 1 } else { high = middle }
        }
        return min(low + 1, max(lines.count, 1))
    }

    /// The text of a line, from 1.
    func lineText(_ number: Int) -> String {
        lines.indices.contains(number - 1) ? raw.text(lines[number - 1]) : ""
    }

    /// A finding at an offset.
    func finding(at offset: Int, what: String, _ message: String) -> Finding {
        Finding(path: path, line: line(at: offset), what: what, message: message)
    }
}

extension SourceFile: CustomTestStringConvertible, CustomReflectable {
    /// The path; a failing test shall not print the whole file.
    var testDescription: String { path }
    /// The path alone.
    var customMirror: Mirror { Mirror(self, children: ["path": path]) }
}
