// Verifying a detached signature against a digest, trusted roots and a moment.
//
// Invariants:
// 1. Every signer must pass every check; the first that does not refuses the whole.
// 2. The moment of judgement is the caller's; no clock is read.
// 3. Revocation is judged when a revocation list is given, and then for every signer.

internal import COpenSSL

extension DetachedSignature {
    /// How far, in seconds, a signer's clock may run ahead of the moment of judgement.
    package static let clockTolerance: Int64 = 300

    /// Verifies all signers of `der`.
    ///
    /// For each: SHA-256 with RSA (2048 bits or more) or ECDSA on P-256; the message digest is
    /// `digest`; the signature fits; signing-certificate-v2 names the certificate; the certificate
    /// may sign, is valid at `seconds`, leads to one of `roots`, and is not revoked.
    ///
    /// - Parameters:
    ///   - der: the signature.
    ///   - digest: SHA-256 of the content.
    ///   - roots: trusted certificates; with them any intermediates that signatures do not carry.
    ///   - seconds: the moment of judgement, in seconds since 1970-01-01T00:00:00Z.
    ///   - revocationLists: CRLs in PEM, one of each authority that issued a signer's certificate
    ///     and current at that moment; none: revocation is not judged.
    /// - Returns: the signers, in order of signing time and then of fingerprint; never empty.
    /// - Throws: `SignatureRefusal` naming the signer; `CryptographyFailure` when libcrypto fails.
    package static func verify(
        der: [UInt8],
        digest: Digest,
        roots: [Certificate],
        at seconds: Int64,
        revocationLists: [[UInt8]] = []
    ) throws -> [SignerRecord] {
        let content = try opened(der)
        defer { extendLifetime(content) }
        let signers = try unsafe signerInfos(of: content)
        let carried = try carriedCertificates(of: content)
        defer { extendLifetime(carried) }
        let trust = try TrustStore(roots: roots, revocationLists: revocationLists)
        var records: [SignerRecord] = []
        for position in unsafe 0..<signers.count {
            let info = unsafe signers.info(at: position)
            guard let opened = unsafe certificate(of: info, among: carried.pointer) else {
                throw SignatureRefusal(.missingCertificate, signer: position)
            }
            let certificate = try unsafe Certificate(borrowing: opened)
            if let cause = try unsafe fault(
                of: info,
                certificate: opened,
                carried: carried.pointer,
                digest: digest,
                trust: trust,
                at: seconds
            ) {
                throw SignatureRefusal(
                    cause,
                    signer: position,
                    fingerprint: certificate.fingerprint
                )
            }
            guard !records.contains(where: { $0.certificate == certificate }) else {
                throw SignatureRefusal(
                    .repeatedSigner,
                    signer: position,
                    fingerprint: certificate.fingerprint
                )
            }
            guard let signingTime = unsafe SignedAttributes.signingTime(of: info),
                certificate.isValid(at: signingTime), signingTime <= seconds + clockTolerance
            else {
                throw SignatureRefusal(
                    .wrongSigningTime,
                    signer: position,
                    fingerprint: certificate.fingerprint
                )
            }
            records.append(SignerRecord(certificate: certificate, signingTime: signingTime))
        }
        return records.sorted {
            ($0.signingTime, $0.certificate.fingerprint)
                < ($1.signingTime, $1.certificate.fingerprint)
        }
    }

    // The first thing that is wrong with one signer, in the order in which things are believed.
    private static func fault(
        of info: OpaquePointer?,
        certificate: OpaquePointer,
        carried: OpaquePointer,
        digest: Digest,
        trust: borrowing TrustStore,
        at seconds: Int64
    ) throws -> SignatureRefusal.Cause? {
        guard let key = unsafe X509_get0_pubkey(certificate),
            unsafe KeyStrength.isSufficient(key)
        else {
            ERR_clear_error()
            return .weakKey
        }
        guard unsafe hasAcceptedAlgorithms(info, key: key) else { return .foreignAlgorithm }
        guard unsafe SignedAttributes.saysPlainData(info),
            let signed = unsafe SignedAttributes.messageDigest(of: info),
            unsafe SignedAttributes.signingTime(of: info) != nil
        else { return .missingAttribute }
        guard signed == digest else { return .otherContent }
        unsafe CMS_SignerInfo_set1_signer_cert(info, certificate)
        guard unsafe CMS_SignerInfo_verify(info) == 1 else {
            ERR_clear_error()
            return .badSignature
        }
        guard unsafe CertificateUsage.allowsSigning(certificate) else { return .wrongUsage }
        switch try unsafe trust.path(of: certificate, carried: carried, at: seconds) {
        case .refused(let cause):
            return cause
        case .trusted(let chain):
            defer { unsafe openssl_sk_X509_pop_free(chain) }
            switch unsafe SignedAttributes.namesCertificate(info, chain: chain) {
            case nil: return .missingAttribute
            case false?: return .otherCertificate
            case true?: return nil
            }
        }
    }

    private static func hasAcceptedAlgorithms(_ info: OpaquePointer?, key: OpaquePointer) -> Bool {
        var digest: UnsafeMutablePointer<X509_ALGOR>?
        var signature: UnsafeMutablePointer<X509_ALGOR>?
        unsafe CMS_SignerInfo_get0_algs(info, nil, nil, &digest, &signature)
        guard unsafe objectNumber(of: digest) == NID_sha256 else { return false }
        let number = unsafe objectNumber(of: signature)
        return switch unsafe EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA: number == NID_rsaEncryption || number == NID_sha256WithRSAEncryption
        case EVP_PKEY_EC: number == NID_ecdsa_with_SHA256
        default: false
        }
    }

    private static func objectNumber(of algorithm: UnsafeMutablePointer<X509_ALGOR>?) -> Int32 {
        guard let algorithm = unsafe algorithm else { return NID_undef }
        var object: OpaquePointer?
        unsafe X509_ALGOR_get0(&object, nil, nil, algorithm)
        return unsafe OBJ_obj2nid(object)
    }

    private static func carriedCertificates(of content: borrowing Owned) throws -> Owned {
        // No certificate at all: an empty stack.
        var stack = unsafe CMS_get1_certs(content.pointer)
        if unsafe stack == nil {
            unsafe stack = openssl_sk_X509_new_null()
        }
        return try unsafe Owned(
            stack,
            "CMS_get1_certs",
            free: { unsafe openssl_sk_X509_pop_free($0) }
        )
    }

    private static func certificate(
        of info: OpaquePointer?,
        among carried: OpaquePointer
    ) -> OpaquePointer? {
        for index in unsafe 0..<openssl_sk_X509_num(carried) {
            let candidate = unsafe openssl_sk_X509_value(carried, index)
            if unsafe CMS_SignerInfo_cert_cmp(info, candidate) == 0 { return unsafe candidate }
        }
        return nil
    }
}
