// Sixteen bytes that are compared and kept as one value: a cipher block, a salt.
//
// Invariant: blocks are ordered as their bytes are.

/// Sixteen bytes, as two words in big-endian order.
package struct Block128: Hashable, Sendable, BitwiseCopyable {
    /// The first eight bytes.
    package let high: UInt64
    /// The last eight bytes.
    package let low: UInt64

    /// The block with these two halves.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The number of bytes of a block.
    package static let byteCount = 16

    /// The sixteen bytes.
    package var bytes: [UInt8] { unsafe withUnsafeBytes { unsafe [UInt8]($0) } }

    /// 32 hexadecimal digits in lower case.
    package var hex: String { Hexadecimal.encode(bytes) }

    /// The block written as 32 hexadecimal digits in lower case, the only form we write.
    package init?(hex: some StringProtocol) {
        guard let bytes = Hexadecimal.decode(hex.utf8), bytes.count == Self.byteCount else {
            return nil
        }
        self = Self.blocks(of: bytes)[0]
    }

    /// Lends the sixteen bytes.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe Swift.withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { unsafe body($0) }
    }

    /// The blocks that lie one after the other in bytes.
    package static func blocks(of bytes: [UInt8]) -> [Block128] {
        precondition(bytes.count.isMultiple(of: byteCount), "whole blocks")
        func word(_ start: Int) -> UInt64 {
            var word: UInt64 = 0
            for index in start..<start + 8 { word = word << 8 | UInt64(bytes[index]) }
            return word
        }
        return stride(from: 0, to: bytes.count, by: byteCount).map { start in
            Block128(high: word(start), low: word(start + 8))
        }
    }
}

extension Block128: Comparable {
    /// Whether `left` comes first in the order of bytes.
    package static func < (left: Block128, right: Block128) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
