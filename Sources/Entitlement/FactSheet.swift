// Persons of no register: facts in, lines out. What others hold their own programs against ours with.
//
// The form is described in docs/law-facts.md.
//
// Invariants:
// (1) All faults of a file come in one go, each with line and column, and then nothing is assessed.
// (2) The answer depends on the file and the rule book alone, and comes in the order of the file.

package import Enrolment
package import Intake
package import Ledger

/// One person of a file of facts, with the months that are asked for.
package struct FactSheet: Sendable {
    /// The name that the file gives them.
    package let id: String
    /// The province's code.
    package let place: String
    /// The months owed.
    package let months: [CalendarMonth]
    /// The day at whose end law and facts are known.
    package let known: CivilDate
    /// What is known of them; unit and decisions stand for those of a register.
    package let person: Person

    /// The unit of claims that name none, and the one that asks.
    package static let unit = "0000"

    /// What is owed for each month, in order.
    package func assess(under book: RuleBook) -> [Assessment] {
        var laws = LawCuts(book)
        return assess(with: &laws)
    }

    /// What is owed for each month, in order, by cuts of the law that other persons use too.
    package func assess(with laws: inout LawCuts) -> [Assessment] {
        months.map { month in
            laws.law(place: place, month: month, known: known).assess(person, unit: FactSheet.unit)
        }
    }

    /// Reads a file of facts.
    ///
    /// - Parameters:
    ///   - bytes: The JSON text.
    ///   - file: Its name, for diagnostics.
    ///   - book: The rule book that knows the categories and facts.
    /// - Returns: The persons, or none and what is wrong.
    package static func read(
        _ bytes: [UInt8],
        file: String,
        under book: RuleBook
    ) -> Reading<[FactSheet]> {
        var reader = FactSheetReader(file: file, book: book)
        let sheets = reader.read(bytes)
        return Reading(
            value: reader.diagnostics.isEmpty ? sheets : [],
            diagnostics: reader.diagnostics
        )
    }
}
