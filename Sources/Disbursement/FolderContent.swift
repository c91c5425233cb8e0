// The files of a folder as the caller gives them: core modules open none.
//
// Invariants:
// (1) A file is read in pieces of bounded size; whole only where it is a page of some kilobytes.
// (2) Nothing here is shared between threads but the list of paths and the two closures.

/// Gives the bytes of one file, in order.
package protocol ByteSource: AnyObject {
    /// Reads the next bytes of the file to the front of the room, whose size stays.
    ///
    /// - Returns: How many; 0 only at the end of the file.
    /// - Throws: What the medium throws.
    func read(into room: inout [UInt8]) throws -> Int
}

/// A file that lies in memory.
package final class MemorySource: ByteSource {
    private let bytes: [UInt8]
    private let pieceSize: Int
    private var place = 0

    /// A file of these bytes, given in pieces of at most this size.
    package init(_ bytes: [UInt8], pieceSize: Int = .max) {
        precondition(pieceSize > 0, "a piece has a byte")
        self.bytes = bytes
        self.pieceSize = pieceSize
    }

    /// Gives the next bytes.
    package func read(into room: inout [UInt8]) -> Int {
        let size = min(room.count, bytes.count - place, pieceSize)
        room.replaceSubrange(..<size, with: bytes[place..<place + size])
        place += size
        return size
    }
}

/// The files of a folder, as the caller reads them.
package struct FolderContent: Sendable {
    /// Relative paths, sorted by bytes.
    package let paths: [String]
    /// Opens one of them.
    package let open: @Sendable (String) throws -> any ByteSource

    /// The longest page that is read whole: `batch.toml`, `MANIFEST`, a signature.
    static let longestPage = 64 << 20

    /// A folder.
    package init(paths: [String], open: @escaping @Sendable (String) throws -> any ByteSource) {
        self.paths = paths
        self.open = open
    }

    /// A folder whose files are read whole: for tests and small things.
    package init(paths: [String], read: @escaping @Sendable (String) throws -> [UInt8]) {
        self.init(paths: paths, open: { MemorySource(try read($0)) })
    }

    /// The bytes of a page.
    ///
    /// - Throws: What the medium throws, or ``PageTooLong``.
    package func read(_ path: String) throws -> [UInt8] {
        let source = try open(path)
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = try source.read(into: &room)
            guard count > 0 else { return bytes }
            guard bytes.count + count <= Self.longestPage else { throw PageTooLong() }
            bytes.append(contentsOf: room[..<count])
            if count == room.count, room.count < 1 << 20 {
                room = [UInt8](repeating: 0, count: room.count * 4)
            }
        }
    }

    /// The folder without the paths that do not pass.
    package func filtered(_ passes: (String) -> Bool) -> FolderContent {
        FolderContent(paths: paths.filter(passes), open: open)
    }
}

/// A page is longer than any page is.
package struct PageTooLong: Error {}
