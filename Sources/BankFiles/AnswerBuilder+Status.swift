// Status reports: of a file, of a group of payments in it, of one payment.
//
// Invariants:
// (1) A word is said where the bank says it: a group's word is not repeated for its payments.
// (2) A payment that is listed without a word of its own has the word of its group, or its file's.

import Intake
import Ledger

/// A status that is being read.
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
    var status: String?
    var count: Int64?
    var amount: Int64?
    var counterAccount: String?
    var reason: String?
    var narrative: String?
    var tallies: [Tally] = []
    var listed: [String: Listed] = [:]
    /// Statuses that groups in it have as a whole.
    var groupStatuses: Set<String> = []
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

extension AnswerBuilder {
    mutating func beginPayment() { payment = StatusDraft() }

    mutating func beginTransaction() {
        tellPayment()
        transaction = StatusDraft()
    }

    /// A draft with one field more.
    mutating func status(
        _ before: StatusDraft,
        with field: AnswerField,
        _ text: Span<UInt8>
    ) -> StatusDraft {
        var draft = before
        switch field {
        case .message: draft.references.message = label(text)
        case .group: draft.references.group = label(text)
        case .instruction: draft.references.instruction = label(text)
        case .endToEnd: draft.references.endToEnd = label(text)
        case .service: draft.references.service = label(text)
        case .orderName:
            if let name = label(text), !name.hasPrefix("pain.001") { note(.otherOrder) }
        case .count: draft.count = count(text)
        case .sum: draft.amount = number(text)
        case .amount: draft.amount = money(text)
        case .status:
            draft.status = label(text)
            if let status = draft.status, StatusDraft.word(status) == .unknown {
                note(.unknownStatus(status))
            }
        case .reason where draft.reason == nil: draft.reason = label(text)
        case .narrative: join(text, to: &draft.narrative)
        case .creditorAccount: draft.counterAccount = label(text)
        default: break
        }
        return draft
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
        guard order.status != nil else { return }
        tell(order, of: .group)
    }

    mutating func endPayment() {
        tellPayment()
        checkTallies(of: payment, atStartOf: .payment)
        if let status = payment.status { order.groupStatuses.insert(status) }
        payment = StatusDraft()
    }

    /// Appends the word of the group of payments, before those of its payments.
    private mutating func tellPayment() {
        guard !payment.isTold else { return }
        payment.isTold = true
        payment.references.message = order.references.message
        if payment.status != nil { tell(payment, of: .payment) }
    }

    /// Appends the word of a file or of a group.
    private mutating func tell(_ draft: StatusDraft, of scope: AnswerScope) {
        guard draft.references.message != nil else {
            return note(.noOrder, atStartOf: scope)
        }
        append(draft, word: StatusDraft.word(draft.status ?? ""), of: scope)
    }

    private mutating func append(_ draft: StatusDraft, word: FactWord, of scope: AnswerScope) {
        guard hasRoom() else { return }
        var fact = BankFact(word, place: place(of: scope).byte)
        fact.references = draft.references
        fact.amount = draft.amount
        fact.count = scope == .transaction ? 1 : draft.count.map(Int.init)
        fact.counterAccount = draft.counterAccount
        fact.reason = draft.reason
        fact.narrative = draft.narrative
        answer.facts.append(fact)
    }

    mutating func endTransaction() {
        transaction.references.message = order.references.message
        transaction.references.group = payment.references.group
        // PART says nothing of one payment.
        let inherited = [payment.status, order.status].lazy.compactMap(\.self).first
        let status = transaction.status ?? (inherited == "PART" ? nil : inherited)
        if status == nil { note(.noStatus, atStartOf: .transaction) }
        append(transaction, word: StatusDraft.word(status ?? ""), of: .transaction)
        guard let status else { return }
        if !order.tallies.isEmpty {
            order.listed[status] = counted(order.listed[status] ?? StatusDraft.Listed())
        }
        if !payment.tallies.isEmpty {
            payment.listed[status] = counted(payment.listed[status] ?? StatusDraft.Listed())
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
