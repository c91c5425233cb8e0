// A month over a bank's line that takes short ids, an address and a narrative of its own.

import BankFiles
import BankSimulator
import Disbursement
import Foundation
import Ledger
import Reconciliation
import Store
import Testing
import Workflow

struct HostToHostMonthTests {
    private let lan = Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10")
    private let anh = Townsman(2, "Đặng Văn Ánh", born: "1980-01-02")

    private func town() throws -> Household {
        let town = try Household(
            BooksKind(
                units: ["NA01"],
                recomputeFrom: "2026-11",
                ruralProvider: "vietinbank-h2h"
            )
        )
        func disabled(_ person: Townsman) -> RegisterLine {
            .enrol(person, "5.6", unit: "NA01", signed: "2025-03-05", facts: "severity=severe")
        }
        try town.register([
            disabled(lan).account("1028722532310", bank: "970415"),
            disabled(anh).account("1028722532311"),
        ])
        try town.receive([
            "estimate,NA01,2026,local,,5000000,QD-1,2026-01-05",
            "advance,NA01,2026,local,vietinbank-h2h,5000000,RDT-1,2026-11-20",
        ])
        return town
    }

    @Test func `what the profile asks for is in the file, and the file proves alone`() throws {
        let town = try town()
        let sheet = try #require(try town.runMonth("2026-11").first)
        let file = try #require(sheet.files.first)
        #expect(file.path == "files/vietinbank-h2h/\(sheet.code)10010.xml")
        let folder = "\(try town.read { $0.books.batchesFolder })/\(sheet.code)/"
        let bytes = try DurableFiles.read(folder + file.path)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("<MsgId>\(sheet.code)10010</MsgId>"))
        #expect(text.contains("<PmtInfId>\(sheet.code)10010-2</PmtInfId>"))
        #expect(text.contains("<Nm>UBND XA NA01</Nm><PstlAdr><Ctry>VN</Ctry><AdrLine>"))
        #expect(text.contains("<AdrLine>NGHE AN</AdrLine></PstlAdr>"))
        for person in [lan, anh] {
            let id = try town.transfer(person, in: sheet.code)
            #expect(text.contains("<InstrId>\(id)</InstrId><EndToEndId>\(id)</EndToEndId>"))
            #expect(text.contains("<Ustrd>TCXH 11.2026 \(id) NA01</Ustrd>"))
        }
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
        let sealed = try town.verifySealed(sheet.code)
        #expect(sealed.findings.isEmpty, "\(sealed.findings)")
        // The page says where the payer is; without it nobody could render the file again.
        let page = "\(folder)files/vietinbank-h2h/handover.toml"
        let words = String(decoding: try DurableFiles.read(page), as: UTF8.self)
        #expect(words.contains("debtor_province = \"NGHE AN\""))
    }

    @Test func `the bank's answers find their payments, and a recall is as short`() throws {
        let town = try town()
        let sheet = try #require(try town.runMonth("2026-11").first)
        town.now = morning("2026-12-01")
        let id = try town.transfer(anh, in: sheet.code)
        let plan = try town.plan(["\(id),reject,AC01,"])
        let answers = try town.simulate(through: "2026-11-30") { terms in
            terms.plan = plan
            terms.credits = [
                FundsCredit(
                    account: "1500211000000",
                    day: day("2026-11-20"),
                    amount: 5_000_000,
                    reference: "RDT-1"
                )
            ]
        }
        try town.take(answers)
        #expect(try town.reconcile().flatMap(\.conflicts).isEmpty)
        #expect(try town.story(id).status == .rejected)
        let paid = try town.transfer(lan, in: sheet.code)
        #expect([.settled, .credited].contains(try town.story(paid).status))
        let report = try town.write { open in
            try RecallPayments(town.environment).run(
                open,
                names: [paid],
                reason: .notOwed,
                document: "QD-9",
                folder: "\(town.root)/recall",
                officer: try town.key("account-holder", open)
            )
        }
        #expect(report.id.utf8.count == 16 && report.path.hasSuffix(".xml"))
        let recall = String(decoding: try DurableFiles.read(report.path), as: UTF8.self)
        #expect(recall.contains("<OrgnlPmtInfId>\(sheet.code)10010-1</OrgnlPmtInfId>"))
        #expect(recall.contains("<Assgnmt><Id>\(report.id)</Id>"))
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
    }
}
