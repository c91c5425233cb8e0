// Step 9: what the answers say against what was handed over: transfers move, money is booked,
// conflicts stand in their queue.
//
// Invariants:
// (1) Answers are reconciled in the order in which they were taken in, a step for each; so it does
//     not matter when the command is run.
// (2) Words of status are taken from their rows, which the log proves; all else is read again from the
//     answer's own file. A fact that came with an earlier answer is left out.
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
        let (answer, numbers) = try TakeAnswers.taken(record, open: open)
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
            facts: numbers,
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
        return ReconciliationReport(
            answer: record,
            moved: result.moved,
            conflicts: result.conflicts,
            entryCount: entries.count
        )
    }
}

/// The rows of one reconciled answer; whatever they need to know is looked up before they are written.
private struct ReconciliationRows {
    private let record: AnswerRecord
    private let answer: BankAnswer
    /// The numbers of the facts, in the order of the answer, then of its common facts.
    private let facts: [Int64]
    private let result: ReconciledAnswer
    private let day: CivilDate
    private let officer: String
    /// The units of the conflicts, in their order; empty where none is known.
    private let conflictUnits: [String]
    /// The changes in their order, with the rows of their batches.
    private let steps: [(change: ChangeStep, batch: Int64)]
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
        steps = result.steps.map { ($0, transfers.row(ofBatch: $0.batch)) }
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
    }

    private func writeStates(to writer: StepWriter) throws {
        let states = try StateWriter(writer)
        for (step, batch) in steps {
            let fact = facts[step.fact]
            switch step {
            case .single(let change):
                try states.write(
                    stored(change.to, by: change.fact),
                    batch: batch,
                    transfer: change.transfer.id.number,
                    fact: fact
                )
            case .common(let change):
                try states.write(
                    stored(change.to, by: change.fact),
                    batch: batch,
                    members: change.transfers,
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
