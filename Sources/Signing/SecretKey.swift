// Thirty-two secret bytes.
//
// Invariant: a secret never prints itself, neither by interpolation nor by reflection, and its
// bytes are overwritten when the last owner lets go.

internal import COpenSSL

/// A 256-bit key for AES-256, HMAC-SHA256 or Ed25519.
@safe
package final class SecretKey: Sendable {
    nonisolated(unsafe) private let storage: UnsafeMutableRawBufferPointer

    /// The number of bytes of a key.
    package static let byteCount = 32

    /// The key with these 32 bytes; nil for any other number of them.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        unsafe storage = .allocate(byteCount: Self.byteCount, alignment: 16)
        unsafe storage.copyBytes(from: bytes)
    }

    deinit {
        unsafe OPENSSL_cleanse(storage.baseAddress, storage.count)
        unsafe storage.deallocate()
    }

    /// A copy of the 32 bytes, for the one who writes the key file; nobody wipes it.
    package var exposedBytes: [UInt8] { unsafe [UInt8](storage) }

    /// Lends the bytes to a call of libcrypto.
    func withBytes<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        guard let start = unsafe storage.baseAddress else {
            preconditionFailure("32 bytes have an address")
        }
        return unsafe body(UnsafePointer(start.assumingMemoryBound(to: UInt8.self)))
    }
}

extension SecretKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that there is a key, and no more.
    package var description: String { "SecretKey(hidden)" }
    /// The same as `description`.
    package var debugDescription: String { description }
    /// A mirror that shows nothing.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
