// Room for one step: some of it in memory, the rest in a file without a name, enciphered with a key
// that nobody keeps.
//
// Invariants:
// (1) The file ends with the process, however that ends: it has no name that could be left behind.
// (2) Nothing of a person lies readable on the disk.

import Enrolment
import Glibc
import Signing

/// Scratch in a file, made when it is first wanted.
package final class ScratchFile: Scratch {
    private let folder: String
    private let key: () -> SecretKey?
    private var file: Int32 = -1
    private var cipher: ScratchCipher?
    private var end = 0
    private var piece: [UInt8] = []
    private static let pieceSize = 65_536
    /// What is kept in memory, and how much of that there may be: what comes later goes to the file.
    private var held: [(place: Int, bytes: [UInt8])] = []
    private let mostHeld: Int
    /// Where what is in memory ends and the file begins.
    private var heldEnd = 0

    /// Linux's `__O_TMPFILE` (with `O_DIRECTORY`): the header has it as an expression.
    private static let unnamed: Int32 = 0o20_000_000 | O_DIRECTORY

    /// Scratch in a folder, or where that takes no file, among the system's temporary files.
    ///
    /// - Parameters:
    ///   - folder: The books.
    ///   - mostHeld: How many bytes may be kept in memory.
    ///   - random: Gives that many random bytes.
    package init(
        folder: String,
        mostHeld: Int = 96 << 20,
        random: @escaping (Int) -> [UInt8]
    ) {
        self.folder = folder
        self.mostHeld = mostHeld
        key = { SecretKey(bytes: random(SecretKey.byteCount)) }
    }

    deinit { if file >= 0 { close(file) } }

    private func open() throws(StoreError) -> ScratchCipher {
        if let cipher { return cipher }
        for place in [folder, "/var/tmp", "/tmp"] where file < 0 {
            file = unsafe Glibc.open(place, Self.unnamed | O_RDWR | O_CLOEXEC, 0o600)
        }
        guard file >= 0 else { throw .unwritable(path: folder, error: errno) }
        guard let key = key() else { preconditionFailure("a key has 32 bytes") }
        let made = ScratchCipher(key: key)
        cipher = made
        return made
    }

    /// Keeps bytes.
    ///
    /// - Throws: ``StoreError/unwritable(path:error:)``.
    package func append(_ bytes: RawSpan) throws -> Int {
        if end + bytes.byteCount <= mostHeld {
            held.append((end, unsafe bytes.withUnsafeBytes { unsafe Array($0) }))
            end += bytes.byteCount
            heldEnd = end
            return end - bytes.byteCount
        }
        let cipher = try open()
        let place = end
        var offset = 0
        while offset < bytes.byteCount {
            let next = min(offset + Self.pieceSize, bytes.byteCount)
            piece.removeAll(keepingCapacity: true)
            unsafe bytes.extracting(offset..<next).withUnsafeBytes { source in
                unsafe piece.append(contentsOf: source)
            }
            cipher.apply(&piece, at: place + offset)
            try DurableFiles.writeAll(piece, to: file, path: folder)
            offset = next
        }
        end = place + bytes.byteCount
        return place
    }

    /// The bytes at a place.
    ///
    /// - Throws: ``StoreError/file(path:error:)``.
    package func read(at place: Int, count: Int) throws -> [UInt8] {
        precondition(place >= 0 && count >= 0 && place + count <= end, "bytes that were kept")
        let inMemory = max(0, min(count, heldEnd - place))
        guard inMemory < count else { return heldBytes(at: place, count: count) }
        guard inMemory == 0 else {
            return heldBytes(at: place, count: inMemory)
                + (try read(at: place + inMemory, count: count - inMemory))
        }
        let cipher = try open()
        var offset = 0
        var failure: Int32 = 0
        var bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while offset < count {
                let read = unsafe pread(
                    file,
                    buffer.baseAddress?.advanced(by: offset),
                    count - offset,
                    off_t(place - heldEnd + offset)
                )
                if read < 0, errno == EINTR { continue }
                guard read > 0 else {
                    failure = read == 0 ? EIO : errno
                    break
                }
                offset += read
            }
            filled = offset
        }
        guard failure == 0 else { throw StoreError.file(path: folder, error: failure) }
        cipher.apply(&bytes, at: place)
        return bytes
    }

    /// Bytes that are in memory.
    private func heldBytes(at place: Int, count: Int) -> [UInt8] {
        // The last piece that begins at the place or before it.
        var low = 0
        var high = held.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if held[middle].place <= place { low = middle } else { high = middle - 1 }
        }
        guard count > 0 else { return [] }
        let first = held[low]
        if place == first.place, count == first.bytes.count { return first.bytes }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            let piece = held[low]
            let start = place + bytes.count - piece.place
            let end = min(piece.bytes.count, start + count - bytes.count)
            bytes.append(contentsOf: piece.bytes[start..<end])
            low += 1
        }
        return bytes
    }
}
