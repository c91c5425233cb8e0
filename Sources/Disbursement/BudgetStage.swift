/// How far the budget's own books have come with money that was drawn.
///
/// What comes back is booked against what it was last: an advance, spending of an open year, or,
/// after the year was settled (quyết toán, not 31 December), state revenue.
package enum BudgetStage: String, CaseIterable, Sendable {
    /// Drawn as an advance and not cleared yet.
    case advanced
    /// Cleared: spending of a year that is not settled.
    case spent
    /// Cleared, and the year is settled.
    case settled
}
