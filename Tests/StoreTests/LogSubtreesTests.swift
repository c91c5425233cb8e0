// Inclusion proofs from the edges that steps left, against proofs from all leaves.

import Foundation
import GRDB
import Ledger
import Signing
import Testing

@testable import Store

struct LogSubtreesTests {
    /// Books whose steps wrote so many entries each, one after the other.
    private func books(_ counts: [Int]) throws -> Shelf {
        let shelf = try Shelf()
        let books = try shelf.openToWrite()
        for (place, count) in counts.enumerated() {
            let entries = try (0..<count).map { number in
                try JournalEntry(
                    key: "entry/\(place)/\(number)",
                    event: "test",
                    unit: "NA01",
                    bookedOn: day("2026-11-22"),
                    valueOn: day("2026-11-22"),
                    document: "D",
                    postings: [
                        .debit("EXP", .vnd(Int64(number) + 1), Dimensions(unit: "NA01")),
                        .credit("PAY", .vnd(Int64(number) + 1), Dimensions(unit: "NA01")),
                    ]
                )
            }
            try books.step(
                StepInfo(key: "step/\(place)", verb: "test", at: shelf.now, officer: "")
            ) { writer in
                try writer.insert("setting", ["name", "value"], ["s\(place)", "x"])
                try writer.post(contentsOf: entries)
            }
        }
        return shelf
    }

    private func leavesAndSizes(_ shelf: Shelf) throws -> (leaves: [Digest], sizes: [UInt64]) {
        try Books.open(folder: shelf.folder, access: .read).read { db in
            (
                try Data.fetchAll(db, sql: "SELECT hash FROM leaf ORDER BY position").map {
                    try #require(Digest(bytes: Array($0)))
                },
                try Int64.fetchAll(db, sql: "SELECT size FROM head ORDER BY step").map {
                    UInt64($0)
                }
            )
        }
    }

    @Test(arguments: [1, 2, 4, 64] as [UInt64])
    func `every leaf is proven under every head as by all leaves`(_ shortest: UInt64) throws {
        let shelf = try books([0, 1, 2, 0, 0, 5, 30, 1, 0, 0, 0, 17, 3, 0, 40, 0, 1])
        let (leaves, sizes) = try leavesAndSizes(shelf)
        let reader = try Books.open(folder: shelf.folder, access: .read)
        try #require(leaves.count > 100 && sizes.count > 15)
        for size in sizes {
            for index in 0..<size {
                let proof = try reader.query {
                    try $0.inclusionProof(leafIndex: index, size: size, shortest: shortest)
                }
                let wanted = MerkleTree.inclusionProof(
                    leafIndex: Int(index),
                    in: Array(leaves.prefix(Int(size)))
                )
                #expect(proof == wanted, "\(index) of \(size)")
            }
        }
    }

    @Test func `no proof of a leaf that is not there, nor of a size that no step left`() throws {
        let shelf = try books([9, 9])
        let (leaves, sizes) = try leavesAndSizes(shelf)
        let books = try Books.open(folder: shelf.folder, access: .read)
        let last = try #require(sizes.last)
        func proof(_ index: UInt64, _ size: UInt64) throws -> [Digest]? {
            try books.query { try $0.inclusionProof(leafIndex: index, size: size) }
        }
        #expect(UInt64(leaves.count) == last)
        #expect(try proof(last, last) == nil)
        #expect(try proof(last, last + 1) == nil)
        #expect(try proof(0, last - 1) == nil)
        #expect(try proof(0, 0) == nil)
    }

    /// Changes a byte of the edge that a step left, as who has the file may.
    private func damageEdge(_ shelf: Shelf, ofStep step: Int64) throws {
        let queue = try DatabaseQueue(path: "\(shelf.folder)/books.sqlite")
        try queue.write { db in
            let trigger = try #require(
                try String.fetchOne(
                    db,
                    sql: "SELECT sql FROM sqlite_master WHERE name = 'head_no_update'"
                )
            )
            var edge = try #require(
                try Data.fetchOne(
                    db,
                    sql: "SELECT frontier FROM head WHERE step = ?",
                    arguments: [step]
                )
            )
            edge[edge.count - 1] ^= 1
            try db.execute(sql: "DROP TRIGGER head_no_update")
            try db.execute(
                sql: "UPDATE head SET frontier = ? WHERE step = ?",
                arguments: [edge, step]
            )
            try db.execute(sql: trigger)
        }
        try queue.close()
    }

    @Test func `a damaged edge gives a refusal, never a wrong proof`() throws {
        let shelf = try books([0, 1, 2, 5, 30, 1, 17, 3, 40, 1])
        let (leaves, sizes) = try leavesAndSizes(shelf)
        let last = try #require(sizes.last)
        var refused = 0
        for step in 1..<Int64(sizes.count) {
            try damageEdge(shelf, ofStep: step)
            let reader = try Books.open(folder: shelf.folder, access: .read)
            for index in 0..<last {
                do {
                    let proof = try reader.query {
                        try $0.inclusionProof(leafIndex: index, size: last, shortest: 1)
                    }
                    #expect(
                        proof == MerkleTree.inclusionProof(leafIndex: Int(index), in: leaves)
                    )
                } catch StoreError.damaged(let what) {
                    #expect(what == "head")
                    refused += 1
                }
            }
            // The same byte again: the edge is as it was.
            try damageEdge(shelf, ofStep: step)
        }
        #expect(refused > 0)
    }
}
