// Which message an XML file is: by the names of its elements first, by its namespace second.
//
// Banks write one family under several namespaces: that of ISO, that of SWIFT before it, and those
// of national dialects. So the local name of the element in Document decides, and the namespace
// must not contradict it.
//
// Invariant: a namespace that no table knows is refused, not guessed.

import Ledger

/// The messages of ISO 20022 that a bank may send a customer.
enum AnswerMessage {
    /// The names of the messages, by the element that holds them.
    private static let names: [(element: StaticString, message: String, family: AnswerFamily?)] = [
        ("CstmrPmtStsRpt", "pain.002", .paymentStatus),
        ("BkToCstmrStmt", "camt.053", .statement),
        ("BkToCstmrDbtCdtNtfctn", "camt.054", .notification),
        ("BkToCstmrAcctRpt", "camt.052", .accountReport),
        ("RsltnOfInvstgtn", "camt.029", .recallAnswer),
        ("CstmrPmtCxlReq", "camt.055", nil),
        ("FIToFIPmtCxlReq", "camt.056", nil),
        ("FIToFIPmtStsRpt", "pacs.002", .interbankStatus),
        ("FIToFICstmrDrctDbt", "pacs.003", nil),
        ("PmtRtr", "pacs.004", .paymentReturn),
        ("FIToFIPmtRvsl", "pacs.007", nil),
        ("FIToFICstmrCdtTrf", "pacs.008", nil),
        ("FIToFIPmtStsReq", "pacs.028", nil),
        ("CstmrCdtTrfInitn", "pain.001", .paymentOrder),
        ("CstmrPmtRvsl", "pain.007", nil),
        ("CstmrDrctDbtInitn", "pain.008", nil),
        ("SysEvtNtfctn", "admi.004", nil),
        ("MsgRjct", "admi.002", nil),
    ]

    /// Elements that may stand around Document: envelopes of banks and of SWIFT.
    private static let wrappers: [StaticString] = [
        "BusinessMessage", "BizMsg", "BizMsgEnvlp", "BizMsgEnvelope", "Xchg", "Envelope", "Body",
        "DataPDU", "Message", "Msg", "Payload", "RequestPayload", "ResponsePayload",
    ]

    /// What stands before the name of a message in a namespace.
    private static let prefixes = [
        "urn:iso:std:iso:20022:tech:xsd:", "urn:swift:xsd:$", "urn:swift:xsd:",
        "http://www.six-interbank-clearing.com/de/", "urn:sepade:xsd:",
    ]

    /// What may stand after it.
    private static let suffixes = ["", ".ch.02.xsd", ".ch.02", ".ch.03.xsd", ".xsd"]

    /// Whether an element may stand around Document.
    static func isWrapper(_ element: Span<UInt8>) -> Bool {
        for wrapper in wrappers where element.isEqual(wrapper) { return true }
        return false
    }

    /// The message that an element holds, such as `camt.053`, and its family if that is read.
    static func named(_ element: Span<UInt8>) -> (message: String, family: AnswerFamily?)? {
        for name in names where element.isEqual(name.element) { return (name.message, name.family) }
        return nil
    }

    /// The name of a message with its version out of a namespace, such as `camt.053.001.08` or
    /// `pain.002.001.03.ch.02`; nil where no table knows the namespace.
    static func version(ofNamespace name: String) -> String? {
        guard let prefix = prefixes.first(where: name.hasPrefix) else { return nil }
        let rest = name.dropFirst(prefix.count)
        let message = rest.prefix(15)
        let parts = message.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 3, 3, 2],
            parts[0].utf8.allSatisfy({ (0x61...0x7A).contains($0) }),
            parts.dropFirst().allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            suffixes.contains(String(rest.dropFirst(15)))
        else { return nil }
        return rest.hasSuffix(".xsd") ? String(rest.dropLast(4)) : String(rest)
    }

    /// Whether that version of a message of ours is read.
    static func isTaken(version: String) -> Bool {
        let parts = version.split(separator: ".")
        guard parts.count >= 4, let variant = Int(parts[2]), let number = Int(parts[3]) else {
            return false
        }
        // The first versions that have the shape which is read.
        let isLater = ["pain.001", "pain.002", "pacs.002", "camt.029"]
            .contains("\(parts[0]).\(parts[1])")
        let first = isLater ? 3 : 2
        return (1...3).contains(variant) && (first...15).contains(number)
    }
}
