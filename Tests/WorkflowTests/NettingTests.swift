// Over-payments netted from later months: by a decision or a written consent, and never otherwise.

import Disbursement
import Enrolment
import Entitlement
import Intake
import Ledger
import Signing
import Store
import Testing
import Workflow

extension Household {
    /// Nets a part of a case as the chief accountant.
    @discardableResult
    func net(
        _ number: Int64,
        _ amount: Int64,
        from period: String,
        by paper: String,
        ground: NettingGround = .decision,
        signed: String? = nil,
        signer: String = "Lê Văn Chủ",
        key role: String = "chief-accountant"
    ) throws -> NettingReport {
        try write { open in
            try NetOverPayment(environment, ruleBook: .shipped).run(
                open,
                order: NettingOrder(
                    caseNumber: number,
                    month: month(period),
                    amount: amount,
                    ground: ground,
                    paper: paper,
                    signed: signed.map(day) ?? now.date,
                    signer: signer
                ),
                officer: try key(role, open),
                acceptsDoubts: true
            )
        }
    }

    /// Takes a netting back.
    @discardableResult
    func undoNetting(_ code: String, key role: String = "account-holder") throws -> CaseRecord {
        try write { open in
            try NetOverPayment(environment, ruleBook: .shipped).undo(
                open,
                code: code,
                cause: "annulled",
                document: "HB-01",
                officer: try key(role, open)
            )
        }
    }
}

