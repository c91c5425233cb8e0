// What the rows of a bank's answer about accounts come to, for the accounts that payees have at a moment.
//
// Invariants:
// (1) An answer about an account that the payee does not have is outdated, and says nothing.
// (2) A name that the bank tells and that cannot be the payee's refuses, whatever the bank's word is.

import BankFiles
import Enrolment
import Intake

/// The rows of one answer, held against the register.
struct AccountVerdicts {
    /// The reason where the bank tells a holder who is somebody else.
    private static let otherHolder = "BE01"

    /// The payees whose account the bank confirmed.
    private(set) var confirmed: Set<Int64> = []
    /// The payees whose account it refused, with the code of ISO 20022.
    private(set) var refused: [Int64: String] = [:]
    /// How many it could not tell.
    private(set) var unknown = 0
    /// How many are about an account that the payee does not have.
    private(set) var outdated = 0
    /// The lines of payees whom the register does not have.
    private(set) var strangers: [Int] = []

    /// Holds rows against the register.
    ///
    /// - Parameters:
    ///   - answers: The rows.
    ///   - pages: The register at the moment that counts.
    /// - Throws: What the register throws.
    init(_ answers: [AccountAnswer], _ pages: RegisterPages) throws {
        for answer in answers.sorted(by: { $0.payee < $1.payee }) {
            guard let found = try pages.find(answer.payee) else {
                strangers.append(answer.line)
                continue
            }
            let account =
                found.way == .account
                ? BankAccountNumber(String(decoding: found.account, as: UTF8.self)) : nil
            guard account == answer.account else {
                outdated += 1
                continue
            }
            switch answer.verdict {
            case .unknown: unknown += 1
            case .refused(let code): refused[answer.payee] = code
            case .confirmed:
                var own: [UInt8] = []
                try? BankText.append(found.name.span, to: &own)
                if let holder = answer.holder, !holder.matches(own) {
                    refused[answer.payee] = Self.otherHolder
                } else {
                    confirmed.insert(answer.payee)
                }
            }
        }
    }
}
