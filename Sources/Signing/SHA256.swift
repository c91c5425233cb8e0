// The streaming SHA-256 hasher (FIPS 180-4), over libcrypto's EVP.
//
// Invariants:
// 1. The algorithm is fetched once for the process; a fetch at each call costs more than hashing.
// 2. After `finish` the hasher is fresh again and may hash the next thing.

internal import COpenSSL

/// Hashes bytes as they come; not for two threads at a time.
@safe
package final class SHA256 {
    // Never changed nor freed: it serves every thread until the process ends.
    nonisolated(unsafe) static let algorithm: OpaquePointer? = unsafe EVP_MD_fetch(
        nil,
        "SHA256",
        nil
    )

    private let context: OpaquePointer

    /// A hasher that has seen nothing.
    package init() {
        let context = unsafe EVP_MD_CTX_new()
        guard let context = unsafe context else {
            preconditionFailure("libcrypto has no memory for a digest context")
        }
        unsafe self.context = unsafe context
        restart()
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Takes the next bytes.
    package func update(_ bytes: UnsafeRawBufferPointer) {
        let result = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(result == 1, "libcrypto hashes")
    }

    /// Takes the next bytes.
    package func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    /// Takes the next bytes.
    package func update(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    /// Takes the text's UTF-8 bytes, as they are.
    package func update(utf8 text: String) {
        var text = text
        text.withUTF8 { unsafe update(UnsafeRawBufferPointer($0)) }
    }

    /// Takes the 32 bytes of a digest.
    package func update(_ digest: Digest) {
        unsafe digest.withUnsafeBytes { unsafe update($0) }
    }

    /// The digest of all that came since the beginning or the last `finish`.
    package func finish() -> Digest {
        var digest = Digest()
        let result = unsafe digest.withUnsafeMutableBytes { buffer in
            unsafe EVP_DigestFinal_ex(
                context,
                buffer.baseAddress?.assumingMemoryBound(to: UInt8.self),
                nil
            )
        }
        precondition(result == 1, "libcrypto hashes")
        restart()
        return digest
    }

    private func restart() {
        let result = unsafe EVP_DigestInit_ex2(context, Self.algorithm, nil)
        precondition(result == 1, "libcrypto knows SHA-256")
    }
}
