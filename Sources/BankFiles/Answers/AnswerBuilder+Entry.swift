// Entries of an account and their details.
//
// The direction of an entry is what CdtDbtInd says, also where RvslInd marks a reversal: ISO 20022
// says so («if CRDT and reversal, the original was a debit»). A bank that means the contrary fails
// the check of its own balances.
//
//   CdtDbtInd  RvslInd / RtrInf   fact
//   DBIT       no                 debit
//   CRDT       no                 credit
//   CRDT       yes                credit, a return: money of ours that comes back
//   DBIT       yes                debit, a return: money of others that goes back; warned of

import Intake
import Ledger

/// An entry that is being read.
struct EntryDraft: Sendable {
    /// What the bank says an entry is.
    enum Status: Sendable {
        case booked
        /// Pending, information or future: it moves nothing.
        case announced
        case unknown
    }

    /// A block of details.
    struct Block: Sendable {
        /// The first of its facts.
        var firstFact = 0
        var hasBatch = false
        var details = 0
    }

    /// What a block says as a whole.
    struct Batch: Sendable {
        var message: String?
        var group: String?
        var count: Int64?
        var amount: Int64?
        var isCredit: Bool?
    }

    /// A detail: its fact, and what is not in it.
    struct Detail: Sendable {
        var fact = BankFact(.debit, place: 0)
        var item = Item()
        var transactionAmount: Int64?
        var debtorAccount: String?
        var nature: EntryNature?
        var charges: Int64 = 0
        var chargeTotal: Int64?
    }

    /// What decides about the amount and direction of a detail, when the entry ends.
    struct Item: Sendable {
        var amount: Int64?
        var instructedAmount: Int64?
        var isCredit: Bool?
    }

    var firstFact = 0
    var amount: Int64?
    /// The currency where it is another than that of the report.
    var currency: String?
    var isCredit: Bool?
    var isReversal = false
    var isReturned = false
    var status = Status.unknown
    var bookedOn: CivilDate?
    var valueOn: CivilDate?
    var service: String?
    var nature: EntryNature?
    var narrative: String?
    var charges: Int64 = 0
    var chargeTotal: Int64?
    /// The charges that details name.
    var detailCharges: Int64 = 0
    var items: [Item] = []

    /// The charges of the entry and its details, as far as they are told.
    var allCharges: Int64 { max(chargeTotal ?? charges, detailCharges) }

    /// What a bank's code says; nil where it says nothing of fees and interest.
    ///
    /// Sub-families of the bank transaction code set of ISO 20022: CHRG charges, COMM commission,
    /// FEES fees, INTR interest.
    static func nature(subFamily: Span<UInt8>) -> EntryNature? {
        let code = subFamily.extracting(AnswerValue.trimmed(subFamily))
        if code.isEqual("CHRG") || code.isEqual("FEES") || code.isEqual("COMM") { return .fee }
        if code.isEqual("INTR") { return .interest }
        return nil
    }

    /// The same for a code of the bank's own, where it is one of the plain words.
    static func nature(proprietary: Span<UInt8>) -> EntryNature? {
        let code = proprietary.extracting(AnswerValue.trimmed(proprietary))
        for word in ["CHG", "CHRG", "NCHG", "FCHG", "CHARGES", "FEE", "FEES", "PHI", "THU PHI"]
            as [StaticString]
        where code.isEqual(word) { return .fee }
        for word in ["INT", "INTR", "NINT", "FINT", "INTEREST", "LAI", "LAI TIEN GUI"]
            as [StaticString]
        where code.isEqual(word) { return .interest }
        return nil
    }
}

extension AnswerBuilder {
    mutating func beginEntry() {
        // The array's room is kept, and nobody else holds it.
        var items = entry.items
        entry = EntryDraft()
        items.removeAll(keepingCapacity: true)
        entry.items = items
        entry.firstFact = answer.facts.count
    }

    mutating func beginBlock() {
        block = EntryDraft.Block()
        block.firstFact = answer.facts.count
    }

    mutating func beginBatch() {
        batch = EntryDraft.Batch()
        if block.hasBatch { note(.fieldTwice) }
        block.hasBatch = true
    }

    mutating func beginDetail() { detail = EntryDraft.Detail() }

