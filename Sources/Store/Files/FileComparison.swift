// A file on the disk held against bytes that come one after the other, as they would be written again.
//
// Invariants:
// (1) The file is the same where each byte was, and no byte was left over on either side.
// (2) After the last byte the file is closed and its room given back: a batch has many.

import Glibc

/// Compares a file with what comes.
package final class FileComparison {
    /// Nil where there is no such file.
    private var file: DirectReader?
    /// What of the piece that was read last was not compared yet.
    private var waiting = 0..<0
    private var isSameSoFar: Bool
    /// Whether the file is what came; not before ``finish()``.
    package private(set) var isSame = false

    /// The regular file at a path; where there is none, nothing is the same.
    package init(_ path: String) {
        file = try? DirectReader(path)
        isSameSoFar = file != nil
    }

    /// Takes the next bytes.
    package func take(_ bytes: Span<UInt8>) {
        var taken = 0
        while isSameSoFar, taken < bytes.count {
            guard !waiting.isEmpty || fill(), let file else {
                isSameSoFar = false
                return
            }
            let count = min(waiting.count, bytes.count - taken)
            let (piece, start) = (bytes.extracting(taken..<taken + count), waiting.lowerBound)
            isSameSoFar = unsafe piece.withUnsafeBytes { piece in
                guard let wanted = piece.baseAddress, let seen = unsafe file.bytes.baseAddress
                else { return false }
                return unsafe memcmp(wanted, seen + start, count) == 0
            }
            waiting = start + count..<waiting.upperBound
            taken += count
        }
    }

    /// Ends the comparison: no byte comes any more.
    package func finish() {
        let isAtEnd = waiting.isEmpty && !fill()
        isSame = isSameSoFar && isAtEnd
        file = nil
    }

    /// Reads the next piece; false at the end, or where the file cannot be read.
    private func fill() -> Bool {
        guard let count = try? file?.next() else {
            isSameSoFar = false
            return false
        }
        waiting = 0..<count
        return count > 0
    }
}
