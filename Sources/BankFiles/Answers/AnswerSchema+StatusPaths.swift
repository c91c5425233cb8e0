// The paths that are read of payments: pain.001 (versions 03 to 13), pain.002 (03 to 15), pacs.002 (03
// to 15), pacs.004 (02 to 14) and camt.029 (03 to 12).
//
// Between banks the original message is mostly a pacs.008, which we never wrote: its id is kept apart
// from that of our file (`AnswerBuilder+Interbank.swift`).

extension AnswerSchema {
    private static let reasons: [Path] = [
        ("/StsRsnInf/Rsn/Cd", .field(.reason)),
        ("/StsRsnInf/Rsn/Prtry", .field(.reason)),
        ("/StsRsnInf/AddtlInf", .field(.narrative)),
    ]

    private static let tally: [Path] = [
        ("/NbOfTxsPerSts", .scope(.tally)),
        ("/NbOfTxsPerSts/DtldNbOfTxs", .field(.count)),
        ("/NbOfTxsPerSts/DtldSts", .field(.status)),
        ("/NbOfTxsPerSts/DtldCtrlSum", .field(.sum)),
    ]

    private static let group: [Path] =
        [
            ("", .scope(.group)),
            ("/OrgnlMsgId", .field(.message)),
            ("/OrgnlMsgNmId", .field(.orderName)),
            ("/OrgnlNbOfTxs", .field(.count)),
            ("/OrgnlCtrlSum", .field(.sum)),
            ("/GrpSts", .field(.status)),
        ] + reasons + tally

    private static func below(_ name: String, _ paths: [Path]) -> [Path] {
        paths.map { (name + $0.path, $0.leaf) }
    }

    /// pain.001: a group of payments is a report of the account that is to be debited.
    static let order: AnswerSchema = {
        func agent(_ name: String, _ field: AnswerField) -> [Path] {
            ["BICFI", "BIC", "ClrSysMmbId/MmbId", "Othr/Id"].map {
                ("\(name)/FinInstnId/\($0)", .field(field))
            }
        }
        func account(_ name: String, _ field: AnswerField) -> [Path] {
            [("\(name)/Id/IBAN", .field(field)), ("\(name)/Id/Othr/Id", .field(field))]
        }
        let totals: [Path] = [("GrpHdr/NbOfTxs", .field(.count)), ("GrpHdr/CtrlSum", .field(.sum))]
        let group: [Path] =
            [
                ("", .scope(.report)),
                ("/PmtInfId", .field(.id)),
                ("/NbOfTxs", .field(.allCount)),
                ("/CtrlSum", .field(.allSum)),
                ("/ReqdExctnDt", .either(.valueOn)),
                ("/ReqdExctnDt/Dt", .field(.valueOn)),
                ("/ReqdExctnDt/DtTm", .field(.valueOn)),
            ] + account("/DbtrAcct", .account) + agent("/DbtrAgt", .servicer)
        let payment: [Path] =
            [
                ("", .scope(.transaction)),
                ("/PmtId/InstrId", .field(.instruction)),
                ("/PmtId/EndToEndId", .field(.endToEnd)),
                ("/PmtId/UETR", .field(.uetr)),
                ("/Amt/InstdAmt", .field(.amount)),
                ("/Amt/EqvtAmt/Amt", .field(.amount)),
            ] + agent("/CdtrAgt", .creditorAgent) + account("/CdtrAcct", .creditorAccount)
            + [("/RmtInf/Ustrd", .field(.remittance))]
        return AnswerSchema(
            header + totals + below("PmtInf", group) + below("PmtInf/CdtTrfTxInf", payment)
        )
    }()

    /// pain.002.
    static let status: AnswerSchema = {
        let payment: [Path] =
            [
                ("", .scope(.payment)),
                ("/OrgnlPmtInfId", .field(.group)),
                ("/OrgnlNbOfTxs", .field(.count)),
                ("/OrgnlCtrlSum", .field(.sum)),
                ("/PmtInfSts", .field(.status)),
            ] + reasons + tally
        let transaction: [Path] =
            [
                ("", .scope(.transaction)),
                ("/OrgnlInstrId", .field(.instruction)),
                ("/OrgnlEndToEndId", .field(.endToEnd)),
                ("/TxSts", .field(.status)),
            ] + reasons + [
                ("/AcctSvcrRef", .field(.service)),
                ("/OrgnlTxRef/Amt/InstdAmt", .field(.amount)),
                ("/OrgnlTxRef/CdtrAcct/Id/IBAN", .field(.creditorAccount)),
                ("/OrgnlTxRef/CdtrAcct/Id/Othr/Id", .field(.creditorAccount)),
            ]
        let name = "OrgnlPmtInfAndSts"
        return AnswerSchema(
            header + below("OrgnlGrpInfAndSts", group) + below(name, payment)
                + below("\(name)/TxInfAndSts", transaction)
        )
    }()

