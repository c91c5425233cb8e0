// A certificate in the making, for the demonstration authority.

internal import COpenSSL

/// Lends libcrypto's form of a moment to `body`.
func withTime(
    _ seconds: Int64,
    _ body: (UnsafeMutablePointer<ASN1_TIME>) -> Int32
) throws(CryptographyFailure) {
    guard let time = unsafe ASN1_TIME_set(nil, time_t(seconds)) else {
        throw CryptographyFailure("ASN1_TIME_set")
    }
    defer { unsafe ASN1_STRING_free(time) }
    try require(unsafe body(time), "ASN1_TIME")
}

/// An unsigned certificate with subject, key, validity and serial number.
struct CertificateDraft: ~Copyable {
    /// What the certificate is for.
    enum Purpose {
        /// A root that signs certificates and revocation lists.
        case authority
        /// A person who signs documents.
        case person
    }

    private let certificate: Owned

    /// A draft; `serial` has 8 to 20 unpredictable bytes.
    init(
        subject: [(String, String)],
        key: PrivateKey,
        validity: ClosedRange<Int64>,
        serial: [UInt8]
    ) throws {
        precondition(serial.count >= 8 && serial.count <= 20, "8 to 20 bytes of serial number")
        let made = try unsafe Owned(X509_new(), "X509_new", free: { unsafe X509_free($0) })
        // 2 is how version 3 is written.
        try require(unsafe X509_set_version(made.pointer, 2), "X509_set_version")
        var number = serial
        // Positive and not zero (RFC 5280 section 4.1.2.2).
        number[0] = number[0] & 0x7F | 0x40
        let large = try unsafe Owned(
            BN_bin2bn(number, Int32(number.count), nil),
            "BN_bin2bn",
            free: { unsafe BN_free($0) }
        )
        defer { extendLifetime(large) }
        let field = unsafe X509_get_serialNumber(made.pointer)
        guard unsafe BN_to_ASN1_INTEGER(large.pointer, field) != nil else {
            throw CryptographyFailure("BN_to_ASN1_INTEGER")
        }
        let name = unsafe X509_get_subject_name(made.pointer)
        for (attribute, value) in subject {
            let bytes = Array(value.utf8)
            try require(
                unsafe X509_NAME_add_entry_by_txt(
                    name,
                    attribute,
                    MBSTRING_UTF8,
                    bytes,
                    Int32(bytes.count),
                    -1,
                    0
                ),
                "X509_NAME_add_entry_by_txt"
            )
        }
        try unsafe withTime(validity.lowerBound) { unsafe X509_set1_notBefore(made.pointer, $0) }
        try unsafe withTime(validity.upperBound) { unsafe X509_set1_notAfter(made.pointer, $0) }
        try require(unsafe X509_set_pubkey(made.pointer, key.pointer), "X509_set_pubkey")
        certificate = made
    }

    /// The certificate, signed by `key`, of `issuer`; nil: it is its own issuer.
    func issued(
        by issuer: Certificate?,
        key: PrivateKey,
        as purpose: Purpose
    ) throws -> Certificate {
        let pointer = unsafe certificate.pointer
        if let issuer {
            let opened = try issuer.opened()
            defer { extendLifetime(opened) }
            try unsafe complete(issuer: opened.pointer, key: key, as: purpose)
        } else {
            try unsafe complete(issuer: pointer, key: key, as: purpose)
        }
        return try unsafe Certificate(borrowing: pointer)
    }

    private func complete(issuer: OpaquePointer, key: PrivateKey, as purpose: Purpose) throws {
        let pointer = unsafe certificate.pointer
        try require(
            unsafe X509_set_issuer_name(pointer, X509_get_subject_name(issuer)),
            "X509_set_issuer_name"
        )
        let extensions: [(Int32, String)] =
            switch purpose {
            case .authority:
                [
                    (NID_basic_constraints, "critical,CA:TRUE"),
                    (NID_key_usage, "critical,keyCertSign,cRLSign"),
                    (NID_subject_key_identifier, "hash"),
                ]
            case .person:
                [
                    (NID_basic_constraints, "critical,CA:FALSE"),
                    (NID_key_usage, "critical,digitalSignature,nonRepudiation"),
                    (NID_ext_key_usage, "emailProtection"),
                    (NID_subject_key_identifier, "hash"),
                    (NID_authority_key_identifier, "keyid"),
                ]
            }
        for (kind, value) in extensions {
            var context = unsafe X509V3_CTX()
            unsafe X509V3_set_ctx(&context, issuer, pointer, nil, nil, 0)
            let made = try unsafe Owned(
                X509V3_EXT_conf_nid(nil, &context, kind, value),
                "X509V3_EXT_conf_nid",
                free: { unsafe X509_EXTENSION_free($0) }
            )
            defer { extendLifetime(made) }
            try require(unsafe X509_add_ext(pointer, made.pointer, -1), "X509_add_ext")
        }
        guard unsafe X509_sign(pointer, key.pointer, EVP_sha256()) > 0 else {
            throw CryptographyFailure("X509_sign")
        }
    }
}
