// A whole finished month with every kind of row in it, made once and copied by those who damage it.

import BankSimulator
import Disbursement
import Fixture
import Foundation
import GRDB
import Intake
import Ledger
import Store
import Testing
import Workflow

/// The month: 40 people of two units, one stopped, some held and left out, one batch cancelled.
struct FinishedMonth: Sendable {
    let town: Household
    /// A receipt from before the last step.
    let earlierReceipt: String
    /// The receipt of the last step.
    let receipt: String
    /// A copy of the books from before the last step.
    let earlier: String

    /// Made once in a test run; it is never changed.
    static let shared = Result { try FinishedMonth() }

    private init() throws {
        // Nothing is computed again here: fewer lines, and each test verifies them all.
        let town = try Household(
            BooksKind(
                recomputeFrom: "2026-11",
                providers: ["vietnam-post", "agribank"]
            )
        )
        try town.importRegister(FinishedMonth.people())
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
        try town.receiveEnough(on: "2026-11-20")
        try town.assignLines([
            "CM01,2026,local,,,4,805,398,,12,QĐ-1/2026",
            "CM01,2026,local,social-assistance,,4,805,398,7151,12,QĐ-1/2026",
        ])
        let sheet = try #require(try town.freeze("2026-11", units: ["CM01"]).first)
        try town.approveAll("2026-11")
        _ = try town.stop(sheet.code, stopped, from: "2026-11", by: "maker", "checker")
        try town.issue("2026-11")
        try FinishedMonth.answer(sheet.code, town: town)
        let other = try #require(try town.freeze("2026-11", units: ["NA01"]).first)
        try FinishedMonth.writeRareRows(other.code, town)
        try FinishedMonth.end(town)
        try FinishedMonth.changeOfficers(town)
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

    /// Rows that the month does not bring about by itself.
    private static func writeRareRows(_ code: String, _ town: Household) throws {
        try town.write { open in
            let batch = try #require(try open.books.batches().first { $0.code == code })
            let auditor = try #require(try open.books.officers().first { $0.role == .auditor })
            try open.books.step(
                StepInfo(key: "test/ends", verb: "test", at: town.now, officer: "")
            ) { writer in
                try writer.insert(
                    "cancellation",
                    ["batch", "cause", "document", "officer"],
                    [batch.row, "test", "QD-8", auditor.fingerprint]
                )
                // Of a batch that is not there: of one that is, `verify` finds them again.
                try writer.insert(
                    "account_change",
                    [
                        "batch", "payee", "amount", "since", "before_payee", "before_known",
                        "before_step",
                    ],
                    [99, 1, 810_000, 2, 1, "2026-11-20", 2]
                )
                try writer.insert(
                    "shared_account",
                    ["batch", "number", "payee", "amount"],
                    [99, 1, 1, 810_000]
                )
                // As many postings as a piece of the journal has.
                let dimensions = Dimensions(unit: batch.unit)
                try writer.post(
                    try BookingPaper(
                        unit: batch.unit,
                        year: 2026,
                        day: town.now.date,
                        document: "X-1"
                    )
                    .entry(
                        key: "test/many",
                        event: "opening",
                        pairs: (1...4_100).map {
                            PostingPair("OPENING", "MEMO", Int64($0), dimensions)
                        },
                        chart: .shipped
                    )
                )
            }
        }
    }

    /// A period is closed and an earlier year settled.
    private static func end(_ town: Household) throws {
        try town.write { open in
            let officer = try town.key("chief-accountant", open)
            let periods = ClosePeriod(town.environment)
            #expect(
                try periods.close(
                    open,
                    unit: "CM01",
                    through: day("2026-10-31"),
                    document: "BB-1",
                    officer: officer
                )
            )
            #expect(
                try periods.settle(
                    open,
                    unit: "CM01",
                    year: 2025,
                    settledOn: day("2026-06-30"),
                    document: "QT-2025",
                    officer: officer
                )
            )
        }
    }

    /// The auditor leaves, another comes.
    private static func changeOfficers(_ town: Household) throws {
        let next = try town.issue(
            "auditor",
            person: "001080000070",
            name: "Kiểm Toán Viên",
            as: "auditor-2"
        )
        let last = try town.officer("auditor").fingerprint
        try town.order(.add(next, role: .auditor, units: ["*"]))
        try town.order(.end(last, .left))
    }

    /// The bank answers: one payment is refused, one comes back, one is not collected, money comes
    /// that nobody knows; all of it is worked off, and the month is closed.
    private static func answer(_ batch: String, town: Household) throws {
        town.now = morning("2026-12-01")
        let batches = try town.batches()
        let record = try #require(batches.first { $0.code == batch })
        let lines = try town.lines(record).filter { !$0.isStopped }
        var transfers: [String: [String]] = [:]
        for line in lines {
            let id = try town.story("\(batch)/\(line.number)").id
            if !(transfers[line.provider] ?? []).contains(id) {
                transfers[line.provider, default: []].append(id)
            }
        }
        let bank = try #require(transfers["agribank"])
        let desk = try #require(transfers["vietnam-post"])
        let advances = (1...3).map { _ in
            FundsCredit(
                account: "1500211000000",
                day: day("2026-11-20"),
                amount: 500_000_000,
                reference: "RDT-1"
            )
        }
        let plan = try town.plan([
            "\(bank[0]),reject,AC04,", "\(bank[1]),return,AC06,", "\(desk[0]),unpaid,,",
        ])
        let files = try town.simulate(through: "2026-11-30") { terms in
            terms.plan = plan
            terms.credits =
                advances + [
                    FundsCredit(
                        account: "1500211000000",
                        day: day("2026-11-27"),
                        amount: 100_000,
                        reference: "KHAC"
                    )
                ]
        }
        try town.take(files)
        try town.reconcile()
        // Another bank's statement came under our number, and two persons set it aside.
        try town.take([MadeUpStatement(entries: [MadeUpStatement.Entry(amount: 77_000)]).file])
        try town.reconcile()
        try town.setAside(try town.doubt("STRAY"))
        try town.repair(bank[0], .unchanged)
        try recover(bank[2], town: town)
        try town.carry("2026-11", units: ["CM01"])
        try town.clearAdvance("TT-01")
        let reports = try town.close("2026-11")
        let obstacles = reports.flatMap(\.obstacles)
        try #require(obstacles.isEmpty, "\(obstacles)")
        // What was carried is paid again by the next list, which nobody has signed but its maker.
        _ = try town.freeze("2026-12", units: ["CM01"])
    }

    /// An over-payment of one transfer, recovered by the money that nobody knew.
    private static func recover(_ transfer: String, town: Household) throws {
        let paid = try town.story(transfer)
        let person = try #require(paid.lines.first?.line.line)
        let number = try town.propose(transfer, person.person, 100_000)
        try town.decideCase(number, by: "account-holder")
        let conflicts = try town.conflicts()
        let conflict = try #require(conflicts.first { $0.kind == "unidentified" })
        try town.settle(
            number,
            .recoveredByConflict(conflict.number),
            by: "chief-accountant",
            document: "TH-01"
        )
    }

    /// 40 people of these books, and 30 of a unit elsewhere that fill the register's page only.
    private static func people() -> String {
        var text = ""
        for (count, seed, units) in [(40, 7, ["CM01", "NA01"]), (30, 8, ["CM03"])]
            as [(Int, UInt64, [String])]
        {
            var bytes: [UInt8] = []
            PeopleGenerator(count: count, seed: seed, faultsPerTenThousand: 0, units: units)
                .write { bytes += $0 }
            let lines = String(decoding: bytes, as: UTF8.self)
                .split(separator: "\n", omittingEmptySubsequences: true)
            text += lines.dropFirst(text.isEmpty ? 0 : 1).joined(separator: "\n") + "\n"
        }
        return text
    }
}
