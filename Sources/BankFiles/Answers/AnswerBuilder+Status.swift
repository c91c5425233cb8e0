// Status reports: of a file, of a group of payments in it, of one payment.
//
// Invariants:
// (1) A word is said where the bank says it: a group's word is not repeated for its payments.
// (2) What is said of payments in the same words is one common fact (CommonFacts).
// (3) A payment that is listed without a word of its own has the word of its group, or its file's.

import Intake
import Ledger

/// A status of a file or group that is being read.
struct StatusDraft: Sendable {
    /// How many payments have a status, as the bank says.
    struct Tally: Sendable {
        var status = ""
        var count: Int64?
        var sum: Int64?
    }

    /// What the listed payments of a status come to.
    struct Listed: Sendable {
        var count: Int64 = 0
        /// Nil when one of them has no amount.
        var sum: Int64? = 0
    }

    var references = FactReferences()
    /// Which message it is about, such as `pain.001.001.09`.
    var orderName: String?
    var status: String?
    var count: Int64?
    var amount: Int64?
    var reason: String?
    var narrative: String?
    var tallies: [Tally] = []
    var listed: [String: Listed] = [:]
    /// Statuses that groups in it have as a whole.
    var groupStatuses: Set<String> = []
    /// Whether a payment or group in it has a word other than a refusal.
    var hasOtherThanRefused = false
    /// Whether its own fact stands in the answer.
    var isTold = false

    /// What a status means (external code sets PaymentGroupStatus and PaymentTransactionStatus).
    static func word(_ status: String) -> FactWord {
        switch status {
        case "RCVD": .received
        case "ACTC", "ACCP", "ACSP", "ACWC", "ACFC", "ACWP": .accepted
        case "PART": .partlyAccepted
        // The names of payees were compared, or signatures are still awaited: nothing is decided.
        case "PDNG", "PATC", "RCVC", "RVNA", "RVNM", "RVMC", "RVCM": .pending
        case "RJCT": .rejected
        case "ACSC": .settled
        case "ACCC": .credited
        default: .unknown
        }
    }
}

/// What is said of one payment; texts that mostly serve nobody are kept as bytes.
struct TransactionDraft: Sendable {
    /// The end-to-end id where it is one of ours, as we wrote it.
    var id: TransferID?
    /// The end-to-end id where it is none.
    var endToEnd: String?
    var instruction: String?
    var status: String?
    var amount: Int64?
    var reason: String?
    var narrative: String?
    var service: [UInt8] = []
    var counterAccount: [UInt8] = []

    /// Forgets all and keeps the room.
    mutating func removeAll() {
        id = nil
        endToEnd = nil
        instruction = nil
        status = nil
        amount = nil
        reason = nil
        narrative = nil
        service.removeAll(keepingCapacity: true)
        counterAccount.removeAll(keepingCapacity: true)
    }
}

extension AnswerBuilder {
    mutating func beginPayment() { payment = StatusDraft() }

    mutating func beginTransaction() {
        if answer.family == .paymentStatus {
            tellPayment()
        } else {
            interbank = InterbankDraft()
        }
        transaction.removeAll()
    }

    /// A draft of a file or group with one field more.
    mutating func status(
        _ before: StatusDraft,
        with field: AnswerField,
        _ text: Span<UInt8>
    ) -> StatusDraft {
        var draft = before
        switch field {
        case .message: draft.references.message = label(text)
        case .group: draft.references.group = label(text)
        case .orderName:
            draft.orderName = label(text)
            if answer.family == .paymentStatus, let name = draft.orderName,
                !name.hasPrefix("pain.001")
            {
                note(.otherOrder)
            }
        case .count: draft.count = count(text)
        case .sum: draft.amount = number(text)
        case .status: draft.status = statusLabel(text)
        case .reason where draft.reason == nil: draft.reason = label(text)
        case .narrative: Self.join(text, to: &draft.narrative)
        default: break
        }
        return draft
    }

    /// One field more of a payment.
    mutating func readTransaction(_ field: AnswerField, _ text: Span<UInt8>) {
        switch field {
        case .instruction: transaction.instruction = label(text)
        case .endToEnd:
            transaction.id = TransferID(text.extracting(AnswerValue.trimmed(text)))
            if transaction.id == nil { transaction.endToEnd = label(text) }
        case .service: keep(text, in: \.service)
        case .amount: transaction.amount = money(text)
        case .status: transaction.status = statusLabel(text)
        case .reason where transaction.reason == nil: transaction.reason = label(text)
        case .narrative: Self.join(text, to: &transaction.narrative)
        case .creditorAccount: keep(text, in: \.counterAccount)
        default: readInterbank(field, text)
        }
    }

    /// Keeps the bytes of a label, once it was looked at as one.
    private mutating func keep(
        _ text: Span<UInt8>,
        in field: WritableKeyPath<TransactionDraft, [UInt8]>
    ) {
        guard AnswerValue.isPlain(text) || label(text) != nil else { return }
        let trimmed = AnswerValue.trimmed(text)
        for index in trimmed { transaction[keyPath: field].append(text[index]) }
    }

    private mutating func statusLabel(_ text: Span<UInt8>) -> String? {
        guard let status = label(text) else { return nil }
        if answer.family == .recallAnswer {
            if InterbankTotals.recallWord(status) == .unknown { note(.unknownStatus(status)) }
        } else if word(status) == .unknown {
            note(.unknownStatus(status))
        }
        return status
    }

    /// Whether a word says that a payment was not refused.
    private func isTaken(_ word: FactWord) -> Bool {
        word == .accepted || word == .settled || word == .credited
    }

