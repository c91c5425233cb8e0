// The blocks of the persons of a file, in order: made on a thread of their own while the file's rows are compared,
// and put in order while its pages are written.
//
// Invariants:
// (1) What is given does not hang on the thread that made it: pieces are taken in order, one after the other.
// (2) Some pieces at most wait, on either way.
// (3) A file of a single piece waits for no thread.

import Dispatch
package import Enrolment
import Signing
import Synchronization

/// Blocks of IDs with the place of each person's first mention.
package final class IdentityBlocks: Sendable {
    /// The most pieces that wait or are at work.
    private static let depth = 4

    private struct State {
        let cipher: KeyedBlock
        var blocks: SortedRuns
        var failure: (any Error)?
    }

    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "chitra.identities", qos: .userInitiated)
    private let room = DispatchSemaphore(value: 0)
    private let ordered = Mutex<[Result<[IdentityPair], any Error>]>([])
    private let isReady = DispatchSemaphore(value: 0)
    private let isStopped = Mutex(false)
    private let isThreaded = Mutex(false)

    /// No persons yet.
    ///
    /// - Parameters:
    ///   - key: The register's key.
    ///   - scratch: Room that nobody else uses.
    init(key: SecretKey, scratch: sending ScratchFile) {
        state = Mutex(State(cipher: KeyedBlock(key: key), blocks: SortedRuns(scratch)))
        // A semaphore may not end below what it began with, and pieces that nobody wants keep their room.
        for _ in 0..<Self.depth { room.signal() }
    }

    /// Takes the next persons, as ``RegisterReader`` gives them.
    package func take(_ persons: [RunKey]) {
        // A piece that is not full is the last one, and mostly the only one.
        let isQueued = isThreaded.withLock { isThreaded in
            isThreaded = isThreaded || persons.count == RegisterReader.personsOfPiece
            return isThreaded
        }
        guard isQueued else { return add(persons) }
        room.wait()
        queue.async { [self] in
            add(persons)
            room.signal()
        }
    }

    private func add(_ persons: [RunKey]) {
        state.withLock { state in
            guard state.failure == nil else { return }
            do {
                let blocks = state.cipher.encrypt(persons.map(\.high))
                for (key, block) in zip(persons, blocks) {
                    try state.blocks.append(
                        RunKey(high: block.high, low: block.low, value: key.low)
                    )
                }
            } catch {
                state.failure = error
            }
        }
    }

    /// Goes through the pairs of the books beside the persons, both in order of blocks.
    ///
    /// - Parameters:
    ///   - pairs: Gives the pairs of the books until there are no more.
    ///   - match: Takes those whose ID is a person's here.
    /// - Throws: What the scratch, `pairs` or `match` throw.
    func match(
        _ pairs: () throws -> IdentityPair?,
        _ match: (IdentityPair) throws -> Void
    ) throws {
        queue.sync {}
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            guard var pair = try pairs() else { return }
            var merge = try state.blocks.merged()
            while let key = merge.first {
                let block = Block128(high: key.high, low: key.low)
                if block < pair.block {
                    _ = try merge.next()
                    continue
                }
                if block == pair.block { try match(pair) }
                guard let next = try pairs() else { return }
                pair = next
            }
        }
    }

    /// Begins to give the new persons in order of blocks.
    ///
    /// - Parameter numbers: The numbers of the new persons.
    func begin(_ numbers: NewcomerNumbers) {
        guard isThreaded.withLock({ $0 }) else { return order(numbers) }
        queue.async { [self] in order(numbers) }
    }

    private func order(_ numbers: NewcomerNumbers) {
        let size = RegisterStore.pairsPerPiece
        do {
            try state.withLock { state in
                if let failure = state.failure { throw failure }
                var merge = try state.blocks.merged()
                var piece: [IdentityPair] = []
                while let key = try merge.next() {
                    guard let number = numbers.of(key.value) else { continue }
                    let block = Block128(high: key.high, low: key.low)
                    piece.append(IdentityPair(block: block, number: number))
                    guard piece.count == size else { continue }
                    guard give(.success(piece)) else { return }
                    piece.removeAll(keepingCapacity: true)
                }
                if piece.isEmpty || give(.success(piece)) { _ = give(.success([])) }
            }
        } catch {
            _ = give(.failure(error))
        }
    }

    /// Hands a piece on.
    ///
    /// - Returns: Whether more are wanted.
    private func give(_ piece: Result<[IdentityPair], any Error>) -> Bool {
        room.wait()
        guard !isStopped.withLock({ $0 }) else { return false }
        ordered.withLock { $0.append(piece) }
        isReady.signal()
        return true
    }

    /// The next piece of what ``begin(_:)`` began; an empty one is the last.
    ///
    /// - Throws: What the scratch threw.
    func next() throws -> [IdentityPair] {
        isReady.wait()
        let piece = ordered.withLock { $0.removeFirst() }
        room.signal()
        return try piece.get()
    }

    /// Ends the giving, where more may be under way.
    func stop() {
        isStopped.withLock { $0 = true }
        room.signal()
    }
}
