// The list of people who are paid in cash at a provider's desk.
//
// Invariants:
// (1) Rows are numbered from 1; the columns for date and signature are empty.
// (2) The last row has the sum; count and sum are those that were promised at the start.
// (3) UTF-8 with a byte order mark and CRLF, for it is opened in a spreadsheet and printed.

/// Writes one cash list into a sink.
///
/// Call `begin`, then `write` for some payouts at a time, then `finish`.
package struct CashListWriter: ~Copyable {
    private let expected: TransferTotals
    private var buffer = ByteBuffer()
    private var totals = TransferTotals()

    /// A writer of a list with these totals.
    package init(totals: TransferTotals) { expected = totals }

    /// Writes the row of headers.
    ///
    /// - Throws: What the sink throws.
    package mutating func begin(into sink: inout some ByteSink & ~Copyable) throws {
        buffer.append(text: "\u{FEFF}")
        buffer.append(text: CashListWriter.headers)
        buffer.append(literal: "\r\n")
        try buffer.drain(into: &sink)
    }

    /// Number, id, name, paper, amount, day of payment, signature.
    static let headers = "STT,Mã chi trả,Họ và tên,Số giấy tờ,Số tiền,Ngày nhận,Ký nhận"

    /// Writes the next payout; traps unless the amount is positive and of at most 18 digits.
    ///
    /// - Parameters:
    ///   - id: The id that answers come back with.
    ///   - name: The name of who may take the money, with its marks; UTF-8 in NFC.
    ///   - identification: What the desk holds against the paper: digits, capital letters, `*`.
    ///   - amount: Đồng.
    ///   - sink: Where the bytes go.
    /// - Throws: ``CashPayoutRefusal`` with nothing written; what the sink throws.
    package mutating func write(
        id: TransferID,
        name: ArraySlice<UInt8>,
        identification: ArraySlice<UInt8>,
        amount: Int64,
        into sink: inout some ByteSink & ~Copyable
    ) throws {
        precondition(CreditTransfer.amounts.contains(amount), "a payout has a positive amount")
        try CashPayoutRefusal.check(name: name, identification: identification)
        totals.add(amount)
        buffer.append(decimal: Int64(totals.count))
        buffer.append(0x2C)
        buffer.append(id: id)
        buffer.append(0x2C)
        buffer.append(field: name.span, delimiter: 0x2C)
        buffer.append(0x2C)
        buffer.append(field: identification.span, delimiter: 0x2C, isQuoted: true)
        buffer.append(0x2C)
        buffer.append(decimal: amount)
        buffer.append(literal: ",,\r\n")
        if buffer.count >= ByteBuffer.drainSize { try buffer.drain(into: &sink) }
    }

    /// Writes the total; traps when count or sum differ from what was promised.
    ///
    /// - Throws: What the sink throws.
    package mutating func finish(into sink: inout some ByteSink & ~Copyable) throws {
        precondition(totals == expected, "the cash list differs from its totals")
        buffer.append(text: ",,Tổng cộng,,")
        buffer.append(decimal: totals.sum)
        buffer.append(literal: ",,\r\n")
        try buffer.drain(into: &sink)
    }
}
