// Answers of a counterpart bank that come again, to the wrong unit, in the wrong month, or do not
// concern us at all: the books stay as they were, or say what does not fit.

import BankFiles
import Disbursement
import Foundation
import Intake
import Ledger
import Reconciliation
import Store
import Testing
import Workflow

/// A month of six people: one refused, one returned, four paid; every answer is worked off.
private final class AnsweredMonth {
    static let accounts = [
        "CM01": CounterpartBank.number(15_002_110_001),
        "NA01": CounterpartBank.number(15_002_110_002),
    ]
    let people = Commune(adults: 6, elders: 0, guardians: 0, own: 1)
    let town: Household
    let bank: CounterpartBank
    private(set) var letters: [CounterpartBank.Letter] = []
    private(set) var sheet: BatchSheet?
    private var today: CivilDate

    init(units: [String] = ["CM01"]) throws {
        let kind = BooksKind(
            units: units,
            accounts: AnsweredMonth.accounts,
            recomputeFrom: "2026-11"
        )
        town = try Household(kind, on: "2026-10-26")
        today = day("2026-10-26")
        bank = try CounterpartBank(on: today, folder: "\(town.root)/mailbox")
        try bank.open("CM01", number: try #require(AnsweredMonth.accounts["CM01"]))
        try bank.open("OWN", number: people.own[0])
        try town.register(people.register)
        try town.receive([
            "estimate,CM01,2026,local,,20000000,QD-1,2026-10-20",
            "advance,CM01,2026,local,agribank,20000000,RDT-1,2026-10-26",
        ])
        try bank.credit("CM01", 20_000_000, note: "RDT-1")
    }

    /// Freezes, approves, hands over: what the bank is to get.
    func handOver(_ period: String) throws -> BatchSheet {
        let sheet = try #require(try town.freeze(period).first)
        try town.approveAll(period)
        try town.issue(period)
        return sheet
    }

    /// Moves day by day and works off what is about the unit's account; gives what is not.
    @discardableResult
    func advance(to end: String) throws -> [CounterpartBank.Letter] {
        var others: [CounterpartBank.Letter] = []
        while today < day(end) {
            today = today.advanced(byDays: 1)
            town.now = morning("\(today)")
            let new = try bank.advance(to: today)
            let own = new.filter { $0.account == "CM01" && !$0.type.hasPrefix("pacs") }
            others += new.filter { $0.account != "CM01" }
            letters += own
            if !own.isEmpty { _ = try town.work(own.map(\.path)) }
        }
        return others
    }

    /// The month until the return has been seen.
    func run() throws {
        let sheet = try handOver("2026-11")
        self.sheet = sheet
        try bank.behave("OWN", .closedAccount)
        #expect(try bank.post(try #require(town.orders(sheet).first)) == 202)
        let batch = try #require(try town.batches().first)
        let number = try town.number(people.adults[1])
        let line = try #require(try town.lines(batch).first { $0.line.person == number })
        let id = TransferID(batch: try #require(BatchCode(sheet.code)), number: line.transfer)
        try bank.behave("CM01", .returnLater(days: 2, reason: "AC06", endToEnd: "\(id)"))
        try advance(to: "2026-11-05")
        let statuses = try town.positions().values.map(\.status).sorted()
        #expect(statuses == ["rejected", "returned", "settled", "settled", "settled", "settled"])
    }

    /// The letters of a kind.
    func letters(_ type: String) -> [CounterpartBank.Letter] {
        letters.filter { $0.type.hasPrefix(type) }
    }

    /// A letter with other bytes that say the same: the bank's own name and time of it changed.
    func serializedAgain(_ letter: CounterpartBank.Letter, _ times: Int) throws -> [String] {
        let text = try String(contentsOfFile: letter.path, encoding: .utf8)
        return try (1...times).map { number in
            try town.input(
                text.replacing("<GrpHdr>", with: "<GrpHdr><!-- \(number) -->")
                    .replacing("<MsgId>MB-", with: "<MsgId>AGAIN-\(number)-"),
                "again.xml"
            )
        }
    }

    /// What answers could change.
    func state() throws -> State {
        try State(
            balance: town.read { try LedgerReports($0.books).trialBalance() },
            positions: town.positions(),
            conflicts: town.conflicts().map { "\($0.number) \($0.kind) \($0.transfer)" }
        )
    }

    struct State: Equatable {
        let balance: TrialBalance
        let positions: [String: StoredPosition]
        let conflicts: [String]
    }
}

@Suite(.enabled(if: CounterpartBank.isThere, CounterpartBank.absence))
struct UnfitAnswersTests {
    @Test(.timeLimit(.minutes(5)))
    func `the same answer given a thousand times is one answer`() throws {
        let month = try AnsweredMonth()
        try month.run()
        let town = month.town
        let standing = try town.standing()
        let booked = try #require(
            try month.letters("camt.053").first {
                try String(contentsOfFile: $0.path, encoding: .utf8).contains(
                    "DBIT</CdtDbtInd><Sts>"
                )
            }
        )
        try town.write { open in
            let officer = try town.key("maker", open)
            for _ in 1...1_000 {
                let reports = try TakeAnswers(town.environment).run(
                    open,
                    paths: [booked.path],
                    officer: officer
                )
                #expect(reports.map(\.isKnown) == [true] && reports.map(\.newFacts) == [0])
            }
        }
        let (taken, reconciled) = try town.work(month.letters.map(\.path))
        #expect(taken.allSatisfy { $0.isKnown && $0.newFacts == 0 })
        #expect(reconciled.isEmpty)
        #expect(try town.standing() == standing)
    }

    @Test(.timeLimit(.minutes(5)))
    func `the same facts in other files are taken once, and the month can go on`() throws {
        let month = try AnsweredMonth()
        try month.run()
        let town = month.town
        let state = try month.state()
        let columns = try town.monthReport("2026-11").table
        let again = try month.letters.flatMap { try month.serializedAgain($0, 10) }
        #expect(again.count > 100)
        let (taken, reconciled) = try town.work(again)
        #expect(taken.allSatisfy { !$0.isKnown && $0.newFacts == 0 })
        #expect(taken.contains { $0.repeatedFacts == 5 })
        #expect(reconciled.count == again.count)
        #expect(reconciled.allSatisfy { $0.moved.isEmpty && $0.entryCount == 0 })
        #expect(reconciled.flatMap(\.conflicts).isEmpty)
        #expect(try month.state() == state)
        let report = try town.monthReport("2026-11")
        #expect(report.table == columns)
        let breaks = report.cash.filter { !$0.agrees }
        #expect(breaks.isEmpty, "\(breaks)")
        #expect(try town.verify().findings.isEmpty)

        // A statement that came again is no gap: what came back is paid again.
        let failed = state.positions.filter { $0.value.status != "settled" }.keys.sorted()
        for (index, id) in failed.enumerated() {
            try town.repair(
                [id],
                .account(bank: "970405", number: "150020590000\(index)"),
                document: "TK-\(index)"
            )
        }
        #expect(try town.reissue("2026-11").map(\.transferCount) == [2])
    }

    @Test(.timeLimit(.minutes(5)))
    func `another unit's bank pays our people: both statements agree, nobody is paid again`() throws
    {
        let month = try AnsweredMonth(units: ["CM01", "NA01"])
        let town = month.town
        let other = try CounterpartBank(on: town.now.date, folder: "\(town.root)/other")
        let account = try #require(AnsweredMonth.accounts["NA01"])
        try other.open("NA01", number: account)
        try town.receive([
            "estimate,NA01,2026,local,,9000000,QD-2,2026-10-20",
            "advance,NA01,2026,local,vietinbank,9000000,RDT-2,2026-10-26",
        ])
        try other.credit("NA01", 9_000_000, note: "RDT-2")
        let sheet = try month.handOver("2026-11")
        let order = try String(
            contentsOfFile: try #require(town.orders(sheet).first),
            encoding: .utf8
        )
        let crossed = order.replacing(try #require(AnsweredMonth.accounts["CM01"]), with: account)
        #expect(crossed != order)
        #expect(try other.post(try town.input(crossed, "crossed.xml")) == 202)
        try month.advance(to: "2026-11-04")
        let letters = try other.advance(to: day("2026-11-04")).filter { $0.account == "NA01" }
        let (_, reconciled) = try town.work(letters.map(\.path))
        let conflicts = reconciled.flatMap(\.conflicts)
        #expect(conflicts.map(\.kind) == Array(repeating: .otherAccount, count: 6))
        #expect(conflicts.reduce(0) { $0 + $1.setAside } == sheet.amount)

        let balance = try other.account("NA01").balance
        #expect(balance == 9_000_000 - sheet.amount)
        #expect(try town.balance("CASH", "NA01") == balance)
        #expect(try town.balance("SUSP", "NA01") == sheet.amount)
        #expect(try town.balance("CASH", "CM01") == 20_000_000)
        #expect(try town.balance("CLR", "CM01") == -sheet.amount)
        let report = try town.monthReport("2026-11")
        #expect(report.agrees)
        #expect(Set(report.cash.map(\.unit)) == ["CM01", "NA01"])
        #expect(try town.positions().values.allSatisfy { $0.status == "accepted" && !$0.isBooked })

        // Their own bank has the file too, and refuses it: the payees have the money already.
        try month.bank.behave("CM01", .rejectFile)
        #expect(try month.bank.post(try #require(town.orders(sheet).first)) == 422)
        try month.advance(to: "2026-11-05")
        #expect(try town.balance("PAY", "CM01") == 0)
        #expect(try town.reissue("2026-11").isEmpty)
        #expect(try town.close("2026-11").allSatisfy { !$0.obstacles.isEmpty })
        #expect(try town.verify().findings.isEmpty)
    }

    @Test(.timeLimit(.minutes(5)))
    func `words about another month's file change nothing, and are told`() throws {
        let month = try AnsweredMonth()
        try month.run()
        let town = month.town
        try month.advance(to: "2026-11-26")
        let december = try month.handOver("2026-12")
        let file = try #require(december.files.first?.path.split(separator: "/").last).dropLast(4)
        let november = try #require(month.sheet?.files.first?.path.split(separator: "/").last)
            .dropLast(4)
        let state = try month.state()
        let status = try #require(month.letters("pain.002").first)
        let text = try String(contentsOfFile: status.path, encoding: .utf8)
        let mixed = text.replacing(november, with: file)
            .replacing("<MsgId>MB-", with: "<MsgId>MIXED-")
        #expect(mixed != text)
        let (taken, reconciled) = try town.work([try town.input(mixed, "mixed.xml")])
        #expect(taken.map(\.newFacts).allSatisfy { $0 >= 6 })
        let kinds = Set(reconciled.flatMap(\.conflicts).map(\.kind))
        #expect(kinds == [.otherFile])
        let after = try month.state()
        #expect(after.balance == state.balance)
        // What is said of the file that it names is heard, as far as words go.
        let changed = after.positions.filter { state.positions[$0.key] != $0.value }
        #expect(changed.allSatisfy { $0.key.hasPrefix(december.code) })
        #expect(changed.allSatisfy { $0.value.status == "accepted" && !$0.value.isBooked })
        // The month before as it was told, late and in other bytes: known.
        let late = try month.letters.flatMap { try month.serializedAgain($0, 1) }
        let again = try town.work(late)
        #expect(again.taken.allSatisfy { $0.newFacts == 0 })
        #expect(try month.state() == after)
        #expect(try town.monthReport("2026-12").cash.allSatisfy { $0.agrees })
        #expect(try town.verify().findings.isEmpty)
    }

    @Test(.timeLimit(.minutes(5)))
    func `a statement of a stranger, in another currency, or with a gap moves nothing`() throws {
        let month = try AnsweredMonth()
        let (town, bank) = (month.town, month.bank)
        try bank.open("STRANGER", number: CounterpartBank.number(77))
        try bank.credit("STRANGER", 5_000, note: "khong phai cua xa")
        let others = try month.advance(to: "2026-10-27").filter { $0.type.hasPrefix("camt.053") }
        let stranger = try #require(others.first { $0.account == "STRANGER" })
        let foreign = try #require(others.first { $0.account == "ACME" })
        let state = try month.state()
        #expect(throws: StepRefusal.self) { try town.takeAnswers([foreign.path, stranger.path]) }
        #expect(try month.state() == state)
        let (_, reconciled) = try town.work([stranger.path])
        #expect(reconciled.flatMap(\.conflicts).map(\.kind) == [.accountNotOurs])
        #expect(try month.state().balance == state.balance)
        #expect(try town.conflicts().map(\.setAside) == [0])

        // An entry is left off the statement: the whole file is refused, and the next one shows that
        // a day is missing.
        try bank.behave("CM01", .statementGap)
        try bank.credit("CM01", 70_000, note: "thieu")
        #expect(throws: StepRefusal.self) { try month.advance(to: "2026-10-28") }
        try bank.behave("CM01", .accept)
        try month.advance(to: "2026-10-29")
        let cash = try town.monthReport("2026-11").cash
        #expect(cash.map(\.agrees) == [true, false])
        #expect(cash.last.map { $0.statement - $0.books } == 70_000)
        #expect(try town.verify().findings.isEmpty)
    }
}
