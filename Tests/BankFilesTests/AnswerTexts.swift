// Small answers of a made-up bank, for the tests of the readers.

import BankFiles
import Foundation
import Intake
import Ledger

/// Builds answers out of pieces of XML.
enum AnswerText {
    static let account = "2200201009999"

    /// A balance.
    static func balance(_ type: String, _ amount: Int, currency: String = "VND") -> String {
        """
        <Bal><Tp><CdOrPrtry><Cd>\(type)</Cd></CdOrPrtry></Tp>\
        <Amt Ccy="\(currency)">\(abs(amount))</Amt>\
        <CdtDbtInd>\(amount < 0 ? "DBIT" : "CRDT")</CdtDbtInd><Dt><Dt>2026-11-04</Dt></Dt></Bal>
        """
    }

    /// An entry; `rest` stands after its booking date.
    static func entry(
        _ amount: String,
        _ side: String,
        status: String = "<Cd>BOOK</Cd>",
        reversal: String = "",
        rest: String = ""
    ) -> String {
        """
        <Ntry><Amt Ccy="VND">\(amount)</Amt><CdtDbtInd>\(side)</CdtDbtInd>\(reversal)\
        <Sts>\(status)</Sts><BookgDt><Dt>2026-11-04</Dt></BookgDt>\(rest)</Ntry>
        """
    }

    /// Details around transactions.
    static func details(_ inside: String) -> String { "<NtryDtls>\(inside)</NtryDtls>" }

    /// A transaction by its end-to-end id, with or without an amount.
    static func detail(_ id: String, _ amount: String? = nil, rest: String = "") -> String {
        let amount = amount.map { "<Amt Ccy=\"VND\">\($0)</Amt>" } ?? ""
        return "<TxDtls><Refs><EndToEndId>\(id)</EndToEndId></Refs>\(amount)\(rest)</TxDtls>"
    }

    /// A statement of the account: opening balance, entries and what they lead to.
    static func statement(
        _ opening: Int,
        _ entries: String,
        _ closing: Int,
        id: String = "S1",
        extra: String = ""
    ) -> String {
        """
        <Stmt><Id>\(id)</Id><ElctrncSeqNb>7</ElctrncSeqNb>\
        <Acct><Id><Othr><Id>\(account)</Id></Othr></Id></Acct>\
        \(balance("OPBD", opening))\(balance("CLBD", closing))\(extra)\(entries)</Stmt>
        """
    }

    /// A camt.053 around statements.
    static func camt053(_ statements: String, version: String = "08") -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.\(version)"><BkToCstmrStmt>\
        <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-04T18:00:00</CreDtTm></GrpHdr>
        \(statements)</BkToCstmrStmt></Document>
        """
    }

    /// A camt.054 around entries.
    static func camt054(_ entries: String, version: String = "08") -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.\(version)">\
        <BkToCstmrDbtCdtNtfctn>\
        <GrpHdr><MsgId>M2</MsgId><CreDtTm>2026-11-04T18:00:00</CreDtTm></GrpHdr>\
        <Ntfctn><Id>N1</Id><Acct><Id><Othr><Id>\(account)</Id></Othr></Id></Acct>
        \(entries)</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>
        """
    }

    /// A pain.002 about the file F1.
    static func pain002(
        _ payments: String,
        group: String = "",
        namespace: String = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"
    ) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document\(namespace.isEmpty ? "" : " xmlns=\"\(namespace)\"")><CstmrPmtStsRpt>\
        <GrpHdr><MsgId>M3</MsgId><CreDtTm>2026-11-04T18:00:00+07:00</CreDtTm></GrpHdr>
        <OrgnlGrpInfAndSts><OrgnlMsgId>F1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>\
        \(group)</OrgnlGrpInfAndSts>\(payments)</CstmrPmtStsRpt></Document>
        """
    }

    /// A group of payments of the file.
    static func payment(_ transactions: String, status: String = "", rest: String = "") -> String {
        let status = status.isEmpty ? "" : "<PmtInfSts>\(status)</PmtInfSts>"
        return """
            <OrgnlPmtInfAndSts><OrgnlPmtInfId>G1</OrgnlPmtInfId>\(status)\(rest)\
            \(transactions)</OrgnlPmtInfAndSts>
            """
    }

    /// A payment of the file.
    static func transaction(_ id: String, _ status: String, rest: String = "") -> String {
        let status = status.isEmpty ? "" : "<TxSts>\(status)</TxSts>"
        return """
            <TxInfAndSts><OrgnlEndToEndId>\(id)</OrgnlEndToEndId>\(status)\(rest)</TxInfAndSts>
            """
    }

    /// Reads an answer in pieces.
    static func read(
        _ bytes: [UInt8],
        piece: Int = 1 << 20,
        currency: Currency = .vnd
    ) -> Reading<BankAnswer> {
        var reader = AnswerReader(file: "answer.xml", currency: currency)
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + piece)
            reader.feed(bytes[start..<end].span)
            start = end
        }
        return reader.finish()
    }

    /// Reads an answer that is a text.
    static func read(_ text: String, piece: Int = 1 << 20) -> Reading<BankAnswer> {
        read(Array(text.utf8), piece: piece)
    }
}

extension Reading {
    /// The codes of the findings.
    var codes: [String] { diagnostics.map(\.code) }
}
