// A file of a batch's folder, read in pieces for whoever verifies it.

import Disbursement

/// The bytes of a file on the disk, in order; closed with the last reference.
package final class DiskSource: ByteSource {
    private let file: DirectReader
    /// What of the piece that was read last was not given yet.
    private var waiting = 0..<0
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
        self.wasRead = wasRead
        file = try DirectReader(path)
    }

    /// Reads until the room is full or the file ends.
    package func read(into room: inout [UInt8]) throws -> Int {
        var place = 0
        while place < room.count {
            if waiting.isEmpty { waiting = 0..<(try file.next()) }
            guard !waiting.isEmpty else { break }
            let count = min(waiting.count, room.count - place)
            let (start, end) = (place, waiting.lowerBound + count)
            unsafe room.withUnsafeMutableBytes { room in
                unsafe UnsafeMutableRawBufferPointer(rebasing: room[start...])
                    .copyMemory(
                        from: UnsafeRawBufferPointer(
                            rebasing: file.bytes[waiting.lowerBound..<end]
                        )
                    )
            }
            waiting = end..<waiting.upperBound
            place += count
        }
        wasRead?(place)
        return place
    }
}
