// The threads of a step that reads much: pieces of work on all cores.
//
// Invariants:
// (1) Each piece of work owns what it reads; pieces share constants only.
// (2) Results come in the order of the pieces, whoever was first.

import Dispatch
import Foundation
import Intake
import Synchronization

/// Runs pieces of work on all cores, each piece on one.
package struct Threads: Workers {
    private let most: Int

    /// Threads, as many as there are cores, and eight at most.
    package init() { most = min(8, ProcessInfo.processInfo.activeProcessorCount) }

    /// So many threads, for tests.
    package init(_ most: Int) {
        precondition(most > 0, "somebody works")
        self.most = most
    }

    /// Pieces that wait for somebody.
    private final class Queue<Result: Sendable>: Sendable {
        private let next = Atomic<Int>(0)
        private let results: Mutex<[Result?]>

        init(_ count: Int) { results = Mutex([Result?](repeating: nil, count: count)) }

        /// Takes one piece after the other, until none is left.
        func work(_ count: Int, _ body: @Sendable (Int) -> Result) {
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                let result = body(index)
                results.withLock { $0[index] = result }
            }
        }

        var all: [Result] { results.withLock { $0.compactMap(\.self) } }
    }

    /// The results of the pieces, in their order.
    package func map<Result: Sendable>(
        _ count: Int,
        _ body: @Sendable (Int) -> Result
    ) -> [Result] {
        map(count, alongside: {}, body)
    }

    /// The results of the pieces, in their order, while the caller does work of its own first.
    package func map<Result: Sendable>(
        _ count: Int,
        alongside own: () -> Void,
        _ body: @Sendable (Int) -> Result
    ) -> [Result] {
        let queue = Queue<Result>(count)
        let others = min(count, most - 1)
        guard others > 0 else {
            own()
            queue.work(count, body)
            return queue.all
        }
        withoutActuallyEscaping(body) { body in
            let group = DispatchGroup()
            for _ in 0..<others {
                DispatchQueue.global(qos: .userInitiated).async(group: group) {
                    queue.work(count, body)
                }
            }
            own()
            queue.work(count, body)
            group.wait()
        }
        return queue.all
    }
}
