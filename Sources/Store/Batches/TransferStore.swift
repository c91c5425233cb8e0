// What became of the transfers that were handed over, and which lines have to be paid again.
//
// Invariant: a line is open again when its transfer came back, was rejected or not collected, and no live
// line of another batch pays it again.

import Disbursement
import Foundation
import GRDB
import Intake
package import Ledger
import Signing

/// How a transfer stands after the answers that were reconciled.
package struct StoredPosition: Hashable, Sendable {
    /// The status's code.
    package var status: String
    /// Whether our debit is booked.
    package var isBooked: Bool
    /// Whether its money came back.
    package var hasComeBack: Bool
    /// VND that came back before the debit was seen.
    package var suspended: Int64
    /// VND that left our accounts in its name beside its own booking.
    package var strayDebit: Int64
    /// Whether a return was announced and is not on a statement yet.
    package var isReturnAnnounced: Bool
    /// The key of the entry by which it was refused or reported unpaid.
    package var refusalEntry: String?
    /// The bank's reason; empty for none.
    package var reason: String
    /// The day of the word that brought it here.
    package var day: CivilDate

    /// Whether its lines are owed again.
    package var hasFailed: Bool { ["rejected", "returned", "unpaid"].contains(status) }

    /// A position.
    package init(
        status: String,
        isBooked: Bool,
        hasComeBack: Bool,
        suspended: Int64,
        strayDebit: Int64,
        isReturnAnnounced: Bool,
        refusalEntry: String?,
        reason: String,
        day: CivilDate
    ) {
        self.status = status
        self.isBooked = isBooked
        self.hasComeBack = hasComeBack
        self.suspended = suspended
        self.strayDebit = strayDebit
        self.isReturnAnnounced = isReturnAnnounced
        self.refusalEntry = refusalEntry
        self.reason = reason
        self.day = day
    }
}

/// A line that has to be paid again.
package struct OpenLine: Sendable {
    /// The line.
    package let line: StoredLine
    /// The batch's row.
    package let batch: Int64
    /// The batch's code.
    package let batchCode: String
    /// The month that the batch paid.
    package let period: CalendarMonth
    /// The budget year in which it is owed now: of the line, or of the paper that carried the claim.
    package let year: Int
    /// How its transfer stands.
    package let position: StoredPosition
    /// Whether it was put on the next list.
    package let isCarried: Bool
    /// Whether the payee's data was repaired since it came back.
    package let isRepaired: Bool
    /// Whether the bank refused the whole file or group: it said nothing of the payee.
    package let isFileRefused: Bool
    /// Whether the answer by which it stands so bears a signature.
    package let isSigned: Bool
}

/// The line that pays another one again.
package struct Replacement: Hashable, Sendable {
    /// The batch's row.
    package let batch: Int64
    /// `payout` or `reissue`.
    package let kind: String
    /// The line's number in that batch.
    package let line: Int
}

extension BooksReader {
    /// How often the payee's data of a transfer was repaired.
    package func repairCount(batch: Int64, transfer: Int) throws -> Int {
        try Int.fetchOne(
            db,
            sql: "SELECT count(*) FROM repair WHERE batch = ? AND transfer = ?",
            arguments: [batch, transfer]
        ) ?? 0
    }

    /// The numbers of the transfers of a batch with a line that another batch pays again.
    package func replacedTransfers(of batch: Int64) throws -> Set<Int> {
        Set(
            try Int.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT l.transfer
                    FROM replaced_line r CROSS JOIN batch_line l ON l.row = r.row
                    WHERE l.batch = ?
                    """,
                arguments: [batch]
            )
        )
    }

    /// The lines of a batch that another live line pays again: number to that line.
    package func replacedLines(of batch: Int64) throws -> [Int: Replacement] {
        var replaced: [Int: Replacement] = [:]
        for row in try Row.fetchAll(
            db,
            sql: """
                SELECT l.number, b.rowid AS batch_row, b.kind, r.by_number
                FROM replaced_line r CROSS JOIN line l ON l.row = r.row
                JOIN batch b ON b.rowid = r.by_batch WHERE l.batch = ?
                """,
            arguments: [batch]
        ) {
            replaced[row["number"]] = Replacement(
                batch: row["batch_row"],
                kind: row["kind"],
                line: row["by_number"]
            )
        }
        return replaced
    }

    /// The rows of the lines whose advance was cleared.
    package func clearedLines() throws -> Set<Int64> {
        try Int64.fetchSet(db, sql: "SELECT line FROM clearing")
    }

    /// The providers that pay from estimates: the State Treasury.
    package func estimateProviders() throws -> Set<String> {
        try String.fetchSet(db, sql: "SELECT DISTINCT provider FROM unit_account WHERE bank = ''")
    }

    /// Whether what the Treasury paid directly came back to it once a budget year was settled (event 8c).
    ///
    /// - Parameters:
    ///   - line: A line of which the transfer came back.
    ///   - unit: The unit that paid it.
    /// - Returns: False where it came back before the settlement of the line's year, or there is none.
    /// - Throws: `DatabaseError`.
    package func cameBackSettled(_ line: OpenLine, unit: String) throws -> Bool {
        let settlement = try settlements(of: unit).first { $0.year == line.line.line.year }
        guard let settlement, line.position.status == "returned" else { return false }
        // What the Treasury says came back stays so.
        let step = try Int64.fetchOne(
            db,
            sql: """
                SELECT min(step) FROM transfer_state
                WHERE batch = ? AND transfer = ? AND status = 'returned'
                """,
            arguments: [line.batch, line.line.transfer]
        )
        return step.map { $0 > settlement.step } ?? false
    }

    /// The rows of the lines that replace others of the same budget year: row to the row that it pays
    /// again.
    ///
    /// A claim that was carried to another year is cleared there for itself.
    package func origins() throws -> [Int64: Int64] {
        var origins: [Int64: Int64] = [:]
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT r.row AS row, r.origin AS origin FROM repeated_line r
                  CROSS JOIN batch_line l ON l.row = r.row
                  CROSS JOIN line_class c ON c.number = l.class
                  CROSS JOIN batch_line o ON o.row = r.origin
                  CROSS JOIN line_class k ON k.number = o.class
                WHERE c.year = k.year
                """
        )
        while let row = try rows.next() { origins[row["row"]] = row["origin"] }
        return origins
    }

