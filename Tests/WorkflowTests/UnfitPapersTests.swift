// Papers, lists and sums that no office can mean: refused at the door, before anything is booked.

import BankFiles
import Foundation
import Intake
import Ledger
import Reconciliation
import Signing
import Store
import Testing
import Workflow

struct UnfitPapersTests {
    private func town() throws -> Household {
        try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-07"), on: "2026-11-22")
    }

    /// The codes of what is found in a file; nil where it was taken.
    private func codes(_ body: () throws -> Void) throws -> [String]? {
        do {
            try body()
            return nil
        } catch let refusal as StepRefusal {
            return refusal.diagnostics.map(\.code)
        }
    }

    @Test func `a paper is one paper however its number is written`() throws {
        let town = try town()
        func estimate(_ document: String, _ amount: Int64 = 1_000) -> [String] {
            ["estimate,NA01,2026,local,,\(amount),\(document),2026-01-05"]
        }
        try town.receive(estimate("07/QĐ-UBND"))
        for spelling in ["7/QD-UBND", "07/qđ–ubnd.", "007 / QĐ - UBND", "07/Q\u{110}\u{2212}UBND"] {
            #expect(try town.receive(estimate(spelling)).map(\.isKnown) == [true], "\(spelling)")
            #expect(try refusal { try town.receive(estimate(spelling, 2_000)) } == .dataErrors)
        }
        #expect(try town.balance("GRANTED") == 1_000)
        let twice = estimate("QD-1") + estimate("QD–01")
        #expect(try codes { try town.receive(twice) } == ["row-duplicate"])
        for (document, code) in [
            ("RDT\u{200B}-1", "document-hidden-character"),
            ("RDT\u{202E}1", "document-hidden-character"), ("-", "document-missing"),
            ("RDТ-1", "document-letter"),
        ] {
            #expect(try codes { try town.receive(estimate(document)) } == [code])
        }
    }

    @Test func `a blank or hidden document opens no door`() throws {
        let town = try town()
        for document in ["", " ", "\u{1B}[2J", "\u{200F}7"] {
            #expect(try refusal { try town.clearAdvance(document) } == .usage)
            #expect(
                try refusal {
                    try town.giveBack(
                        GiveBackOrder(
                            unit: "NA01",
                            provider: "vietinbank",
                            year: 2026,
                            source: "local",
                            amount: 1,
                            document: document,
                            isCleared: false
                        )
                    )
                } == .usage
            )
        }
    }

    @Test func `no advance above the estimate, over all papers of unit, year and source`() throws {
        let town = try town()
        func advance(_ amount: Int64, _ document: String, year: Int = 2026) -> String {
            "advance,NA01,\(year),local,vietinbank,\(amount),\(document),2026-11-20"
        }
        #expect(try refusal { try town.receive([advance(1, "RDT-1")]) } == .dataErrors)
        try town.receive([
            advance(600, "RDT-1"), "estimate,NA01,2026,local,,1000,QD-1,2026-01-05",
        ])
        #expect(try refusal { try town.receive([advance(401, "RDT-2")]) } == .dataErrors)
        #expect(try refusal { try town.receive([advance(1, "RDT-2", year: 2025)]) } == .dataErrors)
        try town.receive([advance(400, "RDT-2")])
        #expect(try town.balance("CASH") == 1_000)
        // Known papers are no new advance.
        #expect(try town.receive([advance(400, "RDT 2")]).map(\.isKnown) == [true])
    }

    @Test func `an amount above a million billion is a fault where it stands`() throws {
        let town = try town()
        let huge: Int64 = 1_000_000_000_000_001
        #expect(
            try codes { try town.receive(["estimate,NA01,2026,local,,\(huge),QD,2026-01-05"]) }
                == ["amount-invalid"]
        )
        #expect(
            try codes {
                try town.take([
                    MadeUpStatement(entries: [MadeUpStatement.Entry(amount: huge)]).file
                ])
            }?.contains("answer-amount-too-large") == true
        )
        let person = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
        try town.register([
            .enrol(person, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe")
                .account("1028722532310")
        ])
        func row(_ month: String, _ amount: Int64) -> String {
            "\(person.id),NA01,social-assistance,5.6,\(month),base,local,\(amount)"
        }
        let programmes = try #require(
            try codes { try town.opening([row("2026-09", huge)]) }
        )
        #expect(programmes.contains("opening-amount"))
    }

    @Test func `statements whose sums would not fit the books are not taken in`() throws {
        let town = try town()
        town.now = morning("2026-12-01")
        let most = Money.largestAmount
        func file(_ name: String) -> (name: String, bytes: [UInt8]) {
            let entries = (0..<900).map { index in
                MadeUpStatement.Entry(amount: most - Int64(index % 450), isCredit: index >= 450)
            }
            return MadeUpStatement(entries: entries, name: name).file
        }
        try town.take([file("S1")])
        var refused = 0
        for number in 2...4 {
            let text = String(decoding: file("S\(number)").bytes, as: UTF8.self)
                .replacing("<AcctSvcrRef>X", with: "<AcctSvcrRef>\(number)X")
            do {
                try town.take([("S\(number).xml", Array(text.utf8))])
            } catch StoreError.tooMuch { refused += 1 }
        }
        #expect(refused > 0)
        try town.reconcile()
        #expect(try town.verify().findings.isEmpty)
        _ = try town.monthReport("2026-11")
        _ = try town.read { try LedgerReports($0.books).trialBalance() }
    }

    @Test func `an opening list for another unit's person is refused`() throws {
        let town = try Household(on: "2026-11-22")
        let person = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
        try town.register([
            .enrol(person, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe")
                .account("1028722532310")
        ])
        let found = try #require(
            try codes {
                try town.opening([
                    "\(person.id),CM01,social-assistance,5.6,2026-09,base,local,1000000"
                ])
            }
        )
        #expect(found.contains("person-of-other-unit"), "\(found)")
    }

    @Test func `a paper that no statement shows is named after five bank days`() throws {
        let town = try town()
        try town.receive([
            "estimate,NA01,2026,local,,1000,QD-1,2026-01-05",
            "advance,NA01,2026,local,vietinbank,1000,RDT-1/2026,2026-11-20",
        ])
        func overdue(_ day: String) throws -> [OverduePaper] {
            town.now = morning(day)
            return try town.monthReport("2026-11").overdue
        }
        // 20 November 2026 is a Friday.
        #expect(try overdue("2026-11-27").isEmpty)
        let named = try overdue("2026-11-30")
        #expect(named.map(\.document) == ["RDT-1/2026"])
        #expect(named.map(\.amount) == [1_000] && named.map(\.bankDays) == [6])
        #expect(named.map(\.isCredit) == [true] && named.map(\.provider) == ["vietinbank"])
        try town.take([MadeUpStatement(entries: [MadeUpStatement.Entry(amount: 1_000)]).file])
        try town.reconcile()
        #expect(try overdue("2026-12-15").isEmpty)
    }
}
