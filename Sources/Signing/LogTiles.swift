// The hashes of a log as tiles (C2SP tlog-tiles): what is published so that anybody can follow the log.
//
// A tile holds up to 256 hashes of one level; a full one never changes. The hashes of level 0 are those of the
// leaves, a hash of level L is the root over 256 hashes of level L - 1.
//
// Invariants:
// 1. The same leaves give the same tiles, in the same order, whatever pieces they came in.
// 2. A tile comes out once: full as soon as it is, partial ones when the end is told, lowest level first.

/// One tile with its name.
package struct LogTile: Hashable, Sendable {
    /// The level; 0 holds hashes of leaves.
    package let level: Int
    /// Its place in its level, from 0.
    package let index: UInt64
    /// Its hashes, 1 to 256.
    package let hashes: [Digest]

    /// The most hashes of a tile.
    package static let width = 256

    /// The path below the log's prefix, such as `tile/0/x001/234.p/17`.
    package var path: String {
        let full = "tile/\(level)/\(Self.digits(of: index))"
        return hashes.count == Self.width ? full : "\(full).p/\(hashes.count)"
    }

    /// The hashes behind each other.
    package var bytes: [UInt8] { hashes.flatMap(\.bytes) }

    /// A number in path parts of three digits, all but the last marked with `x`.
    package static func digits(of index: UInt64) -> String {
        func three(_ number: UInt64) -> String {
            let text = String(number)
            return String(repeating: "0", count: 3 - text.utf8.count) + text
        }
        var path = three(index % 1000)
        var rest = index / 1000
        while rest > 0 {
            path = "x\(three(rest % 1000))/\(path)"
            rest /= 1000
        }
        return path
    }
}

/// Cuts the hashes of a log into tiles, as they come.
package struct LogTiles: Sendable {
    /// How many leaves there were.
    package private(set) var size: UInt64 = 0
    private var levels: [Level] = []

    private struct Level: Sendable {
        var index: UInt64 = 0
        var hashes: [Digest] = []
    }

    /// Tiles of a log without leaves.
    package init() {}

    /// Takes the next leaf's hash.
    ///
    /// - Returns: The tiles that are full with it, lowest level first; mostly none.
    package mutating func append(_ leafHash: Digest) -> [LogTile] {
        size += 1
        var full: [LogTile] = []
        var hash = leafHash
        for level in 0... {
            if level == levels.count { levels.append(Level()) }
            levels[level].hashes.append(hash)
            guard levels[level].hashes.count == LogTile.width else { break }
            let tile = LogTile(
                level: level,
                index: levels[level].index,
                hashes: levels[level].hashes
            )
            full.append(tile)
            hash = MerkleTree.root(of: tile.hashes)
            levels[level].index += 1
            levels[level].hashes = []
        }
        return full
    }

    /// The tiles that are not full, lowest level first: the end of the log as it stands.
    package var partial: [LogTile] {
        levels.enumerated().compactMap { level, state in
            state.hashes.isEmpty
                ? nil : LogTile(level: level, index: state.index, hashes: state.hashes)
        }
    }
}
