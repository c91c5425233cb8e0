// What the books hold, as values: units, officers, batches, lines, files.
//
// Invariant: a record restates rows and is never written back.

package import Disbursement
package import Ledger
package import Signing

/// A unit as the books have it.
package struct UnitRecord: Sendable {
    /// The four-character code.
    package let code: String
    /// The name.
    package let name: String
    /// The province code.
    package let province: String
    /// The first month that these books pay.
    package let firstMonth: CalendarMonth
    /// The first month that is computed again.
    package let recomputeFrom: CalendarMonth
    /// The roles that must sign, by code.
    package let roles: [String]
    /// Its accounts, by way of payment: `account`, `cash`.
    package let accounts: [String: UnitAccount]
}

/// A unit's account with a provider.
package struct UnitAccount: Hashable, Sendable {
    /// The provider's code: the name of its profile.
    package let provider: String
    /// The six-digit BIN of the bank that holds the account; empty for the unit's estimate at the Treasury.
    package let bank: String
    /// The account number.
    package let account: String
    /// The holder's name as the bank has it.
    package let holder: String

    /// Whether it is the unit's estimate, which the Treasury pays from: nothing is advanced, no deposit
    /// moves, and no bank makes a statement of it.
    package var isEstimate: Bool { bank.isEmpty }

    /// An account.
    package init(provider: String, bank: String, account: String, holder: String) {
        self.provider = provider
        self.bank = bank
        self.account = account
        self.holder = holder
    }
}

/// A frozen batch as the books have it.
package struct BatchRecord: Sendable {
    /// The row.
    package let row: Int64
    /// The step that froze it.
    package let step: Int64
    /// The nine-character code.
    package let code: String
    /// The unit.
    package let unit: String
    /// `payout`, or `reissue` for a batch that only pays again what came back.
    package let kind: String
    /// The row of its first line; the others follow it.
    package let firstLine: Int64
    /// The month that is paid.
    package let period: CalendarMonth
    /// The last day of what was known.
    package let known: CivilDate
    /// The budget year.
    package let year: Int
    /// Lines, transfers, VND.
    package let lineCount: Int
    /// Transfers.
    package let transferCount: Int
    /// VND.
    package let amount: Int64
    /// The key of the salts of its lines.
    package let saltKey: [UInt8]
    /// The root over its lines.
    package let linesRoot: Digest
    /// The digest over the rows of its lines.
    package let lineDigest: Digest
    /// The digest of the rule book that it was made by.
    package let ruleBook: Digest
    /// What the register was, as known on that day.
    package let register: Digest
    /// The unverified values of the law that its maker accepted, in order.
    package let acceptedDoubts: [String]
    /// SHA-256 of MANIFEST.
    package let manifest: Digest
    /// Who signed: role, natural person, fingerprint, the signatures after it.
    package let signatures: [SignatureRecord]
    /// The stop lists.
    package let stopCount: Int
    /// Whether files were handed over.
    package let isHandedOver: Bool
    /// Whether it was cancelled.
    package let isCancelled: Bool
    /// Whether it was closed: nothing of it is open any more.
    package let isClosed: Bool
}

/// One signature on a batch.
package struct SignatureRecord: Sendable {
    /// The step that gave it.
    package let step: Int64
    /// The role.
    package let role: OfficerRole
    /// The natural person.
    package let person: String
    /// The certificate.
    package let fingerprint: String
    /// The CMS with this signature and those before.
    package let signatures: [UInt8]
}

/// A payment file as the books have it.
package struct FileRecord: Sendable {
    /// The path inside the batch, or inside the stop list's folder.
    package let path: String
    /// The provider.
    package let provider: String
    /// The message id.
    package let message: String
    /// Transfers.
    package let transferCount: Int
    /// VND.
    package let amount: Int64
    /// SHA-256.
    package let digest: Digest
    /// The stop list it belongs to; 0 for the frozen content.
    package let stop: Int
}

/// A line as the books have it.
package struct StoredLine: Sendable {
    /// The row, over all batches.
    package let row: Int64
    /// The row of the line that this one pays again; 0 for a line owed for the first time.
    package let origin: Int64
    /// The number in the batch, from 1.
    package let number: Int
    /// The transfer's number in the batch, from 1.
    package let transfer: Int
    /// The provider that gets it.
    package let provider: String
    /// The line.
    package let line: DueLine
    /// Whether a stop list took it away.
    package let isStopped: Bool
}
