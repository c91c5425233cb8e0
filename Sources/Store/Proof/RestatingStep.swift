// The steps whose rows follow from what was done before: answers that were reconciled, statements that were
// doubted and set aside, papers that explain what a statement had shown.
//
// Invariant: what such a step did is told by rows that somebody's deed wrote, never by those that follow
// from it.

import GRDB
package import Ledger

/// A step whose rows can be brought about again.
package struct RestatingStep: Sendable {
    /// What it did.
    package enum Deed: Sendable {
        /// An answer of that digest was reconciled.
        case reconciled(digest: String)
        /// A statement was set aside, as the conflict had asked that doubted it.
        case setAside(DecidedStatement)
        /// A statement was doubted.
        case doubted(DoubtRecord)
        /// Papers came that may explain what a statement had shown, in order.
        case papers([PaperRecord])
    }

    /// Its number.
    package let number: Int64
    /// When it was done.
    package let at: Instant
    /// The fingerprint of who did it.
    package let officer: String
    /// What it did.
    package let deed: Deed
}

/// A statement that somebody decided to set aside.
package struct DecidedStatement: Sendable {
    /// The conflict that doubted it.
    package let conflict: Int64
    /// The answer that it stands in.
    package let answer: Int64
    /// Its place in that answer, from 0.
    package let position: Int
    /// The paper that decided it.
    package let document: String
}

extension BooksReader {
    /// The steps whose rows can be brought about again, in order.
    ///
    /// - Parameter start: How the key of a step begins that reconciles the answer of a digest.
    /// - Returns: The steps.
    /// - Throws: ``StoreError/damaged(_:)``, `DatabaseError`.
    package func restatingSteps(reconciledBy start: String) throws -> [RestatingStep] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT step, key, at, officer,
                  step IN (SELECT step FROM statement_aside) AS aside,
                  step IN (SELECT step FROM statement_doubt) AS doubt,
                  step IN (SELECT step FROM paper WHERE event = 'advance') AS paper
                FROM step
                WHERE substr(key, 1, length(?1)) = ?1 OR aside OR doubt OR paper ORDER BY step
                """,
            arguments: [start]
        ).map { row in
            let (number, key): (Int64, String) = (row["step"], row["key"])
            guard let at = Instant(seconds: row["at"]) else {
                throw StoreError.damaged("step \(number): its time")
            }
            let deed: RestatingStep.Deed? =
                key.hasPrefix(start)
                ? .reconciled(digest: String(key.dropFirst(start.count)))
                : row["aside"] as Bool
                    ? try statementAside(by: number).map { .setAside($0) }
                    : row["doubt"] as Bool
                        ? try doubts().first { try isDoubt($0, of: number) }.map { .doubted($0) }
                        : .papers(try advances(ofStep: number))
            guard let deed else { throw StoreError.damaged("step \(number): its deed") }
            return RestatingStep(number: number, at: at, officer: row["officer"], deed: deed)
        }
    }

    private func statementAside(by step: Int64) throws -> DecidedStatement? {
        try Row.fetchOne(
            db,
            sql: "SELECT * FROM statement_aside WHERE step = ?",
            arguments: [step]
        ).map {
            DecidedStatement(
                conflict: $0["conflict"],
                answer: $0["answer"],
                position: $0["position"],
                document: $0["document"]
            )
        }
    }

    private func isDoubt(_ doubt: DoubtRecord, of step: Int64) throws -> Bool {
        try Row.fetchOne(
            db,
            sql: "SELECT 1 FROM statement_doubt WHERE step = ? AND conflict = ?",
            arguments: [step, doubt.conflict]
        ) != nil
    }

    private func advances(ofStep step: Int64) throws -> [PaperRecord] {
        try Row.fetchAll(
            db,
            sql: "SELECT * FROM paper WHERE step = ? AND event = 'advance' ORDER BY rowid",
            arguments: [step]
        ).map { PaperRecord($0) }
    }

    /// Whether the steps between two did no more than take answers in and reconcile them.
    ///
    /// - Parameters:
    ///   - first: The number of the first; not looked at itself.
    ///   - last: The number of the last; not looked at itself.
    /// - Returns: Whether nothing else was done.
    /// - Throws: `DatabaseError`.
    package func tookOnlyAnswers(between first: Int64, and last: Int64) throws -> Bool {
        try Row.fetchOne(
            db,
            sql: """
                SELECT 1 FROM step WHERE step > ? AND step < ?
                  AND key NOT LIKE 'results/%' AND key NOT LIKE 'reconcile/%'
                """,
            arguments: [first, last]
        ) == nil
    }
}
