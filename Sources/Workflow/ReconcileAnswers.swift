// Step 9: what the answers say against what was handed over: transfers move, money is booked,
// conflicts stand in their queue.
//
// Invariants:
// (1) Answers are reconciled in the order in which they were taken in, a step for each; so it does
//     not matter when the command is run.
// (2) The facts are read again from the answer's own file; a fact that came with an earlier answer
//     is left out.
// (3) Nothing is booked twice: the step's key and each entry's key name the answer.

import BankFiles
import Disbursement
import Intake
import Ledger
package import Reconciliation
import Signing
package import Store

/// What one answer came to.
package struct ReconciliationReport: Sendable {
    /// The answer.
    package let answer: AnswerRecord
    /// Transfers by the status that they have now.
    package let moved: [TransferStatus: Int]
    /// New conflicts.
    package let conflicts: [Conflict]
    /// Journal entries.
    package let entryCount: Int
}

/// Reconciles.
package struct ReconcileAnswers {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Reconciles every answer that was taken in and not reconciled yet, and tells of each as it is
    /// booked.
    ///
    /// - Returns: What each came to; none where there was nothing to do.
    /// - Throws: ``StepRefusal``, `StoreError`; answers before it stay reconciled.
    package func run(
        _ open: OpenBooks,
        officer: OfficerKey,
        tell: (ReconciliationReport) -> Void = { _ in }
    ) throws -> [ReconciliationReport] {
        guard
            officer.registrations.contains(where: { [.maker, .chiefAccountant].contains($0.role) })
        else {
            throw StepRefusal(
                .notPermitted,
                Phrase(
                    vi: "người lập hoặc kế toán trưởng đối soát",
                    en: "a maker or chief accountant reconciles"
                )
            )
        }
        let waiting = try open.books.query { try $0.answers() }.filter { !$0.isReconciled }
        guard !waiting.isEmpty else { return [] }
        try open.requireProof()
        let transfers = try FrozenTransfers(open: open, year: environment.now.date.month.year)
        return try waiting.map { record in
            let report = try reconcile(record, transfers: transfers, open: open, officer: officer)
            tell(report)
            return report
        }
    }

    private func reconcile(
        _ record: AnswerRecord,
        transfers: FrozenTransfers,
        open: OpenBooks,
        officer: OfficerKey
    ) throws -> ReconciliationReport {
        var answer = try TakeAnswers.readAgain(record, open: open)
        let taken = try open.books.query { try $0.facts(of: record.number) }
        guard taken.allSatisfy({ answer.facts.indices.contains($0.position) }) else {
            throw StoreError.damaged("fact: answer \(record.number)")
        }
        answer.facts = taken.map { answer.facts[$0.position] }
        let name = String(record.digest.hex.prefix(16))
        let day = environment.now.date
        let result = try Reconciler(book: transfers, answer: name, bookedOn: day).apply(answer)
        let entries = try AnswerPostings(
            chart: .shipped,
            answer: name,
            bookedOn: day,
            document: "\(record.family) \(record.message)"
        ).entries(of: result.movements)
        let rows = try ReconciliationRows(
            record: record,
            answer: answer,
            facts: taken.map(\.number),
            result: result,
            day: day,
            officer: officer.certificate.fingerprint.hex,
            transfers: transfers
        )
        try open.books.step(
            StepInfo(
                key: "reconcile/\(record.digest.hex)",
                verb: "reconcile",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex
            )
        ) { writer in
            try rows.write(to: writer)
            for entry in entries { try writer.post(entry) }
        }
        transfers.follow(result)
        var last: [TransferID: TransferStatus] = [:]
        for change in result.changes { last[change.transfer.id] = change.to.status }
        return ReconciliationReport(
            answer: record,
            moved: last.values.reduce(into: [:]) { $0[$1, default: 0] += 1 },
            conflicts: result.conflicts,
            entryCount: entries.count
        )
    }
}

/// The rows of one reconciled answer; whatever they need to know is looked up before they are written.
private struct ReconciliationRows {
    private let record: AnswerRecord
    private let answer: BankAnswer
    /// The numbers of the facts, in the order of the answer.
    private let facts: [Int64]
    private let result: ReconciledAnswer
    private let day: CivilDate
    private let officer: String
    /// The units of the conflicts, in their order; empty where none is known.
    private let conflictUnits: [String]
    /// The rows of the batches of the changes, in their order.
    private let batchRows: [Int64]
    /// Money that came in on decided cases: the case, VND.
    private let recoveries: [(number: Int64, amount: Int64)]

    init(
        record: AnswerRecord,
        answer: BankAnswer,
        facts: [Int64],
        result: ReconciledAnswer,
        day: CivilDate,
        officer: String,
        transfers: FrozenTransfers
    ) throws {
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
        batchRows = result.changes.map { transfers.row(ofBatch: $0.transfer.batch) }
        recoveries = try result.movements.filter { $0.kind == .recovered }.map { movement in
            guard let id = movement.transfer,
                let number = try transfers.transfer(id)?.overPayment?.number
            else { preconditionFailure("what is recovered belongs to a case") }
            return (number, movement.pairs.reduce(0) { $0 + $1.amount })
        }
    }

    func write(to writer: StepWriter) throws {
        try writer.insert(
            "reconciliation",
            ["answer", "moved_count", "conflict_count"],
            [record.number, result.changes.count, result.conflicts.count]
        )
        for (change, batch) in zip(result.changes, batchRows) {
            try write(change, batch: batch, to: writer)
        }
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
    }

    private func write(_ change: TransferChange, batch: Int64, to writer: StepWriter) throws {
        let fact = answer.facts[change.fact]
        let position = change.to
        try writer.insert(
            "transfer_state",
            [
                "batch", "transfer", "status", "fact", "is_booked", "has_come_back", "suspended",
                "stray_debit", "is_return_announced", "refusal_entry", "reason", "day",
            ],
            [
                batch, change.transfer.id.number, position.status.rawValue, facts[change.fact],
                position.isBooked, position.hasComeBack, position.suspended, position.strayDebit,
                position.isReturnAnnounced, position.refusalEntry, fact.reason ?? "",
                "\(fact.valueOn ?? fact.bookedOn ?? day)",
            ]
        )
    }
}
