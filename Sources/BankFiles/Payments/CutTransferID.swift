// The beginning of a transfer id, as a bank leaves it that keeps fewer characters.
//
// Invariants:
// (1) The batch and at least one digit of the number are left: less names no payment.
// (2) The check character is gone, so that it is a beginning of ours is likely and never proven.

/// An id of which the end is missing.
package struct CutTransferID: Hashable, Sendable {
    /// The batch.
    package let batch: BatchCode
    /// The numbers that begin so; one where only the check character is missing.
    package let numbers: ClosedRange<Int>

    /// Ten to fifteen letters and digits, as banks write them; nil for what begins no id.
    package init?(_ text: some StringProtocol) {
        let bytes = TransferID.bare(text)
        guard (10...15).contains(bytes.count), let batch = BatchCode(bytes: bytes.prefix(9)) else {
            return nil
        }
        var first = 0
        var width = 1
        for index in 9..<15 {
            first *= 36
            if index < bytes.count {
                guard let digit = BatchCode.value(of: bytes[index]) else { return nil }
                first += Int(digit)
            } else {
                width *= 36
            }
        }
        guard first + width > 1 else { return nil }
        self.batch = batch
        numbers = max(1, first)...(first + width - 1)
    }
}

extension TransferID {
    /// The letters and digits of a text, as capitals: some banks put blanks or marks between them.
    ///
    /// - Parameter text: A reference as a bank writes it.
    /// - Returns: Bytes of `[A-Z0-9]`.
    package static func bare(_ text: some StringProtocol) -> [UInt8] {
        text.utf8.compactMap { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A: byte
            case 0x61...0x7A: byte & 0xDF
            default: nil
            }
        }
    }

    /// The ids that stand whole among the letters and digits of a text, whatever lies between and
    /// around them, in their order.
    ///
    /// - Parameter text: A reference as a bank writes it; of a longer one the first 140 characters
    ///   are looked at.
    /// - Returns: Each that has its check character; whether it is one of ours, the books say.
    package static func hidden(in text: some StringProtocol) -> [TransferID] {
        let bytes = bare(text).prefix(140)
        guard bytes.count >= 16 else { return [] }
        return (0...(bytes.count - 16)).compactMap { TransferID(bytes: bytes[$0..<($0 + 16)]) }
    }
}
