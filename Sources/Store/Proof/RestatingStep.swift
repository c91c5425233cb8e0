// The steps whose rows follow from what was done before: answers that were reconciled, statements that were
// doubted and set aside, papers that explain what a statement had shown, advances that were cleared, claims
// that were carried to another budget year, units that were handed over.
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
        /// The advances of a unit were cleared, under a paper.
        case cleared(unit: String, document: String)
        /// Claims of a unit were carried to another budget year, a paper for each, in order.
        case claims([PaperRecord])
        /// A unit handed over to another one, under a paper.
        case handedOver(PaperRecord)
    }

    /// Its key.
    package let key: String

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
    /// - Parameters:
    ///   - start: How the key of a step begins that reconciles the answer of a digest.
    ///   - clearing: How the key of a step begins that clears advances.
    ///   - unit: The unit that such a key names; nil where it names none.
    /// - Returns: The steps.
    /// - Throws: ``StoreError/damaged(_:)``, `DatabaseError`.
    package func restatingSteps(
        reconciledBy start: String,
        clearedBy clearing: String,
        unit: (String) -> String?
    ) throws -> [RestatingStep] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT step, key, at, officer,
                  step IN (SELECT step FROM statement_aside) AS aside,
                  step IN (SELECT step FROM statement_doubt) AS doubt,
                  step IN (SELECT step FROM paper WHERE event = 'advance') AS paper,
                  step IN (SELECT step FROM paper WHERE event = ?3) AS claims,
                  step IN (SELECT step FROM paper WHERE event = ?4) AS handedOver
                FROM step
                WHERE substr(key, 1, length(?1)) = ?1 OR substr(key, 1, length(?2)) = ?2
                  OR aside OR doubt OR paper OR claims OR handedOver ORDER BY step
                """,
            arguments: [start, clearing, CarriedClaim.event, UnitHandOver.event]
        ).map { row in
            let (number, key): (Int64, String) = (row["step"], row["key"])
            guard let at = Instant(seconds: row["at"]) else {
                throw StoreError.damaged("step \(number): its time")
            }
            let deed: RestatingStep.Deed? =
                if key.hasPrefix(start) {
                    .reconciled(digest: String(key.dropFirst(start.count)))
                } else if let unit = unit(key) {
                    .cleared(unit: unit, document: try document(ofStep: number))
                } else if row["aside"] as Bool {
                    try statementAside(by: number).map { .setAside($0) }
                } else if row["doubt"] as Bool {
                    try doubts().first { try isDoubt($0, of: number) }.map { .doubted($0) }
                } else if row["claims"] as Bool {
                    .claims(try papers(ofStep: number, event: CarriedClaim.event))
                } else if row["handedOver"] as Bool {
                    try papers(ofStep: number, event: UnitHandOver.event).first
                        .map { .handedOver($0) }
                } else if row["paper"] as Bool {
                    .papers(try papers(ofStep: number, event: "advance"))
                } else {
                    nil
                }
            guard let deed else { throw StoreError.damaged("step \(number): its deed") }
            return RestatingStep(
                key: key,
                number: number,
                at: at,
                officer: row["officer"],
                deed: deed
            )
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

    private func papers(ofStep step: Int64, event: String) throws -> [PaperRecord] {
        try Row.fetchAll(
            db,
            sql: "SELECT * FROM paper WHERE step = ? AND event = ? ORDER BY rowid",
            arguments: [step, event]
        ).map { PaperRecord($0) }
    }

    /// The paper that the entries of a step name: what a person said of it; empty without an entry.
    private func document(ofStep step: Int64) throws -> String {
        try String.fetchOne(
            db,
            sql: "SELECT document FROM entry WHERE step = ? ORDER BY number LIMIT 1",
            arguments: [step]
        ) ?? ""
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
