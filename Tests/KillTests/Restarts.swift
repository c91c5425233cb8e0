// What came of restarts, by the state they started from.
//
// Invariant: the same bytes restart in the same way, so a state is restarted once; the point that
// led to it is cut off in any case, and its calls are looked at.

import Signing
import Synchronization

/// What came of the restarts from one state.
struct RestartOutcome: Sendable {
    /// What went wrong.
    let findings: [String]
    /// The calls of the first way.
    let calls: [TracedCall]
}

/// The states that a drill has seen.
final class Restarts: Sendable {
    private let outcomes = Mutex<[Digest: RestartOutcome]>([:])

    /// The number of states.
    var count: Int { outcomes.withLock { $0.count } }

    /// What came of a state, or nil where it was not restarted yet.
    func outcome(of state: Digest) -> RestartOutcome? { outcomes.withLock { $0[state] } }

    /// Notes what came of a state.
    func note(_ outcome: RestartOutcome, of state: Digest) {
        outcomes.withLock { $0[state] = outcome }
    }
}
