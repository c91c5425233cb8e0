// The one source of chance of all test data: the same seed gives the same numbers for ever.
//
// The standard library's `random(in:using:)` may change with a new version, so it is not used.
//
// Invariants:
// (1) The sequence depends on the seed only, on every machine and with every toolchain.
// (2) `next(below:)` lies in 0..<bound; its bias is below bound / 2^64.

/// A value and how often it comes among its likes.
struct Weighted<Value: Sendable>: Sendable {
    /// Its share; only the proportion to the others counts.
    let weight: Int
    /// The value.
    let value: Value

    /// A value with a positive share.
    init(_ weight: Int, _ value: Value) {
        precondition(weight > 0, "a share is positive")
        self.weight = weight
        self.value = value
    }
}

/// A choice by share.
struct Shares<Value: Sendable>: ExpressibleByArrayLiteral, Sendable {
    /// What there is to choose from.
    let choices: [Weighted<Value>]
    /// The sum of all shares.
    let total: Int

    /// A choice of at least one.
    init(_ choices: [Weighted<Value>]) {
        precondition(!choices.isEmpty, "there is something to choose from")
        self.choices = choices
        total = choices.reduce(0) { $0 + $1.weight }
    }

    /// A choice that is written in the source.
    init(arrayLiteral choices: Weighted<Value>...) { self.init(choices) }
}

/// The generator SplitMix64 of Steele, Lea and Flood.
///
/// It is not for secrets.
struct SplitMix64: Sendable {
    private var state: UInt64

    /// The sequence of a seed.
    init(seed: UInt64) { state = seed }

    /// The sequence that belongs to a seed and a purpose, unlike those of other purposes.
    init(seed: UInt64, purpose: UInt64) {
        var mixed = SplitMix64(seed: seed ^ (purpose &* 0xD6E8_FEB8_6659_FD93))
        state = mixed.next()
    }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number in `0..<bound`.
    mutating func next(below bound: Int) -> Int {
        precondition(bound > 0, "there is something to choose from")
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A number of a range.
    mutating func next(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + next(below: range.upperBound - range.lowerBound + 1)
    }

    /// Whether something happens that happens so often in a hundred.
    mutating func chance(_ inHundred: Int) -> Bool { next(below: 100) < inHundred }

    /// One of a list, each as likely as the others.
    mutating func element<Value>(of list: [Value]) -> Value { list[next(below: list.count)] }

    /// One of a choice, by its share.
    mutating func element<Value>(of shares: Shares<Value>) -> Value {
        var rest = next(below: shares.total)
        var index = 0
        while rest >= shares.choices[index].weight {
            rest -= shares.choices[index].weight
            index += 1
        }
        return shares.choices[index].value
    }
}
