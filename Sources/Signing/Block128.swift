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

    /// Lends the sixteen bytes.
    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe Swift.withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { unsafe body($0) }
    }

    // Room for sixteen bytes, filled by `body`.
    static func filled(by body: (UnsafeMutablePointer<UInt8>) -> Int32) -> (Block128, Int32) {
        var words: (UInt64, UInt64) = (0, 0)
        let result = unsafe Swift.withUnsafeMutableBytes(of: &words) { buffer in
            guard let start = buffer.baseAddress else { return Int32(0) }
            return unsafe body(start.assumingMemoryBound(to: UInt8.self))
        }
        let block = Block128(high: UInt64(bigEndian: words.0), low: UInt64(bigEndian: words.1))
        return (block, result)
    }
}

extension Block128: Comparable {
    /// Whether `left` comes first in the order of bytes.
    package static func < (left: Block128, right: Block128) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
