// Rows that follow from answers and decisions, written otherwise by who has the log's key: the log proves
// them, and `verify` brings them about again and names the first step whose rows are others.

import BankFiles
import BankSimulator
import Disbursement
import Foundation
import GRDB
import Intake
import Ledger
import Reconciliation
import Store
import Testing
import Workflow

/// What steps wrote, so that somebody can write it again, and lie.
private struct WrittenStep {
    struct Row {
        let table: String
        var columns: [String]
        var values: [(any DatabaseValueConvertible)?]
    }

    let number: Int64
    let info: StepInfo
    var rows: [Row]
    var entries: [JournalEntry]

    /// The tables that entries fill.
    private static let journal: Set = [
        "step", "entry", "narrow_posting", "posting_class", "journal_piece", "piece_sum",
    ]

    /// What every step after one wrote.
    static func all(after step: Int64, _ open: OpenBooks) throws -> [WrittenStep] {
        var entries: [String: JournalEntry] = [:]
        try open.books.query { try $0.forEachEntry { entries[$0.key] = $0 } }
        return try open.books.read { db in
            try GRDB.Row.fetchAll(
                db,
                sql: "SELECT * FROM step WHERE step > ? ORDER BY step",
                arguments: [step]
            ).map { row in
                let number: Int64 = row["step"]
                return WrittenStep(
                    number: number,
                    info: StepInfo(
                        key: row["key"],
                        verb: row["verb"],
                        at: try #require(Instant(seconds: row["at"])),
                        officer: row["officer"],
                        detail: row["detail"]
                    ),
                    rows: try rows(of: number, db),
                    entries: try String.fetchAll(
                        db,
                        sql: "SELECT key FROM entry WHERE step = ? ORDER BY number",
                        arguments: [number]
                    ).map { try #require(entries[$0]) }
                )
            }
        }
    }

    private static func rows(of step: Int64, _ db: Database) throws -> [Row] {
        var rows: [Row] = []
        for table in Schema.tables where !journal.contains(table) && table != "batch_line" {
            for row in try GRDB.Row.fetchAll(
                db,
                sql: "SELECT * FROM \(table) WHERE step = ? ORDER BY rowid",
                arguments: [step]
            ) {
                let columns = row.columnNames.filter { $0 != "step" && $0 != "number" }
                rows.append(
                    Row(
                        table: table,
                        columns: Array(columns),
                        values: columns.map { row[$0] as DatabaseValue }
                    )
                )
            }
        }
        return rows
    }

    /// Writes it as the step did.
    func write(_ open: OpenBooks) throws {
        try open.books.step(info) { writer in
            for row in rows { try writer.insert(row.table, row.columns, row.values) }
            try writer.post(contentsOf: entries)
        }
    }
}

/// What somebody makes of the rows of a step.
private enum Lie {
    /// Another value in a column of a table's first row.
    case value(table: String, column: String)
    /// The last row of a table away.
    case less(table: String)
    /// The last row of a table twice.
    case more(table: String)
    /// The first entry with another amount.
    case amount
    /// The last entry away.
    case fewerEntries
    /// One entry more.
    case moreEntries

    /// The table that is concerned.
    var table: String {
        switch self {
        case .value(let table, _), .less(let table), .more(let table): table
        case .amount, .fewerEntries, .moreEntries: "entry"
        }
    }

    /// Tells it of the first step in which it can be told.
    ///
    /// - Returns: The number of that step.
    func tell(_ steps: inout [WrittenStep]) throws -> Int64 {
        let index = try #require(
            steps.firstIndex { step in
                table == "entry"
                    ? !step.entries.isEmpty && step.info.verb == "reconcile"
                    : step.rows.contains { $0.table == table }
            }
        )
        switch self {
        case .value(_, let column): try change(column, &steps[index])
        case .less:
            let row = try #require(steps[index].rows.lastIndex { $0.table == table })
            steps[index].rows.remove(at: row)
        case .more:
            let row = try #require(steps[index].rows.lastIndex { $0.table == table })
            steps[index].rows.insert(steps[index].rows[row], at: row)
        case .amount: steps[index].entries[0] = try Self.other(steps[index].entries[0], "")
        case .fewerEntries: steps[index].entries.removeLast()
        case .moreEntries:
            steps[index].entries.append(try Self.other(steps[index].entries[0], "/more"))
        }
        return steps[index].number
    }

    func change(_ column: String, _ step: inout WrittenStep) throws {
        let row = try #require(step.rows.firstIndex { $0.table == table })
        let place = try #require(step.rows[row].columns.firstIndex(of: column))
        switch step.rows[row].values[place]?.databaseValue.storage {
        case .int64(let number): step.rows[row].values[place] = number == 0 ? 1 : 0
        case .string(let text) where CivilDate(iso: text) != nil:
            step.rows[row].values[place] = "2026-01-01"
        case .string(let text): step.rows[row].values[place] = text == "sent" ? "credited" : "sent"
        case .blob: step.rows[row].values[place] = Data([1])
        case .null, nil, .double:
            step.rows[row].values[place] =
                column == "members" ? Data([1]).databaseValue : "x".databaseValue
        }
    }