    /// What a payment between banks is named after.
    private static let original: [Path] = [
        ("", .scope(.transaction)),
        ("/OrgnlGrpInf/OrgnlMsgId", .field(.message)),
        ("/OrgnlGrpInf/OrgnlMsgNmId", .field(.orderName)),
        ("/OrgnlInstrId", .field(.instruction)),
        ("/OrgnlEndToEndId", .field(.endToEnd)),
        ("/OrgnlTxId", .field(.interbankTransaction)),
        ("/OrgnlUETR", .field(.uetr)),
    ]

    private static let creditor: [Path] = [
        ("/OrgnlTxRef/CdtrAcct/Id/IBAN", .field(.creditorAccount)),
        ("/OrgnlTxRef/CdtrAcct/Id/Othr/Id", .field(.creditorAccount)),
    ]

    /// pacs.002.
    static let interbankStatus: AnswerSchema = {
        let rest: [Path] = [
            ("/AcctSvcrRef", .field(.service)),
            ("/OrgnlTxRef/IntrBkSttlmAmt", .field(.amount)),
        ]
        return AnswerSchema(
            header + below("OrgnlGrpInfAndSts", group)
                + below(
                    "TxInfAndSts",
                    original + [("/TxSts", .field(.status))] + reasons + rest + creditor
                )
        )
    }()

    /// pacs.004.
    static let paymentReturn: AnswerSchema = {
        let totals: [Path] = [
            ("GrpHdr/NbOfTxs", .field(.count)),
            ("GrpHdr/CtrlSum", .field(.sum)),
            ("GrpHdr/GrpRtr", .field(.groupReturn)),
            ("GrpHdr/TtlRtrdIntrBkSttlmAmt", .field(.amount)),
            ("GrpHdr/IntrBkSttlmDt", .field(.valueOn)),
        ]
        let reasons: [Path] = [
            ("/RtrRsnInf/Rsn/Cd", .field(.reason)),
            ("/RtrRsnInf/Rsn/Prtry", .field(.reason)),
            ("/RtrRsnInf/AddtlInf", .field(.narrative)),
        ]
        let group: [Path] =
            [
                ("", .scope(.group)),
                ("/OrgnlMsgId", .field(.message)),
                ("/OrgnlMsgNmId", .field(.orderName)),
            ] + reasons
        let rest: [Path] = [
            ("/OrgnlIntrBkSttlmAmt", .field(.transactionAmount)),
            ("/RtrdIntrBkSttlmAmt", .field(.amount)),
            ("/IntrBkSttlmDt", .field(.valueOn)),
        ]
        return AnswerSchema(
            header + totals + below("OrgnlGrpInf", group)
                + below("TxInf", original + rest + reasons + creditor)
        )
    }()

    /// camt.029.
    static let recallAnswer: AnswerSchema = {
        let reasons: [Path] = [
            ("/CxlStsRsnInf/Rsn/Cd", .field(.reason)),
            ("/CxlStsRsnInf/Rsn/Prtry", .field(.reason)),
            ("/CxlStsRsnInf/AddtlInf", .field(.narrative)),
        ]
        let group: [Path] =
            [
                ("", .scope(.group)),
                ("/OrgnlMsgId", .field(.message)),
                ("/OrgnlMsgNmId", .field(.orderName)),
                ("/GrpCxlSts", .field(.status)),
            ] + reasons
        let payment: [Path] =
            [
                ("", .scope(.payment)),
                ("/OrgnlPmtInfId", .field(.group)),
                ("/OrgnlGrpInf/OrgnlMsgId", .field(.message)),
                ("/OrgnlGrpInf/OrgnlMsgNmId", .field(.orderName)),
                ("/PmtInfCxlSts", .field(.status)),
            ] + reasons
        let status: [Path] = [("/TxCxlSts", .field(.status))]
        let name = "CxlDtls/OrgnlPmtInfAndSts"
        return AnswerSchema(
            [
                ("Assgnmt/Id", .field(.messageID)),
                ("Assgnmt/CreDtTm", .field(.createdAt)),
                ("Sts/Conf", .field(.status)),
            ]
                + below("CxlDtls/OrgnlGrpInfAndSts", group) + below(name, payment)
                + below(
                    "\(name)/TxInfAndSts",
                    original + status + reasons + [("/OrgnlInstdAmt", .field(.amount))] + creditor
                )
                + below(
                    "CxlDtls/TxInfAndSts",
                    original + status + reasons
                        + [("/OrgnlIntrBkSttlmAmt", .field(.amount))] + creditor
                )
        )
    }()
}
