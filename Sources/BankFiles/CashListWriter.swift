// The list of people who are paid in cash at a provider's desk.
//
// Invariants:
// (1) Rows are numbered from 1; the columns for date and signature are empty.
// (2) The last row has the sum; count and sum are those that were promised at the start.
// (3) UTF-8 with a byte order mark and CRLF, for it is opened in a spreadsheet and printed.

import Intake

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

    /// Writes some payouts.
    ///
    /// - Throws: What the sink throws.
    package mutating func write(
        _ payouts: [CashPayout],
        into sink: inout some ByteSink & ~Copyable
    ) throws {
        for payout in payouts {
            totals.add(payout.amount)
            buffer.append(decimal: Int64(totals.count))
            buffer.append(0x2C)
            buffer.append(bigEndian: payout.id.high)
            buffer.append(bigEndian: payout.id.low)
            buffer.append(0x2C)
            buffer.append(field: payout.name.revealed, delimiter: 0x2C)
            buffer.append(0x2C)
            buffer.append(field: payout.identification, delimiter: 0x2C, isQuoted: true)
            buffer.append(0x2C)
            buffer.append(decimal: payout.amount)
            buffer.append(literal: ",,\r\n")
            if buffer.count >= ByteBuffer.drainSize { try buffer.drain(into: &sink) }
        }
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
