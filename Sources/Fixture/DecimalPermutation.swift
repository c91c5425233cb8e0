// A numbering that looks shuffled and never says a number twice.
//
// Invariants:
// (1) For n in 0..<10^width the results are a permutation of 0..<10^width: the factor ends in 1, 3,
//     7 or 9, so it shares no divisor with a power of ten.

/// The map n → (factor × n + offset) mod 10^width.
struct DecimalPermutation: Sendable {
    /// How many numbers it has: 10^width.
    let count: UInt64
    private let factor: UInt64
    private let offset: UInt64

    /// The permutation of a seed and purpose.
    ///
    /// - Parameters:
    ///   - width: Digits of a number, 1 to 18.
    ///   - seed: The seed of the whole data set.
    ///   - purpose: What the numbers are for.
    init(width: Int, seed: UInt64, purpose: UInt64) {
        precondition((1...18).contains(width), "the numbers fit into 64 bits")
        var power: UInt64 = 1
        for _ in 0..<width { power *= 10 }
        var chance = SplitMix64(seed: seed, purpose: purpose)
        let units: [UInt64] = [1, 3, 7, 9]
        let unit = units[Int(chance.next() % 4)]
        count = power
        factor = chance.next() % (power / 10) * 10 + unit
        offset = chance.next() % power
    }

    /// The number in place n, which is below ``count``.
    func callAsFunction(_ place: UInt64) -> UInt64 {
        precondition(place < count, "the numbers are used up")
        // The high half stays below `count`, for `factor` is: the division cannot overflow.
        let product = factor.multipliedFullWidth(by: place)
        return (count.dividingFullWidth(product).remainder + offset) % count
    }
}

/// A number in ASCII digits with leading zeros.
func digits(_ value: UInt64, width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}
