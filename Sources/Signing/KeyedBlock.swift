// A keyed, one-to-one stand-in for a twelve-digit number: one AES-256 block (FIPS 197).
//
// Invariants:
// 1. Two numbers give the same block exactly when they are the same number.
// 2. Without the key a block says nothing about its number; with the key it can be read back, so
//    the key stays outside the database.

internal import COpenSSL

/// Encrypts twelve-digit personal identification numbers into blocks that can be compared and
/// sorted; not for two threads at a time.
@safe
package final class KeyedBlock {
    nonisolated(unsafe) private static let cipher: OpaquePointer? = unsafe EVP_CIPHER_fetch(
        nil,
        "AES-256-ECB",
        nil
    )

    private let context: OpaquePointer

    /// The number of digits of a personal identification number (Law 26/2023/QH15, Article 12).
    package static let digitCount = 12

    /// An encryptor with this key.
    package init(key: SecretKey) {
        guard let context = unsafe EVP_CIPHER_CTX_new() else {
            preconditionFailure("libcrypto has no memory for a cipher context")
        }
        unsafe self.context = unsafe context
        let result = unsafe key.withBytes {
            unsafe EVP_EncryptInit_ex2(context, Self.cipher, $0, nil, nil)
        }
        precondition(result == 1, "libcrypto knows AES-256-ECB")
        // One whole block in, one whole block out.
        unsafe EVP_CIPHER_CTX_set_padding(context, 0)
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(context)
    }

    /// The block of twelve ASCII digits, padded with four zero bytes before encryption.
    package func encrypt(digits: some Collection<UInt8>) -> Block128 {
        precondition(digits.count == Self.digitCount, "twelve digits")
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (position, digit) in digits.enumerated() {
            precondition(
                digit >= UInt8(ascii: "0") && digit <= UInt8(ascii: "9"),
                "ASCII digits only"
            )
            if position < 8 {
                high = high << 8 | UInt64(digit)
            } else {
                low = low << 8 | UInt64(digit)
            }
        }
        let plain = Block128(high: high, low: low << 32)
        let (block, result) = unsafe Block128.filled { output in
            unsafe plain.withUnsafeBytes { input in
                var count: Int32 = 0
                return unsafe EVP_EncryptUpdate(
                    context,
                    output,
                    &count,
                    input.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    Int32(Block128.byteCount)
                )
            }
        }
        precondition(result == 1, "libcrypto encrypts")
        return block
    }
}
