// The six digits that NAPAS knows a bank by.

/// A bank identification number: six digits, the first not zero (NAPAS; ISO/IEC 7812 issuer number).
package struct BIN: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The digits as a number, 100000 to 999999.
    package let number: UInt32

    /// The number of six digits, or nil.
    package init?(number: UInt32) {
        guard (100_000...999_999).contains(number) else { return nil }
        self.number = number
    }

    /// Six ASCII digits, the first not zero, or nil.
    package init?(_ text: some StringProtocol) {
        self.init(bytes: text.utf8)
    }

    /// Six ASCII digits, the first not zero, or nil.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 6 else { return nil }
        var number: UInt32 = 0
        for byte in bytes {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            number = number * 10 + UInt32(byte - 0x30)
        }
        self.init(number: number)
    }

    /// Six ASCII digits, the first not zero, or nil.
    package init?(_ bytes: Span<UInt8>) {
        guard bytes.count == 6 else { return nil }
        var number: UInt32 = 0
        for index in bytes.indices {
            guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { return nil }
            number = number * 10 + UInt32(bytes[index] - 0x30)
        }
        self.init(number: number)
    }

    /// Lower numbers come first.
    package static func < (left: BIN, right: BIN) -> Bool { left.number < right.number }

    /// The six digits.
    package var description: String { String(number) }
}
