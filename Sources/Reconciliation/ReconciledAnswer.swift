// What one answer comes to.
//
// Invariants:
// (1) Changes, conflicts and movements stand in the order in which the facts were taken.
// (2) The last change of a transfer has its position after the answer.

/// Everything that an answer changes.
package struct ReconciledAnswer: Hashable, Sendable {
    /// Transfers that moved.
    package internal(set) var changes: [TransferChange] = []
    /// What a person must look at.
    package internal(set) var conflicts: [Conflict] = []
    /// Money that moved.
    package internal(set) var movements: [Movement] = []
    /// Awaited entries that a statement showed; no money moves for them.
    package internal(set) var matches: [AwaitedMatch] = []

    /// Nothing yet.
    package init() {}
}
