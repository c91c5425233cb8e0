// A desk's list of what it paid out: message,transfer,amount,result,day,reason.
//
// Invariants: RFC 4180, comma, LF, UTF-8 without a byte order mark; no name and no paper's number.

import Intake
import Ledger

/// Writes a list of results.
enum CashResultsWriter {
    /// The bytes of a list, in the order of the payments.
    static func bytes(of results: [CashResult], message: String) -> [UInt8] {
        var writer = CSVWriter()
        writer.row(["message", "transfer", "amount", "result", "day", "reason"])
        for result in results {
            writer.row([
                message, result.transfer.id, "\(result.transfer.amount)",
                result.isPaid ? "paid" : "unpaid", "\(result.day)", result.reason,
            ])
        }
        return writer.take()
    }
}
