// What holds a right back for a time: a suspension by decision, and facts that are shown for a time only.
//
// Invariants:
// (1) A hold takes no right away: the months come out as owed as soon as the fact that lifts it reaches
//     back to them.
// (2) Which facts suspend and how long a paper shows something are data; no name stands here.

import Intake
import Ledger

/// Rights that are not paid while a fact has one of some values.
struct Suspension: Sendable {
    let source: LawSource
    /// The fact's name, and the values that suspend, sorted.
    let fact: String
    let values: [String]
    /// Indexes of the categories that it holds back.
    let categories: [Int]
    /// The month from which it counts; whatever it is, the right goes on from the month after its end.
    let effect: AdjustRule.Effect
}

/// How long a paper shows that a fact holds, such as the yearly list of poor households.
struct FactWindow: Sendable {
    /// When the time that a paper shows is over.
    enum End: Sendable, Equatable {
        /// On 31 December; a paper of that month of the year or later is for the next year.
        case yearEnd(nextFrom: Int)
        /// After so many months, the paper's own among them.
        case months(Int)
    }

    let source: LawSource
    let fact: String
    /// What the fact is called.
    let title: Phrase
    /// The values that have to be shown again, sorted.
    let values: [String]
    let end: End
    /// How many days longer the paper counts while the next one is awaited.
    let graceDays: Int
    /// How many months after the end of a paper the next one may begin and still show the time between them;
    /// 0 where it shows only what comes after its own day.
    let nextWithin: Int
    /// The last month in which a fact from the day of a decision is not asked for its paper; nil for none.
    ///
    /// Registers that were taken over have earlier papers by the decision's day alone.
    let decisionsTo: CalendarMonth?

    /// The last day on which a fact that holds from a day counts, without days of grace.
    static func lastDay(of from: CivilDate, _ end: End) -> CivilDate {
        switch end {
        case .yearEnd(let nextFrom):
            let (year, month, _) = from.components
            return CivilDate(year: year + (month >= nextFrom ? 1 : 0), month: 12, day: 31) ?? from
        case .months(let count):
            return from.month.advanced(byMonths: count - 1).lastDay
        }
    }
}
