// What a large batch does on threads of their own gives the same bytes, and fails as one piece.

import BankFiles
import Disbursement
import Entitlement
import Foundation
import Intake
import Ledger
import Signing
import Store
import Testing

@testable import Workflow

struct BatchThreadTests {
    private func town() throws -> Household {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register([
            .enrol(
                Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10"),
                "5.6",
                unit: "NA01",
                signed: "2026-10-05",
                facts: "severity=severe"
            )
            .account("1028722532310")
        ])
        try town.receiveEnough()
        _ = try town.draft("2026-11")
        try town.check("2026-11")
        return town
    }

    /// Freezes the month with its files written beside its lines, from so many transfers on.
    private func freeze(
        _ town: Household,
        threshold: Int,
        profiles: ProviderProfiles = .shipped
    ) throws {
        try town.write { open in
            let report = try #require(
                try DraftBatch(town.environment, ruleBook: .shipped).current(
                    open,
                    units: try open.books.units(),
                    period: month("2026-11"),
                    wanted: "checked"
                ).first
            )
            _ = try FreezeBatch(
                town.environment,
                ruleBook: .shipped,
                profiles: profiles,
                threshold: threshold
            ).run(report, kind: .payout, open: open, officer: try town.key("maker", open))
        }
    }

    private func digests(_ town: Household) throws -> [String: Digest] {
        let batch = try #require(try town.batches().last)
        let folder = "\(town.folder)/batches/\(batch.code)"
        return Dictionary(
            uniqueKeysWithValues: try DurableFiles.tree(folder).filter {
                $0.hasPrefix("files/") || $0.hasPrefix("lines-")
            }.map { ($0, Digest.of(try DurableFiles.read("\(folder)/\($0)"))) }
        )
    }

    @Test func `files written beside the lines are those written before them`() throws {
        let (one, other) = (try town(), try town())
        try freeze(one, threshold: 0)
        try freeze(other, threshold: .max)
        let digests = try digests(one)
        #expect(digests.count >= 4)
        #expect(try digests == self.digests(other))
        let batch = try #require(try one.batches().last)
        try one.write { open in
            let lines = try open.books.lines(of: batch)
            var isDone = false
            try FrozenAgain(open: open, threshold: 0).require(batch, lines) { isDone = true }
            #expect(isDone)
        }
        #expect(try one.verify().findings.isEmpty)
    }

    @Test(arguments: [0, Int.max])
    func `files that cannot be written leave neither folder nor line`(threshold: Int) throws {
        let town = try town()
        // Whoever pays takes less at once than anybody is owed.
        let profiles = ProviderProfiles { id in
            guard let text = ProviderProfile.shippedText(id: id) else { return nil }
            let small = "max_total_per_file = 100000\n" + text
            return ProviderProfile.read(small, file: "\(id).toml").value.map { ($0, small) }
        }
        #expect(try #require(profiles["agribank"]).profile.maximumTotal == 100_000)
        #expect(
            try refusal { try freeze(town, threshold: threshold, profiles: profiles) }
                == .dataErrors
        )
        #expect(try town.batches().isEmpty)
        #expect(try DurableFiles.names(in: "\(town.folder)/batches").isEmpty)
        #expect(try town.verify().findings.isEmpty)
        try freeze(town, threshold: threshold)
        #expect(try town.batches().count == 1)
    }

    @Test func `what is done meanwhile fails after the files, and alone`() throws {
        let town = try town()
        try freeze(town, threshold: 0)
        let batch = try #require(try town.batches().last)
        let other = StepRefusal(.usage, Phrase(vi: "khác", en: "other"))
        for threshold in [0, Int.max] {
            try town.write { open in
                let again = FrozenAgain(open: open, threshold: threshold)
                let lines = try open.books.lines(of: batch)
                #expect(
                    try refusal { try again.require(batch, lines) { throw other } } == .usage
                )
            }
        }
        let path = try #require(
            try DurableFiles.tree("\(town.folder)/batches/\(batch.code)").first {
                $0.hasSuffix("-list.csv")
            }
        )
        let file = URL(fileURLWithPath: "\(town.folder)/batches/\(batch.code)/\(path)")
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: file)
        try town.write { open in
            let again = FrozenAgain(open: open, threshold: 0)
            let lines = try open.books.lines(of: batch)
            #expect(
                try refusal { try again.require(batch, lines) { throw other } } == .proofFails
            )
        }
    }

    @Test func `the tree over rows is one, however they are cut`() throws {
        let key = try #require(SecretKey(bytes: Array(repeating: 7, count: 32)))
        var plain = MerkleFrontier()
        let salts = SaltDerivation(batchKey: key)
        let rows = (1...1_000).map {
            Array("row \($0) \(String(repeating: "x", count: $0 % 90))\n".utf8)
        }
        for (place, row) in rows.enumerated() {
            let salt = salts.salt(ofLine: UInt64(place) + 1)
            plain.append(MerkleTree.leafHash(salt.bytes + row))
        }
        // The end of a part is taken behind what waits, whether anything does or not.
        for size in [1, 7, 250, 999, 1_000] {
            for partSize in [1, 500, 1_000] {
                // Made beforehand: pieces must come faster than they are hashed.
                let pieces = stride(from: 0, to: rows.count, by: size).map { start in
                    let piece = rows[start..<min(start + size, rows.count)]
                    var end = 0
                    let ends = piece.map { row in
                        end += row.count
                        return end
                    }
                    let isLast = piece.endIndex % partSize < size || piece.endIndex == rows.count
                    return (bytes: Array(piece.joined()), ends: ends, isLast: isLast)
                }
                let tree = TreeThread(batchKey: key)
                for piece in pieces {
                    unsafe piece.bytes.withUnsafeBytes {
                        unsafe tree.take($0, ends: piece.ends, isLast: piece.isLast)
                    }
                }
                #expect(tree.root() == plain.root, "\(size) \(partSize)")
            }
        }
    }
}
