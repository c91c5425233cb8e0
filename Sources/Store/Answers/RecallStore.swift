// What was asked back from banks: steps of their own, which say all of it in their own row.
//
// A recall moves nothing and changes no row of what it asks for: its step, which is in the log, is all
// that there is to keep of it.

import GRDB
package import Ledger

/// One recall.
package struct RecallRecord: Hashable, Sendable {
    /// The verb of its step.
    package static let verb = "bank recall"

    /// The id of the file.
    package let message: String
    /// The reason's code.
    package let reason: String
    /// The transfers, in order; empty for the whole file.
    package let transfers: [String]
    /// The paper.
    package let document: String
    /// When it was asked.
    package let at: Instant
    /// The key of its step.
    package let key: String

    /// A recall that is to be written.
    package init(
        message: String,
        reason: String,
        transfers: [String],
        document: String,
        at: Instant,
        key: String
    ) {
        self.message = message
        self.reason = reason
        self.transfers = transfers
        self.document = document
        self.at = at
        self.key = key
    }

    /// What its step says: the file, the reason, the transfers or `*`, the paper.
    package var detail: String {
        let names = transfers.isEmpty ? "*" : transfers.joined(separator: ",")
        return "\(message) \(reason) \(names) \(document)"
    }

    fileprivate init?(detail: String, at: Instant, key: String) {
        let parts = detail.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        self.init(
            message: String(parts[0]),
            reason: String(parts[1]),
            transfers: parts[2] == "*" ? [] : parts[2].split(separator: ",").map(String.init),
            document: String(parts[3]),
            at: at,
            key: key
        )
    }
}

extension BooksReader {
    /// All recalls, in the order in which they were asked.
    ///
    /// - Throws: `StoreError.damaged` where a step says something else.
    package func recalls() throws -> [RecallRecord] {
        try Row.fetchAll(
            db,
            sql: "SELECT key, at, detail FROM step WHERE verb = ? ORDER BY step",
            arguments: [RecallRecord.verb]
        ).map { row in
            guard let at = Instant(seconds: row["at"]),
                let record = RecallRecord(detail: row["detail"], at: at, key: row["key"])
            else { throw StoreError.damaged("step: a recall") }
            return record
        }
    }
}
