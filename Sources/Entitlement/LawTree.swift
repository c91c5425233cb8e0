// A rule file as plain values, and the lines its tables and keys stand on.
//
// Invariants:
// (1) Keys are in the order of their bytes, tables of one name in the order of the file.
// (2) Nothing of the TOML library outlives the parse.

import Intake
import TOMLKit

/// A value of a rule file.
enum LawNode {
    case text(String)
    case number(Int64)
    case flag(Bool)
    case list([LawNode])
    case table([(key: String, value: LawNode)])
    /// A date, a time or a fraction: no rule file has one.
    case other

    /// Parses a file; a fault of the syntax is a diagnostic with its line.
    ///
    /// A file that ships was parsed when the program was built, if its text is still that one.
    static func parse(_ text: String, file: String) -> Result<LawNode, LawSyntaxFault> {
        if let tree = LawTrees.shipped[file], tree.text == text { return .success(tree.node) }
        return parsed(text)
    }

    /// Parses a text with the TOML library.
    static func parsed(_ text: String) -> Result<LawNode, LawSyntaxFault> {
        do {
            let root = try TOMLTable(string: TOMLInput.checked(text))
            return withExtendedLifetime(root) { .success(node(table: root)) }
        } catch let fault as TOMLParseError {
            let begin = fault.source.begin
            return .failure(
                LawSyntaxFault(
                    line: begin.line,
                    column: begin.column,
                    detail: TOMLComplaint.phrase(fault.description)
                )
            )
        } catch let fault as TOMLInput.Fault {
            return .failure(
                LawSyntaxFault(line: fault.line, column: fault.column ?? 1, detail: fault.message)
            )
        } catch {
            return .failure(
                LawSyntaxFault(line: 1, column: 1, detail: TOMLComplaint.phrase("\(error)"))
            )
        }
    }

    private static func node(table: TOMLTable) -> LawNode {
        var pairs: [(key: String, value: LawNode)] = []
        for key in table.keys.sorted() {
            guard let value = table[key] else { continue }
            pairs.append((key, node(value)))
        }
        return .table(pairs)
    }

    private static func node(_ value: any TOMLValueConvertible) -> LawNode {
        if let text = value.string { return .text(text) }
        if let flag = value.bool { return .flag(flag) }
        if let number = value.int { return .number(Int64(number)) }
        if let table = value.table { return node(table: table) }
        if let array = value.array { return .list(array.map { node($0) }) }
        return .other
    }
}

/// Where the TOML library stopped, and why.
struct LawSyntaxFault: Error {
    let line: Int
    let column: Int
    let detail: Phrase
}

/// The lines of a file's tables and keys, for the library gives none for values.
///
/// Tables are found at once, for each of them keeps its place; a key is looked for when a fault names it.
struct LawOutline {
    private let bytes: [UInt8]
    /// Of each table of a name: its line, and where the line behind it begins.
    private var headers: [String: [(line: Int, end: Int)]] = [:]

    /// Finds the headers (`[x]`, `[[x]]`) that begin a line.
    init(_ text: String) {
        bytes = Array(text.utf8)
        var line = 1
        var isBegin = true
        // One pass: most bytes of a file are neither a line feed nor the beginning of a line.
        for place in bytes.indices {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\n") {
                (line, isBegin) = (line + 1, true)
            } else if isBegin && !Self.isBlank(byte) {
                isBegin = false
                if byte == UInt8(ascii: "[") { note(place, line) }
            }
        }
    }

    /// Notes the header that begins at a place.
    private mutating func note(_ place: Int, _ line: Int) {
        let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let name = bytes[place..<end].drop { $0 == UInt8(ascii: "[") }
            .prefix { $0 != UInt8(ascii: "]") }
        headers[String(decoding: name, as: UTF8.self), default: []].append((line, end + 1))
    }

    /// The line of the nth table of a name.
    func line(of table: String, at index: Int) -> Int? {
        guard let found = headers[table], index < found.count else { return nil }
        return found[index].line
    }

    /// The line of a key in the nth table of a name, else that of the table.
    func line(of table: String, at index: Int, key: String) -> Int? {
        guard let found = headers[table], index < found.count else { return nil }
        var (start, line) = (found[index].end, found[index].line + 1)
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let content = bytes[start..<end].drop(while: Self.isBlank)
            if content.first == UInt8(ascii: "[") { break }
            if content.contains(UInt8(ascii: "=")) {
                let word = content.prefix { !Self.isBlank($0) && $0 != UInt8(ascii: "=") }
                if word.elementsEqual(key.utf8) { return line }
            }
            (start, line) = (end + 1, line + 1)
        }
        return found[index].line
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
