// One table of a rule file, read key by key; every fault becomes a diagnostic.
//
// Invariants:
// (1) A key that no reader asked for is an error: a misspelt condition must not be a missing one.
// (2) A key that is missing or wrong gives nil and one diagnostic, so that all faults come at once.

import Intake
import Ledger

/// A table under reading.
struct LawTable {
    let instrument: String
    private let file: String
    private let name: String
    private let index: Int
    private let outline: LawOutline
    private var entries: [(key: String, value: LawNode)]
    private(set) var diagnostics: [Diagnostic] = []

    /// The nth table of a name in a file of an instrument.
    init(
        _ entries: [(key: String, value: LawNode)],
        named name: String,
        at index: Int,
        file: String,
        outline: LawOutline
    ) {
        self.entries = entries
        self.name = name
        self.index = index
        self.file = file
        self.outline = outline
        let folders = file.split(separator: "/")
        instrument = folders.count > 1 ? String(folders[folders.count - 2]) : ""
    }

    /// The place of the table, or of one of its keys.
    func location(_ key: String? = nil) -> Location {
        let line = key.map { outline.line(of: name, at: index, key: $0) }
        return Location(
            file: file,
            line: line ?? outline.line(of: name, at: index),
            field: key
        )
    }

    /// Notes a fault of a key, or of the table.
    mutating func fault(_ code: String, _ key: String?, vi: String, en: String) {
        diagnostics.append(
            Diagnostic(.error, code: code, at: location(key), Phrase(vi: vi, en: en))
        )
    }

    /// Takes a key out; nil where it is not there.
    private mutating func take(_ key: String) -> LawNode? {
        guard let place = entries.firstIndex(where: { $0.key == key }) else { return nil }
        return entries.remove(at: place).value
    }

    private mutating func missing(_ key: String) {
        fault("missing-key", key, vi: "thiếu \(key) trong [\(name)]", en: "[\(name)] lacks \(key)")
    }

    private mutating func wrongType(_ key: String, vi: String, en: String) {
        fault("wrong-type", key, vi: "\(key) phải là \(vi)", en: "\(key) is to be \(en)")
    }

    /// A text that is not empty.
    mutating func text(_ key: String) -> String? {
        guard let node = take(key) else {
            missing(key)
            return nil
        }
        guard case .text(let text) = node, !text.isEmpty else {
            wrongType(key, vi: "chuỗi không rỗng", en: "a text that is not empty")
            return nil
        }
        return text
    }

    /// A text, or nil without a word where the key is absent.
    mutating func optionalText(_ key: String) -> String? {
        entries.contains { $0.key == key } ? text(key) : nil
    }

    /// A whole number within bounds.
    mutating func number(_ key: String, in bounds: ClosedRange<Int64>) -> Int64? {
        guard let node = take(key) else {
            missing(key)
            return nil
        }
        guard case .number(let number) = node, bounds.contains(number) else {
            wrongType(
                key,
                vi: "số nguyên từ \(bounds.lowerBound) đến \(bounds.upperBound)",
                en: "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
            )
            return nil
        }
        return number
    }

    /// A whole number within bounds, or nil without a word where the key is absent.
    mutating func optionalNumber(_ key: String, in bounds: ClosedRange<Int64>) -> Int64? {
        entries.contains { $0.key == key } ? number(key, in: bounds) : nil
    }

    /// True or false.
    mutating func flag(_ key: String) -> Bool? {
        guard let node = take(key) else {
            missing(key)
            return nil
        }
        guard case .flag(let flag) = node else {
            wrongType(key, vi: "true hoặc false", en: "true or false")
            return nil
        }
        return flag
    }

    /// True or false, or nil without a word where the key is absent.
    mutating func optionalFlag(_ key: String) -> Bool? { has(key) ? flag(key) : nil }

    /// Whether the key is there and was not asked for yet.
    func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

    /// A list of texts; empty where the key is absent.
    mutating func texts(_ key: String) -> [String] {
        guard let node = take(key) else { return [] }
        guard case .list(let items) = node, !items.isEmpty else {
            wrongType(key, vi: "danh sách chuỗi không rỗng", en: "a list of texts, not empty")
            return []
        }
        var texts: [String] = []
        for item in items {
            guard case .text(let text) = item, !text.isEmpty else {
                wrongType(key, vi: "danh sách chuỗi không rỗng", en: "a list of texts, not empty")
                return []
            }
            texts.append(text)
        }
        return texts
    }

    /// A message with its `vi` and `en`.
    mutating func phrase(_ key: String) -> Phrase? {
        guard let node = take(key) else {
            missing(key)
            return nil
        }
        guard case .table(let pairs) = node, pairs.count == 2,
            case .text(let english) = pairs[0].value, pairs[0].key == "en", !english.isEmpty,
            case .text(let vietnamese) = pairs[1].value, pairs[1].key == "vi", !vietnamese.isEmpty
        else {
            wrongType(key, vi: "{ vi = \"…\", en = \"…\" }", en: "{ vi = \"…\", en = \"…\" }")
            return nil
        }
        return Phrase(vi: vietnamese, en: english)
    }

