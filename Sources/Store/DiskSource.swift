// A file of a batch's folder, read in pieces for whoever verifies it.

import Disbursement
import Glibc

/// The bytes of a file on the disk, in order; closed with the last reference.
package final class DiskSource: ByteSource {
    private let path: String
    private let file: Int32
    private let wasRead: (@Sendable (Int) -> Void)?

    /// Opens a regular file; a symbolic link is none.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - wasRead: Told how many bytes were read, piece by piece.
    /// - Throws: `StoreError.file`.
    package init(
        _ path: String,
        wasRead: (@Sendable (Int) -> Void)? = nil
    ) throws(StoreError) {
        self.path = path
        self.wasRead = wasRead
        file = try DurableFiles.openToRead(path, followsLinks: false).file
    }

    deinit { close(file) }

    /// Reads until the room is full or the file ends.
    package func read(into room: inout [UInt8]) throws -> Int {
        let size = room.count
        var place = 0
        while place < size {
            let count = unsafe room.withUnsafeMutableBytes { room in
                unsafe Glibc.read(file, room.baseAddress?.advanced(by: place), size - place)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw StoreError.file(path: path, error: errno) }
            if count == 0 { break }
            place += count
        }
        wasRead?(place)
        return place
    }
}
