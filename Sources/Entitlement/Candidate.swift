// A claim on its way through an assessment.

import Ledger

/// A claim with what has been found about it.
struct Candidate {
    /// The claim's row in the page.
    let claim: Int
    /// Index of the category in the rule book; Int.max for an unknown one.
    let category: Int
    /// Whether the unit that asks decided it.
    let isOwn: Bool
    /// What became of it; `paid` until something speaks against it.
    var verdict = Verdict.paid
    /// When the right starts; nil where no rule says so.
    var start: RightStart?
    /// Index of the start span among the category's.
    var span = 0
    /// Index of the rule among the category's.
    var rule = 0
    /// The number multiplied in.
    var count: Int64 = 1
    /// What the rule gives, in đồng.
    var amount: Int64 = 0
    /// What the province adds, in đồng.
    var added: Int64 = 0
    /// The category that won, for the two verdicts that have one.
    var winner: Int?
    /// What holds it back: the place among the category's suspensions, or among the month's windows.
    var hold: Int?
    /// What is not verified of when things count, and decides in this month.
    ///
    /// A change in the month that a rule on changes makes count or not, an end in the month for which it is owed all
    /// the same, a paper whose own time is over. A bit for each of ``CategoryLaw/timing``.
    var timing: UInt8 = 0
    /// The day on which the rule was met, as a day number.
    var judged: Int32 = 0

    /// Both parts together.
    ///
    /// Both are at most 10^15, so a sum of some does not leave 64 bits.
    var total: Int64 { amount + added }
}

/// When a right starts, as day numbers.
struct RightStart {
    /// The first day: its month is the first one owed.
    var first: Int32
    /// The day on which age and facts are looked at in that month.
    var judged: Int32

    /// The first month owed.
    var month: CalendarMonth? { CivilDate(dayNumber: Int(first))?.month }
}
