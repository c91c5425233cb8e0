// The pieces of one file on a thread of its own: hashed and written while the next are made.
//
// Invariants:
// (1) Pieces are taken in order, one at a time; the sink belongs to the thread until `finish` or `wait`.
// (2) Some pieces at most wait: who makes them faster than the disk takes them waits here.
// (3) After a fault no piece is taken any more, and it is told at the next piece, or at the end.

import Dispatch
import Synchronization

/// Feeds a sink.
@safe
final class PieceThread: Sendable {
    /// The most pieces that wait or are at work.
    private static let depth = 2

    // The compiler cannot see that a serial queue's blocks alone touch it, one after the other, and that who
    // made it takes it back only after `wait`.
    nonisolated(unsafe) private let sink: PieceSink
    private let queue = DispatchQueue(label: "chitra.file", qos: .userInitiated)
    private let room = DispatchSemaphore(value: PieceThread.depth)
    private let state = Mutex(State())

    private struct State {
        /// Pieces that were written and may be filled again.
        var empty: [Piece] = []
        var fault: StoreError?
    }

    /// The bytes of a full piece.
    @safe
    private struct Piece: Sendable {
        // The piece is of whoever has this value: the maker gives it away and gets another.
        nonisolated(unsafe) let start: UnsafeMutableRawPointer
    }

    /// A thread that feeds a sink, to which nobody else goes meanwhile.
    init(_ sink: PieceSink) { unsafe self.sink = sink }

    deinit {
        for piece in state.withLock({ $0.empty }) { unsafe piece.start.deallocate() }
    }

    /// Gives a full piece away.
    ///
    /// - Returns: One that may be filled; nil where none is there yet.
    /// - Throws: What befell an earlier piece; then this one stays with the caller.
    func exchange(_ full: UnsafeMutableRawPointer) throws(StoreError) -> UnsafeMutableRawPointer? {
        room.wait()
        let (fault, empty) = state.withLock { state -> (StoreError?, Piece?) in
            (state.fault, state.fault == nil ? state.empty.popLast() : nil)
        }
        if let fault {
            room.signal()
            throw fault
        }
        let piece = unsafe Piece(start: full)
        queue.async { [self] in
            take(piece)
            room.signal()
        }
        return unsafe empty?.start
    }

    private func take(_ piece: Piece) {
        var fault = state.withLock { $0.fault }
        if fault == nil {
            do throws(StoreError) {
                try unsafe sink.take(
                    UnsafeRawBufferPointer(start: piece.start, count: NewFile.capacity),
                    isLast: false
                )
            } catch {
                fault = error
            }
        }
        state.withLock {
            $0.fault = fault
            $0.empty.append(piece)
        }
    }

    /// Waits until every piece was taken.
    func wait() { queue.sync {} }

    /// Waits until every piece was taken; the sink is free then.
    ///
    /// - Throws: What befell one of them.
    func finish() throws(StoreError) {
        wait()
        if let fault = state.withLock({ $0.fault }) { throw fault }
    }
}
