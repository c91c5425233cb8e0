// Where the tables and keys of a setup file stand: the TOML library tells no line of a value.
//
// Invariant: a table that is written in another style (inline) has no line, never a wrong one.

import Intake

/// A table of a setup file: its name and its place among those of the name, from 0.
struct SetupTableID {
    let name: String
    let index: Int

    /// The file itself.
    static let root = SetupTableID(name: "", index: 0)

    /// The table for people: `[[unit]] 2`; empty for the file.
    var text: String { name.isEmpty ? "" : "[[\(name)]] \(index + 1)" }
}

/// The lines of a setup file's tables and keys.
struct SetupPlaces {
    private let file: String
    private var headers: [String: [Int]] = [:]
    private var keys: [String: Int] = [:]

    /// Finds headers (`[[x]]`) and keys that begin a line.
    init(_ text: String, file: String) {
        self.file = file
        var current = "#0"
        var number = 0
        // Lines end with LF or CR LF, which is one character of a text.
        for raw in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            let line = raw.drop { $0 == " " || $0 == "\t" }
            if line.hasPrefix("[") {
                let name = String(
                    line.drop { $0 == "[" }.prefix { $0 != "]" }.filter { $0 != " " }
                )
                current = "\(name)#\(headers[name, default: []].count)"
                headers[name, default: []].append(number)
            } else if let end = line.firstIndex(of: "=") {
                let key = line[..<end].split(separator: " ").first.map(String.init) ?? ""
                let place = "\(current)/\(key)"
                if keys[place] == nil { keys[place] = number }
            }
        }
    }

    /// The place of a table, or of one of its keys.
    func location(_ table: SetupTableID, _ key: String? = nil) -> Location {
        let lines = headers[table.name] ?? []
        let head = table.index < lines.count ? lines[table.index] : nil
        let own = key.flatMap { keys["\(table.name)#\(table.index)/\($0)"] }
        return Location(file: file, line: own ?? head, field: key)
    }
}
