// A file that is written once, from its first byte to its last: hashed as it comes, synced at the end.
//
// Files of more than a buffer go past the page cache: what is written here is not read again soon, and
// the cache costs more than the disk (docs/performance.md). They are hashed and written on a thread of
// their own (`PieceThread`), so that who makes the bytes waits for neither.
//
// Invariants:
// (1) The digest is over the bytes that were given to the system, each hashed once.
// (2) A file that was not finished is not complete, and nobody gives it a name that readers look at.
// (3) Where the file system knows no direct writes, the same bytes go through its cache.
// (4) Pieces are cut and written in the order of their bytes, whatever thread does it.

import Glibc
package import Signing

/// A new file, open for writing; `finish` closes it.
@safe
package struct NewFile: ~Copyable {
    private let sink: PieceSink
    private var thread: PieceThread?
    /// The piece that is being filled.
    private var piece: UnsafeMutableRawPointer
    private var waiting = 0
    /// The bytes taken so far.
    package private(set) var size = 0

    /// What is written at once; a multiple of any block size.
    static let capacity = 1 << 20

    /// Creates the file, which must not be there.
    ///
    /// - Throws: ``StoreError/unwritable(path:error:)``.
    package init(path: String, mode: UInt32 = 0o600) throws(StoreError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .unwritable(path: path, error: errno) }
        self.init(PieceSink(path: path, writing: descriptor))
    }

    /// A file that is not written: what it would digest to.
    ///
    /// - Parameter comparison: A file that is held against the bytes as they come; nil for none.
    package init(comparedWith comparison: FileComparison? = nil) {
        self.init(PieceSink(comparedWith: comparison))
    }

    /// A file whose pieces a sink takes.
    init(_ sink: PieceSink) {
        self.sink = sink
        unsafe piece = Self.room()
    }

    deinit {
        // Nobody may be left at work on what goes now.
        thread?.wait()
        unsafe piece.deallocate()
    }

    private static func room() -> UnsafeMutableRawPointer {
        .allocate(byteCount: capacity, alignment: DirectMode.alignment)
    }

    /// Takes the next bytes.
    ///
    /// - Throws: ``StoreError/unwritable(path:error:)``; of a piece that was taken before, perhaps.
    package mutating func write(_ bytes: Span<UInt8>) throws(StoreError) {
        size += bytes.count
        var taken = 0
        while taken < bytes.count {
            let count = min(bytes.count - taken, Self.capacity - waiting)
            unsafe bytes.withUnsafeBytes { source in
                guard let start = source.baseAddress else { return }
                unsafe (piece + waiting).copyMemory(from: start + taken, byteCount: count)
            }
            waiting += count
            taken += count
            if waiting == Self.capacity { try passOn() }
        }
    }

    /// Gives a full piece to the thread, and goes on with an empty one.
    private mutating func passOn() throws(StoreError) {
        let thread = thread ?? PieceThread(sink)
        self.thread = thread
        let empty = unsafe try thread.exchange(piece)
        unsafe piece = empty ?? Self.room()
        waiting = 0
    }

    /// Writes what waits, syncs and closes.
    ///
    /// - Returns: The digest and size of the file.
    /// - Throws: ``StoreError/unwritable(path:error:)``.
    package consuming func finish() throws(StoreError) -> (digest: Digest, size: Int) {
        if let thread { try thread.finish() }
        try unsafe sink.take(UnsafeRawBufferPointer(start: piece, count: waiting), isLast: true)
        return (try sink.finish(), size)
    }
}

/// Hashes, compares and writes the pieces of one file; for one thread at a time.
@safe
final class PieceSink {
    private let path: String
    /// -1 where the bytes are hashed only.
    private let descriptor: Int32
    /// Nil where nobody asks for a digest.
    private let hasher: SHA256?
    private let comparison: FileComparison?
    private var mode = DirectMode()

    /// A sink that writes to an open file, and closes it.
    ///
    /// - Parameters:
    ///   - path: The file's name for messages.
    ///   - descriptor: The file; nobody else reads or writes by it.
    ///   - isHashed: Whether somebody asks for the digest.
    init(path: String, writing descriptor: Int32, isHashed: Bool = true) {
        self.path = path
        self.descriptor = descriptor
        hasher = isHashed ? SHA256() : nil
        comparison = nil
    }

    /// A sink that writes nothing.
    init(comparedWith comparison: FileComparison?) {
        self.comparison = comparison
        hasher = SHA256()
        path = ""
        descriptor = -1
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Takes the next piece; all but the last are full ones.
    ///
    /// - Throws: ``StoreError/unwritable(path:error:)``.
    func take(_ bytes: UnsafeRawBufferPointer, isLast: Bool) throws(StoreError) {
        unsafe hasher?.update(bytes)
        unsafe comparison?.take(bytes.bindMemory(to: UInt8.self).span)
        if isLast { comparison?.finish() }
        guard descriptor >= 0, let start = bytes.baseAddress else { return }
        // The rest of a file is no whole block, which a direct write would need.
        mode.set(!isLast, on: descriptor)
        var written = 0
        while written < bytes.count {
            let count = unsafe Glibc.write(descriptor, start + written, bytes.count - written)
            if count < 0 {
                if errno == EINTR { continue }
                guard errno == EINVAL, mode.isOn else {
                    throw .unwritable(path: path, error: errno)
                }
            }
            written += max(count, 0)
            // After a short write, or on a file system that knows none, no block is whole.
            if written < bytes.count, mode.isOn { mode.giveUp(on: descriptor) }
        }
    }

    /// Syncs the file.
    ///
    /// - Returns: The digest of all pieces.
    /// - Throws: ``StoreError/unwritable(path:error:)``.
    func finish() throws(StoreError) -> Digest {
        guard descriptor < 0 || fsync(descriptor) == 0 else {
            throw .unwritable(path: path, error: errno)
        }
        guard let hasher else { preconditionFailure("somebody asked for the digest") }
        return hasher.finish()
    }
}
