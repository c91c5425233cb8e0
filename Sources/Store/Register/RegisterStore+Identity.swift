// Which person has a national ID, without the ID being readable.
//
// An ID becomes one block of a keyed cipher (16 bytes). A run is sorted pairs of such a block and
// the person's number (8 bytes big-endian), in pieces of 4,096; when there are many runs, a new run
// holds all pairs and the earlier ones are only history.
//
// Invariants:
// (1) No ID has two persons in the runs that are read.
// (2) Memory is one piece of each run.

package import Enrolment
import Foundation
import GRDB
package import Intake
import Signing

extension RegisterStore {
    static let pairsPerPiece = 4_096
    static let runsBeforeMerge: Int64 = 8

    /// The persons' numbers by national ID; an unknown ID is absent.
    package func numbers(of ids: [NationalID]) throws -> [NationalID: Int64] {
        guard !ids.isEmpty else { return [:] }
        let blocks = KeyedBlock(key: sealKey).encrypt(ids.map(\.digits))
        let wanted = zip(blocks, ids).sorted { $0.0 < $1.0 }
        var found: [NationalID: Int64] = [:]
        try booksRead { db in
            var pairs = try IdentityPairs(db)
            var next = wanted.startIndex
            while let pair = try pairs.next() {
                while next < wanted.endIndex, wanted[next].0 < pair.block { next += 1 }
                while next < wanted.endIndex, wanted[next].0 == pair.block {
                    found[wanted[next].1] = pair.number
                    next += 1
                }
                if next == wanted.endIndex { return }
            }
        }
        return found
    }

    /// Blocks of the persons of a file that is about to be read.
    ///
    /// - Parameter scratch: Room that nobody else uses.
    /// - Returns: Nobody's, until it takes some.
    package func identityBlocks(scratch: sending ScratchFile) -> IdentityBlocks {
        IdentityBlocks(key: sealKey, scratch: scratch)
    }

    /// Tells a file which of its persons the register knows.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - blocks: Its persons.
    ///   - scratch: Where keys go that do not fit in memory.
    /// - Throws: ``StoreError``, what the scratch throws.
    package func resolve(
        _ file: inout RegisterFile,
        _ blocks: IdentityBlocks,
        scratch: any Scratch
    ) throws {
        let cipher = KeyedBlock(key: sealKey)
        var known = SortedRuns(scratch)
        var found: [Block128] = []
        var numbers: [Int64] = []
        func decipher() throws {
            guard let ids = cipher.decrypt(found) else {
                throw StoreError.damaged("identity_run: a block")
            }
            for (id, number) in zip(ids, numbers) {
                try known.append(RunKey(high: id, low: UInt64(number)))
            }
            found.removeAll(keepingCapacity: true)
            numbers.removeAll(keepingCapacity: true)
        }
        try booksRead { db in
            var pairs = try IdentityPairs(db)
            try blocks.match({ try pairs.next() }) { pair in
                found.append(pair.block)
                numbers.append(pair.number)
                if found.count == Self.pairsPerPiece { try decipher() }
            }
        }
        try decipher()
        if known.count > 0 { try file.resolve(&known) }
    }
}

/// The block of an ID and the number of its person.
struct IdentityPair {
    let block: Block128
    let number: Int64
    static let size = 24

    init(block: Block128, number: Int64) {
        self.block = block
        self.number = number
    }

    /// The pair at a place of a piece.
    init(_ bytes: [UInt8], at place: Int) {
        func word(_ start: Int) -> UInt64 {
            var word: UInt64 = 0
            for index in start..<start + 8 { word = word << 8 | UInt64(bytes[index]) }
            return word
        }
        block = Block128(high: word(place), low: word(place + 8))
        number = Int64(bitPattern: word(place + 16))
    }

    func append(to bytes: inout [UInt8]) {
        let words = (
            block.high.bigEndian, block.low.bigEndian, UInt64(bitPattern: number).bigEndian
        )
        unsafe withUnsafeBytes(of: words) { unsafe bytes.append(contentsOf: $0) }
    }
}

/// All pairs that count, in order of blocks, whatever runs they are in.
struct IdentityPairs {
    /// A run on its way through.
    private struct Cursor {
        let run: Int64
        var piece: Int64 = 0
        var bytes: [UInt8] = []
        var place = 0
        var pair: IdentityPair?
    }

    private let db: Database
    private var cursors: [Cursor] = []

    init(_ db: Database) throws {
        self.db = db
        let runs = try Int64.fetchAll(
            db,
            sql: """
                SELECT DISTINCT run FROM identity_run
                WHERE run > (SELECT coalesce(max(merged_through), 0) FROM identity_run)
                ORDER BY run
                """
        )
        for run in runs {
            var cursor = Cursor(run: run)
            try advance(&cursor)
            cursors.append(cursor)
        }
    }

    /// The next pair.
    ///
    /// - Throws: ``StoreError/damaged(_:)`` for a piece that is none.
    mutating func next() throws -> IdentityPair? {
        var least: Int?
        for index in cursors.indices {
            guard let pair = cursors[index].pair else { continue }
            if let place = least, let other = cursors[place].pair, other.block <= pair.block {
                continue
            }
            least = index
        }
        guard let least, let pair = cursors[least].pair else { return nil }
        try advance(&cursors[least])
        return pair
    }

    private func advance(_ cursor: inout Cursor) throws {
        if cursor.place == cursor.bytes.count {
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: "SELECT digest, pairs FROM identity_run WHERE run = ? AND piece = ?"
                ),
                arguments: [cursor.run, cursor.piece]
            )
            guard let row else {
                cursor.pair = nil
                return
            }
            let bytes = Array(row["pairs"] as Data)
            guard !bytes.isEmpty, bytes.count.isMultiple(of: IdentityPair.size),
                Digest(bytes: row["digest"] as Data) == Digest.of(bytes)
            else { throw StoreError.damaged("identity_run: a piece") }
            cursor.bytes = bytes
            cursor.piece += 1
            cursor.place = 0
        }
        cursor.pair = IdentityPair(cursor.bytes, at: cursor.place)
        cursor.place += IdentityPair.size
    }
}
