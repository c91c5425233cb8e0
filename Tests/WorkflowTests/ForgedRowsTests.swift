// Rows that somebody forged who can write the database, some of them with the log's key too: what they
// would bring about is refused, and no row makes the program stop.

import Disbursement
import Entitlement
import Fixture
import GRDB
import Intake
import Ledger
import Store
import Testing

@testable import Workflow

struct ForgedRowsTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let hoa = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")

    /// A frozen batch of two payees with one account.
    private func frozen() throws -> (town: Household, batch: BatchRecord) {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                .account("1028722532310"),
            .enrol(hoa, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                .account("1028722532310"),
        ])
        try town.receiveEnough()
        _ = try town.freeze("2026-11")
        return (town, try #require(try town.batches().last))
    }

    private func differing(_ town: Household, _ batch: BatchRecord) throws -> [String] {
        try town.read { open in
            let lines = try open.books.lines(of: batch)
            let folder = try SealedFolder.content(
                of: "\(town.folder)/batches/\(batch.code)",
                meter: open.books.meter
            )
            let seen = SealedBatchVerifier(roots: try open.roots(), at: town.now, needsAll: false)
                .verify(folder).digests
            return try FrozenAgain(open: open).differing(batch, lines, seen: seen)
        }
    }

    @Test func `an honest batch has the rows that come out again`() throws {
        let (town, batch) = try frozen()
        let findings = try town.read { try $0.books.query { try $0.accountFindings(of: batch) } }
        #expect(findings.shared.map { $0.payees.count } == [2])
        #expect(try differing(town, batch) == [])
    }

    @Test(arguments: [
        ("DELETE FROM shared_account WHERE true", "accounts"),
        ("UPDATE shared_account SET amount = amount + 1 WHERE true", "accounts"),
        ("UPDATE file_total SET source = 'x' WHERE true", "files/"),
        ("UPDATE file SET message = message || 'X' WHERE true", "files/"),
        ("UPDATE file SET provider = 'x' WHERE true", "files/"),
        ("DELETE FROM file WHERE true", "files/"),
    ])
    func `rows that are not what lines and register give stop the last signature`(
        _ sql: String,
        _ place: String
    ) throws {
        let (town, batch) = try frozen()
        try town.edit(sql)
        let found = try differing(town, batch)
        #expect(!found.isEmpty && found.allSatisfy { $0.hasPrefix(place) })
    }

    @Test(arguments: [
        "UPDATE file_total SET source = 'x' WHERE rowid = 1",
        "UPDATE file_total SET amount = amount - 1 WHERE rowid = 1",
        "DELETE FROM file_total WHERE rowid = 1",
        "UPDATE file SET provider = 'x' WHERE rowid = 1",
        "UPDATE file SET message = message || 'X' WHERE rowid = 1",
        "DELETE FROM file WHERE rowid = 1",
    ])
    func `no file is handed over by totals that are not its lines'`(_ sql: String) throws {
        let (town, batch) = try frozen()
        try town.edit(sql)
        try town.read { open in
            let lines = try open.books.lines(of: batch)
            #expect(throws: StoreError.self) {
                _ = try open.books.query { try $0.filesWithTotals(of: batch, lines) }
            }
        }
    }

    @Test(arguments: [
        "UPDATE batch SET line_count = 1000000000000 WHERE true",
        "UPDATE batch SET first_line = 0 WHERE true",
        "UPDATE batch_line SET class = -1 WHERE true",
        "UPDATE batch_line SET transfer = 4294967296 WHERE true",
        "INSERT INTO file_total SELECT step, batch, stop, path, 'x', source, year, 1 FROM file_total",
        "UPDATE shared_account SET amount = 9223372036854775807 WHERE true",
    ])
    func `a forged row stops the last signature, never the program`(_ sql: String) throws {
        let (town, _) = try frozen()
        try town.edit(sql)
        // What the earlier ones do not look at, the last one does.
        _ = try? town.approve("2026-11", "checker")
        _ = try? town.approve("2026-11", "chief-accountant")
        #expect(throws: (any Error).self) { try town.approve("2026-11", "account-holder") }
        #expect(try town.read { try !BooksVerifier(books: $0.books).verify().findings.isEmpty })
    }

    /// Entries that stand elsewhere than a search looks for them, each row with its own still.
    private func turn(_ name: String, _ from: String, _ to: String, in town: Household) throws {
        for (old, new) in [(from, to), (to, from)] {
            let database = try DatabaseQueue(path: "\(town.folder)/books.sqlite")
            try database.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA writable_schema = ON")
                try db.execute(
                    sql: "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ?",
                    arguments: [old, new, name]
                )
                #expect(db.changesCount == 1)
            }
            try database.close()
            guard old == from else { continue }
            let reopened = try DatabaseQueue(path: "\(town.folder)/books.sqlite")
            try reopened.writeWithoutTransaction { try $0.execute(sql: "REINDEX") }
            try reopened.close()
        }
    }

    @Test func `an index over lines that is out of order is found before money moves`() throws {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        // Whose lines somebody else receives stand in it.
        let carer = Townsman(3, "Trần Thị Mai", born: "1980-03-10")
        try town.register(
            [lan, hoa].map { person -> RegisterLine in
                .enrol(person, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                    .payee(carer).account("1028722532310")
            }
        )
        try town.receiveEnough()
        _ = try town.freeze("2026-11")
        try turn("batch_line_other_person", "(person)", "(person DESC)", in: town)
        let findings = try town.read {
            try BooksVerifier(books: $0.books).verify(reach: .rows).findings
        }
        #expect(findings.map(\.place) == ["batch_line"])
    }

    @Test func `an index over pages that is out of order is found before every signature`() throws {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        // So many new people write their page anew.
        for seed in [7, 8] as [UInt64] {
            var bytes: [UInt8] = []
            PeopleGenerator(count: 80, seed: seed, faultsPerTenThousand: 0, units: ["NA01"])
                .write { bytes += $0 }
            #expect(try town.importRegister(String(decoding: bytes, as: UTF8.self)).added > 70)
        }
        try turn("register_page", "UNIQUE (page, folded)", "UNIQUE (page, folded DESC)", in: town)
        let findings = try town.read {
            try BooksVerifier(books: $0.books).verify(reach: .rowsWithoutLines).findings
        }
        #expect(findings.map(\.place) == ["register_page"])
    }
}
