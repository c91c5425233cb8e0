// The tree over the rows of a long decision list, grown on a thread of its own.
//
// Invariants:
// (1) Rows are taken in order; the tree is of one thread at a time.
// (2) Some pieces at most wait: who makes them faster than they are hashed waits here.
// (3) Rows of a short list, which come at once and last, wait for no thread.

import Disbursement
import Dispatch
import Signing
import Synchronization

/// Feeds the tree over one list.
final class TreeThread: Sendable {
    /// The most pieces that wait or are at work.
    private static let depth = 2

    private let tree: Mutex<DecisionTree>
    private let queue = DispatchQueue(label: "chitra.tree", qos: .userInitiated)
    private let room = DispatchSemaphore(value: TreeThread.depth)
    private let isStarted = Mutex(false)

    /// A tree without rows under the key of the batch's salts.
    init(batchKey: SecretKey) { tree = Mutex(DecisionTree(batchKey: batchKey)) }

    /// Takes the next rows.
    ///
    /// - Parameters:
    ///   - rows: One behind the other.
    ///   - ends: Where each ends.
    ///   - isLast: Whether their part of the list ends with them.
    func take(_ rows: UnsafeRawBufferPointer, ends: [Int], isLast: Bool) {
        let isQueued = isStarted.withLock { isStarted in
            isStarted = isStarted || !isLast
            return isStarted
        }
        let bytes = unsafe Array(rows)
        guard isQueued else { return tree.withLock { $0.append(bytes, ends: ends) } }
        room.wait()
        queue.async { [self] in
            tree.withLock { $0.append(bytes, ends: ends) }
            room.signal()
        }
    }

    /// The root over all rows taken, once they are in the tree.
    func root() -> Digest {
        queue.sync {}
        return tree.withLock { $0.root }
    }
}
