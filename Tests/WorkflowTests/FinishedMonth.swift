// A whole finished month with every kind of row in it, made once and copied by those who damage it.

import Disbursement
import Fixture
import Foundation
import GRDB
import Intake
import Ledger
import Store
import Synchronization
import Testing
import Workflow

/// The month: 72 people of two units, one stopped, some held and left out, one batch cancelled.
struct FinishedMonth {
    let town: Household
    /// A receipt from before the last step.
    let earlierReceipt: String
    /// The receipt of the last step.
    let receipt: String
    /// A copy of the books from before the last step.
    let earlier: String

    /// Made once in a test run; it is never changed.
    static func shared() throws -> FinishedMonth { try made.withLock { try $0.get() } }

    private static let made = Mutex<Made>(Made())

    private struct Made: ~Copyable {
        private var month: Held?

        mutating func get() throws -> FinishedMonth {
            if let month { return month.month }
            let new = try FinishedMonth()
            month = Held(month: new)
            return new
        }
    }

    /// Shared between tests that only read it.
    private struct Held: @unchecked Sendable { let month: FinishedMonth }

    private init() throws {
        // Nothing is computed again here: fewer lines, and each test verifies them all.
        let town = try Household(BooksKind(recomputeFrom: "2026-11"))
        let people = PeopleGenerator(
            count: 72,
            seed: 7,
            faultsPerTenThousand: 0,
            units: ["CM01", "NA01"]
        )
        var bytes: [UInt8] = []
        people.write { bytes += $0 }
        try town.importRegister(String(decoding: bytes, as: UTF8.self))
        let stopped = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
        let held = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")
        let refused = Townsman(3, "Đỗ Thị Mơ", born: "1990-03-10")
        try town.register([
            .enrol(stopped, "5.6", unit: "CM01", signed: "2025-03-05", facts: "severity=severe")
                .account("1028722532310"),
            .enrol(held, "5.6", unit: "CM01", signed: "2025-03-05", facts: "severity=severe"),
            .enrol(refused, "pension", unit: "CM01", signed: "2026-03-05", facts: "pension=yes")
                .cash(),
        ])
        try town.receiveEnough()
        let sheet = try #require(try town.freeze("2026-11", units: ["CM01"]).first)
        try town.approveAll("2026-11")
        _ = try town.stop(sheet.code, stopped, by: "maker", "checker")
        try town.issue("2026-11")
        let other = try #require(try town.freeze("2026-11", units: ["NA01"]).first)
        try town.write { open in
            let batch = try #require(try open.books.batches().first { $0.code == other.code })
            let auditor = try #require(try open.books.officers().first { $0.role == .auditor })
            try open.books.step(
                StepInfo(key: "test/ends", verb: "test", at: town.now, officer: "")
            ) { writer in
                try writer.insert(
                    "cancellation",
                    ["batch", "cause", "officer"],
                    [batch.row, "test", auditor.fingerprint]
                )
                try writer.insert(
                    "officer_end",
                    ["fingerprint", "cause"],
                    [auditor.fingerprint, "left"]
                )
            }
        }
        earlierReceipt = try town.read { $0.books.receiptText }
        earlier = "\(town.root)/earlier"
        try FileManager.default.copyItem(atPath: town.folder, toPath: earlier)
        try town.receive(["estimate,CM01,2026,local,,1000,QD-9,2026-11-20"])
        receipt = try town.read { $0.books.receiptText }
        self.town = town
        // One plain file: copies then need no write-ahead log beside them.
        let database = try DatabaseQueue(path: "\(town.folder)/books.sqlite")
        try database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try database.close()
    }
}
