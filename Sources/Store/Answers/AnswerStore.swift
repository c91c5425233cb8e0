// What the books say about banks' answers: which were taken in, their facts, their conflicts.
//
// Invariant: an answer is its bytes, a fact what is said; each is there once.

import Disbursement
import Foundation
import GRDB
package import Ledger
package import Signing

/// An answer as the books have it.
package struct AnswerRecord: Sendable {
    /// The row, from 1, in order of taking in.
    package let number: Int64
    /// SHA-256 of the file.
    package let digest: Digest
    /// The family's code.
    package let family: String
    /// The version as the file names it: a schema of ISO 20022, `MT940` or `MT942`.
    package let version: String
    /// The answer's own message id.
    package let message: String
    /// Who signed it; empty where nobody did.
    package let signer: String
    /// When it was taken in.
    package let takenAt: Instant
    /// Facts that were new.
    package let factCount: Int
    /// Facts that had been said before.
    package let repeatedCount: Int
    /// The numbers of its rows of `fact`: a row may be about many transfers.
    package let rows: Range<Int64>
    /// Whether it was reconciled.
    package let isReconciled: Bool
}

/// What an answer says that does not fit what is known.
package struct ConflictRecord: Sendable {
    /// The number.
    package let number: Int64
    /// Its kind's code.
    package let kind: String
    /// The transfer; empty where it is about none.
    package let transfer: String
    /// The file; empty where the answer names none.
    package let file: String
    /// The unit; empty where it is not known.
    package let unit: String
    /// VND that was set aside for it.
    package let setAside: Int64
    /// Whether it suggests an over-payment case.
    package let proposesCase: Bool
    /// Whether a person has decided it.
    package let isDecided: Bool
}

extension BooksReader {
    /// The stop list that a step made: its number, and the digest of its MANIFEST; nil where none did.
    package func stop(ofStep key: String) throws -> (number: Int, manifest: String)? {
        try Row.fetchOne(
            db,
            sql: """
                SELECT s.number, s.digest FROM stop s JOIN step p ON p.step = s.step WHERE p.key = ?
                """,
            arguments: [key]
        ).map { ($0["number"], $0["digest"]) }
    }

    /// The signatures of the stop lists of a batch, by their path in it.
    package func stopSignatures(
        of batch: BatchRecord
    ) throws -> [(path: String, signatures: [UInt8])] {
        try Row.fetchAll(
            db,
            sql: "SELECT number, signatures FROM stop WHERE batch = ? ORDER BY number",
            arguments: [batch.row]
        ).map { row in
            let number: Int = row["number"]
            return (
                "stops/\(number < 10 ? "0" : "")\(number)/MANIFEST.p7s",
                Array(row["signatures"] as Data)
            )
        }
    }

    /// The answers, in order of taking in.
    package func answers() throws -> [AnswerRecord] { try answers(digest: nil) }

    /// The answer of those bytes; nil where it was not taken in.
    package func answer(digest: String) throws -> AnswerRecord? {
        try answers(digest: digest).first
    }

    private func answers(digest: String?) throws -> [AnswerRecord] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT a.*, p.at AS at, EXISTS (SELECT 1 FROM reconciliation r
                  WHERE r.answer = a.number) AS reconciled
                FROM answer a JOIN step p ON p.step = a.step
                \(digest == nil ? "" : "WHERE a.digest = ?") ORDER BY a.number
                """,
            arguments: digest.map { [$0] } ?? []
        ).map { row in
            let (first, count) = (row["first_fact"] as Int64, row["fact_rows"] as Int64)
            guard let digest = Digest(hex: row["digest"] as String),
                let takenAt = Instant(seconds: row["at"]),
                (0...StoredBounds.rows).contains(first), (0...StoredBounds.rows).contains(count)
            else { throw StoreError.damaged("answer: damaged") }
            return AnswerRecord(
                number: row["number"],
                digest: digest,
                family: row["family"],
                version: row["version"],
                message: row["message"],
                signer: row["signer"],
                takenAt: takenAt,
                factCount: row["fact_count"],
                repeatedCount: row["repeated_count"],
                rows: first..<(first + count),
                isReconciled: row["reconciled"]
            )
        }
    }

    /// Whether an answer of those bytes was taken in.
    package func hasAnswer(digest: Digest) throws -> Bool {
        try Row.fetchOne(
            db,
            sql: "SELECT 1 FROM answer WHERE digest = ?",
            arguments: [digest.hex]
        ) != nil
    }

    /// The conflicts, in order of finding; of one unit where one is named.
    package func conflicts(unit: String? = nil) throws -> [ConflictRecord] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT c.*, EXISTS (SELECT 1 FROM conflict_end e WHERE e.conflict = c.number)
                  AS decided
                FROM conflict c WHERE ?1 IS NULL OR unit = ?1 OR unit = '' ORDER BY number
                """,
            arguments: [unit]
        ).map { row in
            ConflictRecord(
                number: row["number"],
                kind: row["kind"],
                transfer: row["transfer"],
                file: row["file"],
                unit: row["unit"],
                setAside: row["set_aside"],
                proposesCase: row["proposes_case"],
                isDecided: row["decided"]
            )
        }
    }

    /// The sequence of the last single change of the register.
    package func lastRegisterChange() throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT coalesce(max(sequence), 0) FROM register_change") ?? 0
    }

    /// The oldest credit of an account that was set aside as unidentified, of that amount.
    ///
    /// - Parameters:
    ///   - unit: The unit that owns the account.
    ///   - provider: The provider that holds it.
    ///   - amount: VND.
    ///   - ended: Conflicts that count as decided.
    /// - Returns: The conflict that set it aside, its fact and its day; nil where there is none.
    /// - Throws: `DatabaseError`.
    package func unidentifiedCredit(
        unit: String,
        provider: String,
        amount: Int64,
        besides ended: Set<Int64> = []
    ) throws -> (conflict: Int64, fact: Int64, day: CivilDate?)? {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT c.number, c.fact, f.day FROM conflict c JOIN fact f ON f.number = c.fact
                JOIN answer_report r ON r.answer = f.answer
                WHERE c.kind = 'unidentified' AND c.unit = ?1 AND r.unit = ?1 AND r.provider = ?2
                  AND c.set_aside = ?3 AND f.word = 'credit'
                  AND NOT EXISTS (SELECT 1 FROM conflict_end e WHERE e.conflict = c.number)
                ORDER BY c.number
                """,
            arguments: [unit, provider, amount]
        )
        while let row = try rows.next() {
            guard !ended.contains(row["number"]) else { continue }
            return (
                row["number"], row["fact"],
                (row["day"] as String?).flatMap { CivilDate(iso: $0) }
            )
        }
        return nil
    }

    /// The providers that a batch was handed over to, by their codes.
    package func providers(ofBatch code: String) throws -> Set<String> {
        try Set(
            String.fetchAll(
                db,
                sql: """
                    SELECT provider FROM file f JOIN batch b ON b.rowid = f.batch WHERE b.code = ?1
                    """,
                arguments: [code]
            )
        )
    }

    /// The provider that a file was handed over to; nil where no file has that message id.
    package func provider(ofFile message: String) throws -> String? {
        try String.fetchOne(
            db,
            sql: """
                SELECT provider FROM file WHERE message = ?1
                UNION ALL SELECT provider FROM stop_file WHERE message = ?1
                """,
            arguments: [message]
        )
    }
}
