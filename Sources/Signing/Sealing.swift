// Sealing of pages of personal data: AES-256-GCM (NIST SP 800-38D).
//
// Invariants:
// 1. A sealed form is nonce (12 bytes), cipher text, tag (16 bytes).
// 2. `open` gives back exactly what was sealed with the same key and additional data, or throws:
//    no changed byte passes.
// 3. The caller never uses one nonce twice with one key; that would give both texts away.

internal import COpenSSL

/// A sealed form that does not open: another key, other additional data, or changed bytes.
package enum SealRefusal: Error, Hashable, Sendable {
    /// Shorter than a nonce and a tag.
    case tooShort
    /// The tag does not fit.
    case tampered
}

/// Seals and opens bytes with AES-256-GCM.
package enum Sealing {
    /// The number of bytes of a nonce.
    package static let nonceByteCount = 12
    private static let tagByteCount = 16

    // Never changed nor freed: it serves every thread until the process ends.
    nonisolated(unsafe) private static let cipher: OpaquePointer? = unsafe EVP_CIPHER_fetch(
        nil,
        "AES-256-GCM",
        nil
    )

    /// Seals `plain`, bound to `additionalData` (which is not part of the sealed form).
    ///
    /// - Throws: `CryptographyFailure` when libcrypto fails.
    package static func seal(
        _ plain: [UInt8],
        key: SecretKey,
        nonce: [UInt8],
        additionalData: [UInt8] = []
    ) throws(CryptographyFailure) -> [UInt8] {
        precondition(nonce.count == nonceByteCount, "a nonce has 12 bytes")
        precondition(plain.count <= Int(Int32.max) - 64, "at most two gibibytes at once")
        let context = try unsafe Owned(
            EVP_CIPHER_CTX_new(),
            "EVP_CIPHER_CTX_new",
            free: { unsafe EVP_CIPHER_CTX_free($0) }
        )
        defer { extendLifetime(context) }
        let pointer = unsafe context.pointer
        let start = unsafe key.withBytes {
            unsafe EVP_EncryptInit_ex2(pointer, cipher, $0, nonce, nil)
        }
        try require(start, "EVP_EncryptInit_ex2")
        var count: Int32 = 0
        try require(
            unsafe EVP_EncryptUpdate(
                pointer,
                nil,
                &count,
                additionalData,
                Int32(additionalData.count)
            ),
            "EVP_EncryptUpdate"
        )
        var sealed = nonce + [UInt8](repeating: 0, count: plain.count + tagByteCount)
        let result = unsafe sealed.withUnsafeMutableBufferPointer { buffer -> Int32 in
            guard let base = buffer.baseAddress else { return 0 }
            let text = unsafe base + nonceByteCount
            let tag = unsafe text + plain.count
            guard unsafe EVP_EncryptUpdate(pointer, text, &count, plain, Int32(plain.count)) == 1,
                unsafe EVP_EncryptFinal_ex(pointer, tag, &count) == 1
            else { return 0 }
            return unsafe EVP_CIPHER_CTX_ctrl(
                pointer,
                EVP_CTRL_AEAD_GET_TAG,
                Int32(tagByteCount),
                tag
            )
        }
        try require(result, "EVP_EncryptUpdate")
        return sealed
    }

    /// What was sealed.
    ///
    /// - Throws: `SealRefusal` when a byte, the key or the additional data differ;
    ///   `CryptographyFailure` when libcrypto fails.
    package static func open(
        _ sealed: [UInt8],
        key: SecretKey,
        additionalData: [UInt8] = []
    ) throws -> [UInt8] {
        var plain: [UInt8] = []
        try unsafe sealed.withUnsafeBytes {
            try unsafe open($0, key: key, additionalData: additionalData, into: &plain)
        }
        return plain
    }

    /// Puts what was sealed in place of what `plain` holds: one buffer serves many pages.
    ///
    /// - Throws: As ``open(_:key:additionalData:)``; then `plain` is empty.
    package static func open(
        _ sealed: UnsafeRawBufferPointer,
        key: SecretKey,
        additionalData: [UInt8] = [],
        into plain: inout [UInt8]
    ) throws {
        plain.removeAll(keepingCapacity: true)
        guard let base = sealed.baseAddress, sealed.count >= nonceByteCount + tagByteCount else {
            throw SealRefusal.tooShort
        }
        precondition(sealed.count <= Int(Int32.max), "at most two gibibytes at once")
        let context = try unsafe Owned(
            EVP_CIPHER_CTX_new(),
            "EVP_CIPHER_CTX_new",
            free: { unsafe EVP_CIPHER_CTX_free($0) }
        )
        defer { extendLifetime(context) }
        let pointer = unsafe context.pointer
        // The nonce leads the sealed form, so its own start serves as the nonce.
        let bytes = unsafe base.assumingMemoryBound(to: UInt8.self)
        let start = unsafe key.withBytes {
            unsafe EVP_DecryptInit_ex2(pointer, cipher, $0, bytes, nil)
        }
        try require(start, "EVP_DecryptInit_ex2")
        var count: Int32 = 0
        try require(
            unsafe EVP_DecryptUpdate(
                pointer,
                nil,
                &count,
                additionalData,
                Int32(additionalData.count)
            ),
            "EVP_DecryptUpdate"
        )
        let textCount = sealed.count - nonceByteCount - tagByteCount
        var tag = unsafe [UInt8](sealed.suffix(tagByteCount))
        // One spare byte, so that an empty text has an address too.
        plain.append(contentsOf: repeatElement(0, count: textCount + 1))
        let result = unsafe EVP_DecryptUpdate(
            pointer,
            &plain,
            &count,
            bytes + nonceByteCount,
            Int32(textCount)
        )
        var none: [UInt8] = [0]
        guard result == 1,
            unsafe EVP_CIPHER_CTX_ctrl(pointer, EVP_CTRL_AEAD_SET_TAG, Int32(tagByteCount), &tag)
                == 1,
            unsafe EVP_DecryptFinal_ex(pointer, &none, &count) == 1
        else {
            plain.removeAll(keepingCapacity: true)
            ERR_clear_error()
            throw SealRefusal.tampered
        }
        plain.removeLast()
    }
}
