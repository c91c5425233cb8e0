// The threads of the verifier: the only place where it has more than one.
//
// Invariants:
// (1) Each piece of work owns what it reads; pieces share constants only.
// (2) Results come in the order of the pieces, whoever was first.

import Dispatch
import Foundation
import Intake
import Synchronization

/// Runs pieces of work on all cores, each piece on one.
struct Threads: Workers {
    /// More readers than this only wait for the disk, and each holds its buffers.
    private static let most = 8

    /// The results of the pieces, in their order.
    func map<Result: Sendable>(
        _ count: Int,
        _ body: @Sendable (Int) -> Result
    ) -> [Result] {
        let threads = min(count, ProcessInfo.processInfo.activeProcessorCount, Self.most)
        guard threads > 1 else { return (0..<count).map { body($0) } }
        let next = Atomic<Int>(0)
        let results = Mutex<[Result?]>(Array(repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                let result = body(index)
                results.withLock { $0[index] = result }
            }
        }
        return results.withLock { $0.compactMap(\.self) }
    }
}
