// Many small keys in order, without a hash set: runs are sorted as they fill and merged at the end.
//
// Sixteen bytes a key are kept, so ten million rows with an account each cost 320 MB; a set of the
// texts would cost several times that and give no order.
//
// Invariants:
// (1) The order of equal keys is that of their low half, which ends with the line, so that the same
//     file gives the same findings.

/// A key of 128 bits, compared as one number.
struct RunKey: Comparable {
    var high: UInt64
    var low: UInt64

    /// The key without that many of its lowest bits.
    func prefix(droppingBits bits: Int) -> RunKey {
        bits < 64
            ? RunKey(high: high, low: low >> UInt64(bits))
            : RunKey(high: high >> UInt64(bits - 64), low: 0)
    }

    static func < (left: RunKey, right: RunKey) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

/// Keys in sorted runs.
struct SortedRuns {
    private static let runLength = 65_536
    private var runs: [[RunKey]] = []
    private var current: [RunKey] = []

    /// Adds a key.
    mutating func append(_ key: RunKey) {
        current.append(key)
        if current.count == SortedRuns.runLength { closeRun() }
    }

    private mutating func closeRun() {
        current.sort()
        runs.append(current)
        current.removeAll(keepingCapacity: true)
    }

    /// Changes every key in place and sorts the runs again.
    mutating func rekey(_ change: (RunKey) -> RunKey) {
        for index in runs.indices {
            for place in runs[index].indices { runs[index][place] = change(runs[index][place]) }
            runs[index].sort()
        }
        for place in current.indices { current[place] = change(current[place]) }
    }

    /// Gives the keys in order, in groups of those that are equal without their lowest bits.
    mutating func forEachGroup(droppingBits bits: Int, _ body: ([RunKey]) -> Void) {
        if !current.isEmpty { closeRun() }
        var heap = RunHeap(runs)
        var group: [RunKey] = []
        while let key = heap.next() {
            if let first = group.first,
                first.prefix(droppingBits: bits) != key.prefix(droppingBits: bits)
            {
                body(group)
                group.removeAll(keepingCapacity: true)
            }
            group.append(key)
        }
        if !group.isEmpty { body(group) }
    }
}

/// A binary heap over the heads of sorted runs.
private struct RunHeap {
    private let runs: [[RunKey]]
    private var positions: [Int]
    private var heap: [Int]

    init(_ runs: [[RunKey]]) {
        self.runs = runs
        positions = runs.map { _ in 0 }
        // The runs' heads in order are a heap already.
        heap = runs.indices.filter { !runs[$0].isEmpty }.sorted { runs[$0][0] < runs[$1][0] }
    }

    mutating func next() -> RunKey? {
        guard let run = heap.first else { return nil }
        let key = runs[run][positions[run]]
        positions[run] += 1
        if positions[run] == runs[run].count {
            let last = heap.removeLast()
            if heap.isEmpty { return key }
            heap[0] = last
        }
        sink()
        return key
    }

    private func head(_ place: Int) -> RunKey { runs[heap[place]][positions[heap[place]]] }

    private mutating func sink() {
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < heap.count && head(child) < head(least) {
                least = child
            }
            if least == place { return }
            heap.swapAt(place, least)
            place = least
        }
    }
}
