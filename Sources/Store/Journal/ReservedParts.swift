// On which budget lines a unit's lists reserved what they pay, month by month, and what stands on each line.
//
// Invariant: both are read from rows; what was assigned since changes neither.

package import Disbursement
import GRDB
import Intake
import Ledger

/// What lists reserved of one month, by the line on which they did.
package struct ReservedPart: Hashable, Sendable {
    /// VND on the line of the programme.
    package internal(set) var byProgramme: Int64 = 0
    /// VND on the line of the source.
    package internal(set) var bySource: Int64 = 0
}

extension BooksReader {
    /// What approved lists of a unit reserved and hold, by programme, month and source.
    ///
    /// A line that pays another one again was reserved with that one; what was netted reserved nothing.
    ///
    /// - Parameter unit: The unit's code.
    /// - Returns: The parts.
    /// - Throws: `StoreError`.
    package func reservedParts(unit: String) throws -> [SourcePart: ReservedPart] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT b.code AS code, p.text AS programme, s.text AS source, c.year AS year,
                  l.month AS month, sum(l.amount) AS amount
                FROM batch b CROSS JOIN batch_line l
                  ON l.row BETWEEN b.first_line AND b.first_line + b.line_count - 1
                  CROSS JOIN line_class c ON c.number = l.class
                  CROSS JOIN term p ON p.number = c.programme
                  CROSS JOIN term s ON s.number = c.source
                WHERE b.unit = ?1 AND b.kind NOT IN ('opening', 'netting')
                  AND EXISTS (SELECT 1 FROM entry e WHERE e.key = b.code || '/approved')
                  AND NOT EXISTS (SELECT 1 FROM cancellation x WHERE x.batch = b.rowid)
                  AND NOT EXISTS (SELECT 1 FROM repeated_line r WHERE r.row = l.row)
                  AND NOT EXISTS (SELECT 1 FROM stopped_line t
                    WHERE t.batch = b.rowid AND t.line = l.row - b.first_line + 1)
                GROUP BY 1, 2, 3, 4, 5
                """,
            arguments: [unit]
        )
        var lines: [String: Set<SourceYear>] = [:]
        var parts: [SourcePart: ReservedPart] = [:]
        for row in rows {
            let (code, programme): (String, String) = (row["code"], row["programme"])
            let source: String = row["source"]
            let own = try lines[code] ?? reservedLines(ofBatch: code)
            lines[code] = own
            let month = SourcePart(
                programme: programme,
                month: try StoredBounds.month(row["month"]),
                source: source
            )
            let place = SourceYear(programme: programme, year: row["year"], source: source)
            let amount = try StoredBounds.sum(row["amount"])
            var part = parts[month] ?? ReservedPart()
            if own.contains(place) {
                part.byProgramme = try StoredBounds.sum(part.byProgramme + amount)
            } else {
                part.bySource = try StoredBounds.sum(part.bySource + amount)
            }
            parts[month] = part
        }
        return parts
    }

    /// The programmes by which the lines of a case were reserved, by year and source.
    ///
    /// - Parameter record: The case.
    /// - Returns: Years, sources and programmes.
    /// - Throws: What the database throws.
    package func reservedLines(of record: CaseRecord) throws -> Set<SourceYear> {
        let code = try String.fetchOne(
            db,
            sql: "SELECT code FROM batch WHERE rowid = ?",
            arguments: [record.batch]
        )
        return try code.map { try reservedLines(ofBatch: $0) } ?? []
    }

    /// What stands on an account of a source, by the programme on whose own line it does.
    ///
    /// - Parameters:
    ///   - account: The account.
    ///   - units: The units' codes.
    ///   - year: The budget year.
    ///   - source: The funding source.
    /// - Returns: Debits less credits; what is on the source's line under the empty programme.
    /// - Throws: ``StoreError``.
    package func balancesByProgramme(
        account: String,
        units: [String],
        year: Int,
        source: String
    ) throws -> [String: Int64] {
        try units.reduce(into: [:]) { sums, unit in
            for (posting, balance) in try balances(
                account: account,
                unit: unit,
                where: { $0.year == year && $0.source == source }
            ) { sums[posting.programme ?? "", default: 0] += balance }
        }
    }

    /// VND that was cleared, given back before the settlement and not carried since, by the programme on whose
    /// own line it had been spent.
    ///
    /// - Parameters:
    ///   - units: The units' codes.
    ///   - year: The budget year.
    ///   - source: The funding source.
    /// - Returns: The sums; what left the source's line under the empty programme.
    /// - Throws: `DatabaseError`.
    package func givenBackByProgramme(
        units: [String],
        year: Int,
        source: String
    ) throws -> [String: Int64] {
        let marks = Array(repeating: "?", count: units.count).joined(separator: ", ")
        return try Row.fetchAll(
            db,
            sql: """
                SELECT coalesce(c.programme, '') AS programme, sum(n.amount) AS amount
                FROM entry e CROSS JOIN narrow_posting n
                  ON n.row BETWEEN e.first_posting AND e.first_posting + e.posting_count - 1
                CROSS JOIN posting_class c ON c.number = n.class
                WHERE (e.event = 'given-back' AND c.account = 'FUND'
                    OR e.event = ?1 AND c.account = 'RESERVED')
                  AND c.year = ?2 AND c.source = ?3 AND c.unit IN (\(marks))
                GROUP BY 1
                """,
            arguments: [FundPostings.carriedAfterGivingBack, year, source]
                + StatementArguments(units)
        ).reduce(into: [:]) { $0[$1["programme"] as String] = $1["amount"] as Int64 }
    }
}
