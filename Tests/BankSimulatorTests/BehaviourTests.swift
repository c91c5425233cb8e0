// Each behaviour is seen in what the bank sends.

import BankSimulator
import Foundation
import Intake
import Ledger
import Testing

@Suite struct BehaviourTests {
    private let first = Handover.id("A", 1)

    /// The words about a payment in the status reports of a day, with their reasons.
    private func words(_ sent: Sent, _ day: String, _ transfer: String) -> [String] {
        let text = sent.text("\(day)/\(Handover.order).pain002.xml")
        return pieces(text, "<TxInfAndSts>", "</TxInfAndSts>").filter { $0.contains(transfer) }
            .map { piece in
                let reason = pieces(piece, "<Rsn>", "</Rsn>").first ?? ""
                return pieces(piece, "<TxSts>", "<")[0] + (reason.isEmpty ? "" : " \(reason)")
            }
    }

    /// The entries about a payment or file in the statement of a day.
    private func entries(_ sent: Sent, _ day: String, _ name: String) -> [String] {
        pieces(sent.text("\(day)/1500211000003.camt053.xml"), "<Ntry>", "</Ntry>").filter {
            $0.contains("<EndToEndId>\(name)<") || $0.contains("<Btch><MsgId>\(name)<")
        }
    }

    private func order(_ plan: String, through: String = "2026-12-04") throws -> Sent {
        try simulate([Handover.orderFolder()], plan: plan, through: through)
    }

    @Test func `without a plan a file is accepted, booked, and credited a day later`() throws {
        let sent = try order("")
        let report = sent.text("2026-11-23/\(Handover.order).pain002.xml")
        #expect(report.contains("<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"))
        #expect(report.contains("<GrpSts>ACCP</GrpSts>") && !report.contains("TxInfAndSts"))
        let booked = entries(sent, "2026-11-23", first)
        #expect(booked.count == 1)
        let entry = booked.first ?? ""
        #expect(entry.hasPrefix("<Amt Ccy=\"VND\">501000</Amt><CdtDbtInd>DBIT</CdtDbtInd>"))
        #expect(entry.contains("<MsgId>\(Handover.order)</MsgId>"))
        #expect(entry.contains("<PmtInfId>\(Handover.order)-1</PmtInfId>"))
        #expect(entry.contains("<CdtrAcct><Id><Othr><Id>9896410001</Id>"))
        #expect(words(sent, "2026-11-24", first) == ["ACCC"])
        let credited = sent.text("2026-11-24/\(Handover.order).pain002.xml")
        #expect(pieces(credited, "<TxSts>", "<").count == 12 && !credited.contains("GrpSts"))
        #expect(pieces(credited, "<OrgnlPmtInfId>", "<") == ["CM0300001-1-1-1", "CM0300001-1-1-2"])
    }

    @Test func `a table is answered in ISO too`() throws {
        let sent = try simulate([Handover.tableFolder()])
        let statement = sent.text("2026-11-24/1500211000004.camt053.xml")
        #expect(pieces(statement, "<EndToEndId>", "<") == (1...5).map { Handover.id("B", $0) })
        let credited = sent.text("2026-11-25/\(Handover.table).pain002.xml")
        #expect(pieces(credited, "<OrgnlPmtInfId>", "<") == ["NOTPROVIDED"])
    }

    @Test func `pend: pending at first, accepted and booked the next day`() throws {
        let sent = try order("\(first),pend,,\n")
        #expect(words(sent, "2026-11-23", first) == ["PDNG"])
        #expect(sent.text("2026-11-23/\(Handover.order).pain002.xml").contains(">PART<"))
        #expect(entries(sent, "2026-11-23", first).isEmpty)
        #expect(words(sent, "2026-11-24", first) == ["ACCP"])
        #expect(entries(sent, "2026-11-24", first).count == 1)
        #expect(words(sent, "2026-11-25", first) == ["ACCC"])
    }

    @Test func `reject: refused with its reason, never booked`() throws {
        let second = Handover.id("A", 2)
        let sent = try order("\(first),reject,BE01,\n\(second),reject,tai khoan dong,2\n")
        #expect(words(sent, "2026-11-23", first) == ["RJCT <Cd>BE01</Cd>"])
        #expect(words(sent, "2026-11-23", second) == ["ACCP"])
        #expect(words(sent, "2026-11-25", second) == ["RJCT <Prtry>tai khoan dong</Prtry>"])
        #expect(!sent.all("camt053.xml").contains("<EndToEndId>\(first)"))
        #expect(!sent.all("camt053.xml").contains("<EndToEndId>\(second)"))
    }

