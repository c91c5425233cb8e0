// Which banks there are, and how a field that names one is read.
//
// Invariants:
// (1) A BIN, a card BIN, a CITAD bank code and a BIC lead to one bank each.
// (2) Banks are in the order of their BINs.
// (3) A bank that is not here is refused, never guessed.

package import Intake

/// One bank of Viet Nam.
package struct Bank: Hashable, Sendable {
    /// The six digits that NAPAS knows the bank by.
    package let bin: BIN
    /// Other BINs of the bank, seen on cards.
    package let cardBINs: [BIN]
    /// The three digits in the middle of its CITAD codes, where known.
    package let code: String?
    /// The bank part of its BIC, eight characters, where known.
    package let bic: String?
    /// The short name in Latin letters: `Vietcombank`.
    package let shortName: String
    /// The Vietnamese name.
    package let name: String
    /// Whether BIN, code and name rest on more than memory.
    package let isVerified: Bool
    /// How many characters its accounts have, where known.
    package let accountLengths: ClosedRange<Int>?
    /// Whether the bank confirmed the lengths; otherwise a misfit is a warning only.
    package let areAccountLengthsVerified: Bool
}

/// Why a field does not name a bank.
package enum BankFieldRefusal: Error, Hashable, Sendable {
    /// Neither the 6 digits of a BIN nor the 8 of a CITAD code.
    case notACode
    /// Six digits that no bank here has.
    case unknownBIN
    /// Eight digits whose digits 3 to 5 no bank here has.
    case unknownBankCode

    /// What is wrong, for a diagnostic.
    package var message: Phrase {
        switch self {
        case .notACode:
            Phrase(
                vi: "cần mã BIN 6 chữ số hoặc mã CITAD 8 chữ số",
                en: "a BIN of 6 digits or a CITAD code of 8 digits is needed"
            )
        case .unknownBIN:
            Phrase(
                vi: "mã BIN không có trong danh mục ngân hàng",
                en: "no bank of the directory has this BIN"
            )
        case .unknownBankCode:
            Phrase(
                vi: "3 chữ số giữa của mã CITAD không có trong danh mục ngân hàng",
                en: "no bank of the directory has digits 3 to 5 of this CITAD code"
            )
        }
    }
}

/// The banks, by BIN and by code.
package struct BankDirectory: Sendable {
    /// All banks, in the order of their BINs.
    package let banks: [Bank]

    private let indexOfBIN: [BIN: Int]
    private let indexOfCode: [String: Int]
    private let indexOfBIC: [String: Int]

    /// A directory; BINs and codes must be unique, which the reader has checked.
    init(_ banks: [Bank]) {
        let sorted = banks.sorted { $0.bin < $1.bin }
        var bins: [BIN: Int] = [:]
        var codes: [String: Int] = [:]
        var bics: [String: Int] = [:]
        for (index, bank) in sorted.enumerated() {
            for bin in [bank.bin] + bank.cardBINs {
                precondition(bins.updateValue(index, forKey: bin) == nil, "a BIN is of one bank")
            }
            if let code = bank.code {
                precondition(codes.updateValue(index, forKey: code) == nil, "codes are unique")
            }
            if let bic = bank.bic {
                precondition(bics.updateValue(index, forKey: bic) == nil, "a BIC is of one bank")
            }
        }
        self.banks = sorted
        indexOfBIN = bins
        indexOfCode = codes
        indexOfBIC = bics
    }

    /// The bank of a BIN or card BIN.
    package func bank(_ bin: BIN) -> Bank? { indexOfBIN[bin].map { banks[$0] } }

    /// The bank that an answer names as the holder of an account: by BIC (8 or 11 characters), BIN or
    /// CITAD code; nil where it is none of the directory.
    package func bank(servicer: String) -> Bank? {
        if let bank = try? bank(field: servicer) { return bank }
        let name = servicer.uppercased()
        guard name.utf8.count == 8 || name.utf8.count == 11 else { return nil }
        return indexOfBIC[String(name.prefix(8))].map { banks[$0] }
    }

    /// The bank that a field names: BIN (6 digits) or CITAD code (8), told apart by length.
    ///
    /// A CITAD code is matched by its digits 3 to 5 alone: province and branch differ by record,
    /// and branches merge.
    ///
    /// - Throws: Why the field names no bank.
    package func bank(field: some StringProtocol) throws(BankFieldRefusal) -> Bank {
        let bytes = Array(field.utf8)
        guard bytes.count == 6 || bytes.count == 8,
            bytes.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        else { throw .notACode }
        if bytes.count == 6 {
            guard let bin = BIN(bytes: bytes), let bank = bank(bin) else { throw .unknownBIN }
            return bank
        }
        let code = String(decoding: bytes[2..<5], as: UTF8.self)
        guard let index = indexOfCode[code] else { throw .unknownBankCode }
        return banks[index]
    }
}
