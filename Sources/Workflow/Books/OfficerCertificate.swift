// Whether a certificate can be an officer's: whose it is, for which role, with which key.
//
// Invariants:
// (1) It names its person and role itself, for who checks a batch from files alone knows no more.
// (2) A key belongs to one natural person; one that was compromised signs for nobody any more.

import BankFiles
import Disbursement
import Intake
import Signing
import Store

/// A certificate that is to be an officer's.
struct OfficerCertificate {
    /// The certificate.
    let certificate: Certificate
    /// Who was registered before, those whose certificates ended too.
    let others: [OfficerRecord]
    /// What ends by the same order.
    let ending: OfficerOrder.End?

    /// What stands against a registration; nil where nothing does.
    ///
    /// - Parameter registration: What it is to be registered as.
    /// - Returns: Why it cannot be.
    func fault(in registration: OfficerRegistration) -> Phrase? {
        guard certificate.fingerprint.hex == registration.fingerprint,
            certificate.personID == registration.person,
            certificate.commonName == registration.name
        else {
            return Phrase(
                vi: "chứng thư nêu người khác",
                en: "the certificate names somebody else"
            )
        }
        let isProvider = registration.role == .provider
        let isPerson =
            isProvider
            ? ProviderProfile.shippedIDs.contains(registration.person)
            : NationalID(registration.person) != nil
        guard isPerson else {
            return isProvider
                ? Phrase(
                    vi: "serialNumber của chứng thư phải là mã đơn vị chi trả",
                    en: "the certificate's serialNumber is the provider's code"
                )
                : Phrase(
                    vi: "serialNumber của chứng thư phải là số định danh 12 chữ số",
                    en: "the certificate's serialNumber is the national id of 12 digits"
                )
        }
        let role = registration.role
        guard !role.signsBatches || certificate.organizationalUnits.contains(role.rawValue) else {
            return Phrase(
                vi:
                    "chứng thư không cấp cho vai \(role.phrase.vietnamese): OU phải có \(role.rawValue)",
                en:
                    "the certificate is not for the \(role.phrase.english): its OU wants \(role.rawValue)"
            )
        }
        return keyFault(of: registration.person)
    }

    /// Invariant (2).
    private func keyFault(of person: String) -> Phrase? {
        for other in others {
            guard let known = try? Certificate(Array(other.certificate.utf8)),
                known.keyDigest == certificate.keyDigest
            else { continue }
            guard other.person == person else {
                return Phrase(
                    vi: "khóa của chứng thư này là khóa của một cán bộ khác",
                    en: "the key of this certificate is another officer's key"
                )
            }
            let isLost =
                other.isCompromised
                || other.fingerprint == ending?.fingerprint
                    && ending?.cause.leavesSignatures == false
            guard !isLost else {
                return Phrase(
                    vi: "khóa của chứng thư này đã bị báo lộ: cần khóa mới",
                    en: "the key of this certificate was compromised: a new key is needed"
                )
            }
        }
        return nil
    }
}
