// The same account number at two banks: a statement is of one of them.

import BankFiles
import Disbursement
import Foundation
import Intake
import Ledger
import Reconciliation
import Store
import Testing
import Workflow

struct ForeignBankTests {
    private static let number = "1500211000009"

    /// Two units whose banks, Agribank and VietinBank, have given them the same number.
    private func twins() throws -> Household {
        let kind = BooksKind(
            units: ["CM01", "NA01"],
            accounts: ["CM01": Self.number, "NA01": Self.number]
        )
        let town = try Household(kind)
        town.now = morning("2026-12-01")
        return town
    }

    private func statement(
        _ servicer: String,
        _ amount: Int64,
        account: String = Self.number
    ) -> (name: String, bytes: [UInt8]) {
        MadeUpStatement(
            entries: [MadeUpStatement.Entry(amount: amount)],
            name: "S\(amount)",
            account: account,
            servicer: servicer
        ).file
    }

    @Test(
        arguments: [
            ("<BICFI>VBAAVNVX</BICFI>", "CM01"), ("<BIC>ICBVVNVX100</BIC>", "NA01"),
            ("<ClrSysMmbId><MmbId>01204003</MmbId></ClrSysMmbId>", "CM01"),
            ("<ClrSysMmbId><MmbId>970415</MmbId></ClrSysMmbId>", "NA01"),
            ("<Nm>X</Nm><Othr><Id>970499</Id></Othr>", "CM01"),
        ]
    )
    func `a statement belongs to the unit whose bank it names`(
        servicer: String,
        unit: String
    ) throws {
        let town = try twins()
        try town.take([statement(servicer, 70_000)])
        let reports = try town.reconcile()
        #expect(reports.flatMap(\.conflicts).map(\.kind) == [.unidentified])
        for code in ["CM01", "NA01"] {
            #expect(try town.balance("CASH", code) == (code == unit ? 70_000 : 0))
        }
        #expect(try town.conflicts().map(\.unit) == [unit])
        #expect(try town.monthReport("2026-11").cash.map(\.unit) == [unit])
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `both banks' statements of one day stand side by side in one file`() throws {
        let town = try twins()
        let first = String(
            decoding: statement("<BICFI>VBAAVNVX</BICFI>", 70_000).bytes,
            as: UTF8.self
        )
        let second = String(
            decoding: statement("<BICFI>ICBVVNVX</BICFI>", 70_000).bytes,
            as: UTF8.self
        )
        let start = try #require(second.range(of: "<Stmt>"))
        let end = try #require(second.range(of: "</BkToCstmrStmt>"))
        let other = second[start.lowerBound..<end.lowerBound].replacing("S70000", with: "T70000")
        let both = first.replacing("</BkToCstmrStmt>", with: other + "</BkToCstmrStmt>")
        try town.take([("both.xml", Array(both.utf8))])
        try town.reconcile()
        #expect(try town.balance("CASH", "CM01") == 70_000)
        #expect(try town.balance("CASH", "NA01") == 70_000)
        #expect(try town.verify().findings.isEmpty)
    }

    @Test func `without the bank's name a shared number is refused with a word`() throws {
        let town = try twins()
        for servicer in ["", "<BICFI>MOCKVNVX</BICFI>"] {
            do {
                try town.take([statement(servicer, 70_000)])
                Issue.record("it was taken")
            } catch let refusal as StepRefusal {
                #expect(refusal.diagnostics.map(\.code) == ["account-ambiguous"])
                #expect(refusal.diagnostics[0].message.english.contains("CM01 (agribank)"))
                #expect(!"\(refusal.diagnostics[0])".contains(Self.number))
            }
        }
        #expect(try town.reconcile().isEmpty)
    }

    @Test func `another bank's statement with our number moves nothing of ours`() throws {
        let town = try Household(BooksKind(units: ["NA01"]))
        town.now = morning("2026-12-01")
        try town.take([
            statement("<BICFI>VBAAVNVX</BICFI>", 70_000, account: "1500211000000")
        ])
        #expect(try town.reconcile().flatMap(\.conflicts).map(\.kind) == [.accountNotOurs])
        #expect(try town.balance("CASH") == 0)
        #expect(try town.monthReport("2026-11").cash.isEmpty)
        // Our own bank, and one that names a bank nobody knows.
        try town.take([
            statement("<BICFI>ICBVVNVX</BICFI>", 70_000, account: "1500211000000"),
            statement("<BICFI>MOCKVNVX</BICFI>", 5_000, account: "1500211000000"),
        ])
        try town.reconcile()
        #expect(try town.balance("CASH") == 75_000)
    }
}
