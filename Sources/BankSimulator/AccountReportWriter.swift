// camt.053 and camt.054: what the bank says of an account (.02 and .08).
//
// Invariants:
// (1) closing = opening + credits − debits, in every statement.
// (2) Notification and statement of a day name the same entries by the same references.
// (3) A payee is named by account and bank only.

import Intake
import Ledger

/// One account's day.
struct AccountDay {
    /// The account.
    let account: String
    /// The bank that holds it.
    let bank: String
    /// The day.
    let day: CivilDate
    /// The number of the day's statement, from 1.
    let sequence: Int
    /// The balance before the first entry, đồng; below zero when overdrawn.
    let opening: Int64
    /// The entries.
    let entries: [BookedEntry]

    /// The sum of the entries of one direction.
    func sum(credits: Bool) -> Int64 {
        entries.reduce(0) { $0 + ($1.isCredit == credits ? $1.amount : 0) }
    }

    /// The balance after the last entry.
    var closing: Int64 { opening + sum(credits: true) - sum(credits: false) }
}

/// Writes statements and notifications.
struct AccountReportWriter {
    /// Whether the versions of 2009 are written.
    let isOf2009: Bool

    /// The bytes of a statement (camt.053) or notification (camt.054).
    func bytes(of report: AccountDay, isStatement: Bool, as head: AnswerHead) -> [UInt8] {
        let family = isStatement ? "camt.053.001" : "camt.054.001"
        var xml = AnswerXML(message: "\(family).\(isOf2009 ? "02" : "08")")
        xml.element(isStatement ? "BkToCstmrStmt" : "BkToCstmrDbtCdtNtfctn") { xml in
            xml.line()
            xml.element("GrpHdr") { xml in
                xml.element("MsgId", text: head.message)
                xml.element("CreDtTm", text: head.createdAt)
            }
            xml.line()
            xml.element(isStatement ? "Stmt" : "Ntfctn") { xml in
                let mark = isStatement ? "S" : "N"
                xml.element("Id", text: "\(mark)\(report.day.compact)-\(report.account)")
                xml.element("ElctrncSeqNb", text: "\(report.sequence)")
                xml.element("CreDtTm", text: head.createdAt)
                xml.element("FrToDt") { xml in
                    xml.element("FrDtTm", text: "\(report.day)T00:00:00+07:00")
                    xml.element("ToDtTm", text: "\(report.day)T23:59:59+07:00")
                }
                account(report, &xml)
                if isStatement {
                    balance("OPBD", report.opening, report.day, &xml)
                    balance("CLBD", report.closing, report.day, &xml)
                }
                totals(report, &xml)
                xml.line()
                for entry in report.entries { self.entry(entry, report.day, &xml) }
            }
            xml.line()
        }
        xml.line()
        return xml.finished()
    }

    private func account(_ report: AccountDay, _ xml: inout AnswerXML) {
        xml.element("Acct") { xml in
            xml.nested(["Id", "Othr", "Id"], text: report.account)
            xml.element("Ccy", text: "VND")
            xml.nested(["Svcr", "FinInstnId", "ClrSysMmbId", "MmbId"], text: report.bank)
        }
    }

    private func balance(
        _ code: String,
        _ amount: Int64,
        _ day: CivilDate,
        _ xml: inout AnswerXML
    ) {
        xml.element("Bal") { xml in
            xml.nested(["Tp", "CdOrPrtry", "Cd"], text: code)
            xml.amount("Amt", abs(amount))
            xml.element("CdtDbtInd", text: amount < 0 ? "DBIT" : "CRDT")
            xml.nested(["Dt", "Dt"], text: "\(day)")
        }
    }

    private func totals(_ report: AccountDay, _ xml: inout AnswerXML) {
        xml.element("TxsSummry") { xml in
            for (name, isCredit) in [("TtlCdtNtries", true), ("TtlDbtNtries", false)] {
                xml.element(name) { xml in
                    let count = report.entries.count { $0.isCredit == isCredit }
                    xml.element("NbOfNtries", text: "\(count)")
                    xml.element("Sum", text: "\(report.sum(credits: isCredit))")
                }
            }
        }
    }

