// Who receives one right of a person and not the rest, from the register's row to the transfer.

import BankSimulator
import Disbursement
import Enrolment
import Foundation
import Intake
import Ledger
import Store
import Testing
import Workflow

struct RightPayeeTests {
    private let old = Townsman(1, "Nguyễn Thị Lan", born: "1940-03-10")
    private let heir = Townsman(2, "Nguyễn Văn Kế", born: "1970-07-01", sex: "male")
    private let organiser = Townsman(3, "Nguyễn Văn Táng", born: "1972-07-01", sex: "male")

    /// What each transfer of a batch pays: payee, persons and đồng, in order.
    private func transfers(_ town: Household, _ batch: BatchRecord) throws -> [String] {
        var paid: [(payee: Int64, persons: Set<Int64>, amount: Int64)] = []
        for line in try town.lines(batch).map(\.line) {
            if paid.last?.payee == line.payee {
                paid[paid.count - 1].persons.insert(line.person)
                paid[paid.count - 1].amount += line.amount
            } else {
                paid.append((line.payee, [line.person], line.amount))
            }
        }
        return paid.map { "\($0.payee) \($0.persons.sorted()) \($0.amount)" }
    }

    /// A pensioner who died in November: the months go to the heir, the funeral to who buried her.
    private func buried() throws -> (town: Household, sheet: BatchSheet) {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-10"))
        try town.register([
            .enrol(old, "pension", unit: "NA01", signed: "2026-10-05", facts: "pension=none")
                .account("1028722532310")
        ])
        try town.receiveEnough()
        try town.register([.death(old, on: "2026-11-15")])
        // The grant of a funeral comes after the death, with a payee of its own.
        try town.register([
            .enrol(old, "pension-funeral", unit: "NA01", signed: "2026-11-20")
                .payee(organiser).account("1028722532399"),
            .change(old, document: "TK-9/2026").payee(heir).account("1028722532377"),
        ])
        let sheet = try #require(try town.freeze("2026-11").first)
        return (town, sheet)
    }

    @Test func `month of death and arrears go to the heir, the funeral to who buries`() throws {
        let (town, sheet) = try buried()
        let batch = try #require(try town.batches().first)
        let numbers = (
            old: try town.number(old), heir: try town.number(heir),
            organiser: try town.number(organiser)
        )
        let wanted = [
            "\(numbers.organiser) [\(numbers.old)] 10800000",
            "\(numbers.heir) [\(numbers.old)] 1080000",
        ]
        #expect(try transfers(town, batch).sorted() == wanted.sorted())
        let content = try town.content(sheet.code)
        let orders = try sheet.files.map {
            String(decoding: try content.read($0.path), as: UTF8.self)
        }.joined()
        #expect(orders.contains("1028722532377") && orders.contains("1028722532399"))
        #expect(!orders.contains("1028722532310"))
        #expect(orders.contains("10800000") && orders.contains("1080000"))
        try town.approveAll("2026-11")
        try town.issue("2026-11")
        #expect(try town.verify().findings.isEmpty)
        #expect(try town.verifySealed(sheet.code).findings.isEmpty)
        // Nothing is due a second time, whoever receives.
        town.now = morning("2026-12-22")
        let december = try #require(try town.draft("2026-12").first)
        #expect(december.lines.isEmpty && december.held.isEmpty)
    }

