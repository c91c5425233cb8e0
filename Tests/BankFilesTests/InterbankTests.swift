// Messages between banks and answers to a recall: pacs.002, pacs.004, camt.029; and camt.052.

import BankFiles
import Intake
import Ledger
import Testing

/// A message around its body.
private func message(_ element: String, _ version: String, _ body: String) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:\(version)"><\(element)>\
    \(body)</\(element)></Document>
    """
}

private let header = "<GrpHdr><MsgId>M9</MsgId><CreDtTm>2026-11-06T09:00:00</CreDtTm></GrpHdr>"

struct InterbankTests {
    private static let ours = "CM01000420000015"

    static func pacs002(_ body: String) -> String {
        message("FIToFIPmtStsRpt", "pacs.002.001.10", header + body)
    }

    static func pacs004(_ transactions: String, head: String) -> String {
        message(
            "PmtRtr",
            "pacs.004.001.09",
            """
            <GrpHdr><MsgId>M9</MsgId><CreDtTm>2026-11-06T09:00:00</CreDtTm>\(head)\
            <SttlmInf><SttlmMtd>CLRG</SttlmMtd></SttlmInf></GrpHdr>\(transactions)
            """
        )
    }

    static func returned(_ id: String, _ amount: Int, of original: Int) -> String {
        """
        <TxInf><OrgnlGrpInf><OrgnlMsgId>P8</OrgnlMsgId><OrgnlMsgNmId>pacs.008.001.08</OrgnlMsgNmId>\
        </OrgnlGrpInf><OrgnlEndToEndId>\(id)</OrgnlEndToEndId><OrgnlTxId>T-\(id)</OrgnlTxId>\
        <OrgnlIntrBkSttlmAmt Ccy="VND">\(original)</OrgnlIntrBkSttlmAmt>\
        <RtrdIntrBkSttlmAmt Ccy="VND">\(amount)</RtrdIntrBkSttlmAmt>\
        <IntrBkSttlmDt>2026-11-06</IntrBkSttlmDt>\
        <RtrRsnInf><Rsn><Cd>AC04</Cd></Rsn></RtrRsnInf></TxInf>
        """
    }

    static func recall(_ id: String, _ status: String) -> String {
        message(
            "RsltnOfInvstgtn",
            "camt.029.001.09",
            """
            <Assgnmt><Id>A1</Id><CreDtTm>2026-11-06T09:00:00</CreDtTm></Assgnmt>\
            <Sts><Conf>CNCL</Conf></Sts><CxlDtls><OrgnlGrpInfAndSts><OrgnlMsgId>F1</OrgnlMsgId>\
            <OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>\
            <OrgnlPmtInfId>F1-1</OrgnlPmtInfId><TxInfAndSts><OrgnlEndToEndId>\(id)\
            </OrgnlEndToEndId><TxCxlSts>\(status)</TxCxlSts><CxlStsRsnInf><Rsn><Cd>CUST</Cd></Rsn>\
            </CxlStsRsnInf><OrgnlInstdAmt Ccy="VND">750000</OrgnlInstdAmt></TxInfAndSts>\
            </OrgnlPmtInfAndSts></CxlDtls>
            """
        )
    }

    @Test func `a status between banks is the payment's, and the banks' own message none of ours`()
        throws
    {
        let text = Self.pacs002(
            """
            <OrgnlGrpInfAndSts><OrgnlMsgId>P8</OrgnlMsgId>\
            <OrgnlMsgNmId>pacs.008.001.08</OrgnlMsgNmId><GrpSts>ACSP</GrpSts></OrgnlGrpInfAndSts>\
            <TxInfAndSts><OrgnlEndToEndId>\(Self.ours)</OrgnlEndToEndId><OrgnlTxId>T1</OrgnlTxId>\
            <TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC01</Cd></Rsn></StsRsnInf></TxInfAndSts>\
            <TxInfAndSts><OrgnlGrpInf><OrgnlMsgId>P8</OrgnlMsgId>\
            <OrgnlMsgNmId>pacs.008.001.08</OrgnlMsgNmId></OrgnlGrpInf>\
            <OrgnlEndToEndId>E2</OrgnlEndToEndId></TxInfAndSts>
            """
        )
        let reading = AnswerText.read(text)
        #expect(reading.codes == [])
        let answer = reading.value
        #expect(answer.family == .interbankStatus && answer.version == "pacs.002.001.10")
        #expect(answer.facts.map(\.word) == [.accepted, .rejected, .accepted])
        #expect(answer.facts.allSatisfy { $0.references.message == nil })
        #expect(answer.facts.map(\.references.interbankMessage) == ["P8", "P8", "P8"])
        #expect(answer.facts[1].references.endToEnd == Self.ours)
        #expect(answer.facts[1].references.interbankTransaction == "T1")
        #expect(answer.facts[1].reason == "AC01")
        #expect(Set(answer.facts.map { answer.key(of: $0) }).count == 3)
        let direct = text.replacing("pacs.008.001.08", with: "pain.001.001.09")
        let facts = AnswerText.read(direct).value.facts
        #expect(facts.map(\.references.message) == ["P8", "P8", "P8"])
    }

    @Test func `a return names its payment, what comes back and why`() throws {
        let head = """
            <NbOfTxs>2</NbOfTxs><TtlRtrdIntrBkSttlmAmt Ccy="VND">745000</TtlRtrdIntrBkSttlmAmt>
            """
        let transactions =
            Self.returned(Self.ours, 740_000, of: 750_000) + Self.returned("E2", 5_000, of: 5_000)
        let reading = AnswerText.read(Self.pacs004(transactions, head: head))
        // Less comes back than was paid: said, and the difference is nobody's to make up.
        #expect(reading.codes == ["return-amount-differs"])
        let answer = reading.value
        #expect(answer.family == .paymentReturn)
        #expect(answer.facts.map(\.word) == [.returnAnnounced, .returnAnnounced])
        #expect(answer.facts.map(\.amount) == [740_000, 5_000])
        #expect(answer.facts.allSatisfy { $0.isReturn && $0.reason == "AC04" })
        #expect(answer.facts[0].references.endToEnd == Self.ours)
        #expect(answer.facts[0].valueOn == CivilDate(iso: "2026-11-06"))
    }

    /// What is wrong with a return, and the code that says so.
    static let faults: [(head: String, transactions: String, code: String)] = [
        ("<NbOfTxs>2</NbOfTxs>", returned("A", 5, of: 5), "return-totals"),
        ("<NbOfTxs>1</NbOfTxs><CtrlSum>6</CtrlSum>", returned("A", 5, of: 5), "return-totals"),
        (
            "<NbOfTxs>1</NbOfTxs>",
            returned("A", 5, of: 5).replacing(
                "<RtrdIntrBkSttlmAmt Ccy=\"VND\">5</RtrdIntrBkSttlmAmt>",
                with: ""
            ),
            "return-amount-missing"
        ),
        (
            "<NbOfTxs>1</NbOfTxs>",
            returned("A", 5, of: 5).replacing("Ccy=\"VND\">5</Rtrd", with: "Ccy=\"EUR\">5</Rtrd"),
            "answer-currency"
        ),
    ]

    @Test(arguments: faults)
    func `a return that does not add up is refused`(
        head: String,
        transactions: String,
        code: String
    ) {
        let reading = AnswerText.read(Self.pacs004(transactions, head: head))
        #expect(reading.codes.contains(code), "\(reading.codes)")
        #expect(reading.isRefused && reading.value.facts.isEmpty)
    }

    @Test func `a return without a reason is confirmed first`() {
        let text = Self.returned("A", 5, of: 5)
            .replacing("<Rsn><Cd>AC04</Cd></Rsn>", with: "<AddtlInf>TK dong</AddtlInf>")
        let reading = AnswerText.read(Self.pacs004(text, head: "<NbOfTxs>1</NbOfTxs>"))
        #expect(reading.codes == ["return-reason-missing"])
        #expect(reading.value.facts.map(\.reason) == [nil])
        for code in ["NARR", "MS03", "TK DA DONG", "AB06"] {
            #expect(PaymentReason.kind(of: code) == .confirmFirst, "\(code)")
        }
        #expect(PaymentReason.kind(of: "AC04") == .payeeData)
        #expect(PaymentReason.kind(of: "MD07") == .review)
        #expect(PaymentReason.kind(of: "DUPL") == .duplicate)
    }

    @Test func `a whole file that comes back is one fact about it`() throws {
        let reading = AnswerText.read(
            Self.pacs004(
                """
                <OrgnlGrpInf><OrgnlMsgId>F1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>\
                <RtrRsnInf><Rsn><Cd>AM04</Cd></Rsn></RtrRsnInf></OrgnlGrpInf>
                """,
                head: """
                    <NbOfTxs>9</NbOfTxs><GrpRtr>true</GrpRtr>\
                    <TtlRtrdIntrBkSttlmAmt Ccy="VND">90</TtlRtrdIntrBkSttlmAmt>
                    """
            )
        )
        #expect(reading.codes == [])
        let fact = try #require(reading.value.facts.first)
        #expect(fact.word == .returnAnnounced && fact.references.message == "F1")
        #expect(fact.count == 9 && fact.amount == 90 && fact.reason == "AM04")
    }

    /// Statuses of a recall and their words.
    static let recalls: [(String, FactWord)] = [
        ("ACCR", .recalled), ("RJCR", .recallRefused), ("PDCR", .recallPending),
    ]

    @Test(arguments: recalls)
    func `an answer to a recall says whether the payment was called back`(
        status: String,
        word: FactWord
    ) throws {
        let text = Self.recall(Self.ours, status)
        let reading = AnswerText.read(text)
        #expect(reading.codes == [])
        let answer = reading.value
        #expect(answer.family == .recallAnswer && answer.message == "A1")
        let fact = try #require(answer.facts.first)
        #expect(answer.facts.count == 1 && fact.word == word && fact.amount == 750_000)
        #expect(fact.references.endToEnd == Self.ours && fact.references.message == "F1")
        #expect(fact.references.group == "F1-1" && fact.reason == "CUST")
        let unknown = AnswerText.read(text.replacing(">\(status)<", with: ">XXXX<"))
        #expect(unknown.codes == ["status-unknown"])
        #expect(unknown.value.facts.map(\.word) == [.unknown])
    }

    @Test func `an answer to a recall that names no payment is kept, and told`() {
        let text = message(
            "RsltnOfInvstgtn",
            "camt.029.001.09",
            """
            <Assgnmt><Id>A1</Id><CreDtTm>2026-11-06T09:00:00</CreDtTm></Assgnmt>\
            <Sts><Conf>RJCR</Conf></Sts>
            """
        )
        let reading = AnswerText.read(text)
        #expect(reading.codes == ["recall-payment-missing"])
        #expect(reading.value.facts.map(\.word) == [.recallRefused])
    }

    @Test func `a report of the day tells entries and balances, and checks no closing`() throws {
        let entry = AnswerText.entry("5", "DBIT")
        let pending = AnswerText.entry("7", "CRDT", status: "PDNG")
        let text = AnswerText.camt054(entry + pending)
            .replacing("camt.054", with: "camt.052")
            .replacing("BkToCstmrDbtCdtNtfctn", with: "BkToCstmrAcctRpt")
            .replacing("Ntfctn>", with: "Rpt>")
            .replacing("</Acct>", with: "</Acct>" + AnswerText.balance("ITBD", 40))
        let reading = AnswerText.read(text)
        #expect(reading.codes == ["entries-not-booked"])
        #expect(reading.value.family == .accountReport)
        #expect(reading.value.facts.map(\.amount) == [5])
        #expect(reading.value.announced.map(\.amount) == [7])
        let report = try #require(reading.value.reports.first)
        #expect(report.balances.map(\.amount) == [40] && report.closing == nil)
    }
}
