// The generator of all invented data: same seed, same people.

/// SplitMix64 of Steele, Lea and Flood (2014).
package struct SplitMix64: Sendable {
    private var state: UInt64

    /// A generator from a seed.
    package init(seed: UInt64) { state = seed }

    /// A generator for the row of a seed: rows are independent, so any can be made alone.
    package init(seed: UInt64, row: UInt64, purpose: UInt64) {
        var mixer = SplitMix64(seed: seed ^ (row &* 0xD134_2543_DE82_EF95) ^ (purpose << 56))
        state = mixer.next()
    }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// A number below a bound; the bias of 2^-40 and less does not matter for invented people.
    package mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A number in a range.
    package mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// Whether an event of that many in a hundred happens.
    package mutating func chance(percent: Int) -> Bool { below(100) < percent }

    /// One of several things, by their weights.
    package mutating func pick<Thing>(_ things: [(Thing, weight: Int)]) -> Thing {
        var left = below(things.reduce(0) { $0 + $1.weight })
        for (thing, weight) in things {
            if left < weight { return thing }
            left -= weight
        }
        preconditionFailure("weights add up")
    }

    /// One of several things.
    package mutating func pick<Thing>(_ things: [Thing]) -> Thing { things[below(things.count)] }
}
