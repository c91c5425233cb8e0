// Writes the pairs of new persons as a new run, a piece at a time; merges when many runs are there.
//
// Invariant: pieces have as many pairs as a piece holds, but the last one.

import Foundation
import GRDB
import Signing

/// A run in the writing.
struct IdentityWriter {
    private let writer: StepWriter
    private let added: () throws -> IdentityPair?
    private var new: IdentityPair?
    private var old: IdentityPair?
    /// Pairs of earlier runs, where they are merged.
    private var earlier: IdentityPairs?
    private var run: Int64 = 0
    private var mergedThrough: Int64 = 0
    private var pieces: Int64 = 0
    private var state = State.waiting

    private enum State { case waiting, writing, done }

    /// A run of which nothing is written.
    ///
    /// - Parameters:
    ///   - writer: The step.
    ///   - added: Gives blocks in order, each with a person's number, until there are no more.
    init(_ writer: StepWriter, added: @escaping () throws -> IdentityPair?) {
        self.writer = writer
        self.added = added
    }

    /// Writes the next piece; nothing where nobody is new.
    ///
    /// - Returns: Whether there was one.
    /// - Throws: ``StoreError``, what `added` throws.
    mutating func writePiece() throws -> Bool {
        if state == .waiting { try begin() }
        guard state == .writing else { return false }
        var piece: [UInt8] = []
        piece.reserveCapacity(IdentityPair.size * RegisterStore.pairsPerPiece)
        while piece.count < IdentityPair.size * RegisterStore.pairsPerPiece {
            if let pair = old, new.map({ pair.block < $0.block }) ?? true {
                pair.append(to: &piece)
                old = try earlier?.next()
            } else if let pair = new {
                pair.append(to: &piece)
                new = try added()
            } else {
                state = .done
                break
            }
        }
        guard !piece.isEmpty else { return false }
        try writer.insert(
            "identity_run",
            ["run", "piece", "merged_through", "digest", "pairs"],
            [run, pieces, mergedThrough, Data(Digest.of(piece).bytes), Data(piece)]
        )
        pieces += 1
        return true
    }

    /// Writes all that is left.
    ///
    /// - Throws: As ``writePiece()``.
    mutating func finish() throws { while try writePiece() {} }

    private mutating func begin() throws {
        new = try added()
        guard new != nil else {
            state = .done
            return
        }
        state = .writing
        let last = try number("SELECT coalesce(max(run), 0) FROM identity_run")
        let merged = try number("SELECT coalesce(max(merged_through), 0) FROM identity_run")
        run = last + 1
        guard last - merged >= RegisterStore.runsBeforeMerge else { return }
        mergedThrough = last
        earlier = try IdentityPairs(writer.db)
        old = try earlier?.next()
    }

    private func number(_ sql: String) throws -> Int64 {
        try Int64.fetchOne(writer.db, sql: sql) ?? 0
    }
}
