// The name of one transfer, as banks, papers and answers carry it.
//
// Invariants:
// (1) 16 characters of [A-Z0-9]: batch code 9, transfer number 6 in base 36, check character 1.
// (2) The check character is that of ISO/IEC 7064 MOD 37,36. It catches every single wrong
//     character. Of the swaps of two neighbours it misses 1 in 630 (exhaustively counted by the
//     tests); a swap is then still caught by name, account and amount.
// (3) An id leads to its row without an index: batch and number are in it.

/// The code of a frozen version of a batch: unit 4 and serial 5 characters of `[A-Z0-9]`.
package struct BatchCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first eight characters, the first of them most significant.
    let high: UInt64
    /// The ninth character.
    let last: UInt8
    /// The state of the check sum after the nine characters.
    let state: UInt32

    /// Nine characters of `[A-Z0-9]`, or nil.
    package init?(_ text: some StringProtocol) {
        self.init(bytes: text.utf8)
    }

    /// Nine bytes of `[A-Z0-9]`, or nil.
    init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 9 else { return nil }
        var high: UInt64 = 0
        var last: UInt8 = 0
        var state: UInt32 = 36
        for (index, byte) in bytes.enumerated() {
            guard let digit = BatchCode.value(of: byte) else { return nil }
            if index < 8 { high = high << 8 | UInt64(byte) }
            last = byte
            state = BatchCode.step(state, digit)
        }
        self.high = high
        self.last = last
        self.state = state
    }

    /// Unit and serial put together: a unit of four characters, a serial from 0 to 36⁵ − 1; or nil.
    package init?(unit: some StringProtocol, serial: Int) {
        guard unit.utf8.count == 4, (0..<60_466_176).contains(serial) else { return nil }
        var bytes = Array(unit.utf8) + [UInt8](repeating: 0x30, count: 5)
        var rest = serial
        for index in stride(from: 8, through: 4, by: -1) {
            bytes[index] = BatchCode.character(UInt32(rest % 36))
            rest /= 36
        }
        self.init(bytes: bytes)
    }

    /// Whether a transfer is of this batch.
    package func contains(_ id: TransferID) -> Bool {
        id.high == high && id.low >> 56 == UInt64(last)
    }

    /// Reads an id of this batch that lies in two words.
    ///
    /// - Parameters:
    ///   - high: The first eight characters of the id, the first of them most significant.
    ///   - low: The last eight.
    /// - Returns: The number of the transfer; nil where it is none of this batch.
    package func transferNumber(high: UInt64, low: UInt64) -> Int? {
        guard high == self.high, low >> 56 == UInt64(last) else { return nil }
        var state = state
        var number = 0
        for shift in stride(from: UInt64(48), through: 8, by: -8) {
            guard let digit = BatchCode.value(of: UInt8(truncatingIfNeeded: low >> shift)) else {
                return nil
            }
            state = BatchCode.step(state, digit)
            number = number * 36 + Int(digit)
        }
        let check = BatchCode.character(BatchCode.check(state))
        guard number > 0, check == UInt8(truncatingIfNeeded: low) else { return nil }
        return number
    }

    /// The order of the characters.
    package static func < (left: BatchCode, right: BatchCode) -> Bool {
        (left.high, left.last) < (right.high, right.last)
    }

    /// The nine characters.
    package var description: String {
        let bytes = stride(from: UInt64(56), through: 0, by: -8).map { shift in
            UInt8(truncatingIfNeeded: high >> shift)
        }
        return String(decoding: bytes + [last], as: UTF8.self)
    }

    /// The value of a character: 0 to 9, then A to Z as 10 to 35.
    static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x5A: UInt32(byte - 0x41 + 10)
        default: nil
        }
    }

    /// The character of a value of 0 to 35.
    static func character(_ value: UInt32) -> UInt8 {
        UInt8(truncatingIfNeeded: value < 10 ? 0x30 + value : 0x41 + value - 10)
    }

    /// One step of ISO/IEC 7064 MOD 37,36; states are 1 to 36 and begin with 36.
    static func step(_ state: UInt32, _ digit: UInt32) -> UInt32 {
        var sum = state + digit
        if sum > 36 { sum -= 36 }
        sum *= 2
        return sum > 36 ? sum - 37 : sum
    }

    /// The value of the check character after all others.
    static func check(_ state: UInt32) -> UInt32 { (37 - state) % 36 }
}

