// What a bank says, in one normal form: answers of all formats become facts, and nothing after the
// readers knows a format.
//
// Invariants:
// (1) A fact restates one place of one answer; nothing is added, guessed or corrected.
// (2) Amounts are đồng, never below zero; the direction is the word's business.
// (3) A fact's key is the same for the same statement in another file: it is made of what is said,
//     never of where it stands.

package import Ledger

/// What is said.
package enum FactWord: String, CaseIterable, Sendable {
    /// Received and not judged yet (`RCVD`).
    case received
    /// Taken for execution (`ACTC`, `ACCP`, `ACSP`, `ACWC`).
    case accepted
    /// Some of a file were taken (`PART`); says nothing of a single transfer.
    case partlyAccepted = "partly-accepted"
    /// Not decided yet (`PDNG`).
    case pending
    /// Refused; the debtor's account was not debited, or will be credited again (`RJCT`).
    case rejected
    /// The bank says that settlement on the debtor's account is done (`ACSC`).
    case settled
    /// The bank says that the payee's account was credited (`ACCC`).
    case credited
    /// A status that no list knows: waiting.
    case unknown
    /// A bank says that it sends the money back (pacs.004); the statement books it.
    case returnAnnounced = "return-announced"
    /// A recall was carried out (`ACCR`, `CNCL`); whether money comes back, the statement says.
    case recalled
    /// A recall was refused (`RJCR`).
    case recallRefused = "recall-refused"
    /// A recall is not decided, or only for some (`PDCR`, `PACR`).
    case recallPending = "recall-pending"
    /// An entry that lowers our account.
    case debit
    /// An entry that raises our account.
    case credit
    /// A provider's signed list: the payee took the cash, or the Treasury paid.
    case paid
    /// A provider's signed list: the payee did not take the cash, or the Treasury does not pay.
    case unpaid
    /// The Treasury's signed list: what it paid came back to it.
    case returned
    /// An order to pay; no bank has said anything yet.
    case ordered

    /// Whether it is a word about a payment's way, which can be said again later, and neither an entry
    /// nor a word of a provider's list, which have a day of their own.
    package var isStatus: Bool {
        switch self {
        case .received, .accepted, .partlyAccepted, .pending, .rejected, .settled, .credited,
            .unknown, .returnAnnounced, .recalled, .recallRefused, .recallPending:
            true
        case .debit, .credit, .paid, .unpaid, .returned, .ordered: false
        }
    }
}

/// What an entry without a transfer of ours is about, as far as the bank's own code says.
package enum EntryNature: String, CaseIterable, Sendable {
    /// A payment, or nothing that the bank's code tells.
    case payment
    /// The bank's fee.
    case fee
    /// Interest on the deposit.
    case interest
}

/// The names under which a bank speaks of a payment; each as written, trimmed, nil where absent.
package struct FactReferences: Hashable, Sendable {
    /// `MsgId` or `OrgnlMsgId`: the file.
    package var message: String?
    /// `PmtInfId` or `OrgnlPmtInfId`: the group in the file.
    package var group: String?
    /// `EndToEndId` or `OrgnlEndToEndId`: the transfer; nil for NOTPROVIDED.
    package var endToEnd: String?
    /// `InstrId` or `OrgnlInstrId`.
    package var instruction: String?
    /// `AcctSvcrRef`: the bank's own name of its entry.
    package var service: String?
    /// `OrgnlMsgId` of a message between banks, which is none of ours.
    package var interbankMessage: String?
    /// `OrgnlTxId`: the transaction as banks name it between them.
    package var interbankTransaction: String?

    /// No names; each can be set after.
    package init() {}
}

/// One statement of a bank.
package struct BankFact: Hashable, Sendable {
    /// What is said.
    package var word: FactWord
    /// Of which payment, group or file.
    package var references = FactReferences()
    /// Đồng; nil where the answer names none.
    package var amount: Int64?
    /// The currency of the amount where it is another than that of its report; nil for that one.
    package var currency: String?
    /// The number of payments that a lump sum stands for; 1 for a single one; nil where not said.
    package var count: Int?
    /// The day of the entry in the bank's books, or of the payment at the desk.
    package var bookedOn: CivilDate?
    /// The day from which it counts (value date), or on which an order asks for it; nil where not said.
    package var valueOn: CivilDate?
    /// Our account that an entry stands in, as written.
    package var account: String?
    /// The other side's account, as written, where the answer names it: the payee's for a payment
    /// and its return, the payer's for other money that comes in.
    package var counterAccount: String?
    /// The bank of the other side's account, by the code that an order names it with.
    package var counterBank: String?
    /// Whether an entry is marked as a return or reversal (`RtrInf`, `RvslInd`, sub-family `RRTN`).
    package var isReturn = false
    /// What an entry is about.
    package var nature = EntryNature.payment
    /// The reason's code (`Cd` or `Prtry`), as written; nil where none is given.
    package var reason: String?
    /// The free text of an entry (`Ustrd`, `AddtlNtryInf`); may hold personal data: never print it.
    package var narrative: String?
    /// The report of the answer that the fact stands in: index into ``BankAnswer/reports``.
    package var report: Int?
    /// How many equal facts stand before it in the same report; part of its key.
    package var ordinal = 0
    /// The byte in the answer at which it begins, or the line of a list.
    package var place: Int

    /// A fact with its word and place; the rest can be set after.
    package init(_ word: FactWord, place: Int) {
        self.word = word
        self.place = place
    }

    /// The same for the same statement in another file; of a line's length, without personal data
    /// but the account numbers, which it holds as they are: digest it before it is shown.
    ///
    /// An entry is told by account, day, sum, direction, payment, the bank's name for it where there
    /// is one (``FactReferences/service``), and ``ordinal``: banks give one name to all payments of a
    /// batch entry, and two of them may be equal in all else.
    /// What banks name a payment between them is no part of it: rows of words have no place for it.
    package var key: String {
        var bytes: [UInt8] = []
        appendKey(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the bytes of the ``key``: of millions of facts no text is made.
    ///
    /// - Parameter bytes: What they are appended to.
    package func appendKey(to bytes: inout [UInt8]) {
        let isEntry = word == .debit || word == .credit
        bytes.append(contentsOf: word.rawValue.utf8)
        func add(_ part: String?) {
            bytes.append(0x1F)
            if let part { bytes.append(contentsOf: part.utf8) }
        }
        func add(_ day: CivilDate?) {
            bytes.append(0x1F)
            guard let day else { return }
            let (year, month, date) = day.components
            guard (1_000...9_999).contains(year) else {
                return bytes.append(contentsOf: "\(day)".utf8)
            }
            for digit in [year / 1_000, year / 100 % 10, year / 10 % 10, year % 10] {
                bytes.append(0x30 + UInt8(digit))
            }
            for part in [month, date] {
                bytes.append(0x2D)
                bytes.append(0x30 + UInt8(part / 10))
                bytes.append(0x30 + UInt8(part % 10))
            }
        }
        add(references.message)
        add(references.group)
        add(references.endToEnd)
        add(references.instruction)
        add(amount.map { String($0) })
        add(reason)
        if isEntry {
            add(account)
            add(references.service)
            add(bookedOn)
            add(isReturn ? "return" : nil)
            add(String(ordinal))
        } else if word == .paid || word == .unpaid || word == .returned {
            add(bookedOn)
        }
    }
}