    static func other(_ entry: JournalEntry, _ suffix: String) throws -> JournalEntry {
        try JournalEntry(
            key: entry.key + suffix,
            event: entry.event,
            unit: entry.unit,
            bookedOn: entry.bookedOn,
            valueOn: entry.valueOn,
            document: entry.document,
            postings: entry.postings.map { posting in
                try Posting(
                    account: posting.account,
                    side: posting.side,
                    amount: .vnd(posting.amount.minorUnits + 1),
                    dimensions: posting.dimensions
                )
            },
            reverses: entry.reverses
        )
    }
}

/// Books in which answers came and persons decided on them, with what each of these steps wrote.
private struct DecidedBooks {
    let town: Household
    let steps: [WrittenStep]

    /// The books before the first of the steps.
    private var before: String { "\(town.root)/before" }

    init() throws {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        self.town = town
        let people = (1...3).map { Townsman($0, "Nguyễn Thị Lan", born: "1986-03-1\($0)") }
        try town.register(
            people.map { person in
                .enrol(
                    person,
                    "5.6",
                    unit: "NA01",
                    signed: "2026-10-05",
                    facts: "severity=severe"
                ).account("102872253231\(person.birth.suffix(1))")
            }
        )
        try town.receiveEnough(on: "2026-11-20")
        let sheet = try #require(try town.runMonth("2026-11").first)
        town.now = morning("2026-12-01")
        let orders = try people.map { try town.transfer($0, in: sheet.code) }
        let plan = try town.plan(["\(orders[0]),return,AC06,", "\(orders[1]),reject,AC04,"])
        try town.take(
            try town.simulate(through: "2026-11-30") { terms in
                terms.plan = plan
                terms.credits = [(500_000_000, "RDT-1"), (100_000, "KHAC")].map {
                    FundsCredit(
                        account: "1500211000000",
                        day: day("2026-11-20"),
                        amount: $0.0,
                        reference: $0.1
                    )
                }
            }
        )
        let stray = MadeUpStatement.Entry(amount: 500_000_000)
        try town.take([MadeUpStatement(entries: [stray]).file])
        let last = try town.read { open in
            try open.books.read { try Int64.fetchOne($0, sql: "SELECT max(step) FROM step") ?? 0 }
        }
        try FileManager.default.copyItem(atPath: town.folder, toPath: "\(town.root)/before")
        try town.reconcile()
        try town.receive(["advance,NA01,2026,local,vietinbank,100000,RDT-9,2026-11-27"])
        try town.setAside(try town.doubt("STRAY"))
        try town.clearAdvance("TT-1")
        // What came back is owed in the next year.
        town.now = morning("2027-01-20")
        try town.receive(["estimate,NA01,2027,local,,9000000,QD-27,2027-01-10"])
        try town.write { open in
            let report = try CarryClaims(town.environment).run(
                open,
                unit: "NA01",
                year: 2026,
                transfers: [],
                document: "QD-11",
                officer: try town.key("chief-accountant", open)
            )
            try #require(report.carried == 1_620_000)
        }
        steps = try town.read { try WrittenStep.all(after: last, $0) }
    }

    /// The Treasury pays one directly and gets it back, and does not pay the other.
    init(byTreasury people: [Townsman]) throws {
        let town = try Household(
            BooksKind(
                units: ["NA01"],
                recomputeFrom: "2026-11",
                providers: ["state-treasury", "vietnam-post"],
                estimateUnits: ["NA01"]
            )
        )
        self.town = town
        try town.register(
            people.map { person in
                .enrol(
                    person,
                    "5.6",
                    unit: "NA01",
                    signed: "2026-10-05",
                    facts: "severity=severe"
                ).account("102872253231\(person.birth.suffix(1))")
            }
        )
        try town.receive(["estimate,NA01,2026,local,,9000000,QD-1,2026-01-05"])
        let sheet = try #require(try town.runMonth("2026-11").first)
        town.now = morning("2026-12-01")
        let message = try #require(
            try town.read { open in
                try open.books.batches().first.flatMap {
                    try open.books.files(of: $0).first?.message
                }
            }
        )
        let ids = try people.map { try town.transfer($0, in: sheet.code) }
        for (number, rows) in [
            (
                "BK-1",
                ["\(ids[0]),810000,paid,2026-11-29,", "\(ids[1]),810000,unpaid,2026-11-29,X"]
            ),
            ("BK-2", ["\(ids[0]),810000,returned,2026-11-30,AC04"]),
        ] {
            let sum = ",\(rows.count * 810_000),total,2026-11-30,"
            let lines = (rows + [sum]).map { "\(number),\(message),\($0)" }
            let text = ([ResultListForm.treasury.header] + lines).joined(separator: "\n") + "\n"
            try town.take([("kbnn.csv", Array(text.utf8))])
        }
        let last = try town.read { open in
            try open.books.read { try Int64.fetchOne($0, sql: "SELECT max(step) FROM step") ?? 0 }
        }
        try FileManager.default.copyItem(atPath: town.folder, toPath: "\(town.root)/before")
        try town.reconcile()
        steps = try town.read { try WrittenStep.all(after: last, $0) }
    }

    /// Writes the steps again, with a lie; gives what `verify` says then.
    func verify(_ steps: [WrittenStep]) throws -> BooksReport {
        try FileManager.default.removeItem(atPath: town.folder)
        try FileManager.default.copyItem(atPath: before, toPath: town.folder)
        _ = try town.write { open in
            for step in steps { try step.write(open) }
        }
        #expect(try town.read { try BooksVerifier(books: $0.books).verify().findings.isEmpty })
        return try town.verify()
    }
}

