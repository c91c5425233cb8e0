// An officer's key, held against the officers of the books.
//
// Invariants:
// (1) The private key stays where its owner keeps it; it is read, used and forgotten.
// (2) A key acts only as the registered, not ended certificate that it belongs to.

package import Disbursement
import Intake
package import Ledger
package import Signing
package import Store

/// A key with the certificate it belongs to.
package struct OfficerKey {
    /// The private key.
    package let key: PrivateKey
    /// The certificate.
    package let certificate: Certificate
    /// The officer's registrations: one for each unit and role.
    package let registrations: [OfficerRecord]

    /// The natural person.
    package var person: String { certificate.personID ?? "" }

    /// Loads a key file and finds its officer.
    ///
    /// - Throws: ``StepRefusal`` where the file is no key, or belongs to no officer.
    package static func load(path: String, books: Books, at now: Instant) throws -> OfficerKey {
        let key: PrivateKey
        do {
            key = try PrivateKey(pem: try DurableFiles.read(path))
        } catch {
            throw StepRefusal(
                .unreadable,
                Phrase(
                    vi: "không đọc được khóa riêng ở \(path)",
                    en: "no usable private key in \(path)"
                ),
                hint: Phrase(
                    vi: "cần khóa RSA từ 2048 bit hoặc P-256, dạng PEM",
                    en: "an RSA key of 2048 bits or more, or P-256, in PEM is wanted"
                )
            )
        }
        for record in try books.officers() where !record.isEnded {
            guard let certificate = try? Certificate(Array(record.certificate.utf8)),
                key.matches(certificate)
            else { continue }
            guard certificate.isValid(at: now.seconds) else {
                throw StepRefusal(
                    .notPermitted,
                    Phrase(vi: "chứng thư đã hết hạn", en: "the certificate has expired")
                )
            }
            let registrations = try books.officers().filter {
                $0.fingerprint == record.fingerprint && !$0.isEnded
            }
            return OfficerKey(key: key, certificate: certificate, registrations: registrations)
        }
        throw StepRefusal(
            .notPermitted,
            Phrase(
                vi: "khóa này không thuộc cán bộ nào của sổ",
                en: "this key belongs to no officer of these books"
            ),
            hint: Phrase(
                vi: "xem danh sách: chitra batch status --officers",
                en: "the officer must be in the setup file of chitra init"
            )
        )
    }

    /// Whether the officer may act in a role for a unit.
    package func may(_ role: OfficerRole, unit: String) -> Bool {
        registrations.contains { $0.role == role && ($0.unit == unit || $0.unit == "*") }
    }

    /// Requires one of some roles in a unit.
    ///
    /// - Throws: ``StepRefusal`` with exit code 77.
    package func require(_ roles: [OfficerRole], unit: String) throws {
        guard roles.contains(where: { may($0, unit: unit) }) else {
            throw StepRefusal(
                .notPermitted,
                ApprovalRefusal.notAnOfficer(roles[0]).phrase,
                hint: Phrase(
                    vi: "đơn vị \(unit): việc này của "
                        + roles.map(\.phrase.vietnamese).joined(separator: ", "),
                    en: "unit \(unit): this is for the "
                        + roles.map(\.phrase.english).joined(separator: ", ")
                )
            )
        }
    }
}
