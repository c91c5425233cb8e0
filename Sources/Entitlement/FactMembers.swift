// The members of one JSON object, taken one by one, and what is wrong with them.
//
// Invariants:
// (1) A member that is missing or wrong gives nil and one diagnostic.
// (2) No diagnostic holds a text of the file: it may be about a person.

import Intake
import Ledger

/// Faults of a file of facts.
struct FactFaults {
    let file: String
    private(set) var diagnostics: [Diagnostic] = []

    /// No fault yet.
    init(file: String) { self.file = file }

    /// Notes a fault.
    mutating func note(
        _ code: String,
        _ line: Int,
        _ column: Int,
        _ field: String?,
        _ words: Phrase
    ) {
        let place = Location(file: file, line: line, column: column, field: field)
        diagnostics.append(Diagnostic(.error, code: code, at: place, words))
    }

    /// Notes a fault at a place.
    mutating func note(
        _ code: String,
        _ place: (Int, Int),
        _ field: String?,
        vi: String,
        en: String
    ) {
        note(code, place.0, place.1, field, Phrase(vi: vi, en: en))
    }
}

/// The members of an object that were not asked for yet.
struct FactMembers {
    /// A text and where it stands.
    struct Text {
        let text: String
        let place: (Int, Int)
    }

    /// Where the object begins.
    let place: (Int, Int)
    private var members: [(name: String, value: JSONValue)]

    /// The members of an object; nil with a fault where the value is none.
    init?(_ value: JSONValue, _ faults: inout FactFaults) {
        place = (value.line, value.column)
        guard case .object(let members) = value.content else {
            faults.note(
                "wrong-type",
                place,
                nil,
                vi: "cần một đối tượng {…}",
                en: "an object {…} is wanted"
            )
            return nil
        }
        self.members = members
    }

    /// Whether a member is there and was not taken yet.
    func has(_ name: String) -> Bool { members.contains { $0.name == name } }

    private mutating func take(_ name: String) -> JSONValue? {
        members.firstIndex { $0.name == name }.map { members.remove(at: $0).value }
    }

    /// Notes that a member is missing.
    func missing(_ name: String, _ faults: inout FactFaults) {
        faults.note("missing-member", place, name, vi: "thiếu \(name)", en: "\(name) is missing")
    }

    /// A text that must be there and is not empty.
    mutating func text(_ name: String, _ faults: inout FactFaults) -> Text? {
        guard has(name) else {
            missing(name, &faults)
            return nil
        }
        return optionalText(name, &faults)
    }

    /// A text, or nil where it is not there.
    mutating func optionalText(_ name: String, _ faults: inout FactFaults) -> Text? {
        guard let value = take(name) else { return nil }
        let place = (value.line, value.column)
        guard case .text(let text) = value.content, !text.isEmpty else {
            faults.note(
                "wrong-type",
                place,
                name,
                vi: "cần một chuỗi không rỗng",
                en: "a text that is not empty is wanted"
            )
            return nil
        }
        return Text(text: text, place: place)
    }

    /// A day that must be there.
    mutating func day(_ name: String, _ faults: inout FactFaults) -> CivilDate? {
        guard has(name) else {
            missing(name, &faults)
            return nil
        }
        return optionalDay(name, &faults)
    }

    /// A day, or nil where it is not there.
    mutating func optionalDay(_ name: String, _ faults: inout FactFaults) -> CivilDate? {
        guard let text = optionalText(name, &faults) else { return nil }
        guard let day = CivilDate(iso: text.text) else {
            faults.note(
                "bad-date",
                text.place,
                name,
                vi: "ngày có thật, viết dạng \"2026-11-22\"",
                en: "a day that exists, written \"2026-11-22\""
            )
            return nil
        }
        return day
    }

    /// A list that must be there.
    mutating func list(_ name: String, _ faults: inout FactFaults) -> [JSONValue] {
        guard has(name) else {
            missing(name, &faults)
            return []
        }
        return optionalList(name, &faults)
    }

    /// A list; empty where it is not there.
    mutating func optionalList(_ name: String, _ faults: inout FactFaults) -> [JSONValue] {
        guard let value = take(name) else { return [] }
        guard case .list(let items) = value.content else {
            faults.note(
                "wrong-type",
                (value.line, value.column),
                name,
                vi: "cần một danh sách […]",
                en: "a list […] is wanted"
            )
            return []
        }
        return items
    }

    /// Ends the taking: what is left is not known.
    func finish(_ faults: inout FactFaults) {
        for member in members {
            faults.note(
                "unknown-member",
                (member.value.line, member.value.column),
                nil,
                vi: "không có mục nào tên như vậy ở đây",
                en: "there is no member of this name here"
            )
        }
    }
}
