// The VietQR of a notice of repayment: what somebody owes back, and to which account.
//
// Only for notices: a payment to a person is never started by a picture that anybody can replace.
//
// Invariants:
// (1) The text is that of EMVCo's merchant-presented code as NAPAS uses it: tags, lengths of two digits,
//     and a CRC-16/CCITT-FALSE over all that stands before it.
// (2) The purpose names a case, never a programme or a category.

package import Intake

/// A code that a person's bank application reads.
package struct RepaymentCode: Hashable, Sendable {
    /// The text of the code.
    package let text: String

    /// Why there is none.
    package enum Refusal: Error, Hashable, Sendable {
        /// The amount is not 1 to 9,999,999,999,999 đồng.
        case amount
        /// The purpose is not 1 to 25 letters, digits, blanks and `-./`.
        case purpose
        /// The holder's name is not 1 to 25 of the same.
        case holder
    }

    /// The code of a repayment.
    ///
    /// - Parameters:
    ///   - bank: The bank of the account that is paid into.
    ///   - account: The account.
    ///   - amount: Đồng; nil where the person fills it in.
    ///   - holder: The account's holder in the bank's letters; nil leaves it to the bank.
    ///   - purpose: What the payment says: the number of a case, never why somebody was paid.
    /// - Throws: What does not fit.
    package init(
        bank: BIN,
        account: BankAccountNumber,
        amount: Int64?,
        holder: String? = nil,
        purpose: String? = nil
    ) throws(Refusal) {
        if let amount, !(1...9_999_999_999_999).contains(amount) { throw .amount }
        if let purpose, !Self.isText(purpose) { throw .purpose }
        if let holder, !Self.isText(holder) { throw .holder }
        let beneficiary =
            Self.field("00", bank.description) + Self.field("01", account.revealed)
        let napas =
            Self.field("00", "A000000727") + Self.field("01", beneficiary)
            + Self.field("02", "QRIBFTTA")
        // 11: may be used again, with any amount; 12: for this amount alone.
        var text = Self.field("00", "01") + Self.field("01", amount == nil ? "11" : "12")
        text += Self.field("38", napas) + Self.field("53", "704")
        if let amount { text += Self.field("54", String(amount)) }
        text += Self.field("58", "VN")
        if let holder { text += Self.field("59", holder) }
        if let purpose { text += Self.field("62", Self.field("08", purpose)) }
        text += "6304"
        let sum = String(Self.checksum(of: text), radix: 16, uppercase: true)
        self.text = text + String(repeating: "0", count: 4 - sum.count) + sum
    }

    private static func isText(_ text: String) -> Bool {
        (1...25).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                    || (0x61...0x7A).contains($0) || [0x20, 0x2D, 0x2E, 0x2F].contains($0)
            }
    }

    private static func field(_ tag: String, _ value: String) -> String {
        let count = value.utf8.count
        return tag + (count < 10 ? "0" : "") + String(count) + value
    }

    /// CRC-16/CCITT-FALSE: polynomial 0x1021, begun with 0xFFFF.
    package static func checksum(of text: String) -> UInt16 {
        text.utf8.reduce(0xFFFF) { sum, byte in
            var sum = sum ^ UInt16(byte) << 8
            for _ in 0..<8 { sum = sum & 0x8000 != 0 ? sum << 1 ^ 0x1021 : sum << 1 }
            return sum
        }
    }
}
