// What the books say about officers: who is in office, by which orders, and who signed when.
//
// Invariants:
// (1) Whether somebody is in office is asked of a step: an end counts from its own step on.
// (2) An order is two settings of one step, its text and its signatures (decision 0067); the rows that
//     it makes are written in that step too.

package import Disbursement
import Foundation
import GRDB
package import Ledger
import Signing

/// An officer as the books have them.
package struct OfficerRecord: Sendable {
    /// The end of a registration.
    package struct End: Hashable, Sendable {
        /// The step that ended it.
        package let step: Int64
        /// The cause's code.
        package let cause: String
    }

    /// The step that registered them.
    package let step: Int64
    /// The registration.
    package let registration: OfficerRegistration
    /// The certificate, PEM.
    package let certificate: String
    /// The end of the certificate; nil for one that goes on.
    package let end: End?

    /// An officer as a step has registered them, or is about to.
    package init(
        step: Int64,
        registration: OfficerRegistration,
        certificate: String,
        end: End? = nil
    ) {
        self.step = step
        self.registration = registration
        self.certificate = certificate
        self.end = end
    }

    /// SHA-256 of the certificate.
    package var fingerprint: String { registration.fingerprint }
    /// The unit, or `*` for all.
    package var unit: String { registration.unit }
    /// The role.
    package var role: OfficerRole { registration.role }
    /// The natural person.
    package var person: String { registration.person }
    /// The name.
    package var name: String { registration.name }
    /// Whether it was ended.
    package var isEnded: Bool { end != nil }

    /// Whether the officer was in office when a step was done.
    package func isInOffice(at other: Int64) -> Bool {
        step < other && end.map { $0.step >= other } ?? true
    }

    /// Whether what the certificate signed counts no more for money that has not gone out.
    package var isCompromised: Bool {
        end.map { OfficerEndCause(rawValue: $0.cause)?.leavesSignatures != true } ?? false
    }
}

/// An order as the books have it.
package struct OfficerOrderRecord: Sendable {
    /// The step that entered it.
    package let step: Int64
    /// When.
    package let at: Instant
    /// The key of that step.
    package let key: String
    /// The fingerprint of who signed first, as the step names it.
    package let officer: String
    /// The text that was signed.
    package let text: String
    /// The signatures over it, PEM.
    package let signatures: String
}

/// A signature as the rows tell it.
package struct SigningRecord: Hashable, Sendable {
    /// The path of the signature below the folder of the batch.
    package let path: String
    /// The step that gave it.
    package let step: Int64
    /// When.
    package let at: Int64
    /// The certificate.
    package let fingerprint: String
    /// The role; empty for a stop list, which any two of the signers sign.
    package let role: String
    /// The natural person; empty where the row names none.
    package let person: String
}

