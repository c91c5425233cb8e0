// Detached signatures of people over frozen content: CMS (RFC 5652), CAdES-BES (ETSI EN 319 122-1).
//
// Invariants:
// 1. What is signed is a SHA-256 digest that was computed while the content was written; the
//    content is never read here.
// 2. Each signer's signed attributes are content type (data), message digest, signing time and
//    signing-certificate-v2. The signing time is what the caller says, never the system's clock.
// 3. `openssl cms -verify -binary -inform DER -cades -purpose any` accepts what `sign` gives.

internal import COpenSSL

/// Makes, extends and verifies detached signatures in DER.
package enum DetachedSignature {
    /// The longest signature that is read: room for some hundred signers with their certificates.
    package static let byteLimit = 1 << 20

    /// One valid signature.
    package struct SignerRecord: Hashable, Sendable {
        /// Who signed.
        package let certificate: Certificate
        /// When the signer says it was done, in seconds since 1970-01-01T00:00:00Z.
        package let signingTime: Int64
    }

    /// A signature over `digest` by one signer.
    ///
    /// - Parameters:
    ///   - digest: SHA-256 of the content.
    ///   - certificate: the signer's certificate; it goes into the signature.
    ///   - key: the signer's private key.
    ///   - seconds: the signing time, in seconds since 1970-01-01T00:00:00Z.
    /// - Returns: the DER form.
    /// - Throws: `SignatureRefusal` when the key is not the certificate's or the certificate may
    ///   not sign at that time; `CryptographyFailure` when libcrypto fails.
    package static func sign(
        digest: Digest,
        certificate: Certificate,
        key: PrivateKey,
        at seconds: Int64
    ) throws -> [UInt8] {
        let content = try unsafe Owned(
            CMS_sign(nil, nil, nil, nil, flags),
            "CMS_sign",
            free: { unsafe CMS_ContentInfo_free($0) }
        )
        defer { extendLifetime(content) }
        try addSigner(
            to: content,
            digest: digest,
            certificate: certificate,
            key: key,
            at: seconds
        )
        return try unsafe derEncoded("i2d_CMS_ContentInfo") {
            unsafe i2d_CMS_ContentInfo(content.pointer, $0)
        }
    }

    /// `der` with one more signer over the same digest; those who signed before stay.
    ///
    /// - Returns: the new DER form.
    /// - Throws: as `sign`; also `SignatureRefusal` when `der` is not a detached signature over
    ///   this digest or has this signer already. The earlier signatures are not verified here.
    package static func adding(
        certificate: Certificate,
        key: PrivateKey,
        at seconds: Int64,
        over digest: Digest,
        to der: [UInt8]
    ) throws -> [UInt8] {
        let content = try opened(der)
        defer { extendLifetime(content) }
        let signers = try unsafe signerInfos(of: content)
        let own = try certificate.opened()
        defer { extendLifetime(own) }
        for position in unsafe 0..<signers.count {
            let info = unsafe signers.info(at: position)
            guard unsafe SignedAttributes.messageDigest(of: info) == digest else {
                throw SignatureRefusal(.otherContent, signer: position)
            }
            guard unsafe CMS_SignerInfo_cert_cmp(info, own.pointer) != 0 else {
                throw SignatureRefusal(
                    .repeatedSigner,
                    signer: position,
                    fingerprint: certificate.fingerprint
                )
            }
        }
        try addSigner(
            to: content,
            digest: digest,
            certificate: certificate,
            key: key,
            at: seconds
        )
        return try unsafe derEncoded("i2d_CMS_ContentInfo") {
            unsafe i2d_CMS_ContentInfo(content.pointer, $0)
        }
    }

    private static let flags = UInt32(
        CMS_DETACHED | CMS_BINARY | CMS_PARTIAL | CMS_CADES | CMS_NOSMIMECAP
    )

    private static func addSigner(
        to content: borrowing Owned,
        digest: Digest,
        certificate: Certificate,
        key: PrivateKey,
        at seconds: Int64
    ) throws {
        let fingerprint = certificate.fingerprint
        guard key.matches(certificate) else {
            throw SignatureRefusal(.foreignKey, fingerprint: fingerprint)
        }
        guard seconds >= certificate.notBefore else {
            throw SignatureRefusal(.notYetValid, fingerprint: fingerprint)
        }
        guard seconds < certificate.notAfter else {
            throw SignatureRefusal(.expired, fingerprint: fingerprint)
        }
        let opened = try certificate.opened()
        defer { extendLifetime(opened) }
        guard unsafe CertificateUsage.allowsSigning(opened.pointer) else {
            throw SignatureRefusal(.wrongUsage, fingerprint: fingerprint)
        }
        guard
            let signer = unsafe CMS_add1_signer(
                content.pointer,
                opened.pointer,
                key.pointer,
                EVP_sha256(),
                flags
            )
        else { throw CryptographyFailure("CMS_add1_signer") }
        let added = unsafe digest.withUnsafeBytes { bytes in
            unsafe CMS_signed_add1_attr_by_NID(
                signer,
                NID_pkcs9_messageDigest,
                V_ASN1_OCTET_STRING,
                bytes.baseAddress,
                Int32(bytes.count)
            )
        }
        try require(added, "CMS_signed_add1_attr_by_NID")
        try require(
            unsafe CMS_signed_add1_attr_by_NID(
                signer,
                NID_pkcs9_contentType,
                V_ASN1_OBJECT,
                UnsafeRawPointer(OBJ_nid2obj(NID_pkcs7_data)),
                -1
            ),
            "CMS_signed_add1_attr_by_NID"
        )
        let time = try unsafe Owned(
            OpaquePointer(ASN1_TIME_set(nil, time_t(seconds))),
            "ASN1_TIME_set",
            free: { unsafe ASN1_STRING_free(UnsafeMutablePointer($0)) }
        )
        defer { extendLifetime(time) }
        let value = unsafe UnsafePointer<ASN1_STRING>(time.pointer)
        try require(
            unsafe CMS_signed_add1_attr_by_NID(
                signer,
                NID_pkcs9_signingTime,
                ASN1_STRING_type(value),
                value,
                -1
            ),
            "CMS_signed_add1_attr_by_NID"
        )
        try require(unsafe CMS_SignerInfo_sign(signer), "CMS_SignerInfo_sign")
    }
}
