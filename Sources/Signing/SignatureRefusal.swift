// Why a certificate, a key or a signature is not taken.
//
// Invariant: a refusal names a signer by position and certificate fingerprint, never by name or
// number: it may be logged.

/// A certificate, key or signature that is refused, and which signer it was.
package struct SignatureRefusal: Error, Hashable, Sendable {
    /// What is wrong; the raw value is a code for people and tests.
    package enum Cause: String, CaseIterable, Sendable {
        /// The bytes are not one certificate.
        case malformedCertificate = "certificate-malformed"
        /// The bytes are not one private key in the clear.
        case malformedKey = "key-malformed"
        /// Neither RSA of 2048 bits or more nor P-256 (Circular 15/2025/TT-BKHCN).
        case weakKey = "key-weak"
        /// The private key is not the certificate's.
        case foreignKey = "key-foreign"
        /// The bytes are not one CMS signature in DER (RFC 5652), or carry what comes after it.
        case malformedSignature = "signature-malformed"
        /// The signature carries its content, or signs something that is not plain data.
        case notDetached = "signature-not-detached"
        /// Nobody has signed.
        case noSigner = "signer-none"
        /// One certificate has signed twice.
        case repeatedSigner = "signer-repeated"
        /// The signer's certificate is not in the signature.
        case missingCertificate = "certificate-missing"
        /// A digest or signature algorithm other than SHA-256 with RSA (PKCS #1 v1.5) or ECDSA.
        case foreignAlgorithm = "algorithm-foreign"
        /// A signed attribute that must be there once (content type, message digest, signing time,
        /// signing certificate) is absent, repeated or unreadable.
        case missingAttribute = "attribute-missing"
        /// The signature is over other content.
        case otherContent = "content-differs"
        /// The signature value does not fit the signer's key.
        case badSignature = "signature-bad"
        /// The signing-certificate-v2 attribute names another certificate.
        case otherCertificate = "certificate-differs"
        /// The certificate is for an authority, or its key usage does not allow signatures.
        case wrongUsage = "certificate-usage"
        /// No path from the certificate to a trusted root.
        case untrusted = "certificate-untrusted"
        /// Before the certificate's first moment.
        case notYetValid = "certificate-not-yet-valid"
        /// After the certificate's last moment.
        case expired = "certificate-expired"
        /// The authority has revoked the certificate.
        case revoked = "certificate-revoked"
        /// A revocation list is unreadable, not current, or none is there of the authority.
        case unknownRevocation = "revocation-unknown"
        /// The signing time stated lies outside the certificate's validity or in the future.
        case wrongSigningTime = "signing-time"
    }

    /// What is wrong.
    package let cause: Cause
    /// The signer's position in the signature, from 0; nil when no single signer is to blame.
    package let signer: Int?
    /// The SHA-256 fingerprint of the certificate in question, where there is one.
    package let fingerprint: Digest?

    init(_ cause: Cause, signer: Int? = nil, fingerprint: Digest? = nil) {
        self.cause = cause
        self.signer = signer
        self.fingerprint = fingerprint
    }
}

extension SignatureRefusal: CustomStringConvertible {
    /// The code, the signer's position and the fingerprint.
    package var description: String {
        var parts = [cause.rawValue]
        if let signer {
            parts.append("signer \(signer + 1)")
        }
        if let fingerprint {
            parts.append("certificate \(fingerprint.hex)")
        }
        return parts.joined(separator: ", ")
    }
}
