// Rows that somebody edits with SQL between two steps and puts back afterwards: nothing is booked,
// signed or handed over on them.

import Disbursement
import Entitlement
import Foundation
import GRDB
import Intake
import Ledger
import Store
import Testing

@testable import Workflow

extension Household {
    /// Edits rows under dropped triggers, and puts the triggers back, word for word.
    func edit(_ sql: String) throws {
        let table = try #require(Schema.tables.first { sql.contains(" \($0) ") })
        let database = try DatabaseQueue(path: "\(folder)/books.sqlite")
        try database.write { db in
            let triggers = Schema.triggers.filter { $0.contains("TRIGGER \(table)_no_") }
            for verb in ["update", "delete"] {
                try db.execute(sql: "DROP TRIGGER \(table)_no_\(verb)")
            }
            try db.execute(sql: sql)
            try #require(db.changesCount > 0)
            for trigger in triggers { try db.execute(sql: trigger) }
        }
        try database.close()
    }
}

struct HiddenEditTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let shrink = "UPDATE batch_line SET amount = 10000 WHERE row = 1"
    private let restore = "UPDATE batch_line SET amount = 810000 WHERE row = 1"

    /// A person whose November was handed over, in December.
    private func december() throws -> (town: Household, batch: String) {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
                .account("1028722532310")
        ])
        try town.receiveEnough()
        let sheet = try #require(try town.runMonth("2026-11").first)
        town.now = morning("2026-12-22")
        return (town, sheet.code)
    }

    /// Freezes the checked draft of December as submission does, on rows that it did not prove.
    ///
    /// Hand-overs are hidden meanwhile: freezing asks where money went before, and proves what it reads.
    private func freezeUnproven(_ town: Household) throws {
        try town.edit("UPDATE handover SET batch=batch+1000 WHERE true")
        defer { try? town.edit("UPDATE handover SET batch=batch-1000 WHERE true") }
        try town.write { open in
            let officer = try town.key("maker", open)
            let reports = try DraftBatch(town.environment, ruleBook: .shipped).current(
                open,
                units: try open.books.units(),
                period: month("2026-12"),
                wanted: "checked"
            )
            for report in reports {
                _ = try FreezeBatch(town.environment, ruleBook: .shipped).run(
                    report,
                    kind: .payout,
                    open: open,
                    officer: officer
                )
            }
        }
    }

    @Test(arguments: [
        (
            "UPDATE batch_line SET amount = 10000 WHERE row = 1",
            "UPDATE batch_line SET amount = 810000 WHERE row = 1"
        ),
        (
            "UPDATE batch_line SET month = month - 12 WHERE row = 1",
            "UPDATE batch_line SET month = month + 12 WHERE row = 1"
        ),
    ])
    func `what was drafted and checked on an edited row comes to nothing at submission`(
        _ edit: String,
        _ restore: String
    ) throws {
        let (town, _) = try december()
        try town.edit(edit)
        let draft = try #require(try town.draft("2026-12").first)
        #expect(draft.amount > 810_000, "the edit makes November due again")
        try town.check("2026-12")
        #expect(try refusal { try town.submit("2026-12") } == .proofFails)
        try town.edit(restore)
        #expect(try refusal { try town.submit("2026-12") } == .dataErrors)
        #expect(try town.batches().count == 1)
    }

    @Test func `a batch frozen over a shrunk line gets no last signature, though the log proves`()
        throws
    {
        let (town, _) = try december()
        try town.edit(shrink)
        _ = try town.draft("2026-12")
        try town.check("2026-12")
        try freezeUnproven(town)
        try town.edit(restore)
        #expect(try town.read { try BooksVerifier(books: $0.books).verify().findings.isEmpty })
        let batch = try #require(try town.batches().last)
        #expect(batch.amount == 810_000 + 800_000)
        try town.approve("2026-12", "checker")
        try town.approve("2026-12", "chief-accountant")
        #expect(try refusal { try town.approve("2026-12", "account-holder") } == .dataErrors)
        #expect(try town.balance("EXP") == 810_000)
        // Hand-over looks at the same rights, whatever the signatures are.
        #expect(
            try refusal {
                try town.read {
                    try BatchRights(open: $0).require(batch, $0.books.lines(of: batch))
                }
            } == .dataErrors
        )
    }

    @Test func `a batch frozen while a line was away gets no last signature`() throws {
        let (town, _) = try december()
        try town.edit("UPDATE batch_line SET person = 99 WHERE row = 1")
        _ = try town.draft("2026-12")
        try town.check("2026-12")
        try freezeUnproven(town)
        try town.edit("UPDATE batch_line SET person = 1 WHERE row = 1")
        try town.approve("2026-12", "checker")
        try town.approve("2026-12", "chief-accountant")
        #expect(try refusal { try town.approve("2026-12", "account-holder") } == .dataErrors)
    }

    @Test func `an index that hides a line stops the last signature, though rows are as written`()
        throws
    {
        let (town, _) = try december()
        _ = try town.freeze("2026-12")
        try town.edit("UPDATE batch_line SET person = 99 WHERE row = 1")
        func schema(_ body: (Database) throws -> Void) throws {
            let database = try DatabaseQueue(path: "\(town.folder)/books.sqlite")
            try database.write { db in
                try db.execute(sql: "PRAGMA writable_schema = ON")
                try body(db)
            }
            try database.close()
        }
        var index: [DatabaseValue] = []
        let name = "batch_line_other_person"
        try schema { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT * FROM sqlite_master WHERE name = ?",
                arguments: [name]
            )
            index = Array(try #require(row).databaseValues)
            try db.execute(sql: "DELETE FROM sqlite_master WHERE name = ?", arguments: [name])
        }
        // The row is put back while nobody knows of the index, which goes on saying 99.
        try town.edit("UPDATE batch_line SET person = 1 WHERE row = 1")
        try schema { db in
            try db.execute(
                sql: "INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)",
                arguments: StatementArguments(index)
            )
        }
        // Only the last signature asks what persons were paid.
        try town.approve("2026-12", "checker")
        try town.approve("2026-12", "chief-accountant")
        #expect(try refusal { try town.approve("2026-12", "account-holder") } == .proofFails)
        let findings = try town.read {
            try BooksVerifier(books: $0.books).verify(reach: .rows).findings
        }
        #expect(findings.map(\.place) == ["batch_line"])
    }

    @Test func `a right in a line of the batch and in one of another is counted as double`() throws
    {
        let (town, _) = try december()
        _ = try town.freeze("2026-12")
        let batch = try #require(try town.batches().last)
        func doubles() throws -> Int {
            try town.read { open in
                let lines = try open.books.lines(of: batch)
                let covered = try open.books.coveredLines(before: batch, lines)
                _ = try open.books.covered(persons: 1...4_096, by: covered)
                return covered.doubleCount()
            }
        }
        #expect(try doubles() == 0)
        try town.edit("UPDATE batch_line SET month = month + 1 WHERE row = 1")
        #expect(try doubles() == 1)
    }

    @Test func `freezing on an edited row of whom money went to before comes to nothing`() throws {
        let (town, _) = try december()
        try town.edit(shrink)
        _ = try town.draft("2026-12")
        try town.check("2026-12")
        try town.write { open in
            let report = try #require(
                try DraftBatch(town.environment, ruleBook: .shipped).current(
                    open,
                    units: try open.books.units(),
                    period: month("2026-12"),
                    wanted: "checked"
                ).first
            )
            #expect(throws: StoreError.self) {
                _ = try FreezeBatch(town.environment, ruleBook: .shipped).run(
                    report,
                    kind: .payout,
                    open: open,
                    officer: try town.key("maker", open)
                )
            }
        }
    }

    @Test func `a line that was changed stops the last signature over its batch`() throws {
        let (town, _) = try december()
        _ = try town.freeze("2026-12")
        let batch = try #require(try town.batches().last)
        try town.edit("UPDATE batch_line SET amount = amount - 1 WHERE row = \(batch.firstLine)")
        try town.approve("2026-12", "checker")
        try town.approve("2026-12", "chief-accountant")
        #expect(try refusal { try town.approve("2026-12", "account-holder") } == .proofFails)
        #expect(throws: StoreError.self) { try town.read { _ = try $0.books.lines(of: batch) } }
    }

    @Test func `an honest batch is found owed, after a later difference and a cancelled one too`()
        throws
    {
        let (town, _) = try december()
        _ = try town.freeze("2026-12")
        let first = try #require(try town.batches().last)
        try town.write { open in
            _ = try CancelBatch(town.environment).run(
                open,
                code: first.code,
                cause: "test",
                document: "QD-8",
                officer: try town.key("maker", open)
            )
        }
        _ = try town.freeze("2026-12")
        try town.approveAll("2026-12")
        try town.issue("2026-12")
        #expect(try town.balance("EXP") == 1_620_000)
    }

    @Test func `who writes while a command runs stops it, though he puts all back`() throws {
        let (town, _) = try december()
        let standing = try town.standing()
        #expect(throws: StoreError.changedBesides) {
            try town.write { open in
                try open.requireProof()
                try town.edit(shrink)
                try town.edit(restore)
                _ = try ClearAdvance(town.environment).giveBack(
                    open,
                    order: order,
                    officer: try town.key("chief-accountant", open)
                )
            }
        }
        #expect(try town.standing() == standing)
        #expect(try town.giveBack(order))
    }

    private let order = GiveBackOrder(
        unit: "NA01",
        provider: "vietinbank",
        year: 2026,
        source: "local",
        amount: 1_000_000,
        document: "NT-1",
        isCleared: false
    )

    @Test func `no step that books relies on an edited row`() throws {
        let (town, batch) = try december()
        let transfer = try town.transfer(lan, in: batch)
        let person = try town.number(lan)
        _ = try town.freeze("2026-12")
        try town.approveAll("2026-12")
        let next = try #require(try town.batches().last)
        try town.edit(shrink)
        let standing = try town.standing()
        let steps: [(String, () throws -> Void)] = [
            ("clear", { _ = try town.clearAdvance("TT-1") }),
            ("give-back", { _ = try town.giveBack(order) }),
            ("propose", { _ = try town.propose(transfer, person, 10_000) }),
            (
                "receive",
                { try town.receive(["estimate,NA01,2026,local,,1000,QD-9,2026-11-20"]) }
            ),
            (
                "stop",
                {
                    _ = try town.stop(
                        next.code,
                        lan,
                        from: "2026-12",
                        cause: .moved,
                        by: "maker",
                        "checker"
                    )
                }
            ),
            (
                "cancel",
                {
                    try town.write { open in
                        _ = try CancelBatch(town.environment).run(
                            open,
                            code: next.code,
                            cause: "test",
                            document: "QD-8",
                            officer: try town.key("account-holder", open)
                        )
                    }
                }
            ),
            ("reissue", { try town.reissue("2026-11") }),
            ("close", { _ = try town.close("2026-11") }),
        ]
        for (name, step) in steps {
            #expect(try refusal(step) == .proofFails, "\(name)")
        }
        #expect(try town.standing() == standing)
    }

    /// A step that could have changed what is owed: nobody knows what it did.
    private func writeSomething(_ town: Household) throws {
        try town.write { open in
            _ = try open.books.step(
                StepInfo(key: "test/something", verb: "test", at: town.now, officer: "")
            ) { try $0.insert("setting", ["name", "value"], ["something", "new"]) }
        }
    }

    @Test func `hand-over rests on no line as long as nothing came since the last signature`()
        throws
    {
        let (town, _) = try december()
        _ = try town.freeze("2026-12")
        try town.approveAll("2026-12")
        let next = try #require(try town.batches().last)
        #expect(try town.read { try $0.books.query { try $0.standsAsSigned(next) } })
        try town.edit(shrink)
        try town.issue("2026-12")
        #expect(try town.batches().last?.isHandedOver == true)
        #expect(try !town.verify().findings.isEmpty)
    }

    @Test(arguments: [false, true])
    func `after a step that could have changed what is owed, hand-over looks again`(
        _ isEdited: Bool
    ) throws {
        let (town, _) = try december()
        _ = try town.freeze("2026-12")
        try town.approveAll("2026-12")
        let next = try #require(try town.batches().last)
        try writeSomething(town)
        #expect(try town.read { try $0.books.query { try !$0.standsAsSigned(next) } })
        if isEdited {
            try town.edit(shrink)
            #expect(try refusal { try town.issue("2026-12") } == .proofFails)
        } else {
            try town.issue("2026-12")
        }
    }

    @Test func `a batch with a stop list, or that pays again, never stands as it was signed`()
        throws
    {
        let (town, _) = try december()
        _ = try town.freeze("2026-12")
        try town.approveAll("2026-12")
        let next = try #require(try town.batches().last)
        _ = try town.stop(
            next.code,
            lan,
            from: "2026-12",
            cause: .moved,
            by: "maker",
            "checker"
        )
        let stopped = try #require(try town.batches().last)
        #expect(try town.read { try $0.books.query { try !$0.standsAsSigned(stopped) } })
    }
}
