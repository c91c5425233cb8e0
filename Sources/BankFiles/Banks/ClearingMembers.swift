// How an order names the banks of its accounts: the member ids of a clearing system (`ClrSysMmbId`).
//
// Invariants:
// (1) A bank is named by its BIN, or by the CITAD code that the profile has for it; none is made up.
// (2) Digits 3 to 5 of a CITAD code are those that the directory has for the bank: two lists agree, or the
//     profile is refused.
// (3) The codes stand in the profile, which lies in the batch: old batches render the same whatever a newer
//     list says.

import Intake
import TOMLKit

/// The member ids by which a provider knows banks.
package struct ClearingMembers: Hashable, Sendable {
    /// What a member id is.
    package enum Kind: String, CaseIterable, Sendable {
        /// The six digits of NAPAS.
        case bin
        /// The eight digits of CITAD: province, bank, branch.
        case citad
    }

    /// The eight digits of CITAD by bank; nil where BINs are the ids.
    private let codes: [BIN: UInt32]?

    /// Banks are named by their BINs.
    package static let bins = ClearingMembers(codes: nil)

    /// Whether a bank has a member id.
    package func hasID(of bank: BIN) -> Bool { codes.map { $0[bank] != nil } ?? true }

    /// Appends the member id of a bank; traps where it has none, which the freeze refuses by the bank's name.
    func append(_ bank: BIN, to buffer: inout ByteBuffer) {
        guard let codes else { return buffer.append(decimal: bank.number, width: 6) }
        guard let code = codes[bank] else {
            preconditionFailure("a bank of the file has a member id")
        }
        buffer.append(decimal: code, width: 8)
    }

    /// The keys of a profile that say it.
    static let keys = ["clearing_id", "citad"]

    /// Reads what a profile says; BINs where it says nothing.
    ///
    /// - Parameters:
    ///   - root: The profile.
    ///   - bank: The provider's own bank, which must have an id too.
    ///   - reader: Collects what is wrong.
    /// - Returns: The ids.
    static func read(
        _ root: TOMLTable,
        bank: BIN?,
        with reader: inout DataReader
    ) -> ClearingMembers {
        var kind: Kind? = .bin
        if root["clearing_id"] != nil {
            kind = reader.choice("clearing_id", of: root, at: "", as: Kind.self)
        }
        guard kind == .citad else {
            if root["citad"] != nil {
                reader.report(
                    "data-wrong-value",
                    "citad",
                    Phrase(
                        vi: "chỉ có cùng clearing_id = \"citad\"",
                        en: "this stands with clearing_id = \"citad\" only"
                    )
                )
            }
            return .bins
        }
        guard let table = root["citad"]?.table, !table.keys.isEmpty else {
            reader.report(
                "data-missing-key",
                "citad",
                Phrase(
                    vi: "thiếu bảng [citad]: mã CITAD 8 chữ số của từng ngân hàng, theo BIN",
                    en: "the table [citad] is missing: the eight digits of each bank by BIN"
                )
            )
            return .bins
        }
        var codes: [BIN: UInt32] = [:]
        for key in table.keys.sorted() {
            let path = "citad.\(key)"
            guard let bin = BankDirectory.readBIN(key, path, &reader),
                let text = reader.string(key, of: table, at: "citad.")
            else { continue }
            if let code = code(text, of: bin, path, with: &reader) { codes[bin] = code }
        }
        if let bank, codes[bank] == nil {
            reader.report(
                "profile-citad-own",
                "citad",
                Phrase(
                    vi: "thiếu mã CITAD của chính ngân hàng \(bank) giữ tài khoản chi",
                    en: "the code of bank \(bank), which holds the account that pays, is missing"
                )
            )
        }
        return ClearingMembers(codes: codes)
    }

    /// The number of a CITAD code that is the bank's; nil after a finding.
    private static func code(
        _ text: String,
        of bin: BIN,
        _ path: String,
        with reader: inout DataReader
    ) -> UInt32? {
        let digits = text.utf8
        guard digits.count == 8, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let number = UInt32(text)
        else {
            reader.report(
                "data-wrong-value",
                path,
                Phrase(vi: "phải là 8 chữ số", en: "this must be 8 digits")
            )
            return nil
        }
        let bank = BankDirectory.shipped.bank(bin)
        guard let bank, bank.bin == bin, let code = bank.code, text.dropFirst(2).prefix(3) == code
        else {
            reader.report(
                "profile-citad-bank",
                path,
                Phrase(
                    vi: "3 chữ số giữa không phải mã của ngân hàng này trong danh mục",
                    en: "digits 3 to 5 are not the directory's code of this bank"
                ),
                hint: Phrase(
                    vi: "hai nguồn phải khớp: hỏi ngân hàng mã đúng, rồi sửa mẫu hoặc danh mục",
                    en:
                        "two sources must agree: ask the bank, then put the profile or the directory right"
                )
            )
            return nil
        }
        return number
    }
}
