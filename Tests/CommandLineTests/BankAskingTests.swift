// What an officer asks a bank: whose accounts are, payments back; and the Treasury's forms.

import Foundation
import Testing

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct BankAskingTests {
    @Test func `accounts are asked about before a run, and the answer is shown to who checks`()
        throws
    {
        let office = try Office.ready()
        let period = "--period 2026-11"
        let early = try office.run(
            "bank ask-accounts \(period) --out ask --key keys/maker.key --books books"
        )
        #expect(early.code == 64 && early.errors.contains("batch draft"))
        try office.must("batch draft \(period) --known 2026-11-22 --key keys/maker.key")
        let asked = try office.must(
            "bank ask-accounts \(period) --out ask --key keys/maker.key --books books"
        )
        #expect(asked.output.contains("ask/accounts-NA01-2026-11-vietinbank-1.xlsx"))
        #expect(asked.output.contains("1 account"))
        let reference = "NA0100000000001"
        let rows = try office.must(
            "bank ask-accounts \(period) --out ask --key keys/maker.key --books books --json"
        )
        #expect(rows.output.contains("\"chitra/bank-ask-accounts/1\""))
        // The check character of the first payee's reference is found by trying.
        var taken: Run?
        for mark in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" where taken?.code != 0 {
            try office.write(
                """
                Mã tra cứu,Số tài khoản,Tên chủ tài khoản,Kết quả
                \(reference)\(mark),1502205949356,,Đã đóng

                """,
                "answer.csv"
            )
            taken = try office.run(
                "bank take-accounts answer.csv --key keys/maker.key --books books"
            )
        }
        let said = try #require(taken)
        #expect(said.code == 0 && said.output.contains("[AC04]"), "\(said.errors)")
        #expect(said.output.contains("0 accounts confirmed, 1 refused"))
        let again = try office.must(
            "bank take-accounts answer.csv --key keys/maker.key --books books"
        )
        #expect(again.output.contains("taken in before"))
        let check = try office.must("batch check \(period) --key keys/checker.key")
        #expect(check.output.contains("the bank's answers: 0 accounts confirmed, 1 refused"))
        #expect(check.output.contains("[AC04]") && check.output.contains("••••356"))
        let json = try office.must("batch check \(period) --key keys/checker.key --json")
        #expect(json.output.contains("\"code\" : \"AC04\""))
        for text in [asked.output, said.output, check.output, json.output] {
            #expect(!text.contains("1502205949356") && !text.contains("Lan"), "\(text)")
        }
        let none = try office.run(
            "bank take-accounts answer.csv --profile none --key keys/maker.key --books books"
        )
        #expect(none.code == 64 && none.errors.contains("account-names"))
    }

    @Test func `a payment is asked back, and the month says so`() throws {
        let office = try Office.approved()
        let period = "--period 2026-11"
        try office.must("batch issue \(period) --key keys/account-holder.key")
        let message = "NA0100001-1-1"
        let line = "bank recall \(message) --reason DUPL --document QD-9 --out recall --books books"
        let asked = try office.must(line + " --key keys/account-holder.key")
        #expect(asked.output.contains("asks vietinbank for 1 of file \(message) back"))
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(office.folder)/recall")
        #expect(names.count == 2 && names.contains { $0.hasSuffix(".txt.p7s") })
        let letter = try #require(names.first { $0.hasSuffix(".txt") })
        let text = try String(contentsOfFile: "\(office.folder)/recall/\(letter)", encoding: .utf8)
        #expect(text.contains(message) && text.contains("DUPL") && !text.contains("LAN"))
        let json = try office.must(line + " --key keys/account-holder.key --json")
        #expect(json.output.contains("\"isKnown\" : true"))
        let status = try office.run("reconcile status \(period) --books books")
        #expect(status.output.contains("file \(message): 1 of it"), "\(status.output)")
        #expect(status.output.contains("DUPL, QD-9; 0 came back"))
        #expect(
            try office.run("reconcile status \(period) --books books --json").output
                .contains("\"reason\" : \"DUPL\"")
        )
        for (words, code) in [
            (
                "bank recall \(message) --reason DUPL --document QD-9 --out r --key keys/maker.key",
                77
            ),
            (
                "bank recall \(message) --reason XXXX --document QD-9 --out r --key keys/account-holder.key",
                64
            ),
            (
                "bank recall NA0100009-1-1 --reason DUPL --document QD-9 --out r --key keys/account-holder.key",
                64
            ),
        ] {
            let run = try office.run(words + " --books books")
            #expect(run.code == code, "\(words): \(run.code) \(run.errors)")
        }
    }

    @Test func `a refusal that nobody signed is called so, until a statement shows its day`() throws
    {
        let office = try Office.approved()
        let period = "--period 2026-11"
        try office.must("batch issue \(period) --key keys/account-holder.key")
        try office.write(
            """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>\
            <GrpHdr><MsgId>S-1</MsgId><CreDtTm>2026-11-22T08:00:00+07:00</CreDtTm></GrpHdr>\
            <OrgnlGrpInfAndSts><OrgnlMsgId>NA0100001-1-1</OrgnlMsgId>\
            <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>RJCT</GrpSts>\
            </OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>
            """,
            "rj.xml"
        )
        try office.must("bank results rj.xml --key keys/maker.key --books books")
        try office.must("reconcile --key keys/maker.key --books books")
        func outputs(_ more: String) throws -> [String] {
            try [
                office.run("reconcile status \(period) --books books \(more)").output,
                office.run("reconcile explain NA0100001/1 --books books \(more)").output,
            ]
        }
        for text in try outputs("") { #expect(text.contains("(unsigned)"), "\(text)") }
        for text in try outputs("--lang vi") { #expect(text.contains("(chưa ký)"), "\(text)") }
        for text in try outputs("--json") {
            #expect(text.contains("\"isUnsigned\" : true"), "\(text)")
        }
    }

    @Test func `the Treasury's forms are listed, with what each field rests on`() throws {
        let office = try Office(hasBooks: false)
        let all = try office.run("bank forms")
        #expect(all.code == 0 && all.output.contains("20 List of payment to beneficiaries"))
        #expect(all.output.contains("signed by: maker, chief-accountant, account-holder [read]"))
        let one = try office.run("bank forms 08 --lang vi")
        #expect(
            one.output.contains("08 Giấy nộp trả kinh phí") && !one.output.contains("Ủy nhiệm chi")
        )
        #expect(one.output.contains("Tạm ứng / Thực chi: choice (advance / actual) [read]"))
        let json = try office.run("bank forms 20 --json")
        #expect(json.output.contains("\"chitra/bank-forms/1\""))
        #expect(try office.run("bank forms 07").code == 64)
    }
}
