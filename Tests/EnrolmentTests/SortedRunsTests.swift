// SortedRuns: order over several runs, and groups; KeySort: the order of any keys.

import Testing

@testable import Enrolment

/// Numbers that look random, the same each time.
struct Lot {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33 ^ state << 31
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
}

@Suite struct SortedRunsTests {
    @Test(arguments: [1, 7, 100, 140_000])
    func `keys of several runs come in order, equal ones as they came`(runLength: Int) throws {
        var lot = Lot(3)
        let count = min(140_000, runLength * 150)
        var runs = SortedRuns(MemoryScratch(), runLength: runLength)
        var keys: [RunKey] = []
        for place in 0..<count {
            let key = RunKey(high: lot.next() >> 50, low: lot.next() & 3, value: UInt64(place))
            keys.append(key)
            try runs.append(key)
        }
        let sorted = keys.sorted { ($0.high, $0.low, $0.value) < ($1.high, $1.low, $1.value) }
        // Twice: a merge leaves the runs as they are.
        for _ in 0..<2 {
            var merge = try runs.merged()
            var merged: [RunKey] = []
            while let first = merge.first, let key = try merge.next() {
                #expect(first == key)
                merged.append(key)
            }
            #expect(merged == sorted)
            #expect(try merge.next() == nil)
        }
        var merge = try runs.merged()
        var group: [RunKey] = []
        var groups: [[RunKey]] = []
        while try merge.nextGroup(&group) { groups.append(group) }
        #expect(groups.allSatisfy { Set($0.map(\.high)).count == 1 })
        #expect(groups.count == Set(keys.map(\.high)).count)
        #expect(runs.count == count)
    }

    @Test func `no keys give no groups`() throws {
        var runs = SortedRuns(MemoryScratch())
        var merge = try runs.merged()
        var group = [RunKey(high: 1, low: 1)]
        #expect(try !merge.nextGroup(&group))
        #expect(merge.first == nil)
    }

    @Test(arguments: [0, 1, 2_047, 2_048, 5_000], [0, 20, 40, 63])
    func `keys are sorted as the library sorts them`(count: Int, shift: Int) {
        var lot = Lot(UInt64(count + shift))
        var keys = (0..<count).map { place in
            RunKey(
                high: lot.next() << UInt64(shift),
                low: lot.next() >> 30,
                value: UInt64(place)
            )
        }
        let sorted = keys.sorted()
        var spare: [RunKey] = []
        KeySort.sort(&keys, &spare)
        #expect(keys == sorted)
    }

    @Test func `marks are counted before any place`() {
        var lot = Lot(9)
        var marks = RowMarks()
        var places: Set<UInt64> = []
        for _ in 0..<2_000 {
            let bits = UInt64(lot.below(50_000))
            if places.insert(bits).inserted { marks.insert(RowPlace(bits: bits)) }
        }
        marks.seal()
        #expect(marks.count == places.count)
        for bits in stride(from: UInt64(0), to: 60_000, by: 37) {
            let place = RowPlace(bits: bits)
            #expect(marks.contains(place) == places.contains(bits))
            #expect(marks.rank(of: place) == places.count { $0 < bits })
        }
    }

    @Test func `words have their places in order of first use`() {
        var lot = Lot(5)
        var words = ByteWords()
        var places: [[UInt8]: UInt32] = [:]
        for _ in 0..<5_000 {
            let word = (0..<lot.below(4)).map { _ in UInt8(97 + lot.below(9)) }
            let padded = [1, 2] + word + [3]
            let place = words.place(of: padded, 2..<2 + word.count)
            #expect(place == places[word] ?? UInt32(places.count))
            places[word] = place
            #expect(words.find(padded, 2..<2 + word.count) == Int(place))
        }
        #expect(words.count == places.count)
        #expect(words.find([0x7A, 0x7A], 0..<2) == nil)
    }
}
