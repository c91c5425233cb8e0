// Where the bytes of a bank file go.
//
// Invariants:
// (1) A writer of this module never opens a file: it is given a sink.
// (2) A sink sees the bytes of one file once, in order, in pieces of any size.

/// Takes the bytes of one file, in order.
package protocol ByteSink: ~Copyable {
    /// Takes the next bytes.
    ///
    /// - Parameter bytes: Valid during the call only.
    /// - Throws: What the sink's medium throws; the file is then incomplete and must not be used.
    mutating func write(_ bytes: Span<UInt8>) throws
}

/// A sink that keeps everything in memory: for tests and small files.
package struct MemorySink: ByteSink, Sendable {
    /// All bytes so far.
    package private(set) var bytes: [UInt8] = []

    /// An empty sink.
    package init() {}

    /// Appends the bytes.
    package mutating func write(_ bytes: Span<UInt8>) {
        self.bytes.reserveCapacity(self.bytes.count + bytes.count)
        unsafe bytes.withUnsafeBufferPointer { unsafe self.bytes.append(contentsOf: $0) }
    }
}
