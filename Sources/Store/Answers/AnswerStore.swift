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
    /// The step that took it in.
    package let step: Int64
    /// SHA-256 of the file.
    package let digest: Digest
    /// The family's code.
    package let family: String
    /// The version as the file names it: a schema of ISO 20022, `MT940` or `MT942`.
    package let version: String
    /// The answer's own message id.
    package let message: String
    /// The creation time as written.
    package let createdAt: String
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

/// What an answer reports of an account, as the books have it.
package struct ReportRecord: Sendable {
    /// Its place in the answer, from 0.
    package let position: Int
    /// The bank's id of it.
    package let id: String
    /// The unit; empty where the account is none of ours.
    package let unit: String
    /// The provider; empty where the account is none of ours.
    package let provider: String
    /// The first day, ISO; nil where the bank did not say.
    package let from: String?
    /// The last day, ISO; nil where the bank did not say.
    package let through: String?
    /// Opening and closing balance, number of entries, debits and credits.
    package let sums: [Int64?]
    /// Whether two persons have set it aside.
    package let isSetAside: Bool

    /// A report by its parts.
    package init(
        position: Int,
        id: String,
        unit: String,
        provider: String,
        from: String?,
        through: String?,
        sums: [Int64?],
        isSetAside: Bool = false
    ) {
        self.position = position
        self.id = id
        self.unit = unit
        self.provider = provider
        self.from = from
        self.through = through
        self.sums = sums
        self.isSetAside = isSetAside
    }

    /// Whether another one says the same, whatever people decided of either.
    ///
    /// - Parameter other: The other report.
    /// - Returns: Whether all but that is the same.
    package func saysTheSame(as other: ReportRecord) -> Bool {
        position == other.position && id == other.id && unit == other.unit
            && provider == other.provider && from == other.from && through == other.through
            && sums == other.sums
    }
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
    package func answers() throws -> [AnswerRecord] { try answers(where: "1") }

    /// The answer of those bytes; nil where it was not taken in.
    package func answer(digest: String) throws -> AnswerRecord? {
        try answers(where: "a.digest = ?", [digest]).first
    }

    /// The answers that bear one of some message ids, or hold a report of one of some ids, in order of
    /// taking in: one look through the answers, however many ids are asked for.
    package func answers(
        ofMessages messages: Set<String>,
        reports: Set<String>
    ) throws -> [AnswerRecord] {
        guard !messages.isEmpty || !reports.isEmpty else { return [] }
        func list(_ ids: Set<String>) throws -> String {
            String(decoding: try JSONEncoder().encode(ids.sorted()), as: UTF8.self)
        }
        return try answers(
            where: """
                a.message IN (SELECT value FROM json_each(?1)) OR a.number IN (
                  SELECT answer FROM answer_report WHERE id IN (SELECT value FROM json_each(?2)))
                """,
            [try list(messages), try list(reports)]
        )
    }

    private func answers(
        where condition: String,
        _ arguments: StatementArguments = []
    ) throws -> [AnswerRecord] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT a.*, p.at AS at, EXISTS (SELECT 1 FROM reconciliation r
                  WHERE r.answer = a.number) AS reconciled
                FROM answer a JOIN step p ON p.step = a.step WHERE \(condition) ORDER BY a.number
                """,
            arguments: arguments
        ).map { row in
            let (first, count) = (row["first_fact"] as Int64, row["fact_rows"] as Int64)
            guard let digest = Digest(hex: row["digest"] as String),
                let takenAt = Instant(seconds: row["at"]),
                (0...StoredBounds.rows).contains(first), (0...StoredBounds.rows).contains(count)
            else { throw StoreError.damaged("answer: damaged") }
            return AnswerRecord(
                number: row["number"],
                step: row["step"],
                digest: digest,
                family: row["family"],
                version: row["version"],
                message: row["message"],
                createdAt: row["created_at"],
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

    /// The step of the first report of accounts that belongs to no answer of its own step.
    ///
    /// - Returns: The step; nil where there is none.
    /// - Throws: `DatabaseError`.
    package func stepOfStrayReport() throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT min(r.step) FROM answer_report r WHERE NOT EXISTS
                  (SELECT 1 FROM answer a WHERE a.number = r.answer AND a.step = r.step)
                """
        )
    }

    /// The reports of accounts in an answer, in its order.
    package func reports(of answer: AnswerRecord) throws -> [ReportRecord] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT r.*, EXISTS (SELECT 1 FROM statement_aside x
                  WHERE x.answer = r.answer AND x.position = r.position) AS aside
                FROM answer_report r WHERE r.answer = ? ORDER BY r.position
                """,
            arguments: [answer.number]
        ).map { row in
            guard (0...StoredBounds.rows).contains(row["position"] as Int64) else {
                throw StoreError.damaged("answer_report: a position")
            }
            return ReportRecord(
                position: row["position"],
                id: row["id"],
                unit: row["unit"],
                provider: row["provider"],
                from: row["from_day"],
                through: row["through_day"],
                sums: [
                    row["opening"], row["closing"], row["entry_count"], row["debits"],
                    row["credits"],
                ],
                isSetAside: row["aside"]
            )
        }
    }

    /// The message ids of the files that an answer of the family of pain.002 said something new of.
    package func files(namedBy answer: AnswerRecord) throws -> Set<String> {
        try String.fetchSet(
            db,
            sql: "SELECT DISTINCT message FROM status_fact WHERE fact >= ? AND fact < ?"
                + " AND message IS NOT NULL",
            arguments: [answer.rows.lowerBound, answer.rows.upperBound]
        )
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

    /// The facts that made some conflicts, with the answers that they stand in, by the conflicts'
    /// numbers; a conflict that no fact made has none.
    package func answers(
        ofConflicts numbers: [Int64]
    ) throws -> [Int64: (answer: Int64, fact: Int64)] {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT c.number, c.fact, f.answer FROM conflict c JOIN fact f ON f.number = c.fact
                WHERE c.number IN (SELECT value FROM json_each(?))
                """,
            arguments: [String(decoding: try JSONEncoder().encode(numbers), as: UTF8.self)]
        )
        var places: [Int64: (answer: Int64, fact: Int64)] = [:]
        while let row = try rows.next() {
            places[row["number"]] = (row["answer"], row["fact"])
        }
        return places
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
        // After a merger the money may come into the account of either unit.
        let others = try family(of: unit).filter { $0 != unit }
        for unit in [unit] + others {
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
        }
        return nil
    }

    /// The providers that got a batch's files, each with the batch's unit.
    package func receivers(ofBatch code: String) throws -> [(provider: String, unit: String)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT DISTINCT f.provider, b.unit FROM file f JOIN batch b ON b.rowid = f.batch
                WHERE b.code = ?1
                """,
            arguments: [code]
        ).map { ($0["provider"], $0["unit"]) }
    }

    /// The provider that a file was handed over to, with the unit of its batch; nil where no file has that
    /// message id.
    package func receiver(ofFile message: String) throws -> (provider: String, unit: String)? {
        try Row.fetchOne(
            db,
            sql: """
                SELECT f.provider, b.unit FROM (SELECT batch, provider FROM file WHERE message = ?1
                  UNION ALL SELECT batch, provider FROM stop_file WHERE message = ?1) f
                JOIN batch b ON b.rowid = f.batch
                """,
            arguments: [message]
        ).map { ($0["provider"], $0["unit"]) }
    }

    /// The provider that a file was handed over to; nil where no file has that message id.
    package func provider(ofFile message: String) throws -> String? {
        try receiver(ofFile: message)?.provider
    }
}