    /// A message, or nil without a word where the key is absent.
    mutating func optionalPhrase(_ key: String) -> Phrase? {
        entries.contains { $0.key == key } ? phrase(key) : nil
    }

    /// Messages by key; empty where the key is absent.
    mutating func phrases(_ key: String) -> [String: Phrase] {
        guard let node = take(key) else { return [:] }
        var phrases: [String: Phrase] = [:]
        if case .table(let pairs) = node {
            for (name, value) in pairs {
                guard case .table(let words) = value, words.count == 2,
                    case .text(let english) = words[0].value, words[0].key == "en",
                    case .text(let vietnamese) = words[1].value, words[1].key == "vi",
                    !english.isEmpty, !vietnamese.isEmpty
                else { break }
                phrases[name] = Phrase(vi: vietnamese, en: english)
            }
            if phrases.count == pairs.count, !pairs.isEmpty { return phrases }
        }
        let wanted = "{ severe = { vi = \"…\", en = \"…\" } }"
        wrongType(key, vi: wanted, en: wanted)
        return [:]
    }

    /// Lists of texts by key, as conditions are written; empty where the key is absent.
    mutating func lists(_ key: String) -> [(key: String, values: [String])] {
        guard let node = take(key) else { return [] }
        guard case .table(let pairs) = node else {
            wrongType(key, vi: "{ tên = [\"giá trị\"] }", en: "{ name = [\"value\"] }")
            return []
        }
        var lists: [(key: String, values: [String])] = []
        for (name, value) in pairs {
            var values: [String] = []
            if case .list(let items) = value {
                for case .text(let text) in items { values.append(text) }
                if values.count == items.count, !values.isEmpty {
                    lists.append((name, values.sorted()))
                    continue
                }
            }
            wrongType(key, vi: "{ tên = [\"giá trị\"] }", en: "{ name = [\"value\"] }")
        }
        return lists
    }

    /// Whole numbers by key; nil with a fault where one is none.
    mutating func numbers(_ key: String) -> [(key: String, number: Int64)]? {
        guard case .table(let pairs)? = take(key), !pairs.isEmpty else {
            wrongType(key, vi: "{ \"21\" = 1_878_000 }", en: "{ \"21\" = 1_878_000 }")
            return nil
        }
        var numbers: [(key: String, number: Int64)] = []
        for (name, value) in pairs {
            guard case .number(let number) = value else {
                wrongType(key, vi: "{ \"21\" = 1_878_000 }", en: "{ \"21\" = 1_878_000 }")
                return nil
            }
            numbers.append((name, number))
        }
        return numbers
    }

    /// A month, written `YYYY-MM`, or as its first (`isEnd`: last) day.
    mutating func month(_ key: String, isEnd: Bool = false) -> CalendarMonth? {
        guard let text = text(key) else { return nil }
        if let month = CalendarMonth(iso: text) { return month }
        if let day = CivilDate(iso: text), day == (isEnd ? day.month.lastDay : day.month.firstDay) {
            return day.month
        }
        fault(
            "bad-month",
            key,
            vi:
                "\(key) phải là tháng (YYYY-MM) hoặc ngày đầu, ngày cuối của tháng: luật tính tròn tháng",
            en: "\(key) is to be a month (YYYY-MM) or its first or last day: rules hold for months"
        )
        return nil
    }

    /// A month, or nil without a word where the key is absent.
    mutating func optionalMonth(_ key: String, isEnd: Bool) -> CalendarMonth? {
        entries.contains { $0.key == key } ? month(key, isEnd: isEnd) : nil
    }

    /// A day, written `YYYY-MM-DD`.
    mutating func day(_ key: String) -> CivilDate? {
        guard let text = text(key) else { return nil }
        if let day = CivilDate(iso: text) { return day }
        fault(
            "bad-date",
            key,
            vi: "\(key) phải là ngày có thật, viết YYYY-MM-DD",
            en: "\(key) is to be a day that exists, written YYYY-MM-DD"
        )
        return nil
    }

    /// One of the words of an enumeration.
    mutating func word<Words: RawRepresentable & CaseIterable>(_ key: String) -> Words?
    where Words.RawValue == String {
        guard let text = text(key) else { return nil }
        if let word = Words(rawValue: text) { return word }
        let words = Words.allCases.map(\.rawValue).joined(separator: ", ")
        fault(
            "unknown-word",
            key,
            vi: "\(key) không thể là \"\(text)\"; chỉ nhận: \(words)",
            en: "\(key) cannot be \"\(text)\"; it is one of: \(words)"
        )
        return nil
    }

    /// Ends the reading: every key left is unknown.
    mutating func finish() {
        for entry in entries {
            fault(
                "unknown-key",
                entry.key,
                vi: "[\(name)] không có khóa \(entry.key)",
                en: "[\(name)] has no key \(entry.key)"
            )
        }
        entries = []
    }
}
