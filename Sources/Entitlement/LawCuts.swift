// The law cut for a place, a month and a known day, kept for the next person who asks for the same.
//
// Invariant: at most ``LawCuts/most`` cuts are held, whatever a file asks for.

package import Ledger

/// Cuts of one rule book.
package struct LawCuts: Sendable {
    /// The most cuts that are held at once.
    package static let most = 256

    private struct Key: Hashable {
        let place: String
        let month: CalendarMonth
        let known: CivilDate
    }

    private let book: RuleBook
    private var laws: [Key: LawOfMonth] = [:]

    /// No cut yet.
    package init(_ book: RuleBook) { self.book = book }

    /// The law of a month in a place, as known on a day.
    package mutating func law(
        place: String,
        month: CalendarMonth,
        known: CivilDate
    ) -> LawOfMonth {
        let key = Key(place: place, month: month, known: known)
        if let law = laws[key] { return law }
        if laws.count >= Self.most { laws.removeAll(keepingCapacity: true) }
        let law = LawOfMonth(book, place: place, month: month, known: known)
        laws[key] = law
        return law
    }
}
