// The salts of a batch's lines, derived from one key: HMAC-SHA256 (RFC 2104, FIPS 198-1).
//
// Invariant: the salt of a line depends on the batch's key and the line's number alone, so it can
// be made again for a proof, and giving one salt away tells nothing about another.

internal import COpenSSL

/// Derives the salt of each line of one batch; not for two threads at a time.
@safe
package final class SaltDerivation {
    nonisolated(unsafe) private static let algorithm: OpaquePointer? = unsafe EVP_MAC_fetch(
        nil,
        "HMAC",
        nil
    )

    private let context: OpaquePointer

    /// A derivation under the key of one batch.
    package init(batchKey: SecretKey) {
        guard let context = unsafe EVP_MAC_CTX_new(Self.algorithm) else {
            preconditionFailure("libcrypto knows HMAC")
        }
        unsafe self.context = unsafe context
        // libcrypto keeps these pointers while it reads the list, longer than Swift lends a
        // string to one call.
        let name = [CChar]("digest".utf8CString)
        var value = [CChar]("SHA256".utf8CString)
        let result = unsafe name.withUnsafeBufferPointer { name in
            unsafe value.withUnsafeMutableBufferPointer { value in
                var parameters = unsafe [
                    OSSL_PARAM_construct_utf8_string(name.baseAddress, value.baseAddress, 0),
                    OSSL_PARAM_construct_end(),
                ]
                return unsafe batchKey.withBytes {
                    unsafe EVP_MAC_init(context, $0, SecretKey.byteCount, &parameters)
                }
            }
        }
        precondition(result == 1, "libcrypto knows HMAC-SHA256")
    }

    deinit {
        unsafe EVP_MAC_CTX_free(context)
    }

    /// The first 16 bytes of HMAC-SHA256(batch key, line number as eight big-endian bytes).
    package func salt(ofLine line: UInt64) -> Block128 {
        var mac: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var count = 0
        let result = unsafe Swift.withUnsafeBytes(of: line.bigEndian) { input -> Int32 in
            // No key: the one of `init` stays.
            guard unsafe EVP_MAC_init(context, nil, 0, nil) == 1,
                unsafe EVP_MAC_update(
                    context,
                    input.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    input.count
                ) == 1
            else { return 0 }
            return unsafe Swift.withUnsafeMutableBytes(of: &mac) { output in
                unsafe EVP_MAC_final(
                    context,
                    output.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    &count,
                    output.count
                )
            }
        }
        precondition(result == 1, "libcrypto authenticates")
        return Block128(high: UInt64(bigEndian: mac.0), low: UInt64(bigEndian: mac.1))
    }
}
