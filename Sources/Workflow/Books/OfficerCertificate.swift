// Whether a certificate can be an officer's: whose it is, for which role, with which key.
//
// Invariants:
// (1) It names its person and role itself, for who checks a batch from files alone knows no more.
// (2) A key belongs to one natural person; one that was compromised signs for nobody any more.
// (3) It leads to the authority of the books and holds when it comes: with the books, or by an order.

import BankFiles
import Disbursement
import Intake
import Ledger
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

    /// A registration of a certificate.
    static func registration(
        _ certificate: Certificate,
        _ role: OfficerRole,
        _ unit: String
    ) -> OfficerRegistration {
        OfficerRegistration(
            fingerprint: certificate.fingerprint.hex,
            unit: unit,
            role: role,
            person: certificate.personID ?? "",
            name: certificate.commonName ?? ""
        )
    }

    /// Requires that the certificate may come in as some registrations.
    ///
    /// - Parameters:
    ///   - registrations: What it is to be registered as.
    ///   - roots: The authority of the books.
    ///   - time: When it comes.
    ///   - file: The file that it is in, where several come at once.
    /// - Throws: ``StepRefusal`` with exit code 2.
    func require(
        as registrations: [OfficerRegistration],
        roots: [Certificate],
        at time: Instant,
        file: String? = nil
    ) throws {
        do {
            try certificate.requireSigner(roots: roots, at: time.seconds)
        } catch let refusal as SignatureRefusal {
            throw Self.refuse(refusal.phrase, file)
        }
        for registration in registrations {
            if let fault = fault(in: registration) { throw Self.refuse(fault, file) }
        }
        // A namesake with a letter that nobody sees would be told as somebody else.
        if let fault = TextFault.inEntry(NFC.normalised(certificate.commonName ?? "")) {
            throw Self.refuse(
                Phrase(
                    vi: "tên trong chứng thư: " + fault.message.vietnamese,
                    en: "the name in the certificate: " + fault.message.english
                ),
                file
            )
        }
    }

    /// The refusal of a certificate.
    static func refuse(_ why: Phrase, _ file: String? = nil) -> StepRefusal {
        let place = file.map { "\($0): " } ?? ""
        return StepRefusal(
            .dataErrors,
            Phrase(vi: place + why.vietnamese, en: place + why.english),
            hint: Phrase(
                vi: "xin cơ quan cấp chứng thư một chứng thư mới, của đúng người và đúng vai",
                en: "ask the authority for a new certificate, of that person and for that role"
            )
        )
    }

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