extension BooksReader {
    /// The officers, in order of registration.
    ///
    /// - Parameter step: Where it is named, as they were before that step.
    /// - Returns: All of them, those whose registration was ended too.
    /// - Throws: ``StoreError`` for a row that no step wrote.
    package func officers(before step: Int64 = .max) throws -> [OfficerRecord] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT o.*, e.step AS end_step, e.cause AS end_cause
                FROM officer o LEFT JOIN officer_end e
                  ON e.fingerprint = o.fingerprint AND e.step < ?1
                WHERE o.step < ?1 ORDER BY o.rowid
                """,
            arguments: [step]
        ).map { row in
            guard let role = OfficerRole(rawValue: row["role"]) else {
                throw StoreError.damaged("officer: unknown role")
            }
            var end: OfficerRecord.End?
            if let step: Int64 = row["end_step"] {
                end = OfficerRecord.End(step: step, cause: row["end_cause"])
            }
            return OfficerRecord(
                step: row["step"],
                registration: OfficerRegistration(
                    fingerprint: row["fingerprint"],
                    unit: row["unit"],
                    role: role,
                    person: row["person"],
                    name: row["name"]
                ),
                certificate: row["certificate"],
                end: end
            )
        }
    }

    /// The orders that changed officers, in order.
    ///
    /// - Returns: The orders.
    /// - Throws: ``StoreError`` where an order lacks its signatures, or they their order.
    package func officerOrders() throws -> [OfficerOrderRecord] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT s.step, s.name, s.value, t.at, t.key, t.officer
                FROM setting s JOIN step t ON t.step = s.step
                WHERE s.name LIKE 'officers/%' ORDER BY s.rowid
                """
        )
        guard rows.count % 2 == 0 else { throw StoreError.damaged("setting: officers") }
        return try stride(from: 0, to: rows.count, by: 2).map { place in
            let (text, signatures) = (rows[place], rows[place + 1])
            let name = OfficerOrderName(number: place / 2 + 1)
            guard text["name"] == name.text, signatures["name"] == name.signatures,
                text["step"] as Int64 == signatures["step"], let at = Instant(seconds: text["at"])
            else { throw StoreError.damaged("setting: \(name.text)") }
            return OfficerOrderRecord(
                step: text["step"],
                at: at,
                key: text["key"],
                officer: text["officer"],
                text: text["value"],
                signatures: signatures["value"]
            )
        }
    }

    /// The step that began the books, and registered its first officers.
    ///
    /// - Returns: Its number; nil where there is none.
    /// - Throws: `DatabaseError`.
    package func setupStep() throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT step FROM step WHERE key = 'init'")
    }

    /// The certificates that ended, with their step and cause, in order.
    ///
    /// - Returns: The rows of `officer_end`.
    /// - Throws: `DatabaseError`.
    package func officerEnds() throws -> [(step: Int64, fingerprint: String, cause: String)] {
        try Row.fetchAll(db, sql: "SELECT * FROM officer_end ORDER BY rowid").map {
            ($0["step"], $0["fingerprint"], $0["cause"])
        }
    }

    /// What the rows say about the signatures of a batch: over its MANIFEST, its stop lists and its files.
    ///
    /// - Parameter batch: The batch.
    /// - Returns: A record for each signer of each signature, in the order of steps.
    /// - Throws: `DatabaseError`.
    package func signings(of batch: BatchRecord) throws -> [SigningRecord] {
        let stop = "'stops/' || substr('0' || number, -max(2, length(number))) || '/MANIFEST.p7s'"
        return try Row.fetchAll(
            db,
            sql: """
                SELECT g.*, t.at FROM (
                  SELECT 'MANIFEST.p7s' AS path, step, fingerprint, role, person
                  FROM batch_signature WHERE batch = ?1
                  UNION ALL SELECT \(stop), step, first_fingerprint, '', '' FROM stop
                  WHERE batch = ?1
                  UNION ALL SELECT \(stop), step, second_fingerprint, '', '' FROM stop
                  WHERE batch = ?1
                  UNION ALL SELECT path || '.p7s', step, fingerprint, 'account-holder', ''
                  FROM handover WHERE batch = ?1) g
                JOIN step t ON t.step = g.step ORDER BY g.step
                """,
            arguments: [batch.row]
        ).map {
            SigningRecord(
                path: $0["path"],
                step: $0["step"],
                at: $0["at"],
                fingerprint: $0["fingerprint"],
                role: $0["role"],
                person: $0["person"]
            )
        }
    }

    /// When each file of signatures of a batch was signed last.
    ///
    /// - Parameter batch: The batch.
    /// - Returns: The times of the steps, by the file's path in the batch's folder.
    /// - Throws: `DatabaseError`.
    package func lastSignings(of batch: BatchRecord) throws -> [String: Instant] {
        try signings(of: batch).reduce(into: [:]) { times, signing in
            times[signing.path] = Instant(seconds: signing.at)
        }
    }

    /// The first step that somebody did with a certificate that was not in office then.
    ///
    /// - Returns: Its number; nil where there is none.
    /// - Throws: `DatabaseError`.
    package func stepOutOfOffice() throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT min(t.step) FROM step t
                WHERE t.officer IN (SELECT fingerprint FROM officer)
                  AND (t.step <= (SELECT min(step) FROM officer WHERE fingerprint = t.officer)
                    OR t.step > (SELECT min(step) FROM officer_end
                                 WHERE fingerprint = t.officer))
                """
        )
    }
}

/// What the settings of an order are called.
private struct OfficerOrderName {
    let number: Int

    var text: String { "officers/\(number)" }
    var signatures: String { "officers/\(number).p7s" }
}

extension StepWriter {
    /// Writes an order that changes officers, and the rows that it makes.
    ///
    /// - Parameters:
    ///   - order: The order.
    ///   - signatures: The signatures over its text, PEM.
    ///   - certificate: The certificate of who takes up an office, PEM; empty where nobody does.
    /// - Throws: `DatabaseError`.
    package func insert(
        _ order: OfficerOrder,
        signatures: String,
        certificate: String
    ) throws {
        let name = OfficerOrderName(number: order.number)
        try insert("setting", ["name", "value"], [name.text, order.text])
        try insert("setting", ["name", "value"], [name.signatures, signatures])
        if let end = order.end {
            try insert(
                "officer_end",
                ["fingerprint", "cause"],
                [end.fingerprint, end.cause.rawValue]
            )
        }
        for start in order.starts {
            try insert(
                "officer",
                ["fingerprint", "unit", "role", "person", "name", "certificate"],
                [
                    start.fingerprint, start.unit, start.role.rawValue, start.person, start.name,
                    certificate,
                ]
            )
        }
    }
}