    mutating func readEntry(_ field: AnswerField, _ text: Span<UInt8>) {
        switch field {
        case .amount:
            entry.amount = money(text)
            entry.currency = foreignCurrency
        case .side: entry.isCredit = isCredit(text)
        case .reversal:
            guard let isReversal = AnswerValue.isTrue(text) else { return note(.badIndicator) }
            entry.isReversal = isReversal
        case .status: readEntryStatus(text)
        case .bookedOn: entry.bookedOn = day(text)
        case .valueOn: entry.valueOn = day(text)
        case .service: entry.service = label(text)
        case .subFamily:
            entry.nature = EntryDraft.nature(subFamily: text)
            entry.isReturned = text.extracting(AnswerValue.trimmed(text)).isEqual("RRTN")
        case .proprietary: entry.nature = entry.nature ?? EntryDraft.nature(proprietary: text)
        case .chargeTotal: entry.chargeTotal = moneyOfOurs(text)
        case .charge:
            entry.charges = sum(entry.charges, moneyOfOurs(text) ?? 0, atStartOf: .entry)
        case .narrative: Self.join(text, to: &entry.narrative)
        default: break
        }
    }

    private mutating func readEntryStatus(_ text: Span<UInt8>) {
        let code = text.extracting(AnswerValue.trimmed(text))
        if code.isEqual("BOOK") {
            entry.status = .booked
        } else if code.isEqual("PDNG") || code.isEqual("INFO") || code.isEqual("FUTR") {
            entry.status = .announced
        } else {
            note(.unknownEntryStatus)
        }
    }

    mutating func readBatch(_ field: AnswerField, _ text: Span<UInt8>) {
        switch field {
        case .message: batch.message = label(text)
        case .group: batch.group = label(text)
        case .count: batch.count = count(text)
        case .amount: batch.amount = moneyOfOurs(text)
        case .side: batch.isCredit = isCredit(text)
        default: break
        }
    }

    mutating func readDetail(_ field: AnswerField, _ text: Span<UInt8>) {
        switch field {
        case .message:
            messageLabel = label(text, after: messageLabel)
            detail.fact.references.message = messageLabel.label
        case .group:
            groupLabel = label(text, after: groupLabel)
            detail.fact.references.group = groupLabel.label
        case .instruction: detail.fact.references.instruction = label(text)
        case .endToEnd: detail.fact.references.endToEnd = label(text)
        case .service: detail.fact.references.service = label(text)
        case .amount:
            let amount = money(text)
            detail.item.amount = foreignCurrency == nil ? amount : nil
        case .transactionAmount: detail.transactionAmount = moneyOfOurs(text)
        case .instructedAmount: detail.item.instructedAmount = moneyOfOurs(text)
        case .side: detail.item.isCredit = isCredit(text)
        case .subFamily:
            detail.nature = EntryDraft.nature(subFamily: text)
            if text.extracting(AnswerValue.trimmed(text)).isEqual("RRTN") {
                detail.fact.isReturn = true
            }
        case .proprietary: detail.nature = detail.nature ?? EntryDraft.nature(proprietary: text)
        case .chargeTotal: detail.chargeTotal = moneyOfOurs(text)
        case .charge:
            detail.charges = sum(detail.charges, moneyOfOurs(text) ?? 0, atStartOf: .detail)
        case .creditorAccount: detail.fact.counterAccount = label(text)
        case .debtorAccount: detail.debtorAccount = label(text)
        case .uetr: checkUETR(text)
        case .interbankTransaction: detail.fact.references.interbankTransaction = label(text)
        case .narrative: Self.join(text, to: &detail.fact.narrative)
        case .remittance:
            if text.count > Self.remittanceLength { checkRemittance(text) }
            Self.join(text, to: &detail.fact.narrative)
        case .reason where detail.fact.reason == nil: detail.fact.reason = label(text)
        default: break
        }
    }

    mutating func endDetail() {
        guard hasRoom() else { return }
        block.details += 1
        detail.fact.place = place(of: .detail).byte
        detail.fact.count = 1
        if let nature = detail.nature { detail.fact.nature = nature }
        if detail.item.amount == nil { detail.item.amount = detail.transactionAmount }
        entry.detailCharges = sum(
            entry.detailCharges,
            detail.chargeTotal ?? detail.charges,
            atStartOf: .entry
        )
        // A return names the parties of the first payment, or turned round: ours is the other one.
        let isCredit = detail.item.isCredit ?? entry.isCredit ?? false
        let isReturn = detail.fact.isReturn || entry.isReversal || entry.isReturned
        if isCredit, !isReturn || detail.fact.counterAccount == report.report.account {
            detail.fact.counterAccount = detail.debtorAccount
        }
        var fact = BankFact(.debit, place: 0)
        swap(&fact, &detail.fact)
        answer.facts.append(fact)
        entry.items.append(detail.item)
    }

