// A statement that is wrong, and what two persons do about it.

import BankFiles
import BankSimulator
import Disbursement
import Foundation
import Intake
import Ledger
import Reconciliation
import Store
import Testing
import Workflow

struct SetAsideTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let hoa = Townsman(2, "Lê Thị Hoa", born: "1987-03-10")
    private static let account = "1500211000000"

    /// Two people of one commune, 810,000 each, handed over; the bank has not spoken yet.
    private func issued() throws -> (town: Household, batch: String) {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        func disabled(_ person: Townsman) -> RegisterLine {
            .enrol(person, "5.6", unit: "NA01", signed: "2026-10-05", facts: "severity=severe")
        }
        try town.register([
            disabled(lan).account("1028722532310"), disabled(hoa).account("1028722532311"),
        ])
        try town.receiveEnough(on: "2026-11-20")
        let sheet = try #require(try town.runMonth("2026-11").first)
        town.now = morning("2026-12-01")
        return (town, sheet.code)
    }

    private func answers(_ town: Household, _ plan: [String] = []) throws -> [SimulatedFile] {
        let plan = try town.plan(plan)
        return try town.simulate(through: "2026-11-30") { terms in
            terms.plan = plan
            terms.credits = (1...3).map { _ in
                FundsCredit(
                    account: Self.account,
                    day: day("2026-11-20"),
                    amount: 500_000_000,
                    reference: "RDT-1"
                )
            }
        }
    }

    private typealias Entry = MadeUpStatement.Entry

    /// A statement that is none of this account's, by its balances.
    private func stray(
        _ entries: [Entry],
        opening: Int64 = 0,
        name: String = "STRAY"
    ) -> (name: String, bytes: [UInt8]) {
        MadeUpStatement(entries: entries, opening: opening, name: name).file
    }

    @discardableResult
    private func doubt(_ town: Household, id: String, by role: String = "maker") throws -> Int64 {
        try town.doubt(id, by: role)
    }

    private func setAside(
        _ town: Household,
        _ conflict: Int64,
        by role: String = "account-holder",
        document: String = "NH-9"
    ) throws {
        try town.setAside(conflict, by: role, document: document)
    }

    /// The books agree, prove themselves, and hledger comes to the same.
    private func expectSound(_ town: Household, _ line: Int = #line) throws {
        let place = SourceLocation(fileID: #fileID, filePath: #filePath, line: line, column: 1)
        let report = try town.monthReport("2026-11")
        #expect(report.agrees, "\(report.cash.filter { !$0.agrees })", sourceLocation: place)
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)", sourceLocation: place)
        try town.expectHledgerAgrees(line)
    }

    /// Where the books stand, but for the stray statement itself.
    private func money(_ town: Household) throws -> [String: Int64] {
        var money: [String: Int64] = [:]
        for account in ["CASH", "CLR", "PAY", "SUSP", "REC", "EXP", "ADV", "DUE"] {
            money[account] = try town.balance(account)
        }
        return money
    }

    @Test func `another bank's statement is set aside by two, and the month closes without it`()
        throws
    {
        let (town, batch) = try issued()
        try town.take(try answers(town))
        try town.reconcile()
        let good = try money(town)
        try expectSound(town)
        try town.take([
            stray([Entry(amount: 77_000), Entry(amount: 5_000, isCredit: false)])
        ])
        try town.reconcile()
        #expect(try !town.monthReport("2026-11").agrees)
        #expect(try town.close("2026-11").contains { !$0.obstacles.isEmpty })

        let conflict = try doubt(town, id: "STRAY")
        #expect(try doubt(town, id: "STRAY") == conflict)
        #expect(try !town.monthReport("2026-11").agrees)
        try setAside(town, conflict)
        #expect(try money(town) == good)
        try expectSound(town)
        #expect(try town.conflicts().allSatisfy(\.isDecided))
        #expect(try town.verify().setAsideCount == 1)
        let standing = try town.standing()
        try setAside(town, conflict)
        #expect(try town.standing() == standing)
        // The same bytes again are known, and do not come back.
        try town.take([stray([Entry(amount: 77_000), Entry(amount: 5_000, isCredit: false)])])
        #expect(try town.reconcile().isEmpty)
        try expectSound(town)
        #expect(try town.close("2026-11").map(\.obstacles.count) == [0])
        #expect(try town.story(try town.transfer(lan, in: batch)).status == .credited)
    }

    @Test func `what a wrong statement said of a transfer is read again without it`() throws {
        let (town, batch) = try issued()
        let first = try town.transfer(lan, in: batch)
        let second = try town.transfer(hoa, in: batch)
        let amount: Int64 = 810_000
        // It debits one of ours, lets another come back, before the bank's own words are there.
        try town.take([
            stray([
                Entry(amount: amount, isCredit: false, transfer: first),
                Entry(amount: amount, transfer: second),
            ])
        ])
        try town.reconcile()
        try town.take(try answers(town))
        try town.reconcile()
        let kinds = Set(try town.conflicts().map(\.kind))
        #expect(kinds.contains("debited-twice"))
        #expect(try town.positions()[second]?.status == "returned")
        try setAside(town, try doubt(town, id: "STRAY"))
        #expect(try town.conflicts().allSatisfy(\.isDecided))
        for id in [first, second] {
            let position = try #require(try town.positions()[id])
            #expect(position.status == "credited" && position.isBooked && !position.hasComeBack)
            #expect(position.strayDebit == 0 && position.suspended == 0)
        }
        for account in ["CLR", "PAY", "SUSP", "REC"] { #expect(try town.balance(account) == 0) }
        try expectSound(town)
        let story = try town.story(first)
        #expect(story.words.filter(\.isSetAside).count == 1)
        #expect(try town.close("2026-11").map(\.obstacles.count) == [0])
    }

    @Test func `a day told twice: what both say stays, what the wrong one adds goes`() throws {
        let (town, batch) = try issued()
        let files = try answers(town)
        let right = try #require(
            files.last {
                let text = String(decoding: $0.bytes, as: UTF8.self)
                return text.contains("camt.053") && text.contains("<Ntry>")
            }
        )
        // The same day with an entry more and another closing balance.
        let text = String(decoding: right.bytes, as: UTF8.self)
        var wrong = text.replacingOccurrences(of: "<MsgId>", with: "<MsgId>W")
        wrong = wrong.replacingOccurrences(
            of: "</Stmt>",
            with: MadeUpStatement.xml(Entry(amount: 12_345)) + "</Stmt>"
        )
        let statement = try NSRegularExpression(
            pattern: "<TxsSummry>.*?</TxsSummry>",
            options: [
                .dotMatchesLineSeparators
            ]
        ).stringByReplacingMatches(
            in: wrong,
            range: NSRange(wrong.startIndex..., in: wrong),
            withTemplate: ""
        )
        let closing = try #require(
            AnswerReader.read(right.bytes, file: "right").value.reports.first?.closing
        )
        let changed = statement.replacingOccurrences(
            of: ">\(closing)<",
            with: ">\(closing + 12_345)<"
        ).replacingOccurrences(of: "<Stmt><Id>", with: "<Stmt><Id>W")
        let before = files.prefix { $0.name != right.name || $0.day != right.day }
        try town.take(Array(before))
        try town.take([("wrong.xml", Array(changed.utf8))])
        try town.reconcile()
        try town.take([right])
        try town.take(
            files.filter { file in !before.contains { $0.name == file.name && $0.day == file.day } }
        )
        try town.reconcile()
        #expect(try !town.monthReport("2026-11").agrees)
        let id = try #require(
            try town.read { try $0.books.query { try $0.allStatements() } }.first {
                $0.closing == closing + 12_345
            }
        ).id
        try setAside(town, try doubt(town, id: id))
        #expect(try town.balance("SUSP") == 0)
        try expectSound(town)
        #expect(try town.story(try town.transfer(lan, in: batch)).status == .credited)
        #expect(try town.close("2026-11").map(\.obstacles.count) == [0])
    }

    @Test func `an advance that only the wrong statement showed waits for the right one`() throws {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.receive(["estimate,NA01,2026,local,,900000000,QD-1,2026-11-20"])
        town.now = morning("2026-12-01")
        try town.take([stray([Entry(amount: 4_000_000)], opening: 9)])
        try town.reconcile()
        // The paper explains what the statement had shown.
        try town.receive(["advance,NA01,2026,local,vietinbank,4000000,RDT-7,2026-11-30"])
        #expect(try town.balance("SUSP") == 0)
        try setAside(town, try doubt(town, id: "STRAY"))
        #expect(try town.balance("SUSP") == 0)
        #expect(try town.balance("CASH") == 4_000_000)
        try town.take([stray([Entry(amount: 4_000_000)], name: "RIGHT")])
        try town.reconcile()
        #expect(try town.conflicts().allSatisfy(\.isDecided))
        #expect(try town.balance("CASH") == 4_000_000)
        try expectSound(town)
    }

    @Test func `one person alone, without a doubt or on cleared money sets nothing aside`() throws {
        let (town, _) = try issued()
        try town.take(try answers(town))
        try town.take([stray([Entry(amount: 77_000)])])
        try town.reconcile()
        let unidentified = try #require(
            try town.conflicts().first { $0.kind == "unidentified" }
        ).number
        #expect(try refusal { try setAside(town, unidentified) } == .usage)
        let own = try doubt(town, id: "STRAY", by: "chief-accountant")
        #expect(try refusal { try setAside(town, own, by: "chief-accountant") } == .notPermitted)
        #expect(try refusal { try setAside(town, own, by: "maker") } == .notPermitted)
        #expect(try refusal { try setAside(town, own, document: "") } == .usage)
        #expect(
            try refusal {
                _ = try town.write { open in
                    try DoubtStatement(town.environment).run(
                        open,
                        name: "99/1",
                        document: "CV-7",
                        officer: try town.key("maker", open)
                    )
                }
            } == .usage
        )
        // Without --set-aside the decision lets it stand, and it can be doubted again.
        try town.decideAs("account-holder", own)
        #expect(try refusal { try setAside(town, own) } == .notPermitted, "decided otherwise")
        #expect(try !town.monthReport("2026-11").agrees)
        let again = try doubt(town, id: "STRAY")
        #expect(again != own)

        try town.clearAdvance("TT-1")
        let debits = try #require(
            try town.read { open in
                try open.books.query { try $0.allStatements() }.filter { statement in
                    try open.books.query { reader in
                        let answer = try reader.answers().first { $0.number == statement.answer }
                        return try answer.map { try reader.facts(of: $0).count } ?? 0
                    } > 1
                }
            }.last { $0.id != "STRAY" }
        )
        let cleared = try doubt(town, id: debits.id)
        #expect(try refusal { try setAside(town, cleared) } == .approvalMissing)
        try setAside(town, again)
        try expectSound(town)
    }
}

extension Household {
    fileprivate func decideAs(_ role: String, _ conflict: Int64) throws {
        _ = try write { open in
            try DecideConflict(environment).run(
                open,
                number: conflict,
                document: "NH-01",
                officer: try key(role, open)
            )
        }
    }
}
