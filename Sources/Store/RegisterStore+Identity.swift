// Which person has a national ID, without the ID being readable.
//
// An ID becomes one block of a keyed cipher (16 bytes). A run is sorted pairs of such a block and
// the person's number (8 bytes big-endian), in pieces of 4,096; when there are many runs, a new run
// holds all pairs and the earlier ones are only history.
//
// Invariant: no ID has two persons in the runs that are read.

import Enrolment
import Foundation
import GRDB
package import Intake
import Signing

extension RegisterStore {
    private static let pairSize = 24
    private static let pairsPerPiece = 4_096
    private static let runsBeforeMerge: Int64 = 8

    /// The persons' numbers by national ID; an unknown ID is absent.
    package func numbers(of ids: [NationalID]) throws -> [NationalID: Int64] {
        guard !ids.isEmpty else { return [:] }
        var wanted: [[UInt8]: NationalID] = [:]
        for id in ids { wanted[block(id)] = id }
        var found: [NationalID: Int64] = [:]
        try readPairs { pair in
            if let id = wanted[Array(pair.prefix(16))] { found[id] = Self.number(of: pair) }
        }
        return found
    }

    private func block(_ id: NationalID) -> [UInt8] {
        KeyedBlock(key: sealKey).encrypt(digits: id.revealed.utf8).bytes
    }

    private static func number(of pair: ArraySlice<UInt8>) -> Int64 {
        pair.suffix(8).reduce(0) { ($0 << 8) | Int64($1) }
    }

    private func readPairs(_ body: (ArraySlice<UInt8>) -> Void) throws {
        try booksRead { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT pairs FROM identity_run
                    WHERE run > (SELECT coalesce(max(merged_through), 0) FROM identity_run)
                    ORDER BY run, piece
                    """
            )
            while let row = try rows.next() {
                let bytes = Array(row["pairs"] as Data)
                for start in stride(from: 0, to: bytes.count, by: Self.pairSize) {
                    body(bytes[start..<start + Self.pairSize])
                }
            }
        }
    }

    /// Adds the pairs of new persons; merges when many runs are there.
    func addIdentities(of persons: [Person], writer: StepWriter) throws {
        guard !persons.isEmpty else { return }
        var pairs = persons.map { person in
            block(person.nationalID)
                + (0..<8).map { UInt8(truncatingIfNeeded: person.number >> (56 - 8 * Int64($0))) }
        }
        let last =
            try Int64.fetchOne(
                writer.db,
                sql: "SELECT coalesce(max(run), 0) FROM identity_run"
            ) ?? 0
        let merged =
            try Int64.fetchOne(
                writer.db,
                sql: "SELECT coalesce(max(merged_through), 0) FROM identity_run"
            ) ?? 0
        let merges = last - merged >= Self.runsBeforeMerge
        if merges {
            let rows = try Row.fetchCursor(
                writer.db,
                sql: "SELECT pairs FROM identity_run WHERE run > ?",
                arguments: [merged]
            )
            while let row = try rows.next() {
                let bytes = Array(row["pairs"] as Data)
                for start in stride(from: 0, to: bytes.count, by: Self.pairSize) {
                    pairs.append(Array(bytes[start..<start + Self.pairSize]))
                }
            }
        }
        pairs.sort { $0.lexicographicallyPrecedes($1) }
        for start in stride(from: 0, to: pairs.count, by: Self.pairsPerPiece) {
            let piece = pairs[start..<min(start + Self.pairsPerPiece, pairs.count)]
            try writer.insert(
                "identity_run",
                ["run", "piece", "merged_through", "pairs"],
                [
                    last + 1, start / Self.pairsPerPiece, merges ? last : 0,
                    Data(piece.joined()),
                ]
            )
        }
    }
}