    @Test func `refuse-file: the whole file is refused, nothing is booked`() throws {
        let sent = try order("\(Handover.order),refuse-file,,\n")
        #expect(sent.names == ["2026-11-23/\(Handover.order).pain002.xml"])
        let report = sent.all("pain002.xml")
        #expect(report.contains("<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>FF01</Cd>"))
        #expect(try order("*,refuse-file,DUPL,\n").all("pain002.xml").contains("<Cd>DUPL</Cd>"))
    }

    @Test func `return: booked, comes back after some days, less what the bank keeps`() throws {
        let sent = try order("\(first),return,MD07:1100,3\n")
        #expect(entries(sent, "2026-11-23", first).count == 1)
        let back = entries(sent, "2026-11-26", first)
        #expect(back.count == 1)
        let entry = back.first ?? ""
        #expect(entry.hasPrefix("<Amt Ccy=\"VND\">499900</Amt><CdtDbtInd>CRDT</CdtDbtInd>"))
        #expect(entry.contains("<RtrInf><Rsn><Cd>MD07</Cd></Rsn></RtrInf>"))
        #expect(sent.text("2026-11-26/1500211000003.camt054.xml").contains("MD07"))
        #expect(!sent.all("pain002.xml").contains("ACCC</TxSts></TxInfAndSts>\(first)"))
        #expect(words(sent, "2026-11-24", first).isEmpty, "what comes back was not credited")
        #expect(words(sent, "2026-11-24", Handover.id("A", 2)) == ["ACCC"])
    }

    @Test func `silent: booked, but no status report names it; lost: nothing at all`() throws {
        let second = Handover.id("A", 2)
        let sent = try order("\(first),silent,,\n\(second),lost,,\n")
        #expect(entries(sent, "2026-11-23", first).count == 1)
        #expect(!sent.all("pain002.xml").contains(first))
        #expect(!sent.all("xml").contains(second))
        let report = sent.text("2026-11-23/\(Handover.order).pain002.xml")
        #expect(report.contains(">PART<") && pieces(report, "<TxSts>", "<").count == 10)
        #expect(try order("*,silent,,\n").all("pain002.xml") == "")
        #expect(try order("*,lost,,\n").files.isEmpty)
    }

    @Test func `fee and interest are entries of their own`() throws {
        let sent = try order("\(Handover.order),fee,22000,1\n\(Handover.order),interest,31000,\n")
        let fee = sent.text("2026-11-24/1500211000003.camt053.xml")
        #expect(fee.contains("<Amt Ccy=\"VND\">22000</Amt><CdtDbtInd>DBIT</CdtDbtInd>"))
        #expect(fee.contains("<SubFmlyCd>CHRG</SubFmlyCd>"))
        let interest = sent.text("2026-11-23/1500211000003.camt053.xml")
        #expect(interest.contains("<Amt Ccy=\"VND\">31000</Amt><CdtDbtInd>CRDT</CdtDbtInd>"))
        #expect(interest.contains("<SubFmlyCd>INTR</SubFmlyCd>"))
    }

    @Test func `repeat: the same answers come again under other names`() throws {
        let sent = try order("\(Handover.order),repeat,,\n")
        let endings = ["\(Handover.order)", "1500211000003"]
        for (subject, ending) in [
            (endings[0], "pain002"), (endings[1], "camt054"), (endings[1], "camt053"),
        ] {
            let original = sent.text("2026-11-23/\(subject).\(ending).xml")
            let copy = sent.text("2026-11-24/\(subject)-repeat-2026-11-23.\(ending).xml")
            #expect(!copy.isEmpty && copy != original, "\(ending)")
            let heads = [original, copy].map { pieces($0, "<GrpHdr><MsgId>", "</GrpHdr>") }
            #expect(heads[0] != heads[1])
            let bodies = [original, copy].map { text in
                pieces(text, "</GrpHdr>", "</Document>").joined()
                    .replacing(/<CreDtTm>[^<]*<\/CreDtTm>/, with: "")
            }
            #expect(bodies[0] == bodies[1], "\(ending)")
        }
        #expect(!sent.names.contains { $0.components(separatedBy: "repeat").count > 2 })
    }