    private func entry(_ entry: BookedEntry, _ day: CivilDate, _ xml: inout AnswerXML) {
        let direction = entry.isCredit ? "CRDT" : "DBIT"
        xml.element("Ntry") { xml in
            xml.amount("Amt", entry.amount)
            xml.element("CdtDbtInd", text: direction)
            if isOf2009 {
                xml.element("Sts", text: "BOOK")
            } else {
                xml.nested(["Sts", "Cd"], text: "BOOK")
            }
            xml.nested(["BookgDt", "Dt"], text: "\(day)")
            xml.nested(["ValDt", "Dt"], text: "\(day)")
            xml.element("AcctSvcrRef", text: entry.reference)
            code(entry.kind, &xml)
            switch entry.kind {
            case .lump:
                xml.element("NtryDtls") { xml in batch(entry, direction, &xml) }
            case .payment, .returned, .funds:
                xml.element("NtryDtls") { xml in
                    xml.element("TxDtls") { xml in details(entry, direction, &xml) }
                }
            case .fee: xml.element("AddtlNtryInf", text: "PHI DICH VU")
            case .interest: xml.element("AddtlNtryInf", text: "LAI TIEN GUI")
            }
        }
        xml.line()
    }

    /// The bank transaction code, ISO 20022 external code sets: domain, family, sub-family.
    private func code(_ kind: BookedEntry.Kind, _ xml: inout AnswerXML) {
        let codes =
            switch kind {
            case .funds: ("PMNT", "RCDT", "DMCT")
            case .payment, .lump: ("PMNT", "ICDT", "DMCT")
            case .returned: ("PMNT", "ICDT", "RRTN")
            case .fee: ("ACMT", "MDOP", "CHRG")
            case .interest: ("ACMT", "MCOP", "INTR")
            }
        xml.element("BkTxCd") { xml in
            xml.element("Domn") { xml in
                xml.element("Cd", text: codes.0)
                xml.element("Fmly") { xml in
                    xml.element("Cd", text: codes.1)
                    xml.element("SubFmlyCd", text: codes.2)
                }
            }
        }
    }

    private func batch(_ entry: BookedEntry, _ direction: String, _ xml: inout AnswerXML) {
        xml.element("Btch") { xml in
            if let message = entry.message { xml.element("MsgId", text: message) }
            xml.element("NbOfTxs", text: "\(entry.count)")
            xml.amount("TtlAmt", entry.amount)
            xml.element("CdtDbtInd", text: direction)
        }
    }

    private func details(_ entry: BookedEntry, _ direction: String, _ xml: inout AnswerXML) {
        xml.element("Refs") { xml in
            if let message = entry.message { xml.element("MsgId", text: message) }
            xml.element("AcctSvcrRef", text: entry.reference)
            if let group = entry.transfer?.group { xml.element("PmtInfId", text: group) }
            xml.element("EndToEndId", text: entry.transfer?.id ?? "NOTPROVIDED")
        }
        if isOf2009 {
            xml.element("AmtDtls") { xml in
                xml.element("TxAmt") { xml in xml.amount("Amt", entry.amount) }
            }
        } else {
            xml.amount("Amt", entry.amount)
            xml.element("CdtDbtInd", text: direction)
        }
        if let transfer = entry.transfer, let account = transfer.account {
            xml.element("RltdPties") { xml in
                // The bank tells whom it paid, as every statement does.
                xml.nested(["CdtrAcct", "Id", "Othr", "Id"], text: account.revealed)
            }
            if let bank = transfer.bank {
                xml.element("RltdAgts") { xml in
                    xml.nested(["CdtrAgt", "FinInstnId", "ClrSysMmbId", "MmbId"], text: bank)
                }
            }
        }
        if let text = entry.text { xml.nested(["RmtInf", "Ustrd"], text: text) }
        if let reason = entry.reason {
            xml.element("RtrInf") { xml in AnswerHead.reason(reason, &xml) }
        }
    }
}
