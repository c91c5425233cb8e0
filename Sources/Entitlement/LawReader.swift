// Reads rule files into a rule book: definitions first, then the values that name them.
//
// A file holds any of these tables; every dated value also has name, article, valid_from, known_from,
// verified, where it is not verified a doubt, where it ends a valid_to, and may have a note for letters:
//   [instrument]    number, title                        [[programme]]   code, title
//   [[category]]    code, programme, title, article (once, own_payee, payee_title, after_death,
//                   per_household, discreet_title)
//   [[fact_value]]  fact, values, article (words)        [[word]]        code, title
//   [[fact]]        name, title, and values (absent, words), or count_from with count_to, or
//                   kind = "event"
//   [[rate]]        series, amount or amounts (place)    [[start]]       event (age, day_of, categories)
//   [[rule]]        category, series, base, coefficient, source (age_from, age_below, when, per, by,
//                   place, priced_from)
//   [[adjust]]      effect (categories)                  [[stop]]        effect (categories)
//   [[supplement]]  category, place, method, amount, source
//   [[exclusion]]   category or categories, excluded_by  [[highest_only]] programmes or categories
//   [[together]]    category, with                       [[end]]         categories or rules
//   [[doubt]]       (instruments, rules, except, supplements)
//   [[suspension]]  fact, values, programmes or categories, effect
//   [[window]]      fact, values, months or next_year_from, grace_days (next_within_months, by_decision_to)
//
// Invariants:
// (1) All faults of all files are found in one go and come in order of file and line.
// (2) A name that a value uses is defined in some file, or the value is refused.

package import Intake
import Ledger

extension RuleBook {
    /// Reads rule files: a folder for each legal instrument, TOML files in it.
    ///
    /// - Parameter files: Path (`…/instrument/file.toml`) and text of each, in any order.
    /// - Returns: The rule book, or nil and what is wrong: each fault with its file and line.
    package static func read(files: [(path: String, text: String)]) -> Reading<RuleBook?> {
        let files = files.sorted { $0.path < $1.path }
        var reader = LawReader()
        reader.read(files)
        reader.book.words = LawWords(reader.book)
        reader.book.makeIndex()
        // Relations between values are looked at when each value is right by itself.
        if reader.diagnostics.isEmpty { reader.diagnostics += reader.book.inconsistencies() }
        let order = reader.diagnostics.enumerated().sorted { left, right in
            let (one, other) = (left.element.location, right.element.location)
            return (one.file, one.line ?? 0, left.offset)
                < (other.file, other.line ?? 0, right.offset)
        }
        let diagnostics = order.map(\.element)
        reader.book.files = files
        return Reading(value: diagnostics.isEmpty ? reader.book : nil, diagnostics: diagnostics)
    }
}

/// The state of a reading.
struct LawReader {
    /// A table that waits to be read.
    private struct Waiting {
        let kind: String
        let table: LawTable
    }

    /// The kinds of table, in the order in which they are read.
    private static let kinds = [
        "instrument", "word", "programme", "fact", "fact_value", "category", "rate", "rule",
        "start",
        "adjust", "stop", "supplement", "exclusion", "highest_only", "together", "end", "doubt",
        "suspension", "window",
    ]

    var book = RuleBook()
    var diagnostics: [Diagnostic] = []
    private var ids: Set<String> = []

    /// Reads files that are in order of path.
    mutating func read(_ files: [(path: String, text: String)]) {
        var waiting: [Waiting] = []
        for file in files { waiting += tables(of: file.path, file.text) }
        for kind in LawReader.kinds {
            // Values name categories by index, so their order stands before the first value.
            if kind == "rate" { sortDefinitions() }
            for entry in waiting where entry.kind == kind {
                var table = entry.table
                read(kind, &table)
                table.finish()
                diagnostics += table.diagnostics
            }
        }
        let described = Set(book.instruments.map(\.id))
        var reported: Set<String> = []
        for source in book.sources where !described.contains(source.instrument) {
            guard reported.insert(source.instrument).inserted else { continue }
            note(
                "missing-instrument",
                at: source.location,
                vi: "thư mục \(source.instrument) không có bảng [instrument]",
                en: "the folder \(source.instrument) has no [instrument] table"
            )
        }
    }

    /// Parses one file into its tables.
    private mutating func tables(of file: String, _ text: String) -> [Waiting] {
        let root: [(key: String, value: LawNode)]
        switch LawNode.parse(text, file: file) {
        case .failure(let fault):
            note(
                "toml-syntax",
                at: Location(file: file, line: fault.line, column: fault.column),
                vi: "sai cú pháp TOML: \(fault.detail.vietnamese)",
                en: "not TOML: \(fault.detail.english)"
            )
            return []
        case .success(.table(let pairs)): root = pairs
        case .success: root = []
        }
        let outline = LawOutline(text)
        var waiting: [Waiting] = []
        for (name, value) in root {
            let items: [LawNode]
            switch value {
            case .table where name == "instrument": items = [value]
            case .list(let list) where name != "instrument": items = list
            default: items = []
            }
            for (index, item) in items.enumerated() {
                guard case .table(let entries) = item, LawReader.kinds.contains(name) else { break }
                let table = LawTable(entries, named: name, at: index, file: file, outline: outline)
                waiting.append(Waiting(kind: name, table: table))
            }
            if waiting.last?.kind != name {
                note(
                    "unknown-table",
                    at: Location(file: file, line: outline.line(of: name, at: 0), field: name),
                    vi: "tệp luật không có bảng \(name)",
                    en: "a rule file has no table \(name)"
                )
            }
        }
        return waiting
    }

    /// Reads one table of a kind.
    private mutating func read(_ kind: String, _ table: inout LawTable) {
        switch kind {
        case "instrument": instrument(&table)
        case "programme": programme(&table)
        case "word": word(&table)
        case "fact": fact(&table)
        case "fact_value": factValue(&table)
        case "category": category(&table)
        case "rate": rate(&table)
        case "rule": rule(&table)
        case "start": start(&table)
        case "adjust": adjust(&table)
        case "stop": stop(&table)
        case "supplement": supplement(&table)
        case "exclusion": exclusion(&table)
        case "highest_only": highestOnly(&table)
        case "together": together(&table)
        case "end": end(&table)
        case "suspension": suspension(&table)
        case "window": window(&table)
        default: doubt(&table)
        }
    }

    /// Brings definitions into the order of their codes, whatever file they came from.
    private mutating func sortDefinitions() {
        book.programmes.sort { $0.code < $1.code }
        book.facts.sort { $0.name < $1.name }
        book.categories.sort { $0.code < $1.code }
    }

    /// Notes a fault outside a table.
    private mutating func note(_ code: String, at place: Location, vi: String, en: String) {
        diagnostics.append(Diagnostic(.error, code: code, at: place, Phrase(vi: vi, en: en)))
    }

    /// Takes an id; a second value of the same one is a fault.
    mutating func isNew(_ id: String, _ key: String, _ table: inout LawTable) -> Bool {
        guard !ids.insert(id).inserted else { return true }
        table.fault("duplicate-id", key, vi: "\(id) đã có rồi", en: "\(id) is there already")
        return false
    }

    /// The origin of a value, with an id that no other has.
    mutating func source(_ table: inout LawTable, prefix: String = "") -> LawSource? {
        guard let source = table.source(prefix: prefix), isNew(source.id, "name", &table)
        else { return nil }
        return source
    }
}
