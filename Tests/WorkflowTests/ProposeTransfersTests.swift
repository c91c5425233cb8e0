// Banks that name a transfer in part or not at all: what the queue proposes, and that nothing moves.

import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation
import Store
import Testing
import Workflow

struct ProposeTransfersTests {
    /// The transfer that is proposed to each conflict that waits, with its ground.
    private func proposed(_ town: Household) throws -> [String] {
        let report = try town.monthReport("2026-11")
        return report.conflicts.map { conflict in
            guard let proposal = report.proposals[conflict.number] else { return "–" }
            return "\(proposal.transfer) \(proposal.ground.rawValue)"
        }
    }

    /// A debit of 810,000 that names no transfer but by a text, and the payee's account if one is given.
    private func debit(
        _ name: String,
        _ text: String,
        account: String = "",
        on day: String = "2026-11-30"
    ) -> (name: String, bytes: [UInt8]) {
        var entry = MadeUpStatement.Entry(amount: 810_000, isCredit: false)
        entry.transfer = text
        var statement = MadeUpStatement(entries: [entry], opening: 5_000_000, name: name)
        statement.day = day
        let file = statement.file
        let payee =
            "<RltdPties><CdtrAcct><Id><Othr><Id>\(account)</Id></Othr></Id></CdtrAcct></RltdPties>"
        let xml = String(decoding: file.bytes, as: UTF8.self).replacing(
            "</Amt></TxDtls>",
            with: "</Amt>\(account.isEmpty ? "" : payee)</TxDtls>"
        )
        return (file.name, Array(xml.utf8))
    }

    @Test func `what a bank named in part is proposed, and stays set aside`() throws {
        let payees = try TwoPayees()
        let town = payees.town
        let file = try #require(
            try town.read { open in try open.books.files(of: open.books.batches()[0]) }.first
        )
        let refused = AnswerSheet.pain002(
            String(payees.second.prefix(15)),
            in: file.message,
            "RJCT"
        )
        try town.take([("r.xml", Array(refused.utf8)), debit("A", String(payees.first.prefix(15)))])
        let kinds = try town.reconcile().flatMap(\.conflicts).map(\.kind)
        #expect(kinds == [.notOurs, .unidentified])
        #expect(
            try proposed(town) == ["\(payees.second) id-cut", "\(payees.first) id-cut"]
        )
        #expect(try town.positions().isEmpty)
        #expect(try payees.money()["CLR"] == -1_620_000)
        #expect(try town.verify().findings.isEmpty)
        // Decided, it waits for nobody and has no proposal.
        let conflict = try #require(try town.conflicts().last)
        try town.decide(conflict.number)
        #expect(try proposed(town) == ["\(payees.second) id-cut"])
    }

    @Test func `a row of a table is proposed by a cut id, and by account and sum`() throws {
        let payees = try TwoPayees()
        // Rows that name nothing and say the same are one fact: their notes tell them apart.
        func row(_ number: Int, _ account: String, _ text: String, _ state: String) -> String {
            let note = state == "Thất bại" ? "\(account)/\(number)" : ""
            return "\(number);\(account);A;CTG;810,000;\(text);0;\(state);\(note)"
        }
        let head = "STT;Số tài khoản;Tên người thụ hưởng;Ngân hàng thụ hưởng;Số tiền;Nội dung;Phí;"
        func take(_ name: String, _ rows: [String]) throws {
            let table = ["KQ", "Ngày", "Đơn vị", head + "Trạng thái;FT/Ghi chú"] + rows
            try payees.take(
                [(name, Array((table.joined(separator: "\r\n") + "\r\n").utf8))],
                profile: try #require(ResultProfile.shipped(id: "portal-results"))
            )
            try payees.town.reconcile()
        }
        let cut = "TCXH T11 \(payees.first.prefix(15))"
        try take(
            "a.csv",
            [
                row(1, "1028722532310", cut, "Thất bại"), row(2, "1", "TCXH T11", "Thất bại"),
                row(3, "1", cut, "Thất bại"),
            ]
        )
        // The third has the account of somebody else beside the same piece of an id.
        #expect(try proposed(payees.town) == ["\(payees.first) id-cut", "–", "–"])
        // Of a table's own batch alone: nothing says that the first one is about any of ours.
        let whole = "TCXH T11 \(payees.first)"
        try take(
            "b.csv",
            [
                row(1, "1028722532310", whole, "Đang xử lý"),
                row(2, "1028722532311", "TCXH", "Thất bại"), row(3, "2", "TCXH", "Thất bại"),
            ]
        )
        #expect(
            try proposed(payees.town).suffix(2) == ["\(payees.second) account-and-sum", "–"]
        )
        #expect(try payees.town.story(payees.second).status == .sent)
        #expect(try payees.town.verify().findings.isEmpty)
    }

    @Test func `an entry without an id is proposed by its payee's account until that is booked`()
        throws
    {
        let payees = try TwoPayees()
        let town = payees.town
        try town.take([
            debit("A", "", account: "1028722532311", on: "2026-11-29"),
            debit("B", "", account: "1028722532399"),
        ])
        try town.reconcile()
        #expect(try proposed(town) == ["\(payees.second) account-and-sum", "–"])
        // Long after, or before the bank was asked, the same entry is about something else.
        for (name, day) in [("C", "2026-10-02"), ("D", "2027-03-31")] {
            town.now = max(town.now, morning(day))
            try town.take([debit(name, "", account: "1028722532311", on: day)])
            try town.reconcile()
            #expect(try proposed(town).last == "–", "\(day)")
        }
        // The bank says with its whole id which payment it booked.
        try town.take([debit("E", payees.second, on: "2027-03-30")])
        try town.reconcile()
        #expect(try proposed(town).allSatisfy { $0 == "–" })
        #expect(try town.verify().findings.isEmpty)
    }
}