    /// The lines of a unit that have to be paid again, in order of batch and line.
    package func openLines(unit: String) throws -> [OpenLine] {
        var open: [OpenLine] = []
        let years = try claimYears(unit: unit)
        for batch in try batches() where batch.unit == unit && batch.isHandedOver {
            let positions = try positions(of: batch)
            guard positions.contains(where: \.hasFailed) else { continue }
            let replaced = try replacedLines(of: batch.row)
            let carried = Set(
                try Int.fetchAll(
                    db,
                    sql: "SELECT transfer FROM carry WHERE batch = ?",
                    arguments: [batch.row]
                )
            )
            let repaired = Set(
                try Int.fetchAll(
                    db,
                    sql: "SELECT transfer FROM repair WHERE batch = ?",
                    arguments: [batch.row]
                )
            )
            let refusedWithFile = try transfersRefusedWithFile(of: batch)
            let signed = try transfersBySignedAnswers(of: batch)
            for line in try lines(of: batch)
            where !line.isStopped && replaced[line.number] == nil {
                guard let position = positions[line.transfer], position.hasFailed else { continue }
                open.append(
                    OpenLine(
                        line: line,
                        batch: batch.row,
                        batchCode: batch.code,
                        period: batch.period,
                        year: years.year(of: line, in: batch.code),
                        position: position,
                        isCarried: carried.contains(line.transfer),
                        isRepaired: repaired.contains(line.transfer),
                        isFileRefused: refusedWithFile.contains(line.transfer),
                        isSigned: signed.contains(line.transfer)
                    )
                )
            }
        }
        return open
    }

    /// The numbers of the lines of a batch that pay another line again and are not that line: another
    /// right, sum or source, another year than the one in which it is owed, or a line that is not there.
    package func alteredRepeats(of batch: Int64) throws -> [Int] {
        try Int.fetchAll(
            db,
            sql: """
                SELECT l.number FROM repeated_line r CROSS JOIN line l ON l.row = r.row
                WHERE l.batch = ?1 AND NOT EXISTS (SELECT 1 FROM line o WHERE o.row = r.origin
                  AND (o.person, o.programme, o.category, o.month, o.kind,
                    o.source, o.cause, o.amount) = (l.person, l.programme, l.category,
                    l.month, l.kind, l.source, l.cause, l.amount)
                  AND l.year = max(o.year, coalesce((
                    SELECT max(p.year)
                    FROM batch b CROSS JOIN term s CROSS JOIN paper p
                    WHERE b.rowid = o.batch AND s.number = o.source
                      AND p.key > ?2 || b.code || '/' || o.transfer || '/' || s.text || '/'
                      AND p.key < ?2 || b.code || '/' || o.transfer || '/' || s.text || '0'
                      AND p.source = s.text), 0)))
                ORDER BY l.number
                """,
            arguments: [batch, "\(CarriedClaim.event)/"]
        )
    }

    /// Whether a transfer's lines were put on the next list.
    package func isCarried(batch: Int64, transfer: Int) throws -> Bool {
        try Row.fetchOne(
            db,
            sql: "SELECT 1 FROM carry WHERE batch = ? AND transfer = ?",
            arguments: [batch, transfer]
        ) != nil
    }

    /// The latest day on which a file of a batch was asked to be paid; nil without a file.
    package func requestedDays(of batch: BatchRecord) throws -> CivilDate? {
        try String.fetchOne(
            db,
            sql: "SELECT max(requested) FROM file WHERE batch = ?",
            arguments: [batch.row]
        ).flatMap { CivilDate(iso: $0) }
    }
}
