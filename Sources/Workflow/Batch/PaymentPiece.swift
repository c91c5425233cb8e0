// Some thousands of payments of one provider in columns, and their bytes in scratch.
//
// Invariants:
// (1) Every column has an entry for each payment, and two ends of texts; each payment has a line at
//     least.
// (2) Bytes are read back by the process that wrote them: they have its byte order and no version. Their
//     check finds what a disk made of them, for nothing else stands between them and a bank's file.

import BankFiles
import Intake
import Store

/// Payments on their way from the register to a provider's files.
struct PaymentPiece {
    /// The payments of a full piece.
    static let capacity = TransferChunk.rows

    /// The number of each transfer in its batch, less one.
    private(set) var places: [UInt32] = []
    /// VND of each.
    private(set) var amounts: [Int64] = []
    /// The bank of each account as a number; 0 in cash.
    private(set) var banks: [UInt32] = []
    /// The twelve digits of each payee's national ID as a number; 0 to an account.
    private(set) var identifications: [UInt64] = []
    /// Where the lines of each end.
    private(set) var lineEnds: [UInt32] = []
    /// The place of what each line is for in the table of rights, and VND of it.
    private(set) var rights: [UInt32] = []
    private(set) var lineAmounts: [Int64] = []
    /// Where the name and the account of each end.
    private var ends: [UInt32] = []
    private var texts: [UInt8] = []

    /// No payment.
    init() {}

    /// The number of payments.
    var count: Int { places.count }

    /// The lines of a payment.
    func lines(_ row: Int) -> Range<Int> {
        (row == 0 ? 0 : Int(lineEnds[row - 1]))..<Int(lineEnds[row])
    }

    /// The payee's name as the file has it.
    func name(_ row: Int) -> Range<Int> {
        (row == 0 ? 0 : Int(ends[row * 2 - 1]))..<Int(ends[row * 2])
    }

    /// The account; empty in cash.
    func account(_ row: Int) -> Range<Int> { Int(ends[row * 2])..<Int(ends[row * 2 + 1]) }

    /// Lends the bytes of a text.
    func text(_ place: Range<Int>) -> ArraySlice<UInt8> { texts[place] }

    /// Appends a payment; its lines, name and account were appended before.
    mutating func append(
        _ place: Int,
        _ amount: Int64,
        bank: UInt32,
        identification: UInt64
    ) {
        precondition(rights.count > Int(lineEnds.last ?? 0), "a payment has lines")
        places.append(UInt32(place))
        amounts.append(amount)
        banks.append(bank)
        identifications.append(identification)
        lineEnds.append(UInt32(rights.count))
        precondition(ends.count == count * 2, "a payment has a name and an account")
    }

    /// Appends a name or an account of the payment that comes next.
    mutating func append(text: Span<UInt8>) {
        unsafe text.withUnsafeBufferPointer { unsafe texts.append(contentsOf: $0) }
        ends.append(UInt32(texts.count))
    }

    /// Appends the name of the payment that comes next in the banks' letters.
    ///
    /// - Throws: The first letter that banks cannot write; then nothing was appended.
    mutating func append(bankText text: Span<UInt8>, cap: Int) throws(BankTextRefusal) {
        let start = texts.count
        try BankText.append(text, to: &texts)
        let cut = BankText.cut(texts.span.extracting(start...), to: cap)
        if start + cut < texts.count { texts.removeLast(texts.count - start - cut) }
        ends.append(UInt32(texts.count))
    }

    /// Appends a payment of another piece with its lines, name and account as they are.
    mutating func append(_ row: Int, of other: borrowing PaymentPiece) {
        for line in other.lines(row) {
            append(right: other.rights[line], amount: other.lineAmounts[line])
        }
        append(text: other.text(other.name(row)).span)
        append(text: other.text(other.account(row)).span)
        append(
            Int(other.places[row]),
            other.amounts[row],
            bank: other.banks[row],
            identification: other.identifications[row]
        )
    }

    /// Appends a line of the payment that comes next.
    mutating func append(right: UInt32, amount: Int64) {
        rights.append(right)
        lineAmounts.append(amount)
    }

    /// Adds VND of the lines of some payments by the place of their right; the freeze has checked sums.
    func addLines(of rows: Range<Int>, to rightSums: inout [Int64]) {
        guard !rows.isEmpty else { return }
        for line in lines(rows.lowerBound).lowerBound..<lines(rows.upperBound - 1).upperBound {
            rightSums[Int(rights[line])] += lineAmounts[line]
        }
    }

