// When a month was decided before: by which list, and what that list could know.
//
// Invariants:
// (1) A month is decided by the last list of its own, else by the first later one, which counted it in.
// (2) A month before a unit's first one is decided by its opening list: what was paid elsewhere.

package import Ledger

/// A list of a unit that stands in the books: a month's batch, or what was paid elsewhere.
package struct EarlierList: Hashable, Sendable {
    /// The month that it paid; of an opening list its last one.
    package let period: CalendarMonth
    /// The last day of what it knew.
    package let known: CivilDate
    /// The step that wrote it: what came into the books later it could not know.
    package let step: Int64
    /// Whether it is the opening list.
    package let isOpening: Bool

    /// A list.
    package init(period: CalendarMonth, known: CivilDate, step: Int64, isOpening: Bool) {
        self.period = period
        self.known = known
        self.step = step
        self.isOpening = isOpening
    }
}

/// A month that was decided before.
package struct DecidedMonth: Hashable, Sendable {
    /// The month.
    package let month: CalendarMonth
    /// The last day of what the list knew that decided it.
    package let known: CivilDate
    /// The step that wrote that list.
    package let step: Int64
    /// Whether it was paid elsewhere: by law and facts that these books do not have.
    package let isElsewhere: Bool

    /// A decided month.
    package init(month: CalendarMonth, known: CivilDate, step: Int64, isElsewhere: Bool) {
        self.month = month
        self.known = known
        self.step = step
        self.isElsewhere = isElsewhere
    }

    /// The months of a draft that were decided before.
    ///
    /// - Parameters:
    ///   - months: The months that are computed.
    ///   - firstMonth: The unit's first month in these books.
    ///   - lists: The unit's lists, in the order in which they were written.
    /// - Returns: Each decided month once; a month that no list counted in is not among them.
    package static func among(
        _ months: ClosedRange<CalendarMonth>,
        firstMonth: CalendarMonth,
        lists: [EarlierList]
    ) -> [DecidedMonth] {
        let opening = lists.first { $0.isOpening }
        let own = lists.filter { !$0.isOpening }
        var decided: [DecidedMonth] = []
        var month = months.lowerBound
        while month <= months.upperBound {
            let elsewhere = month < firstMonth ? opening : nil
            let list =
                elsewhere ?? own.last { $0.period == month } ?? own.first { $0.period > month }
            if let list {
                decided.append(
                    DecidedMonth(
                        month: month,
                        known: list.known,
                        step: list.step,
                        isElsewhere: list.isOpening
                    )
                )
            }
            month = month.advanced(byMonths: 1)
        }
        return decided
    }
}
