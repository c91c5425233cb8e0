// Answers that are neither camt.053, camt.054 nor pain.002, on their way into the books.

import BankFiles
import Intake
import Ledger
import Reconciliation
import Store
import Testing
import Workflow

struct OtherAnswerTests {
    private static let number = "1500211000009"

    private func town() throws -> Household {
        let town = try Household(
            BooksKind(units: ["CM01"], accounts: ["CM01": Self.number])
        )
        town.now = morning("2026-12-01")
        return town
    }

    /// A message of the day or a statement, in MT: 70,000 come to the account.
    private func swift(isStatement: Bool) -> (name: String, bytes: [UInt8]) {
        let entry = ":61:2611301130C70000,NTRFNONREF//X1\r\n:86:NOP TIEN\r\n"
        let head = ":20:S1\r\n:25:VBAAVNVX/\(Self.number)\r\n:28C:1/1\r\n"
        let text =
            isStatement
            ? head + ":60F:C261129VND0,\r\n" + entry + ":62F:C261130VND70000,\r\n-\r\n"
            : head + ":34F:VND0,\r\n:13D:2611301200+0700\r\n" + entry + ":90C:1VND70000,\r\n-\r\n"
        return (isStatement ? "s.sta" : "day.sta", Array(text.utf8))
    }

    @Test func `a statement in MT940 moves money, a report of the day in MT942 does not`() throws {
        let town = try town()
        let day = try #require(try town.take([swift(isStatement: false)]).first)
        #expect(day.family == .accountReport && day.newFacts == 1)
        #expect(try town.reconcile().flatMap(\.conflicts).isEmpty)
        #expect(try town.balance("CASH", "CM01") == 0)
        let statement = try #require(try town.take([swift(isStatement: true)]).first)
        #expect(statement.family == .statement && statement.newFacts == 1)
        let kinds = try town.reconcile().flatMap(\.conflicts).map(\.kind)
        #expect(kinds == [.unidentified])
        #expect(try town.balance("CASH", "CM01") == 70_000)
        #expect(try town.take([swift(isStatement: true)]).allSatisfy(\.isKnown))
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
        // An MT file has an ending of its own; one that an earlier program kept as .xml is still read.
        let answers = "\(town.folder)/answers"
        let names = try DurableFiles.names(in: answers)
        #expect(names.count == 2 && names.allSatisfy { $0.hasSuffix(".mt") })
        for name in names {
            try DurableFiles.move("\(answers)/\(name)", to: "\(answers)/\(name.dropLast(3)).xml")
        }
        #expect(try town.verify().findings.isEmpty)
        // Beside the kept one, another of the same digest's name is nobody's.
        let kept = "\(answers)/\(names[0].dropLast(3)).xml"
        try DurableFiles.write(try DurableFiles.read(kept), to: "\(answers)/\(names[0])")
        let strays = try town.verify().findings
        #expect(!strays.isEmpty)
    }

    @Test func `words between banks about a payment that is none of ours are told, and no more`()
        throws
    {
        let town = try town()
        let head = "<GrpHdr><MsgId>P1</MsgId><CreDtTm>2026-11-30T09:00:00</CreDtTm>"
        let returned = """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.004.001.09"><PmtRtr>\(head)\
            <NbOfTxs>1</NbOfTxs></GrpHdr><TxInf><OrgnlEndToEndId>E1</OrgnlEndToEndId>\
            <OrgnlTxId>T1</OrgnlTxId><RtrdIntrBkSttlmAmt Ccy="VND">5</RtrdIntrBkSttlmAmt>\
            <RtrRsnInf><Rsn><Cd>AC04</Cd></Rsn></RtrRsnInf></TxInf></PmtRtr></Document>
            """
        let status = """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.002.001.10"><FIToFIPmtStsRpt>\(head)\
            </GrpHdr><TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>RJCT</TxSts>\
            </TxInfAndSts></FIToFIPmtStsRpt></Document>
            """
        let files = [("r.xml", returned), ("s.xml", status)].map { ($0.0, Array($0.1.utf8)) }
        let reports = try town.take(files)
        #expect(reports.map(\.family) == [.paymentReturn, .interbankStatus])
        #expect(reports.map(\.newFacts) == [1, 1])
        let kinds = try town.reconcile().flatMap(\.conflicts).map(\.kind)
        #expect(kinds == [.notOurs, .notOurs])
        #expect(try town.balance("CASH", "CM01") == 0)
        // The rows say what the kept files say.
        let findings = try town.verify().findings
        #expect(findings.isEmpty, "\(findings)")
    }
}