    /// Forgets the payments and keeps the room.
    mutating func removeAll() {
        places.removeAll(keepingCapacity: true)
        amounts.removeAll(keepingCapacity: true)
        banks.removeAll(keepingCapacity: true)
        identifications.removeAll(keepingCapacity: true)
        lineEnds.removeAll(keepingCapacity: true)
        rights.removeAll(keepingCapacity: true)
        lineAmounts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
    }

    // MARK: Bytes

    /// Three numbers stand before the columns: payments, lines, bytes of texts.
    private static let headSize = 24

    /// The bytes of the columns but the amounts, with their check at the end.
    func encode(into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        Self.append([Int64(count), Int64(rights.count), Int64(texts.count)], to: &bytes)
        Self.append(identifications, to: &bytes)
        Self.append(lineAmounts, to: &bytes)
        Self.append(places, to: &bytes)
        Self.append(banks, to: &bytes)
        Self.append(lineEnds, to: &bytes)
        Self.append(ends, to: &bytes)
        Self.append(rights, to: &bytes)
        bytes.append(contentsOf: texts)
        Self.append([Self.check(bytes)], to: &bytes)
    }

    /// The bytes of the amounts, with their check at the end.
    func encodeAmounts(into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        Self.append(amounts, to: &bytes)
        Self.append([Self.check(bytes)], to: &bytes)
    }

    /// Reads amounts.
    ///
    /// - Throws: `StoreError.damaged` where they are not what was written.
    static func amounts(decoding bytes: [UInt8]) throws -> [Int64] {
        var place = 0
        try requireCheck(bytes)
        return column(bytes, &place, count: (bytes.count - 8) / 8)
    }

    /// Reads columns.
    ///
    /// - Throws: `StoreError.damaged` where they are not what was written.
    mutating func decode(_ bytes: [UInt8], amounts: [Int64]) throws {
        try Self.requireCheck(bytes)
        var place = 0
        let head: [Int64] = Self.column(bytes, &place, count: 3)
        let (count, lines, texts) = (Int(head[0]), Int(head[1]), Int(head[2]))
        precondition(count == amounts.count, "a piece has its amounts")
        self.amounts = amounts
        identifications = Self.column(bytes, &place, count: count)
        lineAmounts = Self.column(bytes, &place, count: lines)
        places = Self.column(bytes, &place, count: count)
        banks = Self.column(bytes, &place, count: count)
        lineEnds = Self.column(bytes, &place, count: count)
        ends = Self.column(bytes, &place, count: count * 2)
        rights = Self.column(bytes, &place, count: lines)
        self.texts = Self.column(bytes, &place, count: texts)
    }

    private static func append(_ column: [some FixedWidthInteger], to bytes: inout [UInt8]) {
        unsafe column.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }

    private static func column<Value: FixedWidthInteger>(
        _ bytes: [UInt8],
        _ place: inout Int,
        count: Int
    ) -> [Value] {
        let size = count * MemoryLayout<Value>.size
        precondition(place >= 0 && count >= 0 && place + size <= bytes.count, "a column is there")
        let start = place
        place += size
        return unsafe [Value](unsafeUninitializedCapacity: count) { buffer, filled in
            unsafe bytes.withUnsafeBytes { source in
                unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: source[start..<start + size])
                )
            }
            filled = count
        }
    }

    private static func requireCheck(_ bytes: [UInt8]) throws {
        guard bytes.count >= 8 else { throw StoreError.damaged("scratch: payments") }
        var place = bytes.count - 8
        let stored: [UInt64] = column(bytes, &place, count: 1)
        guard stored[0] == check(bytes, count: bytes.count - 8) else {
            throw StoreError.damaged("scratch: payments")
        }
    }

    private static func check(_ bytes: [UInt8]) -> UInt64 { check(bytes, count: bytes.count) }

    /// A sum that no flipped bit and no exchanged word leaves as it is; it holds off disks, not people,
    /// to whom the bytes are ciphertext without a name.
    private static func check(_ bytes: [UInt8], count: Int) -> UInt64 {
        var sum = UInt64(count)
        unsafe bytes.withUnsafeBytes { source in
            var place = 0
            while place + 8 <= count {
                let word = unsafe source.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                sum = (sum ^ word) &* 0x9E37_79B9_7F4A_7C15
                sum ^= sum >> 32
                place += 8
            }
            while place < count {
                sum = (sum ^ UInt64(unsafe source[place])) &* 0x9E37_79B9_7F4A_7C15
                sum ^= sum >> 32
                place += 1
            }
        }
        return sum
    }
}
