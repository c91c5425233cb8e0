// The paths that are read of accounts: camt.052, camt.053 and camt.054 (versions 02 to 14).
//
// The versions differ in little of what is read: the status of an entry is a text in version 02 and
// an element from 07 on, and version 02 has the amount of a detail in AmtDtls only.

extension AnswerSchema {
    /// The tree of a family; nil for a family that is no XML.
    static func of(_ family: AnswerFamily) -> AnswerSchema? {
        switch family {
        case .paymentStatus: status
        case .statement: statement
        case .notification: notification
        case .accountReport: accountReport
        case .interbankStatus: interbankStatus
        case .paymentReturn: paymentReturn
        case .recallAnswer: recallAnswer
        case .paymentOrder: order
        case .cashResults, .treasuryResults: nil
        }
    }

    private static let statement = AnswerSchema(header + report("Stmt"))
    private static let notification = AnswerSchema(header + report("Ntfctn"))
    private static let accountReport = AnswerSchema(header + report("Rpt"))

    typealias Path = (path: String, leaf: Leaf)

    static let header: [Path] = [
        ("GrpHdr/MsgId", .field(.messageID)),
        ("GrpHdr/CreDtTm", .field(.createdAt)),
        ("GrpHdr/MsgPgntn/LastPgInd", .field(.isLastPage)),
    ]

    private static func report(_ name: String) -> [Path] {
        let paths: [Path] = [
            ("", .scope(.report)),
            ("/Id", .field(.id)),
            ("/\(name)Pgntn/LastPgInd", .field(.isLastPage)),
            ("/ElctrncSeqNb", .field(.sequence)),
            ("/FrToDt/FrDtTm", .field(.from)),
            ("/FrToDt/ToDtTm", .field(.through)),
            ("/CpyDplctInd", .field(.copy)),
            ("/Acct/Id/IBAN", .field(.account)),
            ("/Acct/Id/Othr/Id", .field(.account)),
            ("/Acct/Svcr/FinInstnId/BICFI", .field(.servicer)),
            ("/Acct/Svcr/FinInstnId/BIC", .field(.servicer)),
            ("/Acct/Svcr/FinInstnId/ClrSysMmbId/MmbId", .field(.servicer)),
            ("/Acct/Svcr/FinInstnId/Othr/Id", .field(.servicer)),
            ("/Bal", .scope(.balance)),
            ("/Bal/Tp/CdOrPrtry/Cd", .field(.balanceType)),
            ("/Bal/Amt", .field(.amount)),
            ("/Bal/CdtDbtInd", .field(.side)),
            ("/Bal/Dt/Dt", .field(.day)),
            ("/Bal/Dt/DtTm", .field(.day)),
            ("/TxsSummry/TtlNtries/NbOfNtries", .field(.allCount)),
            ("/TxsSummry/TtlNtries/Sum", .field(.allSum)),
            ("/TxsSummry/TtlCdtNtries/NbOfNtries", .field(.creditCount)),
            ("/TxsSummry/TtlCdtNtries/Sum", .field(.creditSum)),
            ("/TxsSummry/TtlDbtNtries/NbOfNtries", .field(.debitCount)),
            ("/TxsSummry/TtlDbtNtries/Sum", .field(.debitSum)),
        ]
        return paths.map { (name + $0.path, $0.leaf) } + entry("\(name)/Ntry")
    }

    private static func entry(_ name: String) -> [Path] {
        let paths: [Path] = [
            ("", .scope(.entry)),
            ("/Amt", .field(.amount)),
            ("/CdtDbtInd", .field(.side)),
            ("/RvslInd", .field(.reversal)),
            ("/Sts", .either(.status)),
            ("/Sts/Cd", .field(.status)),
            ("/Sts/Prtry", .field(.status)),
            ("/BookgDt/Dt", .field(.bookedOn)),
            ("/BookgDt/DtTm", .field(.bookedOn)),
            ("/ValDt/Dt", .field(.valueOn)),
            ("/ValDt/DtTm", .field(.valueOn)),
            ("/AcctSvcrRef", .field(.service)),
            ("/BkTxCd/Domn/Fmly/SubFmlyCd", .field(.subFamily)),
            ("/BkTxCd/Prtry/Cd", .field(.proprietary)),
            ("/Chrgs/TtlChrgsAndTaxAmt", .field(.chargeTotal)),
            ("/Chrgs/Amt", .field(.charge)),
            ("/Chrgs/Rcrd/Amt", .field(.charge)),
            ("/NtryDtls", .scope(.block)),
            ("/NtryDtls/Btch", .scope(.batch)),
            ("/NtryDtls/Btch/MsgId", .field(.message)),
            ("/NtryDtls/Btch/PmtInfId", .field(.group)),
            ("/NtryDtls/Btch/NbOfTxs", .field(.count)),
            ("/NtryDtls/Btch/TtlAmt", .field(.amount)),
            ("/NtryDtls/Btch/CdtDbtInd", .field(.side)),
        ]
        return paths.map { (name + $0.path, $0.leaf) } + detail("\(name)/NtryDtls/TxDtls")
            + [("\(name)/AddtlNtryInf", .field(.narrative))]
    }

    private static func detail(_ name: String) -> [Path] {
        let paths: [Path] = [
            ("", .scope(.detail)),
            ("/Refs/MsgId", .field(.message)),
            ("/Refs/AcctSvcrRef", .field(.service)),
            ("/Refs/PmtInfId", .field(.group)),
            ("/Refs/InstrId", .field(.instruction)),
            ("/Refs/EndToEndId", .field(.endToEnd)),
            ("/Refs/UETR", .field(.uetr)),
            ("/Refs/TxId", .field(.interbankTransaction)),
            ("/Amt", .field(.amount)),
            ("/CdtDbtInd", .field(.side)),
            ("/AmtDtls/InstdAmt/Amt", .field(.instructedAmount)),
            ("/AmtDtls/TxAmt/Amt", .field(.transactionAmount)),
            ("/BkTxCd/Domn/Fmly/SubFmlyCd", .field(.subFamily)),
            ("/BkTxCd/Prtry/Cd", .field(.proprietary)),
            ("/Chrgs/TtlChrgsAndTaxAmt", .field(.chargeTotal)),
            ("/Chrgs/Amt", .field(.charge)),
            ("/Chrgs/Rcrd/Amt", .field(.charge)),
            ("/RltdPties/DbtrAcct/Id/IBAN", .field(.debtorAccount)),
            ("/RltdPties/DbtrAcct/Id/Othr/Id", .field(.debtorAccount)),
            ("/RltdPties/CdtrAcct/Id/IBAN", .field(.creditorAccount)),
            ("/RltdPties/CdtrAcct/Id/Othr/Id", .field(.creditorAccount)),
            ("/RmtInf/Ustrd", .field(.remittance)),
            ("/RtrInf", .field(.returned)),
            ("/RtrInf/Rsn/Cd", .field(.reason)),
            ("/RtrInf/Rsn/Prtry", .field(.reason)),
            ("/RtrInf/AddtlInf", .field(.narrative)),
            ("/AddtlTxInf", .field(.narrative)),
        ]
        return paths.map { (name + $0.path, $0.leaf) }
    }
}
