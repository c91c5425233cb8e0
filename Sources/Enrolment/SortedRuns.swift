// Many small keys in order, without a hash set: runs are sorted as they fill, put into scratch, and
// merged as they are read.
//
// Memory is one run of a quarter of a million keys (8 MB, twice while it is sorted) and, while merging, a window
// of each earlier one: 256 KB, less where there are more than 256 of them.
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
    package init(_ scratch: any Scratch, runLength: Int = 262_144) {
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

/// The keys of sorted runs in order, one after the other.
package struct RunMerge {
    /// One run on its way through.
    private struct Cursor {
        var window: [RunKey]
        var position = 0
        /// Where the rest of the run is in scratch.
        var place = 0
        var left = 0
    }

    /// How many keys all windows have together, and one of them at most and at least.
    private static let windowsLength = 2_097_152
    private static let windowLengths = 1_024...8_192
    private let scratch: any Scratch
    private let windowLength: Int
    private var cursors: [Cursor] = []
    /// Numbers of cursors, a binary heap by their next keys.
    private var heap: [Int] = []
    /// The next keys of the cursors.
    private var heads: [RunKey] = []

    init(_ scratch: any Scratch, _ runs: [SortedRuns.Run], last: [RunKey]) throws {
        self.scratch = scratch
        let share = Self.windowsLength / max(1, runs.count)
        windowLength = max(Self.windowLengths.lowerBound, min(share, Self.windowLengths.upperBound))
        for run in runs {
            var cursor = Cursor(window: [], place: run.place, left: run.count)
            try Self.fill(&cursor, windowLength, scratch)
            cursors.append(cursor)
        }
        if !last.isEmpty { cursors.append(Cursor(window: last)) }
        heads = cursors.map { $0.window[0] }
        heap = Array(cursors.indices)
        for place in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(from: place) }
    }

    /// The next key, which stays; nil at the end.
    package var first: RunKey? { heap.isEmpty ? nil : heads[heap[0]] }

    /// Takes the next key; nil at the end.
    package mutating func next() throws -> RunKey? {
        guard !heap.isEmpty else { return nil }
        let run = heap[0]
        let key = heads[run]
        cursors[run].position += 1
        if cursors[run].position == cursors[run].window.count {
            guard cursors[run].left > 0 else {
                cursors[run].window = []
                heap[0] = heap[heap.count - 1]
                heap.removeLast()
                if !heap.isEmpty { sink(from: 0) }
                return key
            }
            try Self.fill(&cursors[run], windowLength, scratch)
        }
        heads[run] = cursors[run].window[cursors[run].position]
        if heap.count > 1 { sink(from: 0) }
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

    private static func fill(
        _ cursor: inout Cursor,
        _ length: Int,
        _ scratch: any Scratch
    ) throws {
        let count = min(cursor.left, length)
        let size = count * MemoryLayout<RunKey>.stride
        cursor.window = SortedRuns.keys(of: try scratch.read(at: cursor.place, count: size))
        cursor.position = 0
        cursor.place += size
        cursor.left -= count
    }

    /// Whether the run at a place of the heap comes before another; of equal keys the earlier run.
    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        let (left, right) = (heap[left], heap[right])
        if heads[left] < heads[right] { return true }
        return left < right && !(heads[right] < heads[left])
    }

    private mutating func sink(from start: Int) {
        var place = start
        while true {
            let child = 2 * place + 1
            guard child < heap.count else { return }
            let least =
                child + 1 < heap.count && isBefore(child + 1, child) ? child + 1 : child
            guard isBefore(least, place) else { return }
            heap.swapAt(place, least)
            place = least
        }
    }
}
