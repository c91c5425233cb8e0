// What was moved between funding sources, and which months' lines are cleared.
//
// Invariant: both are read from rows; nothing is kept beside them.

package import Disbursement
import GRDB
import Intake
package import Ledger

extension BooksReader {
    /// What entries moved between sources before.
    ///
    /// - Parameters:
    ///   - unit: The unit.
    ///   - account: `EXP` for the expense, `RESERVED` for what is reserved for it, `FUND` for the spending.
    /// - Returns: By programme, year and source VND that were added to the source's part; on the budget side
    ///   the programme is that of a line of its own, else empty.
    /// - Throws: `StoreError.damaged` where a posting lacks what it was written with.
    package func movedSources(unit: String, account: String) throws -> [SourceYear: Int64] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT p.programme, p.year, p.source,
                  sum(CASE p.side WHEN 'debit' THEN p.amount ELSE -p.amount END) AS amount
                FROM entry e CROSS JOIN posting p ON p.entry = e.number
                WHERE e.unit = ?1 AND e.event = 'source-moved' AND p.account = ?2
                GROUP BY 1, 2, 3
                """,
            arguments: [unit, account]
        )
        var moved: [SourceYear: Int64] = [:]
        for row in rows {
            guard let year = row["year"] as Int?, let source = row["source"] as String? else {
                throw StoreError.damaged("posting: a move between sources")
            }
            // The budget side has no programme where that has no line of its own.
            let programme = row["programme"] as String? ?? ""
            // Funding stands on the other side than expense.
            let amount = try StoredBounds.sum(abs(row["amount"] as Int64))
            let sign: Int64 = ((row["amount"] as Int64) < 0) == (account != "FUND") ? -1 : 1
            moved[SourceYear(programme: programme, year: year, source: source)] = sign * amount
        }
        return moved
    }

    /// How many entries moved parts between a unit's sources.
    package func sourceMoveCount(unit: String) throws -> Int {
        try Int.fetchOne(
            db,
            sql: "SELECT count(*) FROM entry WHERE unit = ? AND event = 'source-moved'",
            arguments: [unit]
        ) ?? 0
    }

    /// The months of a unit of which a live line of ours is not spent, by programme: its advance is not
    /// cleared, or the Treasury, which pays from the estimate, has not paid it or got it back.
    ///
    /// - Parameter unit: The unit.
    /// - Returns: Programmes with their months.
    /// - Throws: `StoreError`.
    package func unclearedMonths(unit: String) throws -> Set<ProgrammeMonth> {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT DISTINCT p.text AS programme, l.month AS month
                FROM batch b CROSS JOIN batch_line l ON l.batch = b.rowid
                  CROSS JOIN line_class c ON c.number = l.class
                  CROSS JOIN term p ON p.number = c.programme
                WHERE b.unit = ?1 AND b.kind NOT IN ('opening', 'netting')
                  AND NOT EXISTS (SELECT 1 FROM cancellation x WHERE x.batch = b.rowid)
                  AND NOT EXISTS (SELECT 1 FROM repeated_line r WHERE r.row = l.row)
                  AND NOT EXISTS (SELECT 1 FROM stopped_line s
                    WHERE s.batch = b.rowid AND s.line = l.row - b.first_line + 1)
                  AND NOT EXISTS (SELECT 1 FROM clearing k WHERE k.line = l.row)
                  AND NOT EXISTS (SELECT 1 FROM term v CROSS JOIN unit_account a
                    WHERE v.number = c.provider AND a.provider = v.text AND a.bank = '')
                """,
            arguments: [unit]
        )
        return try directMonthsUnpaid(unit: unit).union(
            try rows.map { row in
                ProgrammeMonth(
                    programme: row["programme"],
                    month: try StoredBounds.month(row["month"])
                )
            }
        )
    }

    /// The months of a unit of which the Treasury has a line to pay from the estimate, by programme.
    private func directMonthsUnpaid(unit: String) throws -> Set<ProgrammeMonth> {
        let direct = try estimateProviders()
        guard !direct.isEmpty else { return [] }
        var months: Set<ProgrammeMonth> = []
        for batch in try batches()
        where batch.unit == unit && !batch.isCancelled
            && !["opening", "netting"].contains(batch.kind)
        {
            let positions = try positions(of: batch)
            let replaced = try replacedLines(of: batch.row)
            for line in try lines(of: batch)
            where !line.isStopped && direct.contains(line.provider)
                && replaced[line.number] == nil
            {
                let position = positions[line.transfer]
                if let position, position.isBooked, !position.hasFailed { continue }
                months.insert(
                    ProgrammeMonth(programme: line.line.programme, month: line.line.month)
                )
            }
        }
        return months
    }
}

/// A month of a programme.
package struct ProgrammeMonth: Hashable, Sendable {
    /// The programme.
    package let programme: String
    /// The month owed.
    package let month: CalendarMonth

    /// A month of a programme.
    package init(programme: String, month: CalendarMonth) {
        self.programme = programme
        self.month = month
    }
}
