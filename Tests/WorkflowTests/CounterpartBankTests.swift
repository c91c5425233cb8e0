// Three months of a commune, from the register to the closing, against a counterpart bank that nobody
// of this project wrote: it books, refuses, keeps silent and returns, and every bank day comes out to
// the đồng.

import BankFiles
import Disbursement
import Foundation
import Intake
import Ledger
import Reconciliation
import Store
import Testing
import Workflow

@Suite(.enabled(if: CounterpartBank.isThere, CounterpartBank.absence))
struct CounterpartBankTests {
    private static let kind = BooksKind(
        units: [Correspondence.unit],
        accounts: [Correspondence.unit: CounterpartBank.number(15_002_110_001)],
        recomputeFrom: "2026-11"
    )

    /// 300 people take a minute and a quarter in a debug build; `CHITRA_BANK_PEOPLE` asks for others.
    private static let count =
        ProcessInfo.processInfo.environment["CHITRA_BANK_PEOPLE"].flatMap { Int($0) } ?? 300

    @Test(.timeLimit(.minutes(15)))
    func `three months against a counterpart bank: nobody paid twice, no đồng lost`() throws {
        let people = Commune(count: CounterpartBankTests.count)
        let season = try Correspondence(CounterpartBankTests.kind, on: "2026-10-22")
        for number in people.own { try season.bank.open("OWN-\(number.suffix(5))", number: number) }
        try season.town.register(people.register)
        try receiveMoney(season)
        try november(season, people)
        try december(season, people)
        try january(season, people)
        try judge(season, people)
    }

    /// The paper is of the day before the bank books the money: it is on its way for a day.
    private func receiveMoney(_ season: Correspondence) throws {
        let money: [(String, Int64)] = [
            ("local", 520_000_000), ("central", 110_000_000), ("city", 60_000_000),
        ]
        try season.town.receive(
            money.flatMap { source, amount in
                [
                    "estimate,CM01,2026,\(source),,\(amount),QD-1,2026-10-20",
                    "advance,CM01,2026,\(source),agribank,\(amount),RDT-1,2026-10-22",
                ]
            }
        )
        try season.advance(to: "2026-10-23")
        let first = try #require(try season.town.monthReport("2026-11").cash.first)
        #expect(first.statement == 0 && first.inTransit == 690_000_000 && first.agrees)
        for (source, amount) in money {
            try season.bank.credit("CM01", amount, note: "RDT-1 \(source)")
        }
        try season.advance(to: "2026-10-26")
        #expect(try season.bank.account("CM01").balance == 690_000_000)
    }

    /// A file refused whole and reissued, three single refusals, two late returns, a silent day.
    private func november(_ season: Correspondence, _ people: Commune) throws {
        let (town, bank) = (season.town, season.bank)
        let sheets = try town.freeze("2026-11")
        let sheet = try #require(sheets.first)
        #expect(sheet.transferCount == people.payees)
        // 1 November 2026 is a Sunday: banks work the day after.
        #expect(sheet.files.map(\.requested) == [day("2026-11-02")])
        try bank.behave("CM01", .rejectFile)
        try season.handOver(sheets, "2026-11", status: 422)
        #expect(try season.columns("2026-11") == [.openAgain: sheet.amount])
        #expect(try town.balance("PAY", "CM01") == -sheet.amount)

        // The file was at fault, not the payees: all of them are paid by a new one.
        try season.advance(to: "2026-10-27")
        try bank.behave("CM01", .accept)
        for number in people.own.prefix(3) {
            try bank.behave("OWN-\(number.suffix(5))", .closedAccount)
        }
        let again = try town.reissue("2026-11")
        let main = try #require(again.first)
        #expect(main.transferCount == people.payees && main.amount == sheet.amount)
        try season.handOver(again, "2026-11")
        let refused = try people.adults.prefix(3).map { try season.transfer(of: $0, in: main) }
        #expect(
            try town.positions().filter { $0.value.reason == "AC04" }.keys.sorted()
                == refused.sorted()
        )
        // The same account again would be refused again.
        #expect(try town.reissue("2026-11").isEmpty)