    /// What a status means; the one before is remembered.
    private mutating func word(_ status: String) -> FactWord {
        if status != lastStatus.code { lastStatus = (status, StatusDraft.word(status)) }
        return lastStatus.word
    }

    mutating func readTally(_ field: AnswerField, _ text: Span<UInt8>) {
        switch field {
        case .count: tally.count = count(text)
        case .status: tally.status = label(text) ?? ""
        case .sum: tally.sum = number(text)
        default: break
        }
    }

    mutating func endTally() {
        if outerScope == .payment {
            payment.tallies.append(tally)
        } else {
            order.tallies.append(tally)
        }
    }

    mutating func endGroup() {
        guard answer.family == .paymentStatus else { return endInterbankGroup() }
        guard order.status != nil else { return }
        tell(order, of: .group)
    }

    mutating func endPayment() {
        guard answer.family == .paymentStatus else { return endInterbankPayment() }
        tellPayment()
        closeCommonFacts()
        if payment.status == "RJCT", payment.hasOtherThanRefused {
            note(.contradiction, atStartOf: .payment)
        }
        checkTallies(of: payment, atStartOf: .payment)
        if let status = payment.status {
            order.groupStatuses.insert(status)
            if isTaken(word(status)) { order.hasOtherThanRefused = true }
        }
        payment = StatusDraft()
    }

    /// Appends the word of the group of payments, before those of its payments.
    private mutating func tellPayment() {
        guard !payment.isTold else { return }
        payment.isTold = true
        payment.references.message = order.references.message
        if payment.status != nil { tell(payment, of: .payment) }
    }

    /// Appends the word of a file or of a group: what is said in common before it stands before it.
    private mutating func tell(_ draft: StatusDraft, of scope: AnswerScope) {
        guard draft.references.message != nil else {
            return note(.noOrder, atStartOf: scope)
        }
        guard hasRoom() else { return }
        closeCommonFacts()
        var fact = BankFact(word(draft.status ?? ""), place: place(of: scope).byte)
        fact.references = draft.references
        fact.amount = draft.amount
        fact.count = draft.count.map(Int.init)
        fact.reason = draft.reason
        fact.narrative = draft.narrative
        answer.facts.append(fact)
        commonPlace = answer.facts.count
    }

    /// Ends the common facts that are being gathered.
    mutating func closeCommonFacts() {
        answer.commonFacts += common.close(
            message: order.references.message,
            group: payment.references.group,
            place: commonPlace
        )
    }

    mutating func endTransaction() {
        guard answer.family == .paymentStatus else { return endInterbankTransaction() }
        var status = transaction.status
        if status == nil {
            // PART says nothing of one payment.
            let inherited = payment.status ?? order.status
            status = inherited == "PART" ? nil : inherited
        }
        if status == nil { note(.noStatus, atStartOf: .transaction) }
        guard hasRoom() else { return }
        let word = word(status ?? "")
        if item.isUnsound {
            transaction.amount = nil
        } else if let id = transaction.id, transaction.instruction == nil,
            common.take(
                id,
                CommonFacts.Words(
                    word: word,
                    reason: transaction.reason,
                    hasAmount: transaction.amount != nil
                ),
                amount: transaction.amount ?? 0
            )
        {
            commonCount += 1
        } else {
            append(word)
        }
        guard let status else { return }
        if isTaken(word) {
            payment.hasOtherThanRefused = true
            order.hasOtherThanRefused = true
        }
        if !order.tallies.isEmpty {
            order.listed[status] = counted(order.listed[status] ?? StatusDraft.Listed())
        }
        if !payment.tallies.isEmpty {
            payment.listed[status] = counted(payment.listed[status] ?? StatusDraft.Listed())
        }
    }

    /// Appends what is said of the payment as a fact of its own.
    private mutating func append(_ word: FactWord) {
        var fact = BankFact(word, place: place(of: .transaction).byte)
        fact.references.message = order.references.message
        fact.references.group = payment.references.group
        fact.references.instruction = transaction.instruction
        fact.references.endToEnd = transaction.id.map { "\($0)" } ?? transaction.endToEnd
        fact.references.service = AnswerValue.reference(transaction.service.span)
        fact.counterAccount = AnswerValue.reference(transaction.counterAccount.span)
        fact.amount = transaction.amount
        fact.count = 1
        fact.reason = transaction.reason
        fact.narrative = transaction.narrative
        answer.facts.append(fact)
        for name in [fact.references.endToEnd, fact.references.instruction] {
            if let id = name.flatMap({ TransferID(tidied: $0) }) { common.note(id) }
        }
    }

    /// The payments of a status with the one that ended.
    private mutating func counted(_ before: StatusDraft.Listed) -> StatusDraft.Listed {
        var listed = before
        listed.count += 1
        if let total = listed.sum, let amount = transaction.amount {
            listed.sum = sum(total, amount, atStartOf: .transaction)
        } else {
            listed.sum = nil
        }
        return listed
    }

    /// Whether the payments that are listed are as many as the bank says.
    ///
    /// Banks leave out the accepted ones; a refused one that is left out is warned of.
    mutating func checkTallies(of draft: StatusDraft, atStartOf scope: AnswerScope) {
        for tally in draft.tallies {
            guard let count = tally.count, !draft.groupStatuses.contains(tally.status),
                draft.status != tally.status || draft.listed[tally.status] != nil
            else { continue }
            guard let listed = draft.listed[tally.status] else {
                if tally.status == "RJCT", count > 0 { note(.notListed, atStartOf: scope) }
                continue
            }
            let isSum = tally.sum == nil || listed.sum == nil || tally.sum == listed.sum
            if listed.count != count || !isSum { note(.tally, atStartOf: scope) }
        }
    }
}
