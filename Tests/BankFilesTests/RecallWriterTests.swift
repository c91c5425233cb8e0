// What asks a bank for payments back: camt.055 and a letter.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

struct RecallWriterTests {
    private func recall(isWhole: Bool = false, order: Pain001Version? = .v09) throws -> Recall {
        let transfers = try Sample.three()
        return Recall(
            id: "RC-0123456789ABCDEF01234567",
            createdAt: try #require(Instant(iso: "2026-12-01T09:00:00+07:00")),
            debtor: try BankText("Ủy ban nhân dân xã Phú Nghĩa"),
            debtorAccount: "2200201009999",
            provider: "Agribank",
            bank: BIN("970405"),
            message: "CM0100042-01",
            order: order,
            reason: .duplicate,
            document: try BankText("QD-9/2026"),
            isWhole: isWhole,
            payments: transfers.map {
                RecalledPayment(
                    id: $0.id,
                    group: "CM0100042-01-\($0.bank == BIN("970405") ? 1 : 2)",
                    amount: $0.amount,
                    account: $0.account
                )
            }
        )
    }

    @Test(.enabled(if: exists(xmllint), "no xmllint"))
    func `a camt.055 is well-formed and counts what it asks for, by groups or as a whole`() throws {
        let transfers = try Sample.three()
        for isWhole in [false, true] {
            let (name, bytes) = try recall(isWhole: isWhole).file
            #expect(name == "RC-0123456789ABCDEF01234567.xml")
            try withTemporaryFile(bytes, named: name) { path in
                let verdict = try run(xmllint, ["--noout", path])
                #expect(verdict.code == 0, "\(verdict.output)")
            }
            let found = try #require(OrderReader.read(bytes))
            #expect(found.values["OrgnlMsgNmId"]?.allSatisfy { $0 == "pain.001.001.09" } == true)
            #expect(found.values["Cd"] == Array(repeating: "DUPL", count: isWhole ? 1 : 3))
            #expect(found.values["AddtlInf"]?.first == "QD-9/2026")
            if isWhole {
                #expect(found.values["NbOfTxs"] == ["3", "3"])
                #expect(found.values["CtrlSum"] == ["4125000", "4125000"])
                #expect(found.values["GrpCxl"] == ["true"])
                #expect(found.values["OrgnlEndToEndId"] == nil)
            } else {
                #expect(found.values["NbOfTxs"] == ["3", "2", "1"])
                #expect(found.values["CtrlSum"] == ["4125000", "3000000", "1125000"])
                #expect(found.values["OrgnlPmtInfId"] == ["CM0100042-01-1", "CM0100042-01-2"])
                #expect(found.values["OrgnlEndToEndId"] == transfers.map { "\($0.id)" })
                #expect(found.values["OrgnlInstdAmt"] == transfers.map { "\($0.amount)" })
            }
            // Nobody's name, and no answer: our reader refuses it by its name.
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains("DANG THI") && !text.contains("TCXH"))
            let reading = AnswerReader.read(bytes, file: name, purpose: .people)
            #expect(reading.codes == ["answer-family-not-taken"])
        }
    }

    @Test func `a letter says in both languages what is asked for, and names nobody`() throws {
        let (name, bytes) = try recall(order: nil).file
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(name.hasSuffix(".txt") && text.hasSuffix(",0351000646393,1125000\n"))
        #expect(text.contains("Tổng số tiền (VND) / Sum (VND): 4125000\n"))
        #expect(text.contains("DUPL chi trùng / paid twice\n") && text.contains("QD-9/2026"))
        #expect(!text.contains("DANG THI"))
        #expect(try recall(order: nil).file.bytes == bytes)
    }
}