        // The payees of two refusals are put right, on the day on which the others are booked.
        let late = try season.transfer(of: people.adults[10], in: main)
        try bank.behave("CM01", .returnLater(days: 2, reason: "AC06", endToEnd: late))
        try season.advance(to: "2026-11-01", atOnce: true)
        try season.advance(to: "2026-11-02")
        try town.repair(
            [refused[0]],
            .account(bank: "970405", number: "1500205900001"),
            document: "TK-1"
        )
        try bank.behave("OWN-\(people.own[1].suffix(5))", .accept)
        try town.repair([refused[1]], .unchanged, document: "NH-1")
        let two = try town.reissue("2026-11")
        #expect(two.map(\.transferCount) == [2])
        let later = try season.transfer(of: people.adults[1], in: try #require(two.first))
        try bank.behave("CM01", .returnLater(days: 2, reason: "AC04", endToEnd: later))
        try season.handOver(two, "2026-11")

        // What was booked on 2 and 3 November comes back on the 4th and 5th; the statement of the
        // 4th does not come.
        season.missing = ["2026-11-04"]
        try season.advance(to: "2026-11-06")
        var positions = try town.positions()
        #expect(positions[late]?.status == "settled")
        #expect(positions[late]?.isReturnAnnounced == true)
        #expect(positions[later]?.status == "returned")
        #expect(try town.monthReport("2026-11").cash.last?.agrees == false)
        try town.repair(
            [later],
            .account(bank: "970405", number: "1500205900002"),
            document: "TK-2"
        )
        #expect(try town.reissue("2026-11").isEmpty, "a statement is missing")
        #expect(try town.close("2026-11").allSatisfy { !$0.obstacles.isEmpty })
        try season.advance(to: "2026-11-09")
        #expect(try town.reissue("2026-11").isEmpty, "a statement is missing")
        try season.takeMissing()
        positions = try town.positions()
        #expect(positions[late]?.status == "returned")
        #expect(positions[late]?.reason == "AC06")
        try town.repair(
            [late, refused[2]],
            .account(bank: "970405", number: "1500205900003"),
            document: "TK-3"
        )
        let three = try town.reissue("2026-11")
        #expect(three.map(\.transferCount) == [3])
        try bank.behave("CM01", .accept)
        try season.handOver(three, "2026-11")
        try season.advance(to: "2026-11-11")
        try finish("2026-11", season, batches: 4, sum: sheet.amount, document: "RTU-11")
    }