    @Test func `what came back of a funeral is repaired and paid again to who buries`() throws {
        let (town, sheet) = try buried()
        try town.approveAll("2026-11")
        try town.issue("2026-11")
        let batch = try #require(try town.batches().first)
        let organiserNumber = try town.number(organiser)
        let line = try #require(
            try town.lines(batch).first { $0.line.payee == organiserNumber }
        )
        let transfer = try town.story("\(sheet.code)/\(line.number)").id
        town.now = morning("2026-12-01")
        let plan = try town.plan(["\(transfer),reject,AC04,"])
        try town.take(try town.simulate(through: "2026-11-30") { $0.plan = plan })
        try town.reconcile()
        // On the same data it waits: the refusal was of the organiser's account, not of the heir's.
        #expect(try town.reissue("2026-11").isEmpty)
        try town.repair(transfer, .account(bank: "970436", number: "0071000123456"))
        let again = try #require(try town.reissue("2026-11").first)
        #expect(again.amount == 10_800_000)
        let new = try #require(try town.batches().last)
        #expect(
            try transfers(town, new) == ["\(organiserNumber) [\(try town.number(old))] 10800000"]
        )
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `a payee of one right holds that right alone`() throws {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        let child = Townsman(4, "Lê Thị Bé", born: "2024-03-10")
        let aunt = Townsman(5, "Lê Thị Cô", born: "1980-03-10")
        let foster = Townsman(6, "Trần Thị Nuôi", born: "1982-03-10")
        try town.register([
            .enrol(child, "5.1", unit: "NA01", signed: "2026-10-05")
                .payee(aunt).account("1028722532310"),
            .enrol(child, "20.1", unit: "NA01", signed: "2026-10-05")
                .payee(foster, until: "2026-11-30").account("1028722532311"),
        ])
        try town.receiveEnough(on: "2026-11-20")
        let sheet = try #require(try town.runMonth("2026-11").first)
        let batch = try #require(try town.batches().first)
        let number = try town.number(child)
        #expect(
            try transfers(town, batch).sorted()
                == [
                    "\(try town.number(aunt)) [\(number)] 1350000",
                    "\(try town.number(foster)) [\(number)] 1350000",
                ].sorted()
        )
        #expect(sheet.amount == 2_700_000)
        // The foster parent's authority ended: the aunt is paid on.
        town.now = morning("2026-12-22")
        let december = try #require(try town.draft("2026-12").first)
        #expect(december.lines.map(\.payee) == [try town.number(aunt)])
        #expect(december.held.map(\.cause) == [.authorityEnded])
        #expect(december.held.map(\.line.payee) == [try town.number(foster)])
        #expect(december.held.map(\.line.category) == ["20.1"])
        // Two payees of one person, each as before: nothing new is told.
        let review = try town.read { try PayeeAccounts($0).review(december) }
        #expect(review.changes.isEmpty)
        // Another foster parent is told.
        try town.register([
            RegisterLine.change(child, document: "QD-7").of("20.1").payee(heir)
                .account("1028722532312")
        ])
        let next = try #require(try town.draft("2026-12").first)
        #expect(next.held.isEmpty)
        let change = try #require(
            try town.read { try PayeeAccounts($0).review(next) }.changes.first
        )
        #expect(change.payee == (try town.number(heir)))
    }

    @Test func `the head of a household receives the gift, and nobody's pension`() throws {
        let town = try Household(
            BooksKind(units: ["NA01"], firstMonth: "2026-01", recomputeFrom: "2026-01"),
            on: "2026-01-20"
        )
        try town.register([
            .enrol(old, "pension", unit: "NA01", signed: "2026-01-05", facts: "pension=none")
                .account("1028722532310"),
            .enrol(old, "gift-tet-2026", unit: "NA01", signed: "2026-01-15")
                .payee(heir).account("1028722532377"),
        ])
        try town.receiveEnough()
        let draft = try #require(try town.draft("2026-02").first)
        let (own, head) = (try town.number(old), try town.number(heir))
        #expect(draft.held.isEmpty)
        #expect(
            draft.lines.map { "\($0.payee) \($0.category) \($0.month) \($0.amount)" } == [
                "\(own) pension 2026-01 500000", "\(own) pension 2026-02 500000",
                "\(head) gift-tet-2026 2026-01 400000",
            ]
        )
    }

    @Test func `a stopped funeral waits until the register says something new`() throws {
        let (town, sheet) = try buried()
        try town.approveAll("2026-11")
        _ = try town.stop(
            sheet.code,
            old,
            from: "2026-10",
            cause: .moved,
            by: "maker",
            "checker"
        )
        let draft = try #require(try town.draft("2026-11").first)
        #expect(draft.lines.isEmpty)
        #expect(Set(draft.held.map(\.cause)) == [.stopped])
        #expect(Set(draft.held.map(\.line.category)) == ["pension", "pension-funeral"])
    }
}
