// SortedRuns: order over several runs, and groups.

import Testing

@testable import Enrolment

@Suite struct SortedRunsTests {
    @Test func `keys of several runs come in order, each once, in whole groups`() {
        var state: UInt64 = 3
        var runs = SortedRuns()
        var keys: [RunKey] = []
        for _ in 0..<140_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let key = RunKey(high: state >> 46, low: state >> 33 & 0xFF)
            keys.append(key)
            runs.append(key)
        }
        var merged: [RunKey] = []
        var groups = 0
        runs.forEachGroup(droppingBits: 64) { group in
            groups += 1
            merged += group
        }
        keys.sort()
        #expect(merged == keys)
        #expect(groups == Set(keys.map(\.high)).count)
        // The same keys again, changed in place: the other half first.
        runs.rekey { RunKey(high: $0.low, low: $0.high) }
        var swapped: [RunKey] = []
        runs.forEachGroup(droppingBits: 64) { swapped += $0 }
        #expect(swapped == keys.map { RunKey(high: $0.low, low: $0.high) }.sorted())
    }

    @Test func `no keys give no groups`() {
        var runs = SortedRuns()
        var groups = 0
        runs.forEachGroup(droppingBits: 0) { _ in groups += 1 }
        #expect(groups == 0)
    }
}
