// The rows of a file, kept one after the other until the file was read to its end.
//
// Invariants:
// (1) A record lies whole in one chunk; chunks but the last are in scratch.
// (2) Memory is one chunk, and one window for each reader.

/// Rows that are kept.
struct RowSpool {
    /// A chunk in scratch.
    private struct Chunk {
        let start: Int
        let count: Int
        let place: Int
    }

    private static let chunkLength = 1 << 20
    private let scratch: any Scratch
    private var chunks: [Chunk] = []
    private var tail: [UInt8] = []
    private var tailStart = 0

    init(_ scratch: any Scratch) { self.scratch = scratch }

    /// Where the next record comes.
    var end: Int { tailStart + tail.count }

    /// Keeps records.
    ///
    /// - Parameter records: Whole records, one after the other.
    /// - Throws: What the scratch throws.
    mutating func append(_ records: [UInt8]) throws {
        if tail.count > Self.chunkLength {
            let place = try unsafe scratch.append(tail.span.bytes)
            chunks.append(Chunk(start: tailStart, count: tail.count, place: place))
            tailStart += tail.count
            tail.removeAll(keepingCapacity: true)
        }
        tail.append(contentsOf: records)
    }

    /// The record of a place.
    ///
    /// - Parameters:
    ///   - place: Where it was kept.
    ///   - window: What was read last, used again where the record is in it.
    ///   - isWhole: Whether the whole chunk is wanted, for all rows are read in order.
    /// - Returns: The record.
    /// - Throws: What the scratch throws.
    func record(
        at place: Int,
        _ window: inout Window,
        isWhole: Bool
    ) throws -> RowRecord {
        if !window.contains(place) { try load(&window, place, isWhole) }
        return RowRecord(window.bytes, at: place - window.start)
    }

    /// What a reader has in memory.
    struct Window {
        fileprivate(set) var bytes: [UInt8] = []
        fileprivate(set) var start = 0
        /// Records that begin before this place are whole in the window.
        fileprivate(set) var end = 0

        /// Whether the record of a place is in it.
        func contains(_ place: Int) -> Bool { place >= start && place < end }
    }

    /// No record is longer: the limits of all columns together, and what NFC can add.
    private static let longestRecord = 16_384

    private func load(_ window: inout Window, _ place: Int, _ isWhole: Bool) throws {
        precondition(place >= 0 && place < end, "a record that was kept")
        if place >= tailStart {
            window = Window(bytes: tail, start: tailStart, end: end)
            return
        }
        var low = 0
        var high = chunks.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if chunks[middle].start <= place { low = middle } else { high = middle - 1 }
        }
        let chunk = chunks[low]
        let start = isWhole ? chunk.start : place
        let left = chunk.start + chunk.count - start
        let count = isWhole ? left : min(left, 2 * Self.longestRecord)
        window = Window(
            bytes: try scratch.read(at: chunk.place + start - chunk.start, count: count),
            start: start,
            end: start + (count == left ? count : count - Self.longestRecord)
        )
    }
}
