// The ids of a batch's transfers, made one after the other.
//
// Invariant: each is what `TransferID(batch:number:)` gives; what neighbours share is computed once.

/// Makes the ids of one batch; cheapest where numbers ascend.
package struct TransferIDs {
    private let batch: BatchCode
    /// How many numbers share their first four characters.
    private static let shared = 36 * 36
    /// What the numbers share that were asked for last: which they are, the four characters, the state of
    /// the check sum after them.
    private var block = -1
    private var digits: UInt64 = 0
    private var state: UInt32 = 0

    /// The ids of a batch.
    package init(batch: BatchCode) { self.batch = batch }

    /// The id of a transfer.
    ///
    /// - Parameter number: 1 to ``TransferID/maximumNumber``.
    /// - Returns: The id.
    package mutating func id(_ number: Int) -> TransferID {
        precondition(
            (1...TransferID.maximumNumber).contains(number),
            "a transfer number has six characters in base 36"
        )
        if number / Self.shared != block { begin(number / Self.shared) }
        let rest = UInt32(number % Self.shared)
        let (first, second) = (rest / 36, rest % 36)
        let check = BatchCode.check(BatchCode.step(BatchCode.step(state, first), second))
        let last =
            UInt64(BatchCode.character(first)) << 16 | UInt64(BatchCode.character(second)) << 8
            | UInt64(BatchCode.character(check))
        return TransferID(knownHigh: batch.high, low: digits | last)
    }

    private mutating func begin(_ block: Int) {
        self.block = block
        state = batch.state
        digits = UInt64(batch.last)
        var divisor = UInt32(36 * 36 * 36)
        while divisor > 0 {
            let digit = UInt32(block) / divisor % 36
            state = BatchCode.step(state, digit)
            digits = digits << 8 | UInt64(BatchCode.character(digit))
            divisor /= 36
        }
        digits <<= 24
    }
}
