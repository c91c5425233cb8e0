// Room outside memory, for what a file's rows must be kept in until all of them were read.

/// Bytes that are written once and read again by their place; they end with the step.
///
/// What is written is of persons: whoever keeps it keeps it so that nobody else can read it.
package protocol Scratch: AnyObject {
    /// Keeps bytes.
    ///
    /// - Returns: The place of the first of them.
    /// - Throws: What the keeper throws where there is no more room.
    func append(_ bytes: RawSpan) throws -> Int
    /// The bytes at a place, all of them written before.
    ///
    /// - Throws: What the keeper throws where they cannot be read.
    func read(at place: Int, count: Int) throws -> [UInt8]
}

/// Scratch in memory: for files of which it is known that they are small.
package final class MemoryScratch: Scratch {
    private var bytes: [UInt8] = []

    /// Empty scratch.
    package init() {}

    /// Keeps bytes.
    package func append(_ bytes: RawSpan) -> Int {
        let place = self.bytes.count
        for index in bytes.byteOffsets {
            unsafe self.bytes.append(bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self))
        }
        return place
    }

    /// The bytes at a place.
    package func read(at place: Int, count: Int) -> [UInt8] {
        Array(bytes[place..<place + count])
    }
}
