// Unpredictable bytes, for keys, nonces and serial numbers.
//
// Nothing else in this module asks for randomness of its own, but for the making of key pairs and
// the blinding inside ECDSA and RSA, which libcrypto does itself.

internal import COpenSSL

/// The system's generator of unpredictable bytes.
package enum SecureRandom {
    /// `count` unpredictable bytes, fit for keys.
    ///
    /// - Throws: `CryptographyFailure` when the system has no randomness to give.
    package static func bytes(_ count: Int) throws(CryptographyFailure) -> [UInt8] {
        precondition(count > 0 && count <= 1 << 20, "between one byte and one mebibyte")
        var bytes = [UInt8](repeating: 0, count: count)
        try require(unsafe RAND_priv_bytes(&bytes, Int32(count)), "RAND_priv_bytes")
        return bytes
    }
}
