// Orders to pay, ours or another's: pain.001, for who checks one before it is paid.
//
// Invariants:
// (1) Each payment is a fact of its own, with the names of its message and group; nobody has said
//     anything about it.
// (2) A control sum adds up amounts of all currencies as plain decimal numbers: it is held against
//     the same, and never turned into money.
// (3) An id of ours that names two payments is an error; of an id of another's a warning is given.

import Intake
import Ledger

/// An order that is being read.
struct OrderDraft: Sendable {
    /// One payment.
    struct Payment: Sendable {
        var instruction: String?
        var endToEnd: String?
        var amount: Int64?
        /// The currency of the amount where it is another than that of its group.
        var currency: String?
        /// The amount in units of ``OrderDraft/unit``; nil where it could not be read.
        var decimal: Int128?
        var bank: String?
        var account: String?
        var narrative: String?

        /// Forgets all.
        mutating func removeAll() { self = Payment() }
    }

    /// How many payments, and their sum in units of ``OrderDraft/unit``.
    struct Totals: Sendable {
        var count: Int64 = 0
        /// Nil once an amount could not be read.
        var sum: Int128? = 0

        /// Counts a payment.
        mutating func add(_ amount: Int128?) {
            count += 1
            guard let before = sum, let amount else {
                sum = nil
                return
            }
            let (total, overflow) = before.addingReportingOverflow(amount)
            sum = overflow ? nil : total
        }
    }

    /// The decimals that amounts of ISO 20022 have at most.
    static let decimals = 5

    var payment = Payment()
    var group = Totals()
    var message = Totals()
    /// What the group says of itself, and what the message does.
    var groupSum: Int128?
    var messageSum: Int128?
    var groupControl = ControlTotals()
    var requestedOn: CivilDate?
    var transfers = NamedTransfers()
    var ids = NamedIDs()
    var groupIDs = NamedIDs()
}

extension AnswerBuilder {
    /// One field more of an order.
    mutating func readOrder(_ field: AnswerField, of scope: AnswerScope, _ text: Span<UInt8>) {
        guard isFirst(field, of: scope) else { return }
        switch (scope, field) {
        case (.message, .count):
            let count = count(text)
            answer.control = ControlTotals(count: count, sum: answer.control?.sum)
        case (.message, .sum):
            let (sum, value) = controlSum(text)
            answer.control = ControlTotals(count: answer.control?.count, sum: sum)
            ordered.messageSum = value
        case (.message, _): readHeader(field, text)
        case (.report, .allCount): ordered.groupControl.count = count(text)
        case (.report, .allSum): (ordered.groupControl.sum, ordered.groupSum) = controlSum(text)
        case (.report, .valueOn): ordered.requestedOn = day(text)
        case (.report, .id):
            report.report.id = label(text) ?? ""
            noteGroup(text.extracting(AnswerValue.trimmed(text)))
        case (.report, _): readReport(field, text)
        default: readOrderedPayment(field, text)
        }
    }

    private mutating func readOrderedPayment(_ field: AnswerField, _ text: Span<UInt8>) {
        switch field {
        case .instruction: ordered.payment.instruction = label(text)
        case .endToEnd:
            ordered.payment.endToEnd = label(text)
            if ordered.payment.endToEnd != nil {
                noteID(text.extracting(AnswerValue.trimmed(text)))
            }
        case .uetr: checkUETR(text)
        case .amount: readOrderedAmount(text)
        case .creditorAgent: ordered.payment.bank = ordered.payment.bank ?? label(text)
        case .creditorAccount: ordered.payment.account = label(text)
        case .remittance:
            if text.count > Self.remittanceLength { checkRemittance(text) }
            Self.join(text, to: &ordered.payment.narrative)
        default: break
        }
    }

    private mutating func readOrderedAmount(_ text: Span<UInt8>) {
        ordered.payment.amount = money(text)
        guard let amount = ordered.payment.amount else { return }
        ordered.payment.currency = foreignCurrency
        let exponent = foreignCurrency.map { BankAnswer.currency($0).exponent } ?? currency.exponent
        var decimal = Int128(amount)
        for _ in exponent..<OrderDraft.decimals { decimal *= 10 }
        ordered.payment.decimal = decimal
        if amount == 0 { note(.zeroPayment) }
    }