/// The id of a transfer, 16 characters of `[A-Z0-9]`; ISO 20022 `EndToEndId`.
package struct TransferID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The largest transfer number of a batch: 36⁶ − 1.
    package static let maximumNumber = 2_176_782_335

    /// The first eight characters, the first of them most significant.
    let high: UInt64
    /// The last eight characters.
    let low: UInt64

    /// The id of a transfer of a batch.
    ///
    /// - Parameters:
    ///   - batch: The frozen version's code.
    ///   - number: 1 to ``maximumNumber``.
    package init(batch: BatchCode, number: Int) {
        precondition(
            (1...TransferID.maximumNumber).contains(number),
            "a transfer number has six characters in base 36"
        )
        // The last digit first: a division by a constant is a multiplication.
        var rest = UInt32(number)
        var values: UInt64 = 0
        for _ in 0..<6 {
            values = values << 8 | UInt64(rest % 36)
            rest /= 36
        }
        var state = batch.state
        var digits: UInt64 = 0
        for _ in 0..<6 {
            let digit = UInt32(values & 0xFF)
            values >>= 8
            state = BatchCode.step(state, digit)
            digits = digits << 8 | UInt64(BatchCode.character(digit))
        }
        high = batch.high
        let check = UInt64(BatchCode.character(BatchCode.check(state)))
        low = UInt64(batch.last) << 56 | digits << 8 | check
    }

    /// Reads 16 characters of `[A-Z0-9]`, or gives nil; also when the check character is wrong.
    package init?(_ text: some StringProtocol) {
        self.init(bytes: Array(text.utf8))
    }

    /// Reads 16 bytes of `[A-Z0-9]`, or gives nil; also when the check character is wrong.
    package init?(bytes: some BidirectionalCollection<UInt8>) {
        guard bytes.count == 16, TransferID.isValid(bytes) else { return nil }
        var words = (high: UInt64(0), low: UInt64(0))
        for byte in bytes {
            words.high = words.high << 8 | words.low >> 56
            words.low = words.low << 8 | UInt64(byte)
        }
        guard let number = TransferID.number(low: words.low), number > 0 else { return nil }
        high = words.high
        low = words.low
    }

    /// Reads 16 bytes of `[A-Z0-9]`, or gives nil; for the readers of many.
    init?(_ bytes: Span<UInt8>) {
        guard bytes.count == 16 else { return nil }
        var words = (high: UInt64(0), low: UInt64(0))
        var state: UInt32 = 36
        var number = 0
        for index in 0..<15 {
            guard let digit = BatchCode.value(of: bytes[index]) else { return nil }
            state = BatchCode.step(state, digit)
            if index < 8 {
                words.high = words.high << 8 | UInt64(bytes[index])
            } else {
                words.low = words.low << 8 | UInt64(bytes[index])
            }
            if index > 8 { number = number * 36 + Int(digit) }
        }
        guard bytes[15] == BatchCode.character(BatchCode.check(state)), number > 0 else {
            return nil
        }
        high = words.high
        low = words.low << 8 | UInt64(bytes[15])
    }

    /// An id whose characters were checked.
    init(knownHigh high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Whether a byte can stand in an id.
    package static func isCharacter(_ byte: UInt8) -> Bool { BatchCode.value(of: byte) != nil }

    /// Whether bytes of `[A-Z0-9]` end with the check character of ISO/IEC 7064 MOD 37,36.
    package static func isValid(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
        guard let last = bytes.last, let check = BatchCode.value(of: last), bytes.count > 1 else {
            return false
        }
        var state: UInt32 = 36
        for byte in bytes.dropLast() {
            guard let digit = BatchCode.value(of: byte) else { return false }
            state = BatchCode.step(state, digit)
        }
        return BatchCode.check(state) == check
    }

    /// The batch of the transfer.
    package var batch: BatchCode {
        let first = (0..<9).map { index in
            UInt8(truncatingIfNeeded: index < 8 ? high >> UInt64(56 - index * 8) : low >> 56)
        }
        guard let code = BatchCode(bytes: first) else {
            preconditionFailure("an id begins with a batch code")
        }
        return code
    }

    /// The number of the transfer in its batch, from 1.
    package var number: Int {
        guard let number = TransferID.number(low: low) else {
            preconditionFailure("an id has a number")
        }
        return number
    }

    private static func number(low: UInt64) -> Int? {
        var number = 0
        for shift in stride(from: UInt64(48), through: 8, by: -8) {
            guard let digit = BatchCode.value(of: UInt8(truncatingIfNeeded: low >> shift)) else {
                return nil
            }
            number = number * 36 + Int(digit)
        }
        return number
    }

    /// The order of the characters: by batch, then number.
    package static func < (left: TransferID, right: TransferID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    /// Appends the 16 characters.
    package func append(to bytes: inout [UInt8]) {
        unsafe withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) {
            unsafe bytes.append(contentsOf: $0)
        }
    }

    /// The 16 characters.
    package var description: String {
        let bytes = (0..<16).map { index in
            let word = index < 8 ? high : low
            return UInt8(truncatingIfNeeded: word >> UInt64(56 - index % 8 * 8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
