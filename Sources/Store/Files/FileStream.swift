// A file read once from its beginning to its end, in pieces, and digested on the way.
//
// Invariant: the digest is that of exactly the bytes that were handed on.

import Glibc
package import Intake
package import Signing

/// A file on its way in.
package final class FileStream {
    private static let pieceSize = 262_144

    private let path: String
    private let file: Int32
    private let hasher = SHA256()
    private var isAtEnd = false
    /// Why the file could not be read to its end, once that happened.
    package private(set) var failure: StoreError?

    /// Opens a regular file.
    ///
    /// - Throws: ``StoreError/file(path:error:)``.
    package init(_ path: String) throws(StoreError) {
        self.path = path
        file = try DurableFiles.openToRead(path).file
    }

    deinit { close(file) }

    /// The first bytes, which come again; fewer where the file is shorter.
    package func peek(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let read = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe pread(file, buffer.baseAddress, count, 0)
        }
        return Array(bytes.prefix(max(0, read)))
    }

    /// The next bytes.
    package func next() -> Chunk {
        guard !isAtEnd else { return .end }
        while true {
            var count = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceSize) {
                buffer,
                filled in
                count = unsafe Glibc.read(file, buffer.baseAddress, Self.pieceSize)
                filled = max(0, count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                let failure = StoreError.file(path: path, error: errno)
                self.failure = failure
                isAtEnd = true
                return .failed(failure.phrase)
            }
            guard count > 0 else {
                isAtEnd = true
                return .end
            }
            hasher.update(bytes)
            return .bytes(bytes)
        }
    }

    /// All bytes that were not asked for yet.
    ///
    /// - Throws: ``StoreError/file(path:error:)``, also where there are more than so many.
    package func rest(atMost limit: Int) throws(StoreError) -> [UInt8] {
        var all: [UInt8] = []
        while case .bytes(let bytes) = next() {
            guard all.count + bytes.count <= limit else { throw .file(path: path, error: EFBIG) }
            all.append(contentsOf: bytes)
        }
        if let failure { throw failure }
        return all
    }

    /// Reads what nobody asked for.
    ///
    /// - Returns: The digest of the whole file.
    /// - Throws: ``StoreError/file(path:error:)`` where it could not be read to its end.
    package func finish() throws(StoreError) -> Digest {
        while case .bytes = next() {}
        if let failure { throw failure }
        return hasher.finish()
    }
}
