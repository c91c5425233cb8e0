// The law cut for one place, one month owed and one known day: what an assessment looks into.
//
// A run assesses many persons for the same month; it makes this once and asks it for each.
//
// Invariants:
// (1) Everything in it was known at the end of the known day; of a register it hears what was known
//     at the end of the register's day.
// (2) Amounts were multiplied already; for a counted rule it is the amount for one.

package import Ledger

/// The law of one month in one province, as known on a day.
///
/// A class, because millions of judgements ask it: a reference is passed on at the cost of a word.
package final class LawOfMonth: Sendable {
    /// The month owed.
    package let month: CalendarMonth
    /// The day at whose end it was known.
    package let known: CivilDate
    /// The day at whose end claims and facts are known: the same, but where two states of the law are
    /// held against each other over one register.
    let register: CivilDate
    /// The province's code.
    package let place: String
    /// The day before the month.
    let eve: CivilDate
    /// The last day of the month.
    let closing: CivilDate
    /// The codes of these days, by which ages are counted.
    let eveCode: Int32
    let closingCode: Int32
    /// The law of each category, by the rule book's index.
    let categories: [CategoryLaw]
    /// The same in numbers.
    let columns: LawColumns
    /// The words that pages are read by.
    let words: LawWords
    /// Whether two categories may be paid side by side; row by row.
    private let compatible: [Bool]

    /// Cuts the law for a month owed in a province, as known at the end of a day.
    package convenience init(
        _ book: RuleBook,
        place: String,
        month: CalendarMonth,
        known: CivilDate
    ) {
        self.init(book, place: place, month: month, known: known, register: known)
    }

    /// Cuts the law as known at the end of one day for a register as known at the end of another.
    init(
        _ book: RuleBook,
        place: String,
        month: CalendarMonth,
        known: CivilDate,
        register: CivilDate
    ) {
        self.month = month
        self.known = known
        self.register = register
        self.place = place
        eve = month.firstDay.advanced(byDays: -1)
        closing = month.lastDay
        eveCode = PageTerms.calendarCode(eve.dayNumber)
        closingCode = PageTerms.calendarCode(closing.dayNumber)
        categories = book.categories.indices.map {
            CategoryLaw(book, category: $0, place: place, month: month, known: known)
        }
        words = book.words
        columns = LawColumns(categories, book.words)
        compatible = LawOfMonth.compatibility(book, month: month, known: known)
    }

    /// What lines of the month are for, by the place that ``OwedAmount`` names.
    package var rights: [OwedRight] { columns.rights }

    /// Whether two categories may be paid side by side.
    func mayBePaidTogether(_ one: Int, _ other: Int) -> Bool {
        compatible[one * categories.count + other]
    }

    private static func compatibility(
        _ book: RuleBook,
        month: CalendarMonth,
        known: CivilDate
    ) -> [Bool] {
        let count = book.categories.count
        var compatible = Array(repeating: true, count: count * count)
        for category in 0..<count { compatible[category * count + category] = false }
        for rule in book.highest where rule.source.holds(in: month, known: known) {
            let members = rule.members(of: book.categories)
            for one in members {
                for other in members { compatible[one * count + other] = false }
            }
        }
        for rule in book.together where rule.source.holds(in: month, known: known) {
            for other in rule.with where other != rule.category {
                compatible[rule.category * count + other] = true
                compatible[other * count + rule.category] = true
            }
        }
        return compatible
    }
}
