/// A share from 0 to 1 as a whole number of millionths, read without binary fractions.
package struct Share: Hashable, Sendable {
    /// 0 to 1,000,000.
    package let millionths: Int

    /// Nothing.
    package static let none = Share(millionths: 0)

    private init(millionths: Int) { self.millionths = millionths }

    /// Reads `0`, `1`, `0.05` or `1.000000`: at most six digits after the point; else nil.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts[0] == "0" || parts[0] == "1" else { return nil }
        let fraction = parts.count == 2 ? Array(parts[1].utf8) : [0x30]
        guard (1...6).contains(fraction.count),
            fraction.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        else { return nil }
        var value = parts[0] == "1" ? 1 : 0
        for index in 0..<6 {
            value = value * 10 + (index < fraction.count ? Int(fraction[index] - 0x30) : 0)
        }
        guard value <= 1_000_000 else { return nil }
        millionths = value
    }
}
