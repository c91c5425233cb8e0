// What of a drill is tried: all of it, one of several parts, or the calls that matter most.
//
// Invariant: whoever tries every part of a number tries every point once.

import Foundation

/// A part of the points of a drill: whoever tries all parts tries all points.
struct DrillPart: Sendable {
    /// All points.
    static let whole = DrillPart(number: 1, count: 1)
    /// The part that CHITRA_FAULTS_PART names, as `2/5`.
    static let wanted: DrillPart = {
        guard let text = ProcessInfo.processInfo.environment["CHITRA_FAULTS_PART"], !text.isEmpty
        else { return whole }
        let words = text.split(separator: "/").compactMap { Int($0) }
        precondition(
            words.count == 2 && words[0] > 0 && words[0] <= words[1],
            "CHITRA_FAULTS_PART is no part: \(text)"
        )
        return DrillPart(number: words[0], count: words[1])
    }()

    /// Which part, from 1.
    let number: Int
    /// How many parts there are.
    let count: Int

    /// Whether it is all of them.
    var isWhole: Bool { count == 1 }

    /// Whether the points at a call are in the part: neighbours are, for they leave alike.
    func holds(_ index: Int, of callCount: Int) -> Bool {
        min(index, callCount - 1) * count / max(callCount, 1) == number - 1
    }
}

extension TracedCall {
    /// The calls on which a step hangs: the last write of the journal (the frame of its commit), the
    /// sync after it, the last write of a frozen or kept file, and the last of the checkpoint file.
    static func decisive(_ calls: [TracedCall]) -> Set<Int> {
        var indexes = payload(calls)
        let commit = calls.lastIndex { $0.isWrite && $0.path == journal }
        if let sync = calls[(commit ?? calls.endIndex)...].firstIndex(where: {
            $0.call.hasSuffix("sync") && $0.path == journal
        }) {
            indexes.insert(sync)
        }
        if let checkpoint = calls.lastIndex(where: {
            $0.isWrite && $0.path.hasSuffix("checkpoints.log")
        }) {
            indexes.insert(checkpoint)
        }
        return indexes
    }

    /// The last write of the journal, and the last of a frozen or kept file.
    static func payload(_ calls: [TracedCall]) -> Set<Int> {
        let commit = calls.lastIndex { $0.isWrite && $0.path == journal }
        let file = calls.lastIndex {
            $0.isWrite && ($0.path.hasPrefix("batches/") || $0.path.hasPrefix("answers/"))
        }
        return Set([commit, file].compactMap { $0 })
    }

    private static let journal = "books.sqlite-wal"
}