    mutating func endBlock() {
        guard block.hasBatch else { return }
        if block.details == 0 {
            guard hasRoom() else { return }
            var fact = BankFact(.debit, place: place(of: .batch).byte)
            fact.references.message = batch.message
            fact.references.group = batch.group
            fact.count = batch.count.map(Int.init)
            answer.facts.append(fact)
            entry.items.append(
                EntryDraft.Item(amount: batch.amount, isCredit: batch.isCredit)
            )
            return
        }
        if let count = batch.count, count != Int64(block.details) {
            note(.batchCount, atStartOf: .batch)
        }
        for index in block.firstFact..<answer.facts.count {
            if answer.facts[index].references.message == nil {
                answer.facts[index].references.message = batch.message
            }
            if answer.facts[index].references.group == nil {
                answer.facts[index].references.group = batch.group
            }
        }
    }

    mutating func endEntry() {
        if !has(.amount, in: .entry) { note(.noEntryAmount, atStartOf: .entry) }
        if !has(.side, in: .entry) { note(.noEntrySide, atStartOf: .entry) }
        if !has(.status, in: .entry) { note(.noEntryStatus, atStartOf: .entry) }
        guard let amount = entry.amount, let isCredit = entry.isCredit else { return dropFacts() }
        guard entry.currency == nil else { return tellForeign(amount, isCredit: isCredit) }
        count(amount, isCredit: isCredit)
        guard entry.status == .booked else {
            report.announced += 1
            if hasRoom() { answer.announced.append(wholeFact(amount, isCredit: isCredit)) }
            return dropFacts()
        }
        report.report.entryCount += 1
        if isCredit {
            report.creditCount += 1
            report.report.credits = sum(report.report.credits, amount, atStartOf: .entry)
        } else {
            report.report.debits = sum(report.report.debits, amount, atStartOf: .entry)
        }
        if entry.bookedOn == nil, entry.valueOn == nil, !has(.bookedOn, in: .entry) {
            note(.noEntryDay, atStartOf: .entry)
        }
        if !item.isUnsound { settle(amount, isCredit: isCredit) }
    }

    /// Counts an entry, booked or not.
    private mutating func count(_ amount: Int64, isCredit: Bool) {
        var totals = isCredit ? report.allCredits : report.allDebits
        totals.count += 1
        totals.sum = sum(totals.sum, amount, atStartOf: .entry)
        if isCredit { report.allCredits = totals } else { report.allDebits = totals }
    }

    /// The entry as one fact, with the names of its payment where it is only one.
    private func wholeFact(_ amount: Int64, isCredit: Bool) -> BankFact {
        var fact = BankFact(isCredit ? .credit : .debit, place: place(of: .entry).byte)
        if entry.items.count == 1, entry.firstFact < answer.facts.count {
            let only = answer.facts[entry.firstFact]
            fact.references = only.references
            fact.counterAccount = only.counterAccount
            fact.reason = only.reason
            fact.narrative = only.narrative
            fact.isReturn = only.isReturn
        }
        fact.references.service = fact.references.service ?? entry.service
        fact.amount = amount
        fact.currency = entry.currency
        fact.count = entry.items.count > 1 ? entry.items.count : 1
        fact.bookedOn = entry.bookedOn
        fact.valueOn = entry.valueOn
        fact.account = report.report.account
        fact.isReturn = fact.isReturn || entry.isReversal || entry.isReturned
        fact.nature = entry.nature ?? .payment
        fact.narrative = fact.narrative ?? entry.narrative
        fact.report = answer.reports.count
        return fact
    }

    /// Tells an entry as one fact in place of those of its payments.
    mutating func tellWhole(_ amount: Int64, isCredit: Bool) {
        let fact = wholeFact(amount, isCredit: isCredit)
        dropFacts()
        if hasRoom() { answer.facts.append(fact) }
    }

    /// Tells an entry of another currency than its report, which is in none of its sums.
    private mutating func tellForeign(_ amount: Int64, isCredit: Bool) {
        guard entry.status != .booked else { return tellWhole(amount, isCredit: isCredit) }
        report.announced += 1
        if hasRoom() { answer.announced.append(wholeFact(amount, isCredit: isCredit)) }
        dropFacts()
    }

    /// Takes the facts of the entry away.
    mutating func dropFacts() {
        answer.facts.removeSubrange(entry.firstFact...)
    }
}
