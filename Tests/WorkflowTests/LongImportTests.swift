// Files of several pages: IDs are put in order and pages filled on threads beside the step.

import Fixture
import GRDB
import Store
import Testing

@testable import Workflow

@Suite struct LongImportTests {
    private static func rows(_ count: Int, seed: UInt64) -> [Substring] {
        var bytes: [UInt8] = []
        PeopleGenerator(count: count, seed: seed, faultsPerTenThousand: 0, units: ["NA01"])
            .write { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    /// How many pairs of IDs the pieces of each run have.
    private static func pieces(_ town: Household) throws -> [Int] {
        try town.read { open in
            try open.books.read { db in
                try Int.fetchAll(
                    db,
                    sql: "SELECT length(pairs) / 24 FROM identity_run ORDER BY run, piece"
                )
            }
        }
    }

    @Test func `a long file is taken in as a whole, or leaves nothing`() throws {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        let known = Self.rows(300, seed: 5)
        let few = try town.importRegister(known.joined(separator: "\n")).added
        #expect(try Self.pieces(town) == [few])
        // More pieces than are put in order ahead; the last row is the death of somebody whom nobody knows.
        let long = Self.rows(20_000, seed: 6)
        let stranger = Townsman(77, "Trần Thị Lạ", born: "1940-03-10")
        let death = RegisterLine.death(stranger, on: "2026-10-01").fields
        let last = long[0].split(separator: ",").map { death[String($0)] ?? "" }
        let before = try town.standing()
        #expect(throws: StepRefusal.self) {
            try town.importRegister(
                (long + [Substring(last.joined(separator: ","))]).joined(separator: "\n")
            )
        }
        #expect(try town.standing() == before)
        let many = try town.importRegister(long.joined(separator: "\n")).added
        #expect(many > 5 * 4_096)
        let pieces = try Self.pieces(town)
        #expect(pieces.dropFirst().reduce(0, +) == many)
        #expect(pieces.dropFirst().dropLast().allSatisfy { $0 == 4_096 })
        // Each person of the register has one pair, the block of the person's ID; there are no others.
        #expect(try town.verify().findings.isEmpty)
    }
}
