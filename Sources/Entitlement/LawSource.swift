// Where a value of the law comes from, when it holds, and since when anybody could know it.
//
// Invariants:
// (1) The months of validity are not empty: `to` is nil or not before `from`.
// (2) A value is verified exactly when it has no doubt.
// (3) The id is unique in a rule book: `instrument/name`.

package import Intake
package import Ledger

/// The origin of one value of the law on both time axes.
///
/// A value holds for whole months, for no text of the law splits a month. It counts from
/// ``known`` on: the day the clerks may apply it, which for a rate that works backwards lies after
/// the months it holds for.
package struct LawSource: Hashable, Sendable {
    /// `instrument/name`, such as `decree-76-2024/assistance-base`.
    package let id: String
    /// The instrument's folder, such as `decree-20-2021`.
    package let instrument: String
    /// Article, clause and point, as cited: `6.1.e`.
    package let article: String
    /// The first month it holds for.
    package let from: CalendarMonth
    /// The last month it holds for; nil while no end is set.
    package let to: CalendarMonth?
    /// The first day on which it may be applied.
    package let known: CivilDate
    /// Why it is not verified; nil for a value that was read in an official text or its report.
    package let doubt: Phrase?
    /// The place in the rule files.
    package let location: Location
    /// What a letter says of it beside its numbers; nil for nothing.
    package var note: Phrase?
    /// What a letter says in place of the dates, where those of the value are not those of the text: where it says of
    /// a text again what may have replaced it, or goes on after its end; nil for the value's own.
    package var dates: Phrase?

    /// Whether the value holds for a month, as known at the end of a day.
    func holds(in month: CalendarMonth, known day: CivilDate) -> Bool {
        guard known <= day, from <= month else { return false }
        guard let to else { return true }
        return month <= to
    }

    /// Whether this value comes before another where both hold: the later text wins.
    func supersedes(_ other: LawSource) -> Bool {
        (from, known) > (other.from, other.known)
    }
}

/// A text of the law: one folder of the rule book.
package struct LegalInstrument: Hashable, Sendable {
    /// The folder's name, such as `decree-20-2021`.
    package let id: String
    /// The official number, such as `20/2021/NĐ-CP`.
    package let number: String
    /// What it is about.
    package let title: Phrase
}

/// A value that nobody has verified against an official text.
package struct UnverifiedValue: Hashable, Sendable {
    /// The value's id, as lines name it.
    package let id: String
    /// What is not certain.
    package let doubt: Phrase
    /// The place in the rule files.
    package let location: Location
}