    /// A whole file that comes back after it was booked, and money that nobody awaits.
    private func december(_ season: Correspondence, _ people: Commune) throws {
        let (town, bank) = (season.town, season.bank)
        try season.advance(to: "2026-11-26", atOnce: true)
        season.period = "2026-12"
        for number in people.own.suffix(5) {
            try bank.behave("OWN-\(number.suffix(5))", .closedAccount)
        }
        let sheets = try town.freeze("2026-12")
        let sheet = try #require(sheets.first)
        #expect(sheet.transferCount == people.payees)
        try season.handOver(sheets, "2026-12")
        let five = people.adults[3..<8]
        let refused = try five.map { try season.transfer(of: $0, in: sheet) }
        let late = try season.transfer(of: people.guardians[0].payee, in: sheet)
        try bank.behave("CM01", .returnLater(days: 2, reason: "AC06", endToEnd: late))
        try season.advance(to: "2026-12-01", atOnce: true)

        // The bank opens their accounts again, takes the new file, and gives all of it back.
        for number in people.own.suffix(5) {
            try bank.behave("OWN-\(number.suffix(5))", .accept)
        }
        try town.repair(refused, .unchanged, document: "NH-2")
        let again = try town.reissue("2026-12")
        #expect(again.map(\.transferCount) == [5])
        let returned = try five.map { try season.transfer(of: $0, in: try #require(again.first)) }
        try bank.behave("CM01", .returnLater(days: 2, reason: "MS03", endToEnd: nil))
        try season.handOver(again, "2026-12")
        try season.advance(to: "2026-12-04")
        #expect(try town.positions()[late]?.status == "returned")
        try town.repair(
            [late],
            .account(bank: "970405", number: "1500205900004"),
            document: "TK-4"
        )
        let one = try town.reissue("2026-12")
        #expect(one.map(\.lineCount) == [4] && one.map(\.transferCount) == [1])
        try bank.behave("CM01", .accept)
        try season.handOver(one, "2026-12")
        try season.advance(to: "2026-12-07")
        #expect(try season.columns("2026-12")[.openAgain] == 5 * 975_000)
        #expect(try town.balance("PAY", "CM01") == -5 * 975_000)
        #expect(try town.reissue("2026-12").isEmpty)
        try town.repair(Array(returned.prefix(4)), .unchanged, document: "NH-3")
        try town.repair(
            [returned[4]],
            .account(bank: "970405", number: "1500205900005"),
            document: "TK-5"
        )
        let last = try town.reissue("2026-12")
        #expect(last.map(\.transferCount) == [5])
        try season.handOver(last, "2026-12")
        try season.advance(to: "2026-12-08")
        try bank.credit("CM01", 123_456, note: "ung ho nguoi ngheo")
        try season.advance(to: "2026-12-09")
        #expect(try town.balance("SUSP", "CM01") == -123_456)
        try finish("2026-12", season, batches: 4, sum: sheet.amount, document: "RTU-12")
    }

    /// A bank that says nothing, a holiday, and a payment that goes to the next list.
    private func january(_ season: Correspondence, _ people: Commune) throws {
        let (town, bank) = (season.town, season.bank)
        try season.advance(to: "2026-12-28", atOnce: true)
        season.period = "2027-01"
        let money: [(String, Int64)] = [
            ("local", 260_000_000), ("central", 55_000_000), ("city", 30_000_000),
        ]
        try town.receive(
            money.flatMap { source, amount in
                [
                    "estimate,CM01,2027,\(source),,\(amount),QD-2,2026-12-28",
                    "advance,CM01,2027,\(source),agribank,\(amount),RDT-1,2026-12-28",
                ]
            }
        )
        for (source, amount) in money {
            try bank.credit("CM01", amount, note: "RDT-1/2027 \(source)")
        }
        let sheets = try town.freeze("2027-01")
        let sheet = try #require(sheets.first)
        try bank.holidays(["2027-01-01"])
        try bank.behave("CM01", .silent)
        try season.handOver(sheets, "2027-01")
        #expect(try season.columns("2027-01") == [.onItsWay: sheet.amount])
        let late = try season.transfer(of: people.adults[20], in: sheet)
        try bank.behave("CM01", .returnLater(days: 2, reason: "AC06", endToEnd: late))
        try season.advance(to: "2027-01-04", atOnce: true)
        try season.advance(to: "2027-01-08")
        #expect(try town.positions()[late]?.status == "returned")
        let carried = try town.carry("2027-01", document: "BB-1")
        #expect(carried.map(\.transferCount) == [1] && carried.allSatisfy { $0.waiting.isEmpty })
        try season.advance(to: "2027-01-09")
        try finish(
            "2027-01",
            season,
            batches: 1,
            sum: sheet.amount - carried.reduce(0) { $0 + $1.amount },
            document: "RTU-01"
        )
    }

    /// A month ends: nothing is open, the advance is cleared for every line, each batch is closed.
    private func finish(
        _ period: String,
        _ season: Correspondence,
        batches: Int,
        sum: Int64,
        document: String
    ) throws {
        #expect(try season.columns(period)[.settled] == sum)
        let cleared = try season.town.clearAdvance(document)
        #expect(cleared.reduce(0) { $0 + $1.amount } == sum)
        #expect(try season.town.clearAdvance("\(document)-2").isEmpty)
        let closed = try season.town.close(period)
        #expect(closed.count == batches)
        let obstacles = closed.flatMap(\.obstacles)
        #expect(obstacles.isEmpty, "\(obstacles)")
    }

    /// The naive look: the bank's own books against the lines, person by person.
    private func judge(_ season: Correspondence, _ people: Commune) throws {
        try season.check()
        try season.prove()
        let town = season.town
        let account = try season.bank.account("CM01")
        var paid: [String: Int64] = [:]
        for payment in account.payments where payment.debited != nil && payment.returned == nil {
            #expect(paid.updateValue(payment.amount, forKey: payment.endToEnd) == nil)
        }
        let positions = try town.positions()
        var net: [Int64: [String: Int64]] = [:]
        var owed: [Int64: [String: Int64]] = [:]
        var known = 0
        for batch in try town.batches() {
            let code = try #require(BatchCode(batch.code))
            for (number, lines) in Dictionary(grouping: try town.lines(batch), by: \.transfer) {
                let id = "\(TransferID(batch: code, number: number))"
                let sum = lines.reduce(0) { $0 + $1.line.amount }
                let isPaid = positions[id]?.status == "settled"
                #expect(paid[id] == (isPaid ? sum : nil), "\(id)")
                known += paid[id] == nil ? 0 : 1
                for line in lines {
                    let month = "\(line.line.month)"
                    let (person, amount) = (line.line.person, line.line.amount)
                    if paid[id] != nil { net[person, default: [:]][month, default: 0] += amount }
                    if batch.kind == "payout" {
                        owed[person, default: [:]][month, default: 0] += amount
                    }
                }
            }
        }
        #expect(known == paid.count, "the bank paid nothing that is not ours")
        let unlucky = try town.number(people.adults[20])
        #expect(owed.count == people.count)
        for (person, months) in owed {
            #expect(months.keys.sorted() == ["2026-11", "2026-12", "2027-01"])
            for (month, amount) in months {
                let isCarried = person == unlucky && month == "2027-01"
                #expect(net[person]?[month] == (isCarried ? nil : amount), "\(person) \(month)")
            }
        }
        // What the law gives here, by hand.
        for (person, amount) in [(people.adults[0], 975_000), (people.elders[0], 650_000)]
            as [(Townsman, Int64)]
        {
            #expect(net[try town.number(person)]?.values.sorted() == [amount, amount, amount])
        }
        let total = paid.values.reduce(0, +)
        let columns = try ["2026-11", "2026-12", "2027-01"].map { try season.columns($0) }
        #expect(columns.reduce(0) { $0 + ($1[.settled] ?? 0) } == total)
        #expect(columns.flatMap(\.keys).filter { $0 != .settled } == [.carried])
        let income = account.credits.reduce(0) { $0 + $1.amount }
        #expect(account.balance == income - total)
        #expect(try town.balance("CASH", "CM01") == account.balance)
        #expect(try town.balance("CLR", "CM01") == 0)
        #expect(try town.balance("PAY", "CM01") == -975_000)
        #expect(try town.conflicts().map(\.kind) == ["unidentified"])
        #expect(
            season.seen.keys.map { String($0.prefix(8)) }.sorted() == [
                "camt.053", "camt.054", "pacs.004", "pain.002",
            ]
        )
    }
}
