// The path from a signer's certificate to a trusted root (RFC 5280 section 6).
//
// Invariants:
// 1. Every certificate of the path is valid at the moment of judgement.
// 2. Keys and signatures on the path have 112 bits of security or more: no SHA-1, no RSA below 2048.
// 3. With revocation lists, the signer's own authority must have a current one among them.

internal import COpenSSL

/// Trusted certificates and revocation lists.
struct TrustStore: ~Copyable {
    private let store: Owned
    private let judgesRevocation: Bool

    /// A store that trusts `roots`.
    ///
    /// - Throws: `SignatureRefusal` when a revocation list is unreadable.
    init(roots: [Certificate], revocationLists: [[UInt8]]) throws {
        let made = try unsafe Owned(
            X509_STORE_new(),
            "X509_STORE_new",
            free: { unsafe X509_STORE_free($0) }
        )
        for root in roots {
            let opened = try root.opened()
            defer { extendLifetime(opened) }
            try require(
                unsafe X509_STORE_add_cert(made.pointer, opened.pointer),
                "X509_STORE_add_cert"
            )
        }
        for list in revocationLists {
            let read = try unsafe withReadingBuffer(over: list) { input in
                unsafe PEM_read_bio_X509_CRL(input, nil, noPassphrase, nil)
            }
            guard unsafe read != nil else {
                ERR_clear_error()
                throw SignatureRefusal(.unknownRevocation)
            }
            let opened = try unsafe Owned(
                read,
                "PEM_read_bio_X509_CRL",
                free: { unsafe X509_CRL_free($0) }
            )
            defer { extendLifetime(opened) }
            try require(
                unsafe X509_STORE_add_crl(made.pointer, opened.pointer),
                "X509_STORE_add_crl"
            )
        }
        store = made
        judgesRevocation = !revocationLists.isEmpty
    }

    /// Whether a path was found.
    @safe
    enum Path {
        /// The path, the signer's certificate first; the caller frees it.
        case trusted(OpaquePointer)
        /// Why there is none.
        case refused(SignatureRefusal.Cause)
    }

    /// The path of a certificate, over intermediates that the signature carries.
    func path(
        of certificate: OpaquePointer,
        carried: OpaquePointer,
        at seconds: Int64
    ) throws -> Path {
        let context = try unsafe Owned(
            X509_STORE_CTX_new(),
            "X509_STORE_CTX_new",
            free: { unsafe X509_STORE_CTX_free($0) }
        )
        defer { extendLifetime(context) }
        try require(
            unsafe X509_STORE_CTX_init(context.pointer, store.pointer, certificate, carried),
            "X509_STORE_CTX_init"
        )
        let parameters = unsafe X509_STORE_CTX_get0_param(context.pointer)
        unsafe X509_VERIFY_PARAM_set_time(parameters, time_t(seconds))
        unsafe X509_VERIFY_PARAM_set_auth_level(parameters, 2)
        if judgesRevocation {
            unsafe X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_CRL_CHECK))
        }
        if unsafe X509_verify_cert(context.pointer) == 1,
            let chain = unsafe X509_STORE_CTX_get1_chain(context.pointer)
        {
            return unsafe .trusted(chain)
        }
        ERR_clear_error()
        return .refused(Self.cause(of: unsafe X509_STORE_CTX_get_error(context.pointer)))
    }

    private static func cause(of error: Int32) -> SignatureRefusal.Cause {
        switch error {
        case X509_V_ERR_CERT_HAS_EXPIRED: .expired
        case X509_V_ERR_CERT_NOT_YET_VALID: .notYetValid
        case X509_V_ERR_CERT_REVOKED: .revoked
        case X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_CRL_HAS_EXPIRED,
            X509_V_ERR_CRL_NOT_YET_VALID, X509_V_ERR_CRL_SIGNATURE_FAILURE,
            X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, X509_V_ERR_KEYUSAGE_NO_CRL_SIGN,
            X509_V_ERR_DIFFERENT_CRL_SCOPE:
            .unknownRevocation
        case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_CA_MD_TOO_WEAK:
            .weakKey
        default: .untrusted
        }
    }
}
