// An officer's key, held against the officers of the books.
//
// Invariants:
// (1) The private key stays where its owner keeps it; it is read, used and forgotten.
// (2) A key acts only as the registered, not ended certificate that it belongs to; whose certificate
//     ended is told so.

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
        let pem: [UInt8]
        do {
            pem = try DurableFiles.read(path, isSecret: true)
        } catch .openKey(let path) {
            throw StoreError.openKey(path)
        } catch {
            throw StepRefusal(
                .unreadable,
                error.phrase,
                hint: Phrase(
                    vi: "--key là đường dẫn tới tệp khóa riêng của cán bộ, ví dụ keys/maker.key",
                    en:
                        "--key is the path of the officer's private key file, such as keys/maker.key"
                )
            )
        }
        guard let key = try? PrivateKey(pem: pem) else {
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
        let officers = try books.officers()
        for record in officers where !record.isEnded {
            guard let certificate = try? Certificate(Array(record.certificate.utf8)),
                key.matches(certificate)
            else { continue }
            guard certificate.isValid(at: now.seconds) else { throw outOfTime }
            let registrations = officers.filter {
                $0.fingerprint == record.fingerprint && !$0.isEnded
            }
            return OfficerKey(key: key, certificate: certificate, registrations: registrations)
        }
        for record in officers {
            guard let end = record.end,
                let certificate = try? Certificate(Array(record.certificate.utf8)),
                key.matches(certificate)
            else { continue }
            throw try ended(record, end, books)
        }
        throw StepRefusal(
            .notPermitted,
            Phrase(
                vi: "khóa này không thuộc cán bộ nào của sổ",
                en: "this key belongs to no officer of these books"
            ),
            hint: Phrase(
                vi: "xem cán bộ: chitra officer list; thêm cán bộ: chitra officer add",
                en: "for the officers: chitra officer list; to add one: chitra officer add"
            )
        )
    }

    private static let outOfTime = StepRefusal(
        .notPermitted,
        Phrase(
            vi: "chứng thư chưa có hiệu lực hoặc đã hết hạn vào lúc này",
            en: "the certificate does not hold yet, or no more, at this time"
        ),
        hint: Phrase(
            vi: "hai cán bộ khác ghi chứng thư mới: chitra officer certificate",
            en: "two other officers enter a new one: chitra officer certificate"
        )
    )

    /// Whose certificate was ended is told when, and why.
    private static func ended(
        _ record: OfficerRecord,
        _ end: OfficerRecord.End,
        _ books: Books
    ) throws -> StepRefusal {
        let day = try books.query { try $0.time(ofStep: end.step) }.map { "\($0.date)" } ?? ""
        let cause = OfficerEndCause(rawValue: end.cause)?.phrase
        return StepRefusal(
            .notPermitted,
            Phrase(
                vi: "chứng thư của khóa này (\(record.role.phrase.vietnamese)) đã thôi từ \(day): "
                    + (cause?.vietnamese ?? end.cause),
                en: "the certificate of this key (\(record.role.phrase.english)) ended on \(day): "
                    + (cause?.english ?? end.cause)
            ),
            hint: Phrase(
                vi: "những gì đã ký trước đó vẫn có giá trị; nay ký bằng khóa của cán bộ đang giữ "
                    + "nhiệm vụ, xem: chitra officer list",
                en: "what it signed before stays good; sign with the key of an officer in office, "
                    + "see: chitra officer list"
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
                Phrase(
                    vi: "chứng thư này không được đăng ký làm "
                        + roles.map(\.phrase.vietnamese).joined(separator: " hoặc ")
                        + " của đơn vị \(unit)",
                    en: "this certificate is not registered as "
                        + roles.map(\.phrase.english).joined(separator: " or ")
                        + " of unit \(unit)"
                ),
                hint: Phrase(
                    vi: "dùng khóa của "
                        + roles.map(\.phrase.vietnamese).joined(separator: " hoặc "),
                    en: "use the key of the "
                        + roles.map(\.phrase.english).joined(separator: " or ")
                )
            )
        }
    }
}
