// A file on the disk held against bytes that come one after the other, as they would be written again.
//
// Invariant: the file is the same where each byte was, and no byte was left over on either side.

import Glibc

/// Compares a file with what comes.
@safe
package final class FileComparison {
    /// -1 where there is no such file.
    private let file: Int32
    private let buffer: UnsafeMutableRawPointer
    private var isSameSoFar: Bool

    private static let capacity = 262_144

    /// The regular file at a path; where there is none, nothing is the same.
    package init(_ path: String) {
        file = (try? DurableFiles.openToRead(path).file) ?? -1
        isSameSoFar = file >= 0
        unsafe buffer = .allocate(byteCount: Self.capacity, alignment: 16)
    }

    deinit {
        if file >= 0 { close(file) }
        unsafe buffer.deallocate()
    }

    /// Takes the next bytes.
    package func take(_ bytes: Span<UInt8>) {
        var taken = 0
        while isSameSoFar, taken < bytes.count {
            let wanted = min(bytes.count - taken, Self.capacity)
            let count = read(wanted)
            guard count > 0 else {
                isSameSoFar = false
                return
            }
            let piece = bytes.extracting(taken..<taken + count)
            isSameSoFar = unsafe piece.withUnsafeBytes { piece in
                guard let start = piece.baseAddress else { return false }
                return unsafe memcmp(start, buffer, count) == 0
            }
            taken += count
        }
    }

    /// Whether the file is what came, after the last byte.
    package func isSame() -> Bool { isSameSoFar && read(1) == 0 }

    private func read(_ wanted: Int) -> Int {
        while true {
            let count = unsafe Glibc.read(file, buffer, wanted)
            if count >= 0 || errno != EINTR { return count }
        }
    }
}
