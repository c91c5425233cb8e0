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
    static func parse(_ text: String, file: String) -> Result<LawNode, LawSyntaxFault> {
        do {
            let root = try TOMLTable(string: TOMLInput.checked(text))
            return withExtendedLifetime(root) { .success(node(table: root)) }
        } catch let fault as TOMLParseError {
            let begin = fault.source.begin
            return .failure(
                LawSyntaxFault(line: begin.line, column: begin.column, detail: fault.description)
            )
        } catch let fault as TOMLInput.Fault {
            return .failure(
                LawSyntaxFault(line: fault.line, column: fault.column ?? 1, detail: "\(fault)")
            )
        } catch {
            return .failure(LawSyntaxFault(line: 1, column: 1, detail: "\(error)"))
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
    let detail: String
}

/// The lines of a file's tables and keys, for the library gives none for values.
struct LawOutline {
    private var headers: [String: [Int]] = [:]
    private var keys: [String: Int] = [:]

    /// Finds the headers (`[x]`, `[[x]]`) and keys that begin a line.
    init(_ text: String) {
        var current = ""
        var line = 0
        for raw in text.split(separator: "\n", omittingEmptySubsequences: false) {
            line += 1
            let content = raw.drop { $0 == " " || $0 == "\t" }
            if content.hasPrefix("[") {
                let name = String(content.drop { $0 == "[" }.prefix { $0 != "]" })
                current = "\(name)#\(headers[name, default: []].count)"
                headers[name, default: []].append(line)
            } else if let end = content.firstIndex(of: "=") {
                let key = content[..<end].split(separator: " ").first.map(String.init) ?? ""
                let place = "\(current)/\(key)"
                if keys[place] == nil { keys[place] = line }
            }
        }
    }

    /// The line of the nth table of a name.
    func line(of table: String, at index: Int) -> Int? {
        guard let lines = headers[table], index < lines.count else { return nil }
        return lines[index]
    }

    /// The line of a key in the nth table of a name, else that of the table.
    func line(of table: String, at index: Int, key: String) -> Int? {
        keys["\(table)#\(index)/\(key)"] ?? line(of: table, at: index)
    }
}
