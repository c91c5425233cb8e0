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
package final class OpenFile {
    private let path: String
    private let file: Int32

    /// Opens a plain file.
    package init(_ path: String) throws(StoreError) {
        self.path = path
        file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard file >= 0 else { throw .file(path: path, error: errno) }
    }

    deinit { close(file) }

    /// The bytes from a place on, at most `count`; fewer at the end of the file.
    package func bytes(at place: Int, count: Int) throws(StoreError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        let read = unsafe buffer.withUnsafeMutableBytes {
            unsafe pread(file, $0.baseAddress, count, off_t(place))
        }
        guard read >= 0 else { throw .file(path: path, error: errno) }
        buffer.removeSubrange(read...)
        return buffer
    }
}
