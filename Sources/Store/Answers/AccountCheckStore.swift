// What banks said of accounts before they were paid into: steps of their own, which say it in their row.
//
// An answer moves nothing and changes no row of the register: its step, which is in the log, has the payees
// that it is about by their numbers, the digest of the bank's file, and how that is kept among the answers.

import GRDB
package import Ledger
package import Signing

/// What a bank said of some payees' accounts as they were when it was taken in.
package struct AccountCheckRecord: Hashable, Sendable {
    /// The verb of its step.
    package static let verb = "bank take-accounts"

    /// The unit that asked.
    package let unit: String
    /// The profile that the answer was read by.
    package let profile: String
    /// The bank's file.
    package let digest: Digest
    /// The payees whose account was confirmed.
    package let confirmed: Set<Int64>
    /// The payees whose account was refused, with the code of ISO 20022.
    package let refused: [Int64: String]
    /// How its file is kept; nil where an earlier program kept none.
    package let kept: Kept?
    /// When it was taken in.
    package let at: Instant
    /// The number of its step; 0 before it is written.
    package let step: Int64

    /// How the bank's file is kept.
    package struct Kept: Hashable, Sendable {
        /// `csv` or `xlsx`.
        package let form: String
        /// The digest of the profile that it is read by.
        package let profile: Digest
        /// Whether the bank's signature lies beside it.
        package let isSigned: Bool

        /// A kept file.
        package init(form: String, profile: Digest, isSigned: Bool) {
            self.form = form
            self.profile = profile
            self.isSigned = isSigned
        }

        fileprivate var text: String {
            "\(form)/\(profile.hex)/\(isSigned ? "signed" : "unsigned")"
        }

        fileprivate init?(text: Substring) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 3, ["csv", "xlsx"].contains(parts[0]),
                let profile = Digest(hex: String(parts[1])),
                ["signed", "unsigned"].contains(parts[2])
            else { return nil }
            self.init(
                form: String(parts[0]),
                profile: profile,
                isSigned: parts[2] == "signed"
            )
        }
    }

    /// An answer that is to be written.
    package init(
        unit: String,
        profile: String,
        digest: Digest,
        confirmed: Set<Int64>,
        refused: [Int64: String],
        kept: Kept,
        at: Instant
    ) {
        self.unit = unit
        self.profile = profile
        self.digest = digest
        self.confirmed = confirmed
        self.refused = refused
        self.kept = kept
        self.at = at
        step = 0
    }

    /// The key of its step: the same file again is the same deed.
    package var key: String { "accounts/\(unit)/\(digest.hex)" }

    /// What its step says: unit, profile, digest, the confirmed as ranges, the refused with their codes,
    /// how the file is kept.
    package var detail: String {
        let codes = refused.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
        return [
            unit, profile, digest.hex, Self.ranges(confirmed), codes.joined(separator: ","),
        ].joined(separator: " ") + (kept.map { " \($0.text)" } ?? "")
    }

    private static func ranges(_ numbers: Set<Int64>) -> String {
        var ranges: [ClosedRange<Int64>] = []
        for number in numbers.sorted() {
            if let last = ranges.last, last.upperBound + 1 == number {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        return ranges.map { range in
            range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
        }.joined(separator: ",")
    }

    fileprivate init?(detail: String, at: Instant, step: Int64) {
        let parts = detail.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 5 || parts.count == 6, let digest = Digest(hex: String(parts[2]))
        else { return nil }
        var confirmed: Set<Int64> = []
        for range in parts[3].split(separator: ",") {
            let ends = range.split(separator: "-").compactMap { Int64($0) }
            guard let first = ends.first, let last = ends.last, first <= last else { return nil }
            confirmed.formUnion(first...last)
        }
        var refused: [Int64: String] = [:]
        for word in parts[4].split(separator: ",") {
            let pair = word.split(separator: ":")
            guard pair.count == 2, let payee = Int64(pair[0]) else { return nil }
            refused[payee] = String(pair[1])
        }
        kept = parts.count == 6 ? Kept(text: parts[5]) : nil
        if parts.count == 6, kept == nil { return nil }
        unit = String(parts[0])
        profile = String(parts[1])
        self.digest = digest
        self.confirmed = confirmed
        self.refused = refused
        self.at = at
        self.step = step
    }
}

extension BooksReader {
    /// What banks said of the accounts of a unit, the newest first.
    ///
    /// - Parameter unit: The unit's code; nil for all units.
    /// - Returns: The answers.
    /// - Throws: `StoreError.damaged` where a step says something else.
    package func accountChecks(of unit: String? = nil) throws -> [AccountCheckRecord] {
        try Row.fetchAll(
            db,
            sql: "SELECT step, at, detail FROM step WHERE verb = ? ORDER BY step DESC",
            arguments: [AccountCheckRecord.verb]
        ).compactMap { row in
            guard let at = Instant(seconds: row["at"]),
                let record = AccountCheckRecord(detail: row["detail"], at: at, step: row["step"])
            else { throw StoreError.damaged("step: an answer about accounts") }
            return unit == nil || record.unit == unit ? record : nil
        }
    }
}
