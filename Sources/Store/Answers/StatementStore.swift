// The statements of our accounts, and what our books say of the same days.

import Disbursement
import Foundation
import GRDB
package import Ledger
import Signing

extension BooksReader {
    /// How many entries the journal has.
    package func entryCount() throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT coalesce(max(number), 0) FROM entry") ?? 0
    }

    /// Whether a paper `p` moves a deposit: the Treasury pays fees itself, from the operating line.
    private static var movesDeposit: String {
        "p.event NOT IN ('estimate', '\(FeePaper.due)', '\(FeePaper.paid)')"
    }

    /// The papers of an account that a statement will show or has shown: the day of the paper, and
    /// the day on which it was seen.
    package func awaitedHistory(
        unit: String,
        provider: String
    ) throws -> [(isCredit: Bool, amount: Int64, day: String, seen: String?)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT p.event, p.amount, p.day, f.day AS seen FROM paper p
                LEFT JOIN (awaited_seen s JOIN standing_fact f ON f.number = s.fact)
                  ON s.paper = p.key
                WHERE p.unit = ? AND p.provider = ? AND \(Self.movesDeposit)
                """,
            arguments: [unit, provider]
        ).map { (($0["event"] as String) == "advance", $0["amount"], $0["day"], $0["seen"]) }
    }

    /// What a paper booked on an account of ours and no statement has shown: advances that come in, money given
    /// back or remitted that goes out.
    ///
    /// After a merger the papers of either unit may be about the account; the unit's own come first, in their order.
    package func awaited(
        unit: String,
        provider: String
    ) throws -> [(key: String, isCredit: Bool, amount: Int64)] {
        let others = try family(of: unit).filter { $0 != unit }
        return try ([unit] + others).flatMap { unit in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT key, event, amount FROM paper p WHERE unit = ? AND provider = ?
                      AND \(Self.movesDeposit)
                      AND NOT EXISTS (SELECT 1 FROM awaited_seen s
                        JOIN standing_fact f ON f.number = s.fact WHERE s.paper = p.key)
                    ORDER BY p.rowid
                    """,
                arguments: [unit, provider]
            ).map { ($0["key"], ($0["event"] as String) == "advance", $0["amount"]) }
        }
    }

    /// The papers of a unit that were booked on an account and that no statement has shown, in order.
    package func papersInTransit(unit: String) throws -> [PaperRecord] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT p.* FROM paper p
                WHERE p.unit = ? AND \(Self.movesDeposit) AND p.provider <> ''
                  AND NOT EXISTS (SELECT 1 FROM awaited_seen s
                    JOIN standing_fact f ON f.number = s.fact WHERE s.paper = p.key)
                ORDER BY p.day, p.rowid
                """,
            arguments: [unit]
        ).map { PaperRecord($0) }
    }

    /// The funding sources that a unit has a balance in, in order.
    package func sources(unit: String) throws -> [String] {
        try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT source FROM posting_class
                WHERE unit = ? AND source IS NOT NULL ORDER BY source
                """,
            arguments: [unit]
        )
    }

    /// The balance of an account up to a value date: debits less credits, VND.
    package func balance(
        account: String,
        unit: String,
        provider: String,
        through day: CivilDate
    ) throws -> Int64 {
        try Self.sum(
            balances(
                account: account,
                unit: unit,
                through: LastDay(day, by: .value)
            ) { $0.provider == provider }
        )
    }

    /// The statements of accounts that count, by unit, provider and last day.
    ///
    /// One that came again, with the same days and balances, is given once.
    package func statements() throws -> [StatementRecord] {
        var seen: Set<StatementRecord.Content> = []
        return try allStatements().filter { !$0.isSetAside }
            .filter { seen.insert($0.content).inserted }
    }

    /// Every statement that was taken in, also what came again or was set aside, in that order.
    package func allStatements() throws -> [StatementRecord] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT r.*, EXISTS (SELECT 1 FROM statement_aside x
                  WHERE x.answer = r.answer AND x.position = r.position) AS aside
                FROM answer_report r JOIN answer a ON a.number = r.answer
                WHERE a.family = 'statement' AND r.closing IS NOT NULL
                ORDER BY r.unit, r.provider, r.through_day, r.rowid
                """
        ).map { row in
            guard (0...StoredBounds.rows).contains(row["position"] as Int64) else {
                throw StoreError.damaged("answer_report: a position")
            }
            return StatementRecord(
                id: row["id"],
                unit: row["unit"],
                provider: row["provider"],
                from: (row["from_day"] as String?).flatMap { CivilDate(iso: $0) },
                through: (row["through_day"] as String?).flatMap { CivilDate(iso: $0) },
                opening: row["opening"],
                closing: row["closing"],
                answer: row["answer"],
                position: row["position"],
                isSetAside: row["aside"]
            )
        }
    }
}

/// One statement of an account of ours.
package struct StatementRecord: Sendable {
    /// The bank's id of it.
    package let id: String
    /// The unit.
    package let unit: String
    /// The provider.
    package let provider: String
    /// The first day; nil where the bank did not say.
    package let from: CivilDate?
    /// The last day; nil where the bank did not say.
    package let through: CivilDate?
    /// The opening balance, VND.
    package let opening: Int64?
    /// The closing balance, VND.
    package let closing: Int64
    /// The answer it stands in.
    package let answer: Int64
    /// Its place in that answer, from 0.
    package let position: Int
    /// Whether two persons have set it aside: it counts no more.
    package let isSetAside: Bool

    /// What officers call it: the answer's number and, from 1, its place in it, such as `7/1`.
    package var name: String { "\(answer)/\(position + 1)" }

    /// What makes it the same statement in another file.
    fileprivate struct Content: Hashable {
        let account: [String]
        let days: [CivilDate?]
        let balances: [Int64?]
    }

    fileprivate var content: Content {
        Content(account: [unit, provider], days: [from, through], balances: [opening, closing])
    }
}
