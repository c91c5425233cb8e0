// One pass over one file: its bytes are hashed where they are read, and looked at once.
//
// Invariants:
// (1) What the caller sees are the bytes that were hashed.
// (2) A file that cannot be read to its end has no digest.

import Intake
package import Signing

/// What one pass over a file tells.
package struct FileTraits: Hashable, Sendable {
    /// Bytes.
    package let size: Int
    /// SHA-256.
    package let digest: Digest
}

/// Reads one file in pieces and hashes them.
struct FileScan: ~Copyable {
    /// The bytes of a piece: it is hashed and looked at while it lies in the cache.
    private static let pieceSize = 262_144
    /// The bytes of the first piece: most files are no longer.
    private static let firstPieceSize = 16_384

    private let source: any ByteSource
    private let hasher: SHA256?
    private var room: [UInt8]
    private var size = 0
    /// The bytes of the last piece that nobody took.
    private var rest = 0..<0

    /// A pass over a file.
    ///
    /// - Parameters:
    ///   - folder: The folder.
    ///   - path: The file in it.
    ///   - hashes: Whether the bytes are hashed: not where another pass does it.
    /// - Throws: What opening throws.
    init(_ folder: FolderContent, _ path: String, hashes: Bool = true) throws {
        hasher = hashes ? SHA256() : nil
        source = try folder.open(path)
        room = [UInt8](repeating: 0, count: Self.firstPieceSize)
    }

    /// Reads the next piece.
    ///
    /// - Returns: Whether there was one.
    private mutating func fill() throws -> Bool {
        if rest.upperBound == room.count, room.count < Self.pieceSize {
            room = [UInt8](repeating: 0, count: Self.pieceSize)
        }
        let count = try source.read(into: &room)
        precondition(count <= room.count, "a source fills the room that it is given")
        rest = 0..<count
        size += count
        hasher?.update(room.span.extracting(first: count))
        return count > 0
    }

    /// Gives all pieces to the end.
    ///
    /// - Throws: What the source throws.
    mutating func forEachPiece(_ body: (Span<UInt8>) -> Void) throws {
        while try !rest.isEmpty || fill() {
            body(room.span.extracting(rest))
            rest = rest.upperBound..<rest.upperBound
        }
    }

    /// Whether the next bytes of the file are these; they are taken.
    ///
    /// - Throws: What the source throws.
    mutating func takes(_ bytes: Span<UInt8>) throws -> Bool {
        var place = 0
        while place < bytes.count {
            guard try !rest.isEmpty || fill() else { return false }
            let count = min(rest.count, bytes.count - place)
            let part = rest.lowerBound..<rest.lowerBound + count
            let isSame = room.span.extracting(part).isEqual(
                to: bytes.extracting(place..<place + count)
            )
            guard isSame else { return false }
            rest = part.upperBound..<rest.upperBound
            place += count
        }
        return true
    }

    /// Reads what is left, and ends the pass.
    ///
    /// - Returns: The size and digest of the file, and whether nothing was left.
    /// - Throws: What the source throws.
    mutating func finish() throws -> (traits: FileTraits, wasAtEnd: Bool) {
        guard let hasher else { preconditionFailure("a pass that ends was hashed") }
        var wasAtEnd = rest.isEmpty
        while try fill() { wasAtEnd = false }
        return (FileTraits(size: size, digest: hasher.finish()), wasAtEnd)
    }

    /// The size and digest of a file; nil where it cannot be read.
    static func traits(_ folder: FolderContent, _ path: String) -> FileTraits? {
        guard var scan = try? FileScan(folder, path) else { return nil }
        return try? scan.finish().traits
    }
}
