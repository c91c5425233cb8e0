// Private keys of persons: RSA of 2048 bits or more, or ECDSA on P-256 (Circular 15/2025/TT-BKHCN).
//
// Invariants:
// 1. No other kind of key becomes a `PrivateKey`.
// 2. A key never prints itself.

internal import COpenSSL

/// One private key, ready to sign.
@safe
package final class PrivateKey: Sendable {
    // libcrypto counts references to a key atomically, and signing only reads it.
    nonisolated(unsafe) let pointer: OpaquePointer

    /// Reads a private key in the clear from PEM (PKCS #8 or the older forms).
    ///
    /// - Throws: `SignatureRefusal`: `malformedKey` (also for a key under a passphrase), `weakKey`.
    package init(pem: [UInt8]) throws(SignatureRefusal) {
        let read: OpaquePointer?
        do {
            unsafe read = try withReadingBuffer(over: pem) { input in
                unsafe PEM_read_bio_PrivateKey(input, nil, noPassphrase, nil)
            }
        } catch {
            throw SignatureRefusal(.malformedKey)
        }
        guard let read = unsafe read else {
            ERR_clear_error()
            throw SignatureRefusal(.malformedKey)
        }
        guard unsafe KeyStrength.isSufficient(read) else {
            unsafe EVP_PKEY_free(read)
            throw SignatureRefusal(.weakKey)
        }
        unsafe pointer = unsafe read
    }

    /// The kinds of key that can be made.
    package enum Kind: Sendable {
        /// ECDSA on P-256.
        case p256
        /// RSA of 2048 bits.
        case rsa2048
    }

    /// Makes a new key pair with libcrypto's own randomness.
    ///
    /// - Throws: `CryptographyFailure` when libcrypto cannot.
    package init(generating kind: Kind) throws(CryptographyFailure) {
        let made: OpaquePointer? =
            switch kind {
            case .p256: unsafe openssl_EVP_EC_gen("P-256")
            case .rsa2048: unsafe openssl_EVP_RSA_gen(2048)
            }
        guard let made = unsafe made else { throw CryptographyFailure("EVP_PKEY_Q_keygen") }
        unsafe pointer = unsafe made
    }

    deinit {
        unsafe EVP_PKEY_free(pointer)
    }

    /// Whether the certificate is for this key.
    package func matches(_ certificate: Certificate) -> Bool {
        guard let opened = try? certificate.opened() else { return false }
        let fits = unsafe X509_check_private_key(opened.pointer, pointer) == 1
        ERR_clear_error()
        return fits
    }

    /// The key in PEM, PKCS #8, in the clear: for the one who writes the key file.
    ///
    /// - Throws: `CryptographyFailure` when libcrypto cannot.
    package func exposedPEM() throws(CryptographyFailure) -> String {
        let bytes = try unsafe bytesWritten("PEM_write_bio_PKCS8PrivateKey") { output in
            unsafe PEM_write_bio_PKCS8PrivateKey(output, pointer, nil, nil, 0, nil, nil)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension PrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that there is a key, and no more.
    package var description: String { "PrivateKey(hidden)" }
    /// The same as `description`.
    package var debugDescription: String { description }
    /// A mirror that shows nothing.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What keys may sign.
enum KeyStrength {
    /// Whether this is RSA of 2048 bits or more, or P-256 by its name.
    static func isSufficient(_ key: OpaquePointer) -> Bool {
        switch unsafe EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA:
            return unsafe EVP_PKEY_get_bits(key) >= 2048
        case EVP_PKEY_EC:
            var name = [CChar](repeating: 0, count: 32)
            var count = 0
            let capacity = name.count
            guard unsafe EVP_PKEY_get_group_name(key, &name, capacity, &count) == 1 else {
                ERR_clear_error()
                return false
            }
            let bytes = name.prefix(count).map { UInt8(bitPattern: $0) }
            return bytes.elementsEqual("prime256v1".utf8)
        default:
            return false
        }
    }
}
