// Whether a certificate may sign for a person at all, before it has signed anything.
//
// Invariant: what passes here passes ``DetachedSignature/verify(der:digest:roots:at:revocationLists:)``
// too, as far as that looks at the certificate alone.

internal import COpenSSL

extension Certificate {
    /// Requires that signatures of this certificate would be taken.
    ///
    /// - Parameters:
    ///   - roots: Trusted certificates, with any intermediates.
    ///   - seconds: The moment of judgement, in seconds since 1970-01-01T00:00:00Z.
    /// - Throws: `SignatureRefusal` for a weak key, a certificate that may not sign, does not hold then
    ///   or leads to none of the roots; `CryptographyFailure` when libcrypto fails.
    package func requireSigner(roots: [Certificate], at seconds: Int64) throws {
        let certificate = try opened()
        defer { extendLifetime(certificate) }
        guard let key = unsafe X509_get0_pubkey(certificate.pointer),
            unsafe KeyStrength.isSufficient(key)
        else {
            ERR_clear_error()
            throw SignatureRefusal(.weakKey, fingerprint: fingerprint)
        }
        guard unsafe CertificateUsage.allowsSigning(certificate.pointer) else {
            throw SignatureRefusal(.wrongUsage, fingerprint: fingerprint)
        }
        let trust = try TrustStore(roots: roots, revocationLists: [])
        let none = try unsafe Owned(
            openssl_sk_X509_new_null(),
            "sk_X509_new_null",
            free: { unsafe openssl_sk_X509_pop_free($0) }
        )
        defer { extendLifetime(none) }
        switch try unsafe trust.path(
            of: certificate.pointer,
            carried: none.pointer,
            at: seconds
        ) {
        case .refused(let cause): throw SignatureRefusal(cause, fingerprint: fingerprint)
        case .trusted(let chain): unsafe openssl_sk_X509_pop_free(chain)
        }
    }
}
