// Words about single payments as banks say them to each other, and to a recall: pacs.002, pacs.004
// and camt.029.
//
// Invariants:
// (1) The id of an original message is that of our file only where it says that it is a pain.001;
//     that of a message between banks is kept apart, for it names none of our files.
// (2) Every payment is a fact of its own; none is gathered with others.
// (3) A returned amount is what comes back; what is less than was paid is warned of, never made up.

import Intake
import Ledger

/// What messages between banks say beside the words of a status report.
struct InterbankDraft: Sendable {
    /// The original message of a payment, and which message that is.
    var message: String?
    var orderName: String?
    /// The transaction as banks name it.
    var transaction: String?
    /// What was paid, where it comes back.
    var originalAmount: Int64?
    /// The day on which banks settle it.
    var valueOn: CivilDate?
}

/// What such a message says of itself as a whole.
struct InterbankTotals: Sendable {
    var count: Int64?
    var sum: Int64?
    var amount: Int64?
    var valueOn: CivilDate?
    var isOfGroup = false
    /// What camt.029 says of the recall as a whole.
    var status: String?
    /// The status of each original message that was told.
    var groupStatuses: [String: String] = [:]
    var groups = 0
    var payments: Int64 = 0
    var total: Int64 = 0

    /// What an answer to a recall means: GroupCancellationStatus1Code, CancellationIndividualStatus1Code
    /// and, of the whole, ExternalInvestigationExecutionConfirmation1Code.
    static func recallWord(_ status: String) -> FactWord {
        switch status {
        case "ACCR", "CNCL": .recalled
        case "RJCR": .recallRefused
        case "PDCR", "PACR", "PECR", "UWFW": .recallPending
        default: .unknown
        }
    }
}

extension AnswerBuilder {
    /// A field of the header that only these messages have.
    mutating func readInterbankHeader(_ field: AnswerField, _ text: Span<UInt8>) {
        switch field {
        case .count: interbankTotals.count = count(text)
        case .sum: interbankTotals.sum = number(text)
        case .amount: interbankTotals.amount = moneyOfOurs(text)
        case .valueOn: interbankTotals.valueOn = day(text)
        case .status: interbankTotals.status = label(text)
        case .groupReturn: interbankTotals.isOfGroup = AnswerValue.isTrue(text) == true
        default: break
        }
    }

    /// A field of a payment that only these messages have.
    mutating func readInterbank(_ field: AnswerField, _ text: Span<UInt8>) {
        switch field {
        case .message: interbank.message = label(text)
        case .orderName: interbank.orderName = label(text)
        case .interbankTransaction: interbank.transaction = label(text)
        case .transactionAmount: interbank.originalAmount = moneyOfOurs(text)
        case .valueOn: interbank.valueOn = day(text)
        case .uetr: checkUETR(text)
        default: break
        }
    }

    mutating func beginInterbankGroup() {
        guard answer.family != .paymentStatus else { return }
        order = StatusDraft()
        interbankTotals.groups += 1
    }

    /// What is said of an original message as a whole.
    mutating func endInterbankGroup() {
        if let status = order.status, let message = order.references.message {
            interbankTotals.groupStatuses[message] = status
        }
        let isReturn = answer.family == .paymentReturn && interbankTotals.isOfGroup
        guard order.status != nil || isReturn else { return }
        guard order.references.message != nil else { return note(.noOrder, atStartOf: .group) }
        guard hasRoom() else { return }
        var fact = fact(of: order, at: .group)
        if isReturn {
            fact.word = .returnAnnounced
            fact.amount = interbankTotals.amount ?? interbankTotals.sum
            fact.count = interbankTotals.count.map(Int.init)
            fact.valueOn = interbankTotals.valueOn
        }
        answer.facts.append(fact)
    }

    /// What a recall's answer says of a group of payments.
    mutating func endInterbankPayment() {
        if payment.status != nil, hasRoom() {
            if payment.references.message == nil {
                payment.references.message = order.references.message
                payment.orderName = order.orderName
            }
            answer.facts.append(fact(of: payment, at: .payment))
        }
        payment = StatusDraft()
    }

    private func fact(of draft: StatusDraft, at scope: AnswerScope) -> BankFact {
        var fact = BankFact(
            interbankWord(draft.status ?? ""),
            place: place(of: scope).byte
        )
        fact.references.group = draft.references.group
        name(draft.references.message, draft.orderName, in: &fact)
        fact.amount = draft.amount
        fact.count = draft.count.map(Int.init)
        fact.reason = draft.reason
        fact.narrative = draft.narrative
        return fact
    }

