// Reads a file of facts into persons, strictly: what it does not know it refuses.
//
// Invariants:
// (1) Every member is asked for once; one that nobody asked for is a fault.
// (2) A category, a fact and its value are those of the rule book.

import Enrolment
import Intake
import Ledger

/// The state of a reading.
struct FactSheetReader {
    /// The schema that a file names.
    static let schema = "chitra/law-facts/1"
    /// The most months a person may ask for: fifty years.
    private static let mostMonths = 600

    let book: RuleBook
    private(set) var faults: FactFaults
    private let categories: Set<String>

    /// All that was found.
    var diagnostics: [Diagnostic] { faults.diagnostics }

    /// A reader of one file.
    init(file: String, book: RuleBook) {
        self.book = book
        faults = FactFaults(file: file)
        categories = Set(book.categories.map(\.code))
    }

    /// Reads all persons; what they share stands at the top.
    mutating func read(_ bytes: [UInt8]) -> [FactSheet] {
        let root: JSONValue
        do throws(JSONReader.Fault) {
            root = try JSONReader.read(bytes)
        } catch {
            faults.note("json-syntax", error.line, error.column, nil, error.message)
            return []
        }
        guard var top = FactMembers(root, &faults) else { return [] }
        if let schema = top.text("schema", &faults), schema.text != Self.schema {
            faults.note(
                "schema-unknown",
                schema.place,
                "schema",
                vi: "schema phải là \(Self.schema)",
                en: "the schema is \(Self.schema)"
            )
        }
        let told = Set(Self.shareable.filter { top.has($0) })
        let shared = Shared(
            told: told,
            place: place(&top),
            months: months(&top),
            known: top.optionalDay("known", &faults)
        )
        let persons = top.list("persons", &faults)
        top.finish(&faults)
        var sheets: [FactSheet] = []
        var ids: Set<String> = []
        for person in persons {
            guard var members = FactMembers(person, &faults) else { continue }
            guard let sheet = sheet(&members, shared) else { continue }
            guard ids.insert(sheet.id).inserted else {
                faults.note(
                    "id-twice",
                    members.place,
                    "id",
                    vi: "id này có hai lần",
                    en: "this id stands twice"
                )
                continue
            }
            sheets.append(sheet)
        }
        return sheets
    }

    /// What persons may leave out.
    private struct Shared {
        /// The names of those that stand there, be they right or wrong: none is missing.
        let told: Set<String>
        let place: String?
        let months: [CalendarMonth]?
        let known: CivilDate?
    }

    /// What the file or a person may say.
    private static let shareable = ["place", "months", "known"]

    /// The code of a province.
    private mutating func place(_ members: inout FactMembers) -> String? {
        guard let place = members.optionalText("place", &faults) else { return nil }
        guard Province.isKnown(place.text) else {
            faults.note(
                "unknown-place",
                place.place,
                "place",
                vi: "không có tỉnh nào mang mã này; các mã: "
                    + Province.codes.joined(separator: ", "),
                en: "no province has this code; the codes: "
                    + Province.codes.joined(separator: ", ")
            )
            return nil
        }
        return place.text
    }

    private mutating func months(_ members: inout FactMembers) -> [CalendarMonth]? {
        guard members.has("months") else { return nil }
        let items = members.list("months", &faults)
        var months: [CalendarMonth] = []
        for item in items {
            if case .text(let text) = item.content, let month = CalendarMonth(iso: text) {
                months.append(month)
                continue
            }
            faults.note(
                "bad-month",
                (item.line, item.column),
                "months",
                vi: "tháng viết dạng \"2026-11\"",
                en: "a month is written \"2026-11\""
            )
        }
        guard !items.isEmpty, items.count <= Self.mostMonths else {
            faults.note(
                "bad-months",
                members.place,
                "months",
                vi: "cần từ 1 đến \(Self.mostMonths) tháng",
                en: "1 to \(Self.mostMonths) months are wanted"
            )
            return nil
        }
        return months
    }

    private mutating func sheet(_ members: inout FactMembers, _ shared: Shared) -> FactSheet? {
        let id = members.text("id", &faults)?.text
        let birth = members.day("birth", &faults)
        let told = shared.told.union(Self.shareable.filter { members.has($0) })
        let place = place(&members) ?? shared.place
        let months = months(&members) ?? shared.months
        let known = members.optionalDay("known", &faults) ?? shared.known
        let claims = members.optionalList("claims", &faults).compactMap { claim($0) }
        let facts = members.optionalList("facts", &faults).compactMap { fact($0) }
        for name in Self.shareable where !told.contains(name) { members.missing(name, &faults) }
        members.finish(&faults)
        guard let id, let birth, let place, let months, let known else { return nil }
        // Names and numbers play no part in what is owed; these stand for a register's.
        guard let nationalID = NationalID("001000000001"), let name = PersonName("KHÔNG TÊN") else {
            preconditionFailure("a number of twelve digits and a name of two words are taken")
        }
        let person = Person(
            number: 1,
            nationalID: nationalID,
            name: name,
            birth: birth,
            sex: .female,
            household: "",
            payee: 1,
            authorityEnds: nil,
            way: nil,
            claims: claims,
            facts: facts
        )
        return FactSheet(id: id, place: place, months: months, known: known, person: person)
    }

    private mutating func claim(_ value: JSONValue) -> Claim? {
        guard var members = FactMembers(value, &faults) else { return nil }
        let category = members.text("category", &faults)
        let signed = members.day("signed", &faults)
        let certificate = members.optionalDay("certificate", &faults)
        let ended = members.optionalDay("ended", &faults)
        let known = members.optionalDay("known", &faults)
        let unit = members.optionalText("unit", &faults)?.text ?? FactSheet.unit
        let decision = members.optionalText("decision", &faults)?.text
        members.finish(&faults)
        if let category, !categories.contains(category.text) {
            faults.note(
                "unknown-category",
                category.place,
                "category",
                vi: "bộ quy định không có loại đối tượng này; xem: chitra law list",
                en: "the rule book has no such category; see: chitra law list"
            )
        }
        guard let category, let signed else { return nil }
        return Claim(
            category: category.text,
            unit: unit,
            decision: decision ?? "\(category.text) \(signed)",
            signed: signed,
            certificate: certificate,
            ended: ended,
            known: known ?? signed
        )
    }

    private mutating func fact(_ value: JSONValue) -> DatedFact? {
        guard var members = FactMembers(value, &faults) else { return nil }
        let name = members.text("name", &faults)
        let text = members.optionalText("value", &faults)
        let from = members.day("from", &faults)
        let known = members.optionalDay("known", &faults)
        members.finish(&faults)
        guard let name, let from else { return nil }
        guard let definition = book.fact(named: name.text) else {
            faults.note(
                "unknown-fact",
                name.place,
                "name",
                vi: "bộ quy định không có dữ kiện này; xem: chitra law list --facts",
                en: "the rule book has no such fact; see: chitra law list --facts"
            )
            return nil
        }
        guard definition.accepts(text?.text ?? "") else {
            let wanted =
                definition.count.map { "\($0.lowerBound)–\($0.upperBound)" }
                ?? definition.values.joined(separator: ", ")
            faults.note(
                "unknown-fact-value",
                text?.place ?? name.place,
                "value",
                vi: "\(name.text) nhận: \(wanted)",
                en: "\(name.text) takes: \(wanted)"
            )
            return nil
        }
        return DatedFact(
            name: name.text,
            value: text?.text ?? "",
            from: from,
            document: "",
            known: known ?? from
        )
    }
}
