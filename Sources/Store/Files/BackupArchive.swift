// A backup in one file: a tar archive (POSIX.1-1988 ustar) that `tar` unpacks where we are not there.
//
// Invariants:
// (1) Names stand in the order of their bytes, each once, a folder before what lies in it; owner, group
//     and time are 0, so the same books give the same bytes.
// (2) The last file is MANIFEST, in the form of `sha256sum`, over all files before it.
// (3) A reader takes exactly what the writer writes, byte for byte: anything else is damage. No name
//     leads out of the folder, and none is a link.
// (4) Memory does not grow with the archive: files go through in pieces.

import Glibc
import Intake
package import Signing

/// One header of an archive.
struct ArchiveHeader: Equatable {
    /// The bytes of a header, and what everything in an archive is a multiple of.
    static let blockSize = 512

    /// The path, relative, of letters, digits and `._-/`; a folder's without a slash at its end.
    let path: String
    /// The bytes that follow; 0 for a folder.
    let size: Int
    /// Whether it is a folder.
    let isFolder: Bool

    /// The zeros after the bytes, up to the next whole block.
    var padding: Int { (Self.blockSize - size % Self.blockSize) % Self.blockSize }

    /// The header of a path.
    ///
    /// - Returns: nil for a path that a manifest could not name, or one that is too long for ustar.
    init?(path: String, size: Int, isFolder: Bool) {
        precondition(size >= 0 && (!isFolder || size == 0), "a folder has no bytes")
        // Two bytes are kept for the slash of a folder and the end of the name.
        guard Manifest.isPath(path), path.utf8.count < 99 else { return nil }
        self.path = path
        self.size = size
        self.isFolder = isFolder
    }

    /// Reads a header.
    ///
    /// - Returns: nil for anything that ``block`` does not give.
    init?(block: [UInt8]) {
        guard block.count == Self.blockSize,
            let size = Self.size(of: block[124..<136]),
            let text = String(validating: block[0..<100].prefix { $0 != 0 }, as: UTF8.self)
        else { return nil }
        let isFolder = block[156] == UInt8(ascii: "5")
        guard !isFolder || (size == 0 && text.hasSuffix("/")) else { return nil }
        let path = isFolder ? String(text.dropLast()) : text
        guard let header = ArchiveHeader(path: path, size: size, isFolder: isFolder),
            header.block == block
        else { return nil }
        self = header
    }

