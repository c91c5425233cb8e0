// The facts of answers: rows of `fact`, and of a word of status a row of `status_fact` beside it.
//
// Invariants:
// (1) A fact is there once, unless it was set aside: then it may come again.
// (2) The rows of an answer follow each other, in the order in which they are taken.
// (3) A row may be about many transfers: one word, said of each of them.

import CSQLite
import GRDB
package import Intake
package import Signing

/// A word of status as the books have it.
package struct StoredStatus: Sendable {
    /// The row.
    package var number: Int64 = 0
    /// Its key.
    package var key: Digest?
    /// The word's code.
    package var word: String
    /// The file that it names.
    package var message: String?
    /// The group that it names.
    package var group: String?
    /// The transfer that it names.
    package var endToEnd: String?
    /// The same by the instruction's id.
    package var instruction: String?
    /// The reason's code.
    package var reason: String?
    /// Đồng; nil where none is said, or it is about many.
    package var amount: Int64?
    /// The batch of the transfers that it is about; nil for a word about one, or a file.
    package var batch: String?
    /// Their numbers.
    package var members: NumberSet?

    /// A word; the rest can be set after.
    package init(_ word: String) { self.word = word }
}

extension BooksReader {
    /// The facts of an answer that stand: place in it, number and key, in the order of their rows.
    package func facts(
        of answer: AnswerRecord,
        includesAside: Bool = false
    ) throws -> [(position: Int, number: Int64, key: Digest?)] {
        let rows = try Scan(
            db,
            """
            SELECT position, number, key FROM \(includesAside ? "fact" : "standing_fact")
            WHERE number >= ? AND number < ? AND answer = ? ORDER BY number
            """
        )
        rows.bind(1, answer.rows.lowerBound)
        rows.bind(2, answer.rows.upperBound)
        rows.bind(3, answer.number)
        var facts: [(position: Int, number: Int64, key: Digest?)] = []
        while try rows.step() {
            let key = rows.blob(2).flatMap { Digest(bytes: $0) }
            facts.append((Int(rows.integer(0)), rows.integer(1), key))
        }
        return facts
    }

    /// The words of status of an answer, in the order of their rows.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` for members that are none.
    package func statuses(of answer: AnswerRecord) throws -> [StoredStatus] {
        let rows = try Scan(
            db,
            """
            SELECT f.number, f.word, f.amount, f.amount IS NULL, s.message, s.payment_group,
              s.end_to_end, s.instruction, s.reason, s.batch, s.has_amounts, s.members, f.key
            FROM fact f JOIN status_fact s ON s.fact = f.number
            WHERE f.number >= ? AND f.number < ? AND f.answer = ? ORDER BY f.number
            """
        )
        rows.bind(1, answer.rows.lowerBound)
        rows.bind(2, answer.rows.upperBound)
        rows.bind(3, answer.number)
        var statuses: [StoredStatus] = []
        while try rows.step() {
            var status = StoredStatus(rows.text(1))
            status.number = rows.integer(0)
            status.key = rows.blob(12).flatMap { Digest(bytes: $0) }
            status.amount = rows.integer(3) != 0 ? nil : rows.integer(2)
            status.message = rows.textIfAny(4)
            status.group = rows.textIfAny(5)
            status.endToEnd = rows.textIfAny(6)
            status.instruction = rows.textIfAny(7)
            status.reason = rows.textIfAny(8)
            status.batch = rows.textIfAny(9)
            status.members = try members(rows.blob(11), hasAmounts: rows.integer(10) != 0)
            statuses.append(status)
        }
        return statuses
    }

    private func members(_ bytes: [UInt8]?, hasAmounts: Bool) throws -> NumberSet? {
        guard let bytes else { return nil }
        guard let set = NumberSet(bytes: bytes, hasAmounts: hasAmounts) else {
            throw StoreError.damaged("status_fact: members")
        }
        return set
    }

    /// The transfers that words of that key were said of before, a set for each answer.
    package func members(ofKey key: Digest) throws -> [NumberSet] {
        let rows = try Scan(
            db,
            """
            SELECT s.members, s.has_amounts FROM fact f JOIN status_fact s ON s.fact = f.number
            WHERE f.key = ? AND s.members IS NOT NULL ORDER BY f.number
            """
        )
        rows.bind(1, blob: key.bytes)
        var sets: [NumberSet] = []
        while try rows.step() {
            if let set = try members(rows.blob(0), hasAmounts: rows.integer(1) != 0) {
                sets.append(set)
            }
        }
        return sets
    }

    /// What answers of a time said of single transfers in the same words, each with its amount.
    package func singles(
        like status: StoredStatus,
        family: String,
        createdAt: String
    ) throws -> [(endToEnd: String, amount: Int64?)] {
        let rows = try Scan(
            db,
            """
            SELECT s.end_to_end, f.amount, f.amount IS NULL
            FROM answer a JOIN status_fact s
                ON s.fact >= a.first_fact AND s.fact < a.first_fact + a.fact_rows
              JOIN fact f ON f.number = s.fact
            WHERE a.family = ? AND a.created_at = ? AND f.word = ? AND s.message IS ?
              AND s.payment_group IS ? AND s.reason IS ? AND s.members IS NULL
              AND s.instruction IS NULL AND s.end_to_end IS NOT NULL
            """
        )
        rows.bind(1, family)
        rows.bind(2, createdAt)
        rows.bind(3, status.word)
        rows.bind(4, status.message)
        rows.bind(5, status.group)
        rows.bind(6, status.reason)
        var singles: [(endToEnd: String, amount: Int64?)] = []
        while try rows.step() {
            singles.append((rows.text(0), rows.integer(2) != 0 ? nil : rows.integer(1)))
        }
        return singles
    }

