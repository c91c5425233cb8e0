// What was paid elsewhere before a unit's books began: one row for each line paid.

package import Intake
package import Ledger

/// One line that was paid before the books began.
package struct OpeningRow: Hashable, Sendable {
    /// The 1-based line of the file.
    package let line: Int
    /// The person it was owed to.
    package let nationalID: NationalID
    /// The unit that paid: its four-character code.
    package let unit: String
    /// The programme's code in the rule book.
    package let programme: String
    /// The category's code in the rule book.
    package let category: String
    /// The month that it was owed for.
    package let month: CalendarMonth
    /// The kind of the line, such as `own` or `care`.
    package let kind: String
    /// The funding source's code.
    package let source: String
    /// The amount, above zero.
    package let amount: Money
    /// The paper that shows the payment.
    package let document: String
}

/// What the checks of an opening list are made against.
package struct OpeningContext: Sendable {
    /// The units.
    package let units: UnitDirectory
    /// The programmes' codes.
    package let programmes: Set<String>
    /// The categories' codes.
    package let categories: Set<String>
    /// The kinds of lines.
    package let kinds: Set<String>
    /// The funding sources' codes.
    package let sources: Set<String>
    /// The unit's first open month: everything in the list lies before it.
    package let firstOpenMonth: CalendarMonth

    /// What checks are made against.
    package init(
        units: UnitDirectory,
        programmes: Set<String>,
        categories: Set<String>,
        kinds: Set<String>,
        sources: Set<String>,
        firstOpenMonth: CalendarMonth
    ) {
        self.units = units
        self.programmes = programmes
        self.categories = categories
        self.kinds = kinds
        self.sources = sources
        self.firstOpenMonth = firstOpenMonth
    }
}

/// A column of an opening list.
package enum OpeningColumn: String, CaseIterable, Sendable {
    case nationalID = "national_id"
    case unit
    case programme
    case category
    case month
    case kind
    case source
    case amount
    case document
}
