// Taking a CMS signature apart, before anything in it is believed.
//
// Invariants:
// 1. What is read is one detached SignedData over plain data, and nothing comes after it.
// 2. A signed attribute counts only when it is there exactly once, with exactly one value.

internal import COpenSSL

extension DetachedSignature {
    /// The signature in `der`.
    static func opened(_ der: [UInt8]) throws -> Owned {
        guard der.count <= byteLimit else { throw SignatureRefusal(.malformedSignature) }
        let read: OpaquePointer? = unsafe der.withUnsafeBufferPointer { buffer in
            var position = buffer.baseAddress
            let content = unsafe d2i_CMS_ContentInfo(nil, &position, buffer.count)
            let isWhole = unsafe position == buffer.baseAddress?.advanced(by: buffer.count)
            guard !isWhole else { return unsafe content }
            unsafe CMS_ContentInfo_free(content)
            return nil
        }
        guard unsafe read != nil else {
            ERR_clear_error()
            throw SignatureRefusal(.malformedSignature)
        }
        let content = try unsafe Owned(
            read,
            "d2i_CMS_ContentInfo",
            free: { unsafe CMS_ContentInfo_free($0) }
        )
        guard unsafe OBJ_obj2nid(CMS_get0_type(content.pointer)) == NID_pkcs7_signed else {
            throw SignatureRefusal(.malformedSignature)
        }
        guard unsafe CMS_is_detached(content.pointer) == 1,
            unsafe OBJ_obj2nid(CMS_get0_eContentType(content.pointer)) == NID_pkcs7_data
        else { throw SignatureRefusal(.notDetached) }
        return content
    }

    /// The signers of a signature; valid as long as the signature.
    @unsafe
    struct SignerInfos {
        let stack: OpaquePointer?
        let count: Int

        func info(at position: Int) -> OpaquePointer? {
            unsafe openssl_sk_CMS_SignerInfo_value(stack, Int32(position))
        }
    }

    /// The signers of `content`.
    ///
    /// - Throws: `SignatureRefusal` with `noSigner`.
    static func signerInfos(of content: borrowing Owned) throws(SignatureRefusal) -> SignerInfos {
        let stack = unsafe CMS_get0_SignerInfos(content.pointer)
        let count = unsafe openssl_sk_CMS_SignerInfo_num(stack)
        guard count > 0 else { throw SignatureRefusal(.noSigner) }
        return unsafe SignerInfos(stack: stack, count: Int(count))
    }
}

/// The signed attributes of one signer.
enum SignedAttributes {
    /// The message digest; nil when it is not there exactly once with 32 bytes.
    static func messageDigest(of info: OpaquePointer?) -> Digest? {
        guard
            let value = unsafe single(NID_pkcs9_messageDigest, of: info, type: V_ASN1_OCTET_STRING)
        else { return nil }
        let string = unsafe UnsafePointer<ASN1_STRING>(OpaquePointer(value))
        let bytes = unsafe UnsafeRawBufferPointer(
            start: ASN1_STRING_get0_data(string),
            count: Int(ASN1_STRING_length(string))
        )
        return unsafe Digest(bytes: bytes)
    }

    /// Whether the content type is there exactly once and says plain data.
    static func saysPlainData(_ info: OpaquePointer?) -> Bool {
        guard let value = unsafe single(NID_pkcs9_contentType, of: info, type: V_ASN1_OBJECT)
        else { return false }
        return unsafe OBJ_obj2nid(OpaquePointer(value)) == NID_pkcs7_data
    }

    /// The signing time in seconds since 1970; nil when it is not there exactly once.
    static func signingTime(of info: OpaquePointer?) -> Int64? {
        for type in [V_ASN1_UTCTIME, V_ASN1_GENERALIZEDTIME] {
            if let value = unsafe single(NID_pkcs9_signingTime, of: info, type: type) {
                let time = unsafe UnsafePointer<ASN1_TIME>(OpaquePointer(value))
                return unsafe try? Certificate.seconds(time)
            }
        }
        return nil
    }

    /// Whether signing-certificate-v2 is there exactly once and names the first certificate of
    /// `chain`; nil when it is not there as it must be.
    static func namesCertificate(_ info: OpaquePointer?, chain: OpaquePointer?) -> Bool? {
        guard
            let value = unsafe single(
                NID_id_smime_aa_signingCertificateV2,
                of: info,
                type: V_ASN1_SEQUENCE
            )
        else { return nil }
        let string = unsafe UnsafePointer<ASN1_STRING>(OpaquePointer(value))
        var position = unsafe ASN1_STRING_get0_data(string)
        let count = unsafe Int(ASN1_STRING_length(string))
        guard let list = unsafe d2i_ESS_SIGNING_CERT_V2(nil, &position, count) else {
            ERR_clear_error()
            return nil
        }
        defer { unsafe ESS_SIGNING_CERT_V2_free(list) }
        let names = unsafe OSSL_ESS_check_signing_certs(nil, list, chain, 1) == 1
        ERR_clear_error()
        return names
    }

    // libcrypto's -3: the one attribute of its kind, with one value.
    private static func single(
        _ attribute: Int32,
        of info: OpaquePointer?,
        type: Int32
    ) -> UnsafeMutableRawPointer? {
        let value = unsafe CMS_signed_get0_data_by_OBJ(info, OBJ_nid2obj(attribute), -3, type)
        ERR_clear_error()
        return unsafe value
    }
}

/// What a certificate may be used for (RFC 5280 section 4.2.1.3).
enum CertificateUsage {
    /// Whether it is no authority's and its key usage, where stated, allows digital signatures or
    /// non-repudiation.
    static func allowsSigning(_ certificate: OpaquePointer) -> Bool {
        let flags = unsafe X509_get_extension_flags(certificate)
        guard flags & UInt32(EXFLAG_CA) == 0, flags & UInt32(EXFLAG_INVALID) == 0 else {
            return false
        }
        // All bits are set where the extension is absent.
        let usage = unsafe X509_get_key_usage(certificate)
        return usage & UInt32(KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION) != 0
    }
}