struct NettingTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")

    /// Books in which Lan was paid up to October 2026, her transfer, and her number.
    private func paid(
        _ severity: String,
        signed: String
    ) throws -> (town: Household, transfer: String, person: Int64) {
        let town = try Household(
            BooksKind(units: ["NA01"], firstMonth: "2026-10", recomputeFrom: "2026-08"),
            on: "2026-10-20"
        )
        try town.register([
            .enrol(lan, "5.6", unit: "NA01", signed: signed, facts: "severity=\(severity)")
                .account("1028722532310")
        ])
        try town.receiveEnough()
        let sheet = try #require(try town.runMonth("2026-10").first)
        let transfer = try town.transfer(lan, in: sheet.code)
        try answer(town, "2026-11-02")
        return (town, transfer, try town.number(lan))
    }

    /// Every file that was handed over is answered by a day.
    private func answer(_ town: Household, _ day: String) throws {
        town.now = morning(day)
        try town.take(try town.simulate(through: day))
        try town.reconcile()
    }

    /// Month, amount and cause of the lines due.
    private func due(_ town: Household, _ period: String) throws -> [String] {
        try #require(try town.draft(period).first).lines.map {
            "\($0.month) \($0.amount) \($0.cause)"
        }
    }

    @Test func `months that follow pay less, to the đồng, and the books come out`() throws {
        let (town, transfer, person) = try paid("special", signed: "2026-10-05")
        // 2.0 × 540,000 was paid for October; 1.5 × 540,000 was owed.
        try town.register([.fact(lan, "severity=severe", from: "2026-10-05")])
        let over = try #require(try town.draft("2026-11").first).overPaid
        #expect(over.map(\.excess) == [270_000])
        let number = try town.propose(transfer, person, 270_000)
        #expect(
            try refusal { try town.net(number, 1, from: "2026-11", by: "9/QĐ") }
                == .approvalMissing
        )
        try town.decideCase(number, by: "account-holder")
        // A case that is decided nets nothing by itself.
        #expect(try due(town, "2026-11") == ["2026-11 810000 regular"])
        let first = try town.net(number, 200_000, from: "2026-11", by: "9/QĐ-UBND")
        #expect([first.amount, first.stillDue, first.record.open] == [200_000, 610_000, 70_000])
        #expect(try town.net(number, 200_000, from: "2026-11", by: "9/QĐ-UBND").wasKnown)
        #expect(try due(town, "2026-11") == ["2026-11 610000 difference-1"])
        let november = try #require(try town.runMonth("2026-11").first)
        #expect(november.amount == 610_000)
        #expect(
            try refusal { try town.net(number, 70_000, from: "2026-11", by: "10/QĐ-UBND") }
                == .dataErrors,
            "the month is listed already"
        )
        try answer(town, "2026-12-02")
        let second = try town.net(
            number,
            100_000,
            from: "2026-12",
            by: "VB-1",
            ground: .consent,
            signer: "Nguyễn Thị Lan"
        )
        #expect([second.amount, second.stillDue, second.record.open] == [70_000, 740_000, 0])
        #expect(try due(town, "2026-12") == ["2026-12 740000 difference-1"])
        let december = try #require(try town.runMonth("2026-12").first)
        try answer(town, "2026-12-30")
        // Three months at 810,000 are owed, spent and received.
        #expect(try town.balance("EXP") == 2_430_000)
        #expect(try town.balance("REC") == 0)
        #expect(try town.balance("PAY") == 0)
        #expect(1_080_000 + november.amount + december.amount == 2_430_000)
        #expect(try town.balance("RESERVED") == 2_430_000)
        #expect(try town.verify().findings.isEmpty)
        #expect(try town.verifySealed(december.code).findings.isEmpty)
        try town.expectHledgerAgrees()
        let facts = try town.read { open in
            try #require(try open.register.person(person, known: town.now.date)).facts
        }.filter { $0.name == NettingOrder.fact }
        #expect(
            facts.map { "\($0.value) \($0.document) \($0.signer)" } == [
                "\(number) 2026-11 200000 decision 9/QĐ-UBND Lê Văn Chủ",
                "\(number) 2026-12 70000 consent VB-1 Nguyễn Thị Lan",
            ]
        )
    }

    @Test func `never below zero: what a month cannot bear stays in the case`() throws {
        // August to October went in one transfer.
        let (town, transfer, person) = try paid("severe", signed: "2026-08-05")
        let number = try town.propose(transfer, person, 1_000_000)
        try town.decideCase(number, by: "account-holder")
        let report = try town.net(number, 1_000_000, from: "2026-11", by: "9/QĐ-UBND")
        #expect([report.amount, report.stillDue, report.record.open] == [810_000, 0, 190_000])
        #expect(try due(town, "2026-11").isEmpty)
        #expect(
            try refusal { try town.net(number, 190_000, from: "2026-11", by: "10/QĐ-UBND") }
                == .dataErrors
        )
        town.now = morning("2026-12-02")
        try town.net(number, 190_000, from: "2026-12", by: "9/QĐ-UBND")
        #expect(try due(town, "2026-12") == ["2026-12 620000 difference-1"])
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `a netting that is taken back is paid after all, and the case is open again`() throws
    {
        let (town, transfer, person) = try paid("severe", signed: "2026-10-05")
        let number = try town.propose(transfer, person, 300_000)
        try town.decideCase(number, by: "account-holder")
        let report = try town.net(number, 300_000, from: "2026-11", by: "9/QĐ-UBND")
        let before = try town.standing()
        #expect(
            try refusal { try town.undoNetting(report.code, key: "chief-accountant") }
                == .notPermitted
        )
        #expect(try refusal { try town.undoNetting("NA0100099") } == .usage)
        #expect(try town.standing() == before)
        #expect(try town.undoNetting(report.code).open == 300_000)
        #expect(try town.undoNetting(report.code).open == 300_000, "once is enough")
        #expect(try due(town, "2026-11") == ["2026-11 810000 regular"])
        #expect(try town.balance("REC") == 300_000)
        #expect(try town.balance("EXP") == 510_000)
        #expect(
            try refusal { try town.net(number, 300_000, from: "2026-11", by: "9/QĐ-UBND") }
                == .dataErrors,
            "that paper was taken back"
        )
        try town.net(number, 300_000, from: "2026-11", by: "11/QĐ-UBND")
        #expect(try due(town, "2026-11") == ["2026-11 510000 difference-1"])
        #expect(try town.verify().findings.isEmpty)
        try town.expectHledgerAgrees()
    }

    @Test func `nothing is netted without its paper, its officer, its month and its year`() throws {
        let (town, transfer, person) = try paid("severe", signed: "2026-10-05")
        let number = try town.propose(transfer, person, 300_000)
        try town.decideCase(number, by: "account-holder")
        let before = try town.standing()
        func refused(_ body: () throws -> NettingReport) throws -> StepRefusal.Code? {
            try refusal { _ = try body() }
        }
        #expect(try refused { try town.net(number, 1, from: "2026-11", by: " ") } == .usage)
        #expect(
            try refused {
                try town.net(number, 1, from: "2026-11", by: "9/QĐ", signed: "2026-11-03")
            } == .usage
        )
        #expect(
            try refused { try town.net(number, 1, from: "2026-11", by: "9/QĐ", signer: "") }
                == .usage
        )
        #expect(
            try refused { try town.net(number, 1, from: "2026-11", by: "9/QĐ", key: "maker") }
                == .notPermitted
        )
        #expect(try refused { try town.net(number, 1, from: "2027-01", by: "9/QĐ") } == .usage)
        #expect(try refused { try town.net(number, 0, from: "2026-11", by: "9/QĐ") } == .dataErrors)
        #expect(try refused { try town.net(99, 1, from: "2026-11", by: "9/QĐ") } == .usage)
        #expect(try town.standing() == before)
        town.now = morning("2027-01-04")
        #expect(
            try refused { try town.net(number, 1, from: "2027-01", by: "9/QĐ") } == .notPermitted
        )
    }

    @Test(arguments: ["case", "paper", "amount"])
    func `a netting that its case does not say is found`(_ what: String) throws {
        let (town, transfer, person) = try paid("severe", signed: "2026-10-05")
        let number = try town.propose(transfer, person, 300_000)
        try town.decideCase(number, by: "account-holder")
        try town.net(number, 100_000, from: "2026-11", by: "9/QĐ-UBND")
        #expect(try town.verify().findings.isEmpty)
        // A step as a program would write it that lies: the log is right.
        let line = try #require(try town.draft("2026-11").first?.lines.first)
        let order = NettingOrder(
            caseNumber: number,
            month: month("2026-11"),
            amount: 1_000,
            ground: .decision,
            paper: "10/QĐ-UBND",
            signed: town.now.date,
            signer: "Lê Văn Chủ"
        )
        let right = LineRight(
            programme: line.programme,
            category: line.category,
            kind: line.kind,
            source: line.source,
            cause: what == "paper" ? "netted-\(number) decision 11/QĐ-UBND" : order.cause,
            rule: line.rule,
            year: line.year
        )
        let forged = DueLine(
            person: person,
            payee: person,
            right: right,
            month: month("2026-11"),
            amount: 1_000
        )
        let batch = NettingBatch(
            code: "NA0100077",
            unit: "NA01",
            serial: 77,
            period: month("2026-11"),
            known: town.now.date,
            year: 2026,
            paper: Digest.of(utf8: "10"),
            ruleBook: Digest.of(utf8: "11"),
            doubts: []
        )
        _ = try town.write { open in
            try open.books.step(
                StepInfo(key: "test/forged", verb: "test", at: town.now, officer: "")
            ) { writer in
                try writer.writeNetting(batch, lines: [forged])
                guard what != "case" else { return }
                try writer.insert(
                    "case_event",
                    ["case_number", "event", "amount", "document", "officer"],
                    [number, "netted", what == "amount" ? 999 : 1_000, order.reference, ""]
                )
            }
        }
        #expect(try town.verify().findings.map(\.place) == [what == "case" ? "case" : "NA0100077"])
    }
}
