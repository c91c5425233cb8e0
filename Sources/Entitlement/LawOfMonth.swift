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
    /// How long facts are shown, of each fact the latest text.
    let windows: [FactWindow]
    /// What joins categories of which only the highest is paid, and what parts them again.
    let highest: [HighestOnly]
    let together: [PaidTogether]
    /// The categories' programmes.
    let definitions: [Category]
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
    package init(
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
        let windows = LawOfMonth.windows(book, month: month, known: known)
        categories = book.categories.indices.map {
            CategoryLaw(
                book,
                category: $0,
                place: place,
                month: month,
                known: known,
                windows: windows
            )
        }
        words = book.words
        self.windows = windows
        columns = LawColumns(categories, windows, in: month, book.words)
        highest = book.highest.filter { $0.source.holds(in: month, known: known) }
        together = book.together.filter { $0.source.holds(in: month, known: known) }
        definitions = book.categories
        compatible = LawOfMonth.compatibility(book.categories, highest, together)
    }

    /// What lines of the month are for, by the place that ``OwedAmount`` names.
    package var rights: [OwedRight] { columns.rights }

    /// Whether two categories may be paid side by side.
    func mayBePaidTogether(_ one: Int, _ other: Int) -> Bool {
        compatible[one * categories.count + other]
    }

    /// The windows that hold, of each fact the latest text.
    private static func windows(
        _ book: RuleBook,
        month: CalendarMonth,
        known: CivilDate
    ) -> [FactWindow] {
        var windows: [FactWindow] = []
        for window in book.windows where window.source.holds(in: month, known: known) {
            if let place = windows.firstIndex(where: { $0.fact == window.fact }) {
                if window.source.supersedes(windows[place].source) { windows[place] = window }
            } else {
                windows.append(window)
            }
        }
        return windows
    }

    private static func compatibility(
        _ categories: [Category],
        _ highest: [HighestOnly],
        _ together: [PaidTogether]
    ) -> [Bool] {
        let count = categories.count
        var compatible = Array(repeating: true, count: count * count)
        for category in 0..<count { compatible[category * count + category] = false }
        for rule in highest {
            let members = rule.members(of: categories)
            for one in members {
                for other in members { compatible[one * count + other] = false }
            }
        }
        for rule in together {
            for other in rule.with where other != rule.category {
                compatible[rule.category * count + other] = true
                compatible[other * count + rule.category] = true
            }
        }
        return compatible
    }
}
