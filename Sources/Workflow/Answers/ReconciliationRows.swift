// The rows and entries of one reconciled answer: what it comes to against the books before it.
//
// Invariants:
// (1) The same answer on the same books comes to the same rows, in the same order: the step writes them,
//     and `verify` makes them again.
// (2) Whatever they need to know is looked up before they are written.

import BankFiles
import Disbursement
import Intake
import Ledger
import Reconciliation
import Signing
import Store

/// The rows of one reconciled answer.
struct ReconciliationRows {
    /// What the answer came to.
    let result: ReconciledAnswer
    /// What it books, in order.
    let entries: [JournalEntry]
    private let record: AnswerRecord
    private let answer: BankAnswer
    /// The numbers of the facts, in the order of the answer, then of its common facts.
    private let facts: [Int64]
    private let day: CivilDate
    private let officer: String
    /// The units of the conflicts, in their order; empty where none is known.
    private let conflictUnits: [String]
    /// The changes in their order, with the rows of their batches.
    private let steps: [(change: ChangeStep, batch: Int64)]
    /// Money that came in on decided cases: the case, VND.
    private let recoveries: [(number: Int64, amount: Int64)]

    /// The key of the step that reconciles an answer.
    static func key(_ record: AnswerRecord) -> String { keyStart + record.digest.hex }

    /// How such a key begins, before the answer's digest.
    static let keyStart = "reconcile/"

    /// What an answer comes to.
    ///
    /// - Parameters:
    ///   - record: The answer.
    ///   - day: The day of the books.
    ///   - officer: The fingerprint of who reconciles it.
    ///   - transfers: What lies in files, as the books have it before the answer.
    ///   - open: The books.
    /// - Throws: `StoreError`, `PostingRefusal`.
    init(
        _ record: AnswerRecord,
        day: CivilDate,
        officer: String,
        transfers: FrozenTransfers,
        open: OpenBooks
    ) throws {
        let (answer, facts) = try TakeAnswers.taken(record, open: open)
        let name = String(record.digest.hex.prefix(16))
        let result = try Reconciler(
            book: transfers,
            answer: name,
            bookedOn: day,
            meter: open.meter
        ).apply(answer)
        entries = try AnswerPostings(
            chart: .shipped,
            answer: name,
            bookedOn: day,
            document: "\(record.family) \(record.message)"
        ).entries(of: result.movements)
        self.record = record
        self.answer = answer
        self.facts = facts
        self.result = result
        self.day = day
        self.officer = officer
        conflictUnits = try result.conflicts.map { conflict in
            if let id = conflict.transfer, let transfer = try transfers.transfer(id) {
                return transfer.unit
            }
            guard let account = conflict.account else { return "" }
            return try transfers.account(account, at: conflict.bank)?.unit ?? ""
        }
        steps = result.steps.map { ($0, transfers.row(ofBatch: $0.batch)) }
        recoveries = try result.movements.filter { $0.kind == .recovered }.map { movement in
            guard let id = movement.transfer,
                let number = try transfers.transfer(id)?.overPayment?.number
            else { preconditionFailure("what is recovered belongs to a case") }
            return (number, movement.pairs.reduce(0) { $0 + $1.amount })
        }
    }

    /// Writes them, or holds them against what is there.
    ///
    /// - Throws: What the sink throws.
    func write(to writer: some RowSink) throws {
        try writer.insert(
            "reconciliation",
            ["answer", "moved_count", "conflict_count"],
            [
                record.number,
                result.commonChanges.reduce(result.changes.count) { $0 + $1.transfers.count },
                result.conflicts.count,
            ]
        )
        try writeStates(to: writer)
        for (conflict, unit) in zip(result.conflicts, conflictUnits) {
            try writer.insert(
                "conflict",
                ["fact", "kind", "transfer", "file", "unit", "set_aside", "proposes_case"],
                [
                    facts[conflict.fact], conflict.kind.rawValue,
                    conflict.transfer.map { "\($0)" } ?? "", conflict.file ?? "", unit,
                    conflict.setAside, conflict.proposesCase,
                ]
            )
        }
        for match in result.matches {
            try writer.insert(
                "awaited_seen",
                ["paper", "fact"],
                [match.entry.key, facts[match.fact]]
            )
        }
        for recovery in recoveries {
            try writer.insert(
                "case_event",
                ["case_number", "event", "amount", "document", "officer"],
                [
                    recovery.number, "recovered", recovery.amount,
                    "\(record.family) \(record.message)", officer,
                ]
            )
        }
        for entry in entries { try writer.book(entry) }
    }

    private func writeStates(to writer: some RowSink) throws {
        for (step, batch) in steps {
            let fact = facts[step.fact]
            switch step {
            case .single(let change):
                try writer.state(
                    stored(change.to, by: change.fact),
                    batch: batch,
                    of: .single(change.transfer.id.number),
                    fact: fact
                )
            case .common(let change):
                try writer.state(
                    stored(change.to, by: change.fact),
                    batch: batch,
                    of: .common(change.transfers),
                    fact: fact
                )
            }
        }
    }

    /// A position as the books have it, with the reason and day of the fact that brought it.
    private func stored(_ position: TransferPosition, by index: Int) -> StoredPosition {
        guard index < answer.facts.count else {
            let common = answer.commonFacts[index - answer.facts.count]
            return StoredPosition(position, reason: common.reason ?? "", day: day)
        }
        let fact = answer.facts[index]
        return StoredPosition(
            position,
            reason: fact.reason ?? "",
            day: fact.valueOn ?? fact.bookedOn ?? day
        )
    }
}
