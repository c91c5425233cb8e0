// Which of the stages that are told of is shown, where two of them are under way at the same time.
//
// Invariants:
// (1) A stage that is shown stays until it is done, or nothing was heard of it for a second.
// (2) Of each stage is known when it began, whether it was shown then or not.

/// Takes stages as they are told.
package struct StageTurns {
    /// A stage that was told.
    package struct Turn: Sendable {
        /// Whether this is the first that was told of it, or it began anew.
        package let isFirst: Bool
        /// Whether it is the one to show.
        package let isShown: Bool
        /// When it began.
        package let begun: ContinuousClock.Instant
    }

    private struct Seen {
        var begun: ContinuousClock.Instant
        var done: Int
    }

    private var seen: [WorkStage: Seen] = [:]
    private var shown: (stage: WorkStage, isDone: Bool, told: ContinuousClock.Instant)?

    /// Nothing was told yet.
    package init() {}

    /// Takes how far a stage is.
    ///
    /// - Parameters:
    ///   - stage: The stage.
    ///   - done: How much of it is done.
    ///   - total: How much there is; nil where nobody knows.
    ///   - now: The time.
    /// - Returns: What to do about it.
    package mutating func take(
        _ stage: WorkStage,
        _ done: Int,
        _ total: Int?,
        at now: ContinuousClock.Instant
    ) -> Turn {
        let last = seen[stage]
        var begun = now
        var isFirst = true
        if let last, done > 0, done >= last.done { (begun, isFirst) = (last.begun, false) }
        seen[stage] = Seen(begun: begun, done: done)
        if let shown, shown.stage != stage, !shown.isDone, now - shown.told < .seconds(1) {
            return Turn(isFirst: isFirst, isShown: false, begun: begun)
        }
        shown = (stage, done == total, now)
        return Turn(isFirst: isFirst, isShown: true, begun: begun)
    }
}
