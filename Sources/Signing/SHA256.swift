// The streaming SHA-256 hasher (FIPS 180-4), over libcrypto.
//
// Invariants:
// 1. A message costs its blocks and no more: no look-up, no allocation (`COpenSSL/shim.h` says why).
// 2. After `finish` the hasher is fresh again and may hash the next thing.

internal import COpenSSL

/// Hashes bytes as they come; not for two threads at a time.
package final class SHA256 {
    // Nobody is called while it is in use but libcrypto: the check of each access cost a tenth of a block.
    @exclusivity(unchecked) private var context = SHA256_CTX()

    /// A hasher that has seen nothing.
    package init() { restart() }

    /// Takes the next bytes.
    package func update(_ bytes: UnsafeRawBufferPointer) {
        let result = unsafe openssl_SHA256_Update(&context, bytes.baseAddress, bytes.count)
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
            unsafe openssl_SHA256_Final(
                buffer.baseAddress?.assumingMemoryBound(to: UInt8.self),
                &context
            )
        }
        precondition(result == 1, "libcrypto hashes")
        restart()
        return digest
    }

    /// The digest of a byte and two runs of bytes after it, a leaf or node of a hash tree.
    ///
    /// A short message is put together first: each part that libcrypto gets costs about as much as a
    /// block of it.
    func digest(
        prefix: UInt8,
        _ first: UnsafeRawBufferPointer,
        _ second: UnsafeRawBufferPointer
    ) -> Digest {
        let count = 1 + first.count + second.count
        guard count <= Self.shortMessage else {
            unsafe withUnsafeBytes(of: prefix) { unsafe update($0) }
            unsafe update(first)
            unsafe update(second)
            return finish()
        }
        unsafe withUnsafeTemporaryAllocation(byteCount: count, alignment: 16) { message in
            unsafe message.storeBytes(of: prefix, as: UInt8.self)
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: message[1...])
            unsafe rest.copyMemory(from: first)
            unsafe UnsafeMutableRawBufferPointer(rebasing: rest[first.count...])
                .copyMemory(from: second)
            unsafe update(UnsafeRawBufferPointer(message))
        }
        return finish()
    }

    private static let shortMessage = 1_024

    private func restart() {
        let result = unsafe openssl_SHA256_Init(&context)
        precondition(result == 1, "libcrypto knows SHA-256")
    }
}
