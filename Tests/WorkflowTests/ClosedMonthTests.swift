// The month after hand-over on the books themselves: answers taken in, reconciled, put right, closed.

import BankFiles
import BankSimulator
import Disbursement
import Foundation
import GRDB
import Intake
import Ledger
import Reconciliation
import Signing
import Store
import Testing
import Workflow

struct ClosedMonthTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let hoa = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")
    private let mai = Townsman(3, "Trần Thị Mai", born: "1988-03-10")

    /// Three people of one commune, 810,000 each; the last takes cash.
    private func issued() throws -> (town: Household, batch: String) {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        func disabled(_ person: Townsman) -> RegisterLine {
            .enrol(person, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
        }
        try town.register([
            disabled(lan).account("1028722532310"), disabled(hoa).account("1028722532311"),
            disabled(mai).cash(),
        ])
        try town.receiveEnough(on: "2026-11-20")
        let sheet = try #require(try town.runMonth("2026-11").first)
        #expect(sheet.amount == 2_430_000)
        town.now = morning("2026-12-01")
        return (town, sheet.code)
    }

    /// The advances as the bank sees them.
    private let advances = (1...3).map { _ in
        FundsCredit(
            account: "1500211000000",
            day: day("2026-11-20"),
            amount: 500_000_000,
            reference: "RDT-1"
        )
    }

    private func answers(
        _ town: Household,
        through last: String = "2026-11-30",
        _ plan: [String]
    ) throws -> [SimulatedFile] {
        let plan = try town.plan(plan)
        return try town.simulate(through: last) { terms in
            terms.plan = plan
            terms.credits = advances
        }
    }

    /// Each đồng in one column, cash as the statements say, the proof whole.
    private func expectSound(_ town: Household, _ line: Int = #line) throws {
        let place = SourceLocation(fileID: #fileID, filePath: #filePath, line: line, column: 1)
        let report = try town.monthReport("2026-11")
        #expect(report.agrees, "\(report.cash.filter { !$0.agrees })", sourceLocation: place)
        #expect(!report.cash.isEmpty, sourceLocation: place)
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)", sourceLocation: place)
        try town.expectHledgerAgrees(line)
    }

    private func column(_ town: Household, _ column: MonthTable.Column) throws -> Int64 {
        try town.monthReport("2026-11").table.rows.reduce(0) { $0 + $1.amount(in: column) }
    }

    @Test func `a good month: paid, cleared, closed`() throws {
        let (town, batch) = try issued()
        try town.take(try answers(town, []))
        let conflicts = try town.reconcile().flatMap(\.conflicts)
        #expect(conflicts.isEmpty)
        try expectSound(town)
        #expect(try column(town, .credited) == 2_430_000)
        for account in ["CLR", "PAY", "SUSP", "REC"] { #expect(try town.balance(account) == 0) }
        #expect(try town.balance("EXP") == 2_430_000)
        #expect(try town.balance("CASH") == 2_000_000_000 - 2_430_000)
        #expect(try town.clearAdvance("TT-1").map(\.amount) == [2_430_000])
        #expect(try town.balance("FUND") == -2_430_000)
        #expect(try town.balance("SPENT") == 2_430_000)
        #expect(try town.clearAdvance("TT-1").isEmpty)
        #expect(try town.close("2026-11").map(\.obstacles.count) == [0])
        #expect(try town.batches().map(\.isClosed) == [true])
        #expect(try town.story(try town.transfer(mai, in: batch)).status == .paid)
        // A second list of the month has nothing.
        #expect(try town.draft("2026-11").map(\.amount) == [0])
    }

    @Test(
        .enabled(if: Hledger.path != nil, "hledger is not installed")
    )
    func `hledger comes to our balances after every step of the month`() throws {
        let (town, batch) = try issued()
        try town.expectHledgerAgrees()
        let second = try town.transfer(hoa, in: batch)
        for file in try answers(town, ["\(second),return,AC06,"]) {
            try town.take([file])
            try town.reconcile()
            try town.expectHledgerAgrees()
        }
        try town.repair(second, .unchanged)
        try town.reissue("2026-11")
        try town.approveAll("2026-11")
        try town.expectHledgerAgrees()
        try town.issue("2026-11")
        try town.expectHledgerAgrees()
        try town.clearAdvance("TT-1")
        try town.expectHledgerAgrees()
        let number = try town.propose(
            try town.transfer(lan, in: batch),
            try town.number(lan),
            810_000
        )
        try town.decideCase(number, by: "account-holder")
        try town.expectHledgerAgrees()
        try town.settle(
            number,
            .recoveredAtTreasury(810_000),
            by: "chief-accountant",
            document: "NT-1"
        )
        try town.expectHledgerAgrees()
    }

    @Test func `rejected and returned: repaired and reissued, carried, paid once`() throws {
        let (town, batch) = try issued()
        let first = try town.transfer(lan, in: batch)
        let second = try town.transfer(hoa, in: batch)
        let third = try town.transfer(mai, in: batch)
        try town.take(
            try answers(
                town,
                ["\(first),reject,AC04,", "\(second),return,AC06,", "\(third),unpaid,,"]
            )
        )
        try town.reconcile()
        try expectSound(town)
        #expect(try column(town, .openAgain) == 2_430_000)
        #expect(try town.balance("PAY") == -2_430_000)
        #expect(try town.close("2026-11").first?.obstacles.isEmpty == false)
        // On the same data nothing is sent again.
        #expect(try town.reissue("2026-11").isEmpty == false)
        let again = try #require(try town.batches().last)
        #expect(again.kind == "reissue" && again.amount == 810_000)
        #expect(try town.story(third).lines.map(\.column) == [.reissued])
        // The first gets another account; the second is carried.
        let account = RepairedWay.account(bank: "970436", number: "0071000123456")
        try town.repair(first, account)
        let standing = try town.standing()
        try town.repair(first, account)
        #expect(try town.standing() == standing, "a repair run again is the same repair")
        // Back and forth on one paper is not the same twice.
        try town.repair(first, .account(bank: "970436", number: "0071000123457"))
        try town.repair(first, account)
        #expect(
            try town.read {
                try $0.books.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM repair") }
            }
                == 3
        )
        #expect(try town.reissue("2026-11").map(\.amount) == [810_000])
        #expect(try town.reissue("2026-11").isEmpty)
        try town.approveAll("2026-11")
        #expect(try town.balance("EXP") == 2_430_000)
        try town.issue("2026-11")
        #expect(try town.balance("PAY") == -810_000)
        #expect(try town.carry("2026-11").map(\.amount) == [810_000])
        town.now = morning("2026-12-10")
        try town.take(
            try answers(
                town,
                through: "2026-12-09",
                ["\(first),reject,AC04,", "\(second),return,AC06,", "\(third),unpaid,,"]
            )
        )
        try town.reconcile()
        try expectSound(town)
        #expect(try column(town, .credited) == 1_620_000)
        #expect(try column(town, .carried) == 810_000)
        try expectPaidByNextList(second, town: town)
    }

    private func expectPaidByNextList(_ second: String, town: Household) throws {
        // The account of the second was put right: the next list pays it with its own month.
        try town.repair(second, .unchanged)
        let next = try #require(try town.draft("2026-12").first)
        let carried = next.lines.filter(\.isApprovedBefore)
        #expect(carried.map(\.amount) == [810_000] && carried.map(\.replaces) == [second])
        #expect(carried.map(\.month) == [month("2026-11")])
        #expect(next.amount == 4 * 810_000)
        try town.check("2026-12")
        try town.submit("2026-12")
        try town.approveAll("2026-12")
        #expect(try town.balance("EXP") == 2 * 2_430_000)
        try town.issue("2026-12")
        #expect(try town.balance("PAY") == 0)
        try expectSound(town)
        #expect(try town.story(second).lines.compactMap(\.paidAgainIn).count == 1)
        #expect(try town.read { try $0.books.query { try $0.doublyCovered() } } == 0)
    }

    @Test func `the same answers again, as bytes and as other files, change nothing`() throws {
        let (town, batch) = try issued()
        let files = try answers(town, ["\(try town.transfer(hoa, in: batch)),return,AC06,"])
        try town.take(files)
        try town.reconcile()
        let standing = try town.standing()
        for _ in 0..<20 {
            #expect(try town.take(files).allSatisfy(\.isKnown))
            #expect(try town.reconcile().isEmpty)
        }
        #expect(try town.standing() == standing)
        // The same facts under other message ids: taken in as files, nothing moves.
        let copies = files.filter { !$0.isCashResults }.map { file in
            let text = String(decoding: file.bytes, as: UTF8.self)
                .replacing("</MsgId><CreDtTm>", with: "X</MsgId><CreDtTm>", maxReplacements: 1)
            return (name: "copy-\(file.day)-\(file.name)", bytes: Array(text.utf8))
        }
        let reports = try town.take(copies)
        #expect(reports.allSatisfy { !$0.isKnown && $0.newFacts == 0 })
        #expect(try town.reconcile().allSatisfy { $0.moved.isEmpty && $0.conflicts.isEmpty })
        let after = try town.standing()
        #expect(after.balance == standing.balance)
        #expect(after.counts["transfer_state"] == standing.counts["transfer_state"])
        #expect(after.counts["entry"] == standing.counts["entry"])
    }

    @Test func `a broken answer is refused with all its faults, and nothing is taken`() throws {
        let (town, _) = try issued()
        let files = try answers(town, [])
        let standing = try town.standing()
        let good = try #require(files.first { $0.name.contains("camt053") })
        let cut = Array(good.bytes.dropLast(20))
        do {
            try town.take([("good.xml", good.bytes), ("cut.xml", cut), ("empty.xml", [])])
            Issue.record("it was taken")
        } catch let refusal as StepRefusal {
            #expect(refusal.code == .dataErrors)
            #expect(Set(refusal.diagnostics.map(\.location.file)) == ["cut.xml", "empty.xml"])
        }
        #expect(try town.standing() == standing)
        #expect(try DurableFiles.names(in: "\(town.folder)/answers").isEmpty)
    }

    @Test func `a list of cash without its provider's signature is refused`() throws {
        let (town, _) = try issued()
        let list = try #require(try answers(town, []).first(where: \.isCashResults))
        let folder = "\(town.root)/unsigned"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(list.bytes).write(to: URL(fileURLWithPath: "\(folder)/list.csv"))
        func take() throws {
            try town.write { open in
                _ = try TakeAnswers(town.environment).run(
                    open,
                    paths: ["\(folder)/list.csv"],
                    officer: try town.key("maker", open)
                )
            }
        }
        #expect(try refusal(take) == .dataErrors)
        // The maker's signature is not the provider's.
        try town.write { open in
            let maker = try town.key("maker", open)
            let signature = try DetachedSignature.sign(
                digest: Digest.of(list.bytes),
                certificate: maker.certificate,
                key: maker.key,
                at: town.now.seconds
            )
            try Data(signature).write(to: URL(fileURLWithPath: "\(folder)/list.csv.p7s"))
        }
        #expect(try refusal(take) == .dataErrors)
        #expect(try town.read { try $0.books.query { try $0.answers() } }.isEmpty)
    }

    @Test func `an over-payment is proposed, decided by another person, and recovered`() throws {
        let (town, batch) = try issued()
        try town.take(try answers(town, []))
        try town.reconcile()
        try town.clearAdvance("TT-1")
        let transfer = try town.transfer(lan, in: batch)
        let person = try town.number(lan)
        let number = try town.propose(transfer, person, 810_000)
        #expect(try town.balance("REC") == 0)
        func settle(_ outcome: CaseOutcome, _ role: String, _ paper: String) throws -> Int64 {
            try town.settle(number, outcome, by: role, document: paper).open
        }
        let early = try refusal {
            _ = try settle(.recoveredAtTreasury(1), "chief-accountant", "X")
        }
        #expect(early == .approvalMissing)
        #expect(try refusal { try town.decideCase(number, by: "maker") } == .notPermitted)
        try town.decideCase(number, by: "account-holder")
        #expect(try town.balance("REC") == 810_000)
        #expect(try settle(.recoveredAtTreasury(500_000), "chief-accountant", "NT-1") == 310_000)
        let more = try refusal {
            _ = try settle(.recoveredAtTreasury(310_001), "chief-accountant", "NT-2")
        }
        #expect(more == .dataErrors)
        #expect(try settle(.writtenOff(310_000), "account-holder", "QD-2") == 0)
        #expect(try town.balance("REC") == 0)
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `money that the statement shows before its paper is entered is there once`() throws {
        let (town, _) = try issued()
        let late = FundsCredit(
            account: "1500211000000",
            day: day("2026-11-27"),
            amount: 7_000_000,
            reference: "RDT-9"
        )
        let files = try town.simulate(through: "2026-11-30") { terms in
            terms.credits = advances + [late]
        }
        try town.take(files)
        #expect(try town.reconcile().flatMap(\.conflicts).map(\.kind) == [.unidentified])
        #expect(try town.balance("SUSP") == -7_000_000)
        let cash = try town.balance("CASH")
        try town.receive(["advance,NA01,2026,local,vietinbank,7000000,RDT-9,2026-11-29"])
        #expect(try town.balance("SUSP") == 0)
        #expect(try town.balance("CASH") == cash)
        #expect(try town.balance("ADV") == -2_007_000_000)
        #expect(try town.monthReport("2026-11").conflicts.isEmpty)
        try expectSound(town)
    }

    @Test func `what is not needed is given back once, never what files on their way need`() throws
    {
        let (town, _) = try issued()
        func order(_ amount: Int64) -> GiveBackOrder {
            GiveBackOrder(
                unit: "NA01",
                provider: "vietinbank",
                year: 2026,
                source: "local",
                amount: amount,
                document: "NT-1",
                isCleared: false
            )
        }
        let free: Int64 = 500_000_000 - 1_620_000
        #expect(try refusal { _ = try town.giveBack(order(free + 1)) } == .approvalMissing)
        #expect(try town.giveBack(order(free)))
        #expect(try !town.giveBack(order(free)))
        #expect(try town.balance("CASH", source: "local") == 1_620_000)
        #expect(try town.verify().findings.isEmpty)
    }
}
