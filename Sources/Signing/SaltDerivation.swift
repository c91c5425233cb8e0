// The salts of a batch's lines, derived from one key: AES-256 (FIPS 197) of the line's number.
//
// Invariants:
// (1) The salt of a line depends on the batch's key and the line's number alone, so it can be made
//     again for a proof, and giving one salt away tells nothing about another.
// (2) Salts are made a block of lines at a time: one alone costs as much as two hundred.

internal import COpenSSL

/// Derives the salt of each line of one batch; not for two threads at a time.
@safe
package final class SaltDerivation {
    private let context: OpaquePointer
    /// The salts of the lines from `first` on, two words each.
    private var salts = [UInt64](repeating: 0, count: 2 * SaltDerivation.blockLines)
    private var first: UInt64?

    /// The lines whose salts are made at once.
    private static let blockLines = 256

    /// A derivation under the key of one batch.
    package init(batchKey: SecretKey) {
        guard let context = unsafe EVP_CIPHER_CTX_new() else {
            preconditionFailure("libcrypto has no memory for a cipher context")
        }
        unsafe self.context = unsafe context
        let result = unsafe batchKey.withBytes {
            unsafe EVP_EncryptInit_ex2(context, KeyedBlock.cipher, $0, nil, nil)
        }
        precondition(result == 1, "libcrypto knows AES-256-ECB")
        unsafe EVP_CIPHER_CTX_set_padding(context, 0)
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(context)
    }

    /// AES-256(batch key, eight zero bytes and the line number as eight big-endian bytes).
    package func salt(ofLine line: UInt64) -> Block128 {
        let start = line - line % UInt64(Self.blockLines)
        if first != start { derive(from: start) }
        let place = Int(line - start) * 2
        return Block128(
            high: UInt64(bigEndian: salts[place]),
            low: UInt64(bigEndian: salts[place + 1])
        )
    }

    private func derive(from start: UInt64) {
        for place in 0..<Self.blockLines {
            salts[place * 2] = 0
            salts[place * 2 + 1] = (start &+ UInt64(place)).bigEndian
        }
        var count: Int32 = 0
        let result = unsafe salts.withUnsafeMutableBytes { buffer -> Int32 in
            let bytes = unsafe buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
            // In place: a cipher of single blocks reads each before it writes it.
            return unsafe EVP_EncryptUpdate(context, bytes, &count, bytes, Int32(buffer.count))
        }
        precondition(result == 1 && Int(count) == salts.count * 8, "libcrypto encrypts")
        first = start
    }
}