    /// The 512 bytes.
    var block: [UInt8] {
        var block = [UInt8](repeating: 0, count: Self.blockSize)
        func put(_ text: String, at place: Int) {
            block.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
        }
        put(isFolder ? path + "/" : path, at: 0)
        put(isFolder ? "0000700" : "0000600", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        if let octal = Self.octal(size, digits: 11) {
            put(octal, at: 124)
        } else {
            // Eight gigabytes and more: a binary number with the top bit set, as GNU tar writes it.
            block[124] = 0x80
            for index in 0..<8 {
                block[128 + index] = UInt8(truncatingIfNeeded: size >> (56 - 8 * index))
            }
        }
        put("00000000000", at: 136)
        block[156] = UInt8(ascii: isFolder ? "5" : "0")
        put("ustar", at: 257)
        put("00", at: 263)
        // The sum is taken with eight blanks in its own place.
        for index in 148..<156 { block[index] = UInt8(ascii: " ") }
        let sum = block.reduce(0) { $0 + Int($1) }
        put("\(Self.octal(sum, digits: 6) ?? "")\0 ", at: 148)
        return block
    }

    /// A number in octal digits; nil where it needs more.
    private static func octal(_ number: Int, digits: Int) -> String? {
        let text = String(number, radix: 8)
        return text.utf8.count > digits
            ? nil : String(repeating: "0", count: digits - text.utf8.count) + text
    }

    /// The size that a field says; nil where it says none.
    private static func size(of field: ArraySlice<UInt8>) -> Int? {
        if field.first == 0x80 {
            let bytes = field.dropFirst(4)
            guard field.dropFirst().prefix(3).allSatisfy({ $0 == 0 }) else { return nil }
            return Int(exactly: bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        }
        let digits = field.prefix(11)
        guard digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
    }
}

/// Writes an archive, from its first byte to its last.
package struct ArchiveWriter: ~Copyable {
    private let path: String
    private var file: NewFile
    private var entries: [Manifest.Entry] = []

    /// Creates the archive, which must not be there.
    ///
    /// - Throws: ``StoreError/unwritable(path:error:)``.
    package init(path: String) throws(StoreError) {
        self.path = path
        file = try NewFile(path: path)
    }

    /// Adds a folder.
    ///
    /// - Throws: ``StoreError/unwritable(path:error:)``.
    package mutating func addFolder(_ name: String) throws(StoreError) {
        try write(header(name, size: 0, isFolder: true).block)
    }

    /// Adds a file that nobody changes meanwhile.
    ///
    /// - Parameters:
    ///   - name: Its path in the archive.
    ///   - source: Where it lies; a plain file.
    /// - Throws: ``StoreError``; `file` with EIO where it has not the size that it had.
    package mutating func addFile(_ name: String, from source: String) throws {
        let size = DurableFiles.size(source)
        let header = try header(name, size: size, isFolder: false)
        try write(header.block)
        let hasher = SHA256()
        var taken = 0
        try DurableFiles.forEachPiece(of: source, atMost: size, followsLinks: false) { piece in
            taken += piece.count
            guard taken <= size else { throw StoreError.file(path: source, error: EIO) }
            hasher.update(piece)
            try file.write(piece)
        }
        guard taken == size else { throw StoreError.file(path: source, error: EIO) }
        try write([UInt8](repeating: 0, count: header.padding))
        entries.append(Manifest.Entry(path: name, digest: hasher.finish()))
    }

    /// Adds the manifest and ends the archive, synced.
    ///
    /// - Returns: The digest of the archive, its size, and how many files it holds.
    /// - Throws: ``StoreError/unwritable(path:error:)``.
    package consuming func finish() throws -> (digest: Digest, size: Int, count: Int) {
        let count = entries.count
        let text = Array(try Manifest(entries).text.utf8)
        let header = try header(Archive.manifest, size: text.count, isFolder: false)
        try write(header.block)
        try write(text)
        try write([UInt8](repeating: 0, count: header.padding + Archive.endSize))
        let (digest, size) = try file.finish()
        return (digest, size, count)
    }

    private func header(
        _ name: String,
        size: Int,
        isFolder: Bool
    ) throws(StoreError) -> ArchiveHeader {
        guard let header = ArchiveHeader(path: name, size: size, isFolder: isFolder) else {
            throw .strayName(name)
        }
        return header
    }

    private mutating func write(_ bytes: [UInt8]) throws(StoreError) { try file.write(bytes.span) }
}

/// What writer and reader of an archive share, and unpacking.
package enum Archive {
    /// The name of the last file.
    static let manifest = "MANIFEST"
    /// The zeros at the end of an archive.
    static let endSize = 2 * ArchiveHeader.blockSize

    /// Unpacks an archive into a new folder; every byte is held against the manifest.
    ///
    /// Files are synced, their folders are not: what is unpacked is looked at first, and named after.
    ///
    /// - Parameters:
    ///   - path: The archive.
    ///   - folder: A folder that is there, and empty.
    ///   - accepts: Whether a name belongs into it.
    /// - Returns: How many files came out.
    /// - Throws: ``StoreError``; `damaged` where it is no archive of ours, cut off, or not what was
    ///   written.
    package static func unpack(
        _ path: String,
        into folder: String,
        accepts: (String) -> Bool
    ) throws -> Int {
        let source = ArchiveSource(stream: try FileStream(path), path: path)
        var entries: [Manifest.Entry] = []
        var last: String?
        var folders: Set<String> = ["."]
        while true {
            guard let header = ArchiveHeader(block: try source.take(ArchiveHeader.blockSize)) else {
                throw source.damage
            }
            if !header.isFolder && header.path == manifest {
                try source.check(entries, size: header.size, padding: header.padding)
                return entries.count
            }
            guard last.map({ $0.utf8.lexicographicallyPrecedes(header.path.utf8) }) ?? true else {
                throw source.damage
            }
            last = header.path
            // A file lies in a folder that came before it.
            guard accepts(header.path), folders.contains(DurableFiles.parent(of: header.path))
            else { throw source.damage }
            let target = "\(folder)/\(header.path)"
            if header.isFolder {
                folders.insert(header.path)
                try DurableFiles.makeFolder(target)
                continue
            }
            var file = try NewFile(path: target)
            var left = header.size
            while left > 0 {
                let piece = try source.take(atMost: min(left, 1 << 20))
                try file.write(piece.span)
                left -= piece.count
            }
            entries.append(Manifest.Entry(path: header.path, digest: try file.finish().digest))
            try source.skipZeros(header.padding)
        }
    }
}

/// The bytes of an archive on their way in.
private final class ArchiveSource {
    private let stream: FileStream
    private let path: String
    private var held: ArraySlice<UInt8> = []

    init(stream: FileStream, path: String) {
        self.stream = stream
        self.path = path
    }

    /// What is said of an archive that is not what was written.
    var damage: StoreError { .backup(path) }

    /// The next bytes, at least one and no more than so many.
    func take(atMost count: Int) throws(StoreError) -> [UInt8] {
        if held.isEmpty {
            switch stream.next() {
            case .bytes(let bytes): held = bytes[...]
            case .end: throw damage
            case .failed: throw stream.failure ?? damage
            }
        }
        let piece = held.prefix(count)
        held = held.dropFirst(count)
        return Array(piece)
    }

    /// The next bytes, exactly so many.
    func take(_ count: Int) throws(StoreError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count { bytes += try take(atMost: count - bytes.count) }
        return bytes
    }

    /// Passes over bytes that must be 0.
    func skipZeros(_ count: Int) throws(StoreError) {
        guard try take(count).allSatisfy({ $0 == 0 }) else { throw damage }
    }

    /// Holds the manifest against what came out, and the end of the archive.
    func check(_ entries: [Manifest.Entry], size: Int, padding: Int) throws {
        // A line is a digest, two blanks, a path and a line feed.
        guard let manifest = try? Manifest(entries), size == manifest.text.utf8.count,
            try take(size) == Array(manifest.text.utf8)
        else { throw damage }
        try skipZeros(padding + Archive.endSize)
        guard held.isEmpty, case .end = stream.next() else { throw damage }
    }
}
