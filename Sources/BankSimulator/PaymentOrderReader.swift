// A payment order (pain.001, any version) as the bank's side reads it.
//
// Invariants:
// (1) What is not understood is a finding with its line; nothing is guessed.
// (2) One payment is held at a time beside those that were read.

import Intake
import Ledger

/// What a payment order says.
struct PaymentOrder {
    /// The message's name in its namespace, such as `pain.001.001.09`.
    var messageName = ""
    /// `MsgId`.
    var message = ""
    /// The debtor's account of every group, as far as they agree.
    var accounts: Set<String> = []
    /// The requested day of every group.
    var requested: Set<String> = []
    /// The payments, in the order of the file.
    var transfers: [HandedOverTransfer] = []
}

/// Reads one payment order.
struct PaymentOrderReader {
    /// The file's name for findings.
    private let file: String
    private var order = PaymentOrder()
    private var log = DiagnosticLog()
    private var path: [String] = []
    private var group: String?
    private var fields: [Field: String] = [:]

    /// The places of a payment that matter.
    private enum Field {
        case id
        case amount
        case currency
        case bank
        case account
    }

    /// A reader of a file of that name.
    init(file: String) { self.file = file }

    /// Reads all of it.
    mutating func read(_ bytes: [UInt8]) -> Reading<PaymentOrder> {
        guard let xml = OrderXML(bytes) else {
            refuse("order-unreadable", line: 1, HandoverFinding.notXML)
            return Reading(value: order, diagnostics: log.diagnostics)
        }
        while xml.advance() {
            if xml.isStart {
                open(xml)
            } else if xml.isEnd {
                close(line: xml.line)
            } else if xml.isText {
                take(xml.value)
            }
        }
        if xml.isBroken || !path.isEmpty || !order.messageName.hasPrefix("pain.001.") {
            refuse("order-unreadable", line: xml.line, HandoverFinding.notXML)
        }
        return Reading(value: order, diagnostics: log.diagnostics)
    }

    private mutating func open(_ xml: OrderXML) {
        let name = xml.name
        if path.isEmpty {
            let namespace = "urn:iso:std:iso:20022:tech:xsd:"
            let full = xml.namespace
            if full.hasPrefix(namespace) {
                order.messageName = String(full.dropFirst(namespace.count))
            }
        }
        if name == "CdtTrfTxInf" { fields = [:] }
        if name == "PmtInf" { group = nil }
        if name == "InstdAmt" { fields[.currency] = xml.attribute("Ccy") }
        if !xml.isEmpty { path.append(name) }
    }

    private mutating func take(_ text: String) {
        guard let name = path.last, path.count >= 2 else { return }
        let parent = path[path.count - 2]
        if path.contains("CdtTrfTxInf") {
            switch name {
            case "EndToEndId": fields[.id, default: ""] += text
            case "InstdAmt": fields[.amount, default: ""] += text
            case "MmbId" where path.contains("CdtrAgt"): fields[.bank, default: ""] += text
            case "Id" where parent == "Othr" && path.contains("CdtrAcct"):
                fields[.account, default: ""] += text
            default: break
            }
            return
        }
        switch name {
        case "MsgId" where parent == "GrpHdr": order.message += text
        case "PmtInfId" where parent == "PmtInf": group = (group ?? "") + text
        case "ReqdExctnDt" where !text.allSatisfy(\.isWhitespace): order.requested.insert(text)
        case "Dt" where parent == "ReqdExctnDt": order.requested.insert(text)
        case "Id" where parent == "Othr" && path.contains("DbtrAcct"): order.accounts.insert(text)
        default: break
        }
    }

    private mutating func close(line: Int) {
        guard path.popLast() == "CdtTrfTxInf" else { return }
        let amount = HandoverFinding.amount(fields[.amount] ?? "")
        let account = BankAccountNumber(fields[.account] ?? "")
        guard let id = fields[.id], HandoverFinding.isPlainName(id), fields[.currency] == "VND",
            let amount, let account
        else {
            return refuse("order-payment", line: line, HandoverFinding.badPayment)
        }
        order.transfers.append(
            HandedOverTransfer(
                id: id,
                amount: amount,
                group: group,
                bank: fields[.bank],
                account: account
            )
        )
    }

    private mutating func refuse(_ code: String, line: Int, _ message: Phrase) {
        log.append(
            Diagnostic(
                .error,
                code: code,
                at: Location(file: file, line: line),
                message,
                hint: HandoverFinding.takeAgain
            )
        )
    }
}
