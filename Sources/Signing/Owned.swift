// The one way in which Signing holds objects of libcrypto.
//
// Invariants:
// 1. An object that libcrypto gave us is freed exactly once, on every way out.
// 2. No pointer of libcrypto leaves this module.
// 3. When a call fails, libcrypto's error queue of the thread is emptied: no later call sees it.

internal import COpenSSL

/// Owns one object of libcrypto and frees it once.
///
/// Whoever takes `pointer` out keeps the owner alive to the end of the scope, by
/// `defer { extendLifetime(owner) }`.
@safe
struct Owned: ~Copyable {
    /// The object; valid as long as this value.
    let pointer: OpaquePointer
    private let free: (OpaquePointer?) -> Void

    /// Takes over what a constructor of libcrypto gave.
    ///
    /// - Throws: `CryptographyFailure` when it gave nothing.
    init(
        _ pointer: OpaquePointer?,
        _ operation: StaticString,
        free: @escaping (OpaquePointer?) -> Void
    ) throws(CryptographyFailure) {
        guard let pointer = unsafe pointer else { throw CryptographyFailure(operation) }
        unsafe self.pointer = unsafe pointer
        unsafe self.free = unsafe free
    }

    deinit {
        unsafe free(pointer)
    }
}

/// libcrypto could not do what it always can: no memory, no randomness, or a broken installation.
package struct CryptographyFailure: Error, Hashable, Sendable {
    /// The call that failed, as libcrypto names it.
    package let operation: String

    /// Notes the failed call and empties libcrypto's error queue.
    init(_ operation: StaticString) {
        self.operation = "\(operation)"
        ERR_clear_error()
    }
}

/// Demands that a call of libcrypto said 1, which is its word for success.
func require(_ result: Int32, _ operation: StaticString) throws(CryptographyFailure) {
    guard result == 1 else { throw CryptographyFailure(operation) }
}

/// A reading buffer over `bytes`, lent to `body`.
func withReadingBuffer<Result>(
    over bytes: [UInt8],
    _ body: (OpaquePointer) throws -> Result
) throws -> Result {
    try unsafe bytes.withUnsafeBytes { buffer in
        let input = try unsafe Owned(
            BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count)),
            "BIO_new_mem_buf",
            free: { unsafe BIO_free($0) }
        )
        defer { extendLifetime(input) }
        return try unsafe body(input.pointer)
    }
}

/// What `body` writes into a buffer in memory.
func bytesWritten(
    _ operation: StaticString,
    by body: (OpaquePointer) -> Int32
) throws(CryptographyFailure) -> [UInt8] {
    let output = try unsafe Owned(
        BIO_new(BIO_s_mem()),
        "BIO_new",
        free: { unsafe BIO_free($0) }
    )
    defer { extendLifetime(output) }
    try require(unsafe body(output.pointer), operation)
    var start: UnsafeMutablePointer<CChar>?
    let count = unsafe openssl_BIO_get_mem_data(output.pointer, &start)
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
}

/// The DER form that an `i2d` function of libcrypto gives.
func derEncoded(
    _ operation: StaticString,
    by encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
) throws(CryptographyFailure) -> [UInt8] {
    var start: UnsafeMutablePointer<UInt8>?
    let count = unsafe encode(&start)
    guard count > 0, let start = unsafe start else { throw CryptographyFailure(operation) }
    defer { unsafe openssl_OPENSSL_free(start) }
    return unsafe [UInt8](UnsafeBufferPointer(start: start, count: Int(count)))
}