    /// Invariant (1).
    private func name(_ message: String?, _ orderName: String?, in fact: inout BankFact) {
        // An answer to our recall that does not say which message it was about is about our order.
        let isOurs = orderName?.hasPrefix("pain.001") ?? (answer.family == .recallAnswer)
        if isOurs {
            fact.references.message = message
        } else {
            fact.references.interbankMessage = message
        }
    }

    private func interbankWord(_ status: String) -> FactWord {
        switch answer.family {
        case .recallAnswer: InterbankTotals.recallWord(status)
        case .paymentReturn: .returnAnnounced
        default: StatusDraft.word(status)
        }
    }

    /// Appends what is said of one payment.
    mutating func endInterbankTransaction() {
        guard hasRoom() else { return }
        let message = interbank.message ?? payment.references.message ?? order.references.message
        let orderName =
            interbank.orderName
            ?? (interbank.message != nil ? nil : payment.orderName ?? order.orderName)
        let status =
            transaction.status ?? payment.status
            ?? message.flatMap {
                interbankTotals.groupStatuses[$0]
            }
        // PART and PACR say nothing of one payment.
        let own = transaction.status == nil && ["PART", "PACR"].contains(status) ? nil : status
        if own == nil, answer.family != .paymentReturn { note(.noStatus, atStartOf: .transaction) }
        var fact = BankFact(interbankWord(own ?? ""), place: place(of: .transaction).byte)
        name(message, orderName, in: &fact)
        fact.references.group = payment.references.group
        fact.references.instruction = transaction.instruction
        fact.references.endToEnd = transaction.id.map { "\($0)" } ?? transaction.endToEnd
        fact.references.service = AnswerValue.reference(transaction.service.span)
        fact.references.interbankTransaction = interbank.transaction
        fact.counterAccount = AnswerValue.reference(transaction.counterAccount.span)
        fact.amount = transaction.amount
        fact.count = 1
        fact.valueOn = interbank.valueOn ?? interbankTotals.valueOn
        fact.reason = transaction.reason ?? order.reason
        fact.narrative = transaction.narrative
        fact.isReturn = answer.family == .paymentReturn
        if fact.isReturn { checkReturn(fact) }
        answer.facts.append(fact)
        interbankTotals.payments += 1
        interbankTotals.total = sum(
            interbankTotals.total,
            transaction.amount ?? 0,
            atStartOf: .transaction
        )
        if let own, interbankTotals.groups == 1, !order.tallies.isEmpty {
            var listed = order.listed[own] ?? StatusDraft.Listed()
            listed.count += 1
            if let total = listed.sum, let amount = transaction.amount {
                listed.sum = sum(total, amount, atStartOf: .transaction)
            } else {
                listed.sum = nil
            }
            order.listed[own] = listed
        }
    }

    /// Invariant (3), and what a return must have.
    private mutating func checkReturn(_ fact: BankFact) {
        if fact.amount == nil, !has(.amount, in: .transaction) {
            note(.noReturnAmount, atStartOf: .transaction)
        }
        if fact.reason == nil { note(.noReturnReason, atStartOf: .transaction) }
        if let original = interbank.originalAmount, let amount = fact.amount, original != amount {
            note(.returnAmount, atStartOf: .transaction)
        }
    }

    /// What the message says of itself as a whole, once all payments were read.
    mutating func endInterbankMessage() {
        let totals = interbankTotals
        if totals.groups == 1 { checkTallies(of: order, atStartOf: .group) }
        if answer.family == .paymentReturn, !totals.isOfGroup || totals.payments > 0 {
            let isCount = totals.count == nil || totals.count == totals.payments
            let isSum = totals.sum == nil || totals.sum == totals.total
            let isAmount = totals.amount == nil || totals.amount == totals.total
            if !isCount || !isSum || !isAmount { note(.returnTotals, atStartOf: .message) }
        }
        guard answer.facts.isEmpty else { return }
        guard let status = totals.status else { return note(.nothingSaid, atStartOf: .message) }
        guard hasRoom() else { return }
        note(.recallOfNothing, atStartOf: .message)
        answer.facts.append(
            BankFact(InterbankTotals.recallWord(status), place: place(of: .message).byte)
        )
    }
}