struct ReconciledAgainTests {
    private func expectFound(_ lie: Lie, in books: DecidedBooks) throws {
        var steps = books.steps
        let step = try lie.tell(&steps)
        let report = try books.verify(steps)
        #expect(report.findings.map(\.place) == [lie.table], "\(lie): \(report.findings)")
        #expect(report.firstStep?.number == step, "\(lie)")
    }

    @Test func `what was written as it was is no finding`() throws {
        let books = try DecidedBooks()
        for table in RowComparison.tables {
            #expect(books.steps.contains { $0.rows.contains { $0.table == table } }, "\(table)")
        }
        let kinds = Set(books.steps.map(\.info.verb))
        #expect(
            kinds.isSuperset(of: [
                "reconcile", "reconcile doubt", "reconcile decide", "ledger clear",
                "ledger carry-claims",
            ])
        )
        let findings = try books.verify(books.steps).findings
        #expect(findings.isEmpty, "\(findings)")
    }

    @Test(arguments: RowComparison.tables)
    func `another value in any column is found, and its step is named`(_ table: String) throws {
        let books = try DecidedBooks()
        let row = try #require(
            books.steps.lazy.flatMap(\.rows).first { $0.table == table }
        )
        for column in row.columns {
            try expectFound(.value(table: table, column: column), in: books)
        }
    }

    @Test(arguments: RowComparison.tables)
    func `a row that is missing is found, and its step is named`(_ table: String) throws {
        try expectFound(.less(table: table), in: try DecidedBooks())
    }

    @Test(arguments: ["transfer_state", "conflict"])
    func `a row that nothing brings about is found, and its step is named`(_ table: String) throws {
        try expectFound(.more(table: table), in: try DecidedBooks())
    }

    @Test func `entries of an answer that are others are found, and their step is named`() throws {
        let books = try DecidedBooks()
        for lie in [Lie.amount, .fewerEntries, .moreEntries] {
            try expectFound(lie, in: books)
        }
    }

    @Test func `what the Treasury's lists made is made again, and another row or sum is found`()
        throws
    {
        let people = (1...2).map { Townsman($0, "Nguyễn Thị Lan", born: "1986-03-1\($0)") }
        let books = try DecidedBooks(byTreasury: people)
        #expect(
            books.steps.flatMap(\.entries).map(\.event)
                == ["paid-directly", "rejected", "returned-directly"]
        )
        #expect(try books.verify(books.steps).findings.isEmpty)
        for lie in [
            Lie.amount, .fewerEntries, .moreEntries, .less(table: "transfer_state"),
            .value(table: "transfer_state", column: "status"),
            .value(table: "transfer_state", column: "is_booked"),
        ] {
            try expectFound(lie, in: books)
        }
    }

    @Test(arguments: ["amount", "document", "year", "source", "unit"])
    func `a claim that was carried otherwise is found, and its step is named`(
        _ column: String
    ) throws {
        let books = try DecidedBooks()
        var steps = books.steps
        let index = try #require(steps.firstIndex { $0.info.verb == "ledger carry-claims" })
        try Lie.value(table: "paper", column: column).change(column, &steps[index])
        let report = try books.verify(steps)
        #expect(report.firstStep?.number == steps[index].number, "\(report.findings)")
        #expect(report.findings.count == 1)
    }

    @Test(arguments: ["ledger clear", "ledger carry-claims"])
    func `an entry that clears or carries another sum is found`(_ verb: String) throws {
        let books = try DecidedBooks()
        var steps = books.steps
        let index = try #require(steps.firstIndex { $0.info.verb == verb })
        steps[index].entries[0] = try Lie.other(steps[index].entries[0], "")
        let report = try books.verify(steps)
        #expect(report.findings.map(\.place) == ["entry"], "\(report.findings)")
        #expect(report.firstStep?.number == steps[index].number)
    }

    @Test func `a row in a step of its own is found`() throws {
        let books = try DecidedBooks()
        _ = try books.verify(books.steps)
        let last = try #require(books.steps.last)
        let states = books.steps.flatMap(\.rows).filter { $0.table == "transfer_state" }
        let state = try #require(states.first)
        _ = try books.town.write { open in
            try open.books.step(
                StepInfo(key: "test/forged", verb: "test", at: last.info.at, officer: "")
            ) { try $0.insert(state.table, state.columns, state.values) }
        }
        let report = try books.town.verify()
        #expect(report.findings.map(\.place) == ["transfer_state"])
        #expect(report.firstStep?.number == last.number + 1)
    }
}
