// The plain part of TOML that unit lists use: `[[unit]]` tables of strings and lists of strings.
//
// Invariants:
// (1) What is outside that part is refused with its line; nothing is passed over.

/// Reads `units.toml`.
enum UnitListParser {
    private struct Table {
        let line: Int
        var texts: [String: String] = [:]
        var lists: [String: [String]] = [:]

        func unit() -> Unit? {
            guard Set(texts.keys) == ["code", "name", "commune", "province"],
                Set(lists.keys) == ["predecessors", "split"],
                let code = texts["code"], let name = texts["name"],
                let commune = texts["commune"], let province = texts["province"],
                let predecessors = lists["predecessors"], let split = lists["split"]
            else { return nil }
            return Unit(
                code: code,
                name: name,
                commune: commune,
                province: province,
                predecessors: predecessors,
                split: split
            )
        }
    }

    /// The units of a list, in its order.
    static func units(in text: String) throws(UnitDirectoryError) -> [Unit] {
        var tables: [Table] = []
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let content = trimmed(line)
            if content.isEmpty || content.hasPrefix("#") { continue }
            if content == "[[unit]]" {
                tables.append(Table(line: number))
                continue
            }
            guard let equals = content.firstIndex(of: "="), !tables.isEmpty else {
                throw .syntax(line: number)
            }
            let key = String(trimmed(content[..<equals]))
            let value = trimmed(content[content.index(after: equals)...])
            let last = tables.count - 1
            guard tables[last].texts[key] == nil, tables[last].lists[key] == nil else {
                throw .syntax(line: number)
            }
            if let text = string(value) {
                tables[last].texts[key] = text
            } else if let list = list(value) {
                tables[last].lists[key] = list
            } else {
                throw .syntax(line: number)
            }
        }
        var units: [Unit] = []
        for table in tables {
            guard let unit = table.unit() else { throw .unit(line: table.line) }
            units.append(unit)
        }
        return units
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " || text.last == "\r" { text.removeLast() }
        return text
    }

    /// A basic string without escapes.
    private static func string(_ text: Substring) -> String? {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return nil }
        let inner = text.dropFirst().dropLast()
        return inner.contains { $0 == "\"" || $0 == "\\" } ? nil : String(inner)
    }

    private static func list(_ text: Substring) -> [String]? {
        guard text.first == "[", text.last == "]" else { return nil }
        let inner = trimmed(text.dropFirst().dropLast())
        if inner.isEmpty { return [] }
        var items: [String] = []
        for part in inner.split(separator: ",", omittingEmptySubsequences: false) {
            guard let item = string(trimmed(part)) else { return nil }
            items.append(item)
        }
        return items
    }
}
