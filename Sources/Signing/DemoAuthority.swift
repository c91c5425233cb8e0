// A small certificate authority for demonstrations and tests. It is nobody's real authority.
//
// Invariants:
// 1. Times and serial numbers are passed in; only key pairs are made with libcrypto's randomness.
// 2. What it issues is what `DetachedSignature` and `openssl cms` accept: X.509 v3, P-256 with
//    SHA-256, key usage and extended key usage stated.

internal import COpenSSL

/// An authority with a self-signed certificate and its key.
package struct DemoAuthority: Sendable {
    /// A person to whom a certificate is issued.
    package struct Subject: Hashable, Sendable {
        /// The person's name.
        package let commonName: String
        /// The natural person's id, the serialNumber attribute: printable ASCII.
        package let personID: String
        /// The role, the organizational unit.
        package let role: String
        /// The unit of administration, the organization.
        package let organization: String

        /// A person in a role of a unit.
        package init(commonName: String, personID: String, role: String, organization: String) {
            self.commonName = commonName
            self.personID = personID
            self.role = role
            self.organization = organization
        }
    }

    /// A certificate and its private key.
    package struct Issued: Sendable {
        /// The certificate.
        package let certificate: Certificate
        /// Its private key.
        package let key: PrivateKey
    }

    /// The authority's certificate: a root.
    package let certificate: Certificate
    /// The authority's key.
    package let key: PrivateKey

    /// A new authority (P-256).
    ///
    /// - Parameters:
    ///   - commonName: its name.
    ///   - validity: from the first to the last second, since 1970-01-01T00:00:00Z.
    ///   - serial: 8 to 20 unpredictable bytes.
    /// - Throws: `CryptographyFailure` when libcrypto fails.
    package init(commonName: String, validity: ClosedRange<Int64>, serial: [UInt8]) throws {
        let pair = try PrivateKey(generating: .p256)
        let subject: [(String, String)] = [("CN", commonName), ("O", "Chitra demonstration")]
        let draft = try CertificateDraft(
            subject: subject,
            key: pair,
            validity: validity,
            serial: serial
        )
        certificate = try draft.issued(by: nil, key: pair, as: .authority)
        key = pair
    }

    /// An authority that was made before.
    ///
    /// - Throws: `SignatureRefusal` with `foreignKey` when the two do not belong together.
    package init(certificate: Certificate, key: PrivateKey) throws(SignatureRefusal) {
        guard key.matches(certificate) else {
            throw SignatureRefusal(.foreignKey, fingerprint: certificate.fingerprint)
        }
        self.certificate = certificate
        self.key = key
    }

    /// Issues a certificate with a new key pair.
    ///
    /// - Parameters:
    ///   - subject: the person.
    ///   - kind: the kind of key.
    ///   - validity: from the first to the last second, since 1970-01-01T00:00:00Z.
    ///   - serial: 8 to 20 unpredictable bytes.
    /// - Returns: the certificate and its key.
    /// - Throws: `CryptographyFailure` when libcrypto fails, also for a name of more than 64
    ///   characters.
    package func issue(
        to subject: Subject,
        kind: PrivateKey.Kind,
        validity: ClosedRange<Int64>,
        serial: [UInt8]
    ) throws -> Issued {
        let pair = try PrivateKey(generating: kind)
        let attributes = [
            ("CN", subject.commonName), ("serialNumber", subject.personID),
            ("OU", subject.role), ("O", subject.organization),
        ]
        let draft = try CertificateDraft(
            subject: attributes,
            key: pair,
            validity: validity,
            serial: serial
        )
        let issued = try draft.issued(by: certificate, key: key, as: .person)
        return Issued(certificate: issued, key: pair)
    }

    /// A revocation list in PEM over these certificates, none or more.
    ///
    /// - Parameters:
    ///   - revoked: certificates that this authority has issued.
    ///   - currency: from the moment of the list to that of the next, in seconds since 1970.
    /// - Returns: the list in PEM.
    /// - Throws: `CryptographyFailure` when libcrypto fails.
    package func revocationList(
        of revoked: [Certificate],
        currency: ClosedRange<Int64>
    ) throws -> String {
        let list = try unsafe Owned(
            X509_CRL_new(),
            "X509_CRL_new",
            free: { unsafe X509_CRL_free($0) }
        )
        defer { extendLifetime(list) }
        let own = try certificate.opened()
        defer { extendLifetime(own) }
        // 1 is how version 2 is written.
        try require(unsafe X509_CRL_set_version(list.pointer, 1), "X509_CRL_set_version")
        try require(
            unsafe X509_CRL_set_issuer_name(list.pointer, X509_get_subject_name(own.pointer)),
            "X509_CRL_set_issuer_name"
        )
        try unsafe withTime(currency.lowerBound) {
            unsafe X509_CRL_set1_lastUpdate(list.pointer, $0)
        }
        try unsafe withTime(currency.upperBound) {
            unsafe X509_CRL_set1_nextUpdate(list.pointer, $0)
        }
        for certificate in revoked {
            let opened = try certificate.opened()
            defer { extendLifetime(opened) }
            guard let entry = unsafe X509_REVOKED_new() else {
                throw CryptographyFailure("X509_REVOKED_new")
            }
            // The list owns the entry from here.
            guard unsafe X509_CRL_add0_revoked(list.pointer, entry) == 1 else {
                unsafe X509_REVOKED_free(entry)
                throw CryptographyFailure("X509_CRL_add0_revoked")
            }
            try require(
                unsafe X509_REVOKED_set_serialNumber(
                    entry,
                    X509_get_serialNumber(opened.pointer)
                ),
                "X509_REVOKED_set_serialNumber"
            )
            try unsafe withTime(currency.lowerBound) {
                unsafe X509_REVOKED_set_revocationDate(entry, $0)
            }
        }
        try require(unsafe X509_CRL_sort(list.pointer), "X509_CRL_sort")
        guard unsafe X509_CRL_sign(list.pointer, key.pointer, EVP_sha256()) > 0 else {
            throw CryptographyFailure("X509_CRL_sign")
        }
        let bytes = try unsafe bytesWritten("PEM_write_bio_X509_CRL") {
            unsafe PEM_write_bio_X509_CRL($0, list.pointer)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
