// What one answer comes to.
//
// Invariants:
// (1) Changes, conflicts and movements stand in the order in which the facts were taken.
// (2) The last change of a transfer has its position after the answer.

package import BankFiles
package import Intake

/// Everything that an answer changes.
package struct ReconciledAnswer: Hashable, Sendable {
    /// Transfers that moved, each by itself.
    package internal(set) var changes: [TransferChange] = []
    /// Transfers that moved alike, by a word that only informs.
    package internal(set) var commonChanges: [CommonChange] = []
    /// Where the transfers of every batch stand that the answer speaks of.
    package internal(set) var positions: [BatchCode: SharedColumn<TransferPosition>] = [:]
    /// Transfers that moved, by the status that they have now.
    package internal(set) var moved: [TransferStatus: Int] = [:]
    /// What a person must look at.
    package internal(set) var conflicts: [Conflict] = []
    /// Money that moved.
    package internal(set) var movements: [Movement] = []
    /// Awaited entries that a statement showed; no money moves for them.
    package internal(set) var matches: [AwaitedMatch] = []

    /// Nothing yet.
    package init() {}
}

/// A change of one transfer, or of many alike.
package enum ChangeStep: Sendable {
    /// Of one.
    case single(TransferChange)
    /// Of many.
    case common(CommonChange)

    /// The batch.
    package var batch: BatchCode {
        switch self {
        case .single(let change): change.transfer.id.batch
        case .common(let change): change.batch
        }
    }

    /// The fact that made it: index into the answer's facts, then its common facts.
    package var fact: Int {
        switch self {
        case .single(let change): change.fact
        case .common(let change): change.fact
        }
    }
}

extension ReconciledAnswer {
    /// All changes, in their order.
    package var steps: [ChangeStep] {
        var steps: [ChangeStep] = []
        var common = commonChanges[...]
        for (index, change) in changes.enumerated() {
            while let next = common.first, next.place <= index {
                steps.append(.common(common.removeFirst()))
            }
            steps.append(.single(change))
        }
        return steps + common.map { .common($0) }
    }
}
