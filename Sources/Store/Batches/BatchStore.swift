// What the books say about batches, lines and money: reads only.
//
// Invariant: states and balances are read from rows; nothing is kept twice.

package import Disbursement
import Foundation
import GRDB
package import Ledger
import Signing

/// Reads of the books over one connection: inside a step or outside.
package struct BooksReader {
    /// The connection.
    let db: Database

    private func read<Value>(_ body: (Database) throws -> Value) throws -> Value { try body(db) }

    /// The units, in order of code.
    package func units() throws -> [UnitRecord] {
        try read { db in
            let accounts = try Row.fetchAll(db, sql: "SELECT * FROM unit_account ORDER BY rowid")
            return try Row.fetchAll(db, sql: "SELECT * FROM unit ORDER BY code").map { row in
                guard let first = CalendarMonth(iso: row["first_month"] as String),
                    let recompute = CalendarMonth(iso: row["recompute_from"] as String)
                else { throw StoreError.damaged("unit: a month is damaged") }
                let code: String = row["code"]
                var byWay: [String: UnitAccount] = [:]
                for account in accounts where account["unit"] == code {
                    byWay[account["way"]] = UnitAccount(
                        provider: account["provider"],
                        bank: account["bank"],
                        account: account["account"],
                        holder: account["holder"]
                    )
                }
                return UnitRecord(
                    code: code,
                    name: row["name"],
                    province: row["province"],
                    firstMonth: first,
                    recomputeFrom: recompute,
                    roles: (row["roles"] as String).split(separator: " ").map(String.init),
                    accounts: byWay
                )
            }
        }
    }

    /// When a step was done; nil where there is none of that number.
    package func time(ofStep step: Int64) throws -> Instant? {
        try Int64.fetchOne(db, sql: "SELECT at FROM step WHERE step = ?", arguments: [step])
            .flatMap { Instant(seconds: $0) }
    }

    /// A setting, or nil.
    package func setting(_ name: String) throws -> String? {
        try read {
            try String.fetchOne(
                $0,
                sql: "SELECT value FROM setting WHERE name = ?",
                arguments: [name]
            )
        }
    }

    /// The payout batches in order of freezing.
    package func batches() throws -> [BatchRecord] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT rowid AS batch_row, * FROM batch
                    WHERE kind NOT IN ('opening', 'netting') ORDER BY rowid
                    """
            ).map { try Self.batch(from: $0, db: db) }
        }
    }

    /// The payout batch of a code; nil where there is none.
    package func batch(code: String) throws -> BatchRecord? {
        try Row.fetchOne(
            db,
            sql: """
                SELECT rowid AS batch_row, * FROM batch
                WHERE code = ? AND kind NOT IN ('opening', 'netting')
                """,
            arguments: [code]
        ).map { try Self.batch(from: $0, db: db) }
    }

    /// The code of the batch that a payment file is of, or a stop list's file; nil where none is.
    package func batch(ofFile message: String) throws -> String? {
        try String.fetchOne(
            db,
            sql: """
                SELECT b.code FROM batch b WHERE b.rowid IN (
                  SELECT batch FROM file WHERE message = ?1
                  UNION ALL SELECT batch FROM stop_file WHERE message = ?1)
                """,
            arguments: [message]
        )
    }

    /// Who signed a batch, in order.
    private static func signatures(of number: Int64, db: Database) throws -> [SignatureRecord] {
        try Row.fetchAll(
            db,
            sql: "SELECT * FROM batch_signature WHERE batch = ? ORDER BY rowid",
            arguments: [number]
        ).map { row in
            guard let role = OfficerRole(rawValue: row["role"]) else {
                throw StoreError.damaged("batch_signature: unknown role")
            }
            return SignatureRecord(
                step: row["step"],
                role: role,
                person: row["person"],
                fingerprint: row["fingerprint"],
                signatures: Array(row["signatures"] as Data)
            )
        }
    }

    private static func batch(from row: Row, db: Database) throws -> BatchRecord {
        let number: Int64 = row["batch_row"]
        guard let period = CalendarMonth(iso: row["period"] as String),
            let known = CivilDate(iso: row["known"] as String),
            let root = Digest(bytes: row["lines_root"] as Data),
            let lineDigest = Digest(bytes: row["line_digest"] as Data),
            let ruleBook = Digest(hex: row["rule_book"] as String),
            let register = Digest(hex: row["register"] as String),
            let manifest = Digest(hex: row["manifest_digest"] as String),
            Self.isSound(row)
        else { throw StoreError.damaged("batch \(number): damaged") }
        func count(_ table: String) throws -> Int {
            try Int.fetchOne(
                db,
                sql: "SELECT count(*) FROM \(table) WHERE batch = ?",
                arguments: [number]
            ) ?? 0
        }
        return BatchRecord(
            row: number,
            step: row["step"],
            code: row["code"],
            unit: row["unit"],
            kind: row["kind"],
            firstLine: row["first_line"],
            period: period,
            known: known,
            year: row["year"],
            lineCount: row["line_count"],
            transferCount: row["transfer_count"],
            amount: row["amount"],
            saltKey: Array(row["salt_key"] as Data),
            linesRoot: root,
            lineDigest: lineDigest,
            ruleBook: ruleBook,
            register: register,
            acceptedDoubts: (row["accepted_doubts"] as String).split(separator: " ")
                .map(String.init),
            manifest: manifest,
            signatures: try signatures(of: number, db: db),
            stopCount: try count("stop"),
            isHandedOver: try count("handover") > 0,
            isCancelled: try count("cancellation") > 0,
            isClosed: try count("closing") > 0
        )
    }

    /// Whether the numbers of a batch's row can be those of a batch: nobody computes with others.
    private static func isSound(_ row: Row) -> Bool {
        let code: String = row["code"]
        let lines: Int64 = row["line_count"]
        let transfers: Int64 = row["transfer_count"]
        let isCode = code.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
        }
        return code.utf8.count == 9 && isCode && (0...StoredBounds.rows).contains(lines)
            && (0...lines).contains(transfers)
            && (0...StoredBounds.rows).contains(row["first_line"] as Int64)
            && (0...StepWriter.largestTurnover).contains(row["amount"] as Int64)
    }

    /// Whether a batch stands as its last signature found it: no step came since that could change
    /// what its lines are owed, or what else pays them.
    ///
    /// Steps count by name, those that are known to change nothing of it excepted: other batches are
    /// drafted, checked, frozen, signed and handed over beside its lines, which they find there.
    ///
    /// - Parameter batch: A batch with all its signatures.
    /// - Returns: False for one with a stop list, and for one that pays again what came back.
    /// - Throws: `DatabaseError`.
    package func standsAsSigned(_ batch: BatchRecord) throws -> Bool {
        guard batch.kind == "payout", batch.stopCount == 0, !batch.isCancelled else { return false }
        return try read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT NOT EXISTS (
                      SELECT 1 FROM step
                      WHERE step > (SELECT max(step) FROM batch_signature WHERE batch = ?)
                        AND verb NOT IN ('batch draft', 'batch check', 'batch submit',
                          'batch approve', 'batch issue', 'batch accept', 'register import',
                          'ledger receive'))
                    """,
                arguments: [batch.row]
            ) ?? false
        }
    }

    /// The payment files of a batch: of its last stop list where there is one.
    package func files(of batch: BatchRecord) throws -> [FileRecord] {
        try files(of: batch, stop: batch.stopCount)
    }

    /// The payment files of a batch after a stop list, or 0 for those it was frozen with.
    func files(of batch: BatchRecord, stop: Int) throws -> [FileRecord] {
        try read { db in
            let rows =
                stop == 0
                ? try Row.fetchAll(
                    db,
                    sql: "SELECT *, 0 AS stop FROM file WHERE batch = ? ORDER BY path",
                    arguments: [batch.row]
                )
                : try Row.fetchAll(
                    db,
                    sql: "SELECT * FROM stop_file WHERE batch = ? AND stop = ? ORDER BY path",
                    arguments: [batch.row, stop]
                )
            return try rows.map { row in
                guard let digest = Digest(hex: row["digest"] as String) else {
                    throw StoreError.damaged("file: damaged digest")
                }
                return FileRecord(
                    path: row["path"],
                    provider: row["provider"],
                    message: row["message"],
                    transferCount: row["transfer_count"],
                    amount: row["amount"],
                    digest: digest,
                    stop: row["stop"]
                )
            }
        }
    }

    /// The balance of an account over all entries: debits less credits, VND.
    package func balance(
        account: String,
        unit: String,
        year: Int? = nil,
        source: String? = nil,
        provider: String? = nil
    ) throws -> Int64 {
        try Self.sum(
            balances(account: account, unit: unit) { posting in
                (year == nil || posting.year == year)
                    && (source == nil || posting.source == source)
                    && (provider == nil || posting.provider == provider)
            }
        )
    }

    /// The lists of a unit that decided months, in the order in which they were written: its opening list
    /// and its batches that were not cancelled.
    ///
    /// - Parameters:
    ///   - unit: The unit's code.
    ///   - batch: The row before which they lie.
    /// - Returns: The lists.
    /// - Throws: `StoreError.damaged` where a row cannot be one.
    package func earlierLists(unit: String, before batch: Int64 = .max) throws -> [EarlierList] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT kind, period, known, step FROM batch
                    WHERE unit = ?1 AND kind IN ('opening', 'payout') AND rowid < ?2
                      AND NOT EXISTS (SELECT 1 FROM cancellation c WHERE c.batch = batch.rowid)
                    ORDER BY rowid
                    """,
                arguments: [unit, batch]
            ).map { row in
                guard let period = CalendarMonth(iso: row["period"] as String),
                    let known = CivilDate(iso: row["known"] as String)
                else { throw StoreError.damaged("batch: a list before") }
                return EarlierList(
                    period: period,
                    known: known,
                    step: row["step"],
                    isOpening: (row["kind"] as String) == "opening"
                )
            }
        }
    }

    /// Whether a unit has taken an opening list.
    package func hasOpening(unit: String) throws -> Bool {
        try read {
            try Row.fetchOne(
                $0,
                sql: "SELECT 1 FROM batch WHERE kind = 'opening' AND unit = ?",
                arguments: [unit]
            ) != nil
        }
    }

    /// The amount and day of a paper that was taken in; nil where it was not.
    package func paper(key: String) throws -> PaperRecord? {
        try read { db in
            try Row.fetchOne(
                db,
                sql: "SELECT * FROM paper WHERE key = ?",
                arguments: [key]
            ).map { PaperRecord($0) }
        }
    }

    /// The signatures given at hand-over, by path.
    package func handovers(of batch: BatchRecord) throws -> [(path: String, signature: [UInt8])] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT path, signature FROM handover WHERE batch = ? ORDER BY path",
                arguments: [batch.row]
            ).map { ($0["path"], Array($0["signature"] as Data)) }
        }
    }

    /// The log's size after the last step that signed a batch or handed it over.
    package func receiptSize(of batch: BatchRecord) throws -> UInt64 {
        try UInt64(
            truncatingIfNeeded: Int64.fetchOne(
                db,
                sql: """
                    SELECT size FROM head WHERE step = (SELECT max(step) FROM (
                      SELECT step FROM batch_signature WHERE batch = ?1
                      UNION ALL SELECT step FROM handover WHERE batch = ?1))
                    """,
                arguments: [batch.row]
            ) ?? 0
        )
    }

    /// What was booked for a batch, VND: approved, withdrawn, handed over.
    package func turnover(
        of batch: BatchRecord
    ) throws -> (
        approved: Int64, withdrawn: Int64, handedOver: Int64
    ) {
        try read { db in
            func sum(_ event: String, _ account: String, _ side: String) throws -> Int64 {
                try Int64.fetchOne(
                    db,
                    sql: """
                        SELECT coalesce(sum(p.amount), 0) FROM entry e CROSS JOIN posting p
                          ON p.row BETWEEN e.first_posting
                            AND e.first_posting + e.posting_count - 1
                        WHERE e.key > ? AND e.key < ? AND e.event = ? AND p.account = ?
                          AND p.side = ?
                        """,
                    arguments: ["\(batch.code)/", "\(batch.code)0", event, account, side]
                ) ?? 0
            }
            return (
                try sum("approved", "PAY", "credit"), try sum("withdrawn", "PAY", "debit"),
                try sum("handed-over", "CLR", "credit")
            )
        }
    }

    /// Whether an entry of that key is booked.
    package func hasEntry(key: String) throws -> Bool {
        try read {
            try Row.fetchOne($0, sql: "SELECT 1 FROM entry WHERE key = ?", arguments: [key]) != nil
        }
    }

    /// The serial of a unit's next frozen version; every one is burnt with its version.
    package func nextSerial(unit: String) throws -> Int {
        try read { db in
            try Int.fetchOne(
                db,
                sql: "SELECT coalesce(max(serial), 0) + 1 FROM batch WHERE unit = ?",
                arguments: [unit]
            ) ?? 1
        }
    }

    /// The row of the last line of all batches.
    package func lastLineRow() throws -> Int64 {
        try read { db in
            try Int64.fetchOne(db, sql: "SELECT coalesce(max(row), 0) FROM batch_line") ?? 0
        }
    }

    /// The row of the last batch.
    func lastBatchRow() throws -> Int64 {
        try read { try Int64.fetchOne($0, sql: "SELECT coalesce(max(rowid), 0) FROM batch") ?? 0 }
    }

    /// The number of drafts that were recorded.
    package func draftCount() throws -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM draft") ?? 0 }
    }

    /// The newest draft of a unit and period: its digest, the day it is known by, its last state,
    /// the officer's certificate.
    package func draft(
        unit: String,
        period: CalendarMonth
    ) throws -> (
        digest: String, known: CivilDate, state: String, officer: String
    )? {
        try read { db in
            guard
                let row = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT * FROM draft WHERE unit = ? AND period = ?
                        ORDER BY rowid DESC LIMIT 1
                        """,
                    arguments: [unit, "\(period)"]
                ),
                let known = CivilDate(iso: row["known"] as String)
            else { return nil }
            return (row["digest"], known, row["state"], row["officer"])
        }
    }
}
