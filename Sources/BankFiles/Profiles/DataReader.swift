// A strict reader of the TOML files that ship with this module or replace them.
//
// Invariants:
// (1) A key that nobody knows is an error: a misspelt key must not be a silent default.
// (2) All faults of a file are found in one go, in a fixed order.

import Intake
import TOMLKit

/// Reads values out of one TOML file and collects what is wrong with it.
struct DataReader {
    /// The file's name, for places.
    let file: String
    /// Everything that was found so far.
    private(set) var diagnostics: [Diagnostic] = []

    /// A reader of a file of that name.
    init(file: String) { self.file = file }

    /// Reads one thing from a whole file.
    ///
    /// - Parameters:
    ///   - text: The TOML text.
    ///   - file: The file's name for diagnostics.
    ///   - body: Reads the thing from the root table.
    /// - Returns: The thing, nil with an error; and all that is wrong with the file.
    static func read<Value>(
        _ text: String,
        file: String,
        _ body: (TOMLTable, inout DataReader) -> Value?
    ) -> Reading<Value?> {
        var reader = DataReader(file: file)
        let value = reader.parse(text).flatMap { body($0, &reader) }
        let isSound = reader.diagnostics.isEmpty
        return Reading(value: isSound ? value : nil, diagnostics: reader.diagnostics)
    }

    /// The root table, or nil after a syntax error.
    mutating func parse(_ text: String) -> TOMLTable? {
        func refuse(_ code: String, line: Int, column: Int?, _ message: Phrase) {
            diagnostics.append(
                Diagnostic(
                    .error,
                    code: code,
                    at: Location(file: file, line: line, column: column),
                    message
                )
            )
        }
        do {
            return try TOMLTable(string: TOMLInput.checked(text))
        } catch let fault as TOMLInput.Fault {
            refuse(
                fault.kind == .deep ? "data-nesting" : "data-syntax",
                line: fault.line,
                column: fault.column,
                fault.message
            )
        } catch let error as TOMLParseError {
            let begin = error.source.begin
            refuse(
                "data-syntax",
                line: begin.line,
                column: begin.column,
                Phrase(vi: "không đúng cú pháp TOML", en: "this is not valid TOML")
            )
        } catch {
            report("data-syntax", "", Phrase(vi: "không đọc được", en: "this cannot be read"))
        }
        return nil
    }

    /// Adds an error about a field.
    mutating func report(_ code: String, _ path: String, _ message: Phrase, hint: Phrase? = nil) {
        let location = Location(file: file, field: path.isEmpty ? nil : path)
        diagnostics.append(Diagnostic(.error, code: code, at: location, message, hint: hint))
    }

    /// Refuses all keys of a table that are not in the list.
    mutating func refuseKeys(of table: TOMLTable, at path: String, except known: [String]) {
        for key in table.keys where !known.contains(key) {
            report(
                "data-unknown-key",
                path + key,
                Phrase(vi: "khóa này không có trong mẫu", en: "this key is not known"),
                hint: Phrase(
                    vi: "kiểm tra chính tả; các khóa được nhận: \(known.joined(separator: ", "))",
                    en: "check the spelling; keys that are taken: \(known.joined(separator: ", "))"
                )
            )
        }
    }

    /// A text, or nil with an error; absence is one only where the key is required.
    mutating func string(
        _ key: String,
        of table: TOMLTable,
        at path: String,
        isRequired: Bool = true
    ) -> String? {
        guard let value = value(key, of: table, at: path, isRequired: isRequired) else {
            return nil
        }
        guard let text = value.string, !text.isEmpty else {
            refuseType(path + key, vi: "chuỗi chữ không rỗng", en: "a text that is not empty")
            return nil
        }
        return text
    }

    /// A whole number within bounds, or nil with an error.
    mutating func integer(
        _ key: String,
        of table: TOMLTable,
        at path: String,
        in bounds: ClosedRange<Int>
    ) -> Int? {
        guard let value = value(key, of: table, at: path, isRequired: true) else { return nil }
        guard let number = value.int, bounds.contains(number) else {
            let range = "\(bounds.lowerBound)…\(bounds.upperBound)"
            refuseType(path + key, vi: "số nguyên \(range)", en: "a whole number \(range)")
            return nil
        }
        return number
    }

    /// Yes or no; the given value where the key is absent.
    mutating func boolean(
        _ key: String,
        of table: TOMLTable,
        at path: String,
        absent: Bool? = nil
    ) -> Bool? {
        guard let value = value(key, of: table, at: path, isRequired: absent == nil) else {
            return absent
        }
        guard let flag = value.bool else {
            refuseType(path + key, vi: "true hoặc false", en: "true or false")
            return nil
        }
        return flag
    }

    /// A day as TOML writes it, without quotes; nil where absent or wrong.
    mutating func date(_ key: String, of table: TOMLTable, at path: String) -> TOMLDate? {
        guard let value = value(key, of: table, at: path, isRequired: false) else { return nil }
        let date: TOMLDate? = value.date
        if date == nil {
            refuseType(path + key, vi: "ngày dạng 2026-10-05", en: "a date such as 2026-10-05")
        }
        return date
    }

    /// An array of texts; empty where absent or wrong.
    mutating func strings(_ key: String, of table: TOMLTable, at path: String) -> [String] {
        guard let value = value(key, of: table, at: path, isRequired: false) else { return [] }
        guard let array = value.array, array.allSatisfy({ $0.string != nil }) else {
            refuseType(path + key, vi: "danh sách chuỗi chữ", en: "an array of texts")
            return []
        }
        return array.compactMap { $0.string }
    }

    /// A range that is written as an array of two numbers; nil where absent or wrong.
    mutating func range(
        _ key: String,
        of table: TOMLTable,
        at path: String
    ) -> ClosedRange<Int>? {
        guard let value = value(key, of: table, at: path, isRequired: false) else { return nil }
        let numbers = value.array?.compactMap { $0.int } ?? []
        guard value.array?.count == 2, numbers.count == 2, numbers[0] > 0,
            numbers[0] <= numbers[1]
        else {
            refuseType(path + key, vi: "hai số [ít nhất, nhiều nhất]", en: "[least, most]")
            return nil
        }
        return numbers[0]...numbers[1]
    }

    /// An array of tables; empty with an error where it is absent or wrong.
    mutating func tables(_ key: String, of table: TOMLTable, at path: String) -> [TOMLTable] {
        guard let value = value(key, of: table, at: path, isRequired: true) else { return [] }
        guard let array = value.array, array.allSatisfy({ $0.table != nil }) else {
            refuseType(path + key, vi: "dãy bảng [[...]]", en: "an array of tables")
            return []
        }
        return array.compactMap { $0.table }
    }

    /// One of the cases of an enumeration, by its raw text, or nil with an error.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String,
        of table: TOMLTable,
        at path: String,
        as type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        guard let text = string(key, of: table, at: path) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        refuseType(path + key, vi: "một trong: \(words)", en: "one of: \(words)")
        return nil
    }

    private mutating func value(
        _ key: String,
        of table: TOMLTable,
        at path: String,
        isRequired: Bool
    ) -> (any TOMLValueConvertible)? {
        if let value = table[key] { return value }
        if isRequired {
            report(
                "data-missing-key",
                path + key,
                Phrase(vi: "thiếu khóa này", en: "this key is missing")
            )
        }
        return nil
    }

    private mutating func refuseType(_ path: String, vi: String, en: String) {
        report("data-wrong-value", path, Phrase(vi: "phải là \(vi)", en: "this must be \(en)"))
    }
}
