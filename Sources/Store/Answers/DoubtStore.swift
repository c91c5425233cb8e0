// Statements that somebody doubts, and those that two persons have set aside.
//
// Invariant: nothing of a statement that was set aside goes away: its file, its facts and the entries
// that it made stand, with the entries that take them back.

import Foundation
import GRDB
package import Ledger

/// A doubt about a statement.
package struct DoubtRecord: Sendable {
    /// The conflict that names it.
    package let conflict: Int64
    /// The answer that the statement stands in.
    package let answer: Int64
    /// Its place in that answer, from 0.
    package let position: Int
    /// The fingerprint of who doubts it.
    package let officer: String
}

extension BooksReader {
    /// The sum of all that answers say which wait to be reconciled, VND; as much as fits.
    package func waitingTurnover() throws -> Int64 {
        var sum: Int64 = 0
        let amounts = try Int64.fetchCursor(
            db,
            sql: """
                SELECT f.amount * CASE f.word WHEN 'returned' THEN 2 ELSE 1 END
                FROM fact f JOIN answer a ON a.number = f.answer
                WHERE f.amount IS NOT NULL
                  AND a.family IN ('statement', 'cash-results', 'treasury-results')
                  AND NOT EXISTS (SELECT 1 FROM reconciliation r WHERE r.answer = a.number)
                """
        )
        while let amount = try amounts.next() {
            let (next, overflow) = sum.addingReportingOverflow(amount)
            if overflow { return .max }
            sum = next
        }
        return sum
    }

    /// The doubts, in order.
    package func doubts() throws -> [DoubtRecord] {
        try Row.fetchAll(db, sql: "SELECT * FROM statement_doubt ORDER BY conflict").map {
            DoubtRecord(
                conflict: $0["conflict"],
                answer: $0["answer"],
                position: $0["position"],
                officer: $0["officer"]
            )
        }
    }

    /// Whether a conflict was decided by setting its statement aside.
    package func isSetAside(by conflict: Int64) throws -> Bool {
        try Row.fetchOne(
            db,
            sql: "SELECT 1 FROM statement_aside WHERE conflict = ?",
            arguments: [conflict]
        ) != nil
    }

    /// The doubt that a step wrote down; nil where the step was not done.
    package func doubt(ofStep key: String) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT d.conflict FROM statement_doubt d JOIN step p ON p.step = d.step
                WHERE p.key = ?
                """,
            arguments: [key]
        )
    }

    /// The day on which an answer was reconciled; nil where it was not.
    package func reconciledOn(answer: Int64) throws -> CivilDate? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT p.at FROM reconciliation r JOIN step p ON p.step = r.step
                WHERE r.answer = ?
                """,
            arguments: [answer]
        ).flatMap { Instant(seconds: $0)?.date }
    }

    /// The paper that a fact has shown; nil where it showed none.
    package func paperShown(by fact: Int64) throws -> String? {
        try String.fetchOne(
            db,
            sql: "SELECT paper FROM awaited_seen WHERE fact = ?",
            arguments: [fact]
        )
    }

    /// The day from which an entry counts; nil where there is no such entry.
    package func valueDay(ofEntry key: String) throws -> CivilDate? {
        try String.fetchOne(
            db,
            sql: "SELECT value_on FROM entry WHERE key = ?",
            arguments: [key]
        ).flatMap { CivilDate(iso: $0) }
    }

    /// The conflicts of a fact: number, kind, transfer, and whether somebody has decided it.
    package func conflicts(
        of fact: Int64
    ) throws -> [(number: Int64, kind: String, transfer: String, isDecided: Bool)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT c.*, EXISTS (SELECT 1 FROM conflict_end e WHERE e.conflict = c.number)
                  AS decided FROM conflict c WHERE c.fact = ? ORDER BY c.number
                """,
            arguments: [fact]
        ).map { ($0["number"], $0["kind"], $0["transfer"], $0["decided"]) }
    }

    /// The case whose recovery used the money of a conflict; nil where none did.
    package func caseUsing(conflict: Int64) throws -> Int64? {
        try String.fetchOne(
            db,
            sql: "SELECT key FROM entry WHERE key LIKE 'case/%/conflict/' || ?",
            arguments: [conflict]
        ).flatMap { $0.split(separator: "/").dropFirst().first }.flatMap { Int64($0) }
    }
}
