// What was netted from later months: lines that cover a right and that no bank pays.
//
// They are the lines of a batch of their own kind, so that whatever reads what covers a right finds them
// with the others; it has no transfer, no file and no folder.
//
// Invariants:
// (1) A netting and what it takes off its case are written by one step.
// (2) A netting that was taken back covers nothing.

package import Disbursement
import Foundation
import GRDB
package import Ledger
package import Signing

/// A netting as the books have it.
package struct NettingRecord: Sendable {
    /// The row of its batch.
    package let row: Int64
    /// The code of its batch.
    package let code: String
    /// The unit.
    package let unit: String
    /// The case.
    package let caseNumber: Int64
    /// The budget year.
    package let year: Int
    /// VND.
    package let amount: Int64
    /// The paper: its kind, number and day.
    package let reference: String
    /// Whether it was taken back.
    package let isUndone: Bool
}

/// What a netting's batch holds beside its lines.
package struct NettingBatch: Sendable {
    /// The code.
    package let code: String
    /// The unit.
    package let unit: String
    /// The code's serial.
    package let serial: Int
    /// The month whose list it lessens.
    package let period: CalendarMonth
    /// The day of what is known.
    package let known: CivilDate
    /// The budget year.
    package let year: Int
    /// The digest of what allows it.
    package let paper: Digest
    /// The digest of the rule book by which the month was computed.
    package let ruleBook: Digest
    /// The unverified values that were accepted.
    package let doubts: [String]

    /// A batch.
    package init(
        code: String,
        unit: String,
        serial: Int,
        period: CalendarMonth,
        known: CivilDate,
        year: Int,
        paper: Digest,
        ruleBook: Digest,
        doubts: [String]
    ) {
        self.code = code
        self.unit = unit
        self.serial = serial
        self.period = period
        self.known = known
        self.year = year
        self.paper = paper
        self.ruleBook = ruleBook
        self.doubts = doubts
    }
}

extension BooksReader {
    /// The nettings, in the order in which they were written.
    package func nettings() throws -> [NettingRecord] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT b.rowid AS batch_row, b.code, b.unit, b.year, b.amount, e.case_number,
                  e.document, EXISTS (SELECT 1 FROM cancellation c WHERE c.batch = b.rowid) AS undone
                FROM batch b JOIN case_event e ON e.step = b.step AND e.event = 'netted'
                WHERE b.kind = 'netting' ORDER BY b.rowid
                """
        ).map { row in
            NettingRecord(
                row: row["batch_row"],
                code: row["code"],
                unit: row["unit"],
                caseNumber: row["case_number"],
                year: row["year"],
                amount: row["amount"],
                reference: row["document"],
                isUndone: row["undone"]
            )
        }
    }

    /// How many batches are nettings, with a case or without.
    package func nettingCount() throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM batch WHERE kind = 'netting'") ?? 0
    }

    /// The code of the netting that a step wrote; nil where none did.
    package func nettingCode(ofStep key: String) throws -> String? {
        try String.fetchOne(
            db,
            sql: """
                SELECT b.code FROM batch b JOIN step p ON p.step = b.step
                WHERE b.kind = 'netting' AND p.key = ?
                """,
            arguments: [key]
        )
    }

    /// What the lines of a netting come to, by programme, source and budget year; the cause, where all of
    /// them bear the same; the persons.
    package func nettedLines(
        _ netting: NettingRecord
    ) throws -> (totals: [BatchTotal], causes: Set<String>, persons: Set<Int64>) {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT l.person, l.amount, l.year, l.transfer, p.text AS programme,
                  s.text AS source, u.text AS cause
                FROM line l JOIN term p ON p.number = l.programme
                  JOIN term s ON s.number = l.source JOIN term u ON u.number = l.cause
                WHERE l.batch = ? ORDER BY l.row
                """,
            arguments: [netting.row]
        )
        var sums: [[String]: Int64] = [:]
        for row in rows {
            let key = [row["programme"], row["source"], "\(row["year"] as Int)"]
            sums[key, default: 0] += try StoredBounds.sum(row["amount"])
        }
        let totals = sums.filter { $0.value > 0 }.sorted {
            $0.key.lexicographicallyPrecedes($1.key)
        }.map {
            BatchTotal(
                programme: $0.key[0],
                source: $0.key[1],
                year: Int($0.key[2]),
                amount: $0.value
            )
        }
        return (totals, Set(rows.map { $0["cause"] }), Set(rows.map { $0["person"] }))
    }
}

extension StepWriter {
    /// Writes a netting with its lines.
    ///
    /// - Parameters:
    ///   - netting: What the batch holds.
    ///   - lines: Its lines, all of one person; not empty.
    /// - Returns: The row of its batch.
    /// - Throws: What the database throws.
    @discardableResult
    package func writeNetting(_ netting: NettingBatch, lines: [DueLine]) throws -> Int64 {
        let rows = try lineWriter()
        for line in lines {
            try rows.write(
                person: line.person,
                payee: line.person,
                lineClass: try lineClass(of: line.right, provider: "netting"),
                month: line.month.number,
                amount: line.amount,
                transfer: 0
            )
        }
        let digest = try rows.finish()
        let batch = try insert(
            "batch",
            [
                "code", "kind", "unit", "serial", "period", "known", "year", "first_line",
                "line_count", "transfer_count", "amount", "salt_key", "lines_root", "line_digest",
                "manifest_digest", "rule_book", "register", "accepted_doubts",
            ],
            [
                netting.code, "netting", netting.unit, netting.serial, "\(netting.period)",
                "\(netting.known)", netting.year, rows.firstLine, lines.count, 0,
                lines.reduce(0) { $0 + $1.amount }, Data(), Data(MerkleTree.emptyRoot.bytes),
                Data(digest.bytes), netting.paper.hex, netting.ruleBook.hex, "",
                netting.doubts.joined(separator: " "),
            ]
        )
        precondition(batch == rows.batch, "the lines belong to the batch that follows them")
        return batch
    }
}
