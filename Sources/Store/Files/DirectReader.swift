// A file read from its beginning to its end past the page cache, where the file system knows how.
//
// What was written past the cache is not in it, and whoever proves a batch reads each byte once: the
// cache would take the bytes in, copy them and drop others for them.
//
// Invariants:
// (1) Pieces come in order, without a gap, until the file ends.
// (2) Where a place is no whole block, after a short read or on a file system that knows no direct
//     reads, the rest comes through the cache: the same bytes.

import Glibc

/// Reads one file, a piece at a time.
@safe
final class DirectReader {
    private let path: String
    private let file: Int32
    private let buffer: UnsafeMutableRawPointer
    private let capacity: Int
    private var mode = DirectMode()

    /// A short file is not worth the turn: it is mostly in the cache anyway.
    private static let shortFile = 65_536

    /// Opens a regular file; a symbolic link is none.
    ///
    /// - Throws: ``StoreError/file(path:error:)``.
    init(_ path: String) throws(StoreError) {
        let (file, size) = try DurableFiles.openToRead(path, followsLinks: false)
        self.path = path
        self.file = file
        let isShort = size < Self.shortFile
        capacity = isShort ? Self.shortFile : DurableFiles.pieceSize
        unsafe buffer = .allocate(byteCount: capacity, alignment: DirectMode.alignment)
        mode.set(!isShort, on: file)
    }

    deinit {
        close(file)
        unsafe buffer.deallocate()
    }

    /// Reads the next piece.
    ///
    /// - Returns: How many bytes of ``bytes`` are set; 0 at the end.
    /// - Throws: ``StoreError/file(path:error:)``.
    func next() throws(StoreError) -> Int {
        while true {
            let count = unsafe Glibc.read(file, buffer, capacity)
            guard count < 0 else { return count }
            let error = errno
            if error == EINTR { continue }
            guard error == EINVAL, mode.isOn else { throw .file(path: path, error: error) }
            mode.giveUp(on: file)
        }
    }

    /// The room of a piece.
    var bytes: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: buffer, count: capacity)
    }
}
