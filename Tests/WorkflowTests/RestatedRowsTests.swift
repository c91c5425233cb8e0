// Rows that only restate others, forged by who has the log's key: the log proves them, and `verify` makes
// them again and finds that they are others.

import Disbursement
import Foundation
import GRDB
import Intake
import Ledger
import Signing
import Store
import Testing

@testable import Workflow

struct RestatedRowsTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let hoa = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")

    /// An approved batch of two payees.
    private func approved() throws -> (town: Household, batch: BatchRecord) {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                .account("1028722532310"),
            .enrol(hoa, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                .account("1028722532311"),
        ])
        try town.receiveEnough()
        _ = try town.freeze("2026-11")
        try town.approveAll("2026-11")
        return (town, try #require(try town.batches().last))
    }

    /// A step as a program would write it that lies: the log is right.
    private func forge(_ town: Household, _ body: (StepWriter) throws -> Void) throws {
        _ = try town.write { open in
            try open.books.step(
                StepInfo(key: "test/forged", verb: "test", at: town.now, officer: ""),
                body: body
            )
        }
        #expect(try town.read { try BooksVerifier(books: $0.books).verify().findings.isEmpty })
    }

    @Test func `every table says where its rows come from`() {
        #expect(Set(Schema.origins.keys) == Set(Schema.tables + Schema.logTables))
        let restated = Schema.origins.values.filter {
            if case .restated = $0 { true } else { false }
        }.count
        #expect(restated > 10)
    }

    @Test func `a report of an account that no answer has is found`() throws {
        let (town, _) = try approved()
        try forge(town) { writer in
            try writer.insert(
                "answer_report",
                [
                    "answer", "position", "id", "unit", "provider", "entry_count", "debits",
                    "credits",
                ],
                [1, 0, "S-1", "NA01", "vietinbank", 0, 0, 0]
            )
        }
        let report = try town.verify()
        #expect(report.findings.map(\.place) == ["answer_report"])
        #expect(report.firstStep?.verb == "test")
    }

    @Test(arguments: ["unit", "closing", "through_day", "id"])
    func `a report of an account that its file does not say is found`(_ column: String) throws {
        let (town, _) = try approved()
        town.now = morning("2026-12-01")
        try town.take([MadeUpStatement(entries: [], name: "S-1").file])
        #expect(try town.verify().findings.isEmpty)
        try town.alter(
            "UPDATE answer_report SET \(column) = CASE typeof(\(column)) WHEN 'integer' THEN 7 ELSE '' END"
        )
        let report = try differences(town) { open, report in
            try VerifyBooks(town.environment).verifyAnswers(open, &report)
        }
        #expect(report.count == 1 && report[0].hasPrefix("answers/"))
    }

    /// Lan is paid, Hoa died before the month and is left out of two batches.
    private func leftOut() throws -> Household {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                .account("1028722532310"),
            .enrol(hoa, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                .account("1028722532311"),
        ])
        try town.register([.death(hoa, on: "2026-10-15")])
        try town.receiveEnough()
        for month in ["2026-11", "2026-12"] {
            _ = try town.freeze(month)
            try town.approveAll(month)
        }
        // What comes to the register later, on the same day, changes nothing of what was known then.
        try town.register([.death(lan, on: "2026-10-20")])
        return town
    }

    @Test(
        arguments: [
            "UPDATE left_out SET person = 1 WHERE rowid = 1",
            "UPDATE left_out SET cause = 'x' WHERE rowid = 2",
            "UPDATE left_out SET batch = 1 WHERE rowid = 2", "DELETE FROM left_out WHERE rowid = 1",
            "DELETE FROM left_out",
            "INSERT INTO left_out SELECT step, batch, 1, cause FROM left_out WHERE rowid = 1",
        ]
    )
    func `who was left out otherwise than register and law say is found`(_ edit: String) throws {
        let town = try leftOut()
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
        try town.alter(edit)
        // On a thread of its own, and without one.
        for threshold in [0, Int64.max] {
            let found = try differences(town) { open, report in
                let reading = try LeftOutReading(open, town.environment, threshold: threshold)
                defer { reading.stop() }
                try VerifyBooks(town.environment).verifyLeftOut(open, reading, &report)
            }
            #expect(found == ["left_out"])
        }
    }

    @Test func `rights that two batches cover are counted, whichever lines were read before`()
        throws
    {
        let town = try leftOut()
        func counts() throws -> [Int] {
            try town.read { open in
                let batch = try #require(try open.books.batches().min { $0.row < $1.row })
                let lines = try open.books.lines(of: batch)
                return try open.books.query {
                    [try $0.doublyCovered(), try $0.doublyCovered(besides: (batch, lines))]
                }
            }
        }
        #expect(try counts() == [0, 0])
        // What the second batch paid of December is paid of November once more.
        try town.alter("UPDATE batch_line SET month = (SELECT min(month) FROM batch_line)")
        let twice = try DatabaseQueue(path: "\(town.folder)/books.sqlite").read {
            try Int.fetchOne(
                $0,
                sql: """
                    SELECT count(*) FROM batch_line a JOIN batch_line b
                      ON b.batch > a.batch AND b.person = a.person AND b.class = a.class
                    """
            )
        }
        #expect(twice ?? 0 > 0)
        #expect(try counts() == [twice, twice])
    }

    @Test func `somebody whom a later step leaves out of a batch is found`() throws {
        let town = try leftOut()
        try forge(town) {
            try $0.insert("left_out", ["batch", "person", "cause"], [2, 1, "died"])
        }
        let report = try town.verify()
        #expect(report.findings.map(\.place) == ["left_out"])
        #expect(report.firstStep?.verb == "test")
    }

    private func differences(
        _ town: Household,
        _ check: (OpenBooks, inout BooksReport) throws -> Void
    ) throws -> [String] {
        try town.read { open in
            var report = BooksReport()
            try check(open, &report)
            return report.findings.map(\.place)
        }
    }

    @Test func `a line that was cleared by no step is found`() throws {
        let (town, _) = try approved()
        try forge(town) { try $0.insert("clearing", ["line", "entry"], [1, "x"]) }
        let report = try town.verify()
        #expect(report.findings.map(\.place) == ["clearing"])
        #expect(report.firstStep?.verb == "test")
    }

    @Test(arguments: [0, 1] as [Int64])
    func `a run over IDs that is not that of the persons is found`(_ hides: Int64) throws {
        let (town, _) = try approved()
        #expect(try town.verify().findings.isEmpty)
        let pair = [UInt8](repeating: 7, count: 16) + [0, 0, 0, 0, 0, 0, 0, 1]
        try forge(town) { writer in
            try writer.insert(
                "identity_run",
                ["run", "piece", "merged_through", "digest", "pairs"],
                [9, 0, hides, Data(Digest.of(pair).bytes), Data(pair)]
            )
        }
        #expect(try town.verify().findings.map(\.place) == ["identity_run"])
    }

    @Test(arguments: ["file_total", "file", "account_change", "shared_account", "entry"])
    func `a row of a batch that nothing brings about is found`(_ table: String) throws {
        let (town, batch) = try approved()
        try forge(town) { writer in
            switch table {
            case "file_total":
                try writer.insert(
                    table,
                    ["batch", "stop", "path", "programme", "source", "year", "amount"],
                    [batch.row, 0, "files/x", "x", "local", 2026, 1]
                )
            case "file":
                try writer.insert(
                    table,
                    [
                        "batch", "path", "provider", "message", "transfer_count", "amount",
                        "size", "digest", "account", "requested",
                    ],
                    [
                        batch.row, "files/x/x.xml", "x", "X-1", 1, 1, 1,
                        Digest.of([]).hex, "1", "2026-11-25",
                    ]
                )
            case "account_change":
                try writer.insert(
                    table,
                    ["batch", "payee", "amount", "since"],
                    [batch.row, 1, 810_000, 1]
                )
            case "shared_account":
                try writer.insert(
                    table,
                    ["batch", "number", "payee", "amount"],
                    [batch.row, 1, 1, 810_000]
                )
            default:
                let paper = BookingPaper(
                    unit: batch.unit,
                    year: 2026,
                    day: town.now.date,
                    document: "X-1"
                )
                let total = BatchTotal(programme: "x", source: "local", year: 2026, amount: 1)
                try writer.post(
                    try BatchPostings(chart: .shipped, paper: paper)
                        .approved(batch: "\(batch.code)/2", totals: [total])
                )
            }
        }
        let findings = try town.verify().findings
        #expect(!findings.isEmpty)
        #expect(findings.allSatisfy { $0.place.hasPrefix(batch.code) }, "\(findings)")
    }
}