    /// A control sum as written, and in units of five decimals; nil after a finding.
    private mutating func controlSum(_ text: Span<UInt8>) -> (String?, Int128?) {
        do {
            let sum = try AnswerValue.decimal(text, places: OrderDraft.decimals)
            return (AnswerValue.string(text.extracting(AnswerValue.trimmed(text))), sum)
        } catch {
            note(.controlSum)
            return (nil, nil)
        }
    }

    /// Invariant (3).
    private mutating func noteID(_ id: Span<UInt8>) {
        if let transfer = TransferID(id) {
            let before = ordered.transfers.insert(transfer)
            if before == .again { note(.transferTwice) }
            if before != .unwatched { return }
        }
        switch ordered.ids.insert(id) {
        case .new: break
        case .again: note(.paymentIDAgain)
        case .unwatched: noteOnce(.idsUnwatched)
        }
    }

    private mutating func noteGroup(_ id: Span<UInt8>) {
        switch ordered.groupIDs.insert(id) {
        case .new: break
        case .again: note(.groupIDAgain)
        case .unwatched: noteOnce(.idsUnwatched)
        }
    }

    /// Appends the payment that ended.
    mutating func endOrderedPayment() {
        let payment = ordered.payment
        if !has(.endToEnd, in: .transaction) { note(.noPaymentID, atStartOf: .transaction) }
        if !has(.amount, in: .transaction) { note(.noOrderedAmount, atStartOf: .transaction) }
        if payment.account == nil, !has(.creditorAccount, in: .transaction) {
            noteOnce(.noPayeeAccount)
        }
        ordered.group.add(payment.decimal)
        ordered.message.add(payment.decimal)
        report.report.entryCount += 1
        if payment.currency == nil, let amount = payment.amount {
            report.report.debits = sum(report.report.debits, amount, atStartOf: .transaction)
        }
        guard hasRoom() else { return }
        var fact = BankFact(.ordered, place: place(of: .transaction).byte)
        fact.references.message = answer.message.isEmpty ? nil : answer.message
        fact.references.group = report.report.id.isEmpty ? nil : report.report.id
        fact.references.instruction = payment.instruction
        fact.references.endToEnd = payment.endToEnd
        fact.amount = payment.amount
        fact.currency = payment.currency
        fact.count = 1
        fact.valueOn = ordered.requestedOn
        fact.account = report.report.account.isEmpty ? nil : report.report.account
        fact.counterAccount = payment.account
        fact.counterBank = payment.bank
        fact.narrative = payment.narrative
        fact.report = answer.reports.count
        answer.facts.append(fact)
    }

    /// Ends a group of payments.
    mutating func endOrderedGroup() {
        if report.report.id.isEmpty { note(.noGroupID, atStartOf: .report) }
        if report.report.account.isEmpty { note(.noDebtorAccount, atStartOf: .report) }
        if !has(.valueOn, in: .report) { note(.noRequestedDay, atStartOf: .report) }
        check(ordered.group, ordered.groupControl.count, ordered.groupSum, at: .report)
        report.report.control = ordered.groupControl
        (report.report.from, report.report.through) = (ordered.requestedOn, ordered.requestedOn)
        report.report.currency = currency.code
        answer.reports.append(report.report)
        ordered.group = OrderDraft.Totals()
        ordered.groupControl = ControlTotals()
        ordered.groupSum = nil
        ordered.requestedOn = nil
    }

    /// Ends the order.
    mutating func endOrder() {
        if answer.control?.count == nil { note(.noOrderCount, atStartOf: .message) }
        check(ordered.message, answer.control?.count, ordered.messageSum, at: .message)
        if ordered.message.count == 0 { note(.nothingSaid, atStartOf: .message) }
    }

    /// Whether payments are as many, and as much, as is said of them.
    private mutating func check(
        _ totals: OrderDraft.Totals,
        _ count: Int64?,
        _ sum: Int128?,
        at scope: AnswerScope
    ) {
        let isCount = count == nil || count == totals.count
        let isSum = sum == nil || totals.sum == nil || sum == totals.sum
        if !isCount || !isSum { note(.orderTotals(isCount: isCount), atStartOf: scope) }
    }
}