    /// The number of the fact of a key that stands; nil where none does.
    package func standingFact(key: Digest) throws -> Int64? {
        try FactLookup(self).number(of: key)
    }
}

/// Looks facts up by key, many of them.
package final class FactLookup {
    private let rows: Scan

    /// A look into the books.
    package init(_ reader: BooksReader) throws {
        rows = try Scan(reader.db, "SELECT number FROM standing_fact WHERE key = ?")
    }

    /// The number of the fact of that key that stands: one that was set aside may come again.
    package func number(of key: Digest) throws -> Int64? {
        defer { rows.reset() }
        rows.bind(1, blob: key.bytes)
        return try rows.step() ? rows.integer(0) : nil
    }
}

/// Writes the facts of one answer, one after the other.
package final class FactWriter {
    private let facts: Scan
    private let statuses: Scan
    private let step: Int64
    /// The number of the next row.
    package private(set) var next: Int64

    /// A writer in a step.
    package init(_ writer: StepWriter) throws {
        step = writer.step
        try writer.begin("fact")
        try writer.begin("status_fact")
        next =
            try Int64.fetchOne(writer.db, sql: "SELECT coalesce(max(number), 0) + 1 FROM fact")
            ?? 1
        facts = try Scan(
            writer.db,
            """
            INSERT INTO fact (number, step, answer, position, key, word, reference, amount, day)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        statuses = try Scan(
            writer.db,
            """
            INSERT INTO status_fact (fact, step, message, payment_group, end_to_end, instruction,
              reason, batch, has_amounts, members)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
    }

    /// Writes a fact; its place in the answer and its key are the caller's.
    package func write(
        answer: Int64,
        position: Int,
        key: Digest,
        word: String,
        reference: String,
        amount: Int64?,
        day: String?
    ) throws {
        facts.bind(1, next)
        facts.bind(2, step)
        facts.bind(3, answer)
        facts.bind(4, Int64(position))
        facts.bind(5, blob: key.bytes)
        facts.bind(6, word)
        facts.bind(7, reference)
        facts.bind(8, amount)
        facts.bind(9, day)
        try facts.run()
        next += 1
    }

    /// Writes a word of status with what it says in full.
    package func write(_ status: StoredStatus, answer: Int64, position: Int, key: Digest) throws {
        statuses.bind(1, next)
        statuses.bind(2, step)
        statuses.bind(3, status.message)
        statuses.bind(4, status.group)
        statuses.bind(5, status.endToEnd)
        statuses.bind(6, status.instruction)
        statuses.bind(7, status.reason)
        statuses.bind(8, status.batch)
        statuses.bind(9, status.members.map { $0.hasAmounts ? Int64(1) : 0 })
        statuses.bind(10, blob: status.members?.bytes)
        try statuses.run()
        try write(
            answer: answer,
            position: position,
            key: key,
            word: status.word,
            reference: status.members == nil ? status.endToEnd ?? status.message ?? "" : "",
            amount: status.amount,
            day: nil
        )
    }
}

extension BooksReader {
    /// Everything that was said of one transfer, in order: the answer, the word, the status that it
    /// had after it.
    package func story(
        batch: BatchRecord,
        transfer: Int,
        id: String
    ) throws -> [StoredWord] {
        let rows = try Scan(
            db,
            """
            SELECT f.number, f.answer, a.digest, a.family, f.word, f.amount, f.amount IS NULL, f.day,
              EXISTS (SELECT 1 FROM fact_aside x WHERE x.fact = f.number), s.members,
              s.has_amounts
            FROM fact f JOIN answer a ON a.number = f.answer
              LEFT JOIN status_fact s ON s.fact = f.number
            WHERE f.reference = ?1 OR s.batch = ?2
              OR f.number IN (SELECT value FROM json_each(?3))
            ORDER BY f.number
            """
        )
        let states = try states(of: transfer, in: batch)
        rows.bind(1, id)
        rows.bind(2, batch.code)
        rows.bind(3, "\(states.map(\.fact))")
        var words: [StoredWord] = []
        while try rows.step() {
            var amount = rows.integer(6) != 0 ? nil : rows.integer(5)
            if let members = try members(rows.blob(9), hasAmounts: rows.integer(10) != 0) {
                guard let said = members.amount(of: transfer) else { continue }
                amount = members.hasAmounts ? said : nil
            }
            let fact = rows.integer(0)
            let made = states.filter { $0.fact == fact }
            for state in made.isEmpty ? [nil] : made.map({ Optional($0.position) }) {
                words.append(
                    StoredWord(
                        answer: rows.integer(1),
                        digest: rows.text(2),
                        family: rows.text(3),
                        word: rows.text(4),
                        amount: amount,
                        day: rows.textIfAny(7),
                        status: state?.status,
                        reason: state?.reason,
                        isSetAside: rows.integer(8) != 0
                    )
                )
            }
        }
        return words
    }
}

/// One thing that was said of a transfer.
package struct StoredWord: Sendable {
    /// The answer.
    package let answer: Int64
    /// Its digest.
    package let digest: String
    /// Its family's code.
    package let family: String
    /// The word.
    package let word: String
    /// Đồng; nil where none was said.
    package let amount: Int64?
    /// The day; nil where none was said.
    package let day: String?
    /// The status after it; nil where it changed nothing.
    package let status: String?
    /// The reason.
    package let reason: String?
    /// Whether it counts no more.
    package let isSetAside: Bool
}
