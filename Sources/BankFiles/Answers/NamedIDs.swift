// Which payments a file has named already, in memory that does not grow with the file.
//
// Invariants:
// (1) An id of ours is a bit of its batch, and is never taken for another.
// (2) Of ids of others digests are kept; that two digests are equal proves nothing, so no more than a
//     warning may rest on it.
// (3) What would cost more than its room is not watched, and is told to be so.

/// Whether an id was named before.
enum NamedBefore: Sendable {
    /// It is new, and known from now on.
    case new
    /// It was named before.
    case again
    /// Nobody knows: there is no room to watch it.
    case unwatched
}

/// Transfers of ours that were named: a bitmap of at most 16 MB for each of a few batches.
struct NamedTransfers: Sendable {
    private struct Batch: Sendable {
        let code: BatchCode
        var bits: [UInt64] = []

        /// Whether a number was not named before.
        mutating func insert(_ number: Int) -> Bool {
            let word = number >> 6
            if word >= bits.count {
                bits += Array(repeating: 0, count: max(word + 1, 2 * bits.count) - bits.count)
            }
            let bit = UInt64(1) << UInt64(number & 63)
            defer { bits[word] |= bit }
            return bits[word] & bit == 0
        }
    }

    private static let batches = 8
    private static let largestNumber = 134_217_727

    private var named: [Batch] = []

    /// Notes a transfer.
    ///
    /// - Returns: Whether it was noted before.
    mutating func insert(_ id: TransferID) -> NamedBefore {
        guard id.number <= Self.largestNumber else { return .unwatched }
        if let index = named.firstIndex(where: { $0.code.contains(id) }) {
            return named[index].insert(id.number) ? .new : .again
        }
        guard named.count < Self.batches else { return .unwatched }
        named.append(Batch(code: id.batch))
        return named[named.count - 1].insert(id.number) ? .new : .again
    }
}

/// Ids of anybody that were named, by their digests: at most 16 MB.
struct NamedIDs: Sendable {
    /// How many ids are watched.
    static let room = 524_288

    private var digests: Set<UInt128> = []

    /// Notes an id.
    ///
    /// - Returns: Whether it was noted before.
    mutating func insert(_ id: Span<UInt8>) -> NamedBefore {
        // FNV-1a of 128 bits.
        var digest: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
        for index in id.indices {
            digest = (digest ^ UInt128(id[index])) &* 0x0000_0000_0100_0000_0000_0000_0000_013B
        }
        if digests.count >= Self.room {
            return digests.contains(digest) ? .again : .unwatched
        }
        return digests.insert(digest).inserted ? .new : .again
    }
}
