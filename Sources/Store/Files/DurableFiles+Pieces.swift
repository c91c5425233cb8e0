// Long files, a piece at a time.

import Glibc

extension DurableFiles {
    /// How much is read at once.
    package static let pieceSize = 1 << 20

    /// Reads a regular file piece by piece; a pipe or device is none.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limit: The most bytes.
    ///   - followsLinks: Whether the name may be a symbolic link; in books it may not.
    ///   - body: Takes each piece.
    /// - Throws: ``StoreError/file(path:error:)``, and what `body` throws.
    package static func forEachPiece(
        of path: String,
        atMost limit: Int,
        followsLinks: Bool = true,
        _ body: (Span<UInt8>) throws -> Void
    ) throws {
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW)
        let file = unsafe open(path, flags)
        guard file >= 0 else { throw StoreError.file(path: path, error: errno) }
        defer { close(file) }
        var info = stat()
        guard unsafe fstat(file, &info) == 0 else {
            throw StoreError.file(path: path, error: errno)
        }
        let kind = info.st_mode & S_IFMT
        guard kind != S_IFDIR else { throw StoreError.file(path: path, error: EISDIR) }
        guard kind == S_IFREG else { throw StoreError.file(path: path, error: ENOTSUP) }
        guard info.st_size <= limit else { throw StoreError.file(path: path, error: EFBIG) }
        var buffer = [UInt8](repeating: 0, count: pieceSize)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe Glibc.read(file, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw StoreError.file(path: path, error: errno) }
            guard count > 0 else { return }
            try body(buffer.span.extracting(0..<count))
        }
    }
}

/// A copy of an answer that is being written while the answer is read.
package final class KeptCopy {
    private let path: String
    private var file: Int32

    /// Begins a file whose name is not there yet.
    package init(_ path: String) throws(StoreError) {
        self.path = path
        file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .unwritable(path: path, error: errno) }
    }

    deinit { if file >= 0 { close(file) } }

    /// Writes the next bytes.
    package func write(_ bytes: Span<UInt8>) throws(StoreError) {
        var offset = 0
        while offset < bytes.count {
            let rest = bytes.extracting(offset..<bytes.count)
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(file, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .unwritable(path: path, error: errno) }
            offset += count
        }
    }

    /// Syncs and closes the file.
    package func finish() throws(StoreError) {
        guard fsync(file) == 0 else { throw .unwritable(path: path, error: errno) }
        close(file)
        file = -1
    }
}

/// A file of which single places are read.
///
/// Places near the last one cost no call. Not for two threads at a time.
package final class OpenFile {
    /// Enough for some fifty lines of a list, and little to read where places lie far apart.
    private static let window = 4_096

    private let path: String
    private let file: Int32
    /// What was read last, and where it begins.
    private var buffer: [UInt8] = []
    private var start = 0

    /// Opens a plain file.
    package init(_ path: String) throws(StoreError) {
        self.path = path
        file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard file >= 0 else { throw .file(path: path, error: errno) }
    }

    deinit { close(file) }

    /// Looks at the bytes from a place on.
    ///
    /// - Parameters:
    ///   - place: The first byte, from 0.
    ///   - count: How many there are to be; fewer at the end of the file.
    ///   - body: Gets them.
    /// - Returns: What it gives.
    /// - Throws: `StoreError` where the file cannot be read.
    package func withBytes<Value>(
        at place: Int,
        count: Int,
        _ body: (Span<UInt8>) -> Value
    ) throws(StoreError) -> Value {
        if place < start || place + count > start + buffer.count { try read(place, count) }
        let bytes = buffer
        let first = min(place - start, bytes.count)
        return body(bytes.span.extracting(first..<min(first + count, bytes.count)))
    }

    private func read(_ place: Int, _ count: Int) throws(StoreError) {
        let size = max(count, Self.window)
        buffer = [UInt8](repeating: 0, count: size)
        start = place
        let read = unsafe buffer.withUnsafeMutableBytes {
            unsafe pread(file, $0.baseAddress, size, off_t(place))
        }
        guard read >= 0 else {
            buffer = []
            throw .file(path: path, error: errno)
        }
        buffer.removeSubrange(read...)
    }
}
