// A file that is written once, from its first byte to its last: hashed as it comes, synced at the end.
//
// Files of more than a buffer go past the page cache: what is written here is not read again soon, and
// the cache costs more than the disk (docs/performance.md).
//
// Invariants:
// (1) The digest is over the bytes that were given to the system, each hashed once, while in cache.
// (2) A file that was not finished is not complete, and nobody gives it a name that readers look at.
// (3) Where the file system knows no direct writes, the same bytes go through its cache.

package import Glibc
package import Signing

/// A new file, open for writing; `finish` closes it.
@safe
package struct NewFile: ~Copyable {
    private let path: String
    /// -1 where the bytes are hashed only.
    private let descriptor: Int32
    private let buffer: UnsafeMutableRawPointer
    private let hasher = SHA256()
    private let comparison: FileComparison?
    private var waiting = 0
    private var isDirect = false
    private var mayBeDirect = true
    /// The bytes taken so far.
    package private(set) var size = 0

    /// What is written at once; a multiple of any block size.
    private static let capacity = 1 << 20
    private static let alignment = 4_096

    /// Creates the file, which must not be there.
    ///
    /// - Throws: ``StoreError/unwritable(path:error:)``.
    package init(path: String, mode: mode_t = 0o600) throws(StoreError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .unwritable(path: path, error: errno) }
        self.path = path
        self.descriptor = descriptor
        comparison = nil
        unsafe buffer = .allocate(byteCount: Self.capacity, alignment: Self.alignment)
    }

    /// A file that is not written: what it would digest to.
    ///
    /// - Parameter comparison: A file that is held against the bytes as they come; nil for none.
    package init(comparedWith comparison: FileComparison? = nil) {
        self.comparison = comparison
        path = ""
        descriptor = -1
        unsafe buffer = .allocate(byteCount: Self.alignment, alignment: Self.alignment)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        unsafe buffer.deallocate()
    }

    /// Takes the next bytes.
    ///
    /// - Throws: ``StoreError/unwritable(path:error:)``.
    package mutating func write(_ bytes: Span<UInt8>) throws(StoreError) {
        unsafe bytes.withUnsafeBytes { unsafe hasher.update($0) }
        size += bytes.count
        comparison?.take(bytes)
        guard descriptor >= 0 else { return }
        var taken = 0
        while taken < bytes.count {
            let count = min(bytes.count - taken, Self.capacity - waiting)
            unsafe bytes.withUnsafeBytes { source in
                guard let start = source.baseAddress else { return }
                unsafe (buffer + waiting).copyMemory(from: start + taken, byteCount: count)
            }
            waiting += count
            taken += count
            if waiting == Self.capacity { try flush(isLast: false) }
        }
    }

    /// Writes what waits, syncs and closes.
    ///
    /// - Returns: The digest and size of the file.
    /// - Throws: ``StoreError/unwritable(path:error:)``.
    package consuming func finish() throws(StoreError) -> (digest: Digest, size: Int) {
        guard descriptor >= 0 else { return (hasher.finish(), size) }
        try flush(isLast: true)
        guard fsync(descriptor) == 0 else { throw .unwritable(path: path, error: errno) }
        return (hasher.finish(), size)
    }

    private mutating func flush(isLast: Bool) throws(StoreError) {
        // The rest of a file is no whole block, which a direct write would need.
        setDirect(mayBeDirect && !isLast)
        var written = 0
        while written < waiting {
            let count = unsafe Glibc.write(descriptor, buffer + written, waiting - written)
            if count < 0 {
                if errno == EINTR { continue }
                guard errno == EINVAL, isDirect else {
                    throw .unwritable(path: path, error: errno)
                }
            }
            written += max(count, 0)
            // After a short write, or on a file system that knows none, no block is whole.
            if written < waiting, isDirect {
                mayBeDirect = false
                setDirect(false)
            }
        }
        waiting = 0
    }

    private mutating func setDirect(_ isOn: Bool) {
        guard isOn != isDirect else { return }
        let flags = fcntl(descriptor, F_GETFL)
        let wanted = isOn ? flags | Self.direct : flags & ~Self.direct
        if flags >= 0, fcntl(descriptor, F_SETFL, wanted) == 0 {
            isDirect = isOn
        } else {
            mayBeDirect = false
        }
    }

    /// `O_DIRECT`, which Glibc's module does not show.
    #if arch(arm64)
    static let direct: Int32 = 0o200000
    #else
    static let direct: Int32 = 0o40000
    #endif
}
