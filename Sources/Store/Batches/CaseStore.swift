// Over-payment cases in the books: proposed, decided, recovered, written off.
//
// Invariant: what is open of a case is what was decided less what was recovered or written off.

package import Disbursement
import GRDB

/// An over-payment case as the books have it.
package struct CaseRecord: Sendable {
    /// The number.
    package let number: Int64
    /// The unit.
    package let unit: String
    /// The person whose right was over-paid.
    package let person: Int64
    /// The batch's row.
    package let batch: Int64
    /// The transfer's number in the batch.
    package let transfer: Int
    /// The programme.
    package let programme: String
    /// The funding source.
    package let source: String
    /// The budget year in which it was paid.
    package let year: Int
    /// The provider that paid.
    package let provider: String
    /// VND that was over-paid.
    package let amount: Int64
    /// The cause's code.
    package let cause: String
    /// Whether it was decided.
    package let isDecided: Bool
    /// VND recovered or written off.
    package let settled: Int64

    /// VND still to be recovered; the whole amount before it is decided.
    package var open: Int64 { amount - settled }

    /// The case as postings take it.
    package var overPayment: OverPayment {
        OverPayment(
            number: number,
            person: person,
            year: year,
            open: open > 0
                ? [BatchTotal(programme: programme, source: source, year: year, amount: open)] : []
        )
    }
}

extension BooksReader {
    /// The cases, in order of number.
    package func cases() throws -> [CaseRecord] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT c.*,
                  EXISTS (SELECT 1 FROM case_event e WHERE e.case_number = c.number
                    AND e.event = 'decided') AS decided,
                  (SELECT coalesce(sum(e.amount), 0) FROM case_event e
                    WHERE e.case_number = c.number AND e.event <> 'decided') AS settled
                FROM case_opened c ORDER BY c.number
                """
        ).map { row in
            CaseRecord(
                number: row["number"],
                unit: row["unit"],
                person: row["person"],
                batch: row["batch"],
                transfer: row["transfer"],
                programme: row["programme"],
                source: row["source"],
                year: row["year"],
                provider: row["provider"],
                amount: row["amount"],
                cause: row["cause"],
                isDecided: row["decided"],
                settled: row["settled"]
            )
        }
    }

    /// The number of the case that a step opened.
    package func caseNumber(ofStep key: String) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql:
                "SELECT c.number FROM case_opened c JOIN step p ON p.step = c.step WHERE p.key = ?",
            arguments: [key]
        )
    }

    /// What an entry moved on each of its accounts, VND: debits less credits; empty without the entry.
    package func balances(ofEntry key: String) throws -> [String: Int64] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT p.account, sum(CASE p.side WHEN 'debit' THEN p.amount ELSE -p.amount END)
                  AS amount
                FROM entry e CROSS JOIN posting p
                  ON p.row BETWEEN e.first_posting AND e.first_posting + e.posting_count - 1
                WHERE e.key = ?
                GROUP BY p.account
                """,
            arguments: [key]
        )
        return rows.reduce(into: [:]) { $0[$1["account"] as String] = $1["amount"] as Int64 }
    }

    /// The certificate of who proposed a case.
    package func caseProposer(_ number: Int64) throws -> [String] {
        try String.fetchAll(
            db,
            sql: "SELECT officer FROM case_opened WHERE number = ?",
            arguments: [number]
        )
    }

    /// Whether the money of the lines that a case is about is spent: their advance was cleared, or the
    /// Treasury paid them from the estimate.
    package func isCleared(_ record: CaseRecord) throws -> Bool {
        if try estimateProviders().contains(record.provider) { return true }
        return try Row.fetchOne(
            db,
            sql: """
                WITH RECURSIVE chain (row, origin) AS (
                  SELECT l.row, l.origin FROM batch b CROSS JOIN line l
                    ON l.row BETWEEN b.first_line AND b.first_line + b.line_count - 1
                  WHERE b.rowid = ? AND l.transfer = ? AND l.person = ?
                  UNION ALL
                  SELECT l.row, l.origin FROM chain c CROSS JOIN line l ON l.row = c.origin)
                SELECT 1 FROM chain JOIN clearing ON clearing.line = chain.row
                """,
            arguments: [record.batch, record.transfer, record.person]
        ) != nil
    }

    /// Whether the entry of a conflict raised our account.
    package func isCredit(conflict number: Int64) throws -> Bool {
        try Row.fetchOne(
            db,
            sql: """
                SELECT 1 FROM conflict c JOIN fact f ON f.number = c.fact
                WHERE c.number = ? AND f.word = 'credit'
                """,
            arguments: [number]
        ) != nil
    }

    /// The provider in whose account the entry of a conflict stands.
    package func provider(ofConflict number: Int64) throws -> String? {
        try String.fetchOne(
            db,
            sql: """
                SELECT r.provider FROM conflict c JOIN fact f ON f.number = c.fact
                JOIN answer_report r ON r.answer = f.answer AND r.unit = c.unit
                WHERE c.number = ?
                """,
            arguments: [number]
        )
    }

    /// The decided cases of a batch that are still open, by the number of the transfer.
    func openCases(batch: Int64) throws -> [CaseRecord] {
        try cases().filter { $0.batch == batch && $0.isDecided && $0.open > 0 }
    }

    /// The decided over-payments of a batch, by the number of the transfer: its first open case.
    package func decidedCases(batch: Int64) throws -> [Int: OverPayment] {
        var found: [Int: OverPayment] = [:]
        for item in try openCases(batch: batch) where found[item.transfer] == nil {
            found[item.transfer] = item.overPayment
        }
        return found
    }
}
