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
    // Never changed nor freed: it serves every thread until the process ends.
    nonisolated(unsafe) static let cipher: OpaquePointer? = unsafe EVP_CIPHER_fetch(
        nil,
        "AES-256-ECB",
        nil
    )

    private let encryption: OpaquePointer
    private let decryption: OpaquePointer

    /// The number of digits of a personal identification number (Law 26/2023/QH15, Article 12).
    package static let digitCount = 12

    /// An encryptor with this key.
    package init(key: SecretKey) {
        guard let encryption = unsafe EVP_CIPHER_CTX_new(),
            let decryption = unsafe EVP_CIPHER_CTX_new()
        else { preconditionFailure("libcrypto has no memory for a cipher context") }
        unsafe self.encryption = unsafe encryption
        unsafe self.decryption = unsafe decryption
        let result = unsafe key.withBytes {
            unsafe EVP_EncryptInit_ex2(encryption, Self.cipher, $0, nil, nil)
                & EVP_DecryptInit_ex2(decryption, Self.cipher, $0, nil, nil)
        }
        precondition(result == 1, "libcrypto knows AES-256-ECB")
        // One whole block in, one whole block out.
        unsafe EVP_CIPHER_CTX_set_padding(encryption, 0)
        unsafe EVP_CIPHER_CTX_set_padding(decryption, 0)
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(encryption)
        unsafe EVP_CIPHER_CTX_free(decryption)
    }

    /// The blocks of numbers below 10^12: their twelve ASCII digits and four zero bytes, encrypted.
    package func encrypt(_ numbers: [UInt64]) -> [Block128] {
        var bytes = [UInt8](repeating: 0, count: numbers.count * Block128.byteCount)
        for (place, number) in numbers.enumerated() {
            precondition(number < 1_000_000_000_000, "twelve digits")
            var rest = number
            let start = place * Block128.byteCount
            for index in (start..<start + Self.digitCount).reversed() {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                bytes[index] = 0x30 + UInt8(digit)
                rest = quotient
            }
        }
        let length = Int32(bytes.count)
        let result = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var count: Int32 = 0
            return unsafe EVP_EncryptUpdate(
                encryption,
                buffer.baseAddress,
                &count,
                buffer.baseAddress,
                length
            )
        }
        precondition(result == 1, "libcrypto encrypts")
        return Block128.blocks(of: bytes)
    }

    /// The numbers of blocks that ``encrypt(_:)`` gave with the same key; nil where one was not.
    package func decrypt(_ blocks: [Block128]) -> [UInt64]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(blocks.count * Block128.byteCount)
        for block in blocks { unsafe block.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) } }
        let length = Int32(bytes.count)
        let result = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var count: Int32 = 0
            return unsafe EVP_DecryptUpdate(
                decryption,
                buffer.baseAddress,
                &count,
                buffer.baseAddress,
                length
            )
        }
        precondition(result == 1, "libcrypto decrypts")
        var numbers: [UInt64] = []
        numbers.reserveCapacity(blocks.count)
        for start in stride(from: 0, to: bytes.count, by: Block128.byteCount) {
            var number: UInt64 = 0
            for byte in bytes[start..<start + Self.digitCount] {
                guard byte &- 0x30 < 10 else { return nil }
                number = number * 10 + UInt64(byte - 0x30)
            }
            numbers.append(number)
        }
        return numbers
    }
}
