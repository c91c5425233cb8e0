// pain.002: what the bank says of a file, ISO 20022 CustomerPaymentStatusReport (.03 and .10).
//
// Invariants:
// (1) A file of which every payment meets the same is answered for the file alone; payments are
//     named where they differ, where each has a reason, and where they are credited, which is a
//     payment's own affair.
// (2) No name and no account stands in it.

import Ledger

/// Writes a status report.
struct PaymentStatusWriter {
    /// Whether the versions of 2009 are written.
    let isOf2009: Bool

    /// The bytes of a report on a file.
    func bytes(of report: StatusReport, on file: HandedOverFile, as head: AnswerHead) -> [UInt8] {
        var xml = AnswerXML(message: isOf2009 ? "pain.002.001.03" : "pain.002.001.10")
        let word = commonWord(report, file)
        xml.element("CstmrPmtStsRpt") { xml in
            xml.line()
            xml.element("GrpHdr") { xml in
                xml.element("MsgId", text: head.message)
                xml.element("CreDtTm", text: head.createdAt)
                xml.element("DbtrAgt") { xml in
                    xml.nested(["FinInstnId", "ClrSysMmbId", "MmbId"], text: file.bank)
                }
            }
            xml.line()
            xml.element("OrgnlGrpInfAndSts") { xml in
                xml.element("OrgnlMsgId", text: file.message)
                xml.element("OrgnlMsgNmId", text: file.messageName)
                xml.element("OrgnlNbOfTxs", text: "\(file.transfers.count)")
                xml.element("OrgnlCtrlSum", text: "\(file.amount)")
                if let word { xml.element("GrpSts", text: word) }
                if let refusal = report.refusal { reason(refusal, &xml) }
            }
            xml.line()
            let isReasoned = report.lines.contains { $0.reason != nil }
            if word == nil || word == "PART" || isReasoned { groups(report, file, &xml) }
        }
        xml.line()
        return xml.finished()
    }

    /// The word for the whole file: one for all, `PART` where they differ, nil where the payments
    /// are credited one by one.
    private func commonWord(_ report: StatusReport, _ file: HandedOverFile) -> String? {
        if report.refusal != nil { return StatusWord.rejected.rawValue }
        guard let first = report.lines.first else { return nil }
        let isSame = report.lines.allSatisfy { $0.word == first.word }
        if isSame && first.word == .credited { return nil }
        return isSame && report.lines.count == file.transfers.count ? code(first.word) : "PART"
    }

    /// The payments, by the groups of the order.
    private func groups(_ report: StatusReport, _ file: HandedOverFile, _ xml: inout AnswerXML) {
        var rest = report.lines[...]
        while let first = rest.first {
            let group = file.transfers[first.transfer].group
            let lines = rest.prefix { file.transfers[$0.transfer].group == group }
            rest = rest.dropFirst(lines.count)
            xml.element("OrgnlPmtInfAndSts") { xml in
                xml.element("OrgnlPmtInfId", text: group ?? "NOTPROVIDED")
                xml.line()
                for line in lines { transfer(line, file.transfers[line.transfer], &xml) }
            }
            xml.line()
        }
    }

    private func transfer(
        _ line: StatusReport.Line,
        _ transfer: HandedOverTransfer,
        _ xml: inout AnswerXML
    ) {
        xml.element("TxInfAndSts") { xml in
            xml.element("OrgnlEndToEndId", text: transfer.id)
            xml.element("TxSts", text: code(line.word))
            if let text = line.reason { reason(text, &xml) }
            xml.element("OrgnlTxRef") { xml in
                xml.element("Amt") { xml in xml.amount("InstdAmt", transfer.amount) }
            }
        }
        xml.line()
    }

    private func reason(_ text: String, _ xml: inout AnswerXML) {
        xml.element("StsRsnInf") { xml in AnswerHead.reason(text, &xml) }
    }

    /// The word's code; the version of 2009 knows no ACCC and says that settlement is completed.
    private func code(_ word: StatusWord) -> String {
        isOf2009 && word == .credited ? "ACSC" : word.rawValue
    }
}

/// What stands at the head of every answer.
struct AnswerHead {
    /// The answer's own message id.
    let message: String
    /// The time at which the bank made it.
    let createdAt: String

    /// A reason: a code of four characters, else the bank's own word.
    static func reason(_ text: String, _ xml: inout AnswerXML) {
        let isCode =
            text.utf8.count == 4
            && text.utf8.allSatisfy {
                ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x41 && $0 <= 0x5A)
            }
        xml.nested(["Rsn", isCode ? "Cd" : "Prtry"], text: text)
    }
}
