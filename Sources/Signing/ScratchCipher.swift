// Enciphering of what a step keeps outside memory while it runs: AES-256 in counter mode (NIST SP
// 800-38A).
//
// Invariants:
// 1. The key lives in memory only, and ends with the cipher: what is left on the disk says nothing.
// 2. Each place is written once, so that no counter serves twice.
//
// Nothing proves the bytes: they lie in a file without a name that this process alone has open.

internal import COpenSSL

/// Enciphers and deciphers bytes by their place; not for two threads at a time.
@safe
package final class ScratchCipher {
    // A pointer of libcrypto is not Sendable. This one is fetched once, never changed nor freed, and OpenSSL lets
    // every thread read what was fetched: it serves them all until the process ends.
    nonisolated(unsafe) private static let cipher: OpaquePointer? = unsafe EVP_CIPHER_fetch(
        nil,
        "AES-256-CTR",
        nil
    )
    private static let blockSize = 16

    private let context: OpaquePointer

    /// A cipher with a key that nothing else uses.
    package init(key: SecretKey) {
        guard let context = unsafe EVP_CIPHER_CTX_new() else {
            preconditionFailure("libcrypto has no memory for a cipher context")
        }
        unsafe self.context = unsafe context
        let result = unsafe key.withBytes {
            unsafe EVP_EncryptInit_ex2(context, Self.cipher, $0, nil, nil)
        }
        precondition(result == 1, "libcrypto knows AES-256-CTR")
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(context)
    }

    /// Enciphers bytes that lie at a place, or deciphers them: it is the same.
    ///
    /// - Parameters:
    ///   - source: The bytes.
    ///   - target: Where they go, as many as `source` has; it may be the same memory.
    ///   - place: The place of the first of them.
    package func apply(
        _ source: UnsafeRawBufferPointer,
        to target: UnsafeMutableRawPointer,
        at place: Int
    ) {
        precondition(place >= 0 && source.count < Int(Int32.max), "less than two gibibytes")
        var counter = [UInt8](repeating: 0, count: Self.blockSize)
        var block = UInt64(place / Self.blockSize)
        for index in counter.indices.suffix(8).reversed() {
            counter[index] = UInt8(truncatingIfNeeded: block)
            block >>= 8
        }
        var result = unsafe EVP_EncryptInit_ex2(context, nil, nil, counter, nil)
        precondition(result == 1, "libcrypto takes a counter")
        var count: Int32 = 0
        var before = [UInt8](repeating: 0, count: Self.blockSize)
        let skipped = Int32(place % Self.blockSize)
        if skipped > 0 {
            result = unsafe before.withUnsafeMutableBufferPointer { buffer in
                unsafe EVP_EncryptUpdate(
                    context,
                    buffer.baseAddress,
                    &count,
                    buffer.baseAddress,
                    skipped
                )
            }
            precondition(result == 1, "libcrypto enciphers")
        }
        result = unsafe EVP_EncryptUpdate(
            context,
            target.assumingMemoryBound(to: UInt8.self),
            &count,
            source.bindMemory(to: UInt8.self).baseAddress,
            Int32(source.count)
        )
        precondition(result == 1, "libcrypto enciphers")
    }
}
