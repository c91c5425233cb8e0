// Room outside memory for one step: a file without a name, enciphered with a key that nobody keeps.
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

    /// Linux's `__O_TMPFILE` (with `O_DIRECTORY`): the header has it as an expression.
    private static let unnamed: Int32 = 0o20_000_000 | O_DIRECTORY

    /// Scratch in a folder, or where that takes no file, among the system's temporary files.
    ///
    /// - Parameters:
    ///   - folder: The books.
    ///   - random: Gives that many random bytes.
    package init(folder: String, random: @escaping (Int) -> [UInt8]) {
        self.folder = folder
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
        let cipher = try open()
        var offset = 0
        var failure: Int32 = 0
        var bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while offset < count {
                let read = unsafe pread(
                    file,
                    buffer.baseAddress?.advanced(by: offset),
                    count - offset,
                    off_t(place + offset)
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
}
