// The budget years that claims were carried to: papers about single transfers (events 11 and 21).
//
// Invariants:
// (1) A paper is about what one transfer owes of one source: its key names both, and the year in which that
//     is owed from then on.
// (2) The latest year counts; a claim without such a paper is owed in the year of its line.
// (3) Money that was given back as spent is counted once: what was recovered of over-payments and what
//     carried claims took of it is none of it any more.

import Disbursement
import GRDB

/// What a transfer owes of a source, owed in another budget year by a paper.
package struct CarriedClaim: Hashable, Sendable {
    /// What such a paper is called in the table of papers.
    package static let event = "claim"

    /// The code of the transfer's batch.
    package let batch: String
    /// The transfer's number in the batch.
    package let transfer: Int
    /// The funding source.
    package let source: String
    /// The budget year in which it is owed from then on.
    package let year: Int

    /// A claim that is carried.
    package init(batch: String, transfer: Int, source: String, year: Int) {
        self.batch = batch
        self.transfer = transfer
        self.source = source
        self.year = year
    }

    /// The claim that the key of a paper names; nil where it names none.
    package init?(key: String) {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 5, parts[0] == Self.event, let transfer = Int(parts[2]),
            let year = parts.last.flatMap({ Int($0) })
        else { return nil }
        self.init(
            batch: String(parts[1]),
            transfer: transfer,
            source: parts[3..<(parts.count - 1)].joined(separator: "/"),
            year: year
        )
    }

    /// The key of the paper.
    package var key: String { "\(Self.event)/\(batch)/\(transfer)/\(source)/\(year)" }
}

/// The years in which the claims of a unit are owed.
package struct ClaimYears {
    private struct Claim: Hashable {
        let batch: String
        let transfer: Int
        let source: String
    }

    private var years: [Claim: Int] = [:]

    /// The year in which a line is owed.
    ///
    /// - Parameters:
    ///   - line: The line.
    ///   - batch: The code of its batch.
    /// - Returns: The budget year.
    package func year(of line: StoredLine, in batch: String) -> Int {
        let claim = Claim(batch: batch, transfer: line.transfer, source: line.line.source)
        return max(years[claim] ?? 0, line.line.year)
    }

    fileprivate mutating func add(_ claim: CarriedClaim) {
        let place = Claim(batch: claim.batch, transfer: claim.transfer, source: claim.source)
        years[place] = max(years[place] ?? 0, claim.year)
    }
}

extension BooksReader {
    /// The transfers of a batch of which claims were carried to another year.
    ///
    /// - Parameter batch: The batch's code.
    /// - Returns: Their numbers.
    /// - Throws: ``StoreError/damaged(_:)`` where a paper's key is not that of a claim.
    package func transfersWithCarriedClaims(of batch: String) throws -> Set<Int> {
        try Set(
            String.fetchAll(
                db,
                sql: "SELECT key FROM paper WHERE event = ?1 AND key LIKE ?1 || '/' || ?2 || '/%'",
                arguments: [CarriedClaim.event, batch]
            ).map { key in
                guard let claim = CarriedClaim(key: key) else {
                    throw StoreError.damaged("paper: a claim that was carried")
                }
                return claim.transfer
            }
        )
    }

    /// What was given back of a budget year as spent (event 10b), by source, less what was recovered into
    /// an account of the year's over-payments and less what carried claims took of it already.
    ///
    /// - Parameters:
    ///   - units: The codes of the units: one, or those whose entries one bears.
    ///   - year: The budget year.
    /// - Returns: VND, more than zero.
    /// - Throws: `DatabaseError`.
    package func givenBackAsSpent(units: Set<String>, year: Int) throws -> [String: Int64] {
        let codes = units.sorted()
        let marks = Array(repeating: "?", count: codes.count).joined(separator: ", ")
        return try Row.fetchAll(
            db,
            sql: """
                SELECT c.source AS source, sum(CASE
                  WHEN e.event = 'given-back' AND c.account = 'FUND' THEN n.amount
                  WHEN e.event = ?1 AND c.account = 'PAY' THEN -n.amount
                  WHEN e.event IN ('recovered', 'explained') AND c.account = 'REC' THEN n.amount
                  ELSE 0 END) AS amount
                FROM entry e CROSS JOIN narrow_posting n
                  ON n.row BETWEEN e.first_posting AND e.first_posting + e.posting_count - 1
                CROSS JOIN posting_class c ON c.number = n.class
                WHERE e.event IN ('given-back', 'recovered', 'explained', ?1)
                  AND c.year = ?2 AND c.unit IN (\(marks)) AND c.source IS NOT NULL
                GROUP BY c.source HAVING amount > 0
                """,
            arguments: [FundPostings.carriedAfterGivingBack, year] + StatementArguments(codes)
        ).reduce(into: [:]) { $0[$1["source"] as String] = $1["amount"] as Int64 }
    }

    /// The years in which the claims of a unit are owed.
    ///
    /// - Parameter unit: The unit's code.
    /// - Returns: The years.
    /// - Throws: ``StoreError/damaged(_:)`` where a paper's key is not that of a claim.
    package func claimYears(unit: String) throws -> ClaimYears {
        var years = ClaimYears()
        for key in try String.fetchAll(
            db,
            sql: "SELECT key FROM paper WHERE unit = ? AND event = ?",
            arguments: [unit, CarriedClaim.event]
        ) {
            guard let claim = CarriedClaim(key: key) else {
                throw StoreError.damaged("paper: a claim that was carried")
            }
            years.add(claim)
        }
        return years
    }
}
