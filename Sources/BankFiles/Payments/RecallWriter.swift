// What asks a bank for payments back: camt.055 to a bank that takes orders in pain.001, a letter to others.
//
// Invariants:
// (1) Every payment is named by our id, its amount and the file that it was handed over in.
// (2) Nobody's name stands in it, and nothing of why somebody was paid.
// (3) Same recall, same bytes.
//
// The schema of camt.055 is not among those that the tests can hold it against: elements and their
// order are those of CustomerPaymentCancellationRequest in version 08.

package import Intake
package import Ledger

/// One payment that is asked back.
package struct RecalledPayment: Hashable, Sendable {
    /// The transfer.
    package let id: TransferID
    /// Its group in the file (`PmtInfId`); empty where the file has none.
    package let group: String
    /// VND.
    package let amount: Int64
    /// The payee's account; nil for cash.
    package let account: BankAccountNumber?

    /// A payment.
    package init(id: TransferID, group: String, amount: Int64, account: BankAccountNumber?) {
        self.id = id
        self.group = group
        self.amount = amount
        self.account = account
    }
}

/// One recall: payments of one file of one provider.
package struct Recall: Sendable {
    /// Its id, at most 35 characters of `[A-Z0-9-]`.
    package let id: String
    /// When it was asked.
    package let createdAt: Instant
    /// The unit, as its bank knows it.
    package let debtor: BankText
    /// The account that was debited.
    package let debtorAccount: String
    /// The provider's name.
    package let provider: String
    /// The bank, where the provider is one.
    package let bank: BIN?
    /// The id of the file.
    package let message: String
    /// Which message the file is, such as `pain.001.001.09`; nil for a table or a list.
    package let order: Pain001Version?
    /// Why.
    package let reason: RecallReason
    /// The paper that decided it, in the bank's letters.
    package let document: BankText
    /// Whether all payments of the file are asked back.
    package let isWhole: Bool
    /// The payments, in order of their ids.
    package let payments: [RecalledPayment]

    /// A recall; traps on one of no payment.
    package init(
        id: String,
        createdAt: Instant,
        debtor: BankText,
        debtorAccount: String,
        provider: String,
        bank: BIN?,
        message: String,
        order: Pain001Version?,
        reason: RecallReason,
        document: BankText,
        isWhole: Bool,
        payments: [RecalledPayment]
    ) {
        precondition(!payments.isEmpty, "a recall asks for something")
        self.id = id
        self.createdAt = createdAt
        self.debtor = debtor
        self.debtorAccount = debtorAccount
        self.provider = provider
        self.bank = bank
        self.message = message
        self.order = order
        self.reason = reason
        self.document = document
        self.isWhole = isWhole
        self.payments = payments
    }

    /// VND of all its payments.
    package var sum: Int64 { payments.reduce(0) { $0 + $1.amount } }

    /// The file's name and bytes: camt.055 where the order was a pain.001, else a letter.
    package var file: (name: String, bytes: [UInt8]) {
        let text = order.map { camt055($0) } ?? letter
        return ("\(id).\(order == nil ? "txt" : "xml")", Array(text.utf8))
    }

    // MARK: camt.055

    private func camt055(_ order: Pain001Version) -> String {
        let agent =
            bank.map {
                "<ClrSysMmbId><MmbId>\($0)</MmbId></ClrSysMmbId>"
            } ?? ""
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.055.001.08">
            <CstmrPmtCxlReq>
            <Assgnmt><Id>\(id)</Id><Assgnr><Pty><Nm>\(debtor.revealed)</Nm></Pty></Assgnr>\
            <Assgne><Agt><FinInstnId>\(agent)</FinInstnId></Agt></Assgne>\
            <CreDtTm>\(createdAt)</CreDtTm></Assgnmt>
            <CtrlData><NbOfTxs>\(payments.count)</NbOfTxs><CtrlSum>\(sum)</CtrlSum></CtrlData>
            <Undrlyg>

            """
        if isWhole {
            text += """
                <OrgnlGrpInfAndCxl><OrgnlMsgId>\(message)</OrgnlMsgId>\
                <OrgnlMsgNmId>\(order.rawValue)</OrgnlMsgNmId>\
                <NbOfTxs>\(payments.count)</NbOfTxs><CtrlSum>\(sum)</CtrlSum>\
                <GrpCxl>true</GrpCxl>\(cause)</OrgnlGrpInfAndCxl>

                """
        } else {
            text += groups.map { group($0.name, $0.payments, order) }.joined()
        }
        return text + "</Undrlyg>\n</CstmrPmtCxlReq>\n</Document>\n"
    }

    /// The payments by their groups, in the order in which each group comes first.
    private var groups: [(name: String, payments: [RecalledPayment])] {
        var groups: [(name: String, payments: [RecalledPayment])] = []
        for payment in payments {
            if let index = groups.firstIndex(where: { $0.name == payment.group }) {
                groups[index].payments.append(payment)
            } else {
                groups.append((payment.group, [payment]))
            }
        }
        return groups
    }

    private func group(
        _ name: String,
        _ payments: [RecalledPayment],
        _ order: Pain001Version
    ) -> String {
        var text = """
            <OrgnlPmtInfAndCxl><OrgnlPmtInfId>\(name)</OrgnlPmtInfId>\
            <OrgnlGrpInf><OrgnlMsgId>\(message)</OrgnlMsgId>\
            <OrgnlMsgNmId>\(order.rawValue)</OrgnlMsgNmId></OrgnlGrpInf>\
            <NbOfTxs>\(payments.count)</NbOfTxs>\
            <CtrlSum>\(payments.reduce(0) { $0 + $1.amount })</CtrlSum>

            """
        for payment in payments {
            text += """
                <TxInf><CxlId>\(payment.id)</CxlId>\
                <OrgnlEndToEndId>\(payment.id)</OrgnlEndToEndId>\
                <OrgnlInstdAmt Ccy="VND">\(payment.amount)</OrgnlInstdAmt>\(cause)</TxInf>

                """
        }
        return text + "</OrgnlPmtInfAndCxl>\n"
    }

    private var cause: String {
        "<CxlRsnInf><Rsn><Cd>\(reason.rawValue)</Cd></Rsn>"
            + "<AddtlInf>\(document.revealed.prefix(105))</AddtlInf></CxlRsnInf>"
    }

    // MARK: Letter

    /// A letter in both languages; what fills it is in the bank's letters.
    private var letter: String {
        func line(_ words: Phrase, _ value: String) -> String {
            "\(words.vietnamese) / \(words.english): \(value)\n"
        }
        var text = "\(id)\n"
        text += line(Phrase(vi: "Kính gửi", en: "To"), provider)
        text += line(Phrase(vi: "Đơn vị đề nghị", en: "From"), debtor.revealed)
        text += line(Phrase(vi: "Tài khoản trích nợ", en: "Debited account"), debtorAccount)
        text += line(Phrase(vi: "Thời điểm", en: "Asked at"), "\(createdAt)")
        text += line(
            Phrase(vi: "Đề nghị thu hồi các khoản trong tệp", en: "Please give back, of file"),
            message
        )
        text += line(
            Phrase(vi: "Lý do", en: "Reason"),
            "\(reason.rawValue) \(reason.phrase.vietnamese) / \(reason.phrase.english)"
        )
        text += line(Phrase(vi: "Văn bản", en: "Paper"), document.revealed)
        text += line(Phrase(vi: "Số khoản", en: "Payments"), "\(payments.count)")
        text += line(Phrase(vi: "Tổng số tiền (VND)", en: "Sum (VND)"), "\(sum)")
        text += "\nid,account,amount\n"
        for payment in payments {
            text += "\(payment.id),\(payment.account?.revealed ?? ""),\(payment.amount)\n"
        }
        return text
    }
}