    @Test func `lump: one entry without details for the payments that are booked`() throws {
        let sent = try order("\(Handover.order),lump,,\n\(first),reject,AC04,\n")
        let booked = entries(sent, "2026-11-23", Handover.order)
        let sum = (2...12).reduce(0) { $0 + Handover.amount($1) }
        #expect(booked.count == 1)
        #expect((booked.first ?? "").contains("<NbOfTxs>11</NbOfTxs><TtlAmt Ccy=\"VND\">\(sum)<"))
        #expect(!sent.all("camt053.xml").contains("TxDtls"))
    }

    @Test func `a desk's list says who took the cash, once, three bank days later`() throws {
        let taken = Handover.id("C", 2)
        let plan =
            "\(Handover.id("C", 1)),unpaid,deceased,\n\(taken),paid,,1\n"
            + "\(Handover.id("C", 3)),lost,,\n\(Handover.id("C", 4)),unpaid,,\n"
        let sent = try simulate([Handover.deskFolder()], plan: plan)
        #expect(sent.names == ["2026-11-26/\(Handover.desk).cash.csv"])
        #expect(sent.files.allSatisfy { $0.isCashResults })
        let lines = sent.all("csv").split(separator: "\n").map(String.init)
        #expect(lines.count == 8)
        #expect(lines[0] == "message,transfer,amount,result,day,reason")
        #expect(
            lines[1] == "\(Handover.desk),\(Handover.id("C", 1)),501000,unpaid,2026-11-26,deceased"
        )
        #expect(lines[2] == "\(Handover.desk),\(taken),502000,paid,2026-11-24,")
        #expect(lines[3].contains(Handover.id("C", 4)) && !lines[3].hasSuffix(","))
        let later = try simulate([Handover.deskFolder()]) { $0.cashDays = 5 }
        #expect(later.names == ["2026-11-30/\(Handover.desk).cash.csv"])
    }

    @Test func `the nearest row wins, and a row for banks leaves desks alone`() throws {
        let sent = try simulate(
            plan: "*,reject,AC01,\n\(Handover.table),accept,,\n\(first),return,,\n*,unpaid,,\n"
        )
        #expect(entries(sent, "2026-11-25", first).count == 1)
        #expect(words(sent, "2026-11-23", Handover.id("A", 2)) == ["RJCT <Cd>AC01</Cd>"])
        #expect(sent.text("2026-11-24/\(Handover.table).pain002.xml").contains(">ACCP<"))
        #expect(!sent.all("cash.csv").contains(",paid,"))
    }

    @Test func `money from outside is booked on its day, or on the next bank day`() throws {
        let sent = try simulate(
            [Handover.orderFolder()],
            credits: "1500211000003,2026-11-21,70000000,TAM UNG & <T11>\n"
        )
        let text = sent.text("2026-11-23/1500211000003.camt053.xml")
        #expect(pieces(text, "<Ustrd>", "<") == ["TAM UNG &amp; &lt;T11&gt;"])
        let first = pieces(text, "<Ntry>", "</Ntry>").first ?? ""
        #expect(first.hasPrefix("<Amt Ccy=\"VND\">70000000</Amt><CdtDbtInd>CRDT</CdtDbtInd>"))
    }

    @Test func `an account without money is overdrawn, and the balance says so`() throws {
        let text = try order("").text("2026-11-23/1500211000003.camt053.xml")
        let sum = (1...12).reduce(0) { $0 + Handover.amount($1) }
        let closing = pieces(text, "<Bal>", "</Bal>").last ?? ""
        #expect(closing.contains("<Amt Ccy=\"VND\">\(sum)</Amt><CdtDbtInd>DBIT</CdtDbtInd>"))
    }

    @Test func `the version of 2009 says ACSC for credited, which it does not know`() throws {
        let sent = try simulate([Handover.orderFolder()]) { $0.isOf2009 = true }
        #expect(words(sent, "2026-11-24", first) == ["ACSC"])
        #expect(sent.all("camt053.xml").contains("<Sts>BOOK</Sts>"))
    }
}
