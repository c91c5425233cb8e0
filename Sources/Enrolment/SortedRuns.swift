// Many small keys in order, without a hash set: runs are sorted as they fill, put into scratch, and
// merged as they are read.
//
// Memory is one run of half a million keys (16 MB, twice while it is sorted) and, while merging, a window of each
// earlier one: 256 KB, less where there are more than 256 of them.
//
// Invariants:
// (1) Keys come out in order of (high, low); equal ones in the order in which they came in.
// (2) Where all keys fit in one run, nothing goes into scratch.
//
// Unsafe: keys are read from bytes as they lie in memory; they are four numbers without padding.

/// A key of 128 bits, compared as one number, and what goes with it.
package struct RunKey: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// The upper half.
    package var high: UInt64
    /// The lower half.
    package var low: UInt64
    /// What goes with the key.
    package var value: UInt64
    /// More that goes with it.
    package var extra: UInt64

    /// A key with what goes with it.
    package init(high: UInt64, low: UInt64, value: UInt64 = 0, extra: UInt64 = 0) {
        self.high = high
        self.low = low
        self.value = value
        self.extra = extra
    }

    /// Whether the left key comes first; values do not count.
    package static func < (left: RunKey, right: RunKey) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}

/// Keys in sorted runs.
package struct SortedRuns {
    /// A run in scratch.
    struct Run {
        let place: Int
        let count: Int
    }

    private let scratch: any Scratch
    private let runLength: Int
    private var runs: [Run] = []
    private var current: [RunKey] = []
    private var spare: [RunKey] = []
    private var isSorted = true
    /// The number of keys.
    package private(set) var count = 0

    /// No keys.
    package init(_ scratch: any Scratch, runLength: Int = 524_288) {
        precondition(runLength > 0, "a run has keys")
        self.scratch = scratch
        self.runLength = runLength
    }

    /// Adds a key.
    ///
    /// - Throws: What the scratch throws.
    package mutating func append(_ key: RunKey) throws {
        if current.count == runLength { try spill() }
        current.append(key)
        isSorted = false
        count += 1
    }

    private mutating func spill() throws {
        KeySort.sort(&current, &spare)
        let place = try unsafe scratch.append(current.span.bytes)
        runs.append(Run(place: place, count: current.count))
        current.removeAll(keepingCapacity: true)
    }

    /// The keys in order; more may be added later, and are in a later merge.
    package mutating func merged() throws -> RunMerge {
        if !isSorted {
            KeySort.sort(&current, &spare)
            spare = []
            isSorted = true
        }
        return try RunMerge(scratch, runs, last: current)
    }

    /// Keys from the bytes of keys.
    static func keys(of bytes: [UInt8]) -> [RunKey] {
        let size = MemoryLayout<RunKey>.stride
        var keys = [RunKey](
            repeating: RunKey(high: 0, low: 0),
            count: bytes.count / size
        )
        unsafe keys.withUnsafeMutableBytes { unsafe $0.copyBytes(from: bytes) }
        return keys
    }
}

/// The keys of sorted runs in order, one after the other: a tree of losers, which asks one question a level.
package struct RunMerge {
    /// How many keys all windows have together, and one of them at most and at least.
    private static let windowsLength = 2_097_152
    private static let windowLengths = 1_024...8_192
    private let scratch: any Scratch
    private let windowLength: Int
    /// The windows of the runs in scratch, one behind the other, and the run that is in memory.
    private var windows: [RunKey]
    private let last: [RunKey]
    /// For each run: where its next key is in its window, where that ends, and the rest of the run in scratch.
    private var positions: [Int] = []
    private var ends: [Int] = []
    private var rests: [SortedRuns.Run]
    /// The next keys of the runs; the last one that was taken for those that are at their end.
    private var heads: [RunKey] = []
    private var isOver: [Bool] = []
    /// The run of the next key; at each further place the run that lost there.
    private var tree: [Int] = []
    /// How many keys are left.
    private var left: Int

    init(_ scratch: any Scratch, _ runs: [SortedRuns.Run], last: [RunKey]) throws {
        self.scratch = scratch
        self.last = last
        let share = Self.windowsLength / max(1, runs.count)
        windowLength = max(Self.windowLengths.lowerBound, min(share, Self.windowLengths.upperBound))
        windows = Array(
            repeating: RunKey(high: 0, low: 0),
            count: runs.count * windowLength
        )
        rests = runs
        left = runs.reduce(last.count) { $0 + $1.count }
        for run in runs.indices {
            positions.append(0)
            ends.append(0)
            try fill(run)
            heads.append(windows[positions[run]])
        }
        if let first = last.first {
            positions.append(0)
            ends.append(last.count)
            rests.append(SortedRuns.Run(place: 0, count: 0))
            heads.append(first)
        }
        isOver = Array(repeating: false, count: heads.count)
        build()
    }

    /// Plays all matches.
    private mutating func build() {
        let count = heads.count
        tree = Array(repeating: 0, count: max(1, count))
        guard count > 1 else { return }
        var winners = Array(repeating: 0, count: count) + Array(0..<count)
        for node in stride(from: count - 1, to: 0, by: -1) {
            let (one, other) = (winners[2 * node], winners[2 * node + 1])
            let isFirst = isBefore(one, other)
            winners[node] = isFirst ? one : other
            tree[node] = isFirst ? other : one
        }
        tree[0] = winners[1]
    }

    /// The next key, which stays; nil at the end.
    package var first: RunKey? { left == 0 ? nil : heads[tree[0]] }

    /// Takes the next key; nil at the end.
    package mutating func next() throws -> RunKey? {
        guard left > 0 else { return nil }
        left -= 1
        var run = tree[0]
        let key = heads[run]
        try advance(run)
        var node = (run + heads.count) / 2
        while node > 0 {
            let loser = tree[node]
            if isBefore(loser, run) {
                tree[node] = run
                run = loser
            }
            node /= 2
        }
        tree[0] = run
        return key
    }

    /// Takes all keys that have the next key's upper half.
    ///
    /// - Returns: Whether there was one.
    package mutating func nextGroup(_ group: inout [RunKey]) throws -> Bool {
        group.removeAll(keepingCapacity: true)
        guard let start = try next() else { return false }
        group.append(start)
        while let key = first, key.high == start.high, let same = try next() {
            group.append(same)
        }
        return true
    }

    /// Goes on to a run's next key.
    private mutating func advance(_ run: Int) throws {
        positions[run] += 1
        if positions[run] == ends[run] {
            guard rests[run].count > 0 else {
                isOver[run] = true
                return
            }
            try fill(run)
        }
        let place = positions[run]
        heads[run] = isInMemory(run) ? last[place] : windows[place]
    }

    private func isInMemory(_ run: Int) -> Bool { run * windowLength == windows.count }

    /// Reads the next window of a run in scratch.
    private mutating func fill(_ run: Int) throws {
        let count = min(rests[run].count, windowLength)
        let size = count * MemoryLayout<RunKey>.stride
        let place = rests[run].place
        let keys = SortedRuns.keys(of: try scratch.read(at: place, count: size))
        let start = run * windowLength
        for index in keys.indices { windows[start + index] = keys[index] }
        positions[run] = start
        ends[run] = start + count
        rests[run] = SortedRuns.Run(place: place + size, count: rests[run].count - count)
    }

    /// Whether a run's next key comes before that of another; of equal keys the earlier run.
    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        if isOver[left] || isOver[right] { return isOver[right] && (!isOver[left] || left < right) }
        if heads[left] < heads[right] { return true }
        return left < right && !(heads[right] < heads[left])
    }
}
